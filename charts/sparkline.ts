import { place } from './picture.ts'
import { position, type Scale } from './scale.ts'
import { colours } from './theme.ts'

/** The space around a sparkline, so that its last dot lies inside. */
export const inset = 5

const line = (name: string, strokeDash: number[] = []) => ({
  data: { name },
  mark: {
    type: 'line' as const,
    color: colours.accent,
    strokeWidth: 1.75,
    strokeDash,
    strokeJoin: 'round' as const,
  },
  encoding: {
    x: place('x'),
    y: place('y'),
    detail: { field: 'run', type: 'nominal' as const },
    order: { value: 0 },
  },
})

/** A line, what leads to a period that is not over, and the dot at its end. */
export const sparkMarks = [
  line('main'),
  line('open', [3, 2]),
  {
    data: { name: 'dots' },
    mark: { type: 'point' as const, filled: true, opacity: 1, strokeWidth: 1.75, stroke: colours.accent },
    encoding: {
      x: place('x'),
      y: place('y'),
      size: { field: 'size', type: 'quantitative' as const, scale: null, legend: null },
      fill: { field: 'fill', type: 'nominal' as const, scale: null },
    },
  },
]

/** Where a sparkline lies in points: from left to right, its highest and lowest place, and the size of its last dot. */
export interface Frame {
  across: Scale
  top: number
  bottom: number
  dot?: number
}

/** The lines and dots of a series, in points of the picture: what is unknown parts the line. */
export function sparkline(
  series: readonly (number | null)[],
  which: number,
  count: number,
  complete: boolean,
  { across, top, bottom, dot = 36 }: Frame,
) {
  const values = series.filter(value => value !== null)
  const [low, high] = [Math.min(...values), Math.max(...values)]
  // Little change stays little: a line that hardly moves does not fill its height.
  const reach = Math.max(high - low, 0.1 * Math.max(Math.abs(low), Math.abs(high))) || 1
  const from = (low + high - reach) / 2
  const up: Scale = { domain: [from, from + reach], range: [bottom, top] }
  const last = series.findLastIndex(value => value !== null)
  const isOpen = (index: number) => !complete && index === series.length - 1
  const points = series.map((value, index) =>
    value === null
      ? null
      : { x: position(across, count - series.length + index), y: position(up, value), index },
  )
  const main: object[] = []
  const open: object[] = []
  const dots: object[] = []
  for (const [index, point] of points.entries()) {
    if (!point) continue
    const [before, after] = [points[index - 1], points[index + 1]]
    // The run of a point is known by where it begins.
    const run = `${which}.${points.slice(0, index).lastIndexOf(null)}`
    if (isOpen(index)) {
      if (before) open.push({ x: before.x, y: before.y, run }, { x: point.x, y: point.y, run })
    } else main.push({ x: point.x, y: point.y, run })
    const fill = isOpen(index) ? colours.paper : colours.accent
    if (index === last) dots.push({ x: point.x, y: point.y, size: dot, fill })
    else if (!before && (!after || isOpen(index + 1)))
      dots.push({ x: point.x, y: point.y, size: 4, fill: colours.accent })
  }
  return { main, open, dots }
}

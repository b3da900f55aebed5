import type { Chart, Field } from './chart.ts'
import { axis, stride } from './days.ts'
import { clean } from './fit.ts'
import { textWidth } from './font.ts'
import { label } from './label.ts'
import { ending, levels, nameForfeits, nameParts, namePeaks } from './names.ts'
import { gridRules, overTime } from './over-time.ts'
import { peaks } from './peaks.ts'
import { blank, channel, nowhere, picture } from './picture.ts'
import { position, type Scale, scale } from './scale.ts'
import { alt, dots, native, read, run, whole } from './series.ts'
import { colours, sizes } from './theme.ts'

/** How rows, one a week or month, become a line: which fields, what they are called, and how values are written. */
export interface Lines<Row> {
  /** The finding. */
  title: string
  /** Measure, unit, period, and what the quiet line is. */
  subtitle: string
  /** The first day of the row's week or month, as YYYY-MM-DD. */
  x: Field<Row, string>
  y: Field<Row, number | null>
  /** What `y` is, for the alt text and the plain figures: "Net sales". */
  measure: string
  /** What the line is called at its end, where there is a quiet one beside it: "2011". Unless given, the measure. */
  label?: string
  /** A second line to compare with, in the grey of last year. */
  quiet?: { y: Field<Row, number | null>; label: string; format?: (value: number) => string }
  /** What was to be reached in each week or month, as a tick where it is known. */
  ticks?: { y: Field<Row, number | null>; label: string }
  /** What was forfeited, in red below zero: the sum of these fields, which may hold positive amounts. */
  forfeits?: { y: readonly Field<Row, number | null>[]; label: string }
  /** Whether the row's week or month is complete. Unless given, all are. */
  complete?: Field<Row, boolean>
  /** What is said after a value that is not complete, of all of them or by row: "so far", "in 2 days". */
  open: string | ((row: Row) => string)
  format: (value: number) => string
  day: (iso: string) => string
  /** A month's name under the axis of many rows, the year stands beneath it: "Nov". */
  month: (iso: string) => string
}

const across = { field: 'x', ...channel('across') }
const up = { field: 'y', ...channel('up') }

const line = (name: string, color: string, strokeWidth: number) => ({
  data: { name },
  mark: { type: 'line' as const, color, strokeWidth, strokeJoin: 'round' as const },
  encoding: { x: across, y: up, order: { value: 0 } },
})

const marks = [
  {
    data: { name: 'forfeits' },
    mark: { type: 'bar' as const, color: colours.forfeit, width: { expr: 'barWidth' } },
    encoding: { x: across, y: up, y2: { datum: 0 } },
  },
  line('quiet', colours.quiet, 2),
  line('main', colours.accent, 2.5),
  {
    data: { name: 'dots' },
    mark: { type: 'point' as const, filled: true, size: 49, opacity: 1, strokeWidth: 2 },
    encoding: {
      x: across,
      y: up,
      fill: { field: 'fill', type: 'nominal' as const, scale: null },
      stroke: { field: 'stroke', type: 'nominal' as const, scale: null },
    },
  },
]

const tickMark = {
  data: { name: 'ticks' },
  mark: {
    type: 'tick' as const,
    orient: 'horizontal' as const,
    color: colours.ink,
    thickness: 2,
    opacity: 1,
    size: { expr: 'max(6, barWidth)' },
  },
  encoding: { x: across, y: up },
}

/** A line over weeks or months, with its peaks named, as a Vega-Lite specification. */
export function lines<Row extends object>(rows: readonly Row[], encoding: Lines<Row>): Chart {
  const { title, subtitle, format, day, month } = encoding
  const points = read(rows, encoding)
  const values = points.flatMap(({ main }) => (main === null ? [] : [main]))
  if (values.length === 0)
    return blank(title, subtitle, {
      params: { across: nowhere, up: nowhere, barWidth: 1 },
      datasets: { forfeits: [], quiet: [], main: [], dots: [] },
      marks,
    })

  const days = points.map(point => point.day)
  const { header, height, bottom } = overTime(title, subtitle, days)
  const forfeits = points.map(point => point.forfeit)
  const reds = encoding.forfeits !== undefined && forfeits.some(value => value < 0)
  const quiets = points.flatMap(({ quiet }) => (quiet === null ? [] : [quiet]))
  const ticks = points.flatMap(({ at, tick }) => (typeof tick === 'number' ? [{ x: at, y: tick }] : []))
  const all = [...values, ...quiets, ...forfeits, ...ticks.map(({ y }) => y)]
  const up = scale(all, [bottom, header.bottom + 12], [reds ? 26 : 8, 30])

  const grid = levels(
    up,
    format,
    all.every(value => value === 0),
  )
  const left = sizes.margin + Math.max(...grid.map(({ text }) => textWidth(text, sizes.label, 400))) + 10
  const named = peaks(points.map(whole))
  const step = stride(points.map(({ at }) => at))
  const [first = 0, last = 0] = [points[0]?.at, points.at(-1)?.at]
  const lay = (isOpenNamed: boolean) => {
    const ends = ending(points, encoding, up, named, isOpenNamed)
    const room = Math.max(0, ...ends.map(({ text, size, weight }) => textWidth(text, size, weight) + 10))
    const right = sizes.width - sizes.margin - room
    const across: Scale = { domain: [first - 0.5 * step, last + 0.5 * step], range: [left, right] }
    const barWidth = Math.min(16, Math.max(1.5, (0.6 * step * (right - left)) / (last - first + step)))
    const place = { across, up, barWidth, format, day }
    const peakNames = namePeaks(points, named, place)
    const parts = nameParts(points, place, [...peakNames.values()], isOpenNamed)
    return { ends, right, place, peakNames, parts }
  }
  const inside = lay(false)
  const { ends, right, place, peakNames, parts } = inside.parts.isClear ? inside : lay(true)
  const { across, barWidth } = place
  const time = axis(days, across, bottom + 6 + sizes.labelLine / 2, {
    day: iso => clean(day(iso)),
    month: iso => clean(month(iso)),
  })

  const peakLabels = [...peakNames.values()]
  const partLabels = parts.labels
  const redLabels = reds
    ? nameForfeits(points, encoding.forfeits?.label ?? '', place, [...peakLabels, ...partLabels])
    : []
  const ground = position(up, 0)
  return picture({
    height,
    alt: alt(points, encoding),
    native: native(points, encoding),
    rules: gridRules(grid, time.ticks, { left, right, bottom, ground }),
    labels: [
      ...header.labels,
      ...grid.map(({ text, y }) => label(text, left - 8, y, { align: 'right' })),
      ...time.labels,
      ...ends.map(end => ({ ...end, x: right + 8 })),
      ...redLabels,
      ...partLabels,
      ...peakLabels,
    ],
    params: { across, up, barWidth },
    datasets: {
      forfeits: points.filter(({ forfeit }) => forfeit < 0).map(({ at, forfeit }) => ({ x: at, y: forfeit })),
      quiet: run(points, step, ({ quiet }) => quiet),
      main: run(points, step, whole),
      dots: dots(points, step, peakNames),
      ...(ticks.length > 0 && { ticks }),
    },
    marks: ticks.length > 0 ? [...marks, tickMark] : marks,
  })
}

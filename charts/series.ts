import type { Native } from './chart.ts'
import { number } from './days.ts'
import type { Lines } from './lines.ts'
import { finite } from './scale.ts'
import { colours } from './theme.ts'

/** A row as it is drawn. */
export interface Point {
  day: string
  at: number
  main: number | null
  quiet: number | null
  tick?: number | null
  forfeit: number
  complete: boolean
  /** What is said beside the value of a week or month that is not complete. */
  part?: string
}

/** The rows in the order of time. */
export function read<Row extends object>(rows: readonly Row[], encoding: Lines<Row>): Point[] {
  const { x, y, quiet, ticks, forfeits, complete, open } = encoding
  return rows
    .map(row => ({
      day: String(row[x]),
      at: number(String(row[x])),
      main: finite(row[y]),
      quiet: quiet ? finite(row[quiet.y]) : null,
      tick: ticks ? finite(row[ticks.y]) : null,
      forfeit: -(forfeits?.y ?? []).reduce((sum, field) => sum + Math.abs(finite(row[field]) ?? 0), 0) || 0,
      complete: complete === undefined || row[complete] !== false,
      part: typeof open === 'string' ? open : open(row),
    }))
    .filter(({ at }) => Number.isFinite(at))
    .sort((a, b) => a.at - b.at)
}

/** The points of a line, with nothing between neighbours that are further apart than usual: a gap stays a gap. */
export function run(points: readonly Point[], step: number, of: (point: Point) => number | null) {
  return points.flatMap((point, index) => {
    const before = points[index - 1]
    const gap =
      before && point.at - before.at > 1.5 * step ? [{ x: (point.at + before.at) / 2, y: null }] : []
    return [...gap, { x: point.at, y: of(point) }]
  })
}

/** The stretches that lead to or from an incomplete period, to be dashed. */
export function open(points: readonly Point[], step: number) {
  return points.flatMap((point, index) => {
    const before = points[index - 1]
    if (!before || (point.complete && before.complete) || point.at - before.at > 1.5 * step) return []
    return [
      { x: before.at, y: before.main },
      { x: point.at, y: point.main },
      { x: point.at, y: null },
    ]
  })
}

/** What the line is drawn of: a week or month that is not complete has no part in it. */
export const whole = ({ main, complete }: Point) => (complete ? main : null)

/** A dot on each named peak, on what stands alone and at the line's end; a hollow one for each incomplete period. */
export function dots(points: readonly Point[], step: number, named: ReadonlyMap<number, unknown>) {
  const end = points.findLastIndex(point => whole(point) !== null)
  const alone = (index: number, of: (point: Point) => number | null) =>
    [index - 1, index + 1].every(beside => {
      const [here, other] = [points[index], points[beside]]
      return !here || !other || of(other) === null || Math.abs(other.at - here.at) > 1.5 * step
    })
  const dot = (x: number, y: number, fill: string, stroke: string) => ({ x, y, fill, stroke })
  return points.flatMap(({ at, main, quiet, complete }, index) => [
    ...(quiet !== null && alone(index, point => point.quiet)
      ? [dot(at, quiet, colours.quiet, colours.quiet)]
      : []),
    ...(main !== null && (index === end || !complete || named.has(index) || alone(index, whole))
      ? [dot(at, main, complete ? colours.accent : colours.paper, colours.accent)]
      : []),
  ])
}

/** The finding, the range and the extremes in words. */
export function alt<Row>(points: readonly Point[], encoding: Lines<Row>): string {
  const { title, subtitle, measure, format, day, quiet, ticks, forfeits } = encoding
  const known = points.flatMap(({ main, day, complete }) =>
    main === null ? [] : [{ value: main, day, complete }],
  )
  const said = ({ value, day: iso }: { value: number; day: string }) => `${format(value)} (${day(iso)})`
  const [first, last] = [known[0], known.at(-1)]
  if (!first || !last) return `${title}. ${subtitle}`
  // A week or month that is not over yet may still change its place.
  const complete = known.filter(point => point.complete)
  const extremes = complete.length > 0 ? complete : known
  const highest = extremes.reduce((a, b) => (b.value > a.value ? b : a))
  const lowest = extremes.reduce((a, b) => (b.value < a.value ? b : a))
  const worst = points.reduce((a, b) => (b.forfeit < a.forfeit ? b : a))
  const before = points.findLast(point => point.quiet !== null)
  const planned = points.findLast(({ tick }) => typeof tick === 'number')
  return [
    `${title}. ${subtitle}.`,
    known.length === 1
      ? `${measure}: ${said(first)}${last.complete ? '.' : ', incomplete.'}`
      : `${measure} from ${day(first.day)} to ${day(last.day)}: highest ${said(highest)}, lowest ${said(lowest)}, last ${said(last)}${last.complete ? '.' : ', incomplete.'}`,
    quiet && before
      ? `${quiet.label}: last ${(quiet.format ?? format)(before.quiet ?? 0)} (${day(before.day)}).`
      : '',
    ...(ticks && planned ? [`${ticks.label}: last ${format(planned.tick ?? 0)} (${day(planned.day)}).`] : []),
    forfeits && worst.forfeit < 0
      ? `${forfeits.label}: at most ${said({ value: worst.forfeit, day: worst.day })}.`
      : '',
  ].join(' ')
}

/** The points that are known, in plain figures. */
export function native<Row>(
  points: readonly Point[],
  { measure, label, quiet, ticks, forfeits, day }: Lines<Row>,
): Native {
  const known = points.filter(({ main }) => main !== null)
  return {
    type: 'line',
    categories: known.map(point => day(point.day)),
    series: [
      { name: label ?? measure, values: known.map(({ main }) => main) },
      ...(quiet ? [{ name: quiet.label, values: known.map(point => point.quiet) }] : []),
      ...(ticks ? [{ name: ticks.label, values: known.map(({ tick = null }) => tick) }] : []),
      ...(forfeits ? [{ name: forfeits.label, values: known.map(({ forfeit }) => forfeit) }] : []),
    ],
  }
}

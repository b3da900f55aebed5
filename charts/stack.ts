import type { Areas } from './areas.ts'
import type { Field } from './chart.ts'
import { number } from './days.ts'
import { finite } from './scale.ts'

/** A row as it is drawn: a value a series, or none where the row knows nothing. */
export interface Moment {
  day: string
  at: number
  values: (number | null)[]
  complete: boolean
}

/** The rows in the order of time. */
export function read<Row extends object>(
  rows: readonly Row[],
  x: Field<Row, string>,
  fields: readonly Field<Row, number | null>[],
  complete: Field<Row, boolean> | undefined,
): Moment[] {
  return rows
    .map(row => ({
      day: String(row[x]),
      at: number(String(row[x])),
      values: fields.map(field => finite(row[field])),
      complete: complete === undefined || row[complete] !== false,
    }))
    .filter(({ at }) => Number.isFinite(at))
    .sort((a, b) => a.at - b.at)
}

/** Whether any series of the row is known. */
export const known = ({ values }: Moment): boolean => values.some(value => value !== null)

/** All that lies above zero, and all that lies below it. */
export const reach = ({ values }: Moment): [below: number, above: number] => [
  values.reduce<number>((sum, value) => sum + Math.min(0, value ?? 0), 0),
  values.reduce<number>((sum, value) => sum + Math.max(0, value ?? 0), 0),
]

/** The series of the row together, what is below zero taken off. */
export const total = ({ values }: Moment): number =>
  values.reduce<number>((sum, value) => sum + (value ?? 0), 0)

/** A place in time at which each series has a value. */
interface Stop {
  at: number
  values: number[]
}

const stop = ({ at, values }: Moment): Stop => ({ at, values: values.map(value => value ?? 0) })

/** Stretches of the picture without a gap; one that is not complete is a stretch of its own. */
export interface Stretch {
  stops: Stop[]
  complete: boolean
}

/** The rows as stretches: neighbours that are further apart than usual, or unknown, have nothing between them. */
export function stretches(moments: readonly Moment[], step: number): Stretch[] {
  const found: Stretch[] = []
  for (const [index, moment] of moments.entries()) {
    if (!known(moment)) continue
    const [before, after] = [moments[index - 1], moments[index + 1]]
    const joined = (one: Moment | undefined, other: Moment | undefined) =>
      one !== undefined &&
      other !== undefined &&
      known(one) &&
      known(other) &&
      other.at - one.at <= 1.5 * step
    const current = found.at(-1)
    if (before && joined(before, moment)) {
      const complete = before.complete && moment.complete
      if (current?.complete === complete) current.stops.push(...crossings(stop(before), stop(moment)))
      else found.push({ stops: [stop(before), ...crossings(stop(before), stop(moment))], complete })
    } else if (joined(moment, after) && after) {
      found.push({ stops: [stop(moment)], complete: moment.complete && after.complete })
    } else {
      // What stands alone has no width: it is drawn as wide as a bar.
      const { at, values } = stop(moment)
      found.push({
        stops: [
          { at: at - 0.3 * step, values },
          { at: at + 0.3 * step, values },
        ],
        complete: moment.complete,
      })
    }
  }
  return found
}

/** The way from one stop to the next, with a stop wherever a series passes zero: so that none changes its side on the way. */
function crossings(from: Stop, to: Stop): Stop[] {
  const shares = from.values.flatMap((a, series) => {
    const b = to.values[series] ?? 0
    return a * b < 0 ? [{ share: a / (a - b), series }] : []
  })
  const between = shares
    .sort((a, b) => a.share - b.share)
    .map(({ share, series }) => ({
      at: from.at + share * (to.at - from.at),
      values: from.values.map((a, index) =>
        index === series ? 0 : a + share * ((to.values[index] ?? 0) - a),
      ),
    }))
  return [...between, to]
}

/** The edge points of one series' areas: above zero on those before it, below zero beneath them. */
export function band(stretch: Stretch, series: number, part: string) {
  return ([1, -1] as const).flatMap(side => {
    const edges = stretch.stops.map(({ at, values }) => {
      const beyond = values.map(value => (value * side > 0 ? value : 0))
      const from = beyond.slice(0, series).reduce((sum, value) => sum + value, 0)
      return { x: at, y: from + (beyond[series] ?? 0), y2: from }
    })
    // A stretch without thickness at both its ends would only draw a seam.
    const thick = (index: number) => edges[index] !== undefined && edges[index].y !== edges[index].y2
    let run = 0
    return edges.flatMap((edge, index) => {
      if (!thick(index) && !thick(index - 1)) run++
      if (!thick(index) && !thick(index - 1) && !thick(index + 1)) return []
      return [{ ...edge, series, part: `${part} ${series} ${side} ${run}` }]
    })
  })
}

/** The finding, the range, the extremes of all together and of each series in words. */
export function alt<Row>(
  moments: readonly Moment[],
  { title, subtitle, series, measure, format, day }: Areas<Row>,
): string {
  const points = moments.filter(known)
  const [first, last] = [points[0], points.at(-1)]
  if (!first || !last) return `${title}. ${subtitle}.`
  const said = (moment: Moment, value = total(moment)) => `${format(value)} (${day(moment.day)})`
  const open = last.complete ? '.' : ', incomplete.'
  // A week or month that is not over yet may still change its place.
  const complete = points.filter(moment => moment.complete)
  const final = complete.length > 0 ? complete : points
  const highest = final.reduce((a, b) => (total(b) > total(a) ? b : a))
  const lowest = final.reduce((a, b) => (total(b) < total(a) ? b : a))
  const each = series.map(({ label: name }, at) => {
    const mine = points.filter(({ values }) => typeof values[at] === 'number')
    const value = (moment: Moment) => moment.values[at] ?? 0
    const [begin, end] = [mine[0], mine.at(-1)]
    if (!begin || !end) return `${name} is not known.`
    const deep = mine.reduce((a, b) => (value(b) < value(a) ? b : a))
    const below = value(deep) < 0 ? `, below zero at least once: ${said(deep, value(deep))}` : ''
    return begin === end
      ? `${name}: ${said(end, value(end))}${below}.`
      : `${name}: ${said(begin, value(begin))} to ${said(end, value(end))}${below}.`
  })
  return [
    `${title}. ${subtitle}.`,
    points.length === 1
      ? `${measure}: ${said(last)}${open}`
      : `${measure} from ${day(first.day)} to ${day(last.day)}: highest ${said(highest)}, lowest ${said(lowest)}, last ${said(last)}${open}`,
    ...each,
  ].join(' ')
}

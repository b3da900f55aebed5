import { and, asc, eq, gt, isNull, lt, type SQL, sql } from 'drizzle-orm'
import { targets } from '../drizzle/schema/targets.ts'
import { dayOf, daysInWords, type Unit, unitAround, unitInWords } from './calendar.ts'
import { dimensions, type Filtered, filterNames } from './insight.ts'
import { allMeasures, type MeasureName } from './measures.ts'
import { dayAfter, type Period } from './period.ts'
import { adding } from './reporting/names.ts'
import { evenly, type Season } from './targets/season.ts'
import type { Tx } from './tx.ts'

type Stretch = Pick<Period, 'from' | 'to'>

/** What was planned: the value that a measure is to reach in a stretch of days, as the database writes it. */
export type Target = Stretch & { measure: string; value: string }

/** What is planned for a stretch of days, and of which longer targets a part was taken. */
export type Planned = { value: number; spread: readonly Stretch[] }

/** The targets that touch a stretch of days, for exactly what a question is about: everything, or one member. */
export const targetsAsked = (tx: Tx, asked: Filtered, { from, to }: Stretch = asked.period) =>
  tx
    .select({ measure: targets.measure, from: targets.from, to: targets.to, value: targets.value })
    .from(targets)
    .where(and(lt(targets.from, to), gt(targets.to, from), ofWhom(asked)))
    .orderBy(asc(targets.measure), asc(targets.from), asc(targets.to))

/** Nobody plans for several members at once, or for all but one: such questions have no target. */
function ofWhom(asked: Filtered): SQL | undefined {
  const narrowed = filterNames.filter(name => asked[name] ?? asked.except?.[name])
  if (narrowed.length === 0) return isNull(targets.dimension)
  const dimension = dimensions.find(one => one === narrowed[0])
  const [member, another] = (dimension && asked[dimension]) ?? []
  const isOne = narrowed.length === 1 && member && !another && !(dimension && asked.except?.[dimension])
  return isOne && dimension
    ? and(eq(targets.dimension, dimension), eq(targets.memberId, member.id))
    : sql`false`
}

/**
 * What is planned of a measure for a stretch of days, where every day of it has a target.
 *
 * A target for exactly that stretch is what is planned. Else amounts and orders are spread over the days of their target by
 * the season, and added up again, each day from the shortest target that holds it; averages and rates hold for every
 * stretch inside their period; and customers, who may come on many days, are planned for no other stretch than their own.
 */
export function planned(
  measure: MeasureName,
  stretch: Stretch,
  all: readonly Target[],
  season: Season = evenly,
): Planned | undefined {
  const near = all.filter(one => one.measure === measure && one.from < stretch.to && one.to > stretch.from)
  const own = near.find(({ from, to }) => from === stretch.from && to === stretch.to)
  if (own) return { value: rounded({ part: millionths(own), of: 1n }, measure), spread: [] }
  const how = adding(measure)
  if (how === 'distinct') return undefined
  if (how === 'sum') return addedUp(measure, stretch, near, season)
  const [around] = byLength(near.filter(({ from, to }) => from <= stretch.from && to >= stretch.to))
  return around && { value: rounded({ part: millionths(around), of: 1n }, measure), spread: [] }
}

/** Between two ends of targets every day has the same ones, so whole pieces are added up instead of days. */
function addedUp(
  measure: MeasureName,
  stretch: Stretch,
  near: readonly Target[],
  season: Season,
): Planned | undefined {
  const inside = near
    .flatMap(({ from, to }) => [from, to])
    .filter(day => day > stretch.from && day < stretch.to)
  const ends = [...new Set([stretch.from, ...inside, stretch.to])].sort()
  const taken = new Map<Target, { days: number; weight: bigint }>()
  const ordered = byLength(near)
  for (const [at, from] of ends.slice(0, -1).entries()) {
    const target = ordered.find(one => one.from <= from && one.to > from)
    if (!target) return undefined
    const piece = { from, to: ends[at + 1] ?? from }
    const { days: count, weight } = taken.get(target) ?? { days: 0, weight: 0n }
    taken.set(target, {
      days: count + days(piece),
      weight: weight + season.weight(piece.from, piece.to),
    })
  }
  const parts = [...taken].map(([target, { days: count, weight }]) => {
    const all = season.weight(target.from, target.to)
    // A plan for days on which nothing was ever sold cannot go by what was.
    return all > 0n
      ? { part: millionths(target) * weight, of: all }
      : { part: millionths(target) * BigInt(count), of: BigInt(days(target)) }
  })
  return {
    value: rounded(parts.reduce(sum, { part: 0n, of: 1n }), measure),
    spread: [...taken]
      .filter(([target, { days: count }]) => count < days(target))
      .map(([{ from, to }]) => ({ from, to })),
  }
}

// Asked of every target for every week, so without a calendar.
const days = ({ from, to }: Stretch) => (Date.parse(to) - Date.parse(from)) / 86_400_000

/** Targets by their days, the fewest first; of two of the same length the one that begins later. */
const byLength = (some: readonly Target[]): Target[] =>
  some
    .map(target => ({ target, length: days(target) }))
    .sort((one, other) => one.length - other.length || (one.target.from < other.target.from ? 1 : -1))
    .map(({ target }) => target)

/** An exact quotient of two whole numbers. */
type Quotient = { part: bigint; of: bigint }

const divisor = (one: bigint, other: bigint): bigint => (other === 0n ? one : divisor(other, one % other))

const sum = (one: Quotient, other: Quotient): Quotient => {
  const shared = divisor(one.of, other.of)
  return {
    part: one.part * (other.of / shared) + other.part * (one.of / shared),
    of: one.of * (other.of / shared),
  }
}

/** Six decimals are kept of a value. */
function millionths({ value }: Target): bigint {
  const [whole = '0', fraction = ''] = value.split('.')
  return BigInt(whole + fraction.padEnd(6, '0'))
}

/** How many decimals of a figure are shown and kept. */
export const decimals = { money: 2, share: 6, count: 0 } as const

/** Millionths as a number of the measure, rounded once, half away from zero as the database rounds. */
function rounded({ part, of }: Quotient, measure: MeasureName): number {
  const places = decimals[allMeasures[measure].format]
  const unit = of * 10n ** BigInt(6 - places)
  const size = part < 0n ? -part : part
  const whole = Number((2n * size + unit) / (2n * unit))
  return (part < 0n && whole > 0 ? -whole : whole) / 10 ** places
}

/** The unit of the calendar that a stretch of days is, if it is one. */
function unitOf({ from, to }: Stretch): Unit | undefined {
  const [first, end] = [dayOf(from), dayOf(to)]
  const units = (['year', 'quarter', 'month', 'week'] as const).map(grain => unitAround(grain, first))
  return units.find(one => one.start.equals(first) && one.end.equals(end))
}

/** A stretch of days as a person calls it: June 2026, or 3–9 June 2026. */
export function stretchInWords(stretch: Stretch): string {
  const unit = unitOf(stretch)
  return unit ? unitInWords(unit) : daysInWords(dayOf(stretch.from), dayOf(stretch.to))
}

/** A stretch of days as it can be typed: June 2026, week 24 2026, or 2026-06-03..2026-06-09. */
export function stretchTyped(stretch: Stretch): string {
  const unit = unitOf(stretch)
  if (!unit) return `${stretch.from}..${dayAfter(stretch.to, -1)}`
  const { grain, start } = unit
  return grain === 'week' ? `week ${start.weekOfYear} ${start.yearOfWeek}` : unitInWords(unit)
}

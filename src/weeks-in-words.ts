import { dayOf } from './calendar.ts'
import type { Filtered } from './insight.ts'
import { betweenSums } from './noise.ts'
import { type Coverage, dayAfter, weeks } from './period.ts'
import { against, counted, type Say } from './words.ts'

/*
 * Where the weeks of a question begin and end, and what is said of them.
 */

/** The same weekday a year before lies so many days back. */
export const yearOfWeeks = 364

/** The weeks that a period touches, whole. */
export function weeksOf(period: Filtered['period']) {
  const mondays = weeks(period)
  return { from: mondays[0] ?? period.from, to: dayAfter(mondays.at(-1) ?? period.to, 7) }
}

/** The weeks a year before those of a period. */
export function weeksBefore(period: Filtered['period']) {
  const { from, to } = weeksOf(period)
  return { from: dayAfter(from, -yearOfWeeks), to: dayAfter(to, -yearOfWeeks) }
}

/** Whether the last week of the period may still be going on. */
export const goesOn = ({ period }: Pick<Filtered, 'period'>, { asOf }: Pick<Coverage, 'asOf'>) =>
  period.from <= asOf && period.to > dayAfter(asOf)

/** The later of two days. */
export const latest = (one: string, other: string) => (one > other ? one : other)

/** The earlier of two days. */
export const earliest = (one: string, other: string) => (one < other ? one : other)

/** How many complete days of a week are in the period and in the data. */
function daysOfWeek(
  week: string,
  { period }: Pick<Filtered, 'period'>,
  { firstDay, asOf }: Pick<Coverage, 'firstDay' | 'asOf'>,
): number {
  const from = latest(week, latest(period.from, firstDay))
  const to = earliest(dayAfter(week, 7), earliest(period.to, dayAfter(asOf)))
  return from < to ? dayOf(from).until(dayOf(to)).days : 0
}

type Week = { week: string; net: number; lastYear: number | null }

/** Whether there is a year before to compare several weeks with. */
export const hasYearAgo = (weeks: readonly Pick<Week, 'lastYear'>[]) =>
  weeks.filter(({ lastYear }) => lastYear !== null).length > 1 && weeks.some(({ lastYear }) => lastYear)

/** Which weeks stood out, at most three of them, the latest last. */
export function peaksInWords(peaks: readonly Week[], say: Say): string {
  const largest = peaks.toSorted((one, other) => other.net - one.net).slice(0, 3)
  const named = say.list(
    largest.toSorted((one, other) => (one.week < other.week ? -1 : 1)).map(({ week }) => say.shortDate(week)),
  )
  return peaks.length > largest.length
    ? `${say.count(peaks.length)} weeks stood out, most of all those of ${named}.`
    : `${peaks.length === 1 ? 'One week' : counted(peaks.length, 'week', say)} stood out: ${named}.`
}

/** How the full weeks compare with the same weeks a year before, where all of those are known: growth, not season. */
export function grownInWords(complete: readonly Week[], deviation: number, say: Say): string | false {
  const before = complete.reduce((sum, { lastYear }) => sum + (lastYear ?? Number.NaN), 0)
  const compared = against(
    complete.reduce((sum, { net }) => sum + net, 0),
    before,
    'the same weeks a year before',
    say,
    betweenSums(deviation, complete.length, complete.length),
  )
  if (complete.length === 0 || !Number.isFinite(before) || !compared) return false
  return `Together the full weeks are ${compared}.`
}

/** How much of a week its figures are of, beside them: "in 2 days", or "in 2 days so far" while it goes on. */
export function partInWords(
  week: string,
  { asked, coverage, say }: { asked: Pick<Filtered, 'period'>; coverage: Coverage; say: Say },
): string {
  const days = daysOfWeek(week, asked, coverage)
  const isNow = asked.period.to > dayAfter(coverage.asOf) && dayAfter(week, 7) > dayAfter(coverage.asOf)
  const part = days > 0 ? `in ${counted(days, 'day', say)}` : isNow ? '' : 'in part'
  return [part, isNow ? 'so far' : ''].filter(Boolean).join(' ')
}

/** Whether any week has a target. */
export const hasTarget = (rows: readonly { target: number | null }[]) =>
  rows.some(({ target }) => target !== null)

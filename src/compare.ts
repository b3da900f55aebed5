import { dayOf, type Grain, isBefore, shift, unitAround } from './calendar.ts'
import type { Filtered } from './insight.ts'
import { type Coverage, dayAfter, type Period } from './period.ts'

/** What a period is compared with. */
export type Versus = 'previous' | 'last year'

type Stretch = Pick<Period, 'from' | 'to'>

/** Another period that a question is compared with, and how it is called after "than" and "to". */
export type Comparison = { period: Period; called: string }

const grains: readonly Grain[] = ['week', 'month', 'quarter', 'year']

/**
 * The period just before one: as many months where it is whole months, the same days of the unit before where it is the
 * beginning of a week, month, quarter or year, and else as many days.
 */
export function previous({ from, to }: Stretch): Stretch {
  const [first, end] = [dayOf(from), dayOf(to)]
  const { months, days } = first.until(end, { largestUnit: 'months' })
  if (first.day === 1 && days === 0) return { from: first.subtract({ months }).toString(), to: from }
  const length = first.until(end, { largestUnit: 'days' }).days
  const unit = grains.map(grain => unitAround(grain, first)).find(one => isBefore(end, one.end))
  if (!unit?.start.equals(first) || length % 7 === 0)
    return { from: first.subtract({ days: length }).toString(), to: from }
  const before = shift(unit, -1)
  // The 1st to the 30th of March are compared with the whole of February.
  const last = before.start.add({ months, days })
  return { from: before.start.toString(), to: (isBefore(before.end, last) ? before.end : last).toString() }
}

/** The same period a year earlier: the same weekdays where it is whole weeks, else the same dates. */
export function yearBefore({ from, to }: Stretch): Stretch {
  const [first, end] = [dayOf(from), dayOf(to)]
  const { days } = first.until(end, { largestUnit: 'days' })
  const back = first.dayOfWeek === 1 && days % 7 === 0 ? { days: 364 } : { years: 1 }
  return { from: first.subtract(back).toString(), to: end.subtract(back).toString() }
}

/** The days that a period is compared with. */
export const compared = (period: Stretch, vs: Versus): Stretch =>
  vs === 'previous' ? previous(period) : yearBefore(period)

/** What a question is compared with, where every day of both periods is complete in the data; else nothing. */
export function comparison(
  { period }: Pick<Filtered, 'period'>,
  vs: Versus,
  { firstDay, asOf }: Pick<Coverage, 'firstDay' | 'asOf'>,
): Comparison | undefined {
  const other = compared(period, vs)
  if (other.from < firstDay || period.to > dayAfter(asOf)) return undefined
  const called = vs === 'previous' ? 'the period before' : 'a year before'
  return { period: { ...other, label: called, complete: true }, called }
}

/** Whether it is known who had ordered before a day: a year of data lies before it. */
export const isPastKnown = (day: string, { firstDay }: Pick<Coverage, 'firstDay'>): boolean =>
  day >= dayOf(firstDay).add({ years: 1 }).toString()

import { dayOf, type Grain, isBefore, shift, unitAround } from './calendar.ts'
import { type Coverage, dayAfter, type Period, period as read } from './period.ts'

/** What a period is compared with. */
export type Versus = 'previous' | 'last year'

type Stretch = Pick<Period, 'from' | 'to'>

/** Another period that a question is compared with, its label its days, and how it is called after "than" and "to". */
export type Comparison = { period: Period; called: string }

const grains: readonly Grain[] = ['week', 'month', 'quarter', 'year']

/**
 * The period just before one: as many months or weeks where it is whole ones, the same days of the unit before where it is
 * the beginning of a week, month, quarter or year, and else as many days.
 */
export function previous({ from, to }: Stretch): Stretch {
  const [first, end] = [dayOf(from), dayOf(to)]
  const { months, days } = first.until(end, { largestUnit: 'months' })
  if (first.day === 1 && days === 0) return { from: first.subtract({ months }).toString(), to: from }
  const length = first.until(end, { largestUnit: 'days' }).days
  const unit = grains.map(grain => unitAround(grain, first)).find(one => isBefore(end, one.end))
  if (!unit?.start.equals(first) || isOfWeeks({ from, to }))
    return { from: first.subtract({ days: length }).toString(), to: from }
  const before = shift(unit, -1)
  // The 1st to the 30th of March are compared with the whole of February.
  const last = before.start.add({ months, days })
  return { from: before.start.toString(), to: (isBefore(before.end, last) ? before.end : last).toString() }
}

/** The same period a year earlier: the same weekdays where it is whole weeks, else the same dates. */
export function yearBefore({ from, to }: Stretch): Stretch {
  const back = isOfWeeks({ from, to }) ? { days: 364 } : { years: 1 }
  return { from: dayOf(from).subtract(back).toString(), to: dayOf(to).subtract(back).toString() }
}

const isOfWeeks = ({ from, to }: Stretch) =>
  dayOf(from).dayOfWeek === 1 && dayOf(from).until(dayOf(to), { largestUnit: 'days' }).days % 7 === 0

/** The days that a period is compared with. */
export const compared = (period: Stretch, vs: Versus): Stretch =>
  vs === 'previous' ? previous(period) : yearBefore(period)

/** What a question is compared with, where every day of both periods is complete in the data; else nothing. */
export function comparison(
  { period }: { period: Period },
  vs: Versus,
  coverage: Coverage,
): Comparison | undefined {
  const other = compared(period, vs)
  if (other.from < coverage.firstDay || period.to > dayAfter(coverage.asOf)) return undefined
  const { label } = read(`${other.from}..${dayAfter(other.to, -1)}`, coverage)
  return {
    period: { ...other, label, complete: true },
    called: vs === 'previous' ? 'the period before' : 'a year before',
  }
}

/** What a question with such a parameter is compared with, if its answer is. */
export const comparedIn = ({ period, vs }: { period: Period; vs?: unknown }, coverage: Coverage) =>
  vs === 'previous' || vs === 'last year' ? comparison({ period }, vs, coverage) : undefined

/** Whether it is known who had ordered before a day: a year of data lies before it. */
export const isPastKnown = (day: string, { firstDay }: Pick<Coverage, 'firstDay'>): boolean =>
  day >= dayOf(firstDay).add({ years: 1 }).toString()

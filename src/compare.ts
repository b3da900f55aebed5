import { type Day, dayOf, earlier, isBefore, shift, unitAround } from './calendar.ts'
import { type Coverage, dayAfter, type Period, period as read } from './period.ts'

/** What a period is compared with. */
export type Versus = 'previous' | 'last year'

type Stretch = Pick<Period, 'from' | 'to'>

/** What decides with which days a period is compared: its own, and what they are counted in. */
export type Counted = Stretch & Pick<Period, 'unit' | 'toDate'>

/** Another period that a question is compared with, its label its days, and how it is called after "than" and "to". */
export type Comparison = { period: Period; called: string }

const stretch = (from: Day, to: Day): Stretch => ({ from: from.toString(), to: to.toString() })

/** The first so many days of a stretch; all of it where it has fewer. */
const beginning = ({ start, end }: { start: Day; end: Day }, days: number): Stretch =>
  stretch(start, earlier(end, start.add({ days })))

/** A period's first day and the first one after it, how many days it has, and the unit it begins with or lies in. */
function taken({ from, to, unit: grain, toDate }: Counted) {
  const [first, end] = [dayOf(from), dayOf(to)]
  const unit = unitAround(grain, first)
  const isPart = toDate || isBefore(end, unit.end)
  return { first, end, unit, isPart, days: first.until(end, { largestUnit: 'days' }).days }
}

/**
 * The period just before one. A week, month, quarter or year to date is compared with as many days from the start of the
 * one before; whole ones with as many before; and all else with as many days.
 */
export function previous(period: Counted): Stretch {
  const { first, end, unit, isPart, days } = taken(period)
  if (isPart) return beginning(shift(unit, -1), days)
  const isOfDays = unit.grain === 'day' || unit.grain === 'week'
  const length = isOfDays ? { days } : first.until(end, { largestUnit: 'months' })
  return stretch(first.subtract(length), first)
}

/**
 * The same period a year earlier: weeks begin on the same weekday, all else on the same date. What is no whole units has
 * as many days from there.
 */
export function yearBefore(period: Counted): Stretch {
  const { first, end, unit, isPart, days } = taken(period)
  const year = unit.grain === 'week' ? { days: 364 } : { years: 1 }
  const start = first.subtract(year)
  if (isPart) return beginning({ start, end: unit.end.subtract(year) }, days)
  return stretch(start, unit.grain === 'day' ? start.add({ days }) : end.subtract(year))
}

/** The days that a period is compared with. */
export const compared = (period: Counted, vs: Versus): Stretch =>
  vs === 'previous' ? previous(period) : yearBefore(period)

/** What a question is compared with, where every day of both periods is complete in the data; else nothing. */
export function comparison(
  { period }: { period: Period },
  vs: Versus,
  coverage: Coverage,
): Comparison | undefined {
  const { from, to } = compared(period, vs)
  if (from < coverage.firstDay || period.to > dayAfter(coverage.asOf)) return undefined
  return {
    period: read(`${from}..${dayAfter(to, -1)}`, coverage),
    called: vs === 'previous' ? 'the period before' : 'a year before',
  }
}

/** What a question with such a parameter is compared with, if its answer is. */
export const comparedIn = ({ period, vs }: { period: Period; vs?: unknown }, coverage: Coverage) =>
  vs === 'previous' || vs === 'last year' ? comparison({ period }, vs, coverage) : undefined

/** Whether it is known who had ordered before a day: a year of data lies before it. */
export const isPastKnown = (day: string, { firstDay }: Pick<Coverage, 'firstDay'>): boolean =>
  day >= dayOf(firstDay).add({ years: 1 }).toString()

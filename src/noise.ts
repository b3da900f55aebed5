import { sql } from 'drizzle-orm'
import { dayOf } from './calendar.ts'
import { salesAsked, within } from './facts/asked.ts'
import { startOf } from './facts/units-of-time.ts'
import type { Filtered } from './insight.ts'
import { type Measure, measures, shown } from './measures.ts'
import { median } from './outliers.ts'
import { type Coverage, dayAfter, type Period, weeks } from './period.ts'
import type { Tx } from './tx.ts'

/** So many steps from week to week before the end of a period tell how much weeks ordinarily differ: half a year. */
const remembered = 26

/** From fewer steps than this nothing is said to be ordinary. */
const fewest = 8

const before = ({ period }: Pick<Filtered, 'period'>) => ({
  ...period,
  from: dayAfter(period.to, -7 * (remembered + 2)),
})

/** Net sales, or another amount, week by week in the half year that ends with a period. */
export function recentWeeks(tx: Tx, asked: Filtered, amount: Measure = measures.netSales) {
  const about = { ...asked, period: before(asked) }
  const sales = salesAsked(about)
  return tx
    .select({
      week: sql<string>`${startOf('week', sales.day)}::text`.as('week'),
      net: shown(amount, sales),
    })
    .from(sales)
    .where(within(sales, about))
    .groupBy(sql`1`)
    .orderBy(sql`1`)
}

/**
 * The standard deviation of net sales of a week, in money, from weeks in a row: from the steps between neighbours, which
 * neither a trend nor a single peak moves much (the median of their sizes, times 1.4826, over √2; after von Neumann 1941,
 * Annals of Mathematical Statistics 12, and Leys et al. 2013). Zero, nothing being known, for fewer than eight steps.
 */
export function weeklyDeviation(nets: readonly number[]): number {
  const steps = nets.slice(1).map((net, nth) => Math.abs(net - (nets[nth] ?? 0)))
  return steps.length < fewest ? 0 : (1.4826 * median(steps)) / Math.SQRT2
}

/**
 * What two sums of so many weeks ordinarily differ by: one standard deviation, as if weeks differed independently. Zero,
 * nothing being known, for less than a week: days of a week are not alike.
 */
export const betweenSums = (deviation: number, one: number, other: number) =>
  Math.min(one, other) < 1 ? 0 : deviation * Math.sqrt(one + other)

/** What a week ordinarily differs by from the average of so many, of which it is one. */
export const fromAverage = (deviation: number, count: number) => deviation * Math.sqrt(1 - 1 / count)

/** The standard deviation of a week before the end of a period, from the complete weeks of the data. */
export function deviationOf(
  found: readonly { week: string; net: number }[],
  asked: Pick<Filtered, 'period'>,
  { firstDay, asOf }: Pick<Coverage, 'firstDay' | 'asOf'>,
): number {
  const known = new Map(found.map(({ week, net }) => [week, net]))
  const { from, to } = before(asked)
  const whole = weeks(before(asked)).filter(
    week => week >= from && week >= firstDay && dayAfter(week, 7) <= to && dayAfter(week, 6) <= asOf,
  )
  return weeklyDeviation(whole.map(week => known.get(week) ?? 0))
}

/** What net sales of a period and of the one it is compared with ordinarily differ by, in money. */
export const ordinary = (
  found: readonly { week: string; net: number }[],
  asked: Pick<Filtered, 'period'>,
  other: Pick<Period, 'from' | 'to'>,
  coverage: Pick<Coverage, 'firstDay' | 'asOf'>,
): number => betweenSums(deviationOf(found, asked, coverage), weeksIn(asked.period), weeksIn(other))

const weeksIn = ({ from, to }: Pick<Period, 'from' | 'to'>) =>
  dayOf(from).until(dayOf(to), { largestUnit: 'days' }).days / 7

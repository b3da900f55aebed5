import { type SQL, sql } from 'drizzle-orm'
import { dayOf } from './calendar.ts'
import { salesAsked, within } from './facts/asked.ts'
import { startOf } from './facts/units-of-time.ts'
import type { Filtered } from './insight.ts'
import { type Measure, measures, shown } from './measures.ts'
import { median } from './outliers.ts'
import { type Coverage, dayAfter, type Period, weeks } from './period.ts'
import type { Tx } from './tx.ts'

/*
 * What is ordinary is one standard deviation of what figures differ by without a cause. Sums of weeks and averages of them
 * (an order's value, a rate of what comes back) differ as their neighbours in time do: `weeklyDeviation`, taken to the
 * lengths of two periods by the standard error of the difference of two sums or of two means. A share of people, as of
 * customers who had ordered before, differs by the standard error of the difference of two proportions. Where too little
 * is known, nothing is ordinary.
 */

/** So many steps from week to week before the end of a period tell how much weeks ordinarily differ: half a year. */
const remembered = 26

/** From fewer steps than this nothing is said to be ordinary. */
const fewest = 8

const before = ({ period }: Pick<Filtered, 'period'>) => ({
  ...period,
  from: dayAfter(period.to, -7 * (remembered + 2)),
})

/** Net sales, or another amount, week by week in the half year that ends with a period. */
export const recentWeeks = (tx: Tx, asked: Filtered, amount: Measure = measures.netSales) =>
  weekByWeek(tx, asked, sales => ({ net: shown(amount, sales) }))

/** Several figures at once, week by week in the half year that ends with a period. */
export function weekByWeek<Figures extends Record<string, SQL<number>>>(
  tx: Tx,
  asked: Filtered,
  figures: (sales: ReturnType<typeof salesAsked>) => Figures,
) {
  const about = { ...asked, period: before(asked) }
  const sales = salesAsked(about)
  return tx
    .select({ week: sql<string>`${startOf('week', sales.day)}::text`.as('week'), ...figures(sales) })
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

/** What two averages over so many weeks ordinarily differ by: the standard error of the difference of two means. */
export const betweenAverages = (deviation: number, one: number, other: number) =>
  Math.min(one, other) < 1 ? 0 : deviation * Math.sqrt(1 / one + 1 / other)

/** A share of so many people. */
type Share = { share: number; of: number }

/**
 * What two shares ordinarily differ by: the standard error of the difference of two proportions, pooled as the
 * two-proportion z-test pools them (Fleiss, Levin and Paik 2003, Statistical Methods for Rates and Proportions). Who is
 * counted in both makes them differ less. Zero, nothing being known, for a share of nobody.
 */
export function betweenShares(one: Share, other: Share): number {
  if (one.of <= 0 || other.of <= 0) return 0
  const pooled = (one.share * one.of + other.share * other.of) / (one.of + other.of)
  return Math.sqrt(pooled * (1 - pooled) * (1 / one.of + 1 / other.of))
}

/** What a week ordinarily differs by from the average of so many, of which it is one. */
export const fromAverage = (deviation: number, count: number) => deviation * Math.sqrt(1 - 1 / count)

/** A figure of each complete week of the half year that ends with a period, but of weeks that have none. */
export function weeklyFigures<Week extends { week: string }>(
  found: readonly Week[],
  asked: Pick<Filtered, 'period'>,
  { firstDay, asOf }: Pick<Coverage, 'firstDay' | 'asOf'>,
  figure: (week: Week | undefined) => number | null,
): number[] {
  const known = new Map(found.map(one => [one.week, one]))
  const { from, to } = before(asked)
  return weeks(before(asked))
    .filter(week => week >= from && week >= firstDay && dayAfter(week, 7) <= to && dayAfter(week, 6) <= asOf)
    .map(week => figure(known.get(week)))
    .filter(value => value !== null)
}

/** The standard deviation of a week before the end of a period, from the complete weeks of the data. */
export const deviationOf = (
  found: readonly { week: string; net: number }[],
  asked: Pick<Filtered, 'period'>,
  coverage: Pick<Coverage, 'firstDay' | 'asOf'>,
): number => weeklyDeviation(weeklyFigures(found, asked, coverage, week => week?.net ?? 0))

/** What net sales of a period and of the one it is compared with ordinarily differ by, in money. */
export const ordinary = (
  found: readonly { week: string; net: number }[],
  asked: Pick<Filtered, 'period'>,
  other: Pick<Period, 'from' | 'to'>,
  coverage: Pick<Coverage, 'firstDay' | 'asOf'>,
): number => betweenSums(deviationOf(found, asked, coverage), weeksIn(asked.period), weeksIn(other))

/** How many weeks a period is long. */
export const weeksIn = ({ from, to }: Pick<Period, 'from' | 'to'>) =>
  dayOf(from).until(dayOf(to), { largestUnit: 'days' }).days / 7

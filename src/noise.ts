import { sql } from 'drizzle-orm'
import { salesAsked, within } from './facts.ts'
import type { Filtered } from './insight.ts'
import { measures, shown } from './measures.ts'
import { median } from './outliers.ts'
import { type Coverage, dayAfter, weeks } from './period.ts'
import type { Tx } from './tx.ts'

/** So many weeks before the end of a period tell how much weeks ordinarily differ. */
const remembered = 26

/** From fewer steps from week to week than this nothing is said to be ordinary. */
const fewest = 8

/** The days whose weeks tell what is ordinary for a period. */
const before = ({ period }: Pick<Filtered, 'period'>) => ({
  ...period,
  from: dayAfter(period.to, -7 * (remembered + 1)),
})

/** Net sales week by week in the half year that ends with a period. */
export function recentWeeks(tx: Tx, asked: Filtered) {
  const about = { ...asked, period: before(asked) }
  const sales = salesAsked(about)
  return tx
    .select({
      week: sql<string>`date_trunc('week', ${sales.day}::timestamp)::date::text`.as('week'),
      net: shown(measures.netSales, sales),
    })
    .from(sales)
    .where(within(sales, about))
    .groupBy(sql`1`)
    .orderBy(sql`1`)
}

/** How far net sales of one stretch of days may lie from those of another by chance alone, in money. */
export type Noise = (days: number, others: number) => number

/**
 * How much net sales ordinarily differ, from the complete weeks of the half year before: the standard deviation of a week
 * is taken from the steps between neighbouring weeks, whose median absolute size times 1.4826, over √2, estimates it
 * without the trend and untouched by single peaks (von Neumann et al. 1941, Annals of Mathematical Statistics 12, with the
 * median for the mean square); weeks are taken to differ independently, so stretches of a and b weeks differ by √(a + b)
 * of it. Zero, nothing being known, for fewer than eight steps.
 */
export function noise(
  found: readonly { week: string; net: number }[],
  asked: Pick<Filtered, 'period'>,
  { firstDay, asOf }: Pick<Coverage, 'firstDay' | 'asOf'>,
): Noise {
  const known = new Map(found.map(({ week, net }) => [week, net]))
  const nets = weeks(before(asked))
    .filter(week => week >= firstDay && week >= before(asked).from && dayAfter(week, 6) <= asOf)
    .filter(week => dayAfter(week, 7) <= asked.period.to)
    .map(week => known.get(week) ?? 0)
  const steps = nets.slice(1).map((net, nth) => Math.abs(net - (nets[nth] ?? 0)))
  const ofWeek = steps.length < fewest ? 0 : (1.4826 * median(steps)) / Math.SQRT2
  return (days, others) => ofWeek * Math.sqrt((days + others) / 7)
}

import { and, eq, sql } from 'drizzle-orm'
import { unionAll } from 'drizzle-orm/pg-core'
import { products } from '../../drizzle/schema/sales.ts'
import { productDays, salesDays } from '../../drizzle/schema/summaries.ts'
import { dayOf, unitAround } from '../calendar.ts'
import { narrowed, productsWhere } from '../facts/filters.ts'
import { lineFacts } from '../facts/lines.ts'
import { startOf } from '../facts/units-of-time.ts'
import type { Filtered } from '../insight.ts'
import { exact, type Facts, measures, share } from '../measures.ts'
import type { Coverage } from '../period.ts'
import { isSettled } from '../return-window.ts'
import type { Tx } from '../tx.ts'
import { goodsWithin, isOfCustomers, placedWithin } from './forfeits.ts'
import { isWhole } from './months-or-weeks.ts'

/** How much of what each week's orders were charged has come back or been cancelled since, over the days of a period. */
export function weeklyForfeits(tx: Tx, asked: Filtered) {
  const daysOf = () =>
    tx
      .select({ day: productDays.day, ...ofDay(productDays) })
      .from(productDays)
      .where(goodsWithin(productDays, asked))
      .groupBy(productDays.day)
      .as('days')
  const daysOfCustomers = () => {
    const facts = lineFacts(asked)
    return tx
      .select({ day: facts.day, ...ofDay(facts) })
      .from(facts)
      .where(goodsWithin(facts, asked))
      .groupBy(facts.day)
      .as('days')
  }
  // What is no merchandise is taken off all sales, which are sooner added up than all goods.
  const daysOfAll = () => {
    const isCharge = sql`${productDays.productId} = any(array(${productsWhere(eq(products.merchandise, false))}))`
    const sold = tx
      .selectDistinct({ day: salesDays.day })
      .from(salesDays)
      .where(placedWithin(salesDays, asked, asked.period))
      .as('sold')
    const charges = tx
      .select({
        day: productDays.day,
        forfeited: sql<string>`-(${exact(measures.orderedForfeited, productDays)})`.as('forfeited'),
        charged: sql<string>`-(${exact(measures.chargedSales, productDays)})`.as('charged'),
      })
      // A day at a time: charges are few, and through all days every product would be read for them.
      .from(sold)
      .innerJoin(productDays, and(eq(productDays.day, sold.day), isCharge))
      .where(placedWithin(productDays, asked, asked.period))
      .groupBy(productDays.day)
    const all = tx
      .select({ day: salesDays.day, ...ofDay(salesDays) })
      .from(salesDays)
      .where(placedWithin(salesDays, asked, asked.period))
      .groupBy(salesDays.day)
    return unionAll(all, charges).as('days')
  }
  // Days are added up first: it is sooner done than telling the week of every row.
  const days = isOfCustomers(asked)
    ? daysOfCustomers()
    : narrowed(asked, 'product') || narrowed(asked, 'category')
      ? daysOf()
      : daysOfAll()
  const week = sql<string>`${startOf('week', days.day)}::text`
  return tx
    .select({
      week: week.as('week'),
      rate: share(sql`sum(${days.forfeited})`, sql`sum(${days.charged})`),
    })
    .from(days)
    .groupBy(sql`1`)
    .orderBy(sql`1`)
}

const ofDay = (facts: Facts) => ({
  forfeited: sql<string>`${exact(measures.orderedForfeited, facts)}`.as('forfeited'),
  charged: sql<string>`${exact(measures.chargedSales, facts)}`.as('charged'),
})

/** The weeks of which every day is asked for and known; a rate is settled once what was ordered last cannot come back. */
export const wholeWeeks = <W extends { week: string }>(
  weeks: readonly W[],
  asked: Filtered,
  coverage: Coverage,
) =>
  weeks.flatMap(one => {
    const week = unitAround('week', dayOf(one.week))
    const settled = isSettled({ to: week.end.toString() }, coverage.asOf)
    return isWhole(week, asked, coverage) ? [{ ...one, isSettled: settled }] : []
  })

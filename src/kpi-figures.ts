import { and, eq, type SQL, sql } from 'drizzle-orm'
import { productMonths, products, regions } from '../drizzle/schema/sales.ts'
import { dayOf } from './calendar.ts'
import { isPastKnown } from './compare.ts'
import {
  firstDayOf,
  ordersAsked,
  periodSales,
  productSums,
  productsWithin,
  withCustomers,
  within,
} from './facts.ts'
import { narrowed } from './filters.ts'
import type { Filtered } from './insight.ts'
import { allMeasures, exact, type MeasureName, measures, orderMeasures, shown } from './measures.ts'
import type { Coverage } from './period.ts'
import type { Tx } from './tx.ts'

/** The measures that say how a retailer is doing, in the order in which they are read. */
export const kpiNames = [
  'netSales',
  'grossSales',
  'discounts',
  'orders',
  'averageOrderValue',
  'activeCustomers',
  'averageCustomerSpend',
  'repeatRate',
  'returnRate',
  'cancellationRate',
  'forfeitedSales',
] as const satisfies readonly MeasureName[]

/** One of these measures. */
export type Kpi = (typeof kpiNames)[number]

/** How many months the sparklines show: a year, and the same month of the year before. */
export const months = 13

const orderKpis = {
  netSales: measures.netSales,
  grossSales: measures.grossSales,
  discounts: measures.discounts,
  forfeitedSales: measures.forfeitedSales,
  orders: orderMeasures.orders,
  averageOrderValue: orderMeasures.averageOrderValue,
  activeCustomers: orderMeasures.activeCustomers,
  averageCustomerSpend: orderMeasures.averageCustomerSpend,
} as const

type Facts = ReturnType<typeof ordersAsked>

/** What is told of orders, with the customers beside them who had ordered before a day. */
const ofOrders = (facts: Facts, start: SQL) => ({
  netSales: shown(orderKpis.netSales, facts),
  grossSales: shown(orderKpis.grossSales, facts),
  discounts: shown(orderKpis.discounts, facts),
  forfeitedSales: shown(orderKpis.forfeitedSales, facts),
  orders: shown(orderKpis.orders, facts),
  averageOrderValue: shown(orderKpis.averageOrderValue, facts),
  activeCustomers: shown(orderKpis.activeCustomers, facts),
  averageCustomerSpend: shown(orderKpis.averageCustomerSpend, facts),
  repeatRate: shown(
    allMeasures.repeatRate,
    withCustomers(facts, { firstDay: firstDayOf(facts.customerId), start }),
  ),
})

/** What is told of orders in the period asked for. */
export function whole(tx: Tx, asked: Filtered) {
  const facts = ordersAsked(asked)
  return tx
    .select(ofOrders(facts, sql`${asked.period.from}::date`))
    .from(facts)
    .where(within(facts, asked))
}

/** What is told of goods alone: only they can come back. */
export function goods(tx: Tx, asked: Filtered) {
  const sums = productSums(tx, asked)
  return tx
    .with(sums)
    .select({
      returnRate: shown(measures.returnRate, sums),
      cancellationRate: shown(measures.cancellationRate, sums),
    })
    .from(sums)
}

/** The period's sales as the reasons of a change are reckoned from. */
export function sales(tx: Tx, asked: Filtered) {
  const facts = ordersAsked(asked)
  return tx.select(periodSales(facts)).from(facts).where(within(facts, asked))
}

/** Net sales of every region, exactly. */
export function byRegion(tx: Tx, asked: Filtered) {
  const facts = ordersAsked(asked)
  return tx
    .select({ region: regions.name, net: sql<string>`${exact(measures.netSales, facts)}::text` })
    .from(facts)
    .innerJoin(regions, eq(regions.id, facts.regionId))
    .where(within(facts, asked))
    .groupBy(regions.name)
    .orderBy(regions.name)
}

const monthOf = (day: SQL) => sql<string>`date_trunc('month', ${day}::timestamp)::date::text`

/** What is told of orders, month by month. */
export function byMonth(tx: Tx, asked: Filtered) {
  const facts = ordersAsked(asked)
  const month = monthOf(sql`${facts.day}`)
  return tx
    .select({ month: month.as('month'), ...ofOrders(facts, sql`(${month})::date`) })
    .from(facts)
    .where(within(facts, asked))
    .groupBy(sql`1`)
    .orderBy(sql`1`)
}

/** What is told of goods alone, month by month: no summary of products tells customers apart, so of some customers' goods there is none. */
export function goodsByMonth(tx: Tx, asked: Filtered) {
  const month = monthOf(sql`${productMonths.day}`)
  const isOfCustomers = narrowed(asked, 'customer') || narrowed(asked, 'attr')
  return tx
    .select({
      month: month.as('month'),
      returnRate: shown(measures.returnRate, productMonths),
      cancellationRate: shown(measures.cancellationRate, productMonths),
    })
    .from(productMonths)
    .innerJoin(products, eq(products.id, productMonths.productId))
    .where(
      and(
        productsWithin(asked, productMonths),
        eq(products.merchandise, true),
        isOfCustomers ? sql`false` : undefined,
      ),
    )
    .groupBy(sql`1`)
    .orderBy(sql`1`)
}

/** The months that the sparklines show: the last is that of the period's last day. */
export function lastMonths({ period }: Pick<Filtered, 'period'>): { from: string; to: string } {
  const end = dayOf(period.to).subtract({ days: 1 }).with({ day: 1 }).add({ months: 1 })
  return { from: end.subtract({ months }).toString(), to: end.toString() }
}

type History = { month: string } & Partial<Record<Kpi, number | null>>

/** Every month's figures, those before the data as nothing known. */
export function history(
  found: { months: readonly History[]; goodsMonths: readonly History[] },
  asked: Filtered,
  coverage: Coverage,
): Partial<Record<Kpi, number | null>>[] {
  const { from } = lastMonths(asked)
  const at = (rows: readonly History[], month: string) => rows.find(row => row.month === month)
  return Array.from({ length: months }, (_, nth) => {
    const month = dayOf(from).add({ months: nth }).toString()
    const { repeatRate = null, ...figures } = { ...at(found.months, month), ...at(found.goodsMonths, month) }
    return { ...figures, repeatRate: isPastKnown(month, coverage) ? repeatRate : null }
  })
}

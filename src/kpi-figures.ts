import { and, eq, isNotNull, isNull, type SQL, type SQLWrapper, sql } from 'drizzle-orm'
import { customers, productMonths, products, regions } from '../drizzle/schema/sales.ts'
import { dayOf } from './calendar.ts'
import { isPastKnown } from './compare.ts'
import {
  customersAsked,
  ordersAsked,
  periodSales,
  productSums,
  productsWithin,
  salesAsked,
  within,
} from './facts.ts'
import { narrowed } from './filters.ts'
import type { Filtered } from './insight.ts'
import {
  allMeasures,
  cents,
  exact,
  type MeasureName,
  measures,
  orderMeasures,
  share,
  shown,
} from './measures.ts'
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

/**
 * What is told of orders and of who placed them, in each unit that a day belongs to. Amounts come from the roll-up by day;
 * whoever bought is looked up once a unit, not once an order.
 */
function ofOrders(tx: Tx, asked: Filtered, unitOf: (day: SQLWrapper) => SQL<string>) {
  const [sales, facts, months] = [salesAsked(asked), ordersAsked(asked), customersAsked(asked)]
  const sold = tx.$with('sold').as(
    tx
      .select({
        unit: unitOf(sales.day).as('sold_in'),
        net: exact(measures.netSales, sales).as('sold_net'),
        netSales: shown(measures.netSales, sales).as('net_sales'),
        grossSales: shown(measures.grossSales, sales).as('gross_sales'),
        discounts: shown(measures.discounts, sales).as('discounted'),
        forfeitedSales: shown(measures.forfeitedSales, sales).as('forfeited_sales'),
        orders: shown(orderMeasures.orders, sales).as('orders'),
        averageOrderValue: shown(orderMeasures.averageOrderValue, sales).as('average_order_value'),
      })
      .from(sales)
      .where(within(sales, asked))
      .groupBy(sql`1`),
  )
  const guests = tx.$with('guests').as(
    tx
      .select({
        unit: unitOf(facts.day).as('guests_in'),
        net: exact(measures.netSales, facts).as('guests_net'),
      })
      .from(facts)
      .where(and(within(facts, asked), isNull(facts.customerId)))
      .groupBy(sql`1`),
  )
  const buyers = tx.$with('buyers').as(
    tx
      .selectDistinct({
        unit: unitOf(months.day).as('bought_in'),
        customerId: sql<number>`${months.customerId}`.as('buyer_id'),
      })
      .from(months)
      .where(and(within(months, asked), sql`${months.saleLines} > 0`, isNotNull(months.customerId))),
  )
  const people = tx.$with('people').as(
    tx
      .select({
        unit: sql<string>`${buyers.unit}`.as('people_in'),
        active: sql<number>`count(*)`.as('active_customers'),
        known: sql<number>`count(*) filter (where ${customers.firstDay} < ${buyers.unit})`.as(
          'known_customers',
        ),
      })
      .from(buyers)
      .leftJoin(customers, eq(customers.id, buyers.customerId))
      .groupBy(buyers.unit),
  )
  return tx
    .with(sold, guests, buyers, people)
    .select({
      unit: sql<string>`${sold.unit}::text`,
      netSales: sold.netSales,
      grossSales: sold.grossSales,
      discounts: sold.discounts,
      forfeitedSales: sold.forfeitedSales,
      orders: sold.orders,
      averageOrderValue: sold.averageOrderValue,
      activeCustomers: sql<number>`coalesce(${people.active}, 0)`.mapWith(Number),
      // Net sales of customers known are what guests leave of them all.
      averageCustomerSpend: cents(
        sql`(${sold.net} - coalesce(${guests.net}, 0)) / nullif(${people.active}, 0)`,
      ) as SQL<number | null>,
      repeatRate: share(sql`${people.known}`, sql`${people.active}`),
    })
    .from(sold)
    .leftJoin(guests, eq(guests.unit, sold.unit))
    .leftJoin(people, eq(people.unit, sold.unit))
    .orderBy(sold.unit)
}

/** What is told of orders in the period asked for. */
export const whole = (tx: Tx, asked: Filtered) =>
  ofOrders(tx, asked, () => sql<string>`${asked.period.from}::date`)

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
  const facts = salesAsked(asked)
  return tx
    .select({ region: regions.name, net: sql<string>`${exact(measures.netSales, facts)}::text` })
    .from(facts)
    .innerJoin(regions, eq(regions.id, facts.regionId))
    .where(within(facts, asked))
    .groupBy(regions.name)
    .orderBy(regions.name)
}

const monthOf = (day: SQLWrapper) => sql<string>`date_trunc('month', ${day}::timestamp)::date`

/** What is told of orders, month by month. */
export const byMonth = (tx: Tx, asked: Filtered) => ofOrders(tx, asked, monthOf)

/** What is told of goods alone, month by month: no summary of products tells customers apart, so of some customers' goods there is none. */
export function goodsByMonth(tx: Tx, asked: Filtered) {
  const month = monthOf(productMonths.day)
  const isOfCustomers = narrowed(asked, 'customer') || narrowed(asked, 'attr')
  return tx
    .select({
      unit: sql<string>`${month}::text`.as('month'),
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

type History = { unit: string } & Partial<Record<Kpi, number | null>>

/** A month of nothing has none of what adds up, and no averages and rates. */
const nothing = Object.fromEntries(
  kpiNames.filter(name => !('denominator' in allMeasures[name])).map(name => [name, 0]),
)

/** Every month's figures, those before the data as nothing known. */
export function history(
  found: { months: readonly History[]; goodsMonths: readonly History[] },
  asked: Filtered,
  coverage: Coverage,
): Partial<Record<Kpi, number | null>>[] {
  const { from } = lastMonths(asked)
  const at = (rows: readonly History[], month: string) => rows.find(({ unit }) => unit === month)
  return Array.from({ length: months }, (_, nth) => {
    const month = dayOf(from).add({ months: nth }).toString()
    // A month that the data cuts short would look like a bad one.
    if (month < coverage.firstDay) return {}
    const { repeatRate = null, ...figures } = { ...at(found.months, month), ...at(found.goodsMonths, month) }
    return { ...nothing, ...figures, repeatRate: isPastKnown(month, coverage) ? repeatRate : null }
  })
}

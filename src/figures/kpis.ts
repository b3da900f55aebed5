import { and, eq, type SQL, sql } from 'drizzle-orm'
import { products, regions } from '../../drizzle/schema/sales.ts'
import { productMonths } from '../../drizzle/schema/summaries.ts'
import { dayOf } from '../calendar.ts'
import { isPastKnown, previous, type Versus, yearBefore } from '../compare.ts'
import {
  customerOf,
  isRolledUp,
  ofCustomers,
  ofGuests,
  productSums,
  productsWithin,
  salesAsked,
  within,
} from '../facts/asked.ts'
import { customersIn } from '../facts/customers-in.ts'
import { startOf } from '../facts/units-of-time.ts'
import type { Filtered } from '../insight.ts'
import {
  allMeasures,
  customerMeasures,
  exact,
  type MeasureName,
  measures,
  orderMeasures,
  quotient,
  shown,
} from '../measures.ts'
import type { Coverage, Period } from '../period.ts'
import type { Tx } from '../tx.ts'
import { why } from '../why.ts'
import { isOfCustomers } from './forfeits.ts'

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
function ofOrders(tx: Tx, asked: Filtered, grain: 'month' | 'period') {
  const sales = salesAsked(asked)
  const start = grain === 'month' ? startOf(grain, sales.day) : sql<string>`${asked.period.from}::date`
  const sold = tx
    .select({
      unit: start.as('sold_in'),
      netSales: shown(measures.netSales, sales).as('net_sales'),
      grossSales: shown(measures.grossSales, sales).as('gross_sales'),
      discounts: shown(measures.discounts, sales).as('discounted'),
      forfeitedSales: shown(measures.forfeitedSales, sales).as('forfeited_sales'),
      orders: shown(orderMeasures.orders, sales).as('orders'),
      averageOrderValue: shown(orderMeasures.averageOrderValue, sales).as('average_order_value'),
      ofCustomers: orderMeasures.averageCustomerSpend
        .numerator({ net: sales.net, customerId: customerOf(sales) })
        .as('net_of_customers'),
    })
    .from(sales)
    .where(within(sales, asked))
    .groupBy(sql`1`)
    .as('sold')
  const buyers = customersIn(tx, asked, grain)
  const { unit } = buyers
  const known = { customers: buyers.customers, firstDay: buyers.firstDay, start: unit }
  const people = tx
    .select({
      unit: sql<string>`${unit}`.as('people_in'),
      activeCustomers: shown(orderMeasures.activeCustomers, known).as('active_customers'),
      repeatRate: shown(customerMeasures.repeatRate, known).as('repeat_rate'),
    })
    .from(buyers)
    .groupBy(unit)
    .as('people')
  return tx
    .select({
      unit: sql<string>`${sold.unit}::text`.as('unit'),
      netSales: sold.netSales,
      grossSales: sold.grossSales,
      discounts: sold.discounts,
      forfeitedSales: sold.forfeitedSales,
      orders: sold.orders,
      averageOrderValue: sold.averageOrderValue,
      activeCustomers: sql<number>`coalesce(${people.activeCustomers}, 0)`
        .mapWith(Number)
        .as('active_customers'),
      averageCustomerSpend: quotient(
        orderMeasures.averageCustomerSpend,
        sold.ofCustomers,
        people.activeCustomers,
      ).as('average_customer_spend'),
      repeatRate: people.repeatRate,
    })
    .from(sold)
    .leftJoin(people, eq(people.unit, sold.unit))
    .orderBy(sold.unit)
}

/** What is told of orders in the period asked for. */
export const ofPeriod = (tx: Tx, asked: Filtered) => ofOrders(tx, asked, 'period')

/** What is told of goods alone: only they can come back. */
export function goods(tx: Tx, asked: Filtered) {
  const sums = productSums(tx, asked)
  return tx
    .with(sums)
    .select({
      returnRate: shown(measures.returnRate, sums).as('return_rate'),
      cancellationRate: shown(measures.cancellationRate, sums).as('cancellation_rate'),
    })
    .from(sums)
}

/** The period's sales as the reasons of a change are reckoned from: orders, and exact amounts as text. */
export function sales(tx: Tx, asked: Filtered) {
  const facts = salesAsked(asked)
  const known = ofCustomers(facts)
  const added = (value: SQL, where?: SQL) =>
    sql<string>`coalesce(sum(${value})${where ? sql` filter (where ${where})` : sql``}, 0)::text`
  const guests = ofGuests(facts)
  const net = sql`${facts.net}`
  const charged = sql`${facts.gross} - ${facts.discounts}`
  const forfeited = sql`${facts.returns} + ${facts.cancellations}`
  const orders = isRolledUp(facts)
    ? sql`coalesce(sum(${facts.orders}) filter (where ${known}), 0)`
    : sql`count(distinct ${facts.orderId}) filter (where ${facts.saleLines} > 0 and ${known})`
  return tx
    .select({
      orders: orders.mapWith(Number) as SQL<number>,
      gross: added(sql`${facts.gross}`, known),
      charged: added(charged, known),
      net: added(net),
      guestNet: added(net, guests),
      forfeited: added(forfeited, known),
      guestGross: added(sql`${facts.gross}`, guests),
      guestCharged: added(charged, guests),
      guestForfeited: added(forfeited, guests),
    })
    .from(facts)
    .where(within(facts, asked))
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

/** What is told of orders, month by month. */
export const byMonth = (tx: Tx, asked: Filtered) => ofOrders(tx, asked, 'month')

/** What is told of goods alone, month by month: no summary of products tells customers apart, so of some customers' goods there is none. */
export function goodsByMonth(tx: Tx, asked: Filtered) {
  const month = startOf('month', productMonths.day)
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
        isOfCustomers(asked) ? sql`false` : undefined,
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

/** Whether a period is one of the months that the sparklines show, which are reckoned anyway. */
export const isAmong = ({ from, to }: Pick<Period, 'from' | 'to'>, recent: Pick<Period, 'from' | 'to'>) =>
  from >= recent.from &&
  to <= recent.to &&
  dayOf(from).day === 1 &&
  dayOf(from).add({ months: 1 }).toString() === to

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
    // A month that the data cuts short, or has not come to, would look like a bad one.
    if (month < coverage.firstDay || month > coverage.asOf) return {}
    const { repeatRate = null, ...figures } = { ...at(found.months, month), ...at(found.goodsMonths, month) }
    return { ...nothing, ...figures, repeatRate: isPastKnown(month, coverage) ? repeatRate : null }
  })
}

type Asked = Pick<Filtered, 'period'> & { vs: Versus }
type Figures = Awaited<ReturnType<typeof ofPeriod>>
type Sums = Awaited<ReturnType<typeof sales>>
type Found = Partial<Record<'now' | 'before' | 'lastYear', Figures>> & { months: Figures }

/** What is told of orders in the three periods: that of a month is among the months. */
export function ofPeriods({ months, ...found }: Found, { period }: Asked) {
  const month = (from: string) => months.find(({ unit }) => unit.slice(0, 7) === from.slice(0, 7))
  return {
    now: found.now ? found.now[0] : month(period.from),
    before: found.before ? found.before[0] : month(previous(period).from),
    lastYear: found.lastYear ? found.lastYear[0] : month(yearBefore(period).from),
  }
}

/** Why net sales moved from the period that it is compared with, where both have any. */
export function whyMoved(found: Found & Record<'salesNow' | 'salesBefore', Sums>, asked: Asked) {
  const of = ofPeriods(found, asked)
  const [now, before] = [found.salesNow[0], found.salesBefore[0]]
  const base = asked.vs === 'previous' ? of.before : of.lastYear
  return (
    now &&
    before &&
    why(
      { ...before, customers: base?.activeCustomers ?? 0 },
      { ...now, customers: of.now?.activeCustomers ?? 0 },
    )
  )
}

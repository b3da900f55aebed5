import { and, desc, type SQL, type SQLWrapper, sql } from 'drizzle-orm'
import { customerOf, customersAsked, ofCustomers, oneByOne, salesAsked, within } from '../facts/asked.ts'
import { activeIn } from '../facts/customers-in.ts'
import type { Filtered } from '../insight.ts'
import { cents, exact, measures, orderMeasures, quotient, shown } from '../measures.ts'
import type { Tx } from '../tx.ts'

/*
 * Ranges are all as wide, by the least of 1, 2, 5, 10, 20, 50 … with which twelve of them take in nine of ten
 * customers; who spent more than that is in one open range.
 */
const ranges = 12
const most = 0.9
const widths = Array.from({ length: 20 }, (_, power) => [1, 2, 5].map(times => `${times}e${power}`)).flat()

const literal = (value: string | number) => sql.raw(String(value))

/**
 * What customers spent in the period, all of them first, then by range of it, the lowest first; last those who only sent
 * something back.
 */
export function rangesOfSpend(tx: Tx, asked: Filtered) {
  const facts = customersAsked(asked)
  const spend = tx.$with('spend').as(
    tx
      .select({
        net: exact(measures.netSales, facts).as('spent'),
        charged: exact(measures.chargedSales, facts).as('charged_in_all'),
        orders: exact(orderMeasures.orders, facts).as('placed'),
      })
      .from(facts)
      .where(and(within(facts, asked), ofCustomers(facts)))
      .groupBy(facts.customerId)
      .orderBy(...oneByOne(facts)),
  )
  const isActive = sql<boolean>`${spend.orders} > 0`
  // Put in order once: quantiles, medians and the tenth who spend most are found by their place.
  const active = tx.$with('active').as(
    tx
      .select({
        nets: sql`array_agg(${spend.net} order by ${spend.net} desc)`.as('nets'),
        all: sql`count(*)::integer`.as('active_in_all'),
        spread: sql`stddev_samp(${spend.net}::float8)::numeric`.as('spread'),
      })
      .from(spend)
      .where(isActive),
  )
  const tenth = sql`${active.nets}[1 : ceil(${active.all} / 10.0)::integer]`
  const bounds = tx.$with('bounds').as(
    tx
      .select({
        nearly: sql`${active.nets}[${active.all} - ceil(${literal(most)} * ${active.all})::integer + 1]`.as(
          'nearly',
        ),
        topTenth: sql`(select sum(net) from unnest(${tenth}) as top(net))`.as('top_tenth'),
      })
      .from(active),
  )
  const shape = tx.$with('shape').as(
    tx
      .select({
        width: sql`min(wide.width)`.as('width'),
        open: sql`greatest(1, ceil(${bounds.nearly} / min(wide.width)))::integer`.as('open_range'),
      })
      .from(bounds)
      .innerJoin(
        sql`unnest(array[${literal(widths.join(','))}]::numeric[]) as wide(width)`,
        sql`wide.width * ${literal(ranges)} >= ${bounds.nearly}`,
      )
      .groupBy(bounds.nearly),
  )
  // Below zero it is -1.
  const nth = sql`width_bucket(${spend.net}, 0, ${shape.width} * ${shape.open}, ${shape.open}) - 1`
  const placed = tx
    .select({
      ...{ net: spend.net, charged: spend.charged, orders: spend.orders },
      nth: sql`case when ${isActive} then ${nth} end`.as('nth'),
      customers: sql`(${isActive})::integer`.as('one'),
    })
    .from(spend)
    .crossJoin(shape)
    .as('placed')
  const apart = tx.$with('apart').as(
    tx
      .select({
        nth: placed.nth,
        net: exact(measures.netSales, placed).as('range_net'),
        charged: exact(measures.chargedSales, placed).as('range_charged'),
        orders: exact(orderMeasures.orders, placed).as('range_orders'),
        customers: exact(orderMeasures.activeCustomers, placed).as('range_customers'),
        last: sql`sum(sum(${placed.customers})) over (order by ${placed.nth} desc nulls last)::integer`.as(
          'last',
        ),
      })
      .from(placed)
      .groupBy(placed.nth),
  )
  const figures = tx.$with('figures').as(
    tx
      .select({
        isWhole: sql`grouping(${apart.nth})`.as('is_whole'),
        nth: sql`${apart.nth}`.as('figures_nth'),
        customers: shown(orderMeasures.activeCustomers, apart).as('customers'),
        netSales: shown(measures.netSales, apart).as('net_sales'),
        averageSpend: shown(orderMeasures.averageCustomerSpend, apart).as('average_spend'),
        orders: shown(orderMeasures.orders, apart).as('orders'),
        averageOrder: shown(orderMeasures.averageOrderValue, apart).as('average_order'),
        // The first and the last place of a range: half way between them lies the median.
        ends: sql`min(${apart.last} - ${apart.customers})::integer + 1 + max(${apart.last})`.as('ends'),
      })
      .from(apart)
      .groupBy(sql`grouping sets ((), (${apart.nth}))`),
  )
  const { ends } = figures
  const median = sql`(${active.nets}[${ends} / 2] + ${active.nets}[(${ends} + 1) / 2]) / 2`
  const number = <T extends number | null>(value: SQLWrapper) => sql<T>`${value}`.mapWith(Number)
  return tx
    .with(spend, active, bounds, shape, apart, figures)
    .select({
      isWhole: number<number>(figures.isWhole),
      nth: number<number | null>(figures.nth),
      width: number<number>(shape.width),
      open: number<number>(shape.open),
      customers: figures.customers,
      netSales: figures.netSales,
      averageSpend: figures.averageSpend,
      medianSpend: cents(sql`case when ${figures.customers} > 0 then ${median} end`) as SQL<number | null>,
      orders: figures.orders,
      averageOrder: figures.averageOrder,
      spread: cents(active.spread) as SQL<number | null>,
      topTenth: cents(bounds.topTenth),
    })
    .from(figures)
    .crossJoin(active)
    .crossJoin(bounds)
    .crossJoin(shape)
    .orderBy(desc(figures.isWhole), sql`${figures.nth} nulls last`)
}

/** How many customers ordered in the period, and what they spent on average: net sales come from the roll-up by day. */
export function averageSpend(tx: Tx, asked: Filtered) {
  const { averageCustomerSpend } = orderMeasures
  const sales = salesAsked(asked)
  const net = averageCustomerSpend.numerator({ net: sales.net, customerId: customerOf(sales) })
  const sold = tx
    .select({ net: net.as('net_of_customers') })
    .from(sales)
    .where(within(sales, asked))
    .as('sold')
  const active = activeIn(tx, asked).as('active')
  return tx
    .select({
      customers: active.customers,
      averageSpend: quotient(averageCustomerSpend, sold.net, active.customers),
    })
    .from(sold)
    .crossJoin(active)
}

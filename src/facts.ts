import {
  and,
  eq,
  gte,
  inArray,
  isNull,
  lt,
  notInArray,
  or,
  type SQL,
  type SQLWrapper,
  sql,
  sum,
} from 'drizzle-orm'
import { QueryBuilder, unionAll } from 'drizzle-orm/pg-core'
import { Temporal } from 'temporal-polyfill'
import {
  customers,
  lines,
  matches,
  orderCategories,
  orderFacts,
  orders,
  productDays,
  productMonths,
  products,
} from '../drizzle/schema/sales.ts'
import type { Filtered, FilterName, Member } from './insight.ts'
import { type CustomerFacts, type Facts, type OrderFacts, orderMeasures, shown } from './measures.ts'
import type { Period } from './period.ts'
import type { Tx } from './tx.ts'

/** Rows of a query that stand for a summary: for what no summary tells apart. */
type LineFacts = ReturnType<typeof lineFacts>

const ids = (members: readonly { id: number }[]) => members.map(({ id }) => id)

/**
 * The rows whose member is asked for, and not left out. Guests are left out by nobody; what has no category, as
 * postage, is in none of the other categories either.
 */
const open = (column: SQLWrapper, asked: Narrowing, filter: Exclude<FilterName, 'attr'>): SQL | undefined => {
  const [wanted, except] = [asked[filter], asked.except?.[filter]]
  return and(
    wanted && inArray(column, ids(wanted)),
    except && or(filter === 'customer' ? isNull(column) : undefined, notInArray(column, ids(except))),
  )
}

type Narrowing = Omit<Filtered, 'period'>

/** The customers of whom something is known: any of the values asked for of each attribute, none of those left out. */
function known(column: SQLWrapper, asked: Narrowing): SQL | undefined {
  const having = (members: readonly Member[]) => {
    const values = members.map(({ key = '' }) => {
      const at = key.indexOf('=')
      return { attribute: key.slice(0, at), value: key.slice(at + 1) }
    })
    return [...new Set(values.map(({ attribute }) => attribute))].map(attribute => {
      const among = values.filter(one => one.attribute === attribute).map(({ value }) => value)
      const has = inArray(sql`${customers.attributes} ->> ${attribute}`, among)
      return sql`${column} in (select ${customers.id} from ${customers} where ${has})`
    })
  }
  return and(
    ...having(asked.attr ?? []),
    ...having(asked.except?.attr ?? []).map(found => sql`(${column} is null or not ${found})`),
  )
}

const between = (day: SQLWrapper, { from, to }: Pick<Period, 'from' | 'to'>) =>
  and(gte(day, from), lt(day, to))

/** Whether a question is narrowed by a filter, or leaves some of its members out. */
export const narrowed = (asked: Narrowing, filter: FilterName) =>
  Boolean(asked[filter] ?? asked.except?.[filter])

/**
 * What answers about orders: the orders themselves, their parts in the categories asked for, or the lines of the
 * products asked for.
 */
export const ordersAsked = (asked: Filtered): typeof orderFacts | typeof orderCategories | LineFacts =>
  narrowed(asked, 'product') ? lineFacts(asked) : narrowed(asked, 'category') ? orderCategories : orderFacts

/** The rows of what answers about orders that belong to the period and the filters asked for. */
export const within = (facts: ReturnType<typeof ordersAsked>, asked: Filtered): SQL | undefined =>
  and(
    between(facts.day, asked.period),
    open(facts.regionId, asked, 'region'),
    open(facts.channelId, asked, 'channel'),
    'categoryId' in facts ? open(facts.categoryId, asked, 'category') : undefined,
    open(facts.customerId, asked, 'customer'),
    known(facts.customerId, asked),
  )

/** Sales of a period as the reasons of a change are reckoned from: counts, and exact amounts as text. */
export const periodSales = (facts: OrderFacts) => {
  const known = sql`${facts.customerId} is not null`
  const amount = (...columns: SQLWrapper[]) => sql`${sql.join(columns, sql` - `)}`
  const added = (value: SQL, where?: SQL) =>
    sql<string>`coalesce(sum(${value})${where ? sql` filter (where ${where})` : sql``}, 0)::text`
  const net = amount(facts.gross, facts.discounts, facts.returns, facts.cancellations, facts.adjustments)
  return {
    customers: shown(orderMeasures.activeCustomers, facts),
    orders:
      sql<number>`count(distinct ${facts.orderId}) filter (where ${facts.saleLines} > 0 and ${known})`.mapWith(
        Number,
      ),
    charged: added(amount(facts.gross, facts.discounts), known),
    net: added(net),
    guestNet: added(net, sql`not (${known})`),
    forfeited: added(sql`${facts.returns} + ${facts.cancellations}`, known),
  }
}

/**
 * What is known of the customer of a row, to be joined laterally: looked up one by one. PostgreSQL takes a policy to open
 * a single customer, and would compare each row with every customer if it joined them.
 */
export const customerOf = (tx: Tx, customerId: SQLWrapper) =>
  tx
    .select({ firstDay: customers.firstDay, attributes: customers.attributes })
    .from(customers)
    .where(sql`${customers.id} = ${customerId}`)
    .limit(1)
    .as('customer')

/**
 * The days, or months, of products that belong to the period and the filters asked for; the products stand beside them.
 * They tell no customers apart.
 */
export const productsWithin = (
  asked: Filtered,
  facts: typeof productDays | typeof productMonths = productDays,
): SQL | undefined =>
  and(
    between(facts.day, asked.period),
    open(facts.regionId, asked, 'region'),
    open(facts.channelId, asked, 'channel'),
    open(products.id, asked, 'product'),
    open(products.categoryId, asked, 'category'),
  )

const productsWhere = (condition: SQL | undefined) =>
  builder.select({ id: products.id }).from(products).where(condition)

// A query is written here without a connection, and rendered by whoever asks it.
const builder = new QueryBuilder({ casing: 'snake_case' })
const none = sql<string>`0::numeric`

/**
 * The lines of some products or customers, and the matches of what came back of them, as rows of the summaries' columns.
 */
function lineFacts(asked: Filtered) {
  const ofProducts = (column: SQLWrapper) =>
    narrowed(asked, 'category')
      ? inArray(
          column,
          productsWhere(
            and(open(products.id, asked, 'product'), open(products.categoryId, asked, 'category')),
          ),
        )
      : open(column, asked, 'product')
  const ofCustomers = (column: SQLWrapper) => and(open(column, asked, 'customer'), known(column, asked))
  const charged = sql`(${lines.gross} - ${lines.discount})`
  const when = (kind: 'sale' | 'return' | 'cancellation' | 'adjustment', amount: SQLWrapper) =>
    sql<string>`case ${lines.kind} when ${sql.raw(`'${kind}'`)} then ${amount} else 0 end`
  const moved = builder
    .select({
      orderId: lines.orderId,
      day: lines.day,
      productId: lines.productId,
      customerId: lines.customerId,
      regionId: lines.regionId,
      channelId: lines.channelId,
      saleLines: when('sale', sql`1`).as('sale_lines'),
      units: when('sale', lines.quantity).as('units'),
      gross: when('sale', lines.gross).as('gross'),
      discounts: when('sale', lines.discount).as('discounts'),
      returns: when('return', charged).as('returns'),
      cancellations: when('cancellation', charged).as('cancellations'),
      adjustments: when('adjustment', charged).as('adjustments'),
      matched: none.as('matched'),
      orderedReturned: none.as('ordered_returned'),
      orderedCancelled: none.as('ordered_cancelled'),
      forfeitedUnits:
        sql<string>`case when ${lines.kind} in ('return', 'cancellation') then ${lines.quantity} else 0 end`.as(
          'forfeited_units',
        ),
      hour: sql<
        number | null
      >`case ${lines.kind} when 'sale' then extract(hour from ${lines.at})::smallint end`.as('hour'),
    })
    .from(lines)
    .where(and(between(lines.day, asked.period), ofProducts(lines.productId), ofCustomers(lines.customerId)))
  const side = (own: boolean) => {
    const [orderId, day] = own
      ? [matches.creditOrderId, matches.creditDay]
      : [matches.saleOrderId, matches.saleDay]
    const later = (kind: 'return' | 'cancellation') => (own ? none : when(kind, matches.amount))
    return builder
      .select({
        orderId,
        day,
        productId: matches.productId,
        customerId: sql<number | null>`${matches.customerId}`.as('customer_id'),
        regionId: orders.regionId,
        channelId: orders.channelId,
        saleLines: none.as('sale_lines'),
        units: none.as('units'),
        gross: none.as('gross'),
        discounts: none.as('discounts'),
        returns: none.as('returns'),
        cancellations: none.as('cancellations'),
        adjustments: none.as('adjustments'),
        matched: own ? sql<string>`${matches.amount}`.as('matched') : none.as('matched'),
        orderedReturned: later('return').as('ordered_returned'),
        orderedCancelled: later('cancellation').as('ordered_cancelled'),
        forfeitedUnits: none.as('forfeited_units'),
        hour: sql<number | null>`null::smallint`.as('hour'),
      })
      .from(matches)
      .innerJoin(
        lines,
        and(
          eq(lines.orderId, matches.creditOrderId),
          eq(lines.key, matches.creditKey),
          eq(lines.day, matches.creditDay),
        ),
      )
      .innerJoin(orders, eq(orders.id, orderId))
      .where(and(between(day, asked.period), ofProducts(matches.productId), ofCustomers(matches.customerId)))
  }
  return moved.unionAll(side(true)).unionAll(side(false)).as('line_facts')
}

/**
 * How many known customers bought a product in the period and the filters asked for: no summary tells them apart. They
 * are counted from the product's own lines through their index, so this is for a few products, not for all.
 */
export const buyers = (asked: Filtered, product: SQLWrapper) =>
  sql<number>`(${builder
    .select({ customers: sql`count(distinct ${lines.customerId})` })
    .from(lines)
    .where(
      and(
        eq(lines.productId, product),
        eq(lines.kind, 'sale'),
        between(lines.day, asked.period),
        open(lines.regionId, asked, 'region'),
        open(lines.channelId, asked, 'channel'),
        open(lines.customerId, asked, 'customer'),
        known(lines.customerId, asked),
      ),
    )})`.mapWith(Number)

/**
 * The lines of the customers asked for, to be selected from with their orders, lines and products: found through their
 * orders, for no index finds the lines of a customer.
 */
export const linesThroughOrders = (asked: Filtered) => ({
  lines: and(eq(lines.orderId, orderFacts.orderId), eq(lines.day, orderFacts.day)),
  products: eq(products.id, lines.productId),
  where: and(
    within(orderFacts, asked),
    open(products.id, asked, 'product'),
    open(products.categoryId, asked, 'category'),
  ),
})

/** The columns that are added up. */
const amounts = <F extends Facts>(facts: F): Pick<F, keyof Facts> => ({
  saleLines: facts.saleLines,
  units: facts.units,
  gross: facts.gross,
  discounts: facts.discounts,
  returns: facts.returns,
  cancellations: facts.cancellations,
  adjustments: facts.adjustments,
  matched: facts.matched,
  orderedReturned: facts.orderedReturned,
  orderedCancelled: facts.orderedCancelled,
  forfeitedUnits: facts.forfeitedUnits,
})

/**
 * The day on which the customer of a row first ordered, looked up by key: what a policy leaves of all customers is guessed
 * far too low, so a join with them is carried out row by row.
 */
export const firstDayOf = (customerId: SQLWrapper) =>
  sql<string | null>`(select ${customers.firstDay} from ${customers} where ${customers.id} = ${customerId})`

/** Facts of orders with what tells who had ordered before; a query that stands for a summary cannot be spread. */
export const withCustomers = (
  facts: OrderFacts,
  { firstDay, start }: Pick<CustomerFacts, 'firstDay' | 'start'>,
): CustomerFacts => ({
  ...amounts(facts),
  orderId: facts.orderId,
  customerId: facts.customerId,
  firstDay,
  start,
})

/**
 * Merchandise sold and given back in the period and the filters asked for, a row a product: whole months are read
 * from their roll-up, the days around them one by one. Whoever needs the products and their whole reads them once.
 */
export function productSums(tx: Tx, asked: Filtered, name = 'product_sums') {
  const { from, to } = asked.period
  const first = Temporal.PlainDate.from(from)
  const end = Temporal.PlainDate.from(to)
  const firstMonth = (first.day === 1 ? first : first.add({ months: 1 }).with({ day: 1 })).toString()
  const endMonth = end.with({ day: 1 }).toString()

  const part = (facts: typeof productDays | typeof productMonths, from: string, to: string) =>
    tx
      .select({ productId: facts.productId, ...amounts(facts) })
      .from(facts)
      .where(
        and(
          between(facts.day, { from, to }),
          open(facts.regionId, asked, 'region'),
          open(facts.channelId, asked, 'channel'),
          open(facts.productId, asked, 'product'),
          narrowed(asked, 'category')
            ? inArray(facts.productId, productsWhere(open(products.categoryId, asked, 'category')))
            : undefined,
        ),
      )
  const ofCustomers = () => {
    const facts = lineFacts(asked)
    return tx
      .select({ productId: facts.productId, ...amounts(facts) })
      .from(facts)
      .where(within(facts, asked))
  }
  const facts = (
    narrowed(asked, 'customer') || narrowed(asked, 'attr')
      ? ofCustomers()
      : firstMonth >= endMonth
        ? part(productDays, from, to)
        : unionAll(
            part(productDays, from, firstMonth),
            part(productMonths, firstMonth, endMonth),
            part(productDays, endMonth, to),
          )
  ).as('product_facts')

  return tx.$with(name).as(
    tx
      .select({
        productId: facts.productId,
        saleLines: sum(facts.saleLines).as('sale_lines'),
        units: sum(facts.units).as('units'),
        gross: sum(facts.gross).as('gross'),
        discounts: sum(facts.discounts).as('discounts'),
        returns: sum(facts.returns).as('returns'),
        cancellations: sum(facts.cancellations).as('cancellations'),
        adjustments: sum(facts.adjustments).as('adjustments'),
        matched: sum(facts.matched).as('matched'),
        orderedReturned: sum(facts.orderedReturned).as('ordered_returned'),
        orderedCancelled: sum(facts.orderedCancelled).as('ordered_cancelled'),
        forfeitedUnits: sum(facts.forfeitedUnits).as('forfeited_units'),
      })
      .from(facts)
      .groupBy(facts.productId)
      // Asked of every product once, not of every row.
      .having(inArray(facts.productId, productsWhere(eq(products.merchandise, true)))),
  )
}

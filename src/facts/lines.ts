import { and, eq, inArray, type SQLWrapper, sql } from 'drizzle-orm'
import { type lineKind, lines, matches, orders, products } from '../../drizzle/schema/sales.ts'
import { orderCategories, orderFacts } from '../../drizzle/schema/summaries.ts'
import type { Filtered } from '../insight.ts'
import { added, amountsOf, less, remains } from './amounts.ts'
import { between, builder, known, narrowed, open, productsWhere } from './filters.ts'

const none = sql<string>`0::numeric`
type Kind = (typeof lineKind.enumValues)[number]

/** The orders of the customers asked for on which something happened in the period. */
const ordersOf = (asked: Filtered) =>
  builder
    .select({ id: orderFacts.orderId })
    .from(orderFacts)
    .where(
      and(
        between(orderFacts.day, asked.period),
        open(orderFacts.customerId, asked, 'customer'),
        known(orderFacts.customerId, asked, 'one by one'),
      ),
    )

/**
 * The lines of some products or customers, and the matches of what came back of them, as rows of the summaries' columns.
 */
export function lineFacts(asked: Filtered) {
  const ofProduct = (column: SQLWrapper) =>
    narrowed(asked, 'category')
      ? inArray(
          column,
          productsWhere(
            and(open(products.id, asked, 'product'), open(products.categoryId, asked, 'category')),
          ),
        )
      : open(column, asked, 'product')
  // No index finds the lines of a customer, but those of an order and the orders of a customer, who is one an order.
  const ofThose = (column: SQLWrapper, orderId: SQLWrapper) =>
    (asked.customer || asked.attr) && !asked.product
      ? inArray(orderId, ordersOf(asked))
      : and(open(column, asked, 'customer'), known(column, asked))
  const charged = sql`(${lines.gross} - ${lines.discount})`
  const when = (kind: Kind, amount: SQLWrapper, of: SQLWrapper = lines.kind) =>
    sql<string>`case ${of} when ${sql.raw(`'${kind}'`)} then ${amount} else 0 end`
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
      net: sql<string>`case ${lines.kind} when 'sale' then ${charged} else -${charged} end`.as('net'),
      hour: sql<
        number | null
      >`case ${lines.kind} when 'sale' then extract(hour from ${lines.at})::smallint end`.as('hour'),
    })
    .from(lines)
    .where(
      and(
        between(lines.day, asked.period),
        ofProduct(lines.productId),
        ofThose(lines.customerId, lines.orderId),
      ),
    )
  const side = (own: boolean) => {
    const [orderId, day] = own
      ? [matches.creditOrderId, matches.creditDay]
      : [matches.saleOrderId, matches.saleDay]
    const later = (kind: 'return' | 'cancellation') => (own ? none : when(kind, matches.amount, matches.kind))
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
        net: none.as('net'),
        hour: sql<number | null>`null::smallint`.as('hour'),
      })
      .from(matches)
      .innerJoin(orders, eq(orders.id, orderId))
      .where(
        and(between(day, asked.period), ofProduct(matches.productId), ofThose(matches.customerId, orderId)),
      )
  }
  return moved.unionAll(side(true)).unionAll(side(false)).as('line_facts')
}

/** The lines of products as parts of their orders. */
function ofProducts(asked: Filtered) {
  const facts = lineFacts(asked)
  return builder
    .select({
      orderId: sql<number>`${facts.orderId}`.as('part_of'),
      day: sql<string>`${facts.day}`.as('part_day'),
      categoryId: sql<number | null>`${products.categoryId}`.as('part_category'),
      ...amountsOf(facts),
    })
    .from(facts)
    .innerJoin(products, eq(products.id, facts.productId))
}

/** The parts of orders that lie in categories. */
const ofCategories = (asked: Filtered) =>
  builder
    .select({
      orderId: sql<number>`${orderCategories.orderId}`.as('part_of'),
      day: sql<string>`${orderCategories.day}`.as('part_day'),
      categoryId: sql<number | null>`${orderCategories.categoryId}`.as('part_category'),
      ...amountsOf(orderCategories),
    })
    .from(orderCategories)
    .where(
      and(between(orderCategories.day, asked.period), open(orderCategories.categoryId, asked, 'category')),
    )

/**
 * What is left of orders, or of their parts in the categories asked for, without the products and categories that are left
 * out: the lines of the products, and the parts in the categories, are taken from the summary of all.
 */
export function without(asked: Filtered) {
  const byCategory = asked.category !== undefined
  const { period, category: wanted } = asked
  const { product, category } = asked.except ?? {}
  const lost = product && {
    ...{ period, product },
    ...(wanted && { category: wanted }),
    ...(category && { except: { category } }),
  }
  const others = !byCategory && category && { period, category }
  const parts = (
    lost && others
      ? ofProducts(lost).unionAll(ofCategories(others))
      : lost
        ? ofProducts(lost)
        : ofCategories({ period, ...others })
  ).as('parts_left_out')
  const categoryId = byCategory ? sql`${parts.categoryId}` : sql`null::smallint`
  const rows = { orderId: parts.orderId, day: parts.day, categoryId: categoryId.as('left_category') }
  // Of one category an order has one part a day.
  const isSingle = !lost && category?.length === 1
  const left = (
    isSingle
      ? builder.select({ ...rows, ...amountsOf(parts, 'left_') }).from(parts)
      : builder
          .select({ ...rows, ...added(parts, 'left_') })
          .from(parts)
          .groupBy(parts.orderId, parts.day, sql`3`)
  ).as('left_out')
  const all = byCategory ? orderCategories : orderFacts
  return builder
    .select({
      orderId: all.orderId,
      day: all.day,
      customerId: all.customerId,
      regionId: all.regionId,
      channelId: all.channelId,
      hour: all.hour,
      ...less(all, left),
      // An order is sold on one day, so its row counts it; its parts in categories do not.
      ...(!byCategory && {
        orders: sql<number>`(${all.saleLines} > coalesce(${left.saleLines}, 0))::integer`.as('orders'),
      }),
    })
    .from(all)
    .leftJoin(
      left,
      and(
        eq(left.orderId, all.orderId),
        eq(left.day, all.day),
        byCategory ? eq(left.categoryId, orderCategories.categoryId) : undefined,
      ),
    )
    .where(
      and(
        between(all.day, asked.period),
        byCategory ? open(orderCategories.categoryId, asked, 'category') : undefined,
        open(all.customerId, asked, 'customer'),
        known(all.customerId, asked),
        // Where nothing is left there is no row, as if what is left out had never been.
        remains(all, left, sql`${left.orderId} is not null`),
      ),
    )
    .as('order_facts_left')
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

import { and, eq, gte, inArray, lt, type SQL, type SQLWrapper, sum } from 'drizzle-orm'
import { unionAll } from 'drizzle-orm/pg-core'
import { Temporal } from 'temporal-polyfill'
import { orderCategories, orderFacts, productDays, productMonths, products } from '../drizzle/schema/sales.ts'
import type { Filtered } from './insight.ts'
import type { Tx } from './tx.ts'

type Where = Pick<Filtered, 'region' | 'channel' | 'category'>

const open = (column: SQLWrapper, members: Filtered['region']) =>
  members &&
  inArray(
    column,
    members.map(member => member.id),
  )

/** The summary that answers about orders: the orders themselves, or their parts in the categories asked for. */
export const ordersAsked = (asked: Where) => (asked.category ? orderCategories : orderFacts)

/** The rows of an order summary that belong to the period and the filters asked for. */
export const within = (
  facts: ReturnType<typeof ordersAsked>,
  asked: Where & Pick<Filtered, 'period'>,
): SQL | undefined =>
  and(
    gte(facts.day, asked.period.from),
    lt(facts.day, asked.period.to),
    open(facts.regionId, asked.region),
    open(facts.channelId, asked.channel),
    'categoryId' in facts ? open(facts.categoryId, asked.category) : undefined,
  )

/** The days of products that belong to the period and the filters asked for; the products stand beside them. */
export const productsWithin = (asked: Filtered): SQL | undefined =>
  and(
    gte(productDays.day, asked.period.from),
    lt(productDays.day, asked.period.to),
    open(productDays.regionId, asked.region),
    open(productDays.channelId, asked.channel),
    open(products.id, asked.product),
    open(products.categoryId, asked.category),
  )

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

  const productsWhere = (condition: SQL | undefined) =>
    tx.select({ id: products.id }).from(products).where(condition)
  const part = (facts: typeof productDays | typeof productMonths, from: string, to: string) =>
    tx
      .select({
        productId: facts.productId,
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
      })
      .from(facts)
      .where(
        and(
          gte(facts.day, from),
          lt(facts.day, to),
          open(facts.regionId, asked.region),
          open(facts.channelId, asked.channel),
          open(facts.productId, asked.product),
          asked.category &&
            inArray(facts.productId, productsWhere(open(products.categoryId, asked.category))),
        ),
      )
  const facts = (
    firstMonth >= endMonth
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
      })
      .from(facts)
      .groupBy(facts.productId)
      // Asked of every product once, not of every row.
      .having(inArray(facts.productId, productsWhere(eq(products.merchandise, true)))),
  )
}

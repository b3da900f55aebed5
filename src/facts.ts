import { and, eq, gte, inArray, lt, type SQL, type SQLWrapper } from 'drizzle-orm'
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

/**
 * Merchandise sold and given back in the period and the filters asked for, a row a product, place and day or
 * month: whole months are read from their roll-up, the days around them one by one.
 */
export function productsAsked(tx: Tx, asked: Filtered) {
  const { from, to } = asked.period
  const first = Temporal.PlainDate.from(from)
  const end = Temporal.PlainDate.from(to)
  const firstMonth = (first.day === 1 ? first : first.add({ months: 1 }).with({ day: 1 })).toString()
  const endMonth = end.with({ day: 1 }).toString()

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
      .innerJoin(products, eq(products.id, facts.productId))
      .where(
        and(
          gte(facts.day, from),
          lt(facts.day, to),
          open(facts.regionId, asked.region),
          open(facts.channelId, asked.channel),
          open(products.categoryId, asked.category),
          open(products.id, asked.product),
          eq(products.merchandise, true),
        ),
      )

  if (firstMonth >= endMonth) return part(productDays, from, to).as('product_facts')
  return unionAll(
    part(productDays, from, firstMonth),
    part(productMonths, firstMonth, endMonth),
    part(productDays, endMonth, to),
  ).as('product_facts')
}

import { and, eq, inArray, isNotNull, isNull, type SQL, type SQLWrapper, sql } from 'drizzle-orm'
import { type PgColumn, unionAll } from 'drizzle-orm/pg-core'
import { Temporal } from 'temporal-polyfill'
import { lines, products } from '../../drizzle/schema/sales.ts'
import {
  customerMonths,
  orderCategories,
  orderFacts,
  productDays,
  productMonths,
  salesDays,
} from '../../drizzle/schema/summaries.ts'
import { type Filtered, filterNames } from '../insight.ts'
import type { Period } from '../period.ts'
import type { Tx } from '../tx.ts'
import { added, amounts, less, remains } from './amounts.ts'
import { between, known, narrowed, open, productsWhere } from './filters.ts'
import { lineFacts, without } from './lines.ts'

/** Rows of a query that stand for a summary: for what no summary tells apart. */
type LineFacts = ReturnType<typeof lineFacts> | ReturnType<typeof without>

/**
 * What answers about orders: the orders themselves, their parts in the categories asked for, the lines of the products
 * asked for, or what is left without the products and categories that are not.
 */
export function ordersAsked(asked: Filtered): typeof orderFacts | typeof orderCategories | LineFacts {
  if (asked.product) return lineFacts(asked)
  if (asked.except?.product || (asked.except?.category && !asked.category)) return without(asked)
  return asked.category ? orderCategories : orderFacts
}

/**
 * What answers about customers in whole months, or in the period as a whole: their roll-up by month wherever it can.
 */
export const customersAsked = (asked: Filtered): ReturnType<typeof ordersAsked> | typeof customerMonths =>
  isOfMonths(asked.period) && !narrowed(asked, 'product') && !narrowed(asked, 'category')
    ? customerMonths
    : ordersAsked(asked)

/** Whether rows are the customers of a month, whose day is the first of it. */
export const areMonths = (facts: Parameters<typeof within>[0]): facts is typeof customerMonths =>
  facts === customerMonths

/**
 * The order in which customers are added up: that of the index of their months. Whoever asks for it has it read, where
 * PostgreSQL would make a hash of so many groups, which takes several times as long.
 */
export const oneByOne = (facts: Parameters<typeof within>[0]): PgColumn[] =>
  areMonths(facts) ? [facts.customerId] : []

const isOfMonths = ({ from, to }: Pick<Period, 'from' | 'to'>) =>
  [from, to].every(day => day === 'infinity' || day.endsWith('-01'))

/** What answers about amounts and orders, but not about customers: the roll-up by day wherever it can. */
export const salesAsked = (asked: Filtered): ReturnType<typeof ordersAsked> | typeof salesDays =>
  filterNames.some(filter => filter !== 'region' && filter !== 'channel' && narrowed(asked, filter))
    ? ordersAsked(asked)
    : salesDays

type Summary = typeof orderFacts | typeof orderCategories | typeof customerMonths
const tellsCustomers = (facts: Parameters<typeof within>[0]): facts is Summary =>
  facts === orderFacts || facts === orderCategories || facts === customerMonths

/** The rows of what answers about orders that belong to the period and the filters asked for. */
export const within = (
  facts: ReturnType<typeof salesAsked> | ReturnType<typeof customersAsked>,
  asked: Filtered,
): SQL | undefined =>
  and(
    between(facts.day, asked.period),
    open(facts.regionId, asked, 'region'),
    open(facts.channelId, asked, 'channel'),
    facts === orderCategories ? open(orderCategories.categoryId, asked, 'category') : undefined,
    // The roll-up by day knows no customers; what stands for a summary has been narrowed to them already, and asked again
    // PostgreSQL would read it once for each of them.
    tellsCustomers(facts)
      ? and(open(facts.customerId, asked, 'customer'), known(facts.customerId, asked))
      : undefined,
  )

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

/** Whether orders are rolled up by day. */
export const isRolledUp = (facts: Parameters<typeof within>[0]): facts is typeof salesDays =>
  facts === salesDays

/** What says whether a row is a customer's: null of a guest, as the column that names the customer is in orders. */
export const customerOf = (facts: ReturnType<typeof salesAsked>): SQLWrapper =>
  isRolledUp(facts) ? sql`nullif(${salesDays.isGuest}, true)` : facts.customerId

/** The rows of those who gave no name or number, and are no customers. */
export const ofGuests = (facts: ReturnType<typeof salesAsked>): SQL =>
  isRolledUp(facts) ? eq(salesDays.isGuest, true) : isNull(facts.customerId)

/** The rows of customers. */
export const ofCustomers = (facts: Parameters<typeof within>[0]): SQL | undefined =>
  isRolledUp(facts)
    ? eq(salesDays.isGuest, false)
    : areMonths(facts)
      ? undefined
      : isNotNull(facts.customerId)

/** Days of products, or months of them that lie whole between two days. */
export type ProductPart = Pick<Period, 'from' | 'to'> & { facts: typeof productDays | typeof productMonths }

/**
 * What a period is read from: its whole months from the roll-up of products, the days around them one by one. Nothing is
 * read for days that there are none of: rows of several queries are added up by one process, those of one by all.
 */
export function productParts({ from, to }: Pick<Period, 'from' | 'to'>): [ProductPart, ...ProductPart[]] {
  const day = Temporal.PlainDate.from(from)
  const first = (day.day === 1 ? day : day.add({ months: 1 }).with({ day: 1 })).toString()
  const end = Temporal.PlainDate.from(to).with({ day: 1 }).toString()
  if (first >= end) return [{ facts: productDays, from, to }]
  const around = [
    { facts: productDays, from, to: first },
    { facts: productDays, from: end, to },
  ]
  return [{ facts: productMonths, from: first, to: end }, ...around.filter(days => days.from < days.to)]
}

/**
 * Merchandise sold and given back in the period and the filters asked for, a row a product. Whoever needs the products
 * and their whole reads them once.
 */
export function productSums(tx: Tx, asked: Filtered, name = 'product_sums') {
  const part = ({ facts, ...days }: ProductPart) =>
    tx
      .select({ productId: facts.productId, ...amounts(facts) })
      .from(facts)
      .where(
        and(
          between(facts.day, days),
          open(facts.regionId, asked, 'region'),
          open(facts.channelId, asked, 'channel'),
          open(facts.productId, asked, 'product'),
          narrowed(asked, 'category')
            ? inArray(facts.productId, productsWhere(open(products.categoryId, asked, 'category')))
            : undefined,
        ),
      )
  const all = () => {
    const [one, ...more] = productParts(asked.period)
    const [other, ...rest] = more.map(part)
    return (other ? unionAll(part(one), other, ...rest) : part(one)).as('product_facts')
  }
  const throughLines = (about: Filtered) => {
    const facts = lineFacts(about)
    return tx
      .select({ productId: facts.productId, ...amounts(facts) })
      .from(facts)
      .where(within(facts, about))
      .as('product_facts')
  }
  const summed = (facts: ReturnType<typeof all> | ReturnType<typeof throughLines>, before = '') =>
    tx
      .select({
        productId: facts.productId,
        ...added(facts, before),
      })
      .from(facts)
      .groupBy(facts.productId)
      // Asked of every product once, not of every row.
      .having(inArray(facts.productId, productsWhere(eq(products.merchandise, true))))

  if (asked.customer || narrowed(asked, 'attr')) return tx.$with(name).as(summed(throughLines(asked)))
  const { customer, ...except } = asked.except ?? {}
  if (!customer) return tx.$with(name).as(summed(all()))
  // The lines of the few customers who are left out are taken from the summary of all.
  const whole = summed(all(), 'all_').as('all_sums')
  const left = summed(throughLines({ ...asked, customer, except }), 'left_').as('left_sums')
  return tx.$with(name).as(
    tx
      .select({ productId: whole.productId, ...less(whole, left) })
      .from(whole)
      .leftJoin(left, eq(left.productId, whole.productId))
      .where(remains(whole, left, sql`${left.productId} is not null`)),
  )
}

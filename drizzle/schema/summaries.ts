import { sql } from 'drizzle-orm'
import {
  bigint,
  boolean,
  date,
  index,
  integer,
  numeric,
  pgTable,
  primaryKey,
  smallint,
} from 'drizzle-orm/pg-core'
import { byRegionAndChannel } from './scope.ts'

/*
 * Lines added up: by order, day, month, category, customer and product, a row for each region and channel.
 */

/** What lines add up to has room for very many of the largest. */
const sum = () => numeric({ precision: 24, scale: 4 }).notNull().default('0')
const quantities = () => numeric({ precision: 22, scale: 3 }).notNull().default('0')
const bigid = () => bigint({ mode: 'bigint' }).notNull()

/** What every summary adds up: sold, given back on its own day, and given back of what was ordered on this day. */
const amounts = () => ({
  saleLines: integer().notNull().default(0),
  units: quantities(),
  gross: sum(),
  discounts: sum(),
  returns: sum(),
  cancellations: sum(),
  adjustments: sum(),
  /** The part of returns and cancellations, on their own day, whose sale is known. */
  matched: sum(),
  orderedReturned: sum(),
  orderedCancelled: sum(),
  /** How much of goods came back or was cancelled, on its own day. */
  forfeitedUnits: quantities(),
  /** What most questions add up: one column of it, where five would have to be. */
  net: numeric({ precision: 24, scale: 4 })
    .notNull()
    .generatedAlwaysAs(sql`gross - discounts - returns - cancellations - adjustments`),
})

/** When people buy: the hour on the company's wall clock in which the first sale line was written; none without one. */
const hour = () => smallint()

/** One row an order and day on which something happened to it. */
export const orderFacts = pgTable(
  'order_facts',
  {
    orderId: bigid(),
    day: date().notNull(),
    customerId: integer(),
    regionId: smallint().notNull(),
    channelId: smallint().notNull(),
    hour: hour(),
    ...amounts(),
  },
  fact => [
    primaryKey({ columns: [fact.orderId, fact.day] }),
    index('order_facts_day').on(fact.day),
    index('order_facts_customer').on(fact.customerId, fact.day),
    // Who bought when, and at what hour, is reckoned from this index alone.
    index('order_facts_buyers')
      .on(fact.day, fact.customerId, fact.regionId, fact.channelId, fact.hour, fact.gross, fact.discounts)
      .where(sql`${fact.saleLines} > 0`),
    byRegionAndChannel(),
  ],
)

/** Orders rolled up by day, those of guests apart: what adds up. */
export const salesDays = pgTable(
  'sales_days',
  {
    day: date().notNull(),
    regionId: smallint().notNull(),
    channelId: smallint().notNull(),
    isGuest: boolean().notNull(),
    orders: integer().notNull().default(0),
    ...amounts(),
  },
  fact => [
    primaryKey({ columns: [fact.day, fact.regionId, fact.channelId, fact.isGuest] }),
    byRegionAndChannel(),
  ],
)

/** The same for each category in an order, because distinct counts do not add up. */
export const orderCategories = pgTable(
  'order_categories',
  {
    orderId: bigid(),
    day: date().notNull(),
    categoryId: smallint().notNull(),
    customerId: integer(),
    regionId: smallint().notNull(),
    channelId: smallint().notNull(),
    hour: hour(),
    ...amounts(),
  },
  fact => [
    primaryKey({ columns: [fact.orderId, fact.day, fact.categoryId] }),
    index('order_categories_category').on(fact.categoryId, fact.day),
    byRegionAndChannel(),
  ],
)

/** Orders of known customers rolled up by month, `day` being its first: what questions about customers add up most. */
export const customerMonths = pgTable(
  'customer_months',
  {
    day: date().notNull(),
    customerId: integer().notNull(),
    regionId: smallint().notNull(),
    channelId: smallint().notNull(),
    saleLines: integer().notNull().default(0),
    orders: integer().notNull().default(0),
    net: sum(),
    /** The day of the first order in the month; who only gave something back has none. */
    firstDay: date(),
    charged: sum(),
    /** The day of the customer's first order ever, as `customers` has it: joining them takes as long as adding up. */
    since: date(),
  },
  fact => [
    primaryKey({ columns: [fact.day, fact.customerId, fact.regionId, fact.channelId] }),
    // Whoever adds up by customer reads this index alone, in its order: a hash of so many groups takes several times as long.
    index('customer_months_customer').on(
      ...[fact.customerId, fact.day, fact.regionId, fact.channelId],
      ...[fact.saleLines, fact.orders, fact.net, fact.charged, fact.firstDay, fact.since],
    ),
    // Who was new in a month is read from this one.
    index('customer_months_new')
      .on(
        ...[fact.day, fact.customerId, fact.regionId, fact.channelId],
        ...[fact.saleLines, fact.net, fact.since],
      )
      .where(sql`${fact.since} >= ${fact.day}`),
    byRegionAndChannel(),
  ],
)

const byProduct = <Name extends string>(name: Name) =>
  pgTable(
    name,
    {
      productId: integer().notNull(),
      day: date().notNull(),
      regionId: smallint().notNull(),
      channelId: smallint().notNull(),
      ...amounts(),
    },
    fact => [
      primaryKey({ columns: [fact.day, fact.productId, fact.regionId, fact.channelId] }),
      byRegionAndChannel(),
    ],
  )

export const productDays = byProduct('product_days')

/** Product days rolled up; `day` is the first of the month. */
export const productMonths = byProduct('product_months')

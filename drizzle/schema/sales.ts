import { sql } from 'drizzle-orm'
import {
  bigint,
  boolean,
  check,
  date,
  index,
  integer,
  jsonb,
  numeric,
  pgEnum,
  pgTable,
  primaryKey,
  smallint,
  text,
  timestamp,
  unique,
} from 'drizzle-orm/pg-core'
import { byAnyScope, byMember, byOrders, byOverlap, byRegionAndChannel } from './scope.ts'

/*
 * Sales are a ledger of lines. All amounts are positive, the kind tells the sign.
 * `day` is a day of the company's time zone and `at` the clock on its wall, so that no later question converts.
 */

/** An amount of money, exact: never rounded before it is shown. */
const money = () => numeric({ precision: 16, scale: 4 }).notNull().default('0')
const quantity = () => numeric({ precision: 14, scale: 3 }).notNull().default('0')
/** What lines add up to has room for very many of the largest. */
const sum = () => numeric({ precision: 24, scale: 4 }).notNull().default('0')
const quantities = () => numeric({ precision: 22, scale: 3 }).notNull().default('0')
const bigid = () => bigint({ mode: 'bigint' }).notNull()

export const lineKind = pgEnum('line_kind', ['sale', 'return', 'cancellation', 'adjustment'])

export const regions = pgTable(
  'regions',
  { id: smallint().primaryKey().generatedAlwaysAsIdentity(), name: text().notNull().unique() },
  () => [byMember('regions')],
)

export const channels = pgTable(
  'channels',
  { id: smallint().primaryKey().generatedAlwaysAsIdentity(), name: text().notNull().unique() },
  () => [byMember('channels')],
)

export const categories = pgTable(
  'categories',
  { id: smallint().primaryKey().generatedAlwaysAsIdentity(), name: text().notNull().unique() },
  () => [byAnyScope()],
)

/** Why goods came back. */
export const reasons = pgTable(
  'reasons',
  { id: smallint().primaryKey().generatedAlwaysAsIdentity(), name: text().notNull().unique() },
  () => [byAnyScope()],
)

/** What anything is known of customers by: city, age, … */
export const attributes = pgTable('attributes', { name: text().primaryKey() }, () => [byAnyScope()])

/** What is sold; charges that are no merchandise (postage, say) are products too, and are marked. */
export const products = pgTable(
  'products',
  {
    id: integer().primaryKey().generatedAlwaysAsIdentity(),
    key: text().notNull().unique(),
    name: text().notNull(),
    categoryId: smallint(),
    merchandise: boolean().notNull(),
    cost: numeric({ precision: 16, scale: 4 }),
  },
  () => [byAnyScope()],
)

export const customers = pgTable(
  'customers',
  {
    id: integer().primaryKey().generatedAlwaysAsIdentity(),
    key: text().notNull().unique(),
    name: text().notNull(),
    attributes: jsonb().$type<Record<string, string>>().notNull().default({}),
    /** The day of the first sale; a customer who only gave back has none. */
    firstDay: date(),
    /** Where the customer has bought: what the policy compares with a person's scope. */
    regions: smallint().array().notNull().default(sql`'{}'`),
    channels: smallint().array().notNull().default(sql`'{}'`),
  },
  () => [byOverlap()],
)

/** A document of the source: one customer, region, channel and day, and its sale lines count on that day. */
export const orders = pgTable(
  'orders',
  {
    id: bigint({ mode: 'bigint' }).primaryKey().generatedAlwaysAsIdentity(),
    key: text().notNull().unique(),
    day: date().notNull(),
    customerId: integer(),
    regionId: smallint().notNull(),
    channelId: smallint().notNull(),
  },
  () => [byRegionAndChannel()],
)

/** The ledger, partitioned by year; `key` tells the lines of an order apart by their content. */
export const lines = pgTable(
  'lines',
  {
    orderId: bigid(),
    key: bigid(),
    day: date().notNull(),
    at: timestamp({ mode: 'string' }).notNull(),
    kind: lineKind().notNull(),
    customerId: integer(),
    productId: integer().notNull(),
    regionId: smallint().notNull(),
    channelId: smallint().notNull(),
    reasonId: smallint(),
    importId: integer().notNull(),
    quantity: quantity(),
    gross: money(),
    discount: money(),
  },
  line => [
    primaryKey({ columns: [line.orderId, line.key, line.day] }),
    index('lines_product_customer').on(line.productId, line.customerId),
    index('lines_credits').on(line.day).where(sql`${line.kind} in ('return', 'cancellation')`),
    byRegionAndChannel(),
  ],
)

/** Which sale a credit gives back, and how much of it: written by the load, read when a pair is matched anew. */
export const matches = pgTable(
  'matches',
  {
    customerId: integer().notNull(),
    productId: integer().notNull(),
    creditOrderId: bigid(),
    creditKey: bigid(),
    creditDay: date().notNull(),
    saleOrderId: bigid(),
    saleKey: bigid(),
    saleDay: date().notNull(),
    quantity: quantity(),
    amount: money(),
    /** Of the credit: whether the goods came back or were called off. */
    kind: lineKind().notNull(),
  },
  match => [
    primaryKey({ columns: [match.creditOrderId, match.creditKey, match.saleOrderId, match.saleKey] }),
    index('matches_product_customer').on(match.productId, match.customerId),
    index('matches_sale').on(match.saleOrderId),
    byOrders('sale_order_id', 'credit_order_id'),
  ],
)

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
    // Whoever adds up by customer reads this index alone, in its order: a hash of so many groups takes four times as long.
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

export const productDays = pgTable(
  'product_days',
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

/** Product days rolled up; `day` is the first of the month. */
export const productMonths = pgTable(
  'product_months',
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

/** What the data covers, in one row, and its version, which grows with every load that changed something. */
export const coverage = pgTable(
  'coverage',
  {
    id: smallint().primaryKey().default(1),
    version: integer().notNull().default(0),
    firstDay: date(),
    dataThrough: date(),
    asOf: date(),
  },
  row => [check('one_row', sql`${row.id} = 1`), byAnyScope()],
)

/** Each import with what became of its rows. */
export const imports = pgTable('imports', {
  id: integer().primaryKey().generatedAlwaysAsIdentity(),
  source: text().notNull(),
  files: text().array().notNull(),
  at: timestamp({ withTimezone: true }).notNull().defaultNow(),
  declaredThrough: date(),
  result: jsonb(),
})

/** Rows that could not be taken, as they were, with the reason. */
export const rejectedRows = pgTable(
  'rejected_rows',
  {
    id: bigint({ mode: 'number' }).primaryKey().generatedAlwaysAsIdentity(),
    importId: integer().notNull(),
    number: integer().notNull(),
    reason: text().notNull(),
    raw: text().notNull(),
    key: bigid(),
  },
  row => [unique('rejected_once').on(row.key, row.reason)],
)

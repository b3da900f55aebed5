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

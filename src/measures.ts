import { type SQL, type SQLWrapper, sql } from 'drizzle-orm'
import { orderFacts } from '../drizzle/schema/summaries.ts'

/** The amounts that every summary adds up, whatever it summarises. */
export const amountNames = [
  'saleLines',
  'units',
  'gross',
  'discounts',
  'returns',
  'cancellations',
  'adjustments',
  'matched',
  'orderedReturned',
  'orderedCancelled',
  'forfeitedUnits',
  'net',
] as const

/** The columns of a summary that hold them. */
export type Facts = Record<(typeof amountNames)[number], SQLWrapper>

/** Summaries with a row an order (or a row an order and category) can also count orders and customers. */
export type OrderFacts = Facts & Record<'orderId' | 'customerId', SQLWrapper>

/** What counts orders: rows an order, or a roll-up that has counted them. */
export type CountedFacts =
  | (Pick<OrderFacts, 'orderId' | 'saleLines'> & { orders?: undefined })
  | Record<'orders', SQLWrapper>

/** What was charged: as such, or as list value and discounts. */
export type ChargedFacts =
  | (Pick<Facts, 'gross' | 'discounts'> & { charged?: undefined })
  | Record<'charged', SQLWrapper>

/** What counts customers: the same, or rows that have counted them already. */
export type CountedCustomers =
  | (Pick<OrderFacts, 'customerId' | 'saleLines'> & { customers?: undefined })
  | Record<'customers', SQLWrapper>

/** Beside them stands when the customer first ordered and when the period began, to tell who had ordered before. */
export type CustomerFacts = OrderFacts & WhenKnown
type WhenKnown = Record<'firstDay' | 'start', SQLWrapper>

export type Format = 'money' | 'count' | 'share'

/** How many days goods may come back: until then, what was ordered can still turn into a return. */
export const returnWindow = 30

/** A measure is a numerator, over a denominator where it is a rate or an average. */
export type Measure<F = Facts> = {
  about: string
  good: 'up' | 'down'
  format: Format
  /** Of goods alone: only they can come back, so an order's postage has no part in it. */
  of?: 'goods'
  numerator: (facts: F) => SQL
  denominator?: (facts: F) => SQL
}

const sum = (...parts: SQLWrapper[]) => sql`coalesce(sum(${sql.join(parts, sql` + `)}), 0)`
const less = (from: SQL, ...parts: SQL[]) => sql`(${sql.join([from, ...parts], sql` - `)})`

const charged = (facts: ChargedFacts) =>
  facts.charged ? sum(facts.charged) : less(sum(facts.gross), sum(facts.discounts))
const forfeited = (facts: Facts) => sum(facts.returns, facts.cancellations)
/** An order is sold on one day, in one row of its summary, and in one of the roll-up; in all else it has several. */
const orders = (facts: CountedFacts) => {
  if (facts.orders) return sum(facts.orders)
  const { orderId, saleLines } = facts
  return orderId === orderFacts.orderId
    ? sql`count(*) filter (where ${saleLines} > 0)`
    : sql`count(distinct ${orderId}) filter (where ${saleLines} > 0)`
}
const customers = (facts: CountedCustomers, condition?: SQL) => {
  if (facts.customers)
    return condition
      ? sql`coalesce(sum(${facts.customers}) filter (where ${condition}), 0)`
      : sum(facts.customers)
  const { customerId, saleLines } = facts
  const bought = sql`${saleLines} > 0`
  return sql`count(distinct ${customerId}) filter (where ${condition ? sql`${bought} and ${condition}` : bought})`
}

/** Measures that need only amounts: they hold for orders, categories in orders, products and months alike. */
export const measures = {
  grossSales: {
    about: 'List value of what was sold, before discounts, without tax',
    good: 'up',
    format: 'money',
    numerator: facts => sum(facts.gross),
  },
  discounts: {
    about: 'What was taken off the list value',
    good: 'down',
    format: 'money',
    numerator: facts => sum(facts.discounts),
  },
  chargedSales: {
    about: 'Gross sales less discounts',
    good: 'up',
    format: 'money',
    numerator: charged,
  },
  returns: {
    about: 'Merchandise that came back, at what was charged, on the day it came back',
    good: 'down',
    format: 'money',
    numerator: facts => sum(facts.returns),
  },
  cancellations: {
    about:
      'Merchandise called off before it was fulfilled, at what was charged, on the day it was called off',
    good: 'down',
    format: 'money',
    numerator: facts => sum(facts.cancellations),
  },
  forfeitedSales: {
    about: 'Merchandise that came back or was called off, at what was charged, on the day of either',
    good: 'down',
    format: 'money',
    numerator: forfeited,
  },
  unmatchedForfeits: {
    about: 'The part of returns and cancellations whose sale could not be found',
    good: 'down',
    format: 'money',
    numerator: facts => less(forfeited(facts), sum(facts.matched)),
  },
  adjustments: {
    about: 'Credits that are no merchandise: fees, postage, corrections',
    good: 'down',
    format: 'money',
    numerator: facts => sum(facts.adjustments),
  },
  netSales: {
    about: 'Gross sales less discounts, returns, cancellations and adjustments',
    good: 'up',
    format: 'money',
    numerator: ({ net }: Pick<Facts, 'net'>) => sum(net),
  },
  orderedForfeited: {
    about: "What was later returned or cancelled of the period's own orders",
    good: 'down',
    format: 'money',
    numerator: facts => sum(facts.orderedReturned, facts.orderedCancelled),
  },
  returnRate: {
    about: "What was later returned of the period's own orders, of what their merchandise was charged",
    good: 'down',
    format: 'share',
    of: 'goods',
    numerator: facts => sum(facts.orderedReturned),
    denominator: charged,
  },
  cancellationRate: {
    about: "What was later cancelled of the period's own orders, of what their merchandise was charged",
    good: 'down',
    format: 'share',
    of: 'goods',
    numerator: facts => sum(facts.orderedCancelled),
    denominator: charged,
  },
  forfeitRate: {
    about:
      "What was later returned or cancelled of the period's own orders, of what their merchandise was charged",
    good: 'down',
    format: 'share',
    of: 'goods',
    numerator: facts => sum(facts.orderedReturned, facts.orderedCancelled),
    denominator: charged,
  },
} as const satisfies Record<string, Measure>

/** Measures that count orders or customers: they need facts with a row an order. */
export const orderMeasures = {
  orders: {
    about: 'Orders with at least one sale line in the period',
    good: 'up',
    format: 'count',
    numerator: orders,
  },
  activeCustomers: {
    about: 'Identified customers with an order in the period; guests are no customers',
    good: 'up',
    format: 'count',
    numerator: customers,
  },
  averageOrderValue: {
    about: 'Charged sales by order',
    good: 'up',
    format: 'money',
    numerator: charged,
    denominator: orders,
  },
  averageCustomerSpend: {
    about: 'Net sales of identified customers by active customer',
    good: 'up',
    format: 'money',
    numerator: ({ net, customerId }: { net: SQLWrapper; customerId?: SQLWrapper }) =>
      customerId ? sql`coalesce(sum(${net}) filter (where ${customerId} is not null), 0)` : sum(net),
    denominator: customers,
  },
} as const satisfies Record<string, Measure<OrderFacts>>

/** Measures that tell customers who had ordered before from those who had not. */
export const customerMeasures = {
  repeatRate: {
    about: 'Active customers who had ordered before the period, of all active customers',
    good: 'up',
    format: 'share',
    numerator: (facts: CountedCustomers & WhenKnown) =>
      customers(facts, sql`${facts.firstDay} < ${facts.start}`),
    denominator: customers,
  },
} as const satisfies Record<string, Measure<CustomerFacts>>

/** Every measure by its name. */
export const allMeasures = { ...measures, ...orderMeasures, ...customerMeasures }
export type MeasureName = keyof typeof allMeasures

/** Whether a word names a measure. */
export const isMeasure = (name: string): name is MeasureName => name in allMeasures

const inWords: Record<MeasureName, string> = {
  grossSales: 'gross sales',
  discounts: 'discounts',
  chargedSales: 'charged sales',
  returns: 'returns',
  cancellations: 'cancellations',
  forfeitedSales: 'returns and cancellations',
  unmatchedForfeits: 'returns without a known sale',
  adjustments: 'adjustments',
  netSales: 'net sales',
  orderedForfeited: 'later returns and cancellations',
  returnRate: 'return rate',
  cancellationRate: 'cancellation rate',
  forfeitRate: 'share returned or cancelled',
  orders: 'orders',
  activeCustomers: 'active customers',
  averageOrderValue: 'average order value',
  averageCustomerSpend: 'average customer spend',
  repeatRate: 'repeat rate',
}

/** What a measure is called in a sentence: netSales is "net sales". */
export const measureInWords = (name: MeasureName): string => inWords[name]

/** A measure over facts, for ordering and comparing inside the database: exact, never rounded. */
export const exact = <F>({ numerator, denominator }: Measure<F>, facts: F): SQL =>
  // Counts would divide as whole numbers do.
  denominator ? sql`${numerator(facts)}::numeric / nullif(${denominator(facts)}, 0)` : numerator(facts)

const decimals = { money: 2, share: 6, count: 0 } as const satisfies Record<Format, number>
const rounded = (value: SQLWrapper, format: Format) =>
  sql`round(${value}, ${sql.raw(String(decimals[format]))})`.mapWith(Number)

type Shown<M> = M extends { denominator: unknown } ? number | null : number

/** A measure over facts as a number to show: money rounded once, to cents; a rate of nothing is null. */
export const shown = <F, M extends Measure<F>>(measure: M, facts: F): SQL<Shown<M>> =>
  rounded(exact(measure, facts), measure.format) as SQL<Shown<M>>

/** An exact amount of money as a number to show: rounded once, to cents. */
export const cents = (amount: SQLWrapper) => rounded(amount, 'money') as SQL<number>

/** A rate or an average as a number to show, of two exact figures that were reckoned apart; of nothing it is null. */
export const quotient = ({ format }: Pick<Measure, 'format'>, part: SQLWrapper, whole: SQLWrapper) =>
  rounded(sql`${part}::numeric / nullif(${whole}, 0)`, format) as SQL<number | null>

/** A share of two exact figures as a number to show; of nothing it is null. */
export const share = (part: SQLWrapper, whole: SQLWrapper) => quotient({ format: 'share' }, part, whole)

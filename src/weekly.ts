import { and, eq, type SQLWrapper, sql } from 'drizzle-orm'
import { customers, products } from '../drizzle/schema/sales.ts'
import { productDays } from '../drizzle/schema/summaries.ts'
import { UserError } from './errors.ts'
import { amounts } from './facts/amounts.ts'
import { ordersAsked, productsWithin, within } from './facts/asked.ts'
import { startOf } from './facts/units-of-time.ts'
import type { Filtered, Query } from './insight.ts'
import {
  allMeasures,
  type CustomerFacts,
  type MeasureName,
  measures,
  type OrderFacts,
  shown,
} from './measures.ts'
import { type Rule, type WeekValue, weeksFrom } from './rule.ts'
import type { Tx } from './tx.ts'

const isAmount = (name: MeasureName): name is keyof typeof measures => name in measures

/** Refuses a rule that summaries cannot answer: orders and customers are not counted by product. */
export function checkRule({ measure, of }: Rule) {
  if (of?.dimension === 'product' && !isAmount(measure))
    throw new UserError('Orders and customers cannot be watched for a single product.', {
      hint: 'Watch its net sales, returns or return rate, or its whole category.',
    })
}

/** What a rule's measure was in each week that had something, from a Monday until before another. */
export function weekly(tx: Tx, rule: Rule, from: string, to: string): Query<WeekValue> {
  checkRule(rule)
  const { measure: name, of } = rule
  const asked: Filtered = {
    period: { from, to, label: '', complete: true, unit: 'week' },
    ...(of && { [of.dimension]: [of.member] }),
  }
  const isOfGoods = isAmount(name) && 'of' in measures[name]
  if (isAmount(name) && (isOfGoods || of?.dimension === 'product')) {
    const week = weekOf(productDays.day)
    return tx
      .select({ week, value: shown(allMeasures[name], productDays) })
      .from(productDays)
      .innerJoin(products, eq(products.id, productDays.productId))
      .where(and(productsWithin(asked), isOfGoods ? eq(products.merchandise, true) : undefined))
      .groupBy(week)
      .orderBy(week)
  }
  const facts = ordersAsked(asked)
  const week = weekOf(facts.day)
  const firstDay = firstDayOf(facts.customerId)
  return tx
    .select({
      week,
      value: shown(allMeasures[name], withCustomers(facts, { firstDay, start: sql`${week}::date` })),
    })
    .from(facts)
    .where(within(facts, asked))
    .groupBy(week)
    .orderBy(week)
}

/**
 * The day on which the customer of a row first ordered, looked up by key: what a policy leaves of all customers is guessed
 * far too low, so a join with them is carried out row by row.
 */
const firstDayOf = (customerId: SQLWrapper) =>
  sql<string | null>`(select ${customers.firstDay} from ${customers} where ${customers.id} = ${customerId})`

/** Facts of orders with what tells who had ordered before; a query that stands for a summary cannot be spread. */
const withCustomers = (
  facts: OrderFacts,
  { firstDay, start }: Pick<CustomerFacts, 'firstDay' | 'start'>,
): CustomerFacts => ({
  ...amounts(facts),
  orderId: facts.orderId,
  customerId: facts.customerId,
  firstDay,
  start,
})

const weekOf = (day: SQLWrapper) => sql<string>`${startOf('week', day)}::text`

/** The weeks from a Monday until before another, those without anything included: there an amount is zero. */
export function everyWeek(
  found: readonly WeekValue[],
  { measure }: Rule,
  from: string,
  to: string,
): WeekValue[] {
  const known = new Map(found.map(({ week, value }) => [week, value]))
  const nothing = 'denominator' in allMeasures[measure] ? null : 0
  const weeks: WeekValue[] = []
  for (let week = from; week < to; week = weeksFrom(week, 1))
    weeks.push({ week, value: known.get(week) ?? nothing })
  return weeks
}

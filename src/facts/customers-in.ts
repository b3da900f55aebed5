import { and, eq, type SQL, type SQLWrapper, sql } from 'drizzle-orm'
import { customers } from '../../drizzle/schema/sales.ts'
import type { Filtered } from '../insight.ts'
import { exact, measures, orderMeasures, shown } from '../measures.ts'
import type { Period } from '../period.ts'
import type { Tx } from '../tx.ts'
import { areMonths, customersAsked, ofCustomers, oneByOne, ordersAsked, within } from './asked.ts'
import { startOf } from './units-of-time.ts'

/*
 * Customers, each counted once: in the period asked for, or in each unit of it.
 */

/** A condition said so that PostgreSQL does not begin with the customers, of whom it expects a policy to open a single one. */
const onlyWhere = (condition: SQL) => sql`case when ${condition} then true else false end`

/** The first day of the month or week of a row; that of a month is its day already. */
export const unitIn = (facts: ReturnType<typeof customersAsked>, unit: 'month' | 'week') =>
  areMonths(facts) && unit === 'month' ? sql<string>`${facts.day}` : startOf(unit, facts.day)

/**
 * The customers of each month, or of the period as a whole, a row each: whether they ordered in it, their net
 * sales, and the day of their first order ever.
 */
export function customersIn(tx: Tx, asked: Filtered, grain: 'month' | 'period') {
  const facts = customersAsked(asked)
  const unit = grain === 'period' ? sql<string>`${asked.period.from}::date` : unitIn(facts, grain)
  const figures = {
    unit: sql<string>`${unit}`.as('unit'),
    customerId: sql<number>`${facts.customerId}`.as('in_unit'),
    customers: sql<number>`(sum(${facts.saleLines}) > 0)::integer`.as('customers'),
    net: exact(measures.netSales, facts).as('net_in_unit'),
  }
  if (areMonths(facts))
    return tx
      .select({ ...figures, firstDay: sql<string | null>`min(${facts.since})`.as('first_day_ever') })
      .from(facts)
      .where(within(facts, asked))
      .groupBy(facts.customerId, sql`1`)
      .orderBy(...oneByOne(facts))
      .as('customers_in')
  const grouped = tx
    .select(figures)
    .from(facts)
    .where(and(within(facts, asked), ofCustomers(facts)))
    .groupBy(facts.customerId, sql`1`)
    .as('grouped')
  return (
    tx
      .select({
        unit: sql<string>`${grouped.unit}`.as('unit'),
        customerId: sql<number>`${grouped.customerId}`.as('in_unit'),
        customers: sql<number>`${grouped.customers}`.as('customers'),
        net: sql`${grouped.net}`.as('net_in_unit'),
        firstDay: sql<string | null>`${customers.firstDay}`.as('first_day_ever'),
      })
      .from(grouped)
      // How many customers a policy leaves is guessed far too low: an inner join would begin with them.
      .leftJoin(customers, eq(customers.id, grouped.customerId))
      .as('customers_in')
  )
}

/** How many customers ordered in the period asked for. */
export function activeIn(tx: Tx, asked: Filtered) {
  const facts = customersAsked(asked)
  const buyers = tx
    .select({ customers: sql`1`.as('one') })
    .from(facts)
    .where(and(within(facts, asked), ofCustomers(facts), sql`${facts.saleLines} > 0`))
    .groupBy(facts.customerId)
    .orderBy(...oneByOne(facts))
    .as('buyers')
  return tx
    .select({ customers: shown(orderMeasures.activeCustomers, buyers).as('active_customers') })
    .from(buyers)
}

/**
 * The customers whose first order ever was placed in each month or week, as far as it is asked for: how many they are, and
 * their net sales in it. Beside them stands how many there are with those whose first order came before the period in the
 * same month or week.
 */
export function newIn(tx: Tx, asked: Filtered, grain: 'month' | 'week') {
  const facts = grain === 'month' ? customersAsked(asked) : ordersAsked(asked)
  const isOfMonths = areMonths(facts)
  const unit = unitIn(facts, grain)
  const firstDay = areMonths(facts) ? facts.since : customers.firstDay
  const isNew = sql`${firstDay} >= ${unit} and ${firstDay} < ${unit} + ${sql.raw(`interval '1 ${grain}'`)}`
  const who = { customerId: facts.customerId }
  const isAsked = (column: SQLWrapper) =>
    sql`case when ${firstDay} >= ${asked.period.from} then ${column} else 0 end`
  const rows = tx
    .select({
      unit: sql<string>`${unit}`.as('new_in'),
      customers: exact(orderMeasures.activeCustomers, { ...who, saleLines: isAsked(facts.saleLines) }).as(
        'new_customers',
      ),
      net: exact(measures.netSales, { net: isAsked(facts.net) }).as('new_net'),
      begun: exact(orderMeasures.activeCustomers, { ...who, saleLines: facts.saleLines }).as(
        'begun_customers',
      ),
    })
    .from(facts)
    .$dynamic()
  return (isOfMonths ? rows : rows.leftJoin(customers, eq(customers.id, facts.customerId)))
    .where(and(within(facts, asked), isOfMonths ? isNew : onlyWhere(isNew)))
    .groupBy(unit)
}

/**
 * The months in which customers ordered whose first order ever was placed from one day until before another, a row each:
 * with their first order in it, and the first ever.
 */
export function monthsOfNew(tx: Tx, asked: Filtered, { from, to }: Pick<Period, 'from' | 'to'>) {
  const facts = customersAsked(asked)
  const isNew = (firstDay: SQLWrapper) => sql`${firstDay} >= ${from} and ${firstDay} < ${to}`
  const month = unitIn(facts, 'month')
  const rows = (firstHere: SQLWrapper) => ({
    id: sql<number>`${facts.customerId}`.as('bought_by'),
    month: month.as('month'),
    firstHere: sql<string>`min(${firstHere})`.as('first_here'),
  })
  const bought = sql`${facts.saleLines} > 0`
  if (areMonths(facts))
    return tx
      .select({ ...rows(facts.firstDay), first: sql<string>`min(${facts.since})`.as('first') })
      .from(facts)
      .where(and(within(facts, asked), bought, isNew(facts.since)))
      .groupBy(facts.customerId, facts.day)
      .orderBy(...oneByOne(facts))
  const grouped = tx
    .select(rows(facts.day))
    .from(facts)
    .where(and(within(facts, asked), ofCustomers(facts), bought))
    .groupBy(facts.customerId, month)
    .as('grouped')
  return tx
    .select({
      id: sql<number>`${grouped.id}`.as('bought_by'),
      month: sql<string>`${grouped.month}`.as('month'),
      firstHere: sql<string>`${grouped.firstHere}`.as('first_here'),
      first: sql<string>`${customers.firstDay}`.as('first'),
    })
    .from(grouped)
    .leftJoin(customers, eq(customers.id, grouped.id))
    .where(onlyWhere(isNew(customers.firstDay)))
}

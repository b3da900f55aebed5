import { and, asc, desc, eq, gte, min, type SQL, type SQLWrapper, sql } from 'drizzle-orm'
import { alias } from 'drizzle-orm/pg-core'
import { customers } from '../../drizzle/schema/sales.ts'
import { compared, type Versus } from '../compare.ts'
import { customersAsked, ofCustomers, oneByOne, ordersAsked, salesAsked, within } from '../facts/asked.ts'
import type { Filtered } from '../insight.ts'
import { cents, exact, measures, orderMeasures, share, shown } from '../measures.ts'
import type { Tx } from '../tx.ts'

/**
 * The customers who bring the most net sales, as many as asked for: what each bought, with the place among all and that
 * in the period compared with. Beside each stands how many customers ordered, and who rose and fell most of all who had
 * ordered in the period compared with, listed or not.
 */
export function bestCustomers(tx: Tx, asked: Filtered & { count: number; vs: Versus }) {
  const other = { ...asked, period: { ...asked.period, ...compared(asked.period, asked.vs) } }
  const [spent, before] = [spendIn(tx, asked, 'spent'), spendIn(tx, other, 'before')]
  const hasOrdered = sql`${spent.hasOrdered}`
  const first = tx
    .select({ id: spent.id, net: spent.net })
    .from(spent)
    .where(hasOrdered)
    .orderBy(desc(spent.net), spent.id)
    .limit(asked.count)
    .as('first')
  const active = tx.select({ customers: sql`count(*)` }).from(spent).where(hasOrdered)
  const top = tx.$with('top').as(
    tx
      .select({
        ...{ id: first.id, net: first.net },
        rank: sql<number>`row_number() over (order by ${first.net} desc, ${first.id})`
          .mapWith(Number)
          .as('top_rank'),
        among: sql<number>`(${active})`.mapWith(Number).as('top_among'),
      })
      .from(first),
  )
  // Whoever came after all of the best has no part in their places.
  const least = tx
    .select({ net: min(before.net) })
    .from(before)
    .innerJoin(top, eq(top.id, before.id))
  const placed = tx
    .select({
      ...{ id: before.id, net: before.net },
      rank: sql<
        number | null
      >`case when ${before.hasOrdered} then row_number() over (partition by ${before.hasOrdered} order by ${before.net} desc, ${before.id}) end`
        .mapWith(Number)
        .as('before_rank'),
    })
    .from(before)
    .where(gte(before.net, sql`(${least})`))
    .as('placed')
  // What is wanted of the best alone is read for them alone; of everybody it is two figures each.
  const facts = ordersAsked(asked)
  const best = tx
    .select({
      id: facts.customerId,
      gross: shown(measures.grossSales, facts).as('gross'),
      forfeited: shown(measures.forfeitedSales, facts).as('forfeited'),
      orders: shown(orderMeasures.orders, facts).as('orders'),
      lastOrder: sql<string | null>`max(${facts.day}) filter (where ${facts.saleLines} > 0)`.as('last_order'),
    })
    .from(facts)
    .innerJoin(top, eq(top.id, facts.customerId))
    .where(within(facts, asked))
    .groupBy(facts.customerId)
    .as('best')
  // Who ordered before and is not listed, or ordered nothing any more, counts as well.
  const change = sql`coalesce(${spent.net}, 0) - ${before.net}`
  const farthest = (direction: (of: SQL) => SQL, name: string) =>
    tx
      .select({ id: sql<number>`${before.id}`.as(`${name}_id`), change: sql`${change}`.as(`${name}_change`) })
      .from(before)
      .leftJoin(spent, eq(spent.id, before.id))
      .where(sql`${before.hasOrdered}`)
      .orderBy(direction(change), before.id)
      .limit(1)
      .as(name)
  const [up, down] = [farthest(desc, 'up'), farthest(asc, 'down')]
  const [riser, faller] = [alias(customers, 'riser'), alias(customers, 'faller')]
  const sales = salesAsked(asked)
  const all = tx
    .select({ net: exact(measures.netSales, sales) })
    .from(sales)
    .where(within(sales, asked))
  return tx
    .with(spent, top, before)
    .select({
      customer: customers.key,
      name: nameOf(customers),
      net: cents(sql`${top.net}`),
      gross: best.gross,
      forfeited: best.forfeited,
      orders: best.orders,
      lastOrder: best.lastOrder,
      rank: top.rank,
      previousRank: placed.rank,
      share: share(sql`${top.net}`, sql`greatest((${all}), 0)`),
      change: cents(sql`${top.net} - coalesce(${placed.net}, 0)`),
      active: top.among,
      riser: nameOf(riser),
      rise: cents(sql`${up.change}`),
      faller: nameOf(faller),
      fall: cents(sql`${down.change}`),
    })
    .from(top)
    .innerJoin(best, eq(best.id, top.id))
    .leftJoin(placed, eq(placed.id, top.id))
    .innerJoin(customers, eq(customers.id, top.id))
    .leftJoin(up, sql`true`)
    .leftJoin(riser, eq(riser.id, up.id))
    .leftJoin(down, sql`true`)
    .leftJoin(faller, eq(faller.id, down.id))
    .orderBy(top.rank)
}

/** What a customer is called: a bare number is no name. */
const nameOf = ({ name, key }: Record<'name' | 'key', SQLWrapper>) =>
  sql<string>`case when ${name} = ${key} then 'Customer ' || ${key} else ${name} end`

/** What every customer spent in a period. Who only gave something back has not ordered, and is nobody's best customer. */
function spendIn(tx: Tx, asked: Filtered, name: string) {
  const facts = customersAsked(asked)
  return tx.$with(name).as(
    tx
      .select({
        id: sql<number>`${facts.customerId}`.as(`${name}_id`),
        net: exact(measures.netSales, facts).as(`${name}_net`),
        hasOrdered: sql<boolean>`${exact(orderMeasures.orders, facts)} > 0`.as(`${name}_ordered`),
      })
      .from(facts)
      .where(and(within(facts, asked), ofCustomers(facts)))
      .groupBy(facts.customerId)
      .orderBy(...oneByOne(facts)),
  )
}

import { and, eq, isNotNull, sql } from 'drizzle-orm'
import { customers } from '../drizzle/schema/sales.ts'
import { shift, type Unit } from './calendar.ts'
import { isPastKnown } from './compare.ts'
import { areMonths, customersAsked, ordersAsked, within } from './facts.ts'
import type { Filtered } from './insight.ts'
import { measures, orderMeasures, shown } from './measures.ts'
import { grainOf, isOver } from './months-or-weeks.ts'
import type { Coverage } from './period.ts'
import type { Tx } from './tx.ts'
import { counted, type Say } from './words.ts'

/*
 * New and returning customers: what each of them brought, what can be known of them, and the words for it.
 */

/** How many units without an order make a customer one who has gone: a year of them. */
export const year = { month: 12, week: 52 } as const

/** Customers and net sales of each month or week, of those who were new in it and of the others. */
export function split(tx: Tx, asked: Filtered, grain: 'month' | 'week') {
  const facts = grain === 'month' ? customersAsked(asked) : ordersAsked(asked)
  const start = unitOf(facts, grain)
  const { firstDay } = customers
  const isNew = sql`coalesce(${firstDay} >= ${start} and ${firstDay} < ${start} + ${sql.raw(`interval '1 ${grain}'`)}, false)`
  return (
    tx
      .select({
        unit: sql<string>`${start}::text`,
        isNew: sql<boolean>`${isNew}`,
        customers: shown(orderMeasures.activeCustomers, facts),
        net: shown(measures.netSales, facts),
      })
      .from(facts)
      // How many customers a policy leaves is guessed far too low: an inner join would begin with them.
      .leftJoin(customers, eq(customers.id, facts.customerId))
      .where(and(within(facts, asked), isNotNull(facts.customerId)))
      .groupBy(start, sql`2`)
      .orderBy(start, sql`2`)
  )
}

/** The first day of the month or week of a row; that of a month is its day already. */
export const unitOf = (facts: ReturnType<typeof customersAsked>, grain: 'month' | 'week') =>
  areMonths(facts) && grain === 'month'
    ? sql<string>`${facts.day}`
    : sql<string>`date_trunc(${sql.raw(`'${grain}'`)}, ${facts.day}::timestamp)::date`

/** What can be known of a month or week: who had ordered before, who came back after a year, who has gone for one. */
export const knownOf = (asked: Filtered, coverage: Coverage) => (unit: Unit) => {
  const past = isPastKnown(unit.start.toString(), coverage)
  const isCovered = (by: number) => shift(unit, -by).start.toString() >= coverage.firstDay
  return {
    past,
    back: past && isCovered(year[grainOf(asked)] + 1),
    gone: past && isOver(unit, asked, coverage),
  }
}

/** How far an amount lies from another: ", £150k more than the period before", ", about as much". */
export function changed(amount: number, base: number, say: Say, called?: string) {
  const change = amount - base
  const than = called ? ` ${called}` : ''
  if (Math.abs(change) <= 0.005 * Math.abs(base)) return `, about as much${called ? ' as' : ''}${than}`
  return `, ${say.short(Math.abs(change))} ${change < 0 ? 'less' : 'more'}${called ? ' than' : ''}${than}`
}

/** Where growth came from, in a sentence. */
export function source(returning: number, fresh: number) {
  const [rise, fall] = [returning + fresh > 0, returning + fresh < 0]
  if (!rise && !fall) return undefined
  const isBoth = rise ? returning > 0 && fresh > 0 : returning < 0 && fresh < 0
  const most = rise === returning > fresh ? 'returning' : 'new'
  return `The ${rise ? 'growth' : 'decline'} came ${isBoth ? 'mostly ' : ''}from ${most} customers.`
}

type Moves = { newCustomers: number | null; reactivated: number | null; lapsed: number | null }

/** How customers came and went, in a sentence; of what nobody did nothing is said. */
export function flow(sum: (of: (row: Moves) => number | null) => number, say: Say) {
  const all = (of: keyof Moves) => sum(row => row[of])
  const [fresh, back, gone] = [all('newCustomers'), all('reactivated'), all('lapsed')]
  const moves = [
    { many: fresh, did: 'ordered for the first time' },
    { many: back, did: 'came back after a year away' },
    { many: gone, did: `${gone === 1 ? 'has' : 'have'} now gone a year without an order` },
  ]
    .filter(({ many }) => many > 0)
    .map(({ many, did }, nth) => `${nth === 0 ? counted(many, 'customer', say) : say.count(many)} ${did}`)
  return moves.length > 0 && `${say.list(moves)}.`
}

import { and, eq, type SQLWrapper, sql } from 'drizzle-orm'
import { dayOf, shift, type Unit, unitAround } from '../calendar.ts'
import { isPastKnown } from '../compare.ts'
import { areMonths, customersAsked, ofCustomers, ordersAsked, salesAsked, within } from '../facts/asked.ts'
import { newIn, unitIn } from '../facts/customers-in.ts'
import { between } from '../facts/filters.ts'
import { startOf } from '../facts/units-of-time.ts'
import type { Filtered } from '../insight.ts'
import { cents, exact, measures } from '../measures.ts'
import type { Coverage } from '../period.ts'
import type { Tx } from '../tx.ts'
import { counted, type Say } from '../words.ts'
import { grainOf, isOver } from './months-or-weeks.ts'

/*
 * New and returning customers: what each of them brought, what can be known of them, and the words for it.
 */

/** How many units without an order make a customer one who has gone: a year of them. */
export const year = { month: 12, week: 52 } as const

/** Net sales of customers in each month or week, and of those who were new in it, whom it counts. */
export function split(tx: Tx, asked: Filtered, grain: 'month' | 'week') {
  const sales = salesAsked(asked)
  const unit = startOf(grain, sales.day)
  const all = tx
    .select({ unit: unit.as('sold_in'), net: exact(measures.netSales, sales).as('net_of_customers') })
    .from(sales)
    .where(and(within(sales, asked), ofCustomers(sales)))
    .groupBy(unit)
    .as('of_customers')
  const fresh = newIn(tx, asked, grain).as('fresh')
  const net = sql`coalesce(${fresh.net}, 0)`
  return tx
    .select({
      unit: sql<string>`${all.unit}::text`,
      newCustomers: sql<number>`coalesce(${fresh.customers}, 0)`.mapWith(Number),
      begun: sql<number>`coalesce(${fresh.begun}, 0)`.mapWith(Number),
      newNet: cents(net),
      returningNet: cents(sql`${all.net} - ${net}`),
    })
    .from(all)
    .leftJoin(fresh, eq(fresh.unit, all.unit))
    .orderBy(all.unit)
}

/**
 * How many customers ordered in each month or week of the period, how many of them had not in the year before it, how many
 * had not in an earlier one of the period, and how many had ordered a year before it and not since.
 */
export function moves(tx: Tx, asked: Filtered, grain: 'month' | 'week') {
  const { from, to } = asked.period
  const unitOfFirst = unitAround(grain, dayOf(from))
  const first = unitOfFirst.start.toString()
  const past = shift(unitOfFirst, -year[grain]).start.toString()
  const history = { ...asked, period: { ...asked.period, from: past } }
  const facts = grain === 'month' && from === first ? customersAsked(history) : ordersAsked(history)
  const unit = unitIn(facts, grain)
  const rows = tx
    .select({
      customerId: sql`${facts.customerId}`.as('bought_by'),
      unit: unit.as('bought_in'),
      // Of a month only its customers are known, not their days; it lies whole in the period, or before it.
      isAsked: (areMonths(facts) ? sql<boolean>`true` : sql<boolean>`bool_or(${facts.day} >= ${from})`).as(
        'is_asked',
      ),
    })
    .from(facts)
    .where(and(within(facts, history), ofCustomers(facts), sql`${facts.saleLines} > 0`))
    .$dynamic()
  const bought = (areMonths(facts) ? rows : rows.groupBy(facts.customerId, unit)).as('bought')
  const before = sql`lag(${bought.unit}) over (partition by ${bought.customerId} order by ${bought.unit})`
  const seen = tx
    .select({ unit: bought.unit, isAsked: bought.isAsked, before: before.as('unit_before') })
    .from(bought)
    .as('seen')
  // Whatever is asked of single customers is the same for all whose orders lie as far apart.
  const steps = tx.$with('steps').as(
    tx
      .select({
        ...{ unit: seen.unit, isAsked: seen.isAsked, before: seen.before },
        customers: sql<number>`count(*)`.as('customers_between'),
      })
      .from(seen)
      // A month has a row for each region and channel in which a customer ordered, and counts once.
      .where(sql`${seen.before} is distinct from ${seen.unit}`)
      .groupBy(seen.unit, seen.isAsked, seen.before),
  )
  const aYear = sql.raw(`interval '${year[grain]} ${grain}s'`)
  const isAsked = sql`${steps.isAsked} and ${steps.unit} >= ${first}`
  const isBack = sql`(${steps.before} is null or ${steps.before} < ${steps.unit} - ${aYear})`
  const isFirst = sql`(${steps.before} is null or ${steps.before} < ${first})`
  const all = sql`sum(${steps.customers})`
  const ordered = tx
    .select({
      unit: sql`${steps.unit}`.as('ordered_in'),
      asked: sql`coalesce(${all} filter (where ${isAsked}), 0)`.as('ordered_asked'),
      back: sql`coalesce(${all} filter (where ${isAsked} and ${isBack}), 0)`.as('ordered_back'),
      first: sql`${all} filter (where ${isAsked} and ${isFirst})`.as('ordered_first'),
      all: all.as('ordered_at_all'),
    })
    .from(steps)
    .groupBy(steps.unit)
    .as('ordered')
  const stayed = tx
    .select({ unit: sql`${steps.before}`.as('stayed_in'), customers: all.as('stayed') })
    .from(steps)
    .where(sql`${steps.unit} <= ${steps.before} + ${aYear}`)
    .groupBy(steps.before)
    .as('stayed')
  const gone = tx
    .select({
      unit: sql`(${ordered.unit} + ${aYear})::date`.as('gone_in'),
      customers: sql`${ordered.all} - coalesce(${stayed.customers}, 0)`.as('gone'),
    })
    .from(ordered)
    .leftJoin(stayed, eq(stayed.unit, ordered.unit))
    .as('gone')
  const counted = (customers: SQLWrapper) => sql<number>`coalesce(${customers}, 0)`.mapWith(Number)
  return tx
    .with(steps)
    .select({
      unit: sql<string>`coalesce(${ordered.unit}, ${gone.unit})::text`,
      customers: counted(ordered.asked),
      back: counted(ordered.back),
      first: counted(ordered.first),
      lapsed: counted(gone.customers),
    })
    .from(ordered)
    .fullJoin(gone, eq(gone.unit, ordered.unit))
    .where(between(sql`coalesce(${ordered.unit}, ${gone.unit})`, { from: first, to }))
    .orderBy(sql`1`)
}

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

/** Two who brought at least so much of a change each brought it alike. */
const alike = 0.4

/** Where growth came from, in a sentence. */
export function source(returning: number, fresh: number) {
  const all = returning + fresh
  if (all === 0) return undefined
  const came = `The ${all > 0 ? 'growth' : 'decline'} came`
  const least = Math.min(returning / all, fresh / all)
  if (least >= alike) return `${came} from returning and new customers alike.`
  const most = returning / all > fresh / all ? 'returning' : 'new'
  return `${came} ${least > 0 ? 'mostly ' : ''}from ${most} customers.`
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

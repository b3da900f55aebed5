import { and, eq, type SQL, sql } from 'drizzle-orm'
import { unionAll } from 'drizzle-orm/pg-core'
import { products } from '../../drizzle/schema/sales.ts'
import { productDays, productMonths } from '../../drizzle/schema/summaries.ts'
import { dayOf, isBefore, unitAround } from '../calendar.ts'
import { productsWithin, salesAsked, within } from '../facts/asked.ts'
import { narrowed } from '../facts/filters.ts'
import { lineFacts } from '../facts/lines.ts'
import { startOf } from '../facts/units-of-time.ts'
import type { Filtered } from '../insight.ts'
import { cents, exact, measures, share } from '../measures.ts'
import type { Coverage } from '../period.ts'
import type { Tx } from '../tx.ts'
import { grainOf, isWhole, unitsOf } from './months-or-weeks.ts'

/*
 * The course of net sales: what each channel, region or category brought in each whole month or week of a period.
 */

/** What a member brought in a month or week, and its share of what all brought in it. */
export type Step = { unit: string; id: number; net: number; share: number | null }

/** The question about the whole months or weeks alone; what is no summary's month is not read from the months. */
function wholeUnits<A extends Filtered>(asked: A): A {
  const [from, to] = [dayOf(asked.period.from), dayOf(asked.period.to)]
  const first = unitAround(grainOf(asked), from)
  const begin = isBefore(first.start, from) ? first.end : first.start
  const end = unitAround(grainOf(asked), to).start
  return { ...asked, period: { ...asked.period, from: begin.toString(), to: end.toString() } }
}

/** The first days of the whole months or weeks of the question and the data. */
export const courseDays = (asked: Filtered, coverage: Coverage): string[] =>
  unitsOf(asked, coverage)
    .filter(unit => isWhole(unit, asked, coverage))
    .map(({ start }) => start.toString())

const steps = (tx: Tx, nets: ReturnType<typeof orderNets> | ReturnType<typeof goodsNets>) =>
  tx
    .select({
      unit: sql<string>`${nets.unit}::text`,
      id: nets.id,
      net: cents(sql`${nets.net}`),
      // Parts of nothing, or of less, say nothing.
      share: share(sql`${nets.net}`, sql`greatest(sum(${nets.net}) over (partition by ${nets.unit}), 0)`),
    })
    .from(nets)
    .orderBy(sql`1`, sql`2`)

/** What each channel or region brought in each whole month or week, of all that was ordered. */
export const orderCourse = (tx: Tx, asked: Filtered, member: 'channelId' | 'regionId') =>
  steps(tx, orderNets(tx, wholeUnits(asked), asked, member))

function orderNets(tx: Tx, whole: Filtered, asked: Filtered, member: 'channelId' | 'regionId') {
  const facts = salesAsked(whole)
  return tx
    .select({
      unit: startOf(grainOf(asked), facts.day).as('unit'),
      id: sql<number>`${facts[member]}`.as('member_id'),
      net: exact(measures.netSales, facts).as('unit_net'),
    })
    .from(facts)
    .where(within(facts, whole))
    .groupBy(sql`1`, sql`2`)
    .as('nets')
}

/** What the goods of each category brought in each whole month or week; those in none count under no id that one has. */
export const goodsCourse = (tx: Tx, asked: Filtered) => steps(tx, goodsNets(tx, wholeUnits(asked), asked))

function goodsNets(tx: Tx, whole: Filtered, asked: Filtered) {
  const summary = grainOf(asked) === 'month' ? productMonths : productDays
  const nets = (
    facts: typeof summary | ReturnType<typeof lineFacts>,
    where: SQL | undefined,
    isLess: boolean,
  ) =>
    tx
      .select({
        unit: startOf(grainOf(asked), facts.day).as('unit'),
        id: sql<number>`coalesce(${products.categoryId}, 0)`.as('member_id'),
        net: sql<string>`${isLess ? sql`-` : sql``}${exact(measures.netSales, facts)}`.as('unit_net'),
      })
      .from(facts)
      .innerJoin(products, eq(products.id, facts.productId))
      .where(and(eq(products.merchandise, true), where))
      .groupBy(sql`1`, sql`2`)
  const ofThose = (about: Filtered, isLess: boolean) => {
    const facts = lineFacts(about)
    return nets(facts, within(facts, about), isLess)
  }
  if (whole.customer || narrowed(whole, 'attr')) return ofThose(whole, false).as('nets')
  const all = nets(summary, productsWithin(whole, summary), false)
  const { customer, ...except } = whole.except ?? {}
  if (!customer) return all.as('nets')
  // The lines of the few customers who are left out are taken from the summary of all.
  const both = unionAll(all, ofThose({ ...whole, customer, except }, true)).as('both')
  return tx
    .select({
      unit: sql<string>`${both.unit}`.as('unit'),
      id: sql<number>`${both.id}`.as('member_id'),
      net: sql<string>`sum(${both.net})`.as('unit_net'),
    })
    .from(both)
    .groupBy(sql`1`, sql`2`)
    .as('nets')
}

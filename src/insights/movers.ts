import { desc, eq, sql } from 'drizzle-orm'
import { z } from 'zod'
import { bars } from '../../charts/bars.ts'
import { categories, products } from '../../drizzle/schema/sales.ts'
import { compared, comparison } from '../compare.ts'
import { productSums, salesAsked, within } from '../facts/asked.ts'
import { named, namedColumns } from '../figures/goods.ts'
import { onlyFew } from '../figures/parts.ts'
import { insight, nothingFound, subject } from '../insight.ts'
import { cents, exact, measures, orderMeasures, shown } from '../measures.ts'
import { ordinary, recentWeeks } from '../noise.ts'
import { again, during, everyFilter, howMany, versus } from '../parameters.ts'
import { counted, namedAmounts, type Say, salesMoved } from '../words.ts'

/** Of fewer orders, what moved says little. */
const fewOrders = 100

/** What moved since another period. */
export const movers = insight({
  name: 'movers',
  about: 'What moved net sales most since the period before or a year before, by product',
  examples: [
    '',
    '20 last month',
    'last quarter region:north vs last year',
    'last month not:category:toys,fragrance',
  ],
  word: 'count',
  params: z.object({
    count: howMany(10),
    period: during('last week'),
    vs: versus(),
    ...everyFilter(),
  }),
  measures: ['netSales'],
  columns: {
    name: {
      title: 'Product',
      as: 'text',
      means: 'What was sold; charges that are not for goods, such as postage, are left out',
    },
    change: {
      title: 'Change',
      as: 'change',
      means:
        'Net sales less those of the period that it is compared with: the one before, or the same a year before; the largest changes come first, up or down',
    },
    net: {
      title: 'Net sales',
      as: 'money',
      means:
        'What was charged for the product in the period, without tax, less what came back or was cancelled in it, whenever it had been ordered',
    },
    previous: {
      title: 'Before',
      as: 'money',
      before: true,
      means: 'The same, in the period that it is compared with',
    },
    ...namedColumns,
  },

  query: (tx, asked) => {
    const before = { ...asked, period: { ...asked.period, ...compared(asked.period, asked.vs) } }
    const nets = (about: typeof asked, name: string) => {
      const sums = productSums(tx, about, `${name}_sums`)
      const net = exact(measures.netSales, sums).as(`${name}_net`)
      const by = tx.$with(name).as(tx.select({ id: sums.productId, net }).from(sums).groupBy(sums.productId))
      return { by, all: [sums, by] }
    }
    const { by: now, all: nows } = nets(asked, 'this')
    const { by: then, all: thens } = nets(before, 'last')
    const id = sql<number>`coalesce(${now.id}, ${then.id})`
    const [net, earlier] = [sql`coalesce(${now.net}, 0)`, sql`coalesce(${then.net}, 0)`]
    const change = sql`${net} - ${earlier}`
    const moved = tx
      .select({
        id: id.as('moved_id'),
        net: cents(net).as('net'),
        previous: cents(earlier).as('previous'),
        change: cents(change).as('change'),
        size: sql`abs(${change})`.as('size'),
      })
      .from(now)
      .fullJoin(then, eq(now.id, then.id))
      .where(sql`${change} <> 0`)
      .orderBy(desc(sql`abs(${change})`), id)
      .limit(asked.count)
      .as('moved')
    const whole = (about: typeof asked) => {
      const facts = salesAsked(about)
      return tx
        .select({ net: shown(measures.netSales, facts), orders: shown(orderMeasures.orders, facts) })
        .from(facts)
        .where(within(facts, about))
    }
    return {
      products: tx
        .with(...nows, ...thens)
        .select({
          ...named,
          net: moved.net,
          previous: moved.previous,
          change: moved.change,
        })
        .from(moved)
        .innerJoin(products, eq(products.id, moved.id))
        .leftJoin(categories, eq(categories.id, products.categoryId))
        .orderBy(desc(moved.size), moved.id),
      whole: whole(asked),
      before: whole(before),
      recent: recentWeeks(tx, asked),
    }
  },

  rows: ({ products }, asked, coverage) => (comparison(asked, asked.vs, coverage) ? [...products] : []),

  words: (rows, { whole: [whole], before: [before], recent }, { asked, coverage, say }) => {
    if (!whole || !before || (rows.length === 0 && whole.net === 0))
      return { finding: nothingFound(asked, coverage, 'sales to compare') }
    const other = comparison(asked, asked.vs, coverage)
    if (!other)
      return {
        finding: `Net sales were ${say.short(whole.net)}, with nothing to compare them to`,
        detail: `A period is compared with ${asked.vs === 'previous' ? 'the one before it' : 'the same a year before'} where both are complete in the data.`,
      }
    const named = (some: typeof rows) =>
      namedAmounts(some.slice(0, 3).map(row => [row.name, say.change(row.change)]))
    const up = rows.filter(row => row.change > 0)
    const down = rows.filter(row => row.change < 0)
    const listed = rows.reduce((sum, row) => sum + row.change, 0)
    const chance = ordinary(recent, asked, other.period, coverage)
    const all =
      before.net > 0
        ? salesMoved(whole.net, before.net, say, chance)
        : `Net sales were ${say.short(whole.net)}`
    if (rows.length === 0)
      return whole.net === before.net
        ? { finding: `Net sales stayed level at ${say.short(whole.net)}` }
        : {
            finding: all,
            detail: `${say.short(before.net)} ${other.called}; no goods had a part in the change.`,
          }
    const since = asked.vs === 'previous' ? all : `${all} against a year before`
    const isEven = isLevel(whole.net, before.net, chance)
    // What moved most the way that all sales went; where they went neither way, what moved most at all.
    const isDown = isEven ? rows[0] === down[0] : whole.net < before.net
    const [first, second] = [isDown ? down : up, isDown ? up : down].flatMap(([row]) => row ?? [])
    const one = first ? `${since}; ${movedMost(first, say)}` : since
    const both = isEven && first && second ? `${one}; ${movedMost(second, say)}` : one
    return {
      finding: both.length <= longestOfTwo ? both : one.length <= longestFinding ? one : since,
      detail: [
        `${say.short(before.net)} ${other.called}.`,
        up.length > 0 && `Up most: ${named(up)}.`,
        down.length > 0 && `Down most: ${named(down)}.`,
        onlyFew(whole.orders, fewOrders, 'order', say, before.orders),
        `Together the ${counted(rows.length, 'product', say)} here changed by ${say.change(listed)}, all sales by ${say.change(whole.net - before.net)}.`,
      ]
        .filter(Boolean)
        .join(' '),
    }
  },

  chart: (rows, { asked, say, title }) =>
    bars(rows, {
      title,
      subtitle: `Change of net sales by product since ${asked.vs === 'previous' ? 'the period' : 'a year'} before, ${subject(asked)}; right: net sales`,
      x: 'change',
      y: 'name',
      measure: 'Change of net sales',
      note: row => say.short(row.net),
      colour: row => (row.change < 0 ? 'forfeit' : 'accent'),
      format: say.change,
    }),

  next: (_rows, asked) => [
    { label: 'Week by week', ask: again('weeklysales', asked) },
    { label: 'Returns', ask: again('returns', asked) },
  ],
})

/** Longer than this a finding is no longer read at a glance; one that names two fits its picture. */
const [longestFinding, longestOfTwo] = [150, 96]

/** Whether it cannot be told of all sales that they rose or fell. */
const isLevel = (net: number, before: number, ordinary: number) =>
  before <= 0 || Math.abs(net / before - 1) < 0.005 || Math.abs(net - before) <= ordinary

const movedMost = ({ name, change }: { name: string; change: number }, say: Pick<Say, 'change'>) =>
  `${name} ${change < 0 ? 'fell' : 'rose'} most (${say.change(change)})`

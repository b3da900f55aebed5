import { desc, eq, type SQL, sql } from 'drizzle-orm'
import { z } from 'zod'
import { categories as names, products } from '../../drizzle/schema/sales.ts'
import { type Comparison, comparison, compared as daysCompared } from '../compare.ts'
import { productSums } from '../facts/asked.ts'
import { goodsCourse } from '../figures/course.ts'
import { isNotable, notable } from '../figures/notable-changes.ts'
import {
  changeMeans,
  fewLines,
  figures,
  leading,
  listed,
  movedMost,
  onlyFew,
  type Part,
  partColumns,
  reservations,
  than,
  trendsChart,
} from '../figures/parts.ts'
import { type Filtered, insight, nothingFound } from '../insight.ts'
import { exact, measures, returnWindow, shown } from '../measures.ts'
import { ordinary, recentWeeks } from '../noise.ts'
import { again, during, everyFilter, versus } from '../parameters.ts'
import { returnsUntil } from '../return-window.ts'
import type { Tx } from '../tx.ts'
import { counted, type Say } from '../words.ts'

/** What goods are called together that the shop's data puts into no category. */
const none = 'Without category'

/** How sales distribute over categories. */
export const categories = insight({
  name: 'categories',
  about: 'Net sales by category, their share, change and return rate',
  examples: [
    '',
    'last quarter vs last year',
    'last month region:north',
    '2025 channel:online not:category:toys',
  ],
  params: z.object({ period: during('last 12 months'), vs: versus(), ...everyFilter() }),
  measures: ['netSales', 'returnRate'],
  columns: {
    category: {
      title: 'Category',
      as: 'text',
      means:
        'The category that goods belong to; charges that are not for goods, such as postage, are left out',
    },
    net: {
      title: 'Net sales',
      as: 'money',
      means:
        'What was charged for goods in the period, without tax, less what came back or was cancelled in it, whenever it had been ordered',
    },
    share: { title: 'Share', as: 'share', means: 'Net sales as a part of those of every category here' },
    change: { title: 'Change', as: 'change', means: changeMeans },
    products: {
      title: 'Products',
      as: 'count',
      detail: true,
      means: 'How many different products were sold in the period, at least once',
    },
    returnRate: {
      title: 'Return rate',
      as: 'share',
      detail: true,
      means: `Of what was charged for goods ordered in the period, the share that has come back since; it may rise for ${returnWindow} days after the period, and what cannot be matched to its order is left out`,
    },
  },

  query: (tx, asked) => {
    const other = daysCompared(asked.period, asked.vs)
    const now = byCategory(tx, asked, 'now')
    const then = byCategory(tx, { ...asked, period: { ...asked.period, ...other } }, 'then')
    const known = (figure: SQL.Aliased<number>) => sql<number>`coalesce(${figure}, 0)`.mapWith(Number)
    return {
      categories: tx
        .select({
          id: sql<number>`coalesce(${now.id}, ${then.id})`,
          name: sql<string>`coalesce(${names.name}, ${none})`.as('category'),
          ...partColumns(now, then),
          products: known(now.products),
          returnRate: sql<number | null>`${now.returnRate}`.mapWith(Number),
          lines: known(now.lines),
        })
        .from(now)
        .fullJoin(then, eq(now.id, then.id))
        .leftJoin(names, eq(names.id, sql`coalesce(${now.id}, ${then.id})`))
        .orderBy(desc(sql`coalesce(${now.net}, 0)`), sql`2`),
      course: goodsCourse(tx, asked),
      recent: recentWeeks(tx, asked),
    }
  },

  rows: (found, asked, coverage) => {
    const compared = comparison(asked, asked.vs, coverage)
    return listed(found.categories, compared).map(part => {
      const { id: _, name, ...rest } = figures(part, compared)
      return { category: name, ...rest }
    })
  },

  words: (_rows, found, { asked, coverage, say }) => {
    const compared = comparison(asked, asked.vs, coverage)
    const parts = listed(found.categories, compared)
    const [first] = parts
    if (!first) return { finding: nothingFound(asked, coverage, 'sales of goods') }
    const now = parts.filter(({ isNow }) => isNow)
    const several = now.length > 1
    const lines = now.reduce((sum, part) => sum + part.lines, 0)
    const chance = compared && ordinary(found.recent, asked, compared.period, coverage)
    const all = than(first.allNet, first.allPrevious, compared, say, chance)
    const count = parts.reduce((sum, part) => sum + part.products, 0)
    const sold = counted(count, 'product', say)
    const [worst] = parts.toSorted((a, b) => Number(b.returnRate) - Number(a.returnRate))
    const until = returnsUntil(asked, coverage)
    const isParted = several || first.name !== none
    const most = isParted ? withMost(parts, first, compared, say, chance) : undefined
    return {
      ...(most && { title: most }),
      finding: isParted
        ? most
          ? `${most}${asked.vs === 'previous' ? '' : ' against a year before'}`
          : leading(parts, first, compared, say, 'sales of goods')
        : `Goods brought ${say.short(first.net)}${all ? `, ${all},` : ''} but the data puts none into a category`,
      detail: [
        several
          ? `Together ${counted(now.length, 'category', say, 'categories')} with ${sold} brought ${say.short(first.allNet)}${all ? `, ${all}` : ''}.`
          : `${sold} ${count === 1 ? 'was' : 'were'} sold.`,
        parts.length > 1 && compared && movedMost(notable(parts, chance ?? 0), say),
        several && worst?.returnRate && worst.lines >= fewLines && !until.isEarly
          ? `${worst.name} comes back most: ${say.share(worst.returnRate)} of what was ordered${until.isOpen ? ' so far' : ''}.`
          : undefined,
        onlyFew(lines, fewLines, 'order line', say),
      ]
        .filter(Boolean)
        .join(' '),
      note: reservations(parts, { compared, until, say }),
    }
  },

  chart: (_rows, { found, asked, coverage, say, title }) => {
    const compared = comparison(asked, asked.vs, coverage)
    return trendsChart(listed(found.categories, compared), {
      ...{ title, by: 'category', asked, compared, say },
      ...{ steps: found.course, coverage, of: 'share' },
    })
  },

  next: (_rows, asked) => [
    { label: 'By product', ask: again('products', asked) },
    { label: 'Returns', ask: again('returns', asked) },
    { label: 'Week by week', ask: again('weeklysales', asked) },
  ],
})

/**
 * Which category brings most and which moved most, whichever way, where it moved by more than is known to be ordinary:
 * "Furniture brings £81.6k, 14.1% of sales of goods; Garden fell most (−£47.5k, −46%)".
 */
function withMost(
  parts: readonly Part[],
  first: Part,
  compared: Comparison | undefined,
  say: Say,
  chance = 0,
) {
  const [most] = parts.toSorted((one, other) => Math.abs(other.change) - Math.abs(one.change))
  if (!most || !compared || parts.length === 1 || chance === 0 || !isNotable(most, chance)) return undefined
  if (first.net <= 0 || first.share === null) return undefined
  const far = most.previous > 0 ? most.change / most.previous : 0
  const percent = Math.abs(far) < 0.005 ? '' : `, ${far > 0 ? '+' : ''}${say.percent(far)}`
  const moved = `${most.change < 0 ? 'fell' : 'rose'} most (${say.change(most.change)}${percent})`
  return `${first.name} brings ${say.short(first.net)}, ${say.share(first.share)} of sales of goods${
    most === first ? `, and ${moved}` : `; ${most.name} ${moved}`
  }`
}

/** What the goods of each category brought; those in none count under no id that a category has. */
function byCategory(tx: Tx, asked: Filtered, name: string) {
  const sums = productSums(tx, asked, `${name}_sums`)
  const id = sql<number>`coalesce(${products.categoryId}, 0)`
  return tx
    .with(sums)
    .select({
      id: id.as(`${name}_id`),
      net: exact(measures.netSales, sums).as(`${name}_net`),
      products: sql<number>`count(*) filter (where ${sums.saleLines} > 0)`.as(`${name}_products`),
      lines: sql<number>`sum(${sums.saleLines})`.as(`${name}_lines`),
      returnRate: shown(measures.returnRate, sums).as(`${name}_rate`),
    })
    .from(sums)
    .innerJoin(products, eq(products.id, sums.productId))
    .groupBy(id)
    .as(name)
}

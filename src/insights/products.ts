import { eq, sql } from 'drizzle-orm'
import { z } from 'zod'
import { mostBars } from '../../charts/bar-rows.ts'
import { barsAndPareto } from '../../charts/bars-and-pareto.ts'
import { pareto } from '../../charts/pareto.ts'
import { categories, products as goods } from '../../drizzle/schema/sales.ts'
import { comparison, compared as daysCompared } from '../compare.ts'
import { productSums } from '../facts/asked.ts'
import { buyers } from '../facts/lines.ts'
import { named, namedColumns } from '../figures/goods.ts'
import {
  changeMeans,
  fewLines,
  figures,
  leading,
  listed,
  movedMost,
  onlyFew,
  reservations,
  than,
} from '../figures/parts.ts'
import { insight, nothingFound, subject } from '../insight.ts'
import { cents, exact, measures, returnWindow, share, shown } from '../measures.ts'
import { ordinary, recentWeeks } from '../noise.ts'
import { again, during, everyFilter, howMany, versus } from '../parameters.ts'
import { returnsUntil } from '../return-window.ts'
import { counted } from '../words.ts'

/** Of so many products the customers are counted: each is a reading of the product's own lines. */
const mostCounted = 20

/** Where the classes A and B end, by the share of net sales that the products above make together. */
const limits = { A: 0.8, B: 0.95 }

/** Which products carry us, which drag. */
export const products = insight({
  name: 'products',
  about: 'The products that carry net sales, and those that drag',
  examples: [
    '',
    '20 last quarter',
    '5 last month vs last year region:north',
    '2025 category:toys not:channel:phone',
    '15 last quarter attr:65+',
  ],
  word: 'count',
  params: z.object({
    count: howMany(10),
    period: during('last 12 months'),
    vs: versus(),
    ...everyFilter(),
  }),
  measures: ['netSales', 'returnRate', 'activeCustomers'],
  columns: {
    name: {
      title: 'Product',
      as: 'text',
      means: 'What was sold; charges that are not for goods, such as postage, are left out',
    },
    net: {
      title: 'Net sales',
      as: 'money',
      means:
        'What was charged for the product in the period, without tax, less what came back or was cancelled in it, whenever it had been ordered',
    },
    change: { title: 'Change', as: 'change', means: changeMeans },
    class: {
      title: 'Class',
      as: 'text',
      means:
        'By size, the products that together make the first 80% of net sales are A, those up to 95% are B, the rest are C; the product that crosses a limit still belongs to the class before it',
    },
    share: {
      title: 'Share',
      as: 'share',
      detail: true,
      means: 'Net sales as a part of those of all products here, also of those not listed',
    },
    cumulativeShare: {
      title: 'Together',
      as: 'share',
      detail: true,
      means: 'The share of net sales that the product makes with all that sold more',
    },
    returnRate: {
      title: 'Return rate',
      as: 'share',
      detail: true,
      means: `Of what was charged for the product in orders of the period, the share that has come back since; it may rise for ${returnWindow} days after the period, and what cannot be matched to its order is left out`,
    },
    units: {
      title: 'Units',
      as: 'count',
      detail: true,
      means: 'How many were ordered in the period, also those that came back or were cancelled later',
    },
    customers: {
      title: 'Customers',
      as: 'count',
      detail: true,
      means: `Customers known by name or number who ordered the product in the period, each counted once; guests are left out. Counted for the first ${mostCounted} products of a list`,
    },
    ...namedColumns,
  },

  query: (tx, asked) => {
    const other = daysCompared(asked.period, asked.vs)
    const sums = productSums(tx, asked, 'now_sums')
    const now = tx.$with('now').as(
      tx
        .select({
          id: sql<number>`${sums.productId}`.as('id'),
          net: exact(measures.netSales, sums).as('net'),
          units: sql<number>`sum(${sums.units})`.as('units'),
          lines: sql<number>`sum(${sums.saleLines})`.as('lines'),
          returnRate: shown(measures.returnRate, sums).as('return_rate'),
        })
        .from(sums)
        .groupBy(sums.productId),
    )
    const earlier = productSums(tx, { ...asked, period: { ...asked.period, ...other } }, 'then_sums')
    const before = tx.$with('before').as(
      tx
        .select({
          id: sql<number>`${earlier.productId}`.as('before_id'),
          net: exact(measures.netSales, earlier).as('before_net'),
        })
        .from(earlier)
        .groupBy(earlier.productId),
    )
    const net = sql<string>`coalesce(${now.net}, 0)`
    // What is sold no more stands last: it has no part in these sales, but in their change.
    const order = sql`order by ${now.id} is null, ${net} desc, ${now.id}`
    const all = tx.$with('ranked').as(
      tx
        .select({
          id: sql<number>`coalesce(${now.id}, ${before.id})`.as('ranked_id'),
          isNow: sql<boolean>`${now.id} is not null`.as('is_now'),
          net: net.as('ranked_net'),
          units: sql<number>`coalesce(${now.units}, 0)`.as('ranked_units'),
          lines: sql<number>`coalesce(${now.lines}, 0)`.as('ranked_lines'),
          returnRate: sql<number | null>`${now.returnRate}`.as('ranked_rate'),
          before: sql<string>`coalesce(${before.net}, 0)`.as('ranked_before'),
          rank: sql<number>`row_number() over (${order})`.as('rank'),
          together: sql<string>`sum(${net}) over (${order})`.as('together'),
          whole: sql<string>`sum(${net}) over ()`.as('whole'),
          wholeBefore: sql<string>`sum(coalesce(${before.net}, 0)) over ()`.as('whole_before'),
        })
        .from(now)
        .fullJoin(before, eq(before.id, now.id)),
    )
    // Parts of nothing, or of less, say nothing.
    const whole = sql`greatest(${all.whole}, 0)`
    const above = sql`${all.together} - ${all.net}`
    return {
      products: tx
        .with(sums, now, earlier, before, all)
        .select({
          ...named,
          net: cents(sql`${all.net}`),
          units: sql<number>`${all.units}`.mapWith(Number),
          customers: sql<
            number | null
          >`case when ${all.rank} <= ${Math.min(asked.count, mostCounted)} then ${buyers(
            asked,
            all.id,
          )} end`.mapWith(Number),
          share: share(sql`${all.net}`, whole),
          cumulativeShare: share(sql`${all.together}`, whole),
          change: cents(sql`${all.net} - ${all.before}`),
          returnRate: sql<number | null>`${all.returnRate}`.mapWith(Number),
          class: sql<string | null>`case
            when ${all.whole} <= 0 then null
            when ${all.net} > 0 and ${above} < ${limits.A} * ${all.whole} then 'A'
            when ${all.net} > 0 and ${above} < ${limits.B} * ${all.whole} then 'B'
            else 'C' end`,
          isNow: all.isNow,
          lines: sql<number>`${all.lines}`.mapWith(Number),
          previous: cents(sql`${all.before}`),
          allNet: cents(sql`${all.whole}`),
          allPrevious: cents(sql`${all.wholeBefore}`),
        })
        .from(all)
        .innerJoin(goods, eq(goods.id, all.id))
        .leftJoin(categories, eq(categories.id, goods.categoryId))
        .orderBy(all.rank),
      recent: recentWeeks(tx, asked),
    }
  },

  rows: (found, asked, coverage) => {
    const compared = comparison(asked, asked.vs, coverage)
    return listed(found.products, undefined)
      .slice(0, asked.count)
      .map(product => figures(product, compared))
  },

  words: (_rows, found, { asked, coverage, say }) => {
    const all = listed(found.products, undefined)
    const [first] = all
    if (!first) return { finding: nothingFound(asked, coverage, 'sales of goods') }
    const compared = comparison(asked, asked.vs, coverage)
    const several = all.length > 1
    const lines = all.reduce((sum, one) => sum + one.lines, 0)
    const chance = compared && ordinary(found.recent, asked, compared.period, coverage)
    const whole = than(first.allNet, first.allPrevious, compared, say, chance)
    const [a, b, c] = (['A', 'B', 'C'] as const).map(letter => all.filter(one => one.class === letter))
    const upTo = (some: typeof all | undefined) => some?.at(-1)?.cumulativeShare ?? 0
    const lost = all.filter(({ net }) => net < 0)
    const worst = a?.toSorted((one, other) => Number(other.returnRate) - Number(one.returnRate))[0]
    const until = returnsUntil(asked, coverage)
    const leads = `${first.name} leads with ${say.short(first.net)}`
    return {
      finding:
        first.net <= 0 || first.allNet <= 0
          ? `Nothing is left of sales: ${say.short(first.allNet)} net`
          : !several
            ? leading(all, first, compared, say, 'sales of goods')
            : a && a.length < all.length
              ? `${a.length} of ${counted(all.length, 'product', say)} bring ${say.percent(upTo(a))} of sales of goods; ${leads}`
              : `${leads}, ${say.share(first.share ?? 0)} of the net sales of ${counted(all.length, 'product', say)}`,
      detail: [
        several &&
          `All ${say.count(all.length)} together brought ${say.short(first.allNet)}${whole ? `, ${whole}` : ''}.`,
        b?.length && c?.length
          ? `Class B, ${counted(b.length, 'product', say)}, brings ${say.percent(upTo(b) - upTo(a))}; class C, ${counted(c.length, 'product', say)}, the last ${say.percent(1 - upTo(b))}.`
          : undefined,
        several && compared && movedMost(found.products, say),
        several && lost.length > 0
          ? lost.length > 1
            ? `Of ${counted(lost.length, 'product', say)} more came back than was sold, most of ${lost.at(-1)?.name} (${say.short(lost.at(-1)?.net ?? 0)}).`
            : `Of ${lost[0]?.name} more came back than was sold (${say.short(lost[0]?.net ?? 0)}).`
          : undefined,
        several && a && a.length > 1 && worst?.returnRate && worst.lines >= fewLines && !until.isEarly
          ? `Of class A, ${worst.name} comes back most: ${say.share(worst.returnRate)} of what was ordered${until.isOpen ? ' so far' : ''}.`
          : undefined,
        onlyFew(lines, fewLines, 'order line', say),
      ]
        .filter(Boolean)
        .join(' '),
      note: reservations(all, { compared, until, say }),
    }
  },

  chart: (rows, { found, asked, coverage, say, title }) => {
    const all = listed(found.products, undefined)
    const compared = comparison(asked, asked.vs, coverage)
    const classes = `A: the few that bring ${say.percent(limits.A)}, B: the next ${say.percent(limits.B - limits.A)}, C: the rest`
    const curve = {
      x: 'name' as const,
      y: 'net' as const,
      measure: 'Net sales',
      cumulative: 'cumulativeShare' as const,
      limits: [limits.A, limits.B] as const,
      count: (products: number) => counted(products, 'product', say),
      number: say.count,
      share: say.percent,
    }
    if (asked.count > mostBars)
      return pareto(all, {
        ...curve,
        title,
        subtitle: `Net sales by product, ${subject(asked)}${all.length > 1 ? `; ${classes}` : ''}`,
        format: say.short,
      })
    const beside = compared ? `change${asked.vs === 'previous' ? '' : ` since ${compared.called}`}` : 'share'
    return barsAndPareto(rows, {
      title,
      subtitle: `Net sales and ${beside} by product, ${subject(asked)}${all.length > rows.length ? `; ${classes}` : ''}`,
      x: 'net',
      y: 'name',
      measure: 'Net sales',
      note: ({ change, share: part }) =>
        change === null ? (part === null ? '–' : say.share(part)) : say.change(change),
      fell: ({ change }) => Number(change) < 0,
      format: say.short,
      pareto: { ...curve, rows: all },
    })
  },

  next: (_rows, asked) => [
    { label: 'By category', ask: again('categories', asked) },
    { label: 'What moved', ask: again('movers', asked) },
    { label: 'Returns', ask: again('returns', asked) },
  ],
})

import { and, isNotNull, type SQL, sql } from 'drizzle-orm'
import { z } from 'zod'
import { distribution } from '../../charts/distribution.ts'
import { compared, comparison } from '../compare.ts'
import { customersAsked, within } from '../facts.ts'
import { guestNote, guestSales } from '../guests.ts'
import { insight, nothingFound, subject } from '../insight.ts'
import { cents, exact, measures, orderMeasures, shown } from '../measures.ts'
import { again, during, everyFilter, versus } from '../parameters.ts'
import { against, counted, type Say } from '../words.ts'

/*
 * Ranges are all as wide, by the least of 1, 2, 5, 10, 20, 50 … with which twelve of them take in nine of ten
 * customers; who spent more than that is in one open range.
 */
const ranges = 12
const most = 0.9
const widths = Array.from({ length: 12 }, (_, power) => [1, 2, 5].map(times => times * 10 ** power)).flat()

/** Of fewer customers than this no one is usual. */
const few = 10

/** What a customer spends, on average and across the range. */
export const avgspend = insight({
  name: 'avgspend',
  about: 'What a customer spends, on average and across the range',
  examples: [
    '',
    'last quarter vs last year',
    'last month region:north',
    'last 6 months category:toys not:attr:loyalty=none',
  ],
  params: z.object({ period: during('last 12 months'), vs: versus(), ...everyFilter() }),
  measures: ['averageCustomerSpend', 'netSales', 'activeCustomers', 'orders', 'averageOrderValue'],
  columns: {
    group: {
      title: 'Spent',
      as: 'text',
      means:
        'Customers by their net sales in the period; the first row is all of them. Ranges are all as wide, by the least of 1, 2, 5, 10, 20, 50 … with which twelve take in nine of ten customers; the last is open. Who only sent something back stands apart',
    },
    customers: {
      title: 'Customers',
      as: 'count',
      means:
        'Customers known by name or number who ordered in the period, each counted once; guests are left out',
    },
    netSales: {
      title: 'Net sales',
      as: 'money',
      means:
        'What they were charged in the period, without tax, less what they sent back, cancelled or were credited in it',
    },
    averageSpend: { title: 'Average', as: 'money', means: 'Net sales by customer' },
    medianSpend: {
      title: 'Middle',
      as: 'money',
      detail: true,
      means: 'The median: half of the customers spent less than this, half more',
    },
    orders: {
      title: 'Orders',
      as: 'count',
      detail: true,
      means: 'Orders they placed in the period, also those cancelled later',
    },
    averageOrder: {
      title: 'Per order',
      as: 'money',
      detail: true,
      means: 'What was charged by order, before anything came back',
    },
  },

  query: (tx, asked) => {
    const facts = customersAsked(asked)
    const spend = tx.$with('spend').as(
      tx
        .select({
          net: exact(measures.netSales, facts).as('spent'),
          charged: exact(measures.chargedSales, facts).as('charged_in_all'),
          orders: exact(orderMeasures.orders, facts).as('placed'),
        })
        .from(facts)
        .where(and(within(facts, asked), isNotNull(facts.customerId)))
        .groupBy(facts.customerId),
    )
    const ordered = sql`${spend.orders} > 0`
    const nearly = tx.$with('nearly').as(
      tx
        .select({
          all: sql`percentile_disc(${sql.raw(String(most))}) within group (order by ${spend.net})`.as(
            'nearly_all',
          ),
        })
        .from(spend)
        .where(ordered),
    )
    const width = sql`min(w.width)`
    const range = tx.$with('range').as(
      tx
        .select({
          width: sql`${width}`.as('width'),
          open: sql`greatest(1, ceil(max(${nearly.all}) / ${width}))`.as('open_range'),
        })
        .from(nearly)
        .crossJoin(sql`unnest(array[${sql.raw(widths.join(','))}]::numeric[]) as w(width)`)
        .where(sql`w.width * ${sql.raw(String(ranges))} >= ${nearly.all}`),
    )
    const nth = sql`greatest(-1, least(floor(${spend.net} / ${range.width}), ${range.open}))`
    const placed = tx.$with('placed_customers').as(
      tx
        .select({
          net: spend.net,
          charged: spend.charged,
          orders: spend.orders,
          width: sql`${range.width}`.as('range_width'),
          open: sql`${range.open}`.as('open_of'),
          nth: sql`case when ${ordered} then ${nth} end`.as('nth'),
          tenth: sql`ntile(10) over (partition by ${ordered} order by ${spend.net} desc)`.as('tenth'),
        })
        .from(spend)
        .crossJoin(range),
    )
    const active = sql`${placed.orders} > 0`
    const customers = sql`count(*) filter (where ${active})`
    const net = sql`sum(${placed.net})`
    const orders = sql`sum(${placed.orders})`
    const isWhole = sql<number>`grouping(${placed.nth})`.mapWith(Number)
    const before = { ...asked, period: { ...asked.period, ...compared(asked.period, asked.vs) } }
    const factsBefore = customersAsked(before)
    return {
      groups: tx
        .with(spend, nearly, range, placed)
        .select({
          isWhole,
          nth: sql<number | null>`${placed.nth}::int`,
          width: sql<number | null>`max(${placed.width})`.mapWith(Number),
          open: sql<number | null>`max(${placed.open})`.mapWith(Number),
          customers: sql<number>`${customers}`.mapWith(Number),
          netSales: cents(net),
          averageSpend: by(net, customers),
          medianSpend: middle(sql`${placed.net}`, active),
          orders: sql<number>`${orders}`.mapWith(Number),
          averageOrder: by(sql`sum(${placed.charged})`, orders),
          spread: sql<number | null>`round(stddev_samp(${placed.net}) filter (where ${active}), 2)`.mapWith(
            Number,
          ),
          topTenth: cents(
            sql`coalesce(sum(${placed.net}) filter (where ${active} and ${placed.tenth} = 1), 0)`,
          ),
        })
        .from(placed)
        .groupBy(sql`grouping sets ((), (${placed.nth}))`)
        .orderBy(sql`${isWhole} desc`, sql`${placed.nth} nulls last`),
      whole: guestSales(tx, asked),
      before: tx
        .select({
          averageSpend: shown(orderMeasures.averageCustomerSpend, factsBefore),
          customers: shown(orderMeasures.activeCustomers, factsBefore),
        })
        .from(factsBefore)
        .where(within(factsBefore, before)),
    }
  },

  rows: ({ groups }) =>
    groups[0]?.customers
      ? groups.map(({ isWhole, nth, width, open, spread: _spread, topTenth: _topTenth, ...figures }) => ({
          group: isWhole ? 'All' : nth === null ? 'Only returns' : said(nth, width ?? 1, open ?? 1),
          ...figures,
        }))
      : [],

  words: (rows, { groups: [whole], whole: [sales], before: [before] }, { asked, coverage, say }) => {
    const guests = guestNote(sales, say)
    const note = guests ? { note: guests } : {}
    const [all] = rows
    const [average, median] = [all?.averageSpend ?? null, all?.medianSpend ?? null]
    if (!all || !whole || average === null || median === null)
      return { finding: nothingFound(asked, coverage, 'customers'), ...note }
    const orders = counted(all.orders, 'order', say)
    if (all.customers === 1)
      return { finding: `One customer spent ${say.short(average)} in ${orders}`, ...note }
    const other = comparison(asked, asked.vs, coverage)
    const base = other ? (before?.averageSpend ?? null) : null
    const chance = byChance(whole.spread, [all.customers, before?.customers ?? 0])
    return {
      finding: `A customer spends ${say.short(average)} on average${
        base !== null && other ? moved(average, base, chance, other.called, say) : ''
      }; half spend less than ${say.short(median)}`,
      detail: [
        `${say.count(all.customers)} customers placed ${orders}${
          all.averageOrder === null ? '' : ` of ${say.short(all.averageOrder)} on average`
        }.`,
        all.customers < few
          ? 'So few customers do not show what is usual.'
          : all.netSales > 0 &&
            `The tenth who spend most bring ${say.percent(whole.topTenth / all.netSales)} of what customers spend.`,
      ]
        .filter(Boolean)
        .join(' '),
      ...note,
    }
  },

  chart: (rows, { found, asked, say, title }) => {
    const [all] = rows
    if (!all || all.customers < few) return null
    return distribution(
      found.groups.flatMap(({ isWhole, nth, width, open, customers }) =>
        isWhole || nth === null ? [] : [{ ...bounds(nth, width ?? 1, open ?? 1), count: customers }],
      ),
      {
        title,
        subtitle: `Customers by what they spent, ${subject(asked)}`,
        measure: 'customers',
        mean: all.averageSpend,
        median: all.medianSpend,
        format: say.short,
        count: say.count,
      },
    )
  },

  next: (_rows, asked) => [
    { label: 'Top customers', ask: again('topcustomers', asked) },
    { label: 'New or returning', ask: again('newvsreturning', asked) },
    { label: 'Who they are', ask: again('demographics', asked) },
  ],
})

/** An exact amount by a count, rounded once; by none it is null. */
const by = (amount: SQL, count: SQL) =>
  sql<number | null>`round(${amount} / nullif(${count}, 0), 2)`.mapWith(Number)

/** The exact median: of an even number of amounts half way between the two in the middle. */
const middle = (amount: SQL, where: SQL) => {
  const half = (way: SQL) =>
    sql`percentile_disc(0.5) within group (order by ${amount} ${way}) filter (where ${where})`
  return sql<number | null>`round((${half(sql`asc`)} + ${half(sql`desc`)}) / 2, 2)`.mapWith(Number)
}

/** Where a range begins and ends; the lowest and the highest are open. */
const bounds = (nth: number, width: number, open: number) => ({
  from: nth < 0 ? null : nth * width,
  to: nth === open ? null : (nth + 1) * width,
})

const said = (nth: number, width: number, open: number) => {
  const { from, to } = bounds(nth, width, open)
  return from === null ? 'Below 0' : to === null ? `${from} and more` : `${from} to ${to}`
}

/** How far averages of so many customers ordinarily lie apart by chance: the standard error of their difference. */
const byChance = (spread: number | null, customers: readonly number[]) =>
  (spread ?? 0) * Math.sqrt(customers.reduce((sum, count) => sum + 1 / count, 0))

/** How an average has moved; as far as chance may move it, it is about level. */
function moved(average: number, base: number, chance: number, called: string, say: Say) {
  const change = against(average, base, say)
  if (!change) return ''
  if (Math.abs(average - base) > chance || change === 'level with') return `, ${change} ${called}`
  const share = average / base - 1
  return `, about level with ${called} (${share > 0 ? '+' : ''}${say.percent(share)})`
}

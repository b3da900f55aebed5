import { and, desc, eq, type SQL, type SQLWrapper, sql } from 'drizzle-orm'
import { z } from 'zod'
import { distribution } from '../../charts/distribution.ts'
import { compared, comparison } from '../compare.ts'
import { customersAsked, ofCustomers, within } from '../facts/asked.ts'
import { guestNote, guestSales } from '../figures/guests.ts'
import { ofPeriod } from '../figures/kpis.ts'
import { insight, nothingFound, subject } from '../insight.ts'
import { exact, measures, orderMeasures } from '../measures.ts'
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
          // Whole hundredths of a cent are put in order, and divided, much faster than decimals.
          net: sql`(${exact(measures.netSales, facts)} * 10000)::bigint`.as('spent'),
          charged: exact(measures.chargedSales, facts).as('charged_in_all'),
          orders: exact(orderMeasures.orders, facts).as('placed'),
        })
        .from(facts)
        .where(and(within(facts, asked), ofCustomers(facts)))
        .groupBy(facts.customerId),
    )
    const isActive = sql<boolean>`${spend.orders} > 0`
    // Put in order once, tenths, quantiles and medians are found by their rank.
    const ranked = tx.$with('ranked').as(
      tx
        .select({
          ...{ net: spend.net, charged: spend.charged, orders: spend.orders },
          isActive: isActive.as('is_active'),
          rank: sql<number>`row_number() over (partition by ${isActive} order by ${spend.net} desc)`.as(
            'spend_rank',
          ),
        })
        .from(spend),
    )
    const among = tx.$with('among').as(
      tx
        .select({ all: sql<number>`count(*)`.as('among_all') })
        .from(ranked)
        .where(sql`${ranked.isActive}`),
    )
    const nearly = sql`(select ${ranked.net} from ${ranked}, ${among}
      where ${ranked.isActive} and ${ranked.rank} = ${among.all} - ceil(${sql.raw(String(most))} * ${among.all}) + 1)`
    const width = sql`min(w.width)`
    const range = tx.$with('range').as(
      tx
        .select({
          width: sql<number>`${width}`.as('width'),
          open: sql<number>`greatest(1, ceil(${nearly}::numeric / ${width}))::bigint`.as('open_range'),
        })
        .from(sql`unnest(array[${sql.raw(widths.map(one => one * 10_000).join(','))}]::bigint[]) as w(width)`)
        .where(sql`w.width * ${sql.raw(String(ranges))} >= ${nearly}`),
    )
    // Negative amounts are all in one range, whatever a division makes of them.
    const nth = sql`case when ${ranked.net} < 0 then -1 else least(${ranked.net} / ${range.width}, ${range.open}) end`
    const placed = tx
      .select({
        ...{ net: ranked.net, charged: ranked.charged, orders: ranked.orders },
        ...{ isActive: ranked.isActive, rank: ranked.rank, width: range.width, open: range.open },
        nth: sql`case when ${ranked.isActive} then ${nth} end`.as('nth'),
        isTop: sql`10 * (${ranked.rank} - 1) < ${among.all}`.as('is_top'),
      })
      .from(ranked)
      .crossJoin(range)
      .crossJoin(among)
      .as('placed')
    const active = sql`filter (where ${placed.isActive})`
    const customers = sql`count(*) ${active}`
    const net = sql`sum(${placed.net}) / 10000.0`
    const orders = sql`sum(${placed.orders})`
    const ends = sql`(min(${placed.rank}) ${active} + max(${placed.rank}) ${active})`
    const figures = tx.$with('figures').as(
      tx
        .select({
          isWhole: sql<number>`grouping(${placed.nth})`.as('is_whole'),
          nth: sql<number | null>`${placed.nth}`.as('range_nth'),
          width: sql<number | null>`max(${placed.width}) / 10000`.as('range_width'),
          open: sql<number | null>`max(${placed.open})`.as('range_open'),
          customers: sql<number>`${customers}`.as('range_customers'),
          netSales: sql<number>`round(${net}, 2)`.as('range_net'),
          averageSpend: sql<number | null>`round(${net} / nullif(${customers}, 0), 2)`.as('range_average'),
          orders: sql<number>`${orders}`.as('range_orders'),
          averageOrder: sql<number | null>`round(sum(${placed.charged}) / nullif(${orders}, 0), 2)`.as(
            'range_order',
          ),
          spread: sql<
            number | null
          >`round((stddev_samp(${placed.net}::float8) ${active} / 10000)::numeric, 2)`.as('spread'),
          topTenth:
            sql<number>`round(coalesce(sum(${placed.net}) filter (where ${placed.isActive} and ${placed.isTop}), 0) / 10000.0, 2)`.as(
              'top_tenth',
            ),
          // Of an even number the median lies half way between the two in the middle.
          middle: sql<number[]>`array[${ends} / 2, (${ends} + 1) / 2]`.as('middle_ranks'),
        })
        .from(placed)
        .groupBy(sql`grouping sets ((), (${placed.nth}))`),
    )
    const medians = tx.$with('medians').as(
      tx
        .select({
          isWhole: sql<number>`${figures.isWhole}`.as('median_of_whole'),
          nth: sql<number | null>`${figures.nth}`.as('median_nth'),
          spend: sql<number>`round(avg(${ranked.net}) / 10000, 2)`.as('median_spend'),
        })
        .from(figures)
        .crossJoin(sql`unnest(${figures.middle}) as middle(rank)`)
        .innerJoin(ranked, sql`${ranked.isActive} and ${ranked.rank} = middle.rank`)
        .groupBy(figures.isWhole, figures.nth),
    )
    const before = { ...asked, period: { ...asked.period, ...compared(asked.period, asked.vs) } }
    const number = <T extends number | null>(value: SQLWrapper) => sql<T>`${value}`.mapWith(Number) as SQL<T>
    return {
      groups: tx
        .with(spend, ranked, among, range, figures, medians)
        .select({
          isWhole: number<number>(figures.isWhole),
          nth: number<number | null>(figures.nth),
          width: number<number | null>(figures.width),
          open: number<number | null>(figures.open),
          customers: number<number>(figures.customers),
          netSales: number<number>(figures.netSales),
          averageSpend: number<number | null>(figures.averageSpend),
          medianSpend: number<number | null>(medians.spend),
          orders: number<number>(figures.orders),
          averageOrder: number<number | null>(figures.averageOrder),
          spread: number<number | null>(figures.spread),
          topTenth: number<number>(figures.topTenth),
        })
        .from(figures)
        .leftJoin(
          medians,
          and(eq(medians.isWhole, figures.isWhole), sql`${medians.nth} is not distinct from ${figures.nth}`),
        )
        .orderBy(desc(figures.isWhole), sql`${figures.nth} nulls last`),
      whole: guestSales(tx, asked),
      before: ofPeriod(tx, before),
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
    // What so few spend on average differs by chance alone.
    const isEnough = Math.min(all.customers, before?.activeCustomers ?? 0) >= few
    const base = other && isEnough ? (before?.averageCustomerSpend ?? null) : null
    const chance = byChance(whole.spread, [all.customers, before?.activeCustomers ?? 0])
    return {
      finding: `A customer spends ${say.short(average)} on average${
        base !== null && other ? moved(average, base, chance, other.called, say) : ''
      }; half spend ${say.short(median)} or less`,
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

import { and, eq, type SQL, sql } from 'drizzle-orm'
import { z } from 'zod'
import { multiples } from '../../charts/multiples.ts'
import { productMonths, products, regions } from '../../drizzle/schema/sales.ts'
import { dayOf } from '../calendar.ts'
import { moved } from '../cell.ts'
import { comparison, isPastKnown, previous, yearBefore } from '../compare.ts'
import {
  firstDayOf,
  narrowed,
  ordersAsked,
  periodSales,
  productSums,
  productsWithin,
  withCustomers,
  within,
} from '../facts.ts'
import { type Filtered, insight, nothingFound, subject } from '../insight.ts'
import {
  allMeasures,
  exact,
  type MeasureName,
  measureInWords,
  measures,
  orderMeasures,
  returnWindow,
  shown,
} from '../measures.ts'
import { again, during, everyFilter, versus } from '../parameters.ts'
import { type Coverage, dayAfter } from '../period.ts'
import type { Tx } from '../tx.ts'
import { contributions } from '../why/contributions.ts'
import { changeInWords, whyInWords } from '../why/in-words.ts'
import { why } from '../why.ts'
import { type Say, sentence } from '../words.ts'

/** The measures that say how a retailer is doing, in the order in which they are read. */
const names = [
  'netSales',
  'grossSales',
  'discounts',
  'orders',
  'averageOrderValue',
  'activeCustomers',
  'averageCustomerSpend',
  'repeatRate',
  'returnRate',
  'cancellationRate',
  'forfeitedSales',
] as const satisfies readonly MeasureName[]

type Kpi = (typeof names)[number]

/** How many months the sparklines show: a year, and the same month of the year before. */
const months = 13

/** How we are doing. */
export const kpis = insight({
  name: 'kpis',
  about: 'How we are doing: the main measures, their change and their last thirteen months',
  examples: ['', 'last quarter vs last year', 'last month region:north', '2025 category:toys'],
  params: z.object({ period: during('last month'), vs: versus(), ...everyFilter() }),
  measures: [...names],
  columns: {
    measure: {
      title: 'Measure',
      as: 'measure',
      means: 'What is measured; each is explained in docs/measures.md',
    },
    value: { title: 'Value', as: 'value', means: 'The measure in the period asked for' },
    change: {
      title: 'Change',
      as: 'moved',
      means:
        'The value less what it is compared with: the period before, or the same a year before; of shares in points of a percentage',
    },
    lastYear: { title: 'Year before', as: 'value', means: 'The measure in the same period a year before' },
    previous: {
      title: 'Before',
      as: 'value',
      detail: true,
      before: true,
      means: 'The measure in the period before',
    },
    target: { title: 'Target', as: 'value', detail: true, means: 'What was planned, where there is a plan' },
    goodWhen: { title: 'Good when', as: 'text', detail: true, means: 'Which way is good: up or down' },
  },

  query: (tx, asked) => {
    const before = { ...asked, period: { ...asked.period, ...previous(asked.period) } }
    const lastYear = { ...asked, period: { ...asked.period, ...yearBefore(asked.period) } }
    const compared = asked.vs === 'previous' ? before : lastYear
    const recent = { ...asked, period: { ...asked.period, ...lastMonths(asked) } }
    return {
      now: whole(tx, asked),
      before: whole(tx, before),
      lastYear: whole(tx, lastYear),
      goodsNow: goods(tx, asked),
      goodsBefore: goods(tx, before),
      goodsLastYear: goods(tx, lastYear),
      salesNow: sales(tx, asked),
      salesBefore: sales(tx, compared),
      regionsNow: byRegion(tx, asked),
      regionsBefore: byRegion(tx, compared),
      months: byMonth(tx, recent),
      goodsMonths: goodsByMonth(tx, recent),
    }
  },

  rows: (found, asked, coverage) => {
    const known = {
      before: comparison(asked, 'previous', coverage),
      lastYear: comparison(asked, 'last year', coverage),
    }
    const values =
      (one: Partial<Record<Kpi, number | null>> | undefined, isKnown: boolean, from: string) =>
      (name: Kpi): number | null => {
        if (!isKnown || (name === 'repeatRate' && !isPastKnown(from, coverage))) return null
        return one?.[name] ?? (allMeasures[name].format === 'share' ? null : 0)
      }
    const now = values({ ...found.now[0], ...found.goodsNow[0] }, true, asked.period.from)
    const before = values(
      { ...found.before[0], ...found.goodsBefore[0] },
      known.before !== undefined,
      previous(asked.period).from,
    )
    const lastYear = values(
      { ...found.lastYear[0], ...found.goodsLastYear[0] },
      known.lastYear !== undefined,
      yearBefore(asked.period).from,
    )
    if (!found.now[0]?.orders && !found.now[0]?.netSales) return []
    return names.map(measure => {
      const [value, previously, yearAgo] = [now(measure), before(measure), lastYear(measure)]
      const base = asked.vs === 'previous' ? previously : yearAgo
      return {
        measure,
        value,
        previous: previously,
        change: value === null || base === null ? null : difference(value, base),
        lastYear: yearAgo,
        target: null as number | null,
        goodWhen: allMeasures[measure].good,
      }
    })
  },

  words: (rows, found, { asked, coverage, say }) => {
    const net = rows.find(({ measure }) => measure === 'netSales')
    if (!net || net.value === null) return { finding: nothingFound(asked, coverage, 'sales') }
    const compared = comparison(asked, asked.vs, coverage)
    const [now, before] = [found.salesNow[0], found.salesBefore[0]]
    const reasons = compared && now && before ? why(before, now) : undefined
    const base = asked.vs === 'previous' ? net.previous : net.lastYear
    const said = reasons && whyInWords(reasons, say)
    const rate = rows.find(({ measure }) => measure === 'returnRate')
    const open = dayAfter(asked.period.to, returnWindow - 1) > coverage.asOf
    return {
      finding: [
        reasons && base !== null && base > 0 ? changed(net.value, base, say.percent) : 'Net sales were',
        say.short(net.value),
        ...(reasons && compared ? [asked.vs === 'previous' ? '' : 'against a year before'] : []),
      ]
        .filter(Boolean)
        .join(' '),
      detail: [
        said && `${sentence(said.text)}.`,
        reasons && regionAlone(found, reasons.change, say),
        !compared && 'There is no complete period in the data to compare it with.',
      ]
        .filter(Boolean)
        .join(' '),
      note: [
        open &&
          rate?.value !== null &&
          'what came back is provisional: the latest orders can still be returned',
        !isPastKnown(asked.period.from, coverage) &&
          'who had ordered before is not known in the first year of data',
      ]
        .filter(Boolean)
        .join(' · '),
    }
  },

  chart: (rows, { asked, coverage, say, title, found }) => {
    const past = history(found, asked, coverage)
    const tiles = rows.map(row => {
      const base = asked.vs === 'previous' ? row.previous : row.lastYear
      const isShare = allMeasures[row.measure].format === 'share'
      return { ...row, moved: row.change === null || !base ? null : isShare ? row.change : row.change / base }
    })
    return multiples(tiles, {
      title,
      subtitle: `${subject(asked)}; changes against ${asked.vs === 'previous' ? 'the period before' : 'a year before'}`,
      // Its name in full is longer than a tile is wide.
      name: ({ measure }) =>
        measure === 'forfeitedSales' ? 'Returned or cancelled' : sentence(measureInWords(measure)),
      value: 'value',
      format: (value, { measure }) => {
        const { format } = allMeasures[measure]
        return format === 'money'
          ? say.short(value)
          : format === 'share'
            ? say.share(value)
            : say.count(value)
      },
      change: 'moved',
      signed: row => (row.change === null ? '' : moved(row.change, allMeasures[row.measure].format, say)),
      good: row => row.goodWhen,
      changes: 'Change in %',
      series: row => past.map(month => month[row.measure] ?? null),
      span: `the last ${months} months`,
      complete: lastMonths(asked).to <= dayAfter(coverage.asOf),
    })
  },

  next: (_rows, asked) => [
    { label: 'Week by week', ask: again('weeklysales', asked) },
    { label: 'What moved', ask: again('movers', asked) },
    { label: 'Returns', ask: again('returns', asked) },
  ],
})

const orderKpis = {
  netSales: measures.netSales,
  grossSales: measures.grossSales,
  discounts: measures.discounts,
  forfeitedSales: measures.forfeitedSales,
  orders: orderMeasures.orders,
  averageOrderValue: orderMeasures.averageOrderValue,
  activeCustomers: orderMeasures.activeCustomers,
  averageCustomerSpend: orderMeasures.averageCustomerSpend,
} as const

type Facts = ReturnType<typeof ordersAsked>

/** What is told of orders, with the customers beside them who had ordered before a day. */
const ofOrders = (facts: Facts, start: SQL) => ({
  netSales: shown(orderKpis.netSales, facts),
  grossSales: shown(orderKpis.grossSales, facts),
  discounts: shown(orderKpis.discounts, facts),
  forfeitedSales: shown(orderKpis.forfeitedSales, facts),
  orders: shown(orderKpis.orders, facts),
  averageOrderValue: shown(orderKpis.averageOrderValue, facts),
  activeCustomers: shown(orderKpis.activeCustomers, facts),
  averageCustomerSpend: shown(orderKpis.averageCustomerSpend, facts),
  repeatRate: shown(
    allMeasures.repeatRate,
    withCustomers(facts, { firstDay: firstDayOf(facts.customerId), start }),
  ),
})

function whole(tx: Tx, asked: Filtered) {
  const facts = ordersAsked(asked)
  return tx
    .select(ofOrders(facts, sql`${asked.period.from}::date`))
    .from(facts)
    .where(within(facts, asked))
}

/** What is told of goods alone: only they can come back. */
function goods(tx: Tx, asked: Filtered) {
  const sums = productSums(tx, asked)
  return tx
    .with(sums)
    .select({
      returnRate: shown(measures.returnRate, sums),
      cancellationRate: shown(measures.cancellationRate, sums),
    })
    .from(sums)
}

function sales(tx: Tx, asked: Filtered) {
  const facts = ordersAsked(asked)
  return tx.select(periodSales(facts)).from(facts).where(within(facts, asked))
}

function byRegion(tx: Tx, asked: Filtered) {
  const facts = ordersAsked(asked)
  return tx
    .select({ region: regions.name, net: sql<string>`${exact(measures.netSales, facts)}::text` })
    .from(facts)
    .innerJoin(regions, eq(regions.id, facts.regionId))
    .where(within(facts, asked))
    .groupBy(regions.name)
    .orderBy(regions.name)
}

const monthOf = (day: SQL) => sql<string>`date_trunc('month', ${day}::timestamp)::date::text`

function byMonth(tx: Tx, asked: Filtered) {
  const facts = ordersAsked(asked)
  const month = monthOf(sql`${facts.day}`)
  return tx
    .select({ month: month.as('month'), ...ofOrders(facts, sql`(${month})::date`) })
    .from(facts)
    .where(within(facts, asked))
    .groupBy(sql`1`)
    .orderBy(sql`1`)
}

/** No summary of products tells customers apart: of some customers' goods there is no history. */
function goodsByMonth(tx: Tx, asked: Filtered) {
  const month = monthOf(sql`${productMonths.day}`)
  const isOfCustomers = narrowed(asked, 'customer') || narrowed(asked, 'attr')
  return tx
    .select({
      month: month.as('month'),
      returnRate: shown(measures.returnRate, productMonths),
      cancellationRate: shown(measures.cancellationRate, productMonths),
    })
    .from(productMonths)
    .innerJoin(products, eq(products.id, productMonths.productId))
    .where(
      and(
        productsWithin(asked, productMonths),
        eq(products.merchandise, true),
        isOfCustomers ? sql`false` : undefined,
      ),
    )
    .groupBy(sql`1`)
    .orderBy(sql`1`)
}

/** The months that the sparklines show: the last is that of the period's last day. */
function lastMonths({ period }: Pick<Filtered, 'period'>): { from: string; to: string } {
  const end = dayOf(period.to).subtract({ days: 1 }).with({ day: 1 }).add({ months: 1 })
  return { from: end.subtract({ months }).toString(), to: end.toString() }
}

type History = { month: string } & Partial<Record<Kpi, number | null>>

/** Every month's figures, those before the data as nothing known. */
function history(
  found: { months: readonly History[]; goodsMonths: readonly History[] },
  asked: Filtered,
  coverage: Coverage,
): Partial<Record<Kpi, number | null>>[] {
  const { from } = lastMonths(asked)
  const at = (rows: readonly History[], month: string) => rows.find(row => row.month === month)
  return Array.from({ length: months }, (_, nth) => {
    const month = dayOf(from).add({ months: nth }).toString()
    const { repeatRate = null, ...figures } = { ...at(found.months, month), ...at(found.goodsMonths, month) }
    return { ...figures, repeatRate: isPastKnown(month, coverage) ? repeatRate : null }
  })
}

/** One figure less another, without the dust of binary fractions. */
const difference = (value: number, base: number) => Math.round((value - base) * 1e6) / 1e6

/** How net sales moved, as a share of what they are compared with. */
function changed(value: number, base: number, percent: Say['percent']): string {
  const share = value / base - 1
  if (Math.abs(share) < 0.005) return 'Net sales stayed level at'
  return `Net sales ${share > 0 ? 'rose' : 'fell'} ${percent(Math.abs(share))} to`
}

/** The region that brought most of a change by itself, where one did. */
function regionAlone(
  {
    regionsNow,
    regionsBefore,
  }: Record<'regionsNow' | 'regionsBefore', readonly { region: string; net: string }[]>,
  change: number,
  say: Say,
): string | undefined {
  const names = [...new Set([...regionsNow, ...regionsBefore].map(({ region }) => region))]
  const netOf = (rows: readonly { region: string; net: string }[], name: string) =>
    rows.find(({ region }) => region === name)?.net ?? null
  if (names.length < 2) return undefined
  const [first] = contributions(
    names.map(name => ({ name, before: netOf(regionsBefore, name), now: netOf(regionsNow, name) })),
  ).members
  if (!first || Math.abs(first.change) < Math.abs(change) / 4) return undefined
  return `${first.name} alone is ${changeInWords(Math.abs(first.change), say)(first.change)}.`
}

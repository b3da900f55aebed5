import { sql } from 'drizzle-orm'
import { z } from 'zod'
import { lines } from '../../charts/lines.ts'
import { ordersAsked, within } from '../facts.ts'
import { type Filtered, insight, nothingFound, subject } from '../insight.ts'
import { measures, orderMeasures, shown } from '../measures.ts'
import { outlierAbove } from '../outliers.ts'
import { again, during, everyFilter } from '../parameters.ts'
import { type Coverage, dayAfter, weeks } from '../period.ts'
import { against, counted, type Say } from '../words.ts'

const nothing = {
  gross: 0,
  discounts: 0,
  returns: 0,
  cancellations: 0,
  adjustments: 0,
  net: 0,
  orders: 0,
  customers: 0,
}

/** How weeks compare. */
export const weeklysales = insight({
  name: 'weeklysales',
  about: 'Net sales week by week',
  examples: [
    '',
    'last quarter',
    'all',
    'last 26 weeks region:north',
    'last quarter product:P013 not:region:north',
  ],
  params: z.object({ period: during('last 12 weeks'), ...everyFilter() }),
  measures: [
    'netSales',
    'grossSales',
    'discounts',
    'returns',
    'cancellations',
    'adjustments',
    'orders',
    'activeCustomers',
  ],
  latestFirst: true,
  columns: {
    week: {
      title: 'Week of',
      as: 'day',
      whole: 'complete',
      means:
        'The Monday on which the week begins; a week that the period cuts short or that is not over is marked as a part',
    },
    net: {
      title: 'Net sales',
      as: 'money',
      means:
        'What was charged that week, without tax, less what came back, was cancelled or was credited that week, whenever it had been ordered',
    },
    orders: {
      title: 'Orders',
      as: 'count',
      means: 'Orders placed that week, each counted once, also those cancelled later',
    },
    customers: {
      title: 'Customers',
      as: 'count',
      detail: true,
      means:
        'Customers known by name or number who ordered that week, each counted once; guests are left out',
    },
    returns: {
      title: 'Returned',
      as: 'money',
      means:
        'Goods that came back that week, at what was charged for them, whenever they had been ordered; cancellations are left out',
    },
    cancellations: {
      title: 'Cancelled',
      as: 'money',
      detail: true,
      means: 'Goods called off that week before they were sent, at what was charged for them',
    },
    gross: {
      title: 'Gross',
      as: 'money',
      detail: true,
      means: 'List value of what was ordered that week, before discounts and without tax',
    },
    discounts: {
      title: 'Discounts',
      as: 'money',
      detail: true,
      means: 'What was taken off the list value of what was ordered that week',
    },
    adjustments: {
      title: 'Adjusted',
      as: 'money',
      detail: true,
      means: 'Credits given that week that are not for goods: fees, postage, corrections',
    },
    lastYear: {
      title: 'Year before',
      as: 'money',
      detail: true,
      means: 'Net sales of the same week a year (52 weeks) before, where that week is whole in the data',
    },
    peak: {
      title: 'Peak',
      as: 'flag',
      detail: true,
      means:
        'Whether the week stands out: its net sales are above the median of the full weeks by more than three times their usual distance from it (the median absolute deviation, scaled to a standard deviation)',
    },
    target: {
      title: 'Target',
      as: 'money',
      detail: true,
      means: 'What was planned for the week, where there is a plan',
    },
    complete: {
      title: 'Complete',
      as: 'flag',
      detail: true,
      means: 'Whether every day of the week is in the period and in the data',
    },
  },

  query: (tx, asked) => {
    const facts = ordersAsked(asked)
    const weekOf = ({ day }: Pick<typeof facts, 'day'>) => sql<string>`date_trunc('week', ${day})::date::text`
    const yearAgo = { ...asked, period: { ...asked.period, ...weeksBefore(asked.period) } }
    const before = ordersAsked(yearAgo)
    return {
      weeks: tx
        .select({
          week: weekOf(facts).as('week'),
          gross: shown(measures.grossSales, facts),
          discounts: shown(measures.discounts, facts),
          returns: shown(measures.returns, facts),
          cancellations: shown(measures.cancellations, facts),
          adjustments: shown(measures.adjustments, facts),
          net: shown(measures.netSales, facts),
          orders: shown(orderMeasures.orders, facts),
          customers: shown(orderMeasures.activeCustomers, facts),
        })
        .from(facts)
        .where(within(facts, asked))
        .groupBy(sql`1`)
        .orderBy(sql`1`),
      yearAgo: tx
        .select({ week: weekOf(before).as('week'), net: shown(measures.netSales, before) })
        .from(before)
        .where(within(before, yearAgo))
        .groupBy(sql`1`)
        .orderBy(sql`1`),
      whole: tx
        .select({
          net: shown(measures.netSales, facts),
          forfeited: shown(measures.forfeitedSales, facts),
          orders: shown(orderMeasures.orders, facts),
          customers: shown(orderMeasures.activeCustomers, facts),
        })
        .from(facts)
        .where(within(facts, asked)),
    }
  },

  // A week without sales is a week of zero, not a week left out; a week without any data is left out.
  rows: (found, asked, { firstDay, dataThrough, asOf }) => {
    const byWeek = new Map(found.weeks.map(row => [row.week, row]))
    const yearAgo = new Map(found.yearAgo.map(row => [row.week, row.net]))
    const known = { from: latest(asked.period.from, firstDay), to: earliest(asked.period.to, dayAfter(asOf)) }
    const rows = weeks(asked.period)
      .filter(week => latest(week, asked.period.from) <= dataThrough && dayAfter(week, 7) > firstDay)
      .map(week => {
        const complete = week >= known.from && dayAfter(week, 7) <= known.to
        const before = dayAfter(week, -yearOfWeeks)
        return {
          ...nothing,
          ...byWeek.get(week),
          week,
          complete,
          lastYear: complete && before >= firstDay ? (yearAgo.get(before) ?? 0) : null,
          target: null as number | null,
        }
      })
    const limit = outlierAbove(rows.filter(({ complete }) => complete).map(({ net }) => net))
    return rows.map(row => ({ ...row, peak: row.complete && row.net > limit }))
  },

  words: (rows, { whole: [whole] }, { asked, coverage, say }) => {
    if (!whole || rows.every(row => row.orders === 0 && row.net === 0))
      return { finding: nothingFound(asked, coverage, 'sales') }
    const complete = rows.filter(row => row.complete)
    const last = complete.at(-1)
    const average = complete.reduce((sum, row) => sum + row.net, 0) / complete.length
    const compared = last && complete.length > 1 && against(last.net, average, say)
    const best = complete.toSorted((one, other) => other.net - one.net)[0]
    const parts = rows.length - complete.length
    const peaks = complete.filter(({ peak }) => peak)
    return {
      finding: compared
        ? `${say.short(last.net)} in the week of ${say.shortDay(last.week)}, ${compared} the average of ${complete.length} weeks; ${say.short(whole.net)} in all`
        : `${say.short(whole.net)} net${goesOn(asked, coverage) && !rows.at(-1)?.complete ? ' so far' : ''}`,
      detail: [
        best &&
          complete.length > 1 &&
          `The best was the week of ${say.shortDate(best.week)} with ${say.short(best.net)}; on average a full week brought ${say.short(average)}.`,
        peaks.length > 0 && peaksInWords(peaks, say),
        grownInWords(complete, say),
        `${counted(whole.orders, 'order', say)}; ${counted(whole.customers, 'identified customer', say)}.`,
        whole.forfeited > 0 && `${say.short(whole.forfeited)} came back or was cancelled.`,
      ]
        .filter(Boolean)
        .join(' '),
      ...(parts > 0 && { note: `parts of weeks are shown, but not compared` }),
    }
  },

  chart: (rows, { asked, coverage, say, title }) =>
    rows.length < 2
      ? null
      : lines(rows, {
          title,
          subtitle: `Net sales a week, ${subject(asked)}; red: returns and cancellations${hasYearAgo(rows) ? '; grey: a year before' : ''}`,
          x: 'week',
          y: 'net',
          measure: 'Net sales',
          ...(hasYearAgo(rows) && { label: 'now', quiet: { y: 'lastYear' as const, label: 'year before' } }),
          forfeits: { y: ['returns', 'cancellations'], label: 'Returns and cancellations' },
          complete: 'complete',
          open: goesOn(asked, coverage) ? 'so far' : 'part',
          format: say.short,
          // Beyond a year a day without its year could be one of two.
          day: rows.length > 52 ? say.shortDate : say.shortDay,
          month: say.month,
        }),

  next: (_rows, asked) => [
    { label: 'Top customers', ask: again('topcustomers', asked) },
    { label: 'Returns', ask: again('returns', asked) },
  ],
})

/** The same weekday a year before lies so many days back. */
const yearOfWeeks = 364

/** The weeks a year before those of a period. */
function weeksBefore(period: Filtered['period']) {
  const mondays = weeks(period)
  return {
    from: dayAfter(mondays[0] ?? period.from, -yearOfWeeks),
    to: dayAfter(mondays.at(-1) ?? period.to, 7 - yearOfWeeks),
  }
}

type Week = { week: string; net: number; lastYear: number | null }

/** Which weeks stood out, at most three of them, the latest last. */
function peaksInWords(peaks: readonly Week[], say: Say): string {
  const largest = peaks.toSorted((one, other) => other.net - one.net).slice(0, 3)
  const named = say.list(
    largest.toSorted((one, other) => (one.week < other.week ? -1 : 1)).map(({ week }) => say.shortDate(week)),
  )
  return peaks.length > largest.length
    ? `${peaks.length} weeks stood out, most of all those of ${named}.`
    : `${peaks.length === 1 ? 'One week' : `${peaks.length} weeks`} stood out: ${named}.`
}

/** How the full weeks compare with the same weeks a year before, where all of those are known: growth, not season. */
function grownInWords(complete: readonly Week[], say: Say): string | false {
  const before = complete.reduce((sum, { lastYear }) => sum + (lastYear ?? Number.NaN), 0)
  const compared = against(
    complete.reduce((sum, { net }) => sum + net, 0),
    before,
    say,
  )
  if (complete.length === 0 || !Number.isFinite(before) || !compared) return false
  return `Together the full weeks are ${compared} the same weeks a year before.`
}

const hasYearAgo = (rows: readonly { lastYear: number | null }[]) =>
  rows.filter(({ lastYear }) => lastYear !== null).length > 1 && rows.some(({ lastYear }) => lastYear)

/** Whether the last week of the period may still be going on. */
const goesOn = ({ period }: Filtered, { asOf }: Coverage) => period.from <= asOf && period.to > asOf

const latest = (one: string, other: string) => (one > other ? one : other)
const earliest = (one: string, other: string) => (one < other ? one : other)

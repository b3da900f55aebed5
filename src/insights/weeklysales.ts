import { and, type SQLWrapper, sql } from 'drizzle-orm'
import { z } from 'zod'
import { lines } from '../../charts/lines.ts'
import { ordersAsked, salesAsked, within } from '../facts/asked.ts'
import { startOf } from '../facts/units-of-time.ts'
import { insight, nothingFound, subject } from '../insight.ts'
import { measures, orderMeasures, shown } from '../measures.ts'
import { deviationOf, fromAverage, recentWeeks } from '../noise.ts'
import { outlierAbove } from '../outliers.ts'
import { again, during, everyFilter } from '../parameters.ts'
import { dayAfter, weeks } from '../period.ts'
import { spreadInWords, weeksBesidePlan } from '../targets/in-words.ts'
import { type Season, seasonOf, soldByDay } from '../targets/season.ts'
import { planned, type Target, targetsAsked } from '../targets.ts'
import {
  earliest,
  goesOn,
  grownInWords,
  hasTarget,
  hasYearAgo,
  latest,
  partInWords,
  peaksInWords,
  weeksBefore,
  weeksOf,
  yearOfWeeks,
} from '../weeks-in-words.ts'
import { against, counted } from '../words.ts'

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
        'Whether the week stands out: its net sales are above the median of the full weeks by more than three times their usual distance from it (the median absolute deviation, scaled to a standard deviation), and by a tenth of the median at least; of fewer than eight full weeks none does',
    },
    target: {
      title: 'Target',
      as: 'money',
      detail: true,
      means:
        'What was planned for the week, where there is a plan; the target of a longer period is spread over its days by the season of past sales, evenly where that is not known',
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
    const sales = salesAsked(asked)
    const weekOf = ({ day }: { day: SQLWrapper }) => sql<string>`${startOf('week', day)}::text`
    const yearAgo = { ...asked, period: { ...asked.period, ...weeksBefore(asked.period) } }
    const before = salesAsked(yearAgo)
    const bought = and(within(facts, asked), sql`${facts.saleLines} > 0`)
    return {
      weeks: tx
        .select({
          week: weekOf(sales).as('week'),
          gross: shown(measures.grossSales, sales),
          discounts: shown(measures.discounts, sales),
          returns: shown(measures.returns, sales),
          cancellations: shown(measures.cancellations, sales),
          adjustments: shown(measures.adjustments, sales),
          net: shown(measures.netSales, sales),
          orders: shown(orderMeasures.orders, sales),
        })
        .from(sales)
        .where(within(sales, asked))
        .groupBy(sql`1`)
        .orderBy(sql`1`),
      customers: tx
        .select({
          week: weekOf(facts).as('week'),
          customers: shown(orderMeasures.activeCustomers, facts),
        })
        .from(facts)
        .where(bought)
        .groupBy(sql`1`)
        .orderBy(sql`1`),
      yearAgo: tx
        .select({ week: weekOf(before).as('week'), net: shown(measures.netSales, before) })
        .from(before)
        .where(within(before, yearAgo))
        .groupBy(sql`1`)
        .orderBy(sql`1`),
      targets: targetsAsked(tx, asked, weeksOf(asked.period)),
      sold: soldByDay(tx, asked, targetsAsked(tx, asked, weeksOf(asked.period))),
      whole: tx
        .select({
          net: shown(measures.netSales, sales),
          forfeited: shown(measures.forfeitedSales, sales),
          orders: shown(orderMeasures.orders, sales),
        })
        .from(sales)
        .where(within(sales, asked)),
      everybody: tx
        .select({ customers: shown(orderMeasures.activeCustomers, facts) })
        .from(facts)
        .where(bought),
      recent: recentWeeks(tx, asked),
    }
  },

  // A week without sales is a week of zero, not a week left out; a week without any data is left out.
  rows: (found, asked, { firstDay, dataThrough, asOf }) => {
    const byWeek = new Map(found.weeks.map(row => [row.week, row]))
    const customers = new Map(found.customers.map(row => [row.week, row.customers]))
    const yearAgo = new Map(found.yearAgo.map(row => [row.week, row.net]))
    const season = seasonOf(found.sold, { firstDay, asOf })
    const known = { from: latest(asked.period.from, firstDay), to: earliest(asked.period.to, dayAfter(asOf)) }
    const rows = weeks(asked.period)
      .filter(week => latest(week, asked.period.from) <= dataThrough && dayAfter(week, 7) > firstDay)
      .map(week => {
        const complete = week >= known.from && dayAfter(week, 7) <= known.to
        const before = dayAfter(week, -yearOfWeeks)
        return {
          ...nothing,
          ...byWeek.get(week),
          customers: customers.get(week) ?? 0,
          week,
          complete,
          lastYear: complete && before >= firstDay ? (yearAgo.get(before) ?? 0) : null,
          target: complete ? (planOf(week, found.targets, season)?.value ?? null) : null,
        }
      })
    const limit = outlierAbove(rows.filter(({ complete }) => complete).map(({ net }) => net))
    return rows.map(row => ({ ...row, peak: row.complete && row.net > limit }))
  },

  model: ({ recent }, asked, coverage) => ({ weeklyDeviation: deviationOf(recent, asked, coverage) }),

  words: (
    rows,
    { whole: [whole], everybody: [everybody], targets, recent, sold },
    { asked, coverage, say },
  ) => {
    if (!whole || !everybody || rows.every(row => row.orders === 0 && row.net === 0))
      return { finding: nothingFound(asked, coverage, 'sales') }
    const complete = rows.filter(row => row.complete)
    const last = complete.at(-1)
    const average = complete.reduce((sum, row) => sum + row.net, 0) / complete.length
    const deviation = deviationOf(recent, asked, coverage)
    const season = seasonOf(sold, coverage)
    const compared =
      last &&
      complete.length > 1 &&
      against(
        ...([last.net, average, `the average of ${say.count(complete.length)} weeks`, say] as const),
        last.peak ? 0 : fromAverage(deviation, complete.length),
      )
    const best = complete.toSorted((one, other) => other.net - one.net)[0]
    const parts = rows.length - complete.length
    const peaks = complete.filter(({ peak }) => peak)
    return {
      finding: compared
        ? `${say.short(last.net)} in the week of ${say.shortDay(last.week)}, ${compared}; ${say.short(whole.net)} in all`
        : `${say.short(whole.net)} net${goesOn(asked, coverage) && !rows.at(-1)?.complete ? ' so far' : ''}`,
      detail: [
        best &&
          complete.length > 1 &&
          `The best was the week of ${say.shortDate(best.week)} with ${say.short(best.net)}; on average a full week brought ${say.short(average)}.`,
        peaks.length > 0 && peaksInWords(peaks, say),
        grownInWords(complete, deviation, say),
        weeksBesidePlan(complete, say),
        `${counted(whole.orders, 'order', say)}; ${counted(everybody.customers, 'identified customer', say)}.`,
        whole.forfeited > 0 && `${say.short(whole.forfeited)} came back or was cancelled.`,
      ]
        .filter(Boolean)
        .join(' '),
      note: [
        parts > 0 && 'parts of weeks are shown, but not compared',
        spreadInWords(
          complete.map(({ week }) => planOf(week, targets, season)),
          season,
          say,
        ),
      ]
        .filter(Boolean)
        .join(' · '),
    }
  },

  chart: (rows, { asked, coverage, say, title }) =>
    rows.length < 2
      ? null
      : lines(rows, {
          title,
          subtitle: `Net sales a week, ${subject(asked)}; red: returns and cancellations${hasYearAgo(rows) ? '; grey: a year before' : ''}${hasTarget(rows) ? '; ticks: the plan' : ''}`,
          x: 'week',
          y: 'net',
          measure: 'Net sales',
          ...(hasYearAgo(rows) && { quiet: { y: 'lastYear' as const, label: 'year before' } }),
          // Only what is still going on is now.
          ...(goesOn(asked, coverage) && { label: 'now' }),
          ...(hasTarget(rows) && { ticks: { y: 'target' as const, label: 'Plan' } }),
          forfeits: { y: ['returns', 'cancellations'], label: 'Returns and cancellations' },
          complete: 'complete',
          open: ({ week }) => partInWords(week, { asked, coverage, say }),
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

const planOf = (week: string, targets: readonly Target[], season: Season) =>
  planned('netSales', { from: week, to: dayAfter(week, 7) }, targets, season)

import { sql } from 'drizzle-orm'
import { z } from 'zod'
import { lines } from '../../charts/lines.ts'
import { ordersAsked, within } from '../facts.ts'
import { insight } from '../insight.ts'
import { measures, orderMeasures, shown } from '../measures.ts'
import { again, during, filters } from '../parameters.ts'
import { dayAfter, weeks } from '../period.ts'
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
  examples: ['', 'last quarter', 'all', 'last 26 weeks region:north'],
  params: z.object({ period: during('last 12 weeks'), ...filters('region', 'channel', 'category') }),
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
  columns: {
    week: { title: 'Week of', as: 'day' },
    net: { title: 'Net sales', as: 'money' },
    gross: { title: 'Gross', as: 'money', detail: true },
    discounts: { title: 'Discounts', as: 'money', detail: true },
    returns: { title: 'Returns', as: 'money' },
    cancellations: { title: 'Cancelled', as: 'money' },
    adjustments: { title: 'Adjusted', as: 'money', detail: true },
    orders: { title: 'Orders', as: 'count' },
    customers: { title: 'Customers', as: 'count' },
    complete: { title: 'Complete', as: 'flag', detail: true },
  },

  query: (tx, asked) => {
    const facts = ordersAsked(asked)
    const week = sql<string>`date_trunc('week', ${facts.day})::date::text`
    return {
      weeks: tx
        .select({
          week: week.as('week'),
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
    }
  },

  // A week without sales is a week of zero, not a week left out; a week without any data is left out.
  rows: (found, asked, { firstDay, dataThrough, asOf }) => {
    const byWeek = new Map(found.weeks.map(row => [row.week, row]))
    const known = { from: latest(asked.period.from, firstDay), to: earliest(asked.period.to, dayAfter(asOf)) }
    return weeks(asked.period)
      .filter(week => latest(week, asked.period.from) <= dataThrough && dayAfter(week, 7) > firstDay)
      .map(week => ({
        ...nothing,
        ...byWeek.get(week),
        week,
        complete: week >= known.from && dayAfter(week, 7) <= known.to,
      }))
  },

  words: (rows, _found, { asked, say }) => {
    if (rows.every(row => row.orders === 0 && row.net === 0))
      return { headline: `No sales in ${asked.period.label}` }
    const complete = rows.filter(row => row.complete)
    const last = complete.at(-1)
    if (!last)
      return {
        headline: `Net sales were ${say.short(total(rows, row => row.net))} in ${asked.period.label}`,
        detail: 'No week of this period is complete, so there is nothing to compare.',
      }
    const several = complete.length > 1
    const average = total(complete, row => row.net) / complete.length
    const compared = several && against(last.net, average, say)
    const peak = complete.reduce((best, row) => (row.net > best.net ? row : best))
    const forfeited = total(complete, row => row.returns + row.cancellations)
    const left = rows.length - complete.length
    return {
      headline: `${say.short(last.net)} net in the week of ${say.shortDay(last.week)}${compared ? `, ${compared} average` : ''}`,
      detail: [
        several && `The average of the ${complete.length} weeks is ${say.short(average)}.`,
        several &&
          (peak === last
            ? 'No week among them was better.'
            : `The best began on ${say.day(peak.week)} and brought ${say.short(peak.net)}.`),
        `${counted(last.orders, 'order', say)} from ${counted(last.customers, 'customer', say)} in the latest week.`,
        forfeited > 0 && `Returns and cancellations took ${say.short(forfeited)} in these weeks.`,
      ]
        .filter(Boolean)
        .join(' '),
      ...(left > 0 && { note: `${counted(left, 'incomplete week', say)} shown, not compared` }),
    }
  },

  chart: (rows, { asked, say, headline }) =>
    lines(rows, {
      title: headline,
      subtitle: `Net sales a week, ${asked.period.label}; red: returns and cancellations`,
      x: 'week',
      y: 'net',
      measure: 'Net sales',
      forfeits: { y: ['returns', 'cancellations'], label: 'Returns and cancellations' },
      complete: 'complete',
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

const total = <R>(rows: readonly R[], of: (row: R) => number) => rows.reduce((sum, row) => sum + of(row), 0)
const latest = (one: string, other: string) => (one > other ? one : other)
const earliest = (one: string, other: string) => (one < other ? one : other)

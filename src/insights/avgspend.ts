import { z } from 'zod'
import { distribution } from '../../charts/distribution.ts'
import { compared, comparison } from '../compare.ts'
import { guestNote, guestSales } from '../figures/guests.ts'
import { averageSpend, rangesOfSpend } from '../figures/spend.ts'
import { insight, nothingFound, subject } from '../insight.ts'
import { again, during, everyFilter, versus } from '../parameters.ts'
import { against, counted, type Say } from '../words.ts'

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
      means:
        'What these customers were charged by order, before anything came back; orders of guests are left out',
    },
  },

  query: (tx, asked) => ({
    groups: rangesOfSpend(tx, asked),
    whole: guestSales(tx, asked),
    before: averageSpend(tx, { ...asked, period: { ...asked.period, ...compared(asked.period, asked.vs) } }),
  }),

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
    const isEnough = Math.min(all.customers, before?.customers ?? 0) >= few
    const base = other && isEnough ? (before?.averageSpend ?? null) : null
    const chance = byChance(whole.spread, [all.customers, before?.customers ?? 0])
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

/** How an average has moved, and whether chance alone may move it so far. */
function moved(average: number, base: number, chance: number, called: string, say: Say) {
  const change = against(average, base, called, say, chance)
  return change ? `, ${change}` : ''
}

import { inArray, sql } from 'drizzle-orm'
import { z } from 'zod'
import { heatmap } from '../../charts/heatmap.ts'
import { monthsOfNew } from '../facts/customers-in.ts'
import { startOf } from '../facts/units-of-time.ts'
import {
  average,
  type Cell,
  finding,
  firstKnown,
  isEarly,
  isKnown,
  monthAfter,
  monthInWords,
  monthsBetween,
  rounded,
} from '../figures/cohorts.ts'
import { guestNote, guestSales } from '../figures/guests.ts'
import { insight, nothingFound, subject } from '../insight.ts'
import { again, during, everyFilter } from '../parameters.ts'
import { dayAfter } from '../period.ts'

/** Whether customers come back. */
export const retention = insight({
  name: 'retention',
  about: 'Whether customers come back after their first order',
  examples: ['', 'last 18 months', 'all', '2025 region:north', 'last 12 months category:toys'],
  params: z.object({ period: during('last 12 months'), ...everyFilter() }),
  measures: ['activeCustomers'],
  columns: {
    cohort: {
      title: 'First order in',
      as: 'month',
      means:
        'The month of a customer’s very first order; a filter keeps those whose first order passes it. The first 12 months of data cannot know who is new',
    },
    age: {
      title: 'Months later',
      as: 'count',
      means: 'How many calendar months later they ordered; 0 is the month of the first order itself',
    },
    share: {
      title: 'Ordered again',
      as: 'share',
      whole: 'mature',
      means: 'Of these customers, the share with an order in that month; what was cancelled later counts',
    },
    customers: {
      title: 'New customers',
      as: 'count',
      means: 'Customers who first ordered in the month; guests, who gave no name, are left out',
    },
    active: {
      title: 'Of them active',
      as: 'count',
      detail: true,
      means: 'How many of these customers placed an order in that later month, each counted once',
    },
    mature: {
      title: 'Month complete',
      as: 'flag',
      detail: true,
      means:
        'Whether the later month is complete in the data; averages leave out months that are not, and customers of the first 12 months of data',
    },
  },

  query: (tx, asked) => {
    const { from, to } = asked.period
    // Who is new in the period comes back at any time after it.
    const later = { ...asked, period: { ...asked.period, to: 'infinity' } }
    const monthly = tx.$with('monthly').as(monthsOfNew(tx, later, { from, to }))
    // Whose first order lies outside the filters is no new customer inside them.
    const starters = tx
      .select({ id: monthly.id })
      .from(monthly)
      .where(sql`${monthly.firstHere} = ${monthly.first}`)
    const counted = tx.$with('counted').as(
      tx
        .select({
          first: startOf('month', sql`${monthly.first}`).as('first_month'),
          ...{ month: monthly.month, active: sql<number>`count(*)`.as('active') },
        })
        .from(monthly)
        .where(inArray(monthly.id, starters))
        .groupBy(sql`1`, monthly.month),
    )
    const since = sql`age(${counted.month}, ${counted.first})`
    return {
      cells: tx
        .with(monthly, counted)
        .select({
          cohort: sql<string>`to_char(${counted.first}, 'YYYY-MM')`.as('cohort'),
          age: sql<number>`extract(year from ${since}) * 12 + extract(month from ${since})`
            .mapWith(Number)
            .as('age'),
          active: sql<number>`${counted.active}`.mapWith(Number),
        })
        .from(counted)
        .orderBy(sql`1`, sql`2`),
      whole: guestSales(tx, asked),
    }
  },

  rows: ({ cells }, _asked, { firstDay, dataThrough, asOf }) => {
    const found = new Map(cells.map(({ cohort, age, active }) => [`${cohort} ${age}`, active]))
    const size = (cohort: string) => found.get(`${cohort} 0`) ?? 0
    return [...new Set(cells.map(({ cohort }) => cohort))].flatMap(cohort =>
      Array.from({ length: monthsBetween(cohort, dataThrough) + 1 }, (_, age): Cell => {
        const [customers, active] = [size(cohort), found.get(`${cohort} ${age}`) ?? 0]
        const mature = monthAfter(cohort, age) >= firstDay && monthAfter(cohort, age + 1) <= dayAfter(asOf)
        return { cohort, age, customers, active, share: rounded(active / customers), mature }
      }),
    )
  },

  words: (rows, { whole: [whole] }, { asked, coverage, say }) => {
    const [early, known] = [rows.filter(isEarly(coverage)), rows.filter(isKnown(coverage))]
    const note = [
      early.length > 0 &&
        known.length > 0 &&
        `who was new before ${monthInWords(firstKnown(coverage), say)} is not known: those months are in no average`,
      guestNote(whole, say),
    ]
      .filter(Boolean)
      .join(' · ')
    return {
      ...finding(rows, known, { coverage, say, nothing: nothingFound(asked, coverage, 'new customers') }),
      note,
    }
  },

  chart: (rows, { asked, coverage, say, title }) => {
    const known = rows.filter(isKnown(coverage))
    const cells = rows
      .filter(({ age }) => age > 0)
      .map(row => ({ ...row, counts: row.mature && !isEarly(coverage)(row) }))
    if (cells.length === 0) return null
    const reasons = [
      cells.some(({ mature }) => !mature) && 'month not over',
      cells.some(isEarly(coverage)) && 'first year of data',
    ].filter(Boolean)
    const ages = [...new Set(cells.map(({ age }) => age))].sort((one, other) => one - other)
    return heatmap(cells, {
      title,
      subtitle: `Share ordering again, by month of first order; ${subject(asked)}`,
      row: 'cohort',
      column: 'age',
      value: 'share',
      measure: 'Share of new customers who ordered again',
      mature: 'counts',
      immature: reasons.join('; '),
      average: { label: 'Average', values: ages.map(age => ({ column: age, value: average(known, age) })) },
      rowName: cohort => monthInWords(cohort, say),
      columnTitle: 'Months since the first order',
      format: say.percent,
    })
  },

  next: (_rows, asked) => [
    { label: 'Best customers', ask: again('topcustomers', asked) },
    { label: 'Week by week', ask: again('weeklysales', asked) },
  ],
})

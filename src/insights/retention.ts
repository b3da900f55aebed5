import { and, gte, inArray, lt, sql } from 'drizzle-orm'
import { z } from 'zod'
import { heatmap } from '../../charts/heatmap.ts'
import { dayOf } from '../calendar.ts'
import { customerOf, ordersAsked, within } from '../facts.ts'
import { insight, nothingFound, subject } from '../insight.ts'
import { cents, measures, shown } from '../measures.ts'
import { again, during, everyFilter } from '../parameters.ts'
import { type Coverage, dayAfter } from '../period.ts'
import { counted, type Say } from '../words.ts'

type Cell = {
  cohort: string
  age: number
  customers: number
  active: number
  share: number
  mature: boolean
}

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
      as: 'text',
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
    const facts = ordersAsked(later)
    const customer = customerOf(tx, facts.customerId)
    const monthly = tx.$with('monthly').as(
      tx
        .select({
          id: sql<number>`${facts.customerId}`.as('id'),
          first: sql<string>`${customer.firstDay}`.as('first'),
          month: sql<string>`date_trunc('month', ${facts.day}::timestamp)::date`.as('month'),
          firstHere: sql<string>`min(${facts.day})`.as('first_here'),
        })
        .from(facts)
        .crossJoinLateral(customer)
        .where(
          and(
            within(facts, later),
            sql`${facts.saleLines} > 0`,
            gte(customer.firstDay, from),
            lt(customer.firstDay, to),
          ),
        )
        .groupBy(sql`1`, sql`2`, sql`3`),
    )
    // Whose first order lies outside the filters is no new customer inside them.
    const starters = tx
      .select({ id: monthly.id })
      .from(monthly)
      .where(sql`${monthly.firstHere} = ${monthly.first}`)
    const cohort = sql<string>`to_char(${monthly.first}, 'YYYY-MM')`
    const age = sql<number>`(extract(year from ${monthly.month}) - extract(year from ${monthly.first})) * 12
      + extract(month from ${monthly.month}) - extract(month from ${monthly.first})`
    const charged = ordersAsked(asked)
    return {
      cells: tx
        .with(monthly)
        .select({
          cohort: cohort.as('cohort'),
          age: age.mapWith(Number).as('age'),
          active: sql<number>`count(*)`.mapWith(Number).as('active'),
        })
        .from(monthly)
        .where(inArray(monthly.id, starters))
        .groupBy(sql`1`, sql`2`)
        .orderBy(sql`1`, sql`2`),
      whole: tx
        .select({
          charged: shown(measures.chargedSales, charged),
          guests: cents(
            sql`coalesce(sum(${charged.gross} - ${charged.discounts}) filter (where ${charged.customerId} is null), 0)`,
          ),
        })
        .from(charged)
        .where(within(charged, asked)),
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
      whole &&
        whole.guests > 0 &&
        whole.charged > 0 &&
        `${say.share(whole.guests / whole.charged)} of sales were to guests, who are not counted as customers`,
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
      cells.some(isEarly(coverage)) && 'first year of data, nobody known to be new',
    ].filter(Boolean)
    const ages = [...new Set(cells.map(({ age }) => age))].sort((one, other) => one - other)
    return heatmap(cells, {
      title,
      subtitle: `Share who ordered again, by month of first order, ${subject(asked)}`,
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

/** The first day of the month that lies so many months after a cohort's. */
const monthAfter = (cohort: string, age: number) => dayOf(`${cohort}-01`).add({ months: age }).toString()

const monthsBetween = (cohort: string, day: string) =>
  dayOf(`${cohort}-01`).until(dayOf(day), { largestUnit: 'months' }).months

const rounded = (share: number) => Math.round(share * 1e6) / 1e6

/** In one month, or from one to another: from Mar to May 2026. */
const stretch = (first: string, last: string, say: Say) => {
  if (first === last) return `in ${monthInWords(first, say)}`
  const isOneYear = first.slice(0, 4) === last.slice(0, 4)
  const from = isOneYear ? say.month(`${first}-01`) : monthInWords(first, say)
  return `from ${from} to ${monthInWords(last, say)}`
}

const monthInWords = (cohort: string, { month }: Pick<Say, 'month'>) =>
  `${month(`${cohort}-01`)} ${cohort.slice(0, 4)}`

/** The first month whose new customers are known to be new: nobody had ordered in a whole year of data before. */
const firstKnown = ({ firstDay }: Pick<Coverage, 'firstDay'>) => {
  const yearLater = dayOf(firstDay).add({ years: 1 })
  return (yearLater.day === 1 ? yearLater : yearLater.add({ months: 1 })).toString().slice(0, 7)
}

const isEarly = (coverage: Coverage) => {
  const first = firstKnown(coverage)
  return ({ cohort }: Cell) => cohort < first
}

/** Whether a cell counts in averages: its month is over, and its customers are known to have been new. */
const isKnown = (coverage: Coverage) => {
  const early = isEarly(coverage)
  return (cell: Cell) => cell.mature && !early(cell)
}

const total = (cells: readonly Cell[], of: 'customers' | 'active') =>
  cells.reduce((sum, cell) => sum + cell[of], 0)

/** The share that came back, of all customers of some cells. */
const back = (cells: readonly Cell[]) =>
  cells.length > 0 ? total(cells, 'active') / total(cells, 'customers') : null

const average = (cells: readonly Cell[], age: number) => back(cells.filter(cell => cell.age === age))

/** Fewer new customers than this say little about the next. */
const few = 100

function finding(
  rows: readonly Cell[],
  known: readonly Cell[],
  { coverage, say, nothing }: { coverage: Coverage; say: Say; nothing: string },
): { finding: string; detail?: string } {
  const [first] = rows
  if (!first) return { finding: nothing }
  const newcomers = total(
    rows.filter(({ age }) => age === 0),
    'customers',
  )
  const [month, quarter] = [average(known, 1), average(known, 3)]
  if (month !== null) {
    const judged = known.filter(({ age }) => age === 1)
    const size = total(judged, 'customers')
    const trend = recently(judged, say)
    const far = [12, 6].find(age => known.some(cell => cell.age === age))
    const share = far && average(known, far)
    return {
      finding: `${say.share(month)} of new customers ordered again a month later${
        quarter === null ? '' : `, ${say.share(quarter)} after three`
      }${trend.short}`,
      detail: [
        trend.long,
        typeof share === 'number' && `After ${far} months it was ${say.share(share)}.`,
        size < few &&
          `These are only ${counted(size, 'customer', say)}: a few more or less would change the figures much.`,
      ]
        .filter(Boolean)
        .join(' '),
    }
  }
  const seen = rows.filter(row => row.age === 1 && row.mature)
  const early = rows.filter(isEarly(coverage))
  if (early.length > 0) {
    const share = back(seen)
    return {
      finding: `Nobody here is known to be new: the data begins on ${say.day(coverage.firstDay)}`,
      detail: [
        'Who first appears in the first 12 months of data may have ordered before.',
        share !== null &&
          `Of the ${counted(total(seen, 'customers'), 'customer', say)} first seen then, ${say.share(share)} ordered again a month later.`,
        `New customers are known from ${monthInWords(firstKnown(coverage), say)} on.`,
      ]
        .filter(Boolean)
        .join(' '),
    }
  }
  return {
    finding: `${counted(newcomers, 'customer', say)} ordered for the first time`,
    detail: `Who comes back within a month is known from ${say.day(monthAfter(first.cohort, 2))}.`,
  }
}

/** Whether the latest new customers came back more often a month later than those before them. */
function recently(judged: readonly Cell[], say: Say): { short: string; long: string } {
  const size = Math.min(3, Math.floor(judged.length / 2))
  const [recent, before] = [judged.slice(judged.length - size), judged.slice(0, judged.length - size)]
  const [now, then, all] = [back(recent), back(before), back(judged)]
  const [first, last] = [recent[0], recent.at(-1)]
  if (now === null || then === null || all === null || !first || !last) return { short: '', long: '' }
  // Two standard errors: less than that happens by chance alone.
  const chance =
    2 * Math.sqrt(all * (1 - all) * (1 / total(recent, 'customers') + 1 / total(before, 'customers')))
  const isLevel = Math.abs(now - then) <= chance
  const since = `Of the customers new ${stretch(first.cohort, last.cohort, say)}, ${say.share(now)} came back a month later; of those before them, ${say.share(then)}`
  return {
    short: isLevel ? '; lately about as many' : now > then ? '; lately more do' : '; lately fewer do',
    long: `${since}${isLevel ? ', which is about level' : ''}.`,
  }
}

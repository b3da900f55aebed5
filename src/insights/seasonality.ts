import { and, eq, lte, type SQL, sql } from 'drizzle-orm'
import { z } from 'zod'
import { heatmaps } from '../../charts/heatmaps.ts'
import { coverage as covered } from '../../drizzle/schema/sales.ts'
import { months } from '../calendar.ts'
import { ordersAsked, salesAsked, within } from '../facts/asked.ts'
import { type Part, type Seasons, seasons } from '../figures/seasons.ts'
import { type By, isDrawn, type Season, seasonsInWords } from '../figures/seasons-in-words.ts'
import { insight, nothingFound, subject } from '../insight.ts'
import { exact, measures, orderMeasures, shown } from '../measures.ts'
import { again, during, everyFilter } from '../parameters.ts'
import type { Say } from '../words.ts'

/** When people buy. */
export const seasonality = insight({
  name: 'seasonality',
  about: 'When people buy: months, weekdays and hours against an average one, growth taken out',
  examples: [
    '',
    'last 24 months region:north',
    'category:toys',
    'last quarter channel:online',
    'attr:city=London',
  ],
  params: z.object({ period: during('all'), ...everyFilter() }),
  measures: ['chargedSales'],
  columns: {
    when: {
      title: 'When',
      as: 'text',
      means:
        'A month of the year, a weekday, or the hour in which an order begins, on the company’s clock. Only complete months, ISO weeks and days count; without a time of day in the data there are no hours',
    },
    index: {
      title: 'Of average',
      as: 'share',
      means:
        'Sales (what was charged on the day of the order; what came back later is not taken off) against an average month, day or hour: 138% is 38% above. A month is compared with the twelve months around it, a weekday with its own week, an hour with the other hours of its own day in which anything is ever sold; so growth falls out',
    },
    error: {
      title: 'Standard error',
      as: 'share',
      means:
        'How far the index may lie off by chance: in two of three cases by less than this. Months share one, from how much the same month differs from year to year; where none was seen twice it is not known',
    },
    observations: {
      title: 'Times seen',
      as: 'count',
      means:
        'How many years of the month, weeks with sales, or days with sales the index is the average of. A month needs half a year of data on both sides; without it there is no index',
    },
    sales: {
      title: 'Sales',
      as: 'money',
      detail: true,
      means: 'What was charged in these months, weekdays or hours, of complete months, weeks and days alone',
    },
    by: { title: 'By', as: 'text', detail: true, means: 'Whether the row is a month, a weekday or an hour' },
    at: {
      title: 'Number',
      as: 'count',
      detail: true,
      means: 'Months from 1 for January, weekdays from 1 for Monday, hours from 0 for midnight',
    },
  },

  query: (tx, asked) => {
    const [sales, facts] = [salesAsked(asked), ordersAsked(asked)]
    const charged = exact(measures.chargedSales, facts)
    // Hours of days are too many to come out of the database, and which days and weeks are complete it knows itself.
    const hourly = tx.$with('hourly').as(
      tx
        .select({
          day: sql<string>`${facts.day}`.as('day'),
          hour: sql<number>`${facts.hour}`.as('hour'),
          monday: sql<string>`${facts.day} - (extract(isodow from ${facts.day})::int - 1)`.as('monday'),
          charged: sql<string>`${charged}`.as('charged'),
        })
        .from(facts)
        // Who bought nothing has no hour; said so, it is read from the index of those who did.
        .where(and(within(facts, asked), sql`${facts.hour} is not null`, sql`${facts.saleLines} > 0`))
        .groupBy(sql`1`, sql`2`),
    )
    const wholeWeeks = sql`${hourly.monday} >= greatest(${covered.firstDay}, ${asked.period.from}::date)
      and ${hourly.monday} + 7 <= least(${covered.asOf} + 1, ${asked.period.to}::date)`
    const shares = tx.$with('shares').as(
      tx
        .select({
          weekday: sql<number>`extract(isodow from ${hourly.day})::int`.as('weekday'),
          hour: hourly.hour,
          charged: hourly.charged,
          ofDay:
            sql<string>`${hourly.charged} / nullif(sum(${hourly.charged}) over (partition by ${hourly.day}), 0)`.as(
              'of_day',
            ),
          ofWeek:
            sql<string>`case when ${wholeWeeks} then ${hourly.charged} / nullif(sum(${hourly.charged}) over (partition by ${hourly.monday}), 0) end`.as(
              'of_week',
            ),
        })
        .from(hourly)
        .innerJoin(covered, eq(covered.id, 1))
        .where(lte(hourly.day, covered.asOf)),
    )
    const added = (value: SQL) => sql<number>`coalesce(sum(${value}), 0)`.mapWith(Number)
    return {
      days: tx
        .select({
          day: sql<string>`${sales.day}::text`.as('day'),
          charged: hundredths(exact(measures.chargedSales, sales)).as('charged'),
        })
        .from(sales)
        .where(within(sales, asked))
        .groupBy(sales.day)
        .orderBy(sales.day),
      hours: tx
        .with(hourly, shares)
        .select({
          weekday: shares.weekday,
          hour: shares.hour,
          charged: hundredths(sql`sum(${shares.charged})`).as('charged'),
          ofDay: added(sql`${shares.ofDay}`).as('of_day'),
          squares: added(sql`${shares.ofDay} * ${shares.ofDay}`).as('squares'),
          ofWeek: added(sql`${shares.ofWeek}`).as('of_week'),
        })
        .from(shares)
        .groupBy(sql`1`, sql`2`)
        .orderBy(sql`1`, sql`2`),
      whole: tx
        .select({
          charged: shown(measures.chargedSales, sales),
          orders: shown(orderMeasures.orders, sales),
        })
        .from(sales)
        .where(within(sales, asked)),
    }
  },

  rows: (found, asked, coverage) => {
    const { months, weekdays, hours } = seasons(found, asked, coverage)
    return [...months.map(season('month')), ...weekdays.map(season('weekday')), ...hours.map(season('hour'))]
  },

  words: (rows, found, { asked, coverage, say }) => {
    const [whole] = found.whole
    return whole && whole.charged > 0
      ? seasonsInWords(rows, { ...whole, ...seasons(found, asked, coverage) }, say)
      : { finding: nothingFound(asked, coverage, 'sales') }
  },

  chart: (_rows, { asked, coverage, say, title, found }) => {
    const known = seasons(found, asked, coverage)
    const orders = found.whole[0]?.orders ?? 0
    if (!isDrawn({ ...known, orders })) return null
    const common = {
      row: 'row' as const,
      column: 'column' as const,
      value: 'value' as const,
      around: 1,
      least: 0.25,
      unknown: 'not known or never sold',
      format: (value: number) => aboveOrBelow(value, say),
    }
    const months = {
      ...common,
      rows: monthCells(known),
      measure: 'Months, % above or below average',
      columnName: (month: string) => named.month(Number(month)).slice(0, 3),
    }
    const hours = {
      ...common,
      rows: hourCells(known),
      measure: 'Hours, % above or below average',
      columnName: pad,
      columnTitle: 'Hour of the day',
    }
    const days = {
      ...common,
      rows: known.weekdays.map(({ at, index }) => ({ row: 'All weeks', column: at, value: index || null })),
      measure: 'Weekdays, % above or below average',
      columnName: (day: string) => weekdayOf(day).slice(0, 3),
    }
    const panels = [months, ...(known.hours.length > 0 ? [hours] : [days])].filter(({ rows }) =>
      rows.some(({ value }) => value !== null),
    )
    return panels.length > 0
      ? heatmaps({ title, subtitle: `Charged sales, % above or below average, ${subject(asked)}`, panels })
      : null
  },

  next: (_rows, asked) => [
    { label: 'Week by week', ask: again('weeklysales', asked) },
    { label: 'Products', ask: again('products', asked) },
  ],
})

const names = ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday'] as const
const weekdayOf = (day: string | number) => names[Number(day) - 1] ?? ''
const pad = (value: string | number) => String(value).padStart(2, '0')

const named: Record<By, (at: number) => string> = {
  month: at => months[at - 1] ?? '',
  weekday: weekdayOf,
  hour: at => `${pad(at)}:00`,
}

const rounded = (value: number | null) => (value === null ? null : Math.round(value * 1e6) / 1e6)

const season =
  (by: By) =>
  ({ at, index, error, observations, sales }: Part): Season => ({
    when: named[by](at),
    index: rounded(index),
    error: rounded(error),
    observations,
    // From hundredths of a cent.
    sales: Math.round(sales / 100) / 100,
    by,
    at,
  })

/** An exact amount in hundredths of a cent: whole numbers, which add up exactly outside the database, too. */
const hundredths = (amount: SQL) => sql<number>`(${amount}) * 10000`.mapWith(Number)

/** The row of the picture that stands for all years. */
const together = 'All years'

/** How many years the picture shows above their average. */
const mostYears = 4

/** The last years with a ratio, month by month, and beneath them what they come to. */
function monthCells({ history, months }: Seasons) {
  const years = [
    ...new Set(history.filter(({ ratio }) => ratio !== null).map(({ start }) => start.year)),
  ].slice(-mostYears)
  const cells = years.flatMap(year =>
    months.map(({ at }) => ({
      row: String(year),
      column: at,
      value: history.find(({ start }) => start.year === year && start.month === at)?.ratio ?? null,
    })),
  )
  const all = months.map(({ at, index }) => ({ row: together, column: at, value: index }))
  return years.length > 1 ? [...cells, ...all] : cells
}

/** The hours of each weekday, or of all days where there is no full week; those without any sales are not known. */
const hourCells = ({ grid, hours }: Seasons) =>
  grid.length > 0
    ? grid.map(({ weekday, hour, index }) => ({
        row: weekdayOf(weekday).slice(0, 3),
        column: hour,
        value: index,
      }))
    : hours.map(({ at, index }) => ({ row: 'All days', column: at, value: index || null }))

/** By how many percent an index lies above or below the average, with its sign. */
function aboveOrBelow(index: number, { count }: Say): string {
  const percent = Math.round((index - 1) * 100)
  return `${percent > 0 ? '+' : ''}${count(percent)}`
}

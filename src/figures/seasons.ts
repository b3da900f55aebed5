import { type Day, dayOf, unitAround } from '../calendar.ts'
import type { Filtered } from '../insight.ts'
import { dayIndices, type Index, monthIndices, shareIndex } from '../models/seasonal.ts'
import { type Coverage, dayAfter, weeks } from '../period.ts'

/*
 * Which months, weeks and days of a question are complete, and what the models make of their sales.
 * All sales are in whole hundredths of a cent, so that they add up exactly.
 */

/** What the database found: the sales of each day, and of each hour of a weekday with its shares of days and weeks. */
export type Sold = {
  days: readonly { day: string; charged: number }[]
  hours: readonly {
    weekday: number
    hour: number
    charged: number
    /** The sum of the hour's shares of its days, and of their squares. */
    ofDay: number
    squares: number
    /** The sum of its shares of complete weeks. */
    ofWeek: number
  }[]
}

/** An index with what it is of, and the sales of all complete months, weeks or days of it. */
export type Part = Index & { at: number; sales: number }

export type Seasons = {
  /** The months of the year of which at least one is complete, from 1 for January. */
  months: Part[]
  /** Each complete month, in order, and its ratio to the level around it. */
  history: { start: Day; ratio: number | null }[]
  /** The days of the week from 1 for Monday; none without a complete week. */
  weekdays: Part[]
  /** The hours from the first to the last in which anything is ever sold; none where the data has no time of day. */
  hours: Part[]
  /** Every such hour of every weekday against an average one, from complete weeks; null where nothing is ever sold. */
  grid: { weekday: number; hour: number; index: number | null }[]
  /** How many weeks and days are complete, and how many of the weeks have sales. */
  counts: { weeks: number; weeksWithSales: number; days: number }
}

/** The seasons in what was sold, from complete months, weeks and days alone. */
export function seasons({ days, hours }: Sold, { period }: Filtered, { firstDay, asOf }: Coverage): Seasons {
  const [, from = firstDay] = [period.from, firstDay].sort()
  const [to = period.to] = [period.to, dayAfter(asOf)].sort()
  const whole = { ...period, from, to }
  const complete = days.filter(({ day }) => day >= from && day < to)
  const byDay = new Map(complete.map(({ day, charged }) => [day, charged]))

  const daysWithSales = complete.filter(({ charged }) => charged > 0).length
  // Of nothing there is no season, and no row to say so in.
  const months = daysWithSales > 0 ? fullMonths(from, to) : []
  const byMonth = new Map<string, number>()
  for (const { day, charged } of complete)
    byMonth.set(day.slice(0, 7), (byMonth.get(day.slice(0, 7)) ?? 0) + charged)
  const sales = months.map(start => byMonth.get(start.toString().slice(0, 7)) ?? 0)
  const monthly = monthIndices(sales, (months[0]?.month ?? 1) - 1)

  const mondays =
    daysWithSales > 0 ? weeks(whole).filter(monday => monday >= from && dayAfter(monday, 7) <= to) : []
  const weekly = mondays.map(monday =>
    Array.from({ length: 7 }, (_, day) => byDay.get(dayAfter(monday, day)) ?? 0),
  )
  const weeksWithSales = weekly.filter(week => total(week) > 0).length

  const open = hours.filter(({ charged }) => charged > 0)
  // Where no order tells its time of day, all stand at midnight.
  const openHours = open.some(({ hour }) => hour > 0) ? [...new Set(open.map(({ hour }) => hour))] : []
  const shown = span(openHours)
  return {
    months: monthly.indices.flatMap((index, month) => {
      const own = sales.filter((_, at) => months[at]?.month === month + 1)
      return own.length > 0 ? [{ ...index, at: month + 1, sales: total(own) }] : []
    }),
    history: months.map((start, at) => ({ start, ratio: monthly.ratios[at] ?? null })),
    weekdays: dayIndices(weekly).map((index, day) => ({
      ...index,
      at: day + 1,
      sales: total(weekly.map(week => week[day] ?? 0)),
    })),
    hours: shown.map(hour => {
      const own = hours.filter(one => one.hour === hour)
      const sums = { sum: total(own.map(one => one.ofDay)), squares: total(own.map(one => one.squares)) }
      return {
        ...shareIndex(sums, daysWithSales, openHours.length),
        at: hour,
        sales: total(own.map(one => one.charged)),
      }
    }),
    grid:
      weeksWithSales === 0
        ? []
        : [1, 2, 3, 4, 5, 6, 7].flatMap(weekday =>
            shown.map(hour => {
              const share = hours.find(one => one.weekday === weekday && one.hour === hour)?.ofWeek ?? 0
              // A week has seven times as many hours as a day, and an average one has its turn of them.
              const index = (share / weeksWithSales) * 7 * openHours.length
              return { weekday, hour, index: share > 0 ? index : null }
            }),
          ),
    counts: {
      weeks: mondays.length,
      weeksWithSales,
      days: from < to ? dayOf(from).until(dayOf(to)).days : 0,
    },
  }
}

const total = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0)

/** The first days of the months that lie wholly between two days. */
function fullMonths(from: string, to: string): Day[] {
  const around = unitAround('month', dayOf(from))
  const first = around.start.toString() === from ? around.start : around.end
  const count = Math.max(0, first.until(dayOf(to), { largestUnit: 'months' }).months)
  return Array.from({ length: count }, (_, month) => first.add({ months: month }))
}

/** All whole numbers from the smallest to the largest. */
function span(values: readonly number[]): number[] {
  const [low, high] = [Math.min(...values), Math.max(...values)]
  return values.length > 0 ? Array.from({ length: high - low + 1 }, (_, at) => low + at) : []
}

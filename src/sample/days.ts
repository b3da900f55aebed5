import { Temporal } from 'temporal-polyfill'
import { categories } from './categories.ts'
import { planted } from './planted.ts'

export type Promotion = { percent: number; uplift: number }

const { days, historyDays, season, week, promotions } = planted

/** The value of knots [day of the year, value] on a day, straight between them. */
const between = (knots: readonly (readonly [number, number])[], dayOfYear: number) => {
  const after = knots.findIndex(([day]) => day > dayOfYear)
  const [lowDay, low] = knots[after < 0 ? knots.length - 1 : Math.max(0, after - 1)] ?? [1, 1000]
  const [highDay, high] = knots[after] ?? [lowDay, low]
  return highDay === lowDay ? low : low + ((high - low) * (dayOfYear - lowDay)) / (highDay - lowDay)
}

/** Percentage and uplift for each category on a day of the form MM-DD. */
const promoted = (monthDay: string): Promotion[] => {
  const running = promotions.filter(({ from, to }) => from <= monthDay && monthDay <= to)
  return categories.map(({ name }) => {
    const mine = running.filter(
      ({ categories }) => categories === 'all' || (categories as readonly string[]).includes(name),
    )
    return {
      percent: Math.max(0, ...mine.map(({ percent }) => percent)),
      uplift: Math.max(1, ...mine.map(({ uplift }) => uplift)),
    }
  })
}

/**
 * The calendar of a company whose last day is `end`. The shop has a clock of its own, on which a busy day is longer
 * than a quiet one and the average day is 1 long: customers' rates hold on that clock, so that seasons and their
 * habits are both true. Its zero is the start of the history; days before day 0 are negative.
 */
export const calendar = (end: string) => {
  const last = Temporal.PlainDate.from(end)
  const date = (day: number) => last.subtract({ days: days - 1 - day })
  const lengths = Array.from({ length: historyDays + days }, (_, at) => {
    const { dayOfYear, dayOfWeek } = date(at - historyDays)
    return between(season, dayOfYear) * (week[dayOfWeek - 1] ?? 0)
  })
  const average = lengths.reduce((sum, length) => sum + length, 0) / lengths.length
  const starts = new Float64Array(lengths.length + 1)
  for (const [at, length] of lengths.entries()) starts[at + 1] = (starts[at] ?? 0) + length / average
  return {
    /** How long history and data last on the shop's clock. */
    length: starts[lengths.length] ?? 0,
    /** The day of a moment on the shop's clock. */
    dayOf: (moment: number) => {
      let [low, high] = [0, lengths.length]
      while (high - low > 1) {
        const middle = (low + high) >> 1
        if ((starts[middle] ?? 0) <= moment) low = middle
        else high = middle
      }
      return low - historyDays
    },
    date: (day: number) => date(day).toString(),
    isChristmas: (day: number) => date(day).toString().endsWith('-12-25'),
    promotions: (day: number) => promoted(date(day).toString().slice(5)),
    /** How much each category is wanted on a day, in thousandths of its usual. */
    wanted: (day: number) => categories.map(({ season }) => between(season, date(day).dayOfYear)),
  }
}

export type Calendar = ReturnType<typeof calendar>

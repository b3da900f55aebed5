import { Temporal } from 'temporal-polyfill'

/** One calendar day, without a clock or a time zone. */
export type Day = Temporal.PlainDate

/** The units a calendar is divided into; a week is an ISO week, Monday to Sunday. */
export const grains = ['day', 'week', 'month', 'quarter', 'year'] as const
export type Grain = (typeof grains)[number]

/** One day, week, month, quarter or year: its first day, and the first day after it. */
export type Unit = { grain: Grain; start: Day; end: Day }

/** The months in English, January first. */
export const months = [
  'January',
  'February',
  'March',
  'April',
  'May',
  'June',
  'July',
  'August',
  'September',
  'October',
  'November',
  'December',
] as const

const lengths: Record<Grain, ['days' | 'weeks' | 'months' | 'years', number]> = {
  day: ['days', 1],
  week: ['weeks', 1],
  month: ['months', 1],
  quarter: ['months', 3],
  year: ['years', 1],
}

const later = (grain: Grain, day: Day, by: number): Day => {
  const [unit, length] = lengths[grain]
  return day.add({ [unit]: length * by })
}

const firstDay: Record<Grain, (day: Day) => Day> = {
  day: day => day,
  week: day => day.subtract({ days: day.dayOfWeek - 1 }),
  month: day => day.with({ day: 1 }),
  quarter: day => day.with({ month: day.month - ((day.month - 1) % 3), day: 1 }),
  year: day => day.with({ month: 1, day: 1 }),
}

/** The day an ISO date names. */
export const dayOf = (iso: string): Day => Temporal.PlainDate.from(iso)

/** The day with these numbers, or nothing where the calendar has no such day. */
export function dayAt(year: number, month: number, day: number): Day | undefined {
  const found = new Temporal.PlainDate(year, 1, 1).with({ month: Math.max(month, 1), day: Math.max(day, 1) })
  return found.month === month && found.day === day ? found : undefined
}

/** The unit of a grain that a day lies in. */
export function unitAround(grain: Grain, day: Day): Unit {
  const start = firstDay[grain](day)
  return { grain, start, end: later(grain, start, 1) }
}

/** The unit so many units later, or earlier when the number is negative. */
export const shift = ({ grain, start }: Unit, by: number): Unit => unitAround(grain, later(grain, start, by))

/** An ISO week by its number, or nothing where the year has no such week. */
export function weekAt(year: number, week: number): Unit | undefined {
  const first = unitAround('week', new Temporal.PlainDate(year, 1, 4))
  const found = shift(first, week - 1)
  return found.start.yearOfWeek === year && found.start.weekOfYear === week ? found : undefined
}

/** The year, quarter, month, week or day that the days from one up to but without another are, if they are one. */
export const unitOf = (from: Day, end: Day): Unit | undefined =>
  grains
    .toReversed()
    .map(grain => unitAround(grain, from))
    .find(unit => unit.start.equals(from) && unit.end.equals(end))

/** What days are counted in: whole months or weeks, a month or week as far as they go, else days. */
export function grainOf(from: Day, end: Day): Grain {
  const unit = unitOf(from, end)
  if (unit) return unit.grain
  const isWithin = (grain: Grain) => !isBefore(unitAround(grain, from).end, end)
  if (from.day === 1 && (end.day === 1 || isWithin('month'))) return 'month'
  const isOfWeeks = from.dayOfWeek === 1 && (end.dayOfWeek === 1 || isWithin('week'))
  return isOfWeeks ? 'week' : 'day'
}

/** Whether one day comes before another. */
export const isBefore = (one: Day, other: Day): boolean => Temporal.PlainDate.compare(one, other) < 0

/** The earlier of two days. */
export const earlier = (one: Day, other: Day): Day => (isBefore(other, one) ? other : one)

const dayAndMonth = (day: Day): string => `${day.day} ${months[day.month - 1]}`

/** A day as a person says it: 4 December 2011. */
export const dayInWords = (day: Day): string => `${dayAndMonth(day)} ${day.year}`

/** The days from one up to but without another as a person says them: 14–20 November 2011. */
export function daysInWords(from: Day, to: Day): string {
  const last = to.subtract({ days: 1 })
  if (from.equals(last)) return dayInWords(from)
  if (from.year !== last.year) return `${dayInWords(from)} to ${dayInWords(last)}`
  return from.month === last.month
    ? `${from.day}–${dayInWords(last)}`
    : `${dayAndMonth(from)} to ${dayInWords(last)}`
}

/**
 * A unit as a person says it, cut to the days from one up to but without another: Q4 2011 to 8 December. To date, its
 * last day is said on that day, too.
 */
export function unitInWords(unit: Unit, from = unit.start, to = unit.end, isToDate = false): string {
  const { grain, start } = unit
  if (grain === 'day') return dayInWords(start)
  if (grain === 'week') return weekInWords(start, daysInWords(from, to))
  const late = !from.equals(unit.start)
  const early = isToDate || !to.equals(unit.end)
  if ((late || early) && (grain === 'month' || (late && early))) return daysInWords(from, to)
  const name = { month: months[start.month - 1], quarter: `Q${Math.ceil(start.month / 3)}`, year: '' }[grain]
  const whole = `${name} ${start.year}`.trim()
  if (early) return `${whole} to ${dayAndMonth(to.subtract({ days: 1 }))}`
  return late ? `${whole} from ${dayAndMonth(from)}` : whole
}

// The year stands once where the days lie in the year the week is counted in, and with the days where they do not.
function weekInWords(monday: Day, days: string): string {
  const year = String(monday.yearOfWeek)
  const years = new Set(days.match(/\d{4}/g))
  const inside = years.size === 1 && years.has(year) ? days.replace(` ${year}`, '') : days
  return `week ${monday.weekOfYear} of ${year} (${inside})`
}

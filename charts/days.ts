import { between, box, type Label, label, meets } from './label.ts'
import { position, type Scale } from './scale.ts'

const day = 86_400_000
const gap = 8

/** The number of a day, counted from 1970. */
export function number(iso: string): number {
  return Date.parse(iso.slice(0, 10)) / day
}

/** The distance in days of rows without a gap between them: 7 for weeks, 28 for months. */
export function stride(days: readonly number[]): number {
  const steps = days.slice(1).map((at, index) => at - (days[index] ?? at))
  const [shortest = 7] = steps.filter(step => step > 0).sort((a, b) => a - b)
  return shortest
}

/** The names of days or months under a picture, and where their ticks stand. */
export interface Axis {
  ticks: number[]
  labels: Label[]
}

interface Names {
  day: (iso: string) => string
  month: (iso: string) => string
}

/** Days while few rows are drawn; months, with the year beneath the first of each year, once there are many. */
export function axis(days: readonly string[], along: Scale, y: number, names: Names): Axis {
  return hasYears(days) ? months(days, along, y, names.month) : rows(days, along, y, names.day)
}

/** Whether the axis names months, and needs a second line for the year. */
export function hasYears(days: readonly string[]): boolean {
  return days.length > 20 || areMonths(days)
}

/** Whether the rows are months, not weeks. */
const areMonths = (days: readonly string[]) => stride(days.map(number)) >= 27

/** Every row, every second, every third …: the first of these whose names have room. Counted from the last row. */
function rows(days: readonly string[], along: Scale, y: number, name: Names['day']): Axis {
  for (let every = 1; ; every++) {
    const shown = days.filter((_, index) => (days.length - 1 - index) % every === 0)
    const axis = named(shown, along, y, name)
    if (every >= days.length || !crowded(axis.labels)) return axis
  }
}

/** Every month, every second, every third, every half year, every year, every two …: the first of these whose names have room. */
function months(days: readonly string[], along: Scale, y: number, name: Names['month']): Axis {
  const starts = areMonths(days) ? [...days] : firsts(days)
  for (let every = 1; ; every = every === 2 ? 3 : 2 * every) {
    const shown = starts.filter(
      iso => (Number(iso.slice(0, 4)) * 12 + Number(iso.slice(5, 7)) - 1) % every === 0,
    )
    const axis = named(shown, along, y, name)
    if (crowded(axis.labels)) continue
    const years = shown.flatMap((iso, index) => {
      const at = axis.labels[index]
      const begins = iso.slice(0, 4) !== shown[index - 1]?.slice(0, 4)
      return at && begins
        ? [between({ ...at, text: iso.slice(0, 4), y: y + 17 }, along.range[0], along.range[1])]
        : []
    })
    return { ticks: axis.ticks, labels: [...axis.labels, ...apart(years)] }
  }
}

/** The first days of the months that begin within the rows. */
function firsts(days: readonly string[]): string[] {
  const [first = '', last = ''] = [days[0], days.at(-1)]
  const found: string[] = []
  for (let year = Number(first.slice(0, 4)), month = Number(first.slice(5, 7)); ; month++) {
    if (month > 12) [year, month] = [year + 1, 1]
    const iso = `${String(year).padStart(4, '0')}-${String(month).padStart(2, '0')}-01`
    if (iso > last) return found
    if (iso >= first) found.push(iso)
  }
}

function named(days: readonly string[], along: Scale, y: number, name: (iso: string) => string): Axis {
  const ticks = days.map(iso => position(along, number(iso)))
  return {
    ticks,
    labels: days.map((iso, index) =>
      between(label(name(iso), ticks[index] ?? 0, y, { align: 'center' }), along.range[0], along.range[1]),
    ),
  }
}

function crowded(labels: readonly Label[]): boolean {
  return labels.some((each, index) => {
    const before = labels[index - 1]
    return before !== undefined && box(before).right + gap > box(each).left
  })
}

/** The labels without those that would touch the one before. */
function apart(labels: readonly Label[]): Label[] {
  const kept: Label[] = []
  for (const each of labels) {
    const last = kept.at(-1)
    if (!last || !meets({ ...box(last), right: box(last).right + gap }, box(each))) kept.push(each)
  }
  return kept
}

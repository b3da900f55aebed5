import { number } from './days.ts'
import { finite } from './scale.ts'
import type { Timeline } from './timeline.ts'

/** An order, or what came back, at its day. */
export interface Point {
  day: string
  at: number
  amount: number | null
  forfeit: number
}

/** The rows in the order of time. */
export function read<Row extends object>(rows: readonly Row[], { x, y, forfeits }: Timeline<Row>): Point[] {
  return rows
    .map(row => {
      const amount = finite(row[y])
      const below = (forfeits?.y ?? []).reduce((sum, field) => sum + Math.abs(finite(row[field]) ?? 0), 0)
      return {
        day: String(row[x]).slice(0, 10),
        at: dayOf(String(row[x])),
        amount: amount !== null && amount < 0 ? null : amount,
        forfeit: Math.min(0, amount ?? 0) - below || 0,
      }
    })
    .filter(({ at, amount, forfeit }) => Number.isFinite(at) && (amount !== null || forfeit < 0))
    .sort((a, b) => a.at - b.at)
}

/** The number of a day that is written in full. */
const dayOf = (iso: string) => (/^\d{4}-\d\d-\d\d/.test(iso) ? number(iso) : Number.NaN)
const iso = (day: number) => new Date(day * 86_400_000).toISOString().slice(0, 10)
/** The first day of the month that lies so many months after the day's own. */
const monthOf = (day: number, after = 0) => {
  const date = new Date(day * 86_400_000)
  return Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + after, 1) / 86_400_000
}

/** The first and the last day that are drawn: whole months, and a quarter of a year at least, unless told otherwise. */
export function span<Row>(points: readonly Point[], { from, through }: Timeline<Row>): [number, number] {
  const [first = 0, last = 0] = [points[0]?.at, points.at(-1)?.at]
  const [given, until] = [dayOf(from ?? ''), dayOf(through ?? '')]
  const begin = Number.isFinite(given) ? Math.min(given, first) : monthOf(first)
  const end = Number.isFinite(until) ? Math.max(until, last) : monthOf(last, 1) - 1
  if (end - begin >= 80) return [begin, end]
  return [
    Number.isFinite(given) ? begin : monthOf(begin, Number.isFinite(until) ? -2 : -1),
    Number.isFinite(until) ? end : monthOf(end, 2) - 1,
  ]
}

/** What the axis may name: the first days of months, of years where there are very many, or days where there is no month. */
export function calendar(begin: number, end: number): string[] {
  const every = end - begin > 20_000 ? 12 : 1
  const starts: string[] = []
  const first =
    every === 12 ? Date.UTC(new Date(begin * 86_400_000).getUTCFullYear(), 0, 1) / 86_400_000 : monthOf(begin)
  for (let day = first; day <= end; day = monthOf(day, every)) if (day >= begin) starts.push(iso(day))
  if (starts.length > 1) return starts
  const step = Math.max(1, Math.ceil((end - begin) / 14))
  return Array.from({ length: Math.floor((end - begin) / step) + 1 }, (_, index) => iso(begin + index * step))
}

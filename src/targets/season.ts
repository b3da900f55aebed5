import { and, exists, type SQLWrapper, sql } from 'drizzle-orm'
import { dayOf } from '../calendar.ts'
import { salesAsked, within } from '../facts/asked.ts'
import type { Filtered } from '../insight.ts'
import { exact, measures } from '../measures.ts'
import { dayIndices, monthIndices } from '../models/seasonal.ts'
import { type Coverage, dayAfter } from '../period.ts'
import type { Tx } from '../tx.ts'

/*
 * How a plan is spread over the days of its period: by the season that past sales show. The weight of a day is the index
 * of its month, shared out over the days of the month, times the index of its weekday. Where the data do not know one of
 * the two, it is 1 for every day: without both a plan is spread evenly.
 */

/** How much of a plan belongs to a stretch of days, against other stretches of the same plan. */
export type Season = {
  /** A whole number, zero where nothing is ever sold in these days. */
  weight(from: string, to: string): bigint
  /** Whether past sales are known well enough; every day weighs the same where not. */
  isKnown: boolean
}

/** Fewer weeks do not show which days are the strong ones. */
const fewestWeeks = 8

/** Indices are kept to a millionth, as whole numbers, so that parts of a plan add up exactly. */
const unit = 1e6

const dayLength = 86_400_000

type Sold = { day: string; charged: number }

/**
 * The season in what was charged each day, from complete months and weeks alone. Months need two whole years, so that
 * growth can be taken out; weekdays need eight weeks.
 *
 * @example seasonOf([], coverage).weight('2026-06-01', '2026-06-08') // 7n: nothing is known, so days weigh the same
 */
export function seasonOf(sold: readonly Sold[], coverage: Pick<Coverage, 'firstDay' | 'asOf'>): Season {
  const months = monthWeights(sold, coverage)
  const weekdays = weekdayWeights(sold, coverage)
  const known = new Map<string, bigint>()
  const isKnown = months !== undefined || weekdays !== undefined
  return {
    isKnown,
    weight(from, to) {
      if (!isKnown) return BigInt(Math.round((Date.parse(to) - Date.parse(from)) / dayLength))
      const key = `${from} ${to}`
      const before = known.get(key)
      if (before !== undefined) return before
      let sum = 0n
      for (let at = Date.parse(from); at < Date.parse(to); at += dayLength) {
        const day = new Date(at)
        sum += (months?.[day.getUTCMonth()] ?? 1n) * (weekdays?.[(day.getUTCDay() + 6) % 7] ?? 1n)
      }
      known.set(key, sum)
      return sum
    },
  }
}

/** Every day weighs the same. */
export const evenly: Season = seasonOf([], { firstDay: '', asOf: '' })

/** What a day of each month weighs, January first; undefined where not every month is known from whole years. */
function monthWeights(sold: readonly Sold[], { firstDay, asOf }: Pick<Coverage, 'firstDay' | 'asOf'>) {
  if (sold.length === 0) return undefined
  const sums = new Map<string, number>()
  for (const { day, charged } of sold)
    sums.set(day.slice(0, 7), (sums.get(day.slice(0, 7)) ?? 0) + Math.max(0, charged))
  const first = dayOf(firstDay)
  const begin = first.day === 1 ? first : first.with({ day: 1 }).add({ months: 1 })
  const values: number[] = []
  for (
    let month = begin;
    month.add({ months: 1 }).toString() <= dayAfter(asOf);
    month = month.add({ months: 1 })
  )
    values.push(sums.get(month.toString().slice(0, 7)) ?? 0)
  const { indices } = monthIndices(values, begin.month - 1)
  if (indices.some(({ index }) => index === null)) return undefined
  // Of four years one February has a day more.
  const lengths = [31, 28.25, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
  return indices.map(({ index }, month) => whole(((index ?? 0) * (365.25 / 12)) / (lengths[month] ?? 1)))
}

/** What each weekday weighs, Monday first; undefined where too few weeks are complete. */
function weekdayWeights(sold: readonly Sold[], { firstDay, asOf }: Pick<Coverage, 'firstDay' | 'asOf'>) {
  const weeks = new Map<string, number[]>()
  for (const { day, charged } of sold) {
    const date = new Date(`${day}T00:00:00Z`)
    const weekday = (date.getUTCDay() + 6) % 7
    const monday = new Date(date.getTime() - weekday * dayLength).toISOString().slice(0, 10)
    if (monday < firstDay || dayAfter(monday, 6) > asOf) continue
    const week = weeks.get(monday) ?? [0, 0, 0, 0, 0, 0, 0]
    week[weekday] = Math.max(0, charged)
    weeks.set(monday, week)
  }
  if (weeks.size < fewestWeeks) return undefined
  return dayIndices([...weeks.values()]).map(({ index }) => whole(index ?? 0))
}

const whole = (index: number) => BigInt(Math.round(index * unit))

/**
 * What was charged on each day of all that is loaded, under the filters of a question, for the season that its plan is
 * spread by. Nothing is read where there is no target.
 */
export function soldByDay(tx: Tx, asked: Filtered, targets: SQLWrapper) {
  const all = { ...asked, period: { ...asked.period, from: '0001-01-01', to: '9999-12-31' } }
  const sales = salesAsked(all)
  return tx
    .select({
      day: sql<string>`${sales.day}::text`.as('day'),
      charged: sql<number>`round(${exact(measures.chargedSales, sales)}, 2)`.mapWith(Number).as('charged'),
    })
    .from(sales)
    .where(and(within(sales, all), exists(targets)))
    .groupBy(sales.day)
    .orderBy(sales.day)
}

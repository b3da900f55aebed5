import { clean, named } from './fit.ts'
import type { Pareto } from './pareto.ts'
import { finite } from './scale.ts'

/** The classes of an ABC analysis. */
export type Class = 'A' | 'B' | 'C'

/** A row in its place by size: `together` is the share that it makes with all above it. */
export interface Ranked {
  rank: number
  name: string
  value: number
  together: number | null
  letter: Class
}

/** The rows that have a value, the highest first, and how many of them share one bar. */
export interface Ranking {
  all: Ranked[]
  every: number
  /** Whether the shares are known: without sales, or with less than none, there are none. */
  shared: boolean
  tail: string
}

/** A class with the rows that it holds, by rank. */
export interface Span {
  letter: Class
  first: number
  last: number
  share: number
}

/** More bars than these would have no width. */
const most = 200

/** The rows by size with their shares and classes. */
export function ranked<Row extends object>(rows: readonly Row[], fields: Pareto<Row>): Ranking {
  const { x, y, cumulative, limits = [0.8, 0.95], count } = fields
  const sorted = rows
    .flatMap(row => {
      const value = finite(row[y])
      return value === null ? [] : [{ name: named(String(row[x])), value, row }]
    })
    .sort((a, b) => b.value - a.value)
  const total = sorted.reduce((sum, { value }) => sum + value, 0)
  let sum = 0
  const shares = sorted.map(({ value, row }) => {
    sum += value
    return cumulative === undefined ? finite(sum / total) : finite(row[cumulative])
  })
  const shared = shares.every(share => share !== null) && (cumulative !== undefined || total > 0)
  // What comes back can take the sum down again: a class that has ended does not begin anew.
  let above = 0
  const all = sorted.map(({ name, value }, rank) => {
    const together = shared ? (shares[rank] ?? null) : null
    const letter: Class = !shared || above >= limits[1] ? 'C' : above >= limits[0] ? 'B' : 'A'
    above = Math.max(above, together ?? 0)
    return { rank, name, value, together, letter }
  })
  const every = Math.ceil(all.length / most)
  const below = all.filter(({ value }) => value < 0).length
  return {
    all,
    every: Math.max(1, every),
    shared,
    tail: [
      every > 1 ? `one bar, the highest, for every ${every} of ${clean(count(all.length))}` : '',
      below > 0 ? `${clean(count(below))} below zero` : '',
    ]
      .filter(part => part !== '')
      .join('; '),
  }
}

/** The classes that have rows, each with its own share. */
export function spans({ all, shared }: Ranking): Span[] {
  if (!shared) return []
  return (['A', 'B', 'C'] as const).flatMap(letter => {
    const first = all.findIndex(row => row.letter === letter)
    const last = all.findLastIndex(row => row.letter === letter)
    if (first < 0) return []
    const share = (all[last]?.together ?? 0) - (all[first - 1]?.together ?? 0)
    return [{ letter, first, last, share }]
  })
}

/** The finding, how many rows there are, the extremes and what each class holds in words. */
export function alt<Row>(
  ranking: Ranking,
  { title, subtitle, measure, count, share, format }: Pareto<Row>,
): string {
  const { all, tail } = ranking
  const start = `${title}. ${[subtitle, tail].filter(part => part !== '').join('; ')}.`
  const [first, last] = [all[0], all.at(-1)]
  if (!first || !last) return start
  if (first === last) return `${start} ${measure}: ${first.name} ${format(first.value)}.`
  return [
    start,
    `${measure} of ${count(all.length)}: highest ${first.name} ${format(first.value)}, lowest ${last.name} ${format(last.value)}.`,
    inClasses(ranking, { count, share }),
  ].join(' ')
}

/** What each class holds, in words. */
export function inClasses<Row>(
  ranking: Ranking,
  { count, share }: Pick<Pareto<Row>, 'count' | 'share'>,
): string {
  const classes = spans(ranking).map(
    span => `${span.letter} ${count(span.last - span.first + 1)} with ${share(span.share)}`,
  )
  return classes.length > 0
    ? `Classes: ${classes.join(', ')}.`
    : 'Shares are not known: the sum is not above zero.'
}

import { counted, type Say } from '../words.ts'
import type { Seasons } from './seasons.ts'

/*
 * What the indices of months, weekdays and hours say, and what they are too few to say.
 */

export type By = 'month' | 'weekday' | 'hour'
/** An index as a row of the answer. */
export type Season = {
  when: string
  index: number | null
  error: number | null
  observations: number
  sales: number
  by: By
  at: number
}

/** The finding with its reservations, and what it was made from. */
export function seasonsInWords(
  rows: readonly Season[],
  { orders, ...known }: Seasons & { orders: number },
  say: Say,
): { finding: string; detail: string; note?: string } {
  const { history, counts } = known
  if (rows.length === 0)
    return {
      finding: 'Too little to tell when people buy',
      detail:
        counts.days > 0 ? 'Weekdays take a full week, months two full years.' : 'No day is complete yet.',
    }
  const peaks = strongest(rows)
  const made = [
    counted(history.length, 'full month', say),
    counted(counts.weeks, 'full week', say),
    counted(counts.days, 'full day', say),
  ]
  return {
    finding: finding(rows, peaks, say),
    detail: [
      ...spread(rows, peaks, say),
      ...reservations(known, say),
      orders < few.orders &&
        `${orders === 1 ? 'This is' : 'These are'} only ${counted(orders, 'order', say)}: a few more or less would change the figures much.`,
    ]
      .filter(Boolean)
      .join(' '),
    note: `from ${say.list(made)} · what came back later is not taken off`,
  }
}

type Known = Season & { index: number }

/** The rows of a kind whose index is known: of months only if all twelve are, for a peak among some is none. */
function knownOf(rows: readonly Season[], by: By): Known[] {
  const found = rows.flatMap(row =>
    row.by === by && row.index !== null ? [{ ...row, index: row.index }] : [],
  )
  return by === 'month' && found.length < 12 ? [] : found
}

const highest = (rows: readonly Known[]) => rows.toSorted((one, other) => other.index - one.index)[0]
const lowest = (rows: readonly Known[]) => rows.toSorted((one, other) => one.index - other.index)[0]

/** Fewer of these say little about the next. */
const few = { month: 1, weekday: 8, hour: 8, orders: 100 }

/** Whether there are weeks and orders enough for what is drawn to be more than chance. */
export const isDrawn = ({ counts, orders }: Pick<Seasons, 'counts'> & { orders: number }) =>
  counts.weeksWithSales >= few.weekday && orders >= few.orders

/**
 * Whether an index lies off the average by more than three standard errors, as one of all hours hardly ever does by chance;
 * where no error is known, nobody can say that it does not.
 */
const standsOut = ({ index, error, observations, by }: Known) =>
  observations >= few[by] && (error === null ? by === 'month' : Math.abs(index - 1) > 3 * error)

const kinds = ['month', 'weekday', 'hour'] as const

/** Whether enough of a kind was seen for anything to stand out. */
const isEnough = (rows: readonly Season[], by: By) =>
  knownOf(rows, by).some(({ observations }) => observations >= few[by])

/** The highest month, weekday and hour, as far as each stands out. */
const strongest = (rows: readonly Season[]) =>
  kinds.flatMap(by => {
    const best = highest(knownOf(rows, by))
    return best && best.index > 1 && standsOut(best) ? [best] : []
  })

const moment = ({ by, at, when }: Season) =>
  by === 'month'
    ? `in ${when}`
    : by === 'weekday'
      ? `on ${when}s`
      : `from ${when} to ${String(at + 1).padStart(2, '0')}:00`

/** How far an index lies from the average, with its error: 38% ± 4%. */
const distance = ({ index, error }: Known, { percent }: Say) =>
  `${percent(Math.abs(index - 1))}${error === null ? '' : ` ± ${percent(error)}`}`

function finding(rows: readonly Season[], [first, ...others]: readonly Known[], say: Say): string {
  if (!first) {
    const known = kinds.filter(by => knownOf(rows, by).length > 0)
    const level = known.filter(by => isEnough(rows, by))
    if (level.length > 0) return nothingIn(level)
    const [kind = 'month', ...more] = known
    return more.length === 0
      ? `No ${kind} can be told from another yet`
      : `No ${kind} can be told from another yet, and no ${more.join(' and no ')}`
  }
  const rest = others.map(moment)
  return `Sales peak ${moment(first)}, ${distance(first, say)} above average${
    rest.length > 0 ? `, ${rest.length === 1 ? 'and ' : ''}${say.list(rest)}` : ''
  }`
}

/** What the finding does not say of the highest and the lowest of each kind. */
function spread(rows: readonly Season[], peaks: readonly Known[], say: Say): string[] {
  const level = kinds.filter(by => isEnough(rows, by) && !peaks.some(peak => peak.by === by))
  const levels = peaks.length > 0 && level.length > 0 ? [`${nothingIn(level)}.`] : []
  const said = kinds.flatMap(by => {
    const known = knownOf(rows, by)
    const best = peaks.find(peak => peak.by === by)
    const low = lowest(known.filter(({ index }) => index > 0))
    const closed = known.filter(({ index, observations }) => index === 0 && observations >= few[by])
    if (!low) return []
    const high =
      best && best !== peaks[0] ? `${thing(best)} is ${distance(best, say)} above an average ${noun[by]}` : ''
    const weak = by !== 'hour' && low.index < 1 && standsOut(low) ? `${distance(low, say)} below` : ''
    return [
      high && weak
        ? `${high}, ${low.when} ${weak}.`
        : high
          ? `${high}.`
          : weak
            ? `The weakest ${by} is ${low.when}, ${weak}.`
            : '',
      by === 'weekday' && closed.length > 0
        ? `Nothing is sold on ${say.list(closed.map(({ when }) => `${when}s`))}.`
        : '',
    ].filter(Boolean)
  })
  return [...said, ...levels]
}

/** Words for kinds of which none stands out: No month or weekday stands out. */
const nothingIn = (kinds: readonly By[]) =>
  `No ${[kinds.slice(0, -1).join(', '), kinds.at(-1)].filter(Boolean).join(' or ')} stands out`

const noun: Record<By, string> = { month: 'month', weekday: 'day', hour: 'hour' }

const thing = ({ by, when }: Season) => (by === 'hour' ? `The hour from ${when}` : when)

/** What there is too little of to know, or to rely on. */
function reservations({ months, history, weekdays, hours, counts }: Seasons, say: Say): string[] {
  const seen = months.filter(({ observations }) => observations > 0)
  const once = seen.filter(({ observations }) => observations === 1)
  const days = hours[0]?.observations ?? 0
  return [
    seen.length === 0
      ? `Months take two full years to tell apart; ${history.length === 0 ? 'none is' : history.length === 1 ? 'one is' : `${history.length} months are`} complete here.`
      : seen.length < 12
        ? `Only ${seen.length} of 12 months are known: each needs half a year of sales on both sides, and ${history.length} months are complete.`
        : '',
    once.length === 0
      ? ''
      : once.length === seen.length
        ? `${seen.length === 1 ? 'It rests' : 'Each month rests'} on a single year.`
        : `${counted(once.length, 'month', say)} ${once.length === 1 ? 'rests' : 'rest'} on a single year.`,
    weekdays.length === 0
      ? 'There is no full week to compare weekdays in.'
      : counts.weeksWithSales < few.weekday
        ? `Weekdays rest on only ${counted(counts.weeksWithSales, 'full week', say)} with sales.`
        : '',
    hours.length === 0
      ? 'No order tells its time of day, so hours are not known.'
      : days < few.hour
        ? `Hours rest on only ${counted(days, 'day', say)} with sales.`
        : '',
  ].filter(Boolean)
}

import { dayOf } from '../calendar.ts'
import type { Coverage } from '../period.ts'
import { counted, type Say } from '../words.ts'

/*
 * Cohorts: customers by the month of their first order, and how many of them came back in each month after it.
 */

/** The customers of a cohort in one of the months after their first. */
export type Cell = {
  cohort: string
  age: number
  customers: number
  active: number
  share: number
  mature: boolean
}

/** The first day of the month that lies so many months after a cohort's. */
export const monthAfter = (cohort: string, age: number) =>
  dayOf(`${cohort}-01`).add({ months: age }).toString()

/** How many months lie between the month of a cohort and that of a day. */
export const monthsBetween = (cohort: string, day: string) =>
  dayOf(`${cohort}-01`).until(dayOf(day), { largestUnit: 'months' }).months

/** A share of one to six decimals, as rows hold it. */
export const rounded = (share: number) => Math.round(share * 1e6) / 1e6

/** In one month, or from one to another: from Mar to May 2026. */
const stretch = (first: string, last: string, say: Say) => {
  if (first === last) return `in ${monthInWords(first, say)}`
  const isOneYear = first.slice(0, 4) === last.slice(0, 4)
  const from = isOneYear ? say.month(`${first}-01`) : monthInWords(first, say)
  return `from ${from} to ${monthInWords(last, say)}`
}

/** The month of a cohort: Mar 2026. */
export const monthInWords = (cohort: string, { month }: Pick<Say, 'month'>) =>
  `${month(`${cohort}-01`)} ${cohort.slice(0, 4)}`

/** The first month whose new customers are known to be new: nobody had ordered in a whole year of data before. */
export const firstKnown = ({ firstDay }: Pick<Coverage, 'firstDay'>) => {
  const yearLater = dayOf(firstDay).add({ years: 1 })
  return (yearLater.day === 1 ? yearLater : yearLater.add({ months: 1 })).toString().slice(0, 7)
}

/** Whether the customers of a cell first came in the first year of data, so that nobody knows whether they were new. */
export const isEarly = (coverage: Coverage) => {
  const first = firstKnown(coverage)
  return ({ cohort }: Cell) => cohort < first
}

/** Whether a cell counts in averages: its month is over, and its customers are known to have been new. */
export const isKnown = (coverage: Coverage) => {
  const early = isEarly(coverage)
  return (cell: Cell) => cell.mature && !early(cell)
}

const total = (cells: readonly Cell[], of: 'customers' | 'active') =>
  cells.reduce((sum, cell) => sum + cell[of], 0)

/** The share that came back, of all customers of some cells. */
const back = (cells: readonly Cell[]) =>
  cells.length > 0 ? total(cells, 'active') / total(cells, 'customers') : null

/** The share of all customers of that age who came back. */
export const average = (cells: readonly Cell[], age: number) => back(cells.filter(cell => cell.age === age))

/** Fewer new customers than this say little about the next. */
const few = 100

/** What is found about how many come back, and how the latest compare with those before. */
export function finding(
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
  // One standard error: so much is ordinary by chance alone.
  const chance = Math.sqrt(
    all * (1 - all) * (1 / total(recent, 'customers') + 1 / total(before, 'customers')),
  )
  const isLevel = Math.abs(now - then) <= chance
  const since = `Of the customers new ${stretch(first.cohort, last.cohort, say)}, ${say.share(now)} came back a month later; of those before them, ${say.share(then)}`
  return {
    short: isLevel ? '; lately about as many' : now > then ? '; lately more do' : '; lately fewer do',
    long: `${since}${isLevel ? ', a difference that chance alone may make' : ''}.`,
  }
}

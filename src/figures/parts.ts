import { type SQL, type SQLWrapper, sql } from 'drizzle-orm'
import type { Bars } from '../../charts/bars.ts'
import { barsAndTrends } from '../../charts/bars-and-trends.ts'
import type { Chart } from '../../charts/chart.ts'
import type { Comparison } from '../compare.ts'
import { type Filtered, subject } from '../insight.ts'
import { cents, share } from '../measures.ts'
import type { Coverage } from '../period.ts'
import type { returnsUntil } from '../return-window.ts'
import { against, counted, namedAmounts, type Say } from '../words.ts'
import { courseDays, type Step } from './course.ts'
import { grainOf, unitsOf } from './months-or-weeks.ts'

/*
 * Net sales in parts, one a channel, region or category, the largest first: what is said of them, and their picture.
 */

/** A part with what it brought now and before, and what all of them brought. */
export type Part = {
  name: string
  net: number
  previous: number
  change: number
  share: number | null
  allNet: number
  allPrevious: number
}

/** The parts of the period and, where there is something to compare, also those that only brought something then. */
export const listed = <T extends { isNow: boolean }>(
  parts: readonly T[],
  compared: Comparison | undefined,
): T[] => parts.filter(({ isNow }) => isNow || compared)

/** How far an amount lies from what it is compared with: "4% above the period before". */
export const than = (
  amount: number,
  base: number,
  compared: Comparison | undefined,
  say: Say,
  chance = 0,
) => {
  if (!compared) return undefined
  if (base === 0 && amount > 0) return `up from nothing ${compared.called}`
  return against(amount, base, compared.called, say, chance)
}

type Figured = Record<'id' | 'net', SQLWrapper>

/** The columns of a query that joins the parts of a period with those of the one it is compared with, by their nets. */
export function partColumns(now: Figured, then: Figured) {
  const [net, previously] = [sql`coalesce(${now.net}, 0)`, sql`coalesce(${then.net}, 0)`]
  const all = (amount: SQL) => sql`sum(${amount}) over ()`
  return {
    net: cents(net),
    // Parts of nothing, or of less, say nothing.
    share: share(net, sql`greatest(${all(net)}, 0)`),
    change: cents(sql`${net} - ${previously}`),
    isNow: sql<boolean>`${now.id} is not null`,
    previous: cents(previously),
    allNet: cents(all(net)),
    allPrevious: cents(all(previously)),
  }
}

type Inner = 'isNow' | 'lines' | 'previous' | 'allNet' | 'allPrevious'

/** The figures of a part that are shown: its change only where it can be made, and nothing that only words need. */
export function figures<
  T extends Pick<Part, 'change' | 'previous' | 'allNet' | 'allPrevious'> & { isNow: boolean; lines?: number },
>(part: T, compared: Comparison | undefined): Omit<T, Inner | 'change'> & { change: number | null } {
  const { isNow: _, lines: _lines, previous: _previous, allNet, allPrevious, change, ...shown } = part
  return { ...shown, change: compared ? change : null }
}

/** What is left unsaid of parts: changes that cannot be made, and rates that may still rise. */
export const reservations = (
  parts: readonly { returnRate: number | null }[],
  {
    compared,
    until,
    say,
  }: { compared: Comparison | undefined; until: ReturnType<typeof returnsUntil>; say: Say },
) =>
  [
    !compared && notCompared,
    until.isOpen &&
      parts.some(({ returnRate }) => returnRate !== null) &&
      `return rates may rise until ${say.day(until.last)}, while the latest orders can still come back`,
  ]
    .filter(Boolean)
    .join(' · ')

/** Of fewer lines sold, shares and rates say little. */
export const fewLines = 100

/**
 * A warning where figures rest on little, "Only 12 orders in all, so a few more or less change the figures much.", or where
 * what they are compared with does.
 */
export const onlyFew = (count: number, few: number, what: string, say: Say, before?: number | null) => {
  if (count > 0 && count < few)
    return `Only ${counted(count, what, say)} in all, so a few more or less change the figures much.`
  return before && before < few
    ? `There ${before === 1 ? 'is' : 'are'} only ${counted(before, what, say)} to compare with, so the change says little.`
    : undefined
}

/** The finding about the part that brings most: "South brings £187k, 28.2% of net sales". */
export function leading(
  parts: readonly Part[],
  first: Part,
  compared: Comparison | undefined,
  say: Say,
  whole = 'net sales',
) {
  if (first.net <= 0) return `Nothing is left of sales: ${say.short(first.allNet)} net`
  const share =
    parts.length > 1 && first.share !== null ? `, ${say.share(first.share)} of ${whole}` : undefined
  const far = than(first.net, first.previous, compared, say)
  return `${first.name} brings ${say.short(first.net)}${share ?? ''}${far ? `${share ? ', and is' : ','} ${far}` : ''}`
}

/** The parts that moved most, each way: "Up most: South (+£23.6k); West (+£2k). Down most: North (−£7.54k)." */
export function movedMost(parts: readonly Pick<Part, 'name' | 'change'>[], say: Say): string {
  const named = (some: typeof parts) =>
    namedAmounts(some.slice(0, 2).map(({ name, change }) => [name, say.change(change)]))
  const up = parts.filter(({ change }) => change > 0).toSorted((a, b) => b.change - a.change)
  const down = parts.filter(({ change }) => change < 0).toSorted((a, b) => a.change - b.change)
  return [up.length > 0 && `Up most: ${named(up)}.`, down.length > 0 && `Down most: ${named(down)}.`]
    .filter(Boolean)
    .join(' ')
}

/** Why no change is shown. */
export const notCompared = 'no change is shown, as not every day of both periods is in the data'

/** What the change of net sales is, for whoever asks how it is computed. */
export const changeMeans =
  'Net sales less those of the period before, or of the same period a year before if asked so; empty unless every day of both is in the data'

/** A part that can be told apart from month to month. */
type Member = Part & { id: number }

type Pictured = {
  title: string
  by: string
  asked: Filtered
  compared: Comparison | undefined
  say: Say
}

/** What all pictures of parts say alike: bars with their change, or their share where nothing can be compared. */
const encoded = ({ title, by, asked, compared, say }: Pictured): Bars<Member> => ({
  title,
  subtitle: `Net sales by ${by}, ${subject(asked)}; right: ${
    compared ? `change against ${compared.called}` : 'share'
  }`,
  x: 'net',
  y: 'name',
  measure: 'Net sales',
  note: ({ change, share }) => (compared ? say.change(change) : share === null ? '–' : say.share(share)),
  fell: ({ change }) => compared !== undefined && change < 0,
  format: say.short,
})

/** What a small line is of. */
type Course = 'net' | 'share'

/** What a part brought in each month or week; one without a row brought nothing. */
const courses = (
  steps: readonly Step[],
  days: readonly string[],
  of: Course,
): ((part: Member) => (number | null)[]) => {
  const found = new Map(steps.map(step => [`${step.unit} ${step.id}`, step[of]]))
  return ({ id }) => days.map(day => found.get(`${day} ${id}`) ?? 0)
}

/**
 * The parts as bars, each with a small line: how its net sales, or its share of all, went over the months or weeks of the
 * period.
 */
export const trendsChart = (
  parts: readonly Member[],
  { steps, coverage, of, ...about }: Pictured & { steps: readonly Step[]; coverage: Coverage; of: Course },
): Chart => {
  const days = courseDays(about.asked, coverage)
  const whole = new Set(steps.flatMap(({ unit, share }) => (share === null ? [] : [unit])))
  const course = courses(steps, days, of)
  return barsAndTrends(parts, {
    ...encoded(about),
    // Where all brought nothing, or less, none has a share.
    series: part =>
      course(part).map((value, at) => (of === 'net' || whole.has(days[at] ?? '') ? value : null)),
    days,
    lines: `lines: ${of === 'share' ? 'share ' : ''}by ${unitsSaid(about.asked, days, coverage)}`,
    day: unitName(about),
    ...(of === 'share' && { lineFormat: about.say.share }),
  })
}

/** What the days of a course are of: those that the period or the data cuts short have none. */
const unitsSaid = (asked: Filtered, days: readonly string[], coverage: Coverage) =>
  `${unitsOf(asked, coverage).length > days.length ? 'full ' : ''}${grainOf(asked)}`

const unitName = ({ asked, say }: Pictured) =>
  grainOf(asked) === 'month' ? (iso: string) => `${say.month(iso)} ${iso.slice(0, 4)}` : say.shortDay

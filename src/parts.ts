import { bars } from '../charts/bars.ts'
import type { Chart } from '../charts/chart.ts'
import type { Comparison } from './compare.ts'
import { type Filtered, subject } from './insight.ts'
import { against, counted, type Say } from './words.ts'

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
export const than = (amount: number, base: number, compared: Comparison | undefined, say: Say) => {
  if (!compared) return undefined
  if (base === 0 && amount > 0) return `up from nothing ${compared.called}`
  const far = against(amount, base, say)
  return far && `${far} ${compared.called}`
}

/** Of fewer lines sold, shares and rates say little. */
export const fewLines = 100

/** A warning where figures rest on little: "Only 12 orders in all, so a few more or less change the figures much." */
export const onlyFew = (count: number, few: number, what: string, say: Say) =>
  count > 0 && count < few
    ? `Only ${counted(count, what, say)} in all, so a few more or less change the figures much.`
    : undefined

/** The finding about the part that brings most: "South brings £187k, 28.2% of net sales". */
export function leading(parts: readonly Part[], first: Part, compared: Comparison | undefined, say: Say) {
  if (first.net <= 0) return `Nothing is left of sales: ${say.short(first.allNet)} net`
  const share =
    parts.length > 1 && first.share !== null ? `, ${say.share(first.share)} of net sales` : undefined
  const far = than(first.net, first.previous, compared, say)
  return `${first.name} brings ${say.short(first.net)}${share ?? ''}${far ? `${share ? ', and is' : ','} ${far}` : ''}`
}

/** The parts that moved most, each way: "Up most: South (+£23.6k). Down most: North (−£7.54k)." */
export function movedMost(parts: readonly Pick<Part, 'name' | 'change'>[], say: Say): string {
  const named = (some: typeof parts) =>
    say.list(some.slice(0, 2).map(({ name, change }) => `${name} (${say.change(change)})`))
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

/** The parts as bars, with their change beside them, or their share where nothing can be compared. */
export const partsChart = (
  parts: readonly Part[],
  {
    title,
    by,
    asked,
    compared,
    say,
  }: {
    title: string
    by: string
    asked: Filtered
    compared: Comparison | undefined
    say: Say
  },
): Chart =>
  bars(parts, {
    title,
    subtitle: `Net sales by ${by}, ${subject(asked)}; right: ${
      compared ? `change against ${compared.called}` : 'share'
    }`,
    x: 'net',
    y: 'name',
    measure: 'Net sales',
    note: ({ change, share }) => (compared ? say.change(change) : share === null ? '–' : say.share(share)),
    format: say.short,
  })

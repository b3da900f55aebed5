import { finite } from './scale.ts'

/** How many customers have an amount of at least `from` and less than `to`; a bin without an end is open. */
export interface Bin {
  from: number | null
  to: number | null
  count: number
}

/** How many closed bins are drawn: of more, neighbours are joined. */
const most = 24
/** Never is a tail gathered that begins among the first so many bins, or is shorter than a few or an eighth of them. */
const kept = 12
const shortestTail = 3
/** A tail begins where so large a share of all lies before. */
const body = 0.97
/** The bins as they are drawn: in order, without gaps, a long thin tail gathered, and no more than have room. */
export const binned = (rows: readonly Bin[]): Bin[] => joined(gathered(filled(sorted(rows))))

/** The bins that can be drawn, from the lowest to the highest, none on another; open ends are one bin each. */
function sorted(rows: readonly Bin[]): Bin[] {
  const isEdge = (value: number | null) => value === null || Number.isFinite(value)
  const bins = rows
    .filter(({ from, to }) => isEdge(from) && isEdge(to))
    .map(({ from, to, count }) => ({ from, to, count: Math.max(0, finite(count) ?? 0) }))
    .filter(({ from, to }) => (from === null ? to !== null : to === null || to > from))
  const lows = bins.filter(({ from }) => from === null).sort((a, b) => (b.to ?? 0) - (a.to ?? 0))
  const highs = bins.filter(({ to }) => to === null).sort((a, b) => (a.from ?? 0) - (b.from ?? 0))
  const closed = bins.filter(({ from, to }) => from !== null && to !== null)
  const ordered = [
    ...(lows.length > 0 ? [merged(lows, lows[0]?.to ?? null)] : []),
    ...closed.sort((a, b) => (a.from ?? 0) - (b.from ?? 0)),
    ...(highs.length > 0 ? [merged(highs, null)] : []),
  ]
  const found: Bin[] = []
  for (const each of ordered) {
    const before = found.at(-1)
    // Where bins overlap, the second begins where the first ends, so that every amount has one place.
    if (!before || before.to === null || each.from === null || each.from >= before.to) found.push(each)
    else if (each.to === null || each.to > before.to) found.push({ ...each, from: before.to })
    else found.splice(-1, 1, merged([before, each], before.to))
  }
  return found
}

/** The bins with empty ones between those that do not follow each other: as many as there is room for, if all are alike. */
function filled(bins: readonly Bin[]): Bin[] {
  const widths = bins.flatMap(({ from, to }) => (from === null || to === null ? [] : [to - from]))
  const width = Math.min(...widths)
  const regular = widths.length > 0 && Math.max(...widths) < 1.01 * width
  return bins.flatMap((bin, index) => {
    const before = bins[index - 1]?.to ?? null
    if (before === null || bin.from === null || bin.from - before < 0.01 * width) return [bin]
    const steps = regular ? Math.max(1, Math.round((bin.from - before) / width)) : 1
    const parts = steps > 1000 ? 1 : steps
    const step = (bin.from - before) / parts
    const empty = Array.from({ length: parts }, (_, part) => ({
      from: before + part * step,
      to: part === parts - 1 ? bin.from : before + (part + 1) * step,
      count: 0,
    }))
    return [...empty, bin]
  })
}

/** The bins with a long thin tail gathered in an open last one; where nothing is in the tail, without it. */
function gathered(bins: readonly Bin[]): Bin[] {
  const enough = body * held(bins)
  let sum = 0
  const end = bins.findIndex(({ count }) => {
    sum += count
    return sum >= enough
  })
  const begin = Math.max(kept, end + 1)
  const tail = bins.slice(begin)
  if (tail.length < Math.max(shortestTail, bins.length / 8)) return [...bins]
  return held(tail) === 0 ? bins.slice(0, begin) : [...bins.slice(0, begin), merged(tail, null)]
}

/** The bins with neighbours joined, twos, fives or tens of them, until so many remain as can be drawn. */
function joined(bins: readonly Bin[]): Bin[] {
  const closed = bins.filter(({ from, to }) => from !== null && to !== null)
  const each = factor(closed.length / most)
  const groups = Array.from({ length: Math.ceil(closed.length / each) }, (_, group) =>
    closed.slice(group * each, (group + 1) * each),
  )
  const high = bins.filter(({ from, to }) => from !== null && to === null)
  // What is left over is less than a bar: it belongs to the open bin, if there is one.
  const rest = high.length > 0 && closed.length % each > 0 ? (groups.pop() ?? []) : []
  return [
    ...bins.filter(({ from }) => from === null),
    ...groups.map(group => merged(group, group.at(-1)?.to ?? null)),
    ...(high.length > 0 ? [merged([...rest, ...high], null)] : []),
  ]
}

/** How many all the bins hold. */
export const held = (bins: readonly Bin[]) => bins.reduce((sum, { count }) => sum + count, 0)

/** One bin for several that follow each other. */
const merged = (bins: readonly Bin[], to: number | null): Bin => ({
  from: bins[0]?.from ?? null,
  to,
  count: held(bins),
})

/** The first of 1, 2, 5, 10, 20, 50 … that is not less. */
function factor(least: number): number {
  for (let power = 1; ; power *= 10)
    for (const times of [1, 2, 5]) if (times * power >= least) return times * power
}

/** Where an amount lies, counted in bars from the left; in the middle of an open bin, whose width nobody knows. */
export function slots(bins: readonly Bin[], value: number): number {
  const index = bins.findIndex(({ to }) => to === null || value < to)
  const bin = bins[index]
  if (!bin) return bins.length
  if (bin.from !== null && value <= bin.from) return index
  if (bin.from === null || bin.to === null) return index + 0.5
  return index + (value - bin.from) / (bin.to - bin.from)
}

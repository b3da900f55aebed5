import type { Chart } from './chart.ts'
import { fitted } from './fit.ts'
import { textWidth } from './font.ts'
import { type Box, between, box, type Label, label, meets } from './label.ts'
import { blank, channel, head, nowhere, picture, type Rule } from './picture.ts'
import { finite, position, type Scale, scale, ticks } from './scale.ts'
import { colours, sizes } from './theme.ts'

/** How many customers have an amount of at least `from` and less than `to`; a bin without an end is open. */
export interface Bin {
  from: number | null
  to: number | null
  count: number
}

/** How bins become a histogram: what is counted, where mean and median lie, and how values are written. */
export interface Distribution {
  /** The finding. */
  title: string
  /** What is counted by which amount, unit and period. */
  subtitle: string
  /** What is counted, in the plural, for the alt text and the plain figures: "customers". */
  measure: string
  /** The mean of all amounts, those of open bins included; no line where it is unknown. */
  mean: number | null
  /** The amount that half of them reach; no line where it is unknown. */
  median: number | null
  /** An amount as it is written: "£1.2k". */
  format: (amount: number) => string
  /** A count as it is written: "1,234". */
  count: (count: number) => string
}

/** How many closed bins are drawn: of more, neighbours are joined. */
const most = 24
/** Never is a tail gathered that begins among the first so many bins, or is shorter than a few or an eighth of them. */
const kept = 12
const shortestTail = 3
/** A tail begins where so large a share of all lies before. */
const body = 0.97
/** The widest that a bar may be. */
const widest = 110

const place = (field: string) => ({ field, type: 'quantitative' as const, scale: null, axis: null })
const line = (name: string, color: string, strokeWidth: number, strokeDash: number[] = []) => ({
  data: { name },
  mark: { type: 'rule' as const, color, strokeWidth, strokeDash },
  encoding: { x: place('x'), y: place('y'), y2: { field: 'y2' } },
})

const marks = [
  {
    data: { name: 'bars' },
    mark: { type: 'rect' as const, color: colours.quiet },
    encoding: {
      x: place('x'),
      x2: { field: 'x2' },
      y: { field: 'y', ...channel('up') },
      y2: { datum: 0 },
    },
  },
  line('edges', colours.paper, 5),
  line('mean', colours.ink, 2, [5, 3]),
  line('median', colours.accent, 2.5),
]

/** A histogram with the mean and the median as named lines, as a Vega-Lite specification. */
export function distribution(rows: readonly Bin[], encoding: Distribution): Chart {
  const { title, subtitle, format, count, measure } = encoding
  const bins = joined(gathered(filled(sorted(rows))))
  const total = held(bins)
  if (total === 0)
    return blank(title, subtitle, {
      params: { up: nowhere },
      datasets: { bars: [], edges: [], mean: [], median: [] },
      marks,
    })

  const amount = (value: number) => fitted(format(value), 120, 400)
  const header = head(title, subtitle)
  const beneath = sizes.margin + sizes.labelLine + 6
  const height = Math.min(sizes.tallest, header.bottom + 12 + 236 + beneath)
  const bottom = height - beneath
  const counts = bins.map(bin => bin.count)
  const levels = wholes(Math.max(...counts), value => fitted(count(value), 100, 400))
  const left = sizes.margin + Math.max(...levels.map(({ text }) => textWidth(text, sizes.label, 400))) + 10
  const right = sizes.width - sizes.margin
  const slot = Math.min(widest, (right - left) / bins.length)
  // A few bars stand in the middle.
  const start = (left + right - slot * bins.length) / 2
  const at = (value: number) => start + slot * slots(bins, value)

  const flags = flagged(
    [
      flag('median', encoding.median, at, amount, { color: colours.accent }),
      flag('mean', encoding.mean, at, amount, { color: colours.ink }),
    ].flatMap(each => (each ? [each] : [])),
    header.bottom + 12,
    [left, right],
  )
  const top = header.bottom + 12 + sizes.labelLine * Math.max(0, ...flags.map(({ row }) => row + 1)) + 4
  const up = scale(counts, [bottom, top], [0, 22])
  const bars = bins.map((bin, index) => ({
    x: start + slot * index + (slot > 6 ? 0.75 : 0.25) + (bin.to === null && index > 0 ? 4 : 0),
    x2:
      start + slot * (index + 1) - (slot > 6 ? 0.75 : 0.25) - (bin.from === null && bins.length > 1 ? 4 : 0),
    y: bin.count,
  }))
  const lines = flags.map(({ x, from }) => ({ x, y: from, y2: bottom }))
  const of = (name: string) => lines.filter((_, index) => flags[index]?.name === name)
  const axis = edges(bins, at, amount, bottom + 6 + sizes.labelLine / 2, [sizes.margin, right])
  return picture({
    height,
    alt: alt(bins, total, encoding),
    native: {
      type: 'bar',
      categories: bins.map(bin => said(bin, amount)),
      series: [{ name: measure, values: counts }],
    },
    rules: [
      ...levels.map(({ value }): Rule => {
        const y = position(up, value)
        return { x: left, x2: right, y, y2: y, color: value === 0 ? colours.zero : colours.grid }
      }),
      ...axis.ticks.map((x): Rule => ({ x, x2: x, y: bottom, y2: bottom + 4, color: colours.zero })),
    ],
    labels: [
      ...header.labels,
      ...levels.map(({ value, text }) => label(text, left - 8, position(up, value), { align: 'right' })),
      ...axis.labels,
      ...flags.map(each => each.label),
      ...named(bins, bars, up, flags, [left, right], value => fitted(count(value), 100, 600)),
    ],
    params: { up },
    datasets: {
      bars,
      edges: lines.map(each => ({ ...each, y: top })),
      mean: of('mean'),
      median: of('median'),
    },
    marks,
  })
}

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
const held = (bins: readonly Bin[]) => bins.reduce((sum, { count }) => sum + count, 0)

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
function slots(bins: readonly Bin[], value: number): number {
  const index = bins.findIndex(({ to }) => to === null || value < to)
  const bin = bins[index]
  if (!bin) return bins.length
  if (bin.from !== null && value <= bin.from) return index
  if (bin.from === null || bin.to === null) return index + 0.5
  return index + (value - bin.from) / (bin.to - bin.from)
}

/** The highest count's grid: at most five whole numbers, zero among them. */
function wholes(highest: number, write: (value: number) => string): { value: number; text: string }[] {
  const found = ticks([0, highest], 5).filter(value => Number.isInteger(value))
  return found.map(value => ({ value, text: write(value) }))
}

interface Flag {
  name: string
  x: number
  label: Label
}

/** A line's name and value, as they stand beside it. */
function flag(
  name: string,
  given: number | null,
  at: (value: number) => number,
  write: (value: number) => string,
  style: Partial<Label>,
): Flag | undefined {
  const value = finite(given)
  if (value === null) return undefined
  return { name, x: at(value), label: label(`${name} ${write(value)}`, 0, 0, { weight: 600, ...style }) }
}

/**
 * The flags beside the tops of their lines, on one row where they leave each other room, else on two: the lower one
 * then stands on the side that the other line does not pass.
 */
function flagged(flags: readonly Flag[], top: number, [left, right]: [number, number]) {
  const set = ({ name, x, label: text }: Flag, side: 'left' | 'right', row: number) => {
    const y = top + sizes.labelLine * (row + 0.5)
    const aside = side === 'left' ? -6 : 6
    const align = side === 'left' ? 'right' : 'left'
    const placed = between({ ...text, x: x + aside, y, align }, left, right)
    const over = box(placed).left < x + 3 && box(placed).right > x - 3
    // A line passes no text: it begins beneath its own where it cannot stand beside it.
    const from = over ? y + sizes.labelLine / 2 : row === 0 ? y - sizes.labelLine / 2 : y - 4
    return { name, x, label: placed, row, over, from }
  }
  const [first, second] = [...flags].sort((a, b) => a.x - b.x)
  if (!first) return []
  if (!second) {
    const beside = set(first, 'right', 0)
    return [beside.over ? set(first, 'left', 0) : beside]
  }
  const tries = [
    [set(first, 'right', 0), set(second, 'right', 0)],
    [set(first, 'left', 0), set(second, 'right', 0)],
    [set(first, 'left', 0), set(second, 'left', 0)],
    [set(first, 'right', 0), set(second, 'right', 1)],
  ]
  const clear = tries.find(([a, b]) => {
    if (!a || !b || a.over || (b.over && b.row === 0)) return false
    const [one, other] = [box(a.label), box(b.label)]
    const struck = (each: typeof one, x: number) => x > each.left - 2 && x < each.right + 2
    return !meets(air(one), other) && !struck(other, a.x) && (b.row === 1 || !struck(one, b.x))
  })
  return clear ?? [set(second, 'left', 0), set(first, 'left', 1)]
}

/** The counts of the fullest bar and of the gathered tail, above them where nothing is in the way. */
function named(
  bins: readonly Bin[],
  bars: readonly { x: number; x2: number; y: number }[],
  up: Scale,
  flags: readonly { x: number }[],
  [left, right]: [number, number],
  write: (value: number) => string,
): Label[] {
  const fullest = bins.reduce(
    (best, { count }, index) => (count > (bins[best]?.count ?? 0) ? index : best),
    0,
  )
  const last = bins.at(-1)?.to === null ? [bins.length - 1] : []
  const found: Label[] = []
  for (const index of new Set([fullest, ...last])) {
    const bar = bars[index]
    if (!bar || bar.y === 0) continue
    const each = between(
      label(write(bar.y), (bar.x + bar.x2) / 2, position(up, bar.y) - 11, {
        align: 'center',
        weight: 600,
        color: colours.ink,
        halo: true,
      }),
      left,
      right,
    )
    const here = box(each)
    const free =
      flags.every(({ x }) => x < here.left - 3 || x > here.right + 3) &&
      bars.every(
        other => other.x2 < here.left || other.x > here.right || position(up, other.y) > here.bottom,
      ) &&
      found.every(other => !meets(box(other), here))
    if (free) found.push(each)
  }
  return found
}

/** The edges of the bins under the axis, as many as have room; what an open bin holds is said in words. */
function edges(
  bins: readonly Bin[],
  at: (value: number) => number,
  write: (value: number) => string,
  y: number,
  [left, right]: [number, number],
): { ticks: number[]; labels: Label[] } {
  const set = (text: string, x: number, align: Label['align'] = 'center') =>
    between(label(text, x, y, { align }), left, right)
  const opened = (aligned: boolean) =>
    bins.flatMap(({ from, to }, index) => {
      if (from !== null && to !== null) return []
      const x = at(from ?? to ?? 0)
      const side = from === null ? -1 : 1
      if (aligned) return [set(said({ from, to }, write), x + 4 * side, side < 0 ? 'right' : 'left')]
      return [set(said({ from, to }, write), at(index === 0 ? -Infinity : Infinity))]
    })
  const [low, high] = opened(false)
  const open = low && high && meets(box(low), box(high)) ? opened(true) : opened(false)

  const closed = bins.flatMap(({ from, to }) => (from === null || to === null ? [] : [{ from, to }]))
  const values = [...closed.slice(0, 1).map(({ from }) => from), ...closed.map(({ to }) => to)]
  const named = (every: number) =>
    values.flatMap((value, index) => {
      const text = set(write(value), at(value))
      const isFree = index % every === 0 && open.every(other => !meets(air(box(other)), box(text)))
      return isFree ? [{ tick: at(value), text }] : []
    })
  const labelsOf = (every: number) => named(every).map(({ text }) => text)
  let every = 1
  while (every < values.length && isCrowded(labelsOf(every))) every++
  const shown = isCrowded(labelsOf(every)) ? named(every).slice(0, 1) : named(every)
  const ends = bins.flatMap(({ from, to }) => (from === null || to === null ? [at(from ?? to ?? 0)] : []))
  return {
    ticks: [...shown.map(({ tick }) => tick), ...ends],
    labels: [...shown.map(({ text }) => text), ...open],
  }
}

const air = (here: Box): Box => ({ ...here, left: here.left - 8, right: here.right + 8 })

/** Whether labels beside each other touch or say the same. */
function isCrowded(labels: readonly Label[]): boolean {
  return labels.some((each, index) => {
    const before = labels[index - 1]
    return before !== undefined && (before.text === each.text || meets(air(box(before)), box(each)))
  })
}

/** A bin in words: "£0 to £500", "£12k or more". */
function said({ from, to }: Pick<Bin, 'from' | 'to'>, write: (value: number) => string): string {
  if (from === null) return `under ${write(to ?? 0)}`
  return to === null ? `${write(from)} or more` : `${write(from)} to ${write(to)}`
}

/** The finding, how many in which range, the middles, and the fullest bin. */
function alt(bins: readonly Bin[], total: number, encoding: Distribution): string {
  const { title, subtitle, measure, format, count, mean, median } = encoding
  const [first, last] = [bins.find(each => each.count > 0), bins.findLast(each => each.count > 0)]
  const fullest = bins.reduce((a, b) => (b.count > a.count ? b : a))
  const range =
    first && last && (first.from !== null || last.to !== null)
      ? said({ from: first.from, to: last.to }, format)
      : ''
  const middles = [
    finite(median) === null ? [] : [`median ${format(median ?? 0)}`],
    finite(mean) === null ? [] : [`mean ${format(mean ?? 0)}`],
  ].flat()
  const open = last?.to === null && last !== fullest ? `; ${count(last.count)} at ${said(last, format)}` : ''
  return [
    `${title}. ${subtitle}. ${count(total)} ${measure}${range === '' ? '' : `, ${range}`}`,
    ...(middles.length > 0 ? [middles.join(', ')] : []),
    `most (${count(fullest.count)}) at ${said(fullest, format)}${open}.`,
  ].join('; ')
}

import { type Bin, binned, held, slots } from './bins.ts'
import type { Chart } from './chart.ts'
import { fitted } from './fit.ts'
import { flag, flagged } from './flags.ts'
import { textWidth } from './font.ts'
import { aired, between, box, type Label, label, meets } from './label.ts'
import { blank, channel, head, nowhere, picture, place, type Rule } from './picture.ts'
import { finite, position, type Scale, scale, ticks } from './scale.ts'
import { colours, sizes } from './theme.ts'

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

/** The widest that a bar may be. */
const widest = 110

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
  line('mean', colours.ink, 2, [5, 3]),
  line('median', colours.accent, 2.5),
]

/** A histogram with the mean and the median as named lines, as a Vega-Lite specification. */
export function distribution(rows: readonly Bin[], encoding: Distribution): Chart {
  const { title, subtitle, format, count, measure } = encoding
  const bins = binned(rows)
  const total = held(bins)
  if (total === 0)
    return blank(title, subtitle, {
      params: { up: nowhere },
      datasets: { bars: [], mean: [], median: [] },
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
      mean: of('mean'),
      median: of('median'),
    },
    marks,
  })
}

/** The highest count's grid: at most five whole numbers, zero among them. */
function wholes(highest: number, write: (value: number) => string): { value: number; text: string }[] {
  const found = ticks([0, highest], 5).filter(value => Number.isInteger(value))
  return found.map(value => ({ value, text: write(value) }))
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

/**
 * The edges of the bins under the axis: all of them, every second, every third …, the first of these that have room
 * without leaving one out, as a missing value is taken for a slip. What an open bin holds is said in words, or in signs
 * where words would take the room of an edge.
 */
function edges(
  bins: readonly Bin[],
  at: (value: number) => number,
  write: (value: number) => string,
  y: number,
  [left, right]: [number, number],
): { ticks: number[]; labels: Label[] } {
  const set = (text: string, x: number, align: Label['align'] = 'center') =>
    between(label(text, x, y, { align }), left, right)
  const opened = (inWords: boolean, aligned: boolean) =>
    bins.flatMap(({ from, to }, index) => {
      if (from !== null && to !== null) return []
      const text = (inWords ? said : inSigns)({ from, to }, write)
      const side = from === null ? -1 : 1
      if (aligned) return [set(text, at(from ?? to ?? 0) + 4 * side, side < 0 ? 'right' : 'left')]
      return [set(text, at(index === 0 ? -Infinity : Infinity))]
    })
  const ends = bins.flatMap(({ from, to }) => (from === null || to === null ? [at(from ?? to ?? 0)] : []))
  const closed = bins.flatMap(({ from, to }) => (from === null || to === null ? [] : [{ from, to }]))
  const values = [...closed.slice(0, 1).map(({ from }) => from), ...closed.map(({ to }) => to)]
  const named = (every: number) =>
    values
      // The edge of an open bin is named by what is said of it.
      .filter((value, index) => index % every === 0 && !ends.includes(at(value)))
      .map(value => ({ tick: at(value), text: set(write(value), at(value)) }))
  const opens = [opened(true, false), opened(true, true), opened(false, false), opened(false, true)]
  for (let every = 1; every <= values.length; every++) {
    const shown = named(every)
    const found = opens.find(open => !isCrowded(inOrder([...shown.map(({ text }) => text), ...open])))
    if (found)
      return {
        ticks: [...shown.map(({ tick }) => tick), ...ends],
        labels: [...shown.map(({ text }) => text), ...found],
      }
  }
  const alone = opens.find(open => !isCrowded(inOrder(open)))
  const first = ends.length > 0 ? [] : named(1).slice(0, 1)
  return {
    ticks: [...first.map(({ tick }) => tick), ...ends],
    labels: [...first.map(({ text }) => text), ...(alone ?? [])],
  }
}

/** Labels from left to right. */
const inOrder = (labels: readonly Label[]) => labels.toSorted((a, b) => box(a).left - box(b).left)

/** Whether labels beside each other touch or say the same. */
function isCrowded(labels: readonly Label[]): boolean {
  return labels.some((each, index) => {
    const before = labels[index - 1]
    return before !== undefined && (before.text === each.text || meets(aired(box(before)), box(each)))
  })
}

/** A bin in words: "£0 to £500", "£12k or more". */
function said({ from, to }: Pick<Bin, 'from' | 'to'>, write: (value: number) => string): string {
  if (from === null) return `under ${write(to ?? 0)}`
  return to === null ? `${write(from)} or more` : `${write(from)} to ${write(to)}`
}

/** The same of an open bin in signs: "<£0", "£12k+". */
const inSigns = ({ from, to }: Pick<Bin, 'from' | 'to'>, write: (value: number) => string) =>
  from === null ? `<${write(to ?? 0)}` : `${write(from)}+`

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

import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type Bin, binned } from '../charts/bins.ts'
import type { Chart } from '../charts/chart.ts'
import { type Distribution, distribution } from '../charts/distribution.ts'
import { type Multiples, multiples } from '../charts/multiples.ts'
import type { Scale } from '../charts/scale.ts'
import { svg } from '../charts/svg.ts'
import { colours, sizes } from '../charts/theme.ts'
import { type Timeline, timeline } from '../charts/timeline.ts'
import {
  amount,
  boxes,
  canvas,
  crossed,
  crowding,
  days,
  describePictures,
  expectDocumentedPixels,
  expectPngs,
  hostile,
  long,
  month,
  nonsense,
  pounds,
  said,
  struck,
  structures,
  warn,
  warned,
  words,
} from './helpers/pictures.ts'

const whole = new Intl.NumberFormat('en-GB', { maximumFractionDigits: 0 })
const percent = new Intl.NumberFormat('en-GB', { style: 'percent', maximumFractionDigits: 1 })
const day = days({ day: 'numeric', month: 'short', year: 'numeric' })

interface Measure {
  name: string
  format: 'money' | 'count' | 'share'
  good: 'up' | 'down'
  value: number | null
  change: number | null
  series: (number | null)[]
}

const known: [string, Measure['format'], Measure['good'], number][] = [
  ['Net sales', 'money', 'up', 1_200_000],
  ['Gross sales', 'money', 'up', 1_400_000],
  ['Discounts', 'money', 'down', 40_000],
  ['Orders', 'count', 'up', 2_769],
  ['Average order value', 'money', 'up', 543],
  ['Active customers', 'count', 'up', 1_664],
  ['Average customer spend', 'money', 'up', 875],
  ['Repeat rate', 'share', 'up', 0.685],
  ['Return rate', 'share', 'down', 0.021],
  ['Cancellation rate', 'share', 'down', 0.012],
  ['Forfeited sales', 'money', 'down', 25_000],
]

const measure = (index: number, changed: Partial<Measure> = {}): Measure => {
  const [name, format, good, size] = known[index % known.length] ?? ['', 'count', 'up', 1]
  const series = Array.from({ length: 13 }, (_, step) => size * (1 + 0.3 * Math.sin(step + index)))
  const [before = 0, value = 0] = series.slice(-2)
  const change = format === 'share' ? value - before : value / before - 1
  return { name, format, good, value, change, series, ...changed }
}
const measures = (count: number, of: (index: number) => Partial<Measure> = () => ({})) =>
  Array.from({ length: count }, (_, index) => measure(index, of(index)))

const kpis: Multiples<Measure> = {
  title: 'Net sales fell 8% to £1.2m: fewer customers ordered, and less of each order stayed sold',
  subtitle: 'November 2011 against October 2011',
  name: ({ name }) => name,
  value: 'value',
  format: (value, { format }) =>
    format === 'money' ? pounds(value) : (format === 'count' ? whole : percent).format(value),
  change: 'change',
  signed: ({ change }) =>
    change === null ? '' : `${change < 0 ? '−' : '+'}${percent.format(Math.abs(change))}`,
  good: ({ good }) => good,
  changes: 'Change in %',
  series: ({ series }) => series,
  span: 'last 13 months',
  step: 'month',
}

const bin = (index: number, width: number, count: number): Bin => ({
  from: index * width,
  to: (index + 1) * width,
  count,
})
const falling = (index: number) => Math.round(1_000 / (1 + index) ** 1.3)
const bins = (count: number, width: number, of = falling) =>
  Array.from({ length: count }, (_, index) => bin(index, width, of(index)))

const spend: Distribution = {
  title: 'Half of the customers spend under £839; the mean of £2.8k is made by few',
  subtitle: 'Customers by net sales a customer, £, 1 December 2009 to 9 December 2011',
  measure: 'customers',
  mean: 2_780,
  median: 839,
  format: pounds,
  count: value => whole.format(value),
}

interface Order {
  day: string
  charged: number | null
  returned: number
}

const dayAt = (number: number) => new Date(Date.UTC(2010, 0, 4 + number)).toISOString().slice(0, 10)
const order = (index: number, gap: number): Order => ({
  day: dayAt(index * gap + ((index * 7) % 5)),
  charged: 200 + ((index * 7_919) % 400),
  returned: index % 9 === 4 ? 60 : 0,
})
const orders = (count: number, gap: number, of: (index: number) => Partial<Order> = () => ({})) =>
  Array.from({ length: count }, (_, index) => ({ ...order(index, gap), ...of(index) }))

const history: Timeline<Order> = {
  title: 'Orders every four weeks, £412 on average, and none since September',
  subtitle: 'Charged an order, £, January 2010 to December 2011; red: goods that came back',
  x: 'day',
  y: 'charged',
  measure: 'Charged',
  forfeits: { y: ['returned'], label: 'Returns' },
  format: pounds,
  day,
  month,
}

const cases: Record<string, Chart> = {
  'multiples-11-rows': multiples(measures(11), kpis),
  'multiples-empty': multiples([], kpis),
  'multiples-one-row': multiples(measures(1), kpis),
  'multiples-two-rows': multiples(measures(2), kpis),
  'multiples-three-rows': multiples(measures(3), kpis),
  'multiples-6-rows': multiples(measures(6), kpis),
  'multiples-200-rows': multiples(measures(200), kpis),
  'multiples-incomplete': multiples(measures(11), { ...kpis, complete: false }),
  'multiples-level': multiples(measures(4), { ...kpis, level: ({ name }) => name === 'Orders' }),
  'multiples-gaps': multiples(
    measures(12, index => ({
      series: measure(index).series.map((each, at) => (at % 4 === 2 ? null : each)),
    })),
    kpis,
  ),
  'multiples-unknown': multiples(
    measures(5, index => ({ value: null, change: null, series: index === 0 ? [] : [null, null] })),
    kpis,
  ),
  'multiples-all-zero': multiples(
    measures(12, () => ({ value: 0, change: 0, series: Array(13).fill(0) })),
    kpis,
  ),
  'multiples-both-signs': multiples(
    measures(4, () => ({ value: -4_000, series: [5_000, -3_000, null, 2_000, -4_000] })),
    kpis,
  ),
  'multiples-huge-and-tiny': multiples(
    measures(12, index => ({ value: 10 ** (14 - 2 * index), change: 10 ** (7 - index) })),
    kpis,
  ),
  'multiples-long-words': multiples(
    measures(12, () => ({ name: long })),
    {
      ...kpis,
      title: long.repeat(5),
      subtitle: long.repeat(5),
      signed: () => long,
      format: () => long,
      span: long,
    },
  ),
  'multiples-hostile-names': multiples(
    measures(hostile.length, index => ({ name: hostile[index] ?? '' })),
    { ...kpis, signed: () => hostile[5] ?? '', span: hostile[0] ?? '' },
  ),

  'distribution-24-bins': distribution([...bins(24, 250), { from: 6_000, to: null, count: 496 }], spend),
  'distribution-empty': distribution([], spend),
  'distribution-all-empty': distribution(
    bins(5, 250, () => 0),
    spend,
  ),
  'distribution-one-row': distribution(bins(1, 1_000), spend),
  'distribution-one-open-row': distribution([{ from: 0, to: null, count: 7 }], spend),
  'distribution-two-rows': distribution(bins(2, 1_000), spend),
  'distribution-two-open-rows': distribution(
    [
      { from: null, to: 1_234_567, count: 3 },
      { from: 1_234_567, to: null, count: 4 },
    ],
    spend,
  ),
  'distribution-200-rows': distribution(bins(200, 100), spend),
  'distribution-200-even-rows': distribution(
    bins(200, 100, () => 5),
    { ...spend, mean: 9_900, median: 10_000 },
  ),
  'distribution-holes': distribution(
    [bin(0, 100, 50), bin(1, 100, 20), bin(5, 100, 3), bin(9, 100, 1)],
    spend,
  ),
  'distribution-unequal': distribution(
    [null, 0, 50, 100, 250, 500, 1_000, 2_500, 5_000, 10_000].map((from, index, all) => ({
      from,
      to: all[index + 1] ?? null,
      count: [12, 40, 90, 800, 1_000, 1_100, 1_354, 700, 380, 240][index] ?? 0,
    })),
    spend,
  ),
  'distribution-mean-is-median': distribution(bins(12, 250), { ...spend, mean: 839, median: 839 }),
  'distribution-middles-beyond': distribution(bins(12, 250), { ...spend, mean: 90_000, median: -4 }),
  'distribution-middles-at-the-end': distribution(
    bins(12, 250, index => index * 9),
    {
      ...spend,
      mean: 2_880,
      median: 2_960,
    },
  ),
  'distribution-without-middles': distribution(bins(12, 250), { ...spend, mean: null, median: null }),
  'distribution-huge': distribution(
    bins(20, 1e12, index => falling(index) * 1e9),
    spend,
  ),
  'distribution-tiny': distribution(bins(20, 0.001), { ...spend, mean: 0.004, median: 0.002 }),
  'distribution-below-zero': distribution(
    bins(12, 250).map(({ from, to, count }) => ({ from: (from ?? 0) - 1_500, to: (to ?? 0) - 1_500, count })),
    spend,
  ),
  'distribution-long-words': distribution([...bins(24, 250), { from: 6_000, to: null, count: 496 }], {
    ...spend,
    title: long.repeat(5),
    subtitle: long.repeat(5),
    format: value => `${long} ${value}`,
    count: () => long,
  }),
  'distribution-hostile-words': distribution(bins(12, 250), {
    ...spend,
    title: hostile.join(' '),
    format: value => `${hostile[2]} ${value}`,
  }),

  'timeline-25-rows': timeline(orders(25, 28), history),
  'timeline-empty': timeline([], history),
  'timeline-one-row': timeline(orders(1, 28), history),
  'timeline-one-row-then-silence': timeline(orders(1, 28), { ...history, through: '2011-12-08' }),
  'timeline-two-rows': timeline(orders(2, 40), history),
  'timeline-two-rows-of-a-day': timeline(
    orders(2, 0, () => ({ day: '2010-05-05' })),
    { ...history, from: '2009-12-01', through: '2010-05-05' },
  ),
  'timeline-200-rows': timeline(orders(200, 3), history),
  'timeline-a-long-silence': timeline(
    orders(20, 7, index => (index > 9 ? { day: dayAt(500 + 7 * index) } : {})),
    { ...history, through: '2011-12-08' },
  ),
  'timeline-one-week': timeline(orders(5, 1), { ...history, from: '2010-01-04', through: '2010-01-12' }),
  'timeline-ten-years': timeline(orders(200, 18), history),
  'timeline-a-stray-row-of-1900': timeline(
    [...orders(9, 28), { ...order(0, 1), day: '1900-01-01' }],
    history,
  ),
  'timeline-returns-alone': timeline(
    orders(6, 20, () => ({ charged: null, returned: 80 })),
    history,
  ),
  'timeline-negative': timeline(
    orders(8, 20, index => ({ charged: index % 2 === 0 ? -300 : 100 })),
    history,
  ),
  'timeline-all-zero': timeline(
    orders(6, 20, () => ({ charged: 0, returned: 0 })),
    history,
  ),
  'timeline-huge-and-tiny': timeline(
    orders(6, 20, index => ({ charged: 10 ** (14 - 4 * index) })),
    history,
  ),
  'timeline-last-is-largest': timeline(
    orders(12, 20, index => ({ charged: 100 * (index + 1), returned: 900 * (index % 2) })),
    history,
  ),
  'timeline-long-words': timeline(orders(12, 9), {
    ...history,
    title: long.repeat(5),
    subtitle: long.repeat(5),
    format: value => `${long} ${value}`,
    day: () => long,
    forfeits: { y: ['returned'], label: long },
  }),
  'timeline-hostile-words': timeline(orders(12, 9), {
    ...history,
    title: hostile.join(' '),
    day: iso => `${hostile[0]} ${iso}`,
    forfeits: { y: ['returned'], label: hostile[2] ?? '' },
  }),
}

/**
 * Pairs of texts that touch, texts that a bar, a dot or an upright line touches, and texts that leave the picture.
 * Grid lines lie behind texts, and so may the sticks of other orders behind the amount of the largest return.
 */
async function faults(chart: Chart): Promise<string[]> {
  const drawn = await boxes(chart)
  const obstacles = drawn.filter(
    ({ mark, left, right, top, bottom }) =>
      mark === 'rect' || mark === 'symbol' || (mark === 'rule' && bottom - top > right - left),
  )
  return [...crowding(chart, drawn), ...struck(drawn, obstacles), ...crossed(chart, drawn)]
}

describePictures(cases, titleOf, faults)

test.each(Object.entries(cases))(
  'The picture %s has the margins, the type and the colours of its family',
  (_, chart) => {
    const labels = chart.datasets.labels as { x: number; size: number; weight: number; color: string }[]
    expect(labels[0]).toMatchObject({ x: sizes.margin, size: sizes.title, weight: 600, color: colours.ink })
    const allowed: string[] = [colours.ink, colours.muted, colours.accent, colours.forfeit]
    expect(labels.filter(({ color }) => !allowed.includes(color))).toEqual([])
  },
)

/** The title of a case. */
function titleOf(name: string): string {
  if (name.endsWith('long-words')) return long
  if (name.endsWith('hostile-words')) return hostile[0] ?? ''
  if (name.startsWith('multiples')) return kpis.title
  return name.startsWith('distribution') ? spend.title : history.title
}

describe('A form', () => {
  test.each(['multiples', 'distribution', 'timeline'])(
    'of %s has one structure for all its answers, which is compiled once',
    form => expect(structures(cases, form).size).toBe(1),
  )

  test('does not change the rows or the chart it is given', async () => {
    const given = { rows: measures(12), bins: bins(200, 100), orders: orders(12, 9).reverse() }
    const before = structuredClone(given)
    const drawn = [
      multiples(given.rows, kpis),
      distribution(given.bins, spend),
      timeline(given.orders, history),
    ]
    expect(given).toEqual(before)
    for (const chart of drawn) {
      const copy = structuredClone(chart)
      const first = await svg(chart, warn)
      expect(await svg(chart, warn)).toBe(first)
      expect(chart).toEqual(copy)
    }
  })
})

describe('Tiles', () => {
  const one = (changed: Partial<Measure>, encoding: Partial<Multiples<Measure>> = {}) =>
    multiples([measure(0, changed)], { ...kpis, ...encoding })
  const change = (chart: Chart) => (chart.datasets.labels as { text: string; color: string }[]).at(-1)

  test('colour a change by what is good for the measure, and turn the arrow by its sign', () => {
    expect(change(one({ change: 0.08 }))).toMatchObject({ text: '▲ +8%', color: colours.accent })
    expect(change(one({ change: -0.08 }))).toMatchObject({ text: '▼ −8%', color: colours.forfeit })
    expect(change(one({ change: 0.08, good: 'down' }))).toMatchObject({
      text: '▲ +8%',
      color: colours.forfeit,
    })
    expect(change(one({ change: -0.08, good: 'down' }))).toMatchObject({
      text: '▼ −8%',
      color: colours.accent,
    })
  })

  test('write a change quietly that is none, is written as none, or is ordinary noise', () => {
    expect(change(one({ change: 0 }))).toMatchObject({ text: '+0%', color: colours.muted })
    expect(change(one({ change: 0.00001 }))).toMatchObject({ text: '+0%', color: colours.muted })
    expect(change(one({ change: 0.3 }, { level: () => true }))).toMatchObject({
      text: '+30%',
      color: colours.muted,
    })
    expect(change(one({ change: null }, { signed: () => 'new' }))).toMatchObject({
      text: 'new',
      color: colours.muted,
    })
  })

  test('name their colours in the head, those that are drawn', () => {
    const header = (chart: Chart) => said(chart).join(' ')
    expect(header(one({ change: 0.08 }))).toContain('October 2011; blue: better; lines: last')
    expect(header(one({ change: -0.08 }))).toContain('October 2011; red: worse; lines: last')
    expect(header(multiples([measure(0, { change: 0.08 }), measure(1, { change: -0.08 })], kpis))).toContain(
      '; blue: better, red: worse; lines: last 13 months, own scales, not from zero',
    )
    expect(header(one({ change: 0.08, series: [] }))).toContain('October 2011; blue: better Net sales')
    expect(header(one({ change: 0.08 }, { level: () => true }))).not.toMatch(/blue:|red:/)
    expect(header(one({ change: 0.08 }, { span: long }))).not.toMatch(/blue:|red:/)
  })

  test('say in the alt text which change is better and which is worse, and the extremes of the line', () => {
    expect(one({ change: 0.08, value: 3_000, series: [1_000, 5_000, 3_000] }).description).toContain(
      'Net sales £3k, +8% (better), by month: lowest £1k, highest £5k.',
    )
    expect(one({ change: 0.08, good: 'down' }).description).toContain('+8% (worse)')
  })

  test('show the last thirteen periods, with a gap where one is unknown and a mark at the last', () => {
    const series = [9, 9, 9, ...Array.from({ length: 12 }, (_, index) => (index === 5 ? null : index)), 20]
    const { main = [], dots = [] } = one({ series }).datasets as Record<
      string,
      { x: number; run: string; size: number; fill: string }[]
    >
    expect(main).toHaveLength(12)
    expect(new Set(main.map(({ run }) => run)).size).toBe(2)
    expect(dots).toMatchObject([{ size: 36, fill: colours.accent, x: main.at(-1)?.x }])
  })

  test('draw a last period that is not complete hollow, at the end of a dashed line', () => {
    const {
      main = [],
      open = [],
      dots = [],
    } = one({ series: [1, 2, 3, 1] }, { complete: false }).datasets as Record<
      string,
      { x: number; fill: string }[]
    >
    expect(main).toHaveLength(3)
    expect(open.map(({ x }) => x)).toEqual([main.at(-1)?.x, dots.at(-1)?.x])
    expect(dots.at(-1)?.fill).toBe(colours.paper)
  })

  test('stand in two columns from four on, on a picture that is as wide as a phone', () => {
    const columns = (count: number) => {
      const { labels = [] } = multiples(measures(count), kpis).datasets as {
        labels?: { x: number; text: string }[]
      }
      return new Set(labels.filter(({ text }) => known.some(([name]) => name === text)).map(({ x }) => x))
        .size
    }
    expect([1, 2, 3, 4, 11, 12].map(columns)).toEqual([1, 1, 1, 2, 2, 2])
  })

  test('say how many of how many are drawn, over what their lines run, and that they do not begin at zero', () => {
    const header = said(multiples(measures(50), kpis)).join(' ')
    expect(header).toContain('first 12 of 50')
    expect(header).toContain('lines: last 13 months, own scales, not from zero')
    expect(
      said(multiples(measures(50), { ...kpis, subtitle: long.repeat(9), span: long })).join(' '),
    ).toMatch(/first 12 of 50; lines: .*…, own scales, not from zero/)
    expect(said(one({ series: [-1, 2, 3] })).join(' ')).not.toContain('not from zero')
    expect(said(one({ series: [] })).join(' ')).not.toContain('lines:')
  })

  test('give their changes as plain figures, times a hundred', () => {
    const { native } = multiples(
      [measure(0, { change: -0.0812 }), measure(3, { change: null })],
      kpis,
    ).usermeta
    expect(native).toEqual({
      type: 'bar',
      categories: ['Net sales', 'Orders'],
      series: [{ name: 'Change in %', values: [-8.1, null] }],
    })
  })
})

describe('A histogram', () => {
  const drawn = (chart: Chart) => chart.datasets.bars as { x: number; x2: number; y: number }[]
  const total = (rows: readonly { count: number }[]) => rows.reduce((sum, { count }) => sum + count, 0)

  test('gathers a long thin tail in a last open bin, which says where it begins and how many it holds', () => {
    const rows = bins(200, 100, index => (index < 12 ? 100 : index % 60 === 0 ? 3 : 0))
    const chart = distribution(rows, { ...spend, mean: 640, median: 600 })
    expect(drawn(chart).map(({ y }) => y)).toEqual([...Array(12).fill(100), 9])
    expect(said(chart)).toContain('£1.2k+')
    expect(said(chart)).toContain('9')
    expect(chart.description).toContain('9 at £1.2k or more')
    expect(chart.usermeta.native?.categories.at(-1)).toBe('£1.2k or more')
  })

  test('gathers no tail of a few bins, none of the first twelve, and none that is no thinner', () => {
    expect(
      drawn(
        distribution(
          bins(12, 100, index => (index === 0 ? 1_000 : 1)),
          spend,
        ),
      ),
    ).toHaveLength(12)
    expect(
      said(
        distribution(
          bins(20, 100, () => 10),
          spend,
        ),
      ).join(' '),
    ).not.toContain('or more')
  })

  test('leaves no value of its axis out: those that are named are equally far apart', () => {
    for (const width of [100, 200, 500, 2_500])
      for (const count of [5, 9, 10, 12, 13, 22]) {
        const closed = Array.from({ length: count }, (_, at) => ({
          ...{ from: width * at, to: width * (at + 1), count: 60 - at },
        }))
        const open = { from: width * count, to: null, count: 40 }
        const below = { from: null, to: 0, count: 3 }
        const chart = distribution([below, ...closed, open], { ...spend, mean: null, median: null })
        const { labels } = chart.datasets as { labels: { text: string; x: number; y: number }[] }
        const lowest = Math.max(...labels.map(({ y }) => y))
        const named = labels.filter(({ y, text }) => y === lowest && /^£[\d.]+k?$/.test(text))
        const steps = named.slice(1).map(({ x }, at) => Math.round(x - (named[at]?.x ?? 0)))
        expect(Math.max(...steps) - Math.min(...steps)).toBeLessThanOrEqual(1)
        const end = labels.find(({ y, text }) => y === lowest && /\+$|or more$/.test(text))
        expect((end?.x ?? 0) - (named.at(-1)?.x ?? 0)).toBeLessThan(2 * (steps[0] ?? 500))
      }
  })

  test('joins neighbours in round numbers where there are too many', () => {
    const chart = distribution(
      bins(200, 100, () => 5),
      spend,
    )
    expect(drawn(chart).map(({ y }) => y)).toEqual(Array(20).fill(50))
    const { categories = [] } = chart.usermeta.native ?? {}
    expect([categories[0], categories.at(-1)]).toEqual(['£0 to £1k', '£19k to £20k'])
  })

  test('keeps room for bins that nobody is in', () => {
    const chart = distribution([bin(0, 100, 5), bin(3, 100, 2)], spend)
    expect(drawn(chart).map(({ y }) => y)).toEqual([5, 0, 0, 2])
  })

  test('draws mean and median where they lie, and names them', () => {
    const chart = distribution(
      bins(10, 100, () => 4),
      { ...spend, mean: 750, median: 250 },
    )
    const bars = drawn(chart)
    const { mean, median } = chart.datasets as Record<string, { x: number }[]>
    const middle = (index: number) => ((bars[index]?.x ?? 0) + (bars[index]?.x2 ?? 0)) / 2
    expect(median?.[0]?.x).toBeCloseTo(middle(2), 6)
    expect(mean?.[0]?.x).toBeCloseTo(middle(7), 6)
    expect(said(chart)).toEqual(expect.arrayContaining(['median £250', 'mean £750']))
    expect(chart.description).toContain('median £250, mean £750')
  })

  test('loses nobody, however the bins are given', () => {
    const given = fc.array(fc.tuple(fc.nat(300), fc.nat(5_000)), { maxLength: 200 })
    fc.assert(
      fc.property(given, fc.boolean(), fc.boolean(), (pairs, low, high) => {
        const rows = [
          ...(low ? [{ from: null, to: 0, count: 3 }] : []),
          ...new Map(pairs.map(([index, count]) => [index, bin(index, 50, count)])).values(),
          ...(high ? [{ from: 300 * 50 + 50, to: null, count: 4 }] : []),
        ]
        const bars = drawn(distribution(rows, spend))
        expect(bars.reduce((sum, { y }) => sum + y, 0)).toBe(total(rows))
        expect(bars.length).toBeLessThanOrEqual(26)
      }),
    )
  })
})

describe('A timeline', () => {
  const dots = (chart: Chart) => chart.datasets.dots as { x: number; y: number; color: string }[]

  test('draws every order at its day, and what came back below zero in red, whichever sign the rows give it', () => {
    const rows = (sign: number) =>
      orders(3, 10, index => ({ charged: 100, returned: index === 1 ? 40 * sign : 0 }))
    const chart = timeline(rows(1), history)
    expect(dots(chart).map(({ y }) => y)).toEqual([100, 100, 100, -40])
    expect(dots(chart).at(-1)?.color).toBe(colours.forfeit)
    const number = (iso: string) => Date.parse(iso) / 86_400_000
    expect(dots(chart).map(({ x }) => x)).toEqual([0, 1, 2, 1].map(at => number(rows(1)[at]?.day ?? '')))
    expect(dots(timeline(rows(-1), history))).toEqual(dots(chart))
  })

  test('names the first and the last order, and an only one as such', () => {
    const rows = orders(5, 30, index => ({ charged: 100 * (index + 1) }))
    const [first, last] = [rows[0]?.day ?? '', rows[4]?.day ?? '']
    expect(said(timeline([...rows].reverse(), history))).toEqual(
      expect.arrayContaining([`First ${day(first)}, £100`, `Last ${day(last)}, £500`]),
    )
    expect(said(timeline(rows.slice(0, 1), history))).toContain(`Only order ${day(first)}, £100`)
  })

  test('shows months without orders as empty time, silence after the last one among it', () => {
    const rows = orders(2, 60)
    const reach = (encoding: Partial<Timeline<Order>>) => {
      const { params } = timeline(rows, { ...history, ...encoding })
      const [across] = params.flatMap(({ name, value }) => (name === 'across' ? [value as Scale] : []))
      return across?.domain ?? []
    }
    const [, silent = 0] = reach({ through: '2011-12-08' })
    const [, busy = 0] = reach({})
    expect(silent).toBeGreaterThan(Date.parse('2011-12-08') / 86_400_000)
    expect(silent - busy).toBeGreaterThan(600)
  })

  test('says in its alt text how many orders there were, and the extremes', () => {
    const rows = orders(4, 30, index => ({
      charged: [300, 900, 100, 200][index] ?? 0,
      returned: index === 2 ? 50 : 0,
    }))
    const at = (index: number) => day(rows[index]?.day ?? '')
    expect(timeline(rows, history).description).toContain(
      `Charged, 4 orders: first £300 (${at(0)}), last £200 (${at(3)}), largest £900 (${at(1)}), smallest £100 (${at(2)}). Returns: 1, largest −£50 (${at(2)}).`,
    )
  })
})

test('Bins are drawn in order, none on another, no more than have room, and hold all that they were given', () => {
  const edge = fc.option(fc.integer({ min: -500, max: 500 }), { freq: 8 })
  const rows = fc.array(fc.record({ from: edge, to: edge, count: fc.nat(1_000) }), { maxLength: 60 })
  fc.assert(
    fc.property(rows, given => {
      const drawn = binned(given)
      const sound = given.filter(({ from, to }) => (from === null ? to !== null : to === null || to > from))
      const sum = (some: readonly Bin[]) => some.reduce((all, { count }) => all + count, 0)
      expect(sum(drawn)).toBe(sum(sound))
      expect(drawn.length).toBeLessThanOrEqual(26)
      for (const [index, { from }] of drawn.entries())
        if (index > 0) expect(Number(from)).toBeGreaterThanOrEqual(Number(drawn[index - 1]?.to))
    }),
    { numRuns: 500 },
  )
})

describe.skipIf(!canvas)('With rows of any kind', () => {
  const isSound = async (chart: Chart) => {
    expect(await faults(chart)).toEqual([])
    expect(warned).toEqual([])
    expect(chart.description).not.toMatch(nonsense)
  }

  test('no text of tiles touches another or a line, or leaves the picture', async () => {
    const row = fc.record({
      name: words,
      format: fc.constantFrom<Measure['format']>('money', 'count', 'share'),
      good: fc.constantFrom<Measure['good']>('up', 'down'),
      value: fc.option(amount),
      change: fc.option(fc.double({ min: -5, max: 500, noNaN: true })),
      series: fc.array(fc.option(amount), { maxLength: 20 }),
    })
    const given = [fc.array(row, { maxLength: 15 }), words, words, words, fc.boolean()] as const
    const property = fc.asyncProperty(...given, (rows, title, subtitle, span, complete) =>
      isSound(multiples(rows, { ...kpis, title: `T${title}`, subtitle, span, complete })),
    )
    await fc.assert(property, { numRuns: 120 })
  })

  test('no text of a histogram touches another, a bar or a line, or leaves the picture', async () => {
    const edge = fc.option(amount, { freq: 8 })
    const loose = fc.array(fc.record({ from: edge, to: edge, count: fc.oneof(fc.nat(), amount) }), {
      maxLength: 40,
    })
    const even = fc
      .tuple(
        fc.array(fc.nat(3_000), { maxLength: 60 }),
        fc.double({ min: 0.01, max: 1e6, noNaN: true }),
        fc.boolean(),
      )
      .map(([counts, width, open]) => [
        ...counts.map((count, index) => bin(index, width, count)),
        ...(open ? [{ from: counts.length * width, to: null, count: 9 }] : []),
      ])
    const middle = fc.option(fc.oneof(amount, fc.double({ min: 0, max: 5_000, noNaN: true })))
    const given = [fc.oneof(loose, even), words, words, middle, middle] as const
    const property = fc.asyncProperty(...given, (rows, title, subtitle, mean, median) =>
      isSound(distribution(rows, { ...spend, title: `T${title}`, subtitle, mean, median })),
    )
    await fc.assert(property, { numRuns: 200 })
  })

  test('no text of a timeline touches another, a dot or an upright line, or leaves the picture', async () => {
    const when = fc.oneof(fc.nat(900), fc.nat(30), fc.integer({ min: -60_000, max: 60_000 }))
    const row = fc.record({
      day: fc.oneof({ weight: 9, arbitrary: when.map(dayAt) }, { weight: 1, arbitrary: words }),
      charged: fc.option(amount),
      returned: fc.oneof(fc.constant(0), amount),
    })
    const limit = fc.option(when.map(dayAt), { nil: undefined })
    const given = [fc.array(row, { maxLength: 60 }), words, words, words, limit, limit] as const
    const property = fc.asyncProperty(...given, (rows, title, subtitle, label, from, through) =>
      isSound(
        timeline(rows, {
          ...history,
          title: `T${title}`,
          subtitle,
          forfeits: { y: ['returned'], label },
          ...(from && { from }),
          ...(through && { through }),
        }),
      ),
    )
    await fc.assert(property, { numRuns: 150 })
  })
})

describe.skipIf(!canvas)('A PNG', () => {
  test('is drawn of every case at double resolution, opaque', () => expectPngs(cases))

  test.each(['multiples-incomplete', 'distribution-unequal', 'timeline-200-rows'])(
    'of %s has the pixels of the documented way',
    name => expectDocumentedPixels(cases[name]),
  )
})

import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type Areas, areas } from '../charts/areas.ts'
import type { Chart } from '../charts/chart.ts'
import { textWidth } from '../charts/font.ts'
import { type Heatmap, heatmap } from '../charts/heatmap.ts'
import { type Pareto, pareto } from '../charts/pareto.ts'
import { svg } from '../charts/svg.ts'
import { colours, sizes } from '../charts/theme.ts'
import { contrast, luminance, seen, visions } from './helpers/eyes.ts'
import {
  amount,
  boxes,
  canvas,
  crowding,
  days,
  describePictures,
  expectPngs,
  long,
  month,
  hostile as names,
  pounds,
  said,
  struck,
  structures,
  texts,
  touch,
  warn,
  warned,
  words,
} from './helpers/pictures.ts'

const percent = (value: number) => `${Math.round(value * 100)}%`
const day = days({ month: 'short', year: 'numeric' })
const first = (step: number) => new Date(Date.UTC(2009, 11 + step, 1)).toISOString().slice(0, 10)

const hostile = names.toSpliced(7, 0, '__proto__')

interface Cell {
  cohort: string
  age: string | number
  share: number | null
  mature: boolean
}

const retention: Heatmap<Cell> = {
  title: 'One new customer in five orders again a month later; a year on it is one in seven',
  subtitle: 'Share of customers who order again, by month of first order, December 2009 to December 2011',
  row: 'cohort',
  column: 'age',
  value: 'share',
  mature: 'mature',
  immature: 'month not over',
  measure: 'Share of customers who ordered again',
  rowName: cohort => (/^\d{4}-\d\d$/.test(cohort) ? day(`${cohort}-01`) : cohort),
  columnTitle: 'Months since the first order',
  format: percent,
}
const returning = (cohort: number, age: number) =>
  0.12 + 0.2 / (1 + age / 3) + 0.05 * Math.sin(cohort + age) + (cohort === 0 ? 0.15 : 0)
const cohorts = (
  count: number,
  ages: number,
  changed: (cohort: number, age: number) => Partial<Cell> = () => ({}),
) =>
  Array.from({ length: count }, (_, cohort) =>
    Array.from({ length: Math.min(ages, count - cohort) }, (_, index) => ({
      cohort: first(cohort).slice(0, 7),
      age: index + 1,
      share: returning(cohort, index + 1),
      mature: cohort + index + 1 < count,
      ...changed(cohort, index + 1),
    })),
  ).flat()
const curve = (ages: number) => ({
  label: 'Average',
  values: Array.from({ length: ages }, (_, index) => ({ column: index + 1, value: returning(1, index + 1) })),
})

const weekdays = ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday']
const hours = weekdays.flatMap((cohort, at) =>
  cohort === 'Saturday'
    ? []
    : Array.from({ length: 11 }, (_, index) => ({
        cohort,
        age: index + 8,
        share: 1_000 + 40_000 * Math.exp(-((index - 4) ** 2) / 6) * (at === 3 ? 1.2 : 1),
        mature: true,
      })),
)
const busy: Heatmap<Cell> = {
  ...retention,
  title: 'Thursday at noon is the busiest hour, and nobody buys on Saturday',
  subtitle: 'Net sales by weekday and hour, £, 1 December 2009 to 9 December 2011',
  measure: 'Net sales',
  rowOrder: weekdays,
  columnOrder: Array.from({ length: 24 }, (_, hour) => hour),
  columnName: hour => hour.padStart(2, '0'),
  columnTitle: 'Hour',
  format: pounds,
}
const year = [0.72, 0.7, 0.85, 0.78, 0.88, 0.86, 0.83, 0.85, 1.16, 1.31, 1.62, 1.09]
const seasons = ['2010', '2011'].flatMap((cohort, at) =>
  year.map((index, step) => ({
    cohort,
    age: month(first(step + 1)),
    share: index * (1 + 0.04 * at),
    mature: true,
  })),
)
const seasonal: Heatmap<Cell> = {
  ...retention,
  title: 'November is two thirds above an average month; January a quarter below',
  subtitle: 'Net sales by month, index: 100 is the average of the year',
  measure: 'Index',
  around: 1,
  average: { label: 'Usual', values: year.map((value, step) => ({ column: month(first(step + 1)), value })) },
  columnTitle: '',
  format: value => String(Math.round(value * 100)),
}

interface Product {
  name: string
  net: number | null
  together: number | null
}

const best: Pareto<Product> = {
  title: 'One product in six brings 80% of net sales',
  subtitle: 'Net sales by product, £, 1 December 2009 to 9 December 2011',
  x: 'name',
  y: 'net',
  measure: 'Net sales',
  count: rows => (rows === 1 ? '1 product' : `${rows.toLocaleString('en-GB')} products`),
  share: percent,
  format: pounds,
}
const products = (count: number, of: (rank: number) => Partial<Product> = () => ({})): Product[] =>
  Array.from({ length: count }, (_, rank) => ({
    name: `${long.slice((rank * 7) % 20, 18 + ((rank * 11) % 30))} ${rank}`,
    net: 314_000 / (rank + 1) ** 0.8,
    together: null,
    ...of(rank),
  }))

interface Month {
  month: string
  back: number | null
  fresh: number | null
  guests: number | null
  other: number | null
  complete: boolean
}

const loyal: Areas<Month> = {
  title: 'Returning customers bring four fifths of net sales, and all of the growth',
  subtitle: 'Net sales a month, £, December 2009 to December 2011; by whether customers were new that month',
  x: 'month',
  series: [
    { y: 'back', label: 'Returning' },
    { y: 'fresh', label: 'New' },
  ],
  measure: 'Net sales',
  complete: 'complete',
  open: 'so far',
  format: pounds,
  day,
  month,
}
const four: Areas<Month> = {
  ...loyal,
  series: [...loyal.series, { y: 'guests', label: 'Guests' }, { y: 'other', label: 'Everybody else' }],
}
const months = (count: number, of: (step: number) => Partial<Month> = () => ({})): Month[] =>
  Array.from({ length: count }, (_, step) => ({
    month: first(step),
    back: 400_000 + 200_000 * Math.sin(step / 2) + 9_000 * step,
    fresh: 120_000 + 60_000 * Math.cos(step),
    guests: 60_000 + ((step * 7_919) % 50_000),
    other: 20_000,
    complete: true,
    ...of(step),
  }))

const cases: Record<string, Chart> = {
  'heatmap-12-cohorts': heatmap(cohorts(12, 12), { ...retention, average: curve(12) }),
  'heatmap-25-cohorts': heatmap(cohorts(25, 24), { ...retention, average: curve(24) }),
  'heatmap-6-cohorts': heatmap(cohorts(6, 6), retention),
  'heatmap-empty': heatmap([], { ...retention, average: curve(12) }),
  'heatmap-one-row': heatmap(
    cohorts(1, 1, () => ({ mature: true })),
    { ...retention, average: curve(1) },
  ),
  'heatmap-two-rows': heatmap(cohorts(2, 1), retention),
  'heatmap-200-rows-of-one-column': heatmap(cohorts(200, 1), retention),
  'heatmap-200-columns': heatmap(
    Array.from({ length: 200 }, (_, age) => ({ cohort: 'All', age, share: age, mature: true })),
    { ...retention, format: pounds },
  ),
  'heatmap-none-mature': heatmap(
    cohorts(6, 6, () => ({ mature: false })),
    retention,
  ),
  'heatmap-all-zero': heatmap(
    cohorts(6, 6, () => ({ share: 0 })),
    { ...retention, average: curve(6) },
  ),
  'heatmap-gaps': heatmap(
    cohorts(8, 8, (cohort, age) => ({ share: (cohort + age) % 3 === 0 ? null : cohort - age })),
    {
      ...retention,
      average: { label: long, values: [1, 2, 5, 7].map(column => ({ column, value: column - 4 })) },
    },
  ),
  'heatmap-hours': heatmap(hours, busy),
  'heatmap-index': heatmap(seasons, seasonal),
  'heatmap-long-words': heatmap(
    cohorts(5, 4, (cohort, age) => ({ cohort: `${cohort} ${long}`, age: `${age} ${long}` })),
    {
      ...retention,
      title: long.repeat(5),
      subtitle: long.repeat(5),
      average: { label: long, values: [{ column: `1 ${long}`, value: 1 }] },
      columnTitle: long.repeat(3),
      immature: long,
      format: value => `${long} ${value}`,
    },
  ),
  'heatmap-hostile-words': heatmap(
    hostile.flatMap((cohort, at) =>
      hostile.map((age, share) => ({ cohort, age, share, mature: at !== share })),
    ),
    { ...retention, title: hostile.join(' '), columnTitle: hostile[3] ?? '' },
  ),
  'pareto-40-rows': pareto(products(40), best),
  'pareto-200-rows': pareto(products(200), best),
  'pareto-4908-rows': pareto(
    products(4908, rank => (rank > 4880 ? { net: -10 } : {})),
    best,
  ),
  'pareto-empty': pareto([], best),
  'pareto-one-row': pareto(products(1), best),
  'pareto-two-rows': pareto(products(2), best),
  'pareto-5-rows': pareto(products(5), best),
  'pareto-alike': pareto(
    products(30, () => ({ net: 500 })),
    best,
  ),
  'pareto-one-outweighs-all': pareto(
    products(60, rank => ({ net: rank === 0 ? 1e9 : 1 })),
    best,
  ),
  'pareto-some-negative': pareto(
    products(30, rank => ({ net: 100_000 - 4_500 * rank })),
    best,
  ),
  'pareto-all-negative': pareto(
    products(12, rank => ({ net: -500 * rank - 1 })),
    best,
  ),
  'pareto-all-zero': pareto(
    products(12, () => ({ net: 0 })),
    best,
  ),
  'pareto-unknown': pareto(
    products(12, rank => ({ net: rank % 2 ? null : 100 })),
    best,
  ),
  'pareto-part-of-all': pareto(
    products(20, rank => ({ together: 0.03 * (rank + 1) })),
    { ...best, cumulative: 'together' },
  ),
  'pareto-long-words': pareto(
    products(20, () => ({ name: long.repeat(2) })),
    {
      ...best,
      title: long.repeat(5),
      subtitle: long.repeat(5),
      measure: long,
      count: () => long,
      share: () => long,
      format: () => long,
    },
  ),
  'pareto-hostile-words': pareto(
    products(hostile.length, rank => ({ name: hostile[rank] ?? '' })),
    { ...best, title: hostile.join(' '), named: 5 },
  ),
  'areas-25-months': areas(
    months(25, step => ({ complete: step < 24, ...(step === 24 && { back: 90_000, fresh: 9_000 }) })),
    loyal,
  ),
  'areas-of-four': areas(months(12), four),
  'areas-of-shares': areas(
    months(12).map(row => ({ ...row, back: 0.4, fresh: 0.3, guests: 0.2, other: 0.1 })),
    { ...four, format: percent },
  ),
  'areas-empty': areas([], loyal),
  'areas-one-row': areas(months(1), loyal),
  'areas-two-rows': areas(
    months(2, step => ({ complete: step < 1 })),
    loyal,
  ),
  'areas-200-rows': areas(months(200), four),
  'areas-some-negative': areas(
    months(14, step => (step % 5 === 2 ? { fresh: -60_000 - 5_000 * step } : {})),
    four,
  ),
  'areas-all-negative': areas(
    months(9, () => ({ back: -5, fresh: -7 })),
    loyal,
  ),
  'areas-all-zero': areas(
    months(9, () => ({ back: 0, fresh: 0 })),
    loyal,
  ),
  'areas-gaps': areas(
    months(30, step =>
      step % 7 === 3 ? { back: null, fresh: null } : step % 7 === 6 ? { fresh: null } : {},
    ).filter((_, step) => step % 9 !== 4 && step !== 2),
    loyal,
  ),
  'areas-tiny-and-huge': areas(
    months(12, step => ({ back: 1e13 + step, fresh: 1e-7 })),
    loyal,
  ),
  'areas-long-words': areas(
    months(12, step => ({ complete: step < 11 })),
    {
      ...four,
      title: long.repeat(5),
      subtitle: long.repeat(5),
      open: long,
      series: four.series.map(each => ({ ...each, label: long })),
      day: () => long,
    },
  ),
  'areas-long-values': areas(months(12), { ...four, format: () => long }),
  'areas-hostile-words': areas(months(12), {
    ...four,
    title: hostile.join(' '),
    series: four.series.map((each, at) => ({ ...each, label: hostile[at] ?? '' })),
  }),
}

/** Pairs of texts that touch, texts that leave the picture, that touch a bar, or that are hard to read on a cell. */
async function faults(chart: Chart): Promise<string[]> {
  const drawn = await boxes(chart)
  const rects = drawn.filter(({ mark }) => mark === 'rect')
  if (!chart.datasets.cells) return [...crowding(chart, drawn), ...struck(drawn, rects)]
  const unclear = rects.flatMap(rect =>
    texts(drawn).flatMap(each => {
      if (!touch(rect, each)) return []
      // A number stands within its cell, and stands out from it; its box is a little higher than a digit.
      const within = each.left >= rect.left && each.right <= rect.right && each.bottom - rect.bottom < 3
      if (!within) return [`${each.text} leaves its cell`]
      const clear = contrast(each.fill, rect.fill) >= 4.5
      return clear ? [] : [`${each.text} is hard to read: ${each.fill} on ${rect.fill}`]
    }),
  )
  return [...crowding(chart, drawn), ...unclear]
}

const titles: Record<string, string> = { heatmap: retention.title, pareto: best.title, areas: loyal.title }
/** The beginning of the title of a case. */
function beginning(name: string): string {
  if (name.endsWith('long-words')) return long
  if (name.endsWith('hostile-words')) return hostile[0] ?? ''
  if (name === 'heatmap-hours') return busy.title
  return name === 'heatmap-index' ? seasonal.title : (titles[name.split('-')[0] ?? ''] ?? '')
}

describePictures(cases, beginning, faults)

/** All that is written on the picture. */
const written = (chart: Chart) => said(chart).join(' ')

describe('A form', () => {
  test.each(['heatmap', 'pareto', 'areas'])(
    'of %s has one structure for all its answers, which is compiled once',
    form => expect(structures(cases, form).size).toBe(1),
  )

  test('does not change the rows or the chart it is given', async () => {
    const given = { cells: cohorts(6, 6), products: products(9).reverse(), months: months(9).reverse() }
    const before = structuredClone(given)
    for (const chart of [
      heatmap(given.cells, retention),
      pareto(given.products, best),
      areas(given.months, loyal),
    ]) {
      const copy = structuredClone(chart)
      const drawn = await svg(chart, warn)
      expect(await svg(chart, warn)).toBe(drawn)
      expect(chart).toEqual(copy)
    }
    expect(given).toEqual(before)
  })

  test('begins its title at the same place in the same type as all others', () => {
    for (const chart of Object.values(cases)) {
      const [title] = chart.datasets.labels ?? []
      expect(title).toMatchObject({ x: sizes.margin, size: 18, weight: 600 })
    }
  })
})

interface Square {
  x: number
  x2: number
  y: number
  y2: number
  fill: string
}
/** The cells of a heatmap, without the key beneath them. */
const squares = ({ datasets }: Chart, count: number) => (datasets.cells as Square[]).slice(0, count)

describe('A heatmap', () => {
  test('is the darker the higher the value, and its numbers stand in the cells where all have room', () => {
    const rows = [0, 1, 2, 3, 4, 5, 6].map(age => ({ cohort: 'All', age, share: age / 10, mature: true }))
    const chart = heatmap(rows, retention)
    const light = squares(chart, 7).map(({ fill }) => luminance(fill))
    expect(light).toEqual(light.toSorted((a, b) => b - a))
    expect(new Set(light).size).toBe(7)
    for (const { share } of rows) expect(written(chart)).toContain(percent(share))
    expect(chart.datasets.cells).toHaveLength(7)
  })

  test('has a key from the lowest to the highest value where numbers have no room', () => {
    const chart = cases['heatmap-hours'] as Chart
    expect(written(chart)).toMatch(/£1.73k £49k|£\d\S* £49k|£49k £\d\S*/)
    expect(chart.datasets.cells?.length).toBeGreaterThan(hours.length)
    expect(chart.datasets.cells?.length).toBeLessThanOrEqual(hours.length + 7)
  })

  test('hatches what is not mature and lets it neither set the colours nor be an extreme', () => {
    const rows = [0.1, 0.2, 0.3, 0.9].map((share, age) => ({
      cohort: 'All',
      age,
      share,
      mature: share < 0.5,
    }))
    const chart = heatmap(rows, retention)
    const cells = squares(chart, 4)
    expect(cells[2]?.fill).toBe(colours.accent)
    expect(cells[3]?.fill).toBe(colours.paper)
    const hatches = chart.datasets.hatches as Square[]
    expect(hatches.length).toBeGreaterThan(3)
    for (const { x, x2, y, y2 } of hatches) {
      expect(Math.min(x, x2)).toBeGreaterThanOrEqual((cells[3]?.x ?? 0) - 1e-9)
      expect(Math.max(x, x2)).toBeLessThanOrEqual((cells[3]?.x2 ?? 0) + 1e-9)
      expect(Math.min(y, y2)).toBeGreaterThanOrEqual((cells[3]?.y ?? 0) - 1e-9)
      expect(Math.max(y, y2)).toBeLessThanOrEqual((cells[3]?.y2 ?? 0) + 1e-9)
    }
    expect(chart.description).toContain('highest 30% (All, 2), lowest 10% (All, 0)')
    expect(chart.description).toContain('1 cell is hatched: month not over.')
    expect(written(chart)).toContain('hatched: month not over')
    expect(heatmap(rows.slice(0, 3), retention).datasets.hatches).toEqual([])
  })

  test('keeps room for rows and columns that have no cell, in the order it is told', () => {
    const rows = [
      { cohort: 'Sunday', age: 3, share: 2, mature: true },
      { cohort: 'Monday', age: 1, share: 1, mature: true },
    ]
    const order = { rowOrder: ['Monday', 'Saturday', 'Sunday'], columnOrder: [0, 1, 2, 3] }
    const [sunday, monday] = squares(heatmap(rows, { ...retention, ...order }), 2)
    expect((sunday?.y ?? 0) - (monday?.y ?? 0)).toBeCloseTo(
      2 * ((monday?.y2 ?? 0) - (monday?.y ?? 0) + 1.5),
      6,
    )
    const plain = squares(heatmap(rows, retention), 2)
    expect(plain[0]?.y).toBeLessThan(plain[1]?.y ?? 0)
    expect(plain[0]?.x).toBeGreaterThan(plain[1]?.x ?? 0)
  })

  test('parts the curve where a column has no average', () => {
    const parts = (cases['heatmap-gaps'] as Chart).datasets.curve as { part: number }[]
    expect(parts.map(({ part }) => part)).toEqual([1, 1, 2, 3])
  })

  test('says how many of how many rows and columns it draws', () => {
    expect(written(cases['heatmap-200-rows-of-one-column'] as Chart)).toContain('last 60 of 200 rows')
    expect(written(cases['heatmap-200-columns'] as Chart)).toContain('first 60 of 200 columns')
  })

  test('has colours for below and above that every colour vision tells apart', () => {
    const rows = [0, 1, 2, 3, 4, 5, 6].map(age => ({ cohort: 'All', age, share: age / 3, mature: true }))
    const fills = squares(heatmap(rows, { ...retention, around: 1 }), 7).map(({ fill }) => fill)
    expect(new Set(fills).size).toBe(7)
    for (const matrix of Object.values(visions)) {
      const all = fills.map(hex => seen(hex, matrix))
      const distance = (a: number, b: number) =>
        Math.hypot(...(all[a] ?? []).map((each, axis) => each - (all[b]?.[axis] ?? 0)))
      for (const [below, above] of [
        [0, 6],
        [1, 5],
        [2, 4],
        [0, 5],
        [1, 6],
      ])
        expect(distance(below ?? 0, above ?? 0)).toBeGreaterThan(10)
      const neighbours = fills.slice(1).map((_, index) => distance(index, index + 1))
      expect(Math.min(...neighbours)).toBeGreaterThan(6)
    }
  })
})

describe('A Pareto picture', () => {
  const named = (values: (number | null)[]) =>
    values.map((net, at) => ({ name: `P${at}`, net, together: null }))
  const classes = (chart: Chart) => chart.description.match(/Classes: (.*)\.$/)?.[1]

  test('counts a row to the class that those above it have not filled', () => {
    const ten = { ...best, format: (value: number) => `£${value}` }
    expect(classes(pareto(named([50, 30, 10, 6, 4]), ten))).toBe(
      'A 2 products with 80%, B 2 products with 16%, C 1 product with 4%',
    )
    expect(classes(pareto(named([99, 1]), ten))).toBe('A 1 product with 99%, C 1 product with 1%')
    expect(classes(pareto(named([50, 30, 10, 6, 4]), { ...ten, limits: [0.5, 0.9] }))).toBe(
      'A 1 product with 50%, B 2 products with 40%, C 2 products with 10%',
    )
  })

  test('ranks its rows and does not begin a class anew when what came back takes the sum down again', () => {
    const chart = pareto(named([10, 80, -5, 15, null]), best)
    expect(chart.usermeta.native?.series[0]?.values).toEqual([80, 15, 10, -5])
    expect(chart.usermeta.native?.categories).toEqual(['P1', 'P3', 'P0', 'P2'])
    expect(classes(chart)).toBe('A 1 product with 80%, B 1 product with 15%, C 2 products with 5%')
    expect(written(chart)).toContain('1 product below zero')
    expect(chart.description).toContain('lowest P2 −£5')
  })

  test('names the highest with their values, and every bar stands on zero', () => {
    const chart = cases['pareto-40-rows'] as Chart
    for (const { name, net } of products(3)) {
      expect(written(chart)).toContain(name.slice(0, 10))
      expect(written(chart)).toContain(pounds(net ?? 0))
    }
    const bars = (chart.datasets.columns as Square[]).slice(-40)
    expect(new Set(bars.map(({ y2 }) => y2)).size).toBe(1)
    const heights = bars.map(({ y, y2 }) => y2 - y)
    expect((heights[0] ?? 0) / (heights[9] ?? 1)).toBeCloseTo(10 ** 0.8, 6)
  })

  test('writes what a class holds above its own stretch, not above the one beside', () => {
    for (const name of ['pareto-40-rows', 'pareto-200-rows', 'pareto-4908-rows', 'pareto-alike']) {
      const { labels = [], columns = [] } = (cases[name] as Chart).datasets
      for (const [at, letter] of ['A', 'B', 'C'].entries()) {
        const stretch = columns[at] as Square
        const head = (labels as { text: string; x: number }[]).find(({ text }) =>
          new RegExp(`^${letter}(:|$)`).test(text),
        )
        expect(head?.x).toBeLessThan(stretch.x2)
        const end = (head?.x ?? 0) + textWidth(head?.text ?? '', 14, 600)
        const reaches = end > stretch.x + Math.min(20, stretch.x2 - stretch.x - 2)
        expect(reaches || (head?.x ?? 0) >= stretch.x - 1).toBe(true)
      }
    }
  })

  test('says nothing of shares where the sum is not above zero', () => {
    for (const name of ['pareto-all-negative', 'pareto-all-zero']) {
      const chart = cases[name] as Chart
      expect(chart.datasets.curve).toEqual([])
      expect(written(chart)).not.toMatch(/[ABC]: |Cumulative/)
      expect(chart.description).toContain('Shares are not known: the sum is not above zero.')
    }
  })

  test('goes by the shares it is given, which may end before all', () => {
    const chart = cases['pareto-part-of-all'] as Chart
    expect(written(chart)).toContain('60%')
    expect(classes(chart)).toBe('A 20 products with 60%')
  })

  test('never has more than two hundred bars, and says so', () => {
    const chart = cases['pareto-4908-rows'] as Chart
    expect(chart.datasets.columns?.length).toBeLessThanOrEqual(203)
    expect(chart.description).toContain('one bar, the highest, for every 25 of 4,908 products')
    expect(chart.description).toContain('27 products below zero')
    expect(chart.usermeta.native?.categories.length).toBe(200)
  })

  test('has as many rows in its classes as it was given, and shares that make one', () => {
    const value = fc.integer({ min: 1, max: 100_000 })
    fc.assert(
      fc.property(fc.array(value, { minLength: 2, maxLength: 300 }), values => {
        const said = pareto(named(values), { ...best, count: String, share: String }).description
        const found = [...said.matchAll(/([ABC]) (\d+) with ([\d.e-]*\d)/g)]
        expect(found.reduce((sum, [, , rows]) => sum + Number(rows), 0)).toBe(values.length)
        expect(found.reduce((sum, [, , , share]) => sum + Number(share), 0)).toBeCloseTo(1, 9)
        expect(found[0]?.[1]).toBe('A')
      }),
    )
  })
})

interface Edge {
  x: number
  y: number
  y2: number
  series: number
  part: string
}

describe('Areas', () => {
  const edges = (chart: Chart) => [...(chart.datasets.areas ?? []), ...(chart.datasets.open ?? [])] as Edge[]

  test('refuse more series than can be told apart', () => {
    expect(() =>
      areas(months(3), {
        ...loyal,
        series: Array.from({ length: 5 }, () => ({ y: 'back' as const, label: 'A' })),
      }),
    ).toThrow('too many or no areas; a picture has one to 4: 5')
  })

  test('are as thick as their values say, above zero or beneath it, and none lies on another', () => {
    const value = fc.oneof(fc.constant(0), fc.integer({ min: -50, max: 100 }))
    const row = fc.record({ back: value, fresh: value, guests: value, other: value })
    fc.assert(
      fc.property(fc.array(row, { minLength: 2, maxLength: 12 }), rows => {
        const drawn = months(rows.length, step => rows[step] ?? {})
        const all = edges(areas(drawn, four))
        for (const each of drawn) {
          const at = Date.parse(each.month) / 86_400_000
          const here = all.filter(edge => edge.x === at)
          for (const [series, field] of (['back', 'fresh', 'guests', 'other'] as const).entries()) {
            const mine = here.filter(edge => edge.series === series).map(({ y, y2 }) => y - y2)
            // An area that ends here on one side of zero has no thickness left on it.
            expect(mine.find(thickness => thickness !== 0) ?? 0).toBeCloseTo(each[field] ?? 0, 9)
          }
          const spans = new Map(
            here.filter(({ y, y2 }) => y !== y2).map(({ y, y2 }) => [`${y} ${y2}`, [y, y2]]),
          )
          const sorted = [...spans.values()]
            .map(([a = 0, b = 0]) => [Math.min(a, b), Math.max(a, b)] as const)
            .sort((a, b) => a[0] - b[0])
          for (const [index, [from]] of sorted.entries())
            expect(from).toBeGreaterThanOrEqual((sorted[index - 1]?.[1] ?? Number.NEGATIVE_INFINITY) - 1e-9)
        }
      }),
    )
  })

  test('never change the side of zero on their way', () => {
    for (const { part, y, y2 } of edges(cases['areas-some-negative'] as Chart)) {
      const side = Number(part.split(' ')[2])
      expect((y - y2) * side).toBeGreaterThanOrEqual(0)
      expect(y * side).toBeGreaterThanOrEqual(0)
    }
  })

  test('say what lies below zero, in the picture and in the alt text', () => {
    const chart = areas(
      months(8, step => (step === 3 ? { fresh: -60_000 } : {})),
      loyal,
    )
    expect(written(chart)).toContain('New −£60k, Mar 2010')
    expect(chart.description).toContain('below zero at least once: −£60k (Mar 2010)')
    expect(chart.datasets.areas?.length).toBeGreaterThan(16)
  })

  test('leave a gap where a month is missing, and draw what stands alone', () => {
    const rows = months(8).filter((_, step) => step !== 2 && step !== 4)
    const runs = new Set(
      edges(areas(rows, loyal))
        .filter(({ series }) => series === 0)
        .map(({ part }) => part),
    )
    expect(runs.size).toBe(3)
    expect(edges(cases['areas-one-row'] as Chart)).toHaveLength(4)
  })

  test('mark an incomplete last month and never call it the lowest or the highest', () => {
    const rows = months(5, step => ({
      complete: step < 4,
      back: step === 4 ? 1_000 : 100_000 * (step + 1),
      fresh: 0,
    }))
    const chart = areas(rows, loyal)
    expect(written(chart)).toContain('so far')
    expect(chart.datasets.outline).toHaveLength(2)
    expect(chart.description).toContain(
      'highest £400k (Mar 2010), lowest £100k (Dec 2009), last £1k (Apr 2010), incomplete.',
    )
    expect(written(areas(rows.slice(0, 4), loyal))).not.toContain('so far')
  })

  test('have colours that every colour vision tells apart by lightness', () => {
    const used = new Set(
      (cases['areas-of-four'] as Chart).datasets.areas?.map(edge => (edge as { color: string }).color),
    )
    expect(used.size).toBe(4)
    for (const matrix of Object.values(visions)) {
      const light = [...used, colours.paper].map(hex => seen(hex, matrix)[0] ?? 0).toSorted((a, b) => a - b)
      for (const [index, each] of light.slice(1).entries())
        expect(each - (light[index] ?? 0)).toBeGreaterThan(6)
    }
  })
})

describe.skipIf(!canvas)('With rows of any kind', () => {
  test('no text of a heatmap touches another, leaves the picture or is hard to read', async () => {
    const place = fc.oneof(fc.integer({ min: -3, max: 30 }), words)
    const cell = fc.record({
      cohort: words,
      age: fc.oneof({ weight: 5, arbitrary: fc.integer({ min: 0, max: 9 }) }, place),
      share: fc.option(fc.oneof(fc.double({ min: 0, max: 1, noNaN: true }), amount)),
      mature: fc.boolean(),
    })
    const average = fc.option(
      fc.record({
        label: words,
        values: fc.array(fc.record({ column: place, value: fc.option(amount) }), { maxLength: 12 }),
      }),
      { nil: undefined },
    )
    const given = [
      fc.array(cell, { maxLength: 80 }),
      words,
      words,
      words,
      average,
      fc.option(fc.constantFrom(0, 1), { nil: undefined }),
      fc.constantFrom(pounds, percent, (value: number) => `${value}`.slice(0, 3)),
    ] as const
    const property = fc.asyncProperty(
      ...given,
      async (rows, title, subtitle, columnTitle, mean, around, format) => {
        const encoding = {
          ...retention,
          ...{ title, subtitle, columnTitle, format },
          ...(mean && { average: mean }),
          ...(around !== undefined && { around }),
        }
        expect(await faults(heatmap(rows, encoding))).toEqual([])
        expect(warned).toEqual([])
      },
    )
    await fc.assert(property, { numRuns: 150 })
  })

  test('no text of a Pareto picture touches another or a bar, or leaves the picture', async () => {
    const product = fc.record({ name: words, net: fc.option(amount), together: fc.constant(null) })
    const given = [fc.array(product, { maxLength: 60 }), words, words, words, fc.nat({ max: 6 })] as const
    const property = fc.asyncProperty(...given, async (rows, title, subtitle, measure, count) => {
      const encoding = { ...best, title, subtitle, measure, named: count }
      expect(await faults(pareto(rows, encoding))).toEqual([])
      expect(warned).toEqual([])
    })
    await fc.assert(property, { numRuns: 150 })
  })

  test('no text of areas touches another or a key, or leaves the picture', async () => {
    const row = fc.record({
      back: fc.option(amount),
      fresh: fc.option(amount),
      guests: fc.option(amount),
      other: fc.option(amount),
      complete: fc.boolean(),
      missing: fc.boolean(),
    })
    const given = [
      fc.array(row, { maxLength: 60 }),
      words,
      words,
      words,
      fc.integer({ min: 1, max: 4 }),
    ] as const
    const property = fc.asyncProperty(...given, async (rows, title, subtitle, name, count) => {
      const drawn = rows
        .map((each, step) => ({ ...each, month: first(step) }))
        .filter(({ missing }) => !missing)
      const series = four.series
        .slice(0, count)
        .map((each, at) => (at === 1 ? { ...each, label: name } : each))
      expect(await faults(areas(drawn, { ...four, title, subtitle, series }))).toEqual([])
      expect(warned).toEqual([])
    })
    await fc.assert(property, { numRuns: 150 })
  })
})

test('Labels are written in colours for text, or white on a dark cell', () => {
  const allowed: string[] = [colours.ink, colours.muted, colours.accent]
  for (const [name, chart] of Object.entries(cases)) {
    const used = new Set((chart.datasets.labels as { color: string }[]).map(({ color }) => color))
    if (name.startsWith('heatmap')) used.delete(colours.paper)
    expect([...used].filter(color => !allowed.includes(color))).toEqual([])
  }
})

test.skipIf(!canvas)('A PNG is drawn of every case at double resolution, opaque', () => expectPngs(cases))

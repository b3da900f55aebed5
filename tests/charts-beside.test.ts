import fc from 'fast-check'
import { afterAll, describe, expect, test } from 'vitest'
import { bars } from '../charts/bars.ts'
import { barsAndShares, type Shares } from '../charts/bars-and-shares.ts'
import { barsAndTrends, type Trends } from '../charts/bars-and-trends.ts'
import type { Chart } from '../charts/chart.ts'
import { pictures } from '../charts/png.ts'
import { colours, sizes } from '../charts/theme.ts'
import { grouped } from './helpers/ledger.ts'
import {
  amount,
  boxes,
  canvas,
  crossed,
  crowding,
  days,
  describePictures,
  expectPngs,
  hostile,
  long,
  month,
  pounds,
  said,
  struck,
  structures,
  warn,
  warned,
  words,
} from './helpers/pictures.ts'

/* Bars with something beside them: the course of each, or the shares of the largest. */

interface Part {
  name: string
  net: number | null
  change: number
  series: (number | null)[]
}

const firsts = Array.from({ length: 12 }, (_, at) =>
  new Date(Date.UTC(2010, 11 + at, 1)).toISOString().slice(0, 10),
)
const mondays = Array.from({ length: 8 }, (_, at) =>
  new Date(Date.UTC(2011, 9, 3 + 7 * at)).toISOString().slice(0, 10),
)
const names = ['South', 'North', 'Midlands', 'Scotland', 'West', 'East', 'Wales', 'Islands']

const part = (rank: number, changed: Partial<Part> = {}): Part => ({
  name: names[rank] ?? `Region ${rank}`,
  net: 700_000 / (1 + rank),
  change: (rank % 2 === 0 ? 1 : -1) * 20_000,
  series: firsts.map((_, at) => (60_000 + 20_000 * Math.sin(at + rank)) / (1 + rank)),
  ...changed,
})
const parts = (count: number, of: (rank: number) => Partial<Part> = () => ({})) =>
  Array.from({ length: count }, (_, rank) => part(rank, of(rank)))

/** The same with shares of one for series. */
const shared = (rows: Part[]): Part[] => {
  const wholes = firsts.map((_, at) => rows.reduce((sum, { series }) => sum + (series[at] ?? 0), 0))
  return rows.map(row => ({
    ...row,
    series: row.series.map((value, at) => {
      const whole = wholes[at] ?? 0
      return whole > 0 ? (value ?? 0) / whole : null
    }),
  }))
}

const encoding = {
  title: 'South brings £700k, 37% of net sales, and is 11% above the period before',
  subtitle: 'Net sales by region, 2011; right: change against the period before',
  x: 'net',
  y: 'name',
  measure: 'Net sales',
  note: ({ change }: Part) => `${change > 0 ? '+' : ''}${pounds(change)}`,
  format: pounds,
  series: ({ series }: Part) => series,
  days: firsts,
} as const

const trends: Trends<Part> = {
  ...encoding,
  lines: 'lines: by month',
  day: days({ month: 'short', year: 'numeric' }),
}
const shares: Shares<Part> = {
  ...encoding,
  areas: 'areas: share by month',
  percent: share => `${Math.round(share * 100)}%`,
  day: days({ day: 'numeric', month: 'short' }),
  month,
}

/** The real retailer: one country brings nearly everything. */
const lopsided = (rank: number) => ({ net: rank === 0 ? 7_790_000 : 273_000 / rank })
/** In the fourth month more came back than was sold, in the eighth nothing happened. */
const lossy = (rank: number) => ({
  series: part(rank).series.map((value, at) => (at === 3 ? -5_000 : at === 7 ? 0 : value)),
})
const weekly = (rank: number) => ({ series: part(rank).series.slice(0, mondays.length) })

const both = (name: string, rows: Part[], changed: Partial<Trends<Part> & Shares<Part>> = {}) => ({
  [`beside-trends-${name}`]: barsAndTrends(rows, { ...trends, ...changed }),
  [`beside-shares-${name}`]: barsAndShares(shared(rows), { ...shares, ...changed }),
})

const cases: Record<string, Chart> = {
  ...both('6-rows', parts(6)),
  ...both('empty', []),
  ...both('one-row', parts(1)),
  ...both('two-rows', parts(2)),
  ...both('four-rows', parts(4)),
  ...both('five-rows', parts(5)),
  ...both('12-rows', parts(12)),
  ...both('43-rows', parts(43, lopsided)),
  ...both('two-months', parts(6), { days: firsts.slice(0, 2) }),
  ...both('weeks', parts(6, weekly), {
    days: mondays,
    lines: 'lines: by week',
    areas: 'areas: share by week',
  }),
  ...both('losses', parts(6, lossy)),
  ...both(
    'negative',
    parts(6, rank =>
      rank > 3 ? { net: -9_000 * rank, series: part(rank).series.map(one => -(one ?? 0)) } : {},
    ),
  ),
  ...both(
    'all-negative',
    parts(6, () => ({ net: -100, series: firsts.map(() => -8) })),
  ),
  ...both(
    'all-zero',
    parts(6, () => ({ net: 0, series: firsts.map(() => 0) })),
  ),
  ...both(
    'unknown',
    parts(6, () => ({ net: null, series: firsts.map(() => null) })),
  ),
  ...both(
    'long-names',
    parts(12, () => ({ name: long })),
  ),
  ...both(
    'long-words',
    parts(12, () => ({ name: long })),
    { title: long.repeat(5), subtitle: long.repeat(5), note: () => long, format: () => long },
  ),
  ...both(
    'wide-figures',
    parts(12, () => ({ name: long })),
    { note: () => 'M'.repeat(40), format: () => 'M'.repeat(40) },
  ),
  ...both(
    'hostile-names',
    parts(hostile.length, rank => ({ name: hostile[rank] ?? '' })),
  ),
}

/** Texts that touch each other, a bar, an area or a line, and texts that leave the picture. */
async function faults(chart: Chart): Promise<string[]> {
  const drawn = await boxes(chart)
  const marks = drawn.filter(({ mark }) => mark === 'rect' || mark === 'symbol' || mark === 'area')
  const lines = 'shares' in chart.datasets ? [] : crossed(chart, drawn)
  return [...crowding(chart, drawn), ...struck(drawn, marks), ...lines]
}

describePictures(cases, name => (name.endsWith('long-words') ? long : encoding.title), faults)

const chart = (name: string) => {
  const found = cases[`beside-${name}`]
  if (!found) throw new Error(`no such case; cases are listed above: ${name}`)
  return found
}

describe('Bars with something beside them', () => {
  test.each(['trends', 'shares'])('have one structure beside that of bars alone: %s', form => {
    const plain = structures({ plain: bars(parts(3), encoding) }, 'plain')
    const found = structures(cases, `beside-${form}`)
    for (const one of plain) found.delete(one)
    expect(found.size).toBe(1)
  })

  test.each([
    'trends-one-row',
    'shares-one-row',
    'trends-two-months',
    'shares-two-months',
    'shares-wide-figures',
  ])('stand alone where there is no course or no room: %s', name => {
    expect(Object.keys(chart(name).datasets)).toEqual(['rules', 'bars', 'halos', 'labels'])
    expect(said(chart(name)).join(' ')).not.toMatch(/lines:|areas:/)
  })

  test.each(['trends', 'shares'])('draw the same values as bars alone: %s', form => {
    const { bars: drawn } = chart(`${form}-6-rows`).datasets
    expect((drawn as { x: number }[]).map(({ x }) => x)).toEqual(parts(6).map(({ net }) => net))
    expect(chart(`${form}-6-rows`).usermeta).toEqual(bars(parts(6), encoding).usermeta)
  })

  test('do not change the rows they are given', () => {
    const rows = parts(9)
    barsAndTrends(rows, trends)
    barsAndShares(rows, shares)
    expect(rows).toEqual(parts(9))
  })
})

describe('A trend', () => {
  test('runs from the first month to the last, and its highest value stands highest', () => {
    const { main } = chart('trends-6-rows').datasets as { main: { x: number; y: number; run: string }[] }
    const [series] = parts(1).map(row => row.series)
    const first = main.filter(({ run }) => run === '0.-1')
    expect(first).toHaveLength(firsts.length)
    expect(first.map(({ y }) => y).indexOf(Math.min(...first.map(({ y }) => y)))).toBe(
      series?.indexOf(Math.max(...series.map(Number))),
    )
  })

  test('is told in words: where it began, where it ended and when it was highest', () => {
    expect(chart('trends-6-rows').description).toContain(
      'From Dec 2010 to Nov 2011: South £60k to £40k, highest £79.8k (Aug 2011);',
    )
  })
})

interface Edge {
  x: number
  y: number
  y2: number
  color: string
}

describe('Shares', () => {
  const edges = (name: string) => chart(`shares-${name}`).datasets.shares as Edge[]
  const fills = (name: string) => (chart(`shares-${name}`).datasets.bars as Edge[]).map(({ color }) => color)

  test.each(['two-rows', 'four-rows', 'five-rows', '12-rows', '43-rows'])(
    'fill the whole height of every month, each as thick as its share: %s',
    name => {
      const at = grouped(edges(name), ({ x }) => x.toFixed(3))
      expect(at.size).toBe(firsts.length)
      const thick = [...at.values()].map(all => all.reduce((sum, { y, y2 }) => sum + y2 - y, 0))
      expect(Math.max(...thick) - Math.min(...thick)).toBeLessThan(0.001)
      expect(Math.min(...thick)).toBeGreaterThan(100)
    },
  )

  test('have the colours of their bars: the largest speaks, all that are not told apart share the last', () => {
    expect(new Set(fills('12-rows')).size).toBe(4)
    expect(fills('12-rows')[0]).toBe(colours.accent)
    expect(new Set(fills('12-rows').slice(3)).size).toBe(1)
    expect(new Set(edges('12-rows').map(({ color }) => color))).toEqual(new Set(fills('12-rows')))
    expect(new Set(fills('four-rows')).size).toBe(4)
    expect(new Set(fills('two-rows')).size).toBe(2)
  })

  test('leave a gap in a month that has no whole', () => {
    const xs = new Set(edges('losses').map(({ x }) => Math.round(x)))
    const [left, right] = [Math.min(...xs), Math.max(...xs)]
    expect(left).toBeLessThan(right)
    const whole = new Set(edges('6-rows').map(({ x }) => Math.round(x)))
    const missing = [...whole].filter(x => !xs.has(x)).sort((a, b) => a - b)
    expect(missing).toHaveLength(2)
    expect(chart('shares-losses').description).not.toMatch(/NaN|Infinity/)
  })

  test('stay between the edges of their room, and end before the margin', () => {
    for (const name of ['6-rows', 'weeks', 'losses', 'negative', '43-rows'])
      for (const { x, y, y2 } of edges(name)) {
        expect(x).toBeLessThan(sizes.width - sizes.margin)
        expect(Math.min(y, y2)).toBeGreaterThan(0)
        expect(Math.max(y, y2)).toBeLessThan(chart(`shares-${name}`).height)
      }
  })

  test('are told in words, all others together', () => {
    expect(chart('shares-12-rows').description).toMatch(
      /Shares from Dec 2010 to Nov 2011: South \d+% to \d+%, North \d+% to \d+%, Midlands \d+% to \d+%, all others \d+% to \d+%\.$/,
    )
    expect(chart('shares-four-rows').description).not.toContain('all others')
  })
})

describe.skipIf(!canvas)('With rows of any kind', () => {
  const row = fc.record({
    name: words,
    net: fc.option(amount),
    change: fc.integer({ min: -1_000_000, max: 1_000_000 }),
    series: fc.array(fc.option(amount), { minLength: 12, maxLength: 12 }),
  })
  const share = fc.option(fc.double({ min: -2, max: 3, noNaN: true }))
  const given = [fc.array(row, { maxLength: 30 }), words, words, fc.integer({ min: 0, max: 12 })] as const

  test('no text of bars with trends touches another or a line, or leaves the picture', async () => {
    const property = fc.asyncProperty(...given, async (rows, title, subtitle, count) => {
      const changed = { title: `T${title}`, subtitle, days: firsts.slice(0, count) }
      expect(await faults(barsAndTrends(rows, { ...trends, ...changed }))).toEqual([])
      expect(warned).toEqual([])
    })
    await fc.assert(property, { numRuns: 120 })
  })

  test('no text of bars with shares touches another or an area, or leaves the picture', async () => {
    const property = fc.asyncProperty(
      ...given,
      fc.array(share, { minLength: 12, maxLength: 12 }),
      async (rows, title, subtitle, count, series) => {
        const changed = { title: `T${title}`, subtitle, days: firsts.slice(0, count) }
        const own = rows.map((each, at) => ({
          ...each,
          series: series.map(one => (one === null ? null : one / (at + 1))),
        }))
        expect(await faults(barsAndShares(own, { ...shares, ...changed }))).toEqual([])
        expect(warned).toEqual([])
      },
    )
    await fc.assert(property, { numRuns: 120 })
  })
})

describe.skipIf(!canvas)('A PNG', () => {
  const pool = pictures(1, warn)
  afterAll(() => pool.close())

  test('is drawn of every case at double resolution, opaque, in another process', () =>
    expectPngs(pool, cases))
})

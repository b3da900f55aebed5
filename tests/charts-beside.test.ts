import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { bars } from '../charts/bars.ts'
import { barsAndTrends, type Trends } from '../charts/bars-and-trends.ts'
import type { Chart } from '../charts/chart.ts'
import { colours } from '../charts/theme.ts'
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
  pounds,
  said,
  struck,
  structures,
  warned,
  words,
} from './helpers/pictures.ts'

/* Bars with a small line beside each: its course. */

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

/** The real retailer: one country brings nearly everything. */
const lopsided = (rank: number) => ({ net: rank === 0 ? 7_790_000 : 273_000 / rank })
/** In the fourth month more came back than was sold, in the eighth nothing happened. */
const lossy = (rank: number) => ({
  series: part(rank).series.map((value, at) => (at === 3 ? -5_000 : at === 7 ? 0 : value)),
})
const weekly = (rank: number) => ({ series: part(rank).series.slice(0, mondays.length) })

const drawn = (name: string, rows: Part[], changed: Partial<Trends<Part>> = {}) => ({
  [`beside-trends-${name}`]: barsAndTrends(rows, { ...trends, ...changed }),
})

const cases: Record<string, Chart> = {
  ...drawn('6-rows', parts(6)),
  ...drawn('empty', []),
  ...drawn('one-row', parts(1)),
  ...drawn(
    'one-fell',
    parts(6, rank => ({ change: rank === 3 ? -7_120 : 20_000 })),
    { fell: ({ change }) => change < 0 },
  ),
  ...drawn('two-rows', parts(2)),
  ...drawn('four-rows', parts(4)),
  ...drawn('five-rows', parts(5)),
  ...drawn('12-rows', parts(12)),
  ...drawn('43-rows', parts(43, lopsided)),
  ...drawn('two-months', parts(6), { days: firsts.slice(0, 2) }),
  ...drawn('weeks', parts(6, weekly), {
    days: mondays,
    lines: 'lines: by week',
  }),
  ...drawn('losses', parts(6, lossy)),
  ...drawn(
    'negative',
    parts(6, rank =>
      rank > 3 ? { net: -9_000 * rank, series: part(rank).series.map(one => -(one ?? 0)) } : {},
    ),
  ),
  ...drawn(
    'all-negative',
    parts(6, () => ({ net: -100, series: firsts.map(() => -8) })),
  ),
  ...drawn(
    'all-zero',
    parts(6, () => ({ net: 0, series: firsts.map(() => 0) })),
  ),
  ...drawn(
    'unknown',
    parts(6, () => ({ net: null, series: firsts.map(() => null) })),
  ),
  ...drawn(
    'long-names',
    parts(12, () => ({ name: long })),
  ),
  ...drawn(
    'long-words',
    parts(12, () => ({ name: long })),
    { title: long.repeat(5), subtitle: long.repeat(5), note: () => long, format: () => long },
  ),
  ...drawn(
    'wide-figures',
    parts(12, () => ({ name: long })),
    { note: () => 'M'.repeat(40), format: () => 'M'.repeat(40) },
  ),
  ...drawn(
    'hostile-names',
    parts(hostile.length, rank => ({ name: hostile[rank] ?? '' })),
  ),
}

/** Texts that touch each other, a bar or a line, and texts that leave the picture. */
async function faults(chart: Chart): Promise<string[]> {
  const all = await boxes(chart)
  const marks = all.filter(({ mark }) => mark === 'rect' || mark === 'symbol')
  return [...crowding(chart, all), ...struck(all, marks), ...crossed(chart, all)]
}

describePictures(cases, name => (name.endsWith('long-words') ? long : encoding.title), faults)

const chart = (name: string) => {
  const found = cases[`beside-${name}`]
  if (!found) throw new Error(`no such case; cases are listed above: ${name}`)
  return found
}

describe('Bars with lines beside them', () => {
  test('have one structure beside that of bars alone', () => {
    const plain = structures({ plain: bars(parts(3), encoding) }, 'plain')
    const found = structures(cases, 'beside-trends')
    for (const one of plain) found.delete(one)
    expect(found.size).toBe(1)
  })

  test.each(['one-row', 'two-months'])('stand alone where there is no course or no room: %s', name => {
    expect(Object.keys(chart(`trends-${name}`).datasets)).toEqual(['rules', 'bars', 'halos', 'labels'])
    expect(said(chart(`trends-${name}`)).join(' ')).not.toMatch(/lines:/)
  })

  test('draw the same values as bars alone', () => {
    const { bars: drawn } = chart('trends-6-rows').datasets
    expect((drawn as { x: number }[]).map(({ x }) => x)).toEqual(parts(6).map(({ net }) => net))
    expect(chart('trends-6-rows').usermeta).toEqual(bars(parts(6), encoding).usermeta)
  })

  test('do not change the rows they are given', () => {
    const rows = parts(9)
    barsAndTrends(rows, trends)
    expect(rows).toEqual(parts(9))
  })

  test('mark what fell, which would look like all others: by a sign and by its colour', () => {
    const labels = chart('trends-one-fell').datasets.labels as { text: string; color: string }[]
    const notes = labels.filter(({ text }) => /[+−]£/.test(text))
    expect(notes).toHaveLength(6)
    const marked = notes.filter(({ color }) => color === colours.forfeit)
    expect(marked.map(({ text }) => text)).toEqual(['▼ −£7.12k'])
    expect(notes.filter(({ text }) => text.includes('▼'))).toEqual(marked)
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

describe.skipIf(!canvas)('With rows of any kind', () => {
  const row = fc.record({
    name: words,
    net: fc.option(amount),
    change: fc.integer({ min: -1_000_000, max: 1_000_000 }),
    series: fc.array(fc.option(amount), { minLength: 12, maxLength: 12 }),
  })
  const given = [fc.array(row, { maxLength: 30 }), words, words, fc.integer({ min: 0, max: 12 })] as const

  test('no text of bars with trends touches another or a line, or leaves the picture', async () => {
    const property = fc.asyncProperty(...given, async (rows, title, subtitle, count) => {
      const changed = { title: `T${title}`, subtitle, days: firsts.slice(0, count) }
      expect(await faults(barsAndTrends(rows, { ...trends, ...changed }))).toEqual([])
      expect(warned).toEqual([])
    })
    await fc.assert(property, { numRuns: 120 })
  })
})

test.skipIf(!canvas)('A PNG is drawn of every case at double resolution, opaque', () => expectPngs(cases))

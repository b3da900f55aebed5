import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { bars } from '../charts/bars.ts'
import { type BarsAndPareto, barsAndPareto } from '../charts/bars-and-pareto.ts'
import type { Chart } from '../charts/chart.ts'
import { shades } from '../charts/pareto.ts'
import { sizes } from '../charts/theme.ts'
import {
  amount,
  boxes,
  canvas,
  crowding,
  describePictures,
  hostile,
  long,
  pounds,
  said,
  struck,
  structures,
  warned,
  words,
} from './helpers/pictures.ts'

/* The few highest as bars, and beside them the share that all rows make together. */

interface Product {
  name: string
  net: number | null
}

const products = (count: number, of: (rank: number) => Partial<Product> = () => ({})): Product[] =>
  Array.from({ length: count }, (_, rank) => ({
    name: `Scented Candle ${rank}`,
    net: 90_000 / (rank + 1) ** 0.8,
    ...of(rank),
  }))

const encoding = (rows: readonly Product[]): BarsAndPareto<Product, Product> => ({
  title: 'Products that bring 80% of sales of goods are few',
  subtitle: 'Net sales and share by product, 2011; A: the few that bring 80%, B: the next 15%, C: the rest',
  x: 'net',
  y: 'name',
  measure: 'Net sales',
  note: ({ net }) => `+${pounds((net ?? 0) / 9)}`,
  format: pounds,
  pareto: {
    rows,
    x: 'name',
    y: 'net',
    measure: 'Net sales',
    count: rows => `${rows.toLocaleString('en-GB')} ${rows === 1 ? 'product' : 'products'}`,
    number: rows => rows.toLocaleString('en-GB'),
    share: share => `${Math.round(share * 100)}%`,
  },
})

const few = (
  count: number,
  rows: readonly Product[],
  changed: Partial<BarsAndPareto<Product, Product>> = {},
) => barsAndPareto(rows.slice(0, count), { ...encoding(rows), ...changed })

const cases: Record<string, Chart> = {
  'few-5-of-400': few(5, products(400)),
  'few-10-of-4908': few(10, products(4908)),
  'few-12-of-40': few(12, products(40)),
  'few-one-of-400': few(1, products(400)),
  'few-empty': few(5, []),
  'few-all-of-5': few(10, products(5)),
  'few-one-outweighs-all': few(
    5,
    products(60, rank => ({ net: rank === 0 ? 1e9 : 1 })),
  ),
  'few-some-negative': few(
    5,
    products(30, rank => ({ net: 100_000 - 4_500 * rank })),
  ),
  'few-all-negative': few(
    5,
    products(30, rank => ({ net: -500 * rank - 1 })),
  ),
  'few-alike': few(
    8,
    products(30, () => ({ net: 500 })),
  ),
  'few-hostile-names': few(
    8,
    products(30, rank => ({ name: hostile[rank % hostile.length] ?? '' })),
  ),
  'few-long-words': few(
    12,
    products(30, () => ({ name: long })),
    { title: long.repeat(5), subtitle: long.repeat(5), note: () => long, format: () => long },
  ),
}

/** Texts that touch each other, a bar or a dot, and texts that leave the picture. */
async function faults(chart: Chart): Promise<string[]> {
  const drawn = await boxes(chart)
  const marks = drawn.filter(({ mark }) => mark === 'rect' || mark === 'symbol')
  return [...crowding(chart, drawn), ...struck(drawn, marks)]
}

describePictures(cases, name => (name.endsWith('long-words') ? long : encoding([]).title), faults)

const chart = (name: string) => {
  const found = cases[name]
  if (!found) throw new Error(`no such case; cases are listed above: ${name}`)
  return found
}

describe('The few highest', () => {
  test('have one structure beside that of bars alone', () => {
    const found = structures(cases, 'few')
    for (const one of structures({ plain: bars(products(3), encoding([])) }, 'plain')) found.delete(one)
    expect(found.size).toBe(1)
  })

  test('stand alone where all of them have a bar, and where there are no shares', () => {
    for (const name of ['few-all-of-5', 'few-all-negative'])
      expect(Object.keys(chart(name).datasets)).toEqual(['rules', 'bars', 'halos', 'labels'])
  })

  test('have bars as long as their values, in the colours of their classes', () => {
    const { bars: drawn } = chart('few-12-of-40').datasets as { bars: { x: number; color: string }[] }
    expect(drawn.map(({ x }) => x)).toEqual(products(12).map(({ net }) => net))
    expect(new Set(drawn.map(({ color }) => color))).toEqual(new Set([shades.A]))
    const heavy = chart('few-one-outweighs-all').datasets as { bars: { color: string }[] }
    expect(heavy.bars.map(({ color }) => color)).toEqual([shades.A, ...Array(4).fill(shades.C)])
  })

  test('stand beside the curve of all rows, which says how many are in each class', () => {
    const { curve, dots } = chart('few-5-of-400').datasets as Record<string, { x: number; y: number }[]>
    const ys = curve?.map(({ y }) => y) ?? []
    expect(ys).toEqual(ys.toSorted((one, other) => other - one))
    expect(curve?.at(-1)).toEqual(dots?.at(-1))
    expect(curve?.at(-1)?.x).toBeCloseTo(sizes.width - sizes.margin, 6)
    const counts = said(chart('few-5-of-400')).filter(text => /^\d+$/.test(text))
    expect(counts.reduce((sum, count) => sum + Number(count), 0)).toBe(400)
    expect(said(chart('few-5-of-400'))).toContain('400 products')
    expect(chart('few-5-of-400').description).toMatch(/Classes: A \d+ products with 80%, B .*, C .*\.$/)
  })
})

test('Every class has its letter, however narrow its stretch, and all or none of them a number', () => {
  for (const count of [20, 60, 400, 4_908])
    for (const fall of [0.4, 1, 1.4, 2]) {
      const rows = Array.from({ length: count }, (_, at) => ({
        name: `P${at}`,
        net: 90_000 / (at + 1) ** fall,
      }))
      const drawn = barsAndPareto(rows.slice(0, 10), encoding(rows))
      const texts = said(drawn)
      const letters = drawn.description.match(/\b[ABC](?= [\d,]+ products? with)/g) ?? []
      expect(letters.length).toBeGreaterThan(1)
      expect(texts.filter(text => /^[ABC]$/.test(text))).toEqual(letters)
      expect([0, letters.length]).toContain(texts.filter(text => /^[\d,]+$/.test(text)).length)
    }
})

test.skipIf(!canvas)(
  'With rows of any kind, no text touches another or a bar, or leaves the picture',
  async () => {
    const row = fc.record({ name: words, net: fc.option(amount) })
    const given = [fc.array(row, { maxLength: 60 }), fc.integer({ min: 1, max: 12 }), words, words] as const
    const property = fc.asyncProperty(...given, async (rows, count, title, subtitle) => {
      const sorted = rows.toSorted((one, other) => Number(other.net) - Number(one.net))
      expect(await faults(few(count, sorted, { title: `T${title}`, subtitle }))).toEqual([])
      expect(warned).toEqual([])
    })
    await fc.assert(property, { numRuns: 120 })
  },
)

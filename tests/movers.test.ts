import { beforeAll, expect, test } from 'vitest'
import { everything } from '../src/access.ts'
import { movers } from '../src/insights/movers.ts'
import { handMade, type Written } from './helpers/hand-made.ts'

/** What was charged in April and in May: for lamps, for pens and for postage. */
const charges = {
  'Dearer post': { lamp: [20, 20], post: [100, 300] },
  'Cheaper post': { lamp: [20, 20], post: [300, 100] },
  'Same post': { lamp: [20, 20], post: [100, 100] },
  'Post alone': { post: [100, 300] },
  'Lamps and post': { lamp: [20, 21], post: [100, 300] },
  'Lamps for pens': { lamp: [20, 50], pen: [60, 30], post: [100, 300] },
  'Goods alone': { lamp: [20, 50] },
} satisfies Record<string, Partial<Record<'lamp' | 'pen' | 'post', readonly [number, number]>>>
type Region = keyof typeof charges

let answer: Awaited<ReturnType<typeof handMade>>['ask']
const ask = (region: Region, period = '2026-05') =>
  answer({ insight: movers, text: `${period} region:"${region}"`, scope: everything })

beforeAll(async () => {
  const sales = Object.entries(charges).flatMap(([region, products]) =>
    Object.entries(products).flatMap(([product, amounts]) =>
      amounts.map(
        (amount, nth): Written => ({
          ...{ region, product, gross: String(amount), customer: `of ${region}` },
          ...{ day: nth === 0 ? '2026-04-14' : '2026-05-12', order: `${region} ${nth}` },
        }),
      ),
    ),
  )
  answer = (await handMade(sales)).ask
})

test.each([
  [
    'Dearer post',
    'Net sales rose 167% to £320',
    '£120 the period before; no goods had a part in the change.',
  ],
  [
    'Cheaper post',
    'Net sales fell 63% to £120',
    '£320 the period before; no goods had a part in the change.',
  ],
  ['Post alone', 'Net sales rose 200% to £300', '£100 the period before; no goods had a part in the change.'],
] as const)('Where only fees have changed, no goods are named: %s', async (region, finding, detail) => {
  const answered = await ask(region)
  expect(answered).toMatchObject({ detail, rows: [], chart: null })
  expect(answered.headline.startsWith(finding)).toBe(true)
})

test('Where nothing has changed, there is no change that goods could have a part in', async () => {
  const { headline, detail } = await ask('Same post')
  expect(headline).toMatch(/^Net sales stayed level at £120/)
  expect(detail).toBe('')
})

test.each([
  [
    'Lamps and post',
    'Up most: Lamp (+£1).',
    'Together the 1 product here changed by +£1, all sales by +£201.',
  ],
  [
    'Lamps for pens',
    'Up most: Lamp (+£30). Down most: Pen (−£30).',
    'Together the 2 products here changed by £0, all sales by +£200.',
  ],
  ['Goods alone', 'Up most: Lamp (+£30).', 'Together the 1 product here changed by +£30, all sales by +£30.'],
] as const)(
  'Where goods have moved, those are named beside the whole: %s',
  async (region, most, together) => {
    const { detail } = await ask(region)
    expect(detail).toContain(most)
    expect(detail).toContain(together)
    expect(detail).not.toContain('no goods')
  },
)

test('Where there is nothing to compare with, it is not said that no goods had a part', async () => {
  const { headline, detail, rows } = await ask('Dearer post', '2026-05-01..2026-07-10')
  expect(headline).toMatch(/^Net sales were £320, with nothing to compare them to/)
  expect(detail).not.toContain('no goods')
  expect(rows).toEqual([])
})

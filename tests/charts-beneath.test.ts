import fc from 'fast-check'
import { expect, test } from 'vitest'
import { type BarsAndRate, barsAndRate } from '../charts/bars-and-rate.ts'
import { colours } from '../charts/theme.ts'
import {
  amount,
  boxes,
  canvas,
  crowding,
  days,
  describePictures,
  hostile,
  long,
  month,
  pounds,
  said,
  struck,
  warned,
  words,
} from './helpers/pictures.ts'

/* Bars with a rate week by week beneath them. */

type Row = { name: string; forfeited: number | null; rate: number | null }
type Week = { week: string; rate: number | null; isSettled: boolean }

const percent = (value: number) => `${Math.round(value * 100)}%`
const title = '£236k came back or was cancelled, 24% “Damaged”; Scented Candle, Sea Salt leads with £15.9k'
const encoding = (weeks: readonly Week[]): BarsAndRate<Row, Week> => ({
  title,
  subtitle:
    'Returns and cancellations by product, the 12 months to 30 June 2026; right: share that came back',
  x: 'forfeited',
  y: 'name',
  measure: 'Returns and cancellations',
  note: ({ rate }) => (rate === null ? '–' : percent(rate)),
  colour: 'forfeit',
  format: pounds,
  rate: {
    weeks,
    x: 'week',
    y: 'rate',
    settled: 'isSettled',
    heading: 'Of each week’s orders, what came back or was cancelled since',
    open: 'may rise',
    format: percent,
    day: days({ day: 'numeric', month: 'short' }),
    month,
  },
})

const monday = (nth: number) => new Date(Date.UTC(2025, 6, 7 + 7 * nth)).toISOString().slice(0, 10)
const weeks = (count: number, open = 4, rate = (nth: number) => 0.07 + 0.03 * Math.sin(2.3 * nth)): Week[] =>
  Array.from({ length: count }, (_, nth) => ({
    week: monday(nth),
    rate: rate(nth),
    isSettled: nth < count - open,
  }))
const rows = (
  count: number,
  names = ['Scented Candle, Sea Salt', 'Console Table, Walnut', 'Rucksack'],
): Row[] =>
  Array.from({ length: count }, (_, nth) => ({
    name: `${names[nth % names.length]}${nth < names.length ? '' : ` ${nth}`}`,
    forfeited: 15_900 / (1 + nth),
    rate: nth === 2 ? null : 0.062 + nth / 100,
  }))

const cases = {
  'bars-and-rate-year': barsAndRate(rows(10), encoding(weeks(51))),
  'bars-and-rate-quarter': barsAndRate(rows(6), encoding(weeks(12))),
  'bars-and-rate-all': barsAndRate(rows(3), encoding(weeks(130))),
  'bars-and-rate-open': barsAndRate(rows(20), encoding(weeks(4))),
  'bars-and-rate-settled': barsAndRate(rows(1), encoding(weeks(3, 0))),
  'bars-and-rate-flat': barsAndRate(rows(2), encoding(weeks(8, 4, () => 0))),
  'bars-and-rate-gaps': barsAndRate(
    rows(5),
    encoding(weeks(20).map((week, nth) => (nth % 5 === 2 || nth === 4 ? { ...week, rate: null } : week))),
  ),
  'bars-and-rate-few-weeks': barsAndRate(rows(3), encoding(weeks(2))),
  'bars-and-rate-hostile': barsAndRate(rows(12, [long, ...hostile]), {
    ...encoding(weeks(30)),
    subtitle: `${long}, ${long}; ${long}`,
    note: () => long,
  }),
  'bars-and-rate-empty': barsAndRate([], encoding(weeks(12))),
}

describePictures(
  cases,
  () => title,
  async chart => {
    const drawn = await boxes(chart)
    const bars = drawn.filter(({ mark, fill }) => mark === 'rect' && fill === colours.forfeit)
    return [...crowding(chart, drawn), ...struck(drawn, bars), ...lineThroughText(chart, drawn)]
  },
)

/** Where the points of the rate lie in a text. */
const lineThroughText = (chart: ReturnType<typeof barsAndRate>, drawn: Awaited<ReturnType<typeof boxes>>) => {
  const points = [...(chart.datasets.settled ?? []), ...(chart.datasets.open ?? [])] as {
    x: number
    y: number
  }[]
  const written = drawn.filter(({ mark, text, fill }) => mark === 'text' && text !== '' && fill)
  return points.flatMap(({ x, y }) =>
    written
      .filter(({ left, right, top, bottom }) => x > left && x < right && y > top && y < bottom)
      .map(({ text }) => `the rate runs through ${text}`),
  )
}

test('What can still rise is dashed and said to, and no part of the settled line', () => {
  const chart = cases['bars-and-rate-quarter']
  expect(chart.datasets.settled).toHaveLength(8)
  // Each stretch that leads to a week which is not settled has two ends.
  expect(chart.datasets.open).toHaveLength(8)
  expect(said(chart)).toContain('may rise')
  expect(chart.description).toMatch(/12 weeks: highest 10% .* The last 4 may still rise\.$/)
  expect(said(cases['bars-and-rate-settled'])).not.toContain('may rise')
  expect(cases['bars-and-rate-open'].description).toMatch(/4 weeks, all of which may still rise\.$/)
})

test('Of fewer than three weeks no rate is drawn', () => {
  expect(said(cases['bars-and-rate-few-weeks']).join()).not.toMatch(/each week/)
  expect(cases['bars-and-rate-few-weeks'].datasets.settled).toEqual([])
})

test('As many bars are drawn as leave the rate its room, and how many of how many is said', () => {
  const chart = cases['bars-and-rate-open']
  expect(chart.datasets.bars?.length).toBeLessThan(12)
  expect(said(chart).join(' ')).toContain(`top ${chart.datasets.bars?.length} of the 20 listed`)
  expect(said(cases['bars-and-rate-hostile']).join(' ')).toMatch(/…; top \d of the 12 listed/)
})

test.skipIf(!canvas)('Whatever the rows and weeks, no text lies on another', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(
        fc.record({
          name: words,
          forfeited: amount.map(value => (Number.isFinite(value) ? Math.abs(value) : null)),
          rate: fc.option(fc.double({ min: 0, max: 1, noNaN: true })),
        }),
        { minLength: 1, maxLength: 30 },
      ),
      fc.array(fc.option(fc.double({ min: 0, max: 1.2, noNaN: true })), { maxLength: 60 }),
      fc.nat(8),
      async (some, rates, open) => {
        const chart = barsAndRate(
          some,
          encoding(weeks(rates.length, open).map((week, nth) => ({ ...week, rate: rates[nth] ?? null }))),
        )
        const drawn = await boxes(chart)
        expect(crowding(chart, drawn)).toEqual([])
        expect(chart.height).toBeLessThanOrEqual(390)
        expect(warned).toEqual([])
      },
    ),
    { numRuns: 60, seed: 5 },
  )
})

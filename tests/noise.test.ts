import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { betweenSums, deviationOf, fromAverage, weeklyDeviation } from '../src/noise.ts'
import { dayAfter } from '../src/period.ts'
import { Random } from '../src/sample/random.ts'
import { against, salesMoved, say } from '../src/words.ts'

const gbp = say({ locale: 'en-GB', currency: 'GBP' })
const figures = fc.array(fc.integer({ min: 0, max: 1_000_000 }), { minLength: 9, maxLength: 30 })

/** Normal figures from uniform ones (Box and Muller 1958). */
const normal = (one: number, other: number) => Math.sqrt(-2 * Math.log(one)) * Math.cos(2 * Math.PI * other)

describe('What weeks ordinarily differ by', () => {
  test('is the standard deviation of weeks that differ by chance, give or take', () => {
    for (const deviation of [100, 5000]) {
      const random = new Random(5, deviation)
      const nets = Array.from(
        { length: 4000 },
        () => 100_000 + deviation * normal(1 - random.unit(), random.unit()),
      )
      expect(Math.abs(weeklyDeviation(nets) / deviation - 1)).toBeLessThan(0.05)
    }
  })

  test('does not change when all weeks are more by the same, and grows as they do', () => {
    fc.assert(
      fc.property(figures, fc.integer({ min: 1, max: 9 }), (nets, times) => {
        const deviation = weeklyDeviation(nets)
        expect(weeklyDeviation(nets.map(net => net + 5000))).toBeCloseTo(deviation, 6)
        expect(weeklyDeviation(nets.map(net => net * times))).toBeCloseTo(deviation * times, 4)
      }),
    )
  })

  test('is hardly moved by a single week of another kind', () => {
    const nets = Array.from({ length: 26 }, (_, nth) => 1000 + (nth % 3) * 50)
    const peak = nets.map((net, nth) => (nth === 12 ? 90_000 : net))
    expect(weeklyDeviation(peak)).toBe(weeklyDeviation(nets))
  })

  test('is not said of fewer than eight steps', () => {
    expect(weeklyDeviation([1, 5, 1, 5, 1, 5, 1, 5])).toBe(0)
    expect(weeklyDeviation([1, 5, 1, 5, 1, 5, 1, 5, 1])).toBeCloseTo((1.4826 * 4) / Math.SQRT2)
  })

  test('comes from the complete weeks of the half year before the end of the period', () => {
    const asked = { period: { from: '2026-06-01', to: '2026-07-01', label: 'June', complete: true } }
    const weeks = Array.from({ length: 40 }, (_, nth) => ({
      week: dayAfter('2026-06-29', -7 * nth),
      net: nth === 0 || nth > 27 ? 1_000_000 * nth : nth % 2 === 0 ? 100 : 120,
    }))
    const known = { firstDay: '2020-01-01', asOf: '2026-06-30' }
    expect(deviationOf(weeks, asked, known)).toBeCloseTo((1.4826 * 20) / Math.SQRT2)
    expect(deviationOf(weeks, asked, { ...known, firstDay: '2026-06-01' })).toBe(0)
  })

  test('is more between longer sums, nothing between days, and most from the average of many weeks', () => {
    expect(betweenSums(100, 1, 1)).toBeCloseTo(141.42, 2)
    expect(betweenSums(100, 8, 8)).toBe(400)
    expect(betweenSums(100, 1 / 7, 1 / 7)).toBe(0)
    expect(fromAverage(100, 4)).toBeCloseTo(86.6, 2)
    expect(fromAverage(100, 1)).toBe(0)
  })
})

describe('A change that is ordinary', () => {
  test('is about level, whichever way it goes, and said with its size', () => {
    expect(against(104, 100, gbp, 5)).toBe('about level (+4%) with')
    expect(against(96, 100, gbp, 5)).toBe('about level (−4%) with')
    // A change that looks large is said to be none.
    expect(against(119, 100, gbp, 20)).toBe('about level (+19%, a usual swing) with')
    expect(salesMoved(9000, 10_000, gbp, 1000)).toBe(
      'Net sales were about level at £9k (−10%, a usual swing)',
    )
    expect(against(106, 100, gbp, 5)).toBe('6% above')
    expect(salesMoved(9600, 10_000, gbp, 500)).toBe('Net sales were about level at £9.6k (−4%)')
    expect(salesMoved(9600, 10_000, gbp, 300)).toBe('Net sales fell 4% to £9.6k')
    expect(salesMoved(10_010, 10_000, gbp, 300)).toBe('Net sales stayed level at £10k')
  })
})

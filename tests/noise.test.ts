import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { ordinaryDifferences } from '../src/figures/kpi-noise.ts'
import { kpiNames } from '../src/figures/kpis.ts'
import {
  betweenAverages,
  betweenShares,
  betweenSums,
  deviationOf,
  fromAverage,
  weeklyDeviation,
} from '../src/noise.ts'
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
    const asked = {
      period: { from: '2026-06-01', to: '2026-07-01', label: 'June', complete: true, unit: 'month' } as const,
    }
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

  test('is less between averages of more weeks, and nothing between those of days', () => {
    expect(betweenAverages(100, 1, 1)).toBeCloseTo(141.42, 2)
    expect(betweenAverages(100, 8, 8)).toBe(50)
    expect(betweenAverages(100, 1 / 7, 1 / 7)).toBe(0)
  })
})

describe('What two shares ordinarily differ by', () => {
  test('is what shares of people differ by who are drawn by chance', () => {
    const random = new Random(7, 3)
    const drawn = (of: number) =>
      Array.from({ length: of }, () => random.unit()).filter(one => one < 0.9).length / of
    const differences = Array.from({ length: 3000 }, () => drawn(300) - drawn(200))
    const deviation = Math.sqrt(differences.reduce((sum, one) => sum + one * one, 0) / differences.length)
    const told = betweenShares({ share: 0.9, of: 300 }, { share: 0.9, of: 200 })
    expect(Math.abs(told / deviation - 1)).toBeLessThan(0.05)
  })

  test('is nothing where there is nobody, and where all or none are counted', () => {
    expect(betweenShares({ share: 0, of: 0 }, { share: 0.5, of: 9 })).toBe(0)
    expect(betweenShares({ share: 1, of: 9 }, { share: 1, of: 9 })).toBe(0)
  })
})

describe('What the main measures ordinarily differ by', () => {
  const asked = {
    period: { from: '2026-04-01', to: '2026-05-01', label: 'April', complete: true, unit: 'month' } as const,
  }
  const other = { from: '2026-03-02', to: '2026-04-01' }
  const coverage = { firstDay: '2020-01-01', asOf: '2026-06-30', dataThrough: '2026-06-30' }
  const length = 30 / 7
  /** From one week to the next each figure goes up and down by the same, and each by another than the others. */
  const week = (nth: number) => {
    const isHigh = nth % 2 === 0
    return {
      week: dayAfter('2026-04-27', -7 * nth),
      net: isHigh ? 3000 : 2000,
      gross: isHigh ? 4000 : 3800,
      discounts: isHigh ? 30 : 20,
      forfeited: isHigh ? 500 : 450,
      orders: 100,
    }
  }
  /** Months swing likewise; what was ordered in June can still come back, and swings more. */
  const month = (nth: number) => {
    const at = `${nth < 9 ? 2025 : 2026}-${String(((nth + 3) % 12) + 1).padStart(2, '0')}-01`
    return {
      unit: at,
      returnRate: nth % 2 === 0 ? 0.05 : 0.06,
      cancellationRate: nth % 2 === 0 ? 0.02 : 0.022,
    }
  }
  const found = {
    recent: Array.from({ length: 27 }, (_, nth) => week(nth)),
    months: [],
    goodsMonths: Array.from({ length: 13 }, (_, nth) => month(nth)),
  }
  const both = {
    orders: [420, 400],
    activeCustomers: [310, 300],
    repeatRate: [0.9, 0.9],
  } as const
  const swing = (step: number) => (1.4826 * step) / Math.SQRT2

  test('is of each what its own weeks, months or people tell', () => {
    const told = ordinaryDifferences(found, asked, other, coverage, both)
    const [sum, mean] = [Math.sqrt(2 * length), Math.sqrt(2 / length)]
    expect(told.netSales).toBeCloseTo(swing(1000) * sum, 6)
    expect(told.grossSales).toBeCloseTo(swing(200) * sum, 6)
    expect(told.discounts).toBeCloseTo(swing(10) * sum, 6)
    expect(told.forfeitedSales).toBeCloseTo(swing(50) * sum, 6)
    expect(told.orders).toBe(0)
    expect(told.activeCustomers).toBe(0)
    // Charged are 3970 or 3780, so an order is £1.90 more in one week than in the next.
    expect(told.averageOrderValue).toBeCloseTo(swing(1.9) * mean, 6)
    // Net sales of an order are £10 more or less, and a customer placed four thirds of an order.
    expect(told.averageCustomerSpend).toBeCloseTo((swing(10) * mean * 400) / 300, 6)
    expect(told.repeatRate).toBeCloseTo(Math.sqrt(0.9 * 0.1 * (1 / 310 + 1 / 300)), 6)
    // Both are nearly a month long.
    expect(told.returnRate / (swing(0.01) * Math.SQRT2)).toBeCloseTo(1, 1)
    expect(told.cancellationRate / (swing(0.002) * Math.SQRT2)).toBeCloseTo(1, 1)
  })

  test('is of customers what it would be of so many orders', () => {
    const recent = found.recent.map((one, nth) => ({ ...one, orders: nth % 2 === 0 ? 110 : 100 }))
    const told = ordinaryDifferences({ ...found, recent }, asked, other, coverage, both)
    expect(told.orders).toBeCloseTo(swing(10) * Math.sqrt(2 * length), 6)
    expect((told.activeCustomers / told.orders) ** 2).toBeCloseTo(300 / 400, 6)
  })

  test('leaves out months whose orders can still come back', () => {
    const early = { ...coverage, asOf: '2026-04-30', dataThrough: '2026-04-30' }
    const goodsMonths = found.goodsMonths.map(one => ({
      ...one,
      returnRate: one.unit < '2026-03-01' ? 0.05 : 0.9,
    }))
    expect(ordinaryDifferences({ ...found, goodsMonths }, asked, other, early, both).returnRate).toBe(0)
  })

  test('is nothing where too little is known', () => {
    const nothing = { recent: found.recent.slice(0, 5), months: [], goodsMonths: [] }
    const young = { ...coverage, firstDay: '2026-03-01' }
    const told = ordinaryDifferences(nothing, asked, other, young, {})
    expect(Object.values(told)).toEqual(kpiNames.map(() => 0))
  })
})

describe('A change that is ordinary', () => {
  test('is said with its size first, and then that it is a usual swing', () => {
    expect(against(104, 100, 'the week before', gbp, 5)).toBe('4% above the week before (a usual swing)')
    expect(against(96, 100, 'the week before', gbp, 5)).toBe('4% below the week before (a usual swing)')
    // Halved is never called level, however much weeks differ.
    expect(against(46, 100, 'the week before', gbp, 60)).toBe('54% below the week before (a usual swing)')
    expect(salesMoved(4600, 10_000, gbp, 6000)).toBe('Net sales fell 54% to £4.6k (a usual swing)')
    expect(against(106, 100, 'the week before', gbp, 5)).toBe('6% above the week before')
    expect(salesMoved(9600, 10_000, gbp, 300)).toBe('Net sales fell 4% to £9.6k')
    expect(salesMoved(10_010, 10_000, gbp, 300)).toBe('Net sales stayed level at £10k')
  })
})

import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { median, outlierAbove } from '../src/outliers.ts'

const figure = fc.integer({ min: 1, max: 1_000_000 })

describe('What stands out', () => {
  test('is no figure that lies a little above others that are alike', () => {
    const alike = [1000, 1000, 1000, 1000, 1000, 1000, 1000]
    expect(1005).toBeLessThan(outlierAbove([...alike, 1005]))
    expect(1090).toBeLessThan(outlierAbove([999, 1000, 1001, 1000, 1000, 1000, 1000, 1090]))
    expect(1200).toBeGreaterThan(outlierAbove([...alike, 1200]))
  })

  test('is a tenth above the middle at least, whatever the figures', () => {
    fc.assert(
      fc.property(fc.array(figure, { minLength: 8, maxLength: 60 }), figures => {
        const limit = outlierAbove(figures)
        for (const one of figures.filter(value => value > limit))
          expect(one).toBeGreaterThan(1.1 * median(figures) - 1e-6)
      }),
    )
  })

  test('is one that a reader would call a peak among figures that are all alike', () => {
    fc.assert(
      fc.property(
        figure,
        fc.integer({ min: 7, max: 60 }),
        fc.double({ min: 0, max: 3, noNaN: true }),
        (value, count, more) => {
          const last = value * (1 + more)
          const isPeak = last > outlierAbove([...Array.from({ length: count }, () => value), last])
          if (Math.abs(more - 0.1) > 1e-6) expect(isPeak).toBe(more > 0.1)
        },
      ),
    )
  })

  test('is nothing among fewer than eight', () => {
    expect(outlierAbove([1, 1, 1, 1, 1, 1, 100])).toBe(Number.POSITIVE_INFINITY)
  })
})

import fc from 'fast-check'
import { Temporal } from 'temporal-polyfill'
import { describe, expect, test } from 'vitest'
import { comparison, previous, yearBefore } from '../src/compare.ts'
import { period } from '../src/period.ts'

const coverage = { firstDay: '2024-01-01', dataThrough: '2026-06-30', asOf: '2026-06-30' }
const days = ({ from, to }: { from: string; to: string }) =>
  Temporal.PlainDate.from(from).until(to, { largestUnit: 'days' }).days

describe('The period before', () => {
  test.each([
    ['last week', '2026-06-15', '2026-06-22'],
    ['last 12 weeks', '2026-01-12', '2026-04-06'],
    ['last month', '2026-05-01', '2026-06-01'],
    ['Q2 2026', '2026-01-01', '2026-04-01'],
    ['2025', '2024-01-01', '2025-01-01'],
    ['2026-06-10', '2026-06-09', '2026-06-10'],
    ['2026-06-10..2026-06-14', '2026-06-05', '2026-06-10'],
    ['2026-06-01..2026-06-14', '2026-05-18', '2026-06-01'],
    ['2026-06-01..2026-06-20', '2026-05-01', '2026-05-21'],
    // Three weeks from a Friday on are the beginning of a month, and no weeks.
    ['2026-05-01..2026-05-21', '2026-04-01', '2026-04-22'],
    ['2026-04-01..2026-04-07', '2026-03-01', '2026-03-08'],
    ['2026-03-01..2026-03-30', '2026-02-01', '2026-03-01'],
    ['2026-04-01..2026-05-20', '2026-01-01', '2026-02-21'],
    ['2026-06-29..2026-06-30', '2026-06-22', '2026-06-24'],
  ])('of %s is %s to before %s', (text, from, to) => {
    expect(previous(period(text, coverage))).toEqual({ from, to })
  })

  test('never overlaps, and is as long where it is not cut to a shorter month', () => {
    const day = fc
      .integer({ min: 0, max: 2000 })
      .map(at => Temporal.PlainDate.from('2021-01-01').add({ days: at }))
    fc.assert(
      fc.property(day, fc.integer({ min: 1, max: 400 }), (from, length) => {
        const asked = { from: from.toString(), to: from.add({ days: length }).toString() }
        const before = previous(asked)
        expect(before.to <= asked.from).toBe(true)
        expect(days(before)).toBeGreaterThan(0)
        expect(days(before)).toBeLessThanOrEqual(length + 3)
      }),
    )
  })
})

describe('A year before', () => {
  test.each([
    ['last week', '2025-06-23', '2025-06-30'],
    ['last month', '2025-06-01', '2025-07-01'],
    ['2026-02-10..2026-03-12', '2025-02-10', '2025-03-13'],
  ])('%s is %s to before %s', (text, from, to) => {
    expect(yearBefore(period(text, coverage))).toEqual({ from, to })
  })
})

describe('A comparison', () => {
  test.each([
    ['last month', 'previous', true],
    ['this month', 'previous', true],
    ['2024', 'previous', false],
    ['Q1 2024', 'last year', false],
    ['Q1 2025', 'last year', true],
    ['2026-06-20..2026-07-03', 'previous', false],
  ] as const)('of %s with %s is made: %s', (text, vs, isMade) => {
    expect(comparison({ period: period(text, coverage) }, vs, coverage) !== undefined).toBe(isMade)
  })
})

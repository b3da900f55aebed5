import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { dayAfter } from '../src/period.ts'
import { evenly, seasonOf } from '../src/targets/season.ts'
import { planned } from '../src/targets.ts'

const coverage = { firstDay: '2023-01-01', asOf: '2026-06-30' }
/** A shop that sells most before Christmas and on Saturdays, and nothing on Sundays. */
const months = [0.7, 0.8, 0.9, 1, 1, 1, 0.9, 0.8, 1, 1.1, 1.3, 1.5]
const weekdays = [0.6, 0.9, 1, 1.1, 1.4, 2, 0]

const daysFrom = (from: string, to: string) => {
  const days: string[] = []
  for (let day = from; day < to; day = dayAfter(day)) days.push(day)
  return days
}
const soldOn = (day: string) => {
  const date = new Date(`${day}T00:00:00Z`)
  return 1000 * (months[date.getUTCMonth()] ?? 0) * (weekdays[(date.getUTCDay() + 6) % 7] ?? 0)
}
const sold = daysFrom(coverage.firstDay, dayAfter(coverage.asOf)).map(day => ({ day, charged: soldOn(day) }))
const total = (from: string, to: string) => daysFrom(from, to).reduce((sum, day) => sum + soldOn(day), 0)
const season = seasonOf(sold, coverage)

describe('A plan that is spread by the season', () => {
  test.each([
    ['2026-06-01', '2026-07-01', 0.005],
    ['2025-12-01', '2026-01-01', 0.005],
    // Months end on other weekdays from year to year, so that their indices are not known to the last digit.
    ['2025-01-01', '2026-01-01', 0.03],
  ])(
    'of %s to %s, ends 3%% above what is sold, and reads so on every day, Mondays too',
    (from, to, within) => {
      const target = { measure: 'netSales', from, to, value: String(Math.round(total(from, to) / 0.97)) }
      for (const day of daysFrom(dayAfter(from, 6), to)) {
        const end = dayAfter(day)
        const expected = planned('netSales', { from, to: end }, [target], season)?.value ?? 0
        expect(Math.abs(total(from, end) / expected - 0.97), day).toBeLessThan(within)
      }
      const oneDay = planned('netSales', { from, to: dayAfter(from) }, [target], season)?.value ?? 0
      if (soldOn(from) > 0) expect(Math.abs(soldOn(from) / oneDay - 0.97)).toBeLessThan(within)
    },
  )

  test('was up to a quarter off on a Monday where it was spread evenly', () => {
    const [from, to] = ['2026-06-01', '2026-07-01']
    const target = { measure: 'netSales', from, to, value: String(Math.round(total(from, to) / 0.97)) }
    const even = planned('netSales', { from, to: '2026-06-02' }, [target])?.value ?? 0
    expect(soldOn(from) / even).toBeLessThan(0.75)
  })

  test('plans nothing for days on which nothing is ever sold, unless the plan holds no others', () => {
    const week = { measure: 'netSales', from: '2026-06-01', to: '2026-06-08', value: '700' }
    const sunday = { from: '2026-06-07', to: '2026-06-08' }
    expect(planned('netSales', sunday, [week], season)?.value).toBe(0)
    const two = { measure: 'netSales', from: '2026-06-07', to: '2026-06-09', value: '700' }
    expect(planned('netSales', sunday, [two], season)?.value).toBe(0)
    const closed = seasonOf([], coverage)
    expect(planned('netSales', sunday, [{ ...week, value: '7' }], closed)?.value).toBe(1)
  })

  test('adds up to the whole however it is cut, and grows with every day', () => {
    const value = fc.integer({ min: 0, max: 10_000_000 })
    const cuts = fc.uniqueArray(fc.integer({ min: 1, max: 364 }), { maxLength: 10 })
    const noise = fc.array(fc.integer({ min: -500, max: 3000 }), {
      minLength: sold.length,
      maxLength: sold.length,
    })
    fc.assert(
      fc.property(value, cuts, noise, (value, cut, noise) => {
        const odd = seasonOf(
          sold.map(({ day }, at) => ({ day, charged: noise[at] ?? 0 })),
          coverage,
        )
        const year = { measure: 'netSales', from: '2026-01-01', to: '2027-01-01', value: String(value) }
        const ends = [0, ...cut.toSorted((one, other) => one - other), 365].map(at => dayAfter(year.from, at))
        const parts = ends.slice(1).map((to, at) => {
          const found = planned('netSales', { from: ends[at] ?? to, to }, [year], odd)?.value ?? Number.NaN
          expect(found).toBeGreaterThanOrEqual(0)
          return found
        })
        // Each part is rounded to the cent once.
        const sum = parts.reduce((all, part) => all + part, 0)
        expect(Math.abs(sum - value)).toBeLessThanOrEqual(0.005 * parts.length + 1e-6)
        expect(planned('netSales', year, [year], odd)?.value).toBe(value)
      }),
      { numRuns: 30 },
    )
  })
})

describe('The season', () => {
  test('knows weekdays from eight weeks, and months only from two whole years', () => {
    const since = (firstDay: string) =>
      seasonOf(
        sold.filter(({ day }) => day >= firstDay),
        { ...coverage, firstDay },
      )
    expect(since('2026-05-11').isKnown).toBe(false)
    const weeks = since('2026-05-04')
    expect(weeks.isKnown).toBe(true)
    expect(weeks.weight('2026-06-06', '2026-06-07')).toBe(weeks.weight('2026-12-05', '2026-12-06'))
    const years = since('2024-06-01')
    expect(years.weight('2026-12-05', '2026-12-06') > years.weight('2026-06-06', '2026-06-07')).toBe(true)
  })

  test('weighs every day alike where nothing is known', () => {
    expect(evenly.isKnown).toBe(false)
    expect(evenly.weight('2026-03-28', '2026-03-31')).toBe(3n)
  })

  test('leaves out a month and a week that are not complete', () => {
    const open = { firstDay: '2023-01-01', asOf: '2026-06-10' }
    const known = sold.filter(({ day }) => day <= open.asOf)
    const wild = known.map(one => (one.day > '2026-06-07' ? { ...one, charged: 1e6 } : one))
    const year = ['2026-01-01', '2027-01-01'] as const
    const june = ['2026-06-01', '2026-06-15'] as const
    for (const [from, to] of [year, june])
      expect(seasonOf(wild, open).weight(from, to)).toBe(seasonOf(known, open).weight(from, to))
  })
})

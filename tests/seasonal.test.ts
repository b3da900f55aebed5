import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type Sold, seasons } from '../src/figures/seasons.ts'
import { seasonsInWords } from '../src/figures/seasons-in-words.ts'
import { centredAverages, dayIndices, monthIndices, shareIndex } from '../src/models/seasonal.ts'
import { say } from '../src/words.ts'

const known = (indices: readonly { index: number | null }[]) =>
  indices.map(({ index }) => index ?? Number.NaN)
const average = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length

/** Twelve seasons that average 1. */
const season = fc
  .array(fc.double({ min: 0.1, max: 3, noNaN: true }), { minLength: 12, maxLength: 12 })
  .map(values => values.map(value => value / average(values)))
const sales = fc.double({ min: 0, max: 1e9, noNaN: true }).map(value => (value < 1e-6 ? 0 : value))
const first = fc.integer({ min: 0, max: 11 })

describe('Months', () => {
  test('are as reckoned by hand: level months, and one December of three times as much', () => {
    // Twelve months around each: eleven of 100 and one of 300, so the level is 1400 / 12; each December comes once in
    // any twelve months.
    const values = Array.from({ length: 30 }, (_, at) => (at % 12 === 11 ? 300 : 100))
    const { indices, ratios } = monthIndices(values, 0)
    expect(ratios.slice(0, 6)).toEqual([null, null, null, null, null, null])
    expect(ratios.slice(-6)).toEqual([null, null, null, null, null, null])
    expect(indices[11]?.index).toBeCloseTo(300 / (1400 / 12), 12)
    expect(indices[0]?.index).toBeCloseTo(100 / (1400 / 12), 12)
    expect(indices.map(({ observations }) => observations)).toEqual([1, 1, 1, 1, 1, 1, 2, 2, 2, 2, 2, 2])
    expect(indices[0]?.error).toBeCloseTo(0, 12)
  })

  test('share an error from how far the same months differ, as reckoned by hand', () => {
    // Growth of nothing, all 100, but the seventh month of the second year is 112.
    const values = Array.from({ length: 36 }, (_, at) => (at === 18 ? 112 : 100))
    const { indices, ratios } = monthIndices(values, 0)
    // It is in the thirteen months around all from the 13th on, in full except at the ends, where it counts half.
    expect(ratios[11]).toBeCloseTo(((100 / 100) * (1 / 1)) / whole(values), 12)
    expect(ratios[12]).toBeCloseTo(100 / (100 + 12 / 24) / whole(values), 12)
    expect(ratios[13]).toBeCloseTo(100 / 101 / whole(values), 12)
    expect(ratios[18]).toBeCloseTo(112 / 101 / whole(values), 12)
    // Two ratios each: half the square of their difference is what a pair adds to the sum of squares; twelve pairs leave
    // twelve degrees of freedom.
    const pairs = Array.from({ length: 12 }, (_, at) => [ratios[6 + at] ?? 0, ratios[18 + at] ?? 0] as const)
    const squares = pairs.reduce((sum, [one, other]) => sum + (one - other) ** 2 / 2, 0)
    expect(indices[6]?.error).toBeCloseTo(Math.sqrt(squares / 12) / Math.SQRT2, 12)
    expect(indices[6]?.index).toBeCloseTo((1 / whole(values) + 112 / 101 / whole(values)) / 2, 12)
  })

  test('return the season that a series was made of, whatever its level', () => {
    fc.assert(
      fc.property(
        season,
        first,
        fc.integer({ min: 24, max: 120 }),
        fc.double({ min: 1, max: 1e9, noNaN: true }),
        (made, start, length, level) => {
          const values = Array.from({ length }, (_, at) => level * (made[(start + at) % 12] ?? 0))
          const { indices } = monthIndices(values, start)
          for (const [month, { index, observations }] of indices.entries()) {
            expect(index).toBeCloseTo(made[month] ?? 0, 9)
            expect(observations).toBeGreaterThan(0)
          }
        },
      ),
    )
  })

  test('return the season of a series that grows evenly, but for what a year’s growth bends', () => {
    fc.assert(
      fc.property(season, first, fc.double({ min: -0.3, max: 0.5, noNaN: true }), (made, start, growth) => {
        const values = Array.from(
          { length: 60 },
          (_, at) => 1000 * (1 + growth) ** (at / 12) * (made[(start + at) % 12] ?? 0),
        )
        const { indices } = monthIndices(values, start)
        const plain = monthIndices(
          values.map((value, at) => value / (1 + growth) ** (at / 12)),
          start,
        )
        for (const [month, { index }] of indices.entries()) {
          // The level bends with the season inside the twelve months: by no more than the growth of half a year.
          const bend = Math.abs(growth) * (plain.indices[month]?.index ?? 0)
          expect(Math.abs((index ?? Number.NaN) - (made[month] ?? 0))).toBeLessThanOrEqual(bend + 1e-9)
        }
      }),
    )
  })

  test('have no growth in them where there is no season: a straight line gives 1 for every month', () => {
    fc.assert(
      fc.property(
        first,
        fc.integer({ min: 24, max: 90 }),
        fc.double({ min: 0, max: 50, noNaN: true }),
        (start, length, slope) => {
          const { indices } = monthIndices(
            Array.from({ length }, (_, at) => 1000 + slope * at),
            start,
          )
          for (const index of known(indices)) expect(index).toBeCloseTo(1, 9)
        },
      ),
    )
  })

  test('average 1 where all twelve are known, and are the same in any currency', () => {
    fc.assert(
      fc.property(
        fc.array(sales, { maxLength: 80 }),
        first,
        fc.double({ min: 0.01, max: 1000, noNaN: true }),
        (values, start, factor) => {
          const { indices, ratios } = monthIndices(values, start)
          if (indices.every(({ index }) => index !== null)) expect(average(known(indices))).toBeCloseTo(1, 9)
          const other = monthIndices(
            values.map(value => value * factor),
            start,
          )
          for (const [at, ratio] of ratios.entries())
            if (ratio === null) expect(other.ratios[at]).toBeNull()
            else expect(other.ratios[at]).toBeCloseTo(ratio, 6)
          for (const [month, { index, error, observations }] of indices.entries()) {
            expect(index === null).toBe(observations === 0)
            for (const value of [index, error]) if (value !== null) expect(Number.isFinite(value)).toBe(true)
            if (error !== null) expect(error).toBeGreaterThanOrEqual(0)
            expect(other.indices[month]?.observations).toBe(observations)
          }
        },
      ),
    )
  })

  test('are not known where no year lies around them, and are never invented', () => {
    expect(monthIndices([], 0).indices.every(({ index }) => index === null)).toBe(true)
    expect(known(monthIndices(Array(12).fill(100), 0).indices).every(Number.isNaN)).toBe(true)
    const { indices } = monthIndices(Array(18).fill(100), 3)
    // Of 18 months from April on, the seventh to the twelfth have half a year on both sides: October to March.
    expect(indices.map(({ index }) => index)).toEqual([1, 1, 1, null, null, null, null, null, null, 1, 1, 1])
    expect(indices.every(({ error }) => error === null)).toBe(true)
  })

  test('without any sales around them have no ratio, and nothing is divided by zero', () => {
    const { indices, ratios } = monthIndices([...Array(20).fill(0), 5, ...Array(20).fill(0)], 0)
    expect(ratios.filter(ratio => ratio !== null)).toHaveLength(13)
    expect(indices.some(({ index }) => Number.isNaN(index))).toBe(false)
    expect(centredAverages(Array(13).fill(0))).toEqual([...Array(6).fill(null), 0, ...Array(6).fill(null)])
  })

  test('refuse what cannot be', () => {
    expect(() => monthIndices([-1], 0)).toThrow('sales that cannot be; rule: finite and not negative: -1')
    expect(() => monthIndices([Number.NaN], 0)).toThrow('NaN')
    expect(() => monthIndices([], 12)).toThrow('rule: 0 to 11: 12')
  })
})

/** The mean by which the ratios of such months are divided: of twelve pairs, so the mean of all. */
function whole(values: readonly number[]): number {
  const levels = centredAverages(values)
  return average(values.flatMap((value, at) => (levels[at] == null ? [] : [value / (levels[at] ?? 1)])))
}

describe('Weekdays', () => {
  test('are as reckoned by hand', () => {
    const indices = dayIndices([
      [10, 10, 10, 10, 20, 10, 0],
      [0, 0, 0, 0, 0, 0, 0],
      [30, 20, 20, 20, 30, 20, 0],
    ])
    // Of 10 a day in the first week and 20 in the third; the second tells nothing.
    expect(indices[0]).toEqual({
      index: expect.closeTo((1 + 1.5) / 2, 9),
      error: expect.closeTo(0.25, 9),
      observations: 2,
    })
    expect(indices[4]).toEqual({
      index: expect.closeTo((2 + 1.5) / 2, 9),
      error: expect.closeTo(0.25, 9),
      observations: 2,
    })
    expect(indices[6]).toEqual({ index: 0, error: 0, observations: 2 })
  })

  test('return the pattern of any weeks, however they grow, and average 1', () => {
    fc.assert(
      fc.property(
        fc.array(fc.double({ min: 0, max: 9, noNaN: true }), { minLength: 7, maxLength: 7 }),
        fc.array(fc.double({ min: 0.5, max: 1e6, noNaN: true }), { minLength: 1, maxLength: 60 }),
        (made, levels) => {
          fc.pre(average(made) > 0.01)
          const indices = dayIndices(levels.map(level => made.map(value => value * level)))
          expect(average(known(indices))).toBeCloseTo(1, 9)
          for (const [day, { index, error }] of indices.entries()) {
            expect(index).toBeCloseTo((made[day] ?? 0) / average(made), 9)
            if (levels.length === 1) expect(error).toBeNull()
            else expect(error).toBeCloseTo(0, 6)
          }
        },
      ),
    )
  })

  test('are never NaN, and the same in any currency', () => {
    const week = fc.array(sales, { minLength: 7, maxLength: 7 })
    fc.assert(
      fc.property(
        fc.array(week, { maxLength: 20 }),
        fc.double({ min: 0.01, max: 1000, noNaN: true }),
        (weeks, factor) => {
          const indices = dayIndices(weeks)
          const other = dayIndices(weeks.map(days => days.map(value => value * factor)))
          for (const [day, { index, error, observations }] of indices.entries()) {
            expect(observations).toBe(weeks.filter(days => days.some(value => value > 0)).length)
            if (index === null) expect([error, observations]).toEqual([null, 0])
            else {
              expect(other[day]?.index).toBeCloseTo(index, 6)
              expect(Number.isFinite(index)).toBe(true)
            }
          }
        },
      ),
    )
  })

  test('refuse weeks of different lengths and what cannot be', () => {
    expect(() => dayIndices([[1], [1, 2]])).toThrow('as many days in each: 2 and 1')
    expect(() => dayIndices([[Number.POSITIVE_INFINITY]])).toThrow('finite and not negative: Infinity')
  })
})

describe('Hours', () => {
  test('are as a list of shares would give them', () => {
    fc.assert(
      fc.property(
        fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 1, maxLength: 50 }),
        fc.integer({ min: 1, max: 24 }),
        (shares, parts) => {
          const sum = shares.reduce((total, share) => total + share, 0)
          const squares = shares.reduce((total, share) => total + share * share, 0)
          const { index, error, observations } = shareIndex({ sum, squares }, shares.length, parts)
          expect(index).toBeCloseTo(average(shares) * parts, 9)
          expect(observations).toBe(shares.length)
          if (shares.length === 1) {
            expect(error).toBeNull()
            return
          }
          const away = shares.map(share => (share - average(shares)) ** 2)
          const variance = away.reduce((total, square) => total + square, 0) / (shares.length - 1)
          expect(error).toBeCloseTo(parts * Math.sqrt(variance / shares.length), 5)
        },
      ),
    )
  })

  test('of no day are not known', () => {
    expect(shareIndex({ sum: 0, squares: 0 }, 0, 24)).toEqual({ index: null, error: null, observations: 0 })
  })

  test('refuse what cannot be', () => {
    expect(() => shareIndex({ sum: 1, squares: 1 }, 0, 24)).toThrow('rule: 0 of 0 wholes: 1')
    expect(() => shareIndex({ sum: 1, squares: 1 }, 1, 0)).toThrow('rule: at least one: 0')
  })
})

const company = { locale: 'en-GB', currency: 'GBP' }
const voice = say(company)
const dayAt = (first: string, nth: number) =>
  new Date(Date.parse(first) + nth * 86_400_000).toISOString().slice(0, 10)
/** So many days from one on, each of them with such sales. */
const daily = (first: string, count: number, charged: (day: string) => number) =>
  Array.from({ length: count }, (_, nth) => dayAt(first, nth)).map(day => ({ day, charged: charged(day) }))
const covering = (firstDay: string, asOf: string, dataThrough = asOf) => ({ firstDay, asOf, dataThrough })
const during = (from: string, to: string) => ({
  period: { from, to, label: 'then', complete: true, unit: 'day' } as const,
})

describe('What is complete', () => {
  test('counts: months, weeks and days that the period or the data cuts short are dropped', () => {
    // From a Wednesday to a Tuesday, and the last day is not over.
    const days = daily('2025-01-15', 63, day => (day === '2025-03-18' ? 9999 : 100))
    const found = seasons(
      { days, hours: [] },
      during('2025-01-15', '2025-03-19'),
      covering('2025-01-15', '2025-03-17', '2025-03-18'),
    )
    expect(found.history.map(({ start }) => start.toString())).toEqual(['2025-02-01'])
    expect(found.months).toEqual([{ at: 2, index: null, error: null, observations: 0, sales: 2800 }])
    // The first full week begins on 20 January, the last ends on 16 March.
    expect(found.counts).toEqual({ weeks: 8, weeksWithSales: 8, days: 62 })
    for (const { index, sales } of found.weekdays) {
      expect(index).toBeCloseTo(1, 12)
      expect(sales).toBe(800)
    }
  })

  test('is nothing before and after the data, and where nothing was sold', () => {
    const none = { months: [], history: [], weekdays: [], hours: [], grid: [] }
    const coverage = covering('2025-01-01', '2025-12-31')
    for (const { period } of [during('2024-01-01', '2024-06-01'), during('2026-02-01', '2026-03-01')])
      expect(seasons({ days: [], hours: [] }, { period }, coverage)).toEqual({
        ...none,
        counts: { weeks: 0, weeksWithSales: 0, days: 0 },
      })
    expect(seasons({ days: [], hours: [] }, during('2025-01-01', '2026-01-01'), coverage)).toMatchObject(none)
  })
})

const quiet = { ofDay: 0.5, squares: 0.25, ofWeek: 0.1 }

describe('Hours of the day', () => {
  const days = daily('2025-03-03', 14, () => 100)
  const coverage = covering('2025-03-03', '2025-03-16')
  const asked = during('2025-03-03', '2025-03-17')
  const noon = { weekday: 1, hour: 12, charged: 700, ofDay: 7, squares: 3.5, ofWeek: 1 }
  const three = { weekday: 2, hour: 15, charged: 700, ofDay: 7, squares: 3.5, ofWeek: 1 }

  test('are those between the first and the last in which anything is ever sold, closed ones among them', () => {
    const { hours, grid } = seasons({ days, hours: [noon, three] }, asked, coverage)
    expect(hours.map(({ at, index, sales }) => [at, index, sales])).toEqual([
      [12, 1, 700],
      [13, 0, 0],
      [14, 0, 0],
      [15, 1, 700],
    ])
    // Half of each of fourteen days: they do not differ.
    expect(hours[0]?.error).toBe(0)
    // Half of each of two weeks: 0.5 × 7 × 2 open hours.
    expect(grid).toContainEqual({ weekday: 1, hour: 12, index: 7 })
    expect(grid).toContainEqual({ weekday: 1, hour: 13, index: null })
    expect(grid).toHaveLength(28)
  })

  test('are not known where every order stands at midnight', () => {
    const { hours, grid } = seasons(
      { days, hours: [{ weekday: 1, hour: 0, charged: 1, ...quiet }] },
      asked,
      coverage,
    )
    expect([hours, grid]).toEqual([[], []])
  })
})

describe('In words', () => {
  const told = (days: { day: string; charged: number }[], orders: number, hours: Sold['hours'] = []) => {
    const [first, last] = [days[0]?.day ?? '', days.at(-1)?.day ?? '']
    const found = seasons({ days, hours }, during(first, dayAt(last, 1)), covering(first, last))
    const rows = [
      ...found.months.map(row => ({ ...row, by: 'month' as const, when: `month ${row.at}` })),
      ...found.weekdays.map(row => ({ ...row, by: 'weekday' as const, when: `weekday ${row.at}` })),
      ...found.hours.map(row => ({ ...row, by: 'hour' as const, when: `${row.at}:00` })),
    ]
    return seasonsInWords(rows, { ...found, orders }, voice)
  }
  const monthOf = (day: string) => Number(day.slice(5, 7))
  const even = () => 100

  test('a peak is named with its error where years differ, and without where each month was seen once', () => {
    const three = told(
      daily('2022-01-01', 1096, day => (monthOf(day) === 12 ? 300 : 100) + Number(day.slice(3, 4))),
      5000,
    )
    expect(three.finding).toMatch(/^Sales peak in month 12, \d+% ± \d+% above average$/)
    const two = told(
      daily('2022-01-01', 730, day => (monthOf(day) === 12 ? 300 : 100)),
      5000,
    )
    expect(two.finding).toMatch(/^Sales peak in month 12, \d+% above average$/)
    expect(two.detail).toContain('Each month rests on a single year.')
  })

  test('of less than two years no month is called the peak, and it is said why', () => {
    const { finding, detail } = told(
      daily('2022-01-01', 546, day => (monthOf(day) === 12 ? 300 : 100)),
      5000,
    )
    expect(finding).toBe('No weekday stands out')
    expect(detail).toContain('Only 6 of 12 months are known: each needs half a year of sales on both sides')
    expect(told(daily('2022-01-01', 59, even), 5000).detail).toContain(
      'Months take two full years to tell apart; 2 months are complete here.',
    )
  })

  test('what is too little to tell is said to be', () => {
    const { finding, detail } = told(daily('2022-01-03', 3, even), 3)
    expect(finding).toBe('Too little to tell when people buy')
    expect(detail).toContain('Weekdays take a full week')
    const week = told(daily('2022-01-03', 7, even), 3)
    expect(week.detail).toContain('Weekdays rest on only 1 full week with sales.')
    expect(week.detail).toContain('No order tells its time of day, so hours are not known.')
    expect(week.detail).toContain('These are only 3 orders')
  })

  test('a closed weekday is named as such, not as a weak one', () => {
    const isSunday = (day: string) => new Date(day).getUTCDay() === 0
    const isMonday = (day: string) => new Date(day).getUTCDay() === 1
    const { finding, detail } = told(
      daily('2022-01-03', 140, day => (isSunday(day) ? 0 : isMonday(day) ? 150 : 100)),
      5000,
    )
    expect(finding).toMatch(/^Sales peak on weekday 1s, 62% ± 0% above average$/)
    expect(detail).toContain('Nothing is sold on weekday 7s.')
  })
})

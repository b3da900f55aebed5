import fc from 'fast-check'
import { Temporal } from 'temporal-polyfill'
import { describe, expect, test } from 'vitest'
import { comparison, previous, yearBefore } from '../src/compare.ts'
import { type Coverage, type Period, period } from '../src/period.ts'
import { periodTyped } from '../src/period-typed.ts'

const coverage = { firstDay: '2024-01-01', dataThrough: '2026-06-30', asOf: '2026-06-30' }
/** Data that has been loaded through a day and begins long before. */
const through = (day: string): Coverage => ({ firstDay: '2010-01-01', dataThrough: day, asOf: day })

const dayOf = (day: string) => Temporal.PlainDate.from(day)
const days = ({ from, to }: { from: string; to: string }) =>
  dayOf(from).until(dayOf(to), { largestUnit: 'days' }).days
const later = (day: string, by: Temporal.DurationLike) => dayOf(day).add(by).toString()
const least = (one: string, other: string) => (one < other ? one : other)

/** Every day of years with and without a 29 February and a week 53. */
const everyDay = Array.from({ length: 1850 }, (_, at) => later('2019-12-20', { days: at }))

const units = {
  week: { first: (day: string) => later(day, { days: 1 - dayOf(day).dayOfWeek }), length: { days: 7 } },
  month: { first: (day: string) => `${day.slice(0, 7)}-01`, length: { months: 1 } },
  quarter: {
    first: (day: string) =>
      dayOf(day)
        .with({ month: dayOf(day).month - ((dayOf(day).month - 1) % 3), day: 1 })
        .toString(),
    length: { months: 3 },
  },
  year: { first: (day: string) => `${day.slice(0, 4)}-01-01`, length: { years: 1 } },
} as const
const named = ['week', 'month', 'quarter', 'year'] as const
const back = (day: string, { length }: { length: Temporal.DurationLike }) =>
  dayOf(day).subtract(length).toString()

describe('The period before', () => {
  test.each([
    ['last week', '2026-06-15', '2026-06-22'],
    ['last 12 weeks', '2026-01-12', '2026-04-06'],
    ['last month', '2026-05-01', '2026-06-01'],
    ['last 3 months', '2026-01-01', '2026-04-01'],
    ['Q2 2026', '2026-01-01', '2026-04-01'],
    ['2025', '2024-01-01', '2025-01-01'],
    ['march to april', '2026-01-01', '2026-03-01'],
    ['february 2026', '2026-01-01', '2026-02-01'],
    // June is over, but may not have been when it was asked for to date.
    ['this month', '2026-05-01', '2026-05-31'],
    ['this quarter', '2026-01-01', '2026-04-01'],
    ['this year', '2025-01-01', '2025-07-01'],
    ['this week', '2026-06-22', '2026-06-24'],
    ['since march', '2025-10-30', '2026-03-01'],
    ['last 90 days', '2026-01-02', '2026-04-02'],
    ['last 30 days', '2026-05-02', '2026-06-01'],
    ['2026-06-01..2026-06-30', '2026-05-01', '2026-06-01'],
    ['2026-06..2026-06-30', '2026-05-01', '2026-05-31'],
    ['2026-Q2..2026-05-20', '2026-01-01', '2026-02-20'],
    ['2 weeks to 2026-06-14', '2026-05-18', '2026-06-01'],
    ['14 days to 2026-06-14', '2026-05-18', '2026-06-01'],
    ['2026-06-10', '2026-06-09', '2026-06-10'],
    ['2026-06-10..2026-06-14', '2026-06-05', '2026-06-10'],
    ['2026-06-01..2026-06-14', '2026-05-01', '2026-05-15'],
    ['2026-05-01..2026-05-21', '2026-04-01', '2026-04-22'],
    ['2026-06-01..2026-06-07', '2026-05-25', '2026-06-01'],
    ['2026-03-01..2026-03-30', '2026-02-01', '2026-03-01'],
    ['2026-04-01..2026-05-20', '2026-02-10', '2026-04-01'],
    ['2026-04-01..2026-05-31', '2026-02-01', '2026-04-01'],
    ['2026-06-29..2026-06-30', '2026-06-22', '2026-06-24'],
  ])('of %s is %s to before %s', (text, from, to) => {
    expect(previous(period(text, coverage))).toEqual({ from, to })
  })

  test('of this quarter is the same with data to the 29th and to the 30th of November, but for a day', () => {
    const asked = (day: string) => previous(period('this quarter', through(day)))
    expect(asked('2026-11-28')).toEqual({ from: '2026-07-01', to: '2026-08-29' })
    expect(asked('2026-11-29')).toEqual({ from: '2026-07-01', to: '2026-08-30' })
    expect(asked('2026-11-30')).toEqual({ from: '2026-07-01', to: '2026-08-31' })
    expect(asked('2026-12-01')).toEqual({ from: '2026-07-01', to: '2026-09-01' })
  })

  test.each(named)('of this %s is as many days from the start of the one before, at every date', grain => {
    const unit = units[grain]
    let last: { from: string; to: string } | undefined
    let begun = ''
    for (const day of everyDay) {
      const asked = period(`this ${grain}`, through(day))
      const first = unit.first(day)
      expect(asked, day).toMatchObject({ from: first, to: later(day, { days: 1 }) })
      const before = previous(asked)
      expect(before, day).toEqual({
        from: back(first, unit),
        to: least(first, later(back(first, unit), { days: days(asked) })),
      })
      // From one day to the next it goes on by a day, or begins anew where the next one does.
      if (last && before.from === last.from)
        expect([last.to, later(last.to, { days: 1 })], day).toContain(before.to)
      else if (last) expect(before, day).toEqual({ from: begun, to: later(begun, { days: 1 }) })
      last = before
      begun = first
    }
  })

  test.each(named)(
    'of a %s by its name is that of a %s to date until it is over, and then the whole one',
    grain => {
      const unit = units[grain]
      for (const day of everyDay) {
        const first = unit.first(day)
        const name = {
          week: `week of ${first}`,
          month: first.slice(0, 7),
          quarter: `q${Math.ceil(dayOf(first).month / 3)} ${first.slice(0, 4)}`,
          year: first.slice(0, 4),
        }[grain]
        const isOver = later(first, unit.length) === later(day, { days: 1 })
        const before = previous(period(name, through(day)))
        const toDate = previous(period(`this ${grain}`, through(day)))
        expect(before, day).toEqual(isOver ? { from: toDate.from, to: first } : toDate)
      }
    },
  )

  test.each([
    ['last 12 weeks', 'weeks', 12],
    ['last 4 weeks', 'weeks', 4],
    ['last month', 'months', 1],
    ['last 12 months', 'months', 12],
    ['last quarter', 'months', 3],
    ['last 4 quarters', 'months', 12],
    ['last year', 'years', 1],
    ['last 2 years', 'years', 2],
    ['last 90 days', 'days', 90],
    ['last 21 days', 'days', 21],
    ['yesterday', 'days', 1],
  ] as const)('of %s is as many %s right before, at every date', (text, unit, count) => {
    for (const day of everyDay) {
      const asked = period(text, through(day))
      const from = dayOf(asked.from)
        .subtract({ [unit]: count })
        .toString()
      expect(previous(asked), day).toEqual({ from, to: asked.from })
    }
  })

  test('of what has run since a day is as many days right before it, at every date', () => {
    for (const day of everyDay)
      for (const since of ['march', 'q4', '2020', '15 january']) {
        if (day < '2020-01-15') continue
        const asked = period(`since ${since}`, through(day))
        expect(previous(asked), day).toEqual({
          from: later(asked.from, { days: -days(asked) }),
          to: asked.from,
        })
      }
  })

  test('of a range by its days never overlaps, and has as many days or is cut at the end of a month or week', () => {
    const day = fc.integer({ min: 0, max: 2000 }).map(at => later('2021-01-01', { days: at }))
    fc.assert(
      fc.property(day, fc.integer({ min: 1, max: 400 }), (from, length) => {
        const asked = period(`${from}..${later(from, { days: length - 1 })}`, through('2030-12-31'))
        const before = previous(asked)
        expect(before.to <= asked.from).toBe(true)
        const isOfMonths = from.endsWith('-01') && asked.to.endsWith('-01')
        if (isOfMonths) expect([before.from.slice(8), before.to]).toEqual(['01', from])
        else if (before.to !== asked.from) expect(days(before)).toBe(length)
        else expect(days(before)).toBeLessThanOrEqual(length)
        if (!isOfMonths && days(before) < length)
          expect(before).toEqual({ from: back(from, units.month), to: from })
      }),
      { numRuns: 500 },
    )
  })
})

describe('A year before', () => {
  test.each([
    ['last week', '2025-06-23', '2025-06-30'],
    ['last 12 weeks', '2025-04-07', '2025-06-30'],
    ['this week', '2025-06-30', '2025-07-02'],
    ['last month', '2025-06-01', '2025-07-01'],
    ['this month', '2025-06-01', '2025-07-01'],
    ['2026-02-10..2026-03-12', '2025-02-10', '2025-03-13'],
    ['2025-02-28', '2024-02-28', '2024-02-29'],
    ['february 2025', '2024-02-01', '2024-03-01'],
  ])('%s is %s to before %s', (text, from, to) => {
    expect(yearBefore(period(text, coverage))).toEqual({ from, to })
  })

  test('a February of four whole weeks is a February', () => {
    const asked = (text: string) => yearBefore(period(text, through('2027-02-28')))
    expect(asked('february 2027')).toEqual({ from: '2026-02-01', to: '2026-03-01' })
    expect(asked('2027-02-01..2027-02-28')).toEqual({ from: '2026-02-01', to: '2026-03-01' })
    expect(asked('last 4 weeks')).toEqual({ from: '2026-02-02', to: '2026-03-02' })
  })

  test('of a year to date is the period before, at every date', () => {
    for (const day of everyDay) {
      const asked = period('this year', through(day))
      expect(yearBefore(asked), day).toEqual(previous(asked))
    }
  })

  test.each(named)('of this %s has as many days from the same start, at every date', grain => {
    for (const day of everyDay) {
      const asked = period(`this ${grain}`, through(day))
      const start = dayOf(asked.from)
        .subtract(grain === 'week' ? { days: 364 } : { years: 1 })
        .toString()
      const end = grain === 'week' ? later(start, { days: 7 }) : later(start, units[grain].length)
      expect(yearBefore(asked), day).toEqual({
        from: start,
        to: least(end, later(start, { days: days(asked) })),
      })
    }
  })
})

describe('A period as it is typed again', () => {
  const compared = (asked: Period) => [previous(asked), yearBefore(asked)]
  const texts = [
    ...named.flatMap(grain => [`this ${grain}`, `last ${grain}`, `last 2 ${grain}s`, `last 4 ${grain}s`]),
    ...['yesterday', 'last 14 days', 'last 28 days', 'last 30 days', 'since march', 'since yesterday'],
    ...['february', 'q1', 'week 23', 'march to april'],
  ]

  test.each([
    ['last week', '2026-06-22..2026-06-28'],
    ['last quarter', '2026-04-01..2026-06-30'],
    ['last 12 weeks', '2026-04-06..2026-06-28'],
    ['this year', '2026..2026-06-30'],
    ['this month', '2026-06..2026-06-30'],
    ['since june', '30-days..2026-06-30'],
    ['since march', '122-days..2026-06-30'],
    ['week 23 to week 24', '2-weeks..2026-06-14'],
    ['june', '2026-06-01..2026-06-30'],
  ])('%s reads %s', (text, typed) => {
    expect(periodTyped(period(text, coverage))).toBe(typed)
  })

  test('is one word, and means the same days and the same comparison, whenever it is read', () => {
    const now = later(everyDay.at(-1) ?? '', { days: 500 })
    for (const [at, day] of everyDay.entries()) {
      // Every text meets every day of some year.
      const text = texts[at % texts.length] ?? ''
      const asked = period(text, through(day))
      const typed = periodTyped(asked)
      expect(typed).not.toMatch(/\s/)
      const again = period(typed, through(now))
      expect({ from: again.from, to: again.to }, `${text}, ${day}`).toEqual({
        from: asked.from,
        to: asked.to,
      })
      expect(compared(again), `${text}, ${day}`).toEqual(compared(asked))
    }
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

  test('says its days beside those of a period to date', () => {
    const asked = period('this month', coverage)
    expect(asked.label).toBe('1–30 June 2026')
    expect(comparison({ period: asked }, 'previous', coverage)?.period.label).toBe('1–30 May 2026')
    const quarter = period('this quarter', through('2026-11-30'))
    expect(quarter.label).toBe('Q4 2026 to 30 November')
    expect(comparison({ period: quarter }, 'previous', through('2026-11-30'))?.period.label).toBe(
      '1 July to 30 August 2026',
    )
  })
})

import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { Temporal } from 'temporal-polyfill'
import { describe, expect, test } from 'vitest'
import { dayOf } from '../src/calendar.ts'
import { UserError } from '../src/errors.ts'
import { type Coverage, dayAfter, type Period, period, takePeriod, weeks } from '../src/period.ts'
import { forms } from '../src/period-forms.ts'
import { periodsPage } from '../src/periods-page.ts'

const coverage: Coverage = { firstDay: '2009-12-01', dataThrough: '2011-12-09', asOf: '2011-12-08' }

const days = ({ from, to }: Period) => dayOf(from).until(dayOf(to)).days

/** What a person is told about words that are no period. */
function complaint(words: string): UserError {
  try {
    period(words, coverage)
  } catch (error) {
    if (error instanceof UserError) return error
    throw error
  }
  throw new Error(`a period; nothing was wrong with it: ${words}`)
}

describe('each form by example', () => {
  const complete: [string, string, string, string][] = [
    ['2010', '2010-01-01', '2011-01-01', '2010'],
    ['march 2011', '2011-03-01', '2011-04-01', 'March 2011'],
    ['MAR 2011', '2011-03-01', '2011-04-01', 'March 2011'],
    ['Mar. 2011', '2011-03-01', '2011-04-01', 'March 2011'],
    ['2011 march', '2011-03-01', '2011-04-01', 'March 2011'],
    ['march of 2011', '2011-03-01', '2011-04-01', 'March 2011'],
    ['2011-03', '2011-03-01', '2011-04-01', 'March 2011'],
    ['march', '2011-03-01', '2011-04-01', 'March 2011'],
    ['sept', '2011-09-01', '2011-10-01', 'September 2011'],
    ['february 2010', '2010-02-01', '2010-03-01', 'February 2010'],
    ['Q3 2011', '2011-07-01', '2011-10-01', 'Q3 2011'],
    ['2011 Q3', '2011-07-01', '2011-10-01', 'Q3 2011'],
    ['2011-Q3', '2011-07-01', '2011-10-01', 'Q3 2011'],
    ['quarter 3 of 2011', '2011-07-01', '2011-10-01', 'Q3 2011'],
    ['q3', '2011-07-01', '2011-10-01', 'Q3 2011'],
    ['week 46 2011', '2011-11-14', '2011-11-21', 'week 46 of 2011 (14–20 November)'],
    ['2011-W46', '2011-11-14', '2011-11-21', 'week 46 of 2011 (14–20 November)'],
    ['w46 2011', '2011-11-14', '2011-11-21', 'week 46 of 2011 (14–20 November)'],
    ['week 46', '2011-11-14', '2011-11-21', 'week 46 of 2011 (14–20 November)'],
    ['week 50', '2010-12-13', '2010-12-20', 'week 50 of 2010 (13–19 December)'],
    ['week of 2011-11-16', '2011-11-14', '2011-11-21', 'week 46 of 2011 (14–20 November)'],
    ['week 52 2010', '2010-12-27', '2011-01-03', 'week 52 of 2010 (27 December 2010 to 2 January 2011)'],
    ['2011-06-01', '2011-06-01', '2011-06-02', '1 June 2011'],
    ['yesterday', '2011-12-08', '2011-12-09', '8 December 2011'],
    ['last week', '2011-11-28', '2011-12-05', 'week 48 of 2011 (28 November to 4 December)'],
    ['last month', '2011-11-01', '2011-12-01', 'November 2011'],
    ['last quarter', '2011-07-01', '2011-10-01', 'Q3 2011'],
    ['previous quarter', '2011-07-01', '2011-10-01', 'Q3 2011'],
    ['in the last quarter', '2011-07-01', '2011-10-01', 'Q3 2011'],
    ['last year', '2010-01-01', '2011-01-01', '2010'],
    ['last 1 month', '2011-11-01', '2011-12-01', 'November 2011'],
    ['last 12 weeks', '2011-09-12', '2011-12-05', 'the 12 weeks to 4 December 2011'],
    ['last 12 complete weeks', '2011-09-12', '2011-12-05', 'the 12 weeks to 4 December 2011'],
    ['  the  Last 12,weeks ', '2011-09-12', '2011-12-05', 'the 12 weeks to 4 December 2011'],
    ['last twelve weeks', '2011-09-12', '2011-12-05', 'the 12 weeks to 4 December 2011'],
    ['last 12 months', '2010-12-01', '2011-12-01', 'the 12 months to 30 November 2011'],
    ['last-12-months', '2010-12-01', '2011-12-01', 'the 12 months to 30 November 2011'],
    ['last 30 days', '2011-11-09', '2011-12-09', 'the 30 days to 8 December 2011'],
    ['last 4 quarters', '2010-10-01', '2011-10-01', 'the 4 quarters to 30 September 2011'],
    ['since march', '2011-03-01', '2011-12-09', '1 March to 8 December 2011'],
    ['since march 2010', '2010-03-01', '2011-12-09', '1 March 2010 to 8 December 2011'],
    ['since 2011-06-01', '2011-06-01', '2011-12-09', '1 June to 8 December 2011'],
    ['since last month', '2011-11-01', '2011-12-09', '1 November to 8 December 2011'],
    ['2011-06-01..2011-06-30', '2011-06-01', '2011-07-01', 'June 2011'],
    ['2011-06-01 to 2011-06-30', '2011-06-01', '2011-07-01', 'June 2011'],
    ['2011-06-01 … 2011-06-30', '2011-06-01', '2011-07-01', 'June 2011'],
    ['2011-06-01–2011-06-30', '2011-06-01', '2011-07-01', 'June 2011'],
    ['from 2011-06-01 to 2011-07-15', '2011-06-01', '2011-07-16', '1 June to 15 July 2011'],
    ['2011-03..2011-05', '2011-03-01', '2011-06-01', 'March to May 2011'],
    ['march to may', '2011-03-01', '2011-06-01', 'March to May 2011'],
    ['between march and may 2010', '2010-03-01', '2010-06-01', 'March to May 2010'],
    ['november to february', '2010-11-01', '2011-03-01', 'November 2010 to February 2011'],
    ['november 2010 to february', '2010-11-01', '2011-03-01', 'November 2010 to February 2011'],
    ['q1 to q3 2011', '2011-01-01', '2011-10-01', 'Q1 to Q3 2011'],
    ['2011-Q3..2011-08-20', '2011-07-01', '2011-08-21', 'Q3 2011 to 20 August'],
    ['2011-Q3..2011-09-30', '2011-07-01', '2011-10-01', 'Q3 2011 to 30 September'],
    ['2011-06..2011-06-20', '2011-06-01', '2011-06-21', '1–20 June 2011'],
    ['2011-W46..2011-11-16', '2011-11-14', '2011-11-17', 'week 46 of 2011 (14–16 November)'],
    ['12 weeks to 2011-12-04', '2011-09-12', '2011-12-05', 'the 12 weeks to 4 December 2011'],
    ['12-weeks..2011-12-04', '2011-09-12', '2011-12-05', 'the 12 weeks to 4 December 2011'],
    ['30 days to 8 december', '2011-11-09', '2011-12-09', 'the 30 days to 8 December 2011'],
    ['week 45 2011 to week 46 2011', '2011-11-07', '2011-11-21', '7–20 November 2011'],
    ['2010 so far', '2010-01-01', '2011-01-01', '2010'],
    ['since 1 january', '2011-01-01', '2011-12-09', '1 January to 8 December 2011'],
    ['since 24 december', '2010-12-24', '2011-12-09', '24 December 2010 to 8 December 2011'],
    ['since 8th of December', '2011-12-08', '2011-12-09', '8 December 2011'],
    ['since 1st Jan. 2011', '2011-01-01', '2011-12-09', '1 January to 8 December 2011'],
    ['since march 3rd, 2010', '2010-03-03', '2011-12-09', '3 March 2010 to 8 December 2011'],
    ['1 january..15 march', '2011-01-01', '2011-03-16', '1 January to 15 March 2011'],
    ['from 20 december to 5 january', '2010-12-20', '2011-01-06', '20 December 2010 to 5 January 2011'],
    ['20 december 2009 to 5 january', '2009-12-20', '2010-01-06', '20 December 2009 to 5 January 2010'],
    ['1 november to yesterday', '2011-11-01', '2011-12-09', '1 November to 8 December 2011'],
    ['between 2011-06-01 and 30 june', '2011-06-01', '2011-07-01', 'June 2011'],
  ]
  test.each(complete)('%j is complete and half-open', (words, from, to, label) => {
    expect(period(words, coverage)).toMatchObject({ from, to, label, complete: true })
  })

  const incomplete: [string, string, string, string][] = [
    ['all', '2009-12-01', '2011-12-10', 'all time, 1 December 2009 to 9 December 2011'],
    ['today', '2011-12-09', '2011-12-10', '9 December 2011 so far'],
    ['this week', '2011-12-05', '2011-12-09', 'week 49 of 2011 (5–8 December)'],
    ['this month', '2011-12-01', '2011-12-09', '1–8 December 2011'],
    ['current month', '2011-12-01', '2011-12-09', '1–8 December 2011'],
    ['mtd', '2011-12-01', '2011-12-09', '1–8 December 2011'],
    ['this quarter', '2011-10-01', '2011-12-09', 'Q4 2011 to 8 December'],
    ['qtd', '2011-10-01', '2011-12-09', 'Q4 2011 to 8 December'],
    ['this year', '2011-01-01', '2011-12-09', '2011 to 8 December'],
    ['ytd', '2011-01-01', '2011-12-09', '2011 to 8 December'],
    ['year to date', '2011-01-01', '2011-12-09', '2011 to 8 December'],
    ['2011 so far', '2011-01-01', '2011-12-09', '2011 to 8 December'],
    ['2011', '2011-01-01', '2011-12-10', '2011 to 9 December'],
    ['q4', '2011-10-01', '2011-12-10', 'Q4 2011 to 9 December'],
    ['december', '2011-12-01', '2011-12-10', '1–9 December 2011'],
    ['week 49 2011', '2011-12-05', '2011-12-10', 'week 49 of 2011 (5–9 December)'],
    ['2009', '2009-12-01', '2010-01-01', '2009 from 1 December'],
    ['2012', '2012-01-01', '2013-01-01', '2012 (after the data ends on 9 December 2011)'],
    ['2008', '2008-01-01', '2009-01-01', '2008 (before the data begins on 1 December 2009)'],
    [
      'last 2 years',
      '2009-01-01',
      '2011-01-01',
      'the 2 years to 31 December 2010 (data from 1 December 2009)',
    ],
    [
      '2011-12-01..2012-01-31',
      '2011-12-01',
      '2012-02-01',
      '1 December 2011 to 31 January 2012 (data to 9 December 2011)',
    ],
  ]
  test.each(incomplete)('%j is marked incomplete', (words, from, to, label) => {
    expect(period(words, coverage)).toMatchObject({ from, to, label, complete: false })
  })

  test('data that ends with a complete day makes "all" complete, and "this month" on its last day', () => {
    const whole: Coverage = { firstDay: '2009-12-01', dataThrough: '2011-11-30', asOf: '2011-11-30' }
    expect(period('all', whole).complete).toBe(true)
    const { from, to } = period('last month', whole)
    expect(period('this month', whole)).toEqual({
      ...{ from, to, complete: true, unit: 'month', toDate: true },
      label: '1–30 November 2011',
    })
  })

  test('a day after another may lie before it', () => {
    expect(dayAfter('2012-02-28')).toBe('2012-02-29')
    expect(dayAfter('2011-12-31', 1)).toBe('2012-01-01')
    expect(dayAfter('2012-01-01', -1)).toBe('2011-12-31')
  })

  test('the years add up to all', () => {
    const [all, ...years] = ['all', '2009', '2010', '2011'].map(words => days(period(words, coverage)))
    expect(years.reduce((sum, days) => sum + days)).toBe(all)
  })

  test('every form of the list can be read, and the page in docs is made from the list', () => {
    for (const { example } of forms) expect(days(period(example, coverage))).toBeGreaterThan(0)
    expect(readFileSync('docs/periods.md', 'utf8')).toBe(periodsPage())
    const recent: Coverage = { firstDay: '2023-07-01', dataThrough: '2026-07-01', asOf: '2026-06-30' }
    for (const { means } of forms)
      for (const [, also = ''] of means.matchAll(/`(.+?)`/g))
        expect(days(period(also, recent))).toBeGreaterThan(0)
  })
})

describe('what cannot be', () => {
  test.each([
    ['2011-02-30', 'There is no 30 February 2011.', "'2011-02-28'"],
    ['2011-02-00', 'There is no 0 February 2011.', "'2011-02-28'"],
    ['2011-13', 'There is no month 13.', "'2011-03'"],
    ['2011-00-01', 'There is no month 0.', "'2011-03'"],
    ['quarter 5', 'There is no quarter 5.', "'Q3 2011'"],
    ['week 53 2011', '2011 has no week 53.', '1 to 52'],
    ['week 54 2009', '2009 has no week 54.', '1 to 53'],
    ['week 0', 'There is no week 0.', '52 or 53'],
    ['last 0 weeks', 'The last 0 weeks hold no day.', "'last week'"],
    ['last 9999999 weeks', 'The last 9999999 weeks would begin before the year 1900.', "'all'"],
    [
      '2011-06-30..2011-06-01',
      'The period ends before it begins: 30 June 2011 to 1 June 2011.',
      "'2011-06-01 to 2011-06-30'",
    ],
    ['since 2012', 'There is no complete day of sales since 1 January 2012.', "'2011-12-08'"],
    ['2012 so far', 'There is no complete day of sales since 1 January 2012.', "'2011-12-08'"],
    ['since 31 june', 'There is no 31 June 2011.', "'2011-06-30'"],
    ['since 9 december 2011', 'There is no complete day of sales since 9 December 2011.', "'2011-12-08'"],
    ['foo', "'foo' is not a period I know.", "'last quarter'"],
    ['foo', "'foo' is not a period I know.", "'2011-12-01..2011-12-08'"],
    ['1850', "'1850' is not a period I know.", "'last quarter'"],
    ['2101', "'2101' is not a period I know.", "'last quarter'"],
    ['last -1 weeks', "'last -1 weeks' is not a period I know.", "'last quarter'"],
    ['', 'The period is empty.', "'last quarter'"],
  ])('%j is refused in one sentence with what would work', (words, say, hint) => {
    const { message, hint: given } = complaint(words)
    expect(message).toBe(say)
    expect(given).toContain(hint)
  })

  test.each([
    ['lst week', 'last week'],
    ['lsat quarter', 'last quarter'],
    ['lastweek', 'last week'],
    ['week', 'last week'],
    ['monht', 'last month'],
    ['last 12 wekes', 'last 12 weeks'],
    ['febuary 2011', 'february 2011'],
    ['snce march', 'since march'],
    ['quater 3 2011', 'quarter 3 2011'],
    ['yesteday', 'yesterday'],
    ['1st june 2011', '2011-06-01'],
    ['31 june', '2011-06-30'],
    ['1 january', '2011-01-01'],
    ['1 january..', 'since 1 january'],
    ['from march onwards', 'since march'],
  ])('%j is answered with the nearest form, %j', (words, near) => {
    expect(complaint(words).hint).toContain(`Did you mean '${near}'?`)
    expect(() => period(near, coverage)).not.toThrow()
  })

  test('words that resemble no period are not answered with one', () => {
    for (const words of [
      'foo',
      'region:north',
      'topcustomers',
      'customers',
      'germany',
      'east',
      'store',
      '-1',
      '42',
      '?',
      '',
    ])
      expect(complaint(words).hint).not.toContain('Did you mean')
  })

  test('a long text is quoted by its beginning', () => {
    expect(complaint('x'.repeat(1e5)).message.length).toBeLessThan(100)
  })
})

describe('words of a command', () => {
  const taken = (text: string) => {
    const { period, rest } = takePeriod(text.split(' '), coverage)
    return [period?.label, rest.join(' ')]
  }

  test('a period is taken out wherever it stands, and the rest keeps its order', () => {
    expect(taken('20 last quarter region:north')).toEqual(['Q3 2011', '20 region:north'])
    expect(taken('last quarter 20 region:north')).toEqual(['Q3 2011', '20 region:north'])
    expect(taken('region:north 20 in the last quarter')).toEqual(['Q3 2011', 'region:north 20'])
  })

  test('the longest run of words wins', () => {
    expect(taken('20 last 12 weeks')).toEqual(['the 12 weeks to 4 December 2011', '20'])
    expect(taken('12 since march 2011 web')).toEqual(['1 March to 8 December 2011', '12 web'])
    expect(taken('2010-03-01 to 2010-03-05 2011')).toEqual(['1–5 March 2010', '2011'])
    expect(taken('from week 46 of 2011 to week 47 of 2011')).toEqual(['14–27 November 2011', ''])
  })

  test('a bare 1900 to 2100 is a year, and other bare numbers stay what they are', () => {
    expect(taken('50 2010')).toEqual(['2010', '50'])
    expect(taken('20 march 2010')).toEqual(['March 2010', '20'])
    expect(taken('20 march to may 2010')).toEqual(['March to May 2010', '20'])
    expect(taken('since march 20')).toEqual(['1 March to 8 December 2011', '20'])
    expect(taken('20 since 1 march')).toEqual(['1 March to 8 December 2011', '20'])
    expect(taken('20 march to 15 april')).toEqual(['20 March to 15 April 2011', ''])
    expect(taken('march 5000')).toEqual(['March 2011', '5000'])
    expect(taken('1899 2101 7')).toEqual([undefined, '1899 2101 7'])
    expect(takePeriod(['1900'], coverage).period?.from).toBe('1900-01-01')
    expect(takePeriod(['2100'], coverage).period?.to).toBe('2101-01-01')
  })

  test('without a period nothing is taken, and a second one is left', () => {
    expect(taken('smith region:north')).toEqual([undefined, 'smith region:north'])
    expect(taken('last week last month')).toEqual([
      'week 48 of 2011 (28 November to 4 December)',
      'last month',
    ])
    expect(takePeriod([], coverage)).toEqual({ rest: [] })
  })

  test('a period that cannot be is refused rather than left as unknown words', () => {
    expect(() => takePeriod(['20', '2011-02-30'], coverage)).toThrow('There is no 30 February 2011.')
    expect(() => takePeriod(['last', '0', 'weeks', '20'], coverage)).toThrow(UserError)
  })
})

describe('for any data and any words', () => {
  const dayBetween = (min: string, max: string) =>
    fc
      .date({ min: new Date(min), max: new Date(max), noInvalidDate: true })
      .map(date => date.toISOString().slice(0, 10))
  const anyCoverage = fc
    .record({ through: dayBetween('1990-01-01', '2040-12-31'), length: fc.nat(3000), open: fc.boolean() })
    .map(
      ({ through, length, open }): Coverage => ({
        firstDay: dayAfter(through, -length),
        dataThrough: through,
        asOf: open ? dayAfter(through, -1) : through,
      }),
    )
  const grain = fc.constantFrom('day', 'week', 'month', 'quarter', 'year')
  const monthName = fc.constantFrom('january', 'feb', 'may', 'sept', 'december')
  const aYear = fc.integer({ min: 1995, max: 2035 })
  const unit = fc.oneof(
    aYear.map(String),
    monthName,
    fc.tuple(monthName, aYear).map(([month, year]) => `${month} ${year}`),
    fc.tuple(fc.integer({ min: 1, max: 4 }), aYear).map(([quarter, year]) => `Q${quarter} ${year}`),
    fc.tuple(fc.integer({ min: 1, max: 52 }), aYear).map(([week, year]) => `week ${week} ${year}`),
    dayBetween('1995-01-01', '2035-12-31'),
  )
  const relative = fc.oneof(
    grain.map(grain => `last ${grain}`),
    grain.map(grain => `this ${grain}`),
    fc.tuple(fc.integer({ min: 1, max: 80 }), grain).map(([count, grain]) => `last ${count} ${grain}s`),
    fc.constantFrom('yesterday', 'ytd', 'mtd', 'since march', 'since q2', 'since yesterday'),
  )
  const range = fc.tuple(unit, unit).map(([from, to]) => `${from}..${to}`)

  const orRefused = <T>(read: () => T): T | undefined => {
    try {
      return read()
    } catch (error) {
      if (error instanceof UserError) return undefined
      throw error
    }
  }

  const readable = (words: string, coverage: Coverage): Period | undefined =>
    orRefused(() => period(words, coverage))

  test('relative periods always exist, hold days, and end with a complete day', () => {
    fc.assert(
      fc.property(relative, anyCoverage, (words, coverage) => {
        const { from, to } = period(words, coverage)
        expect(from < to).toBe(true)
        expect(to <= dayAfter(coverage.asOf, 1)).toBe(true)
      }),
    )
  })

  test('"last" is complete units with none in between them and the last complete day', () => {
    fc.assert(
      fc.property(
        grain,
        fc.integer({ min: 1, max: 20 }),
        anyCoverage,
        (grain, count, { dataThrough, asOf }) => {
          const coverage = { firstDay: '1900-01-01', dataThrough, asOf }
          const last = period(`last ${grain}`, coverage)
          const many = period(`last ${count} ${grain}s`, coverage)
          expect(many.to).toBe(last.to)
          const longest = { day: 1, week: 7, month: 31, quarter: 92, year: 366 }[grain]
          expect(dayAfter(last.to, longest) > dayAfter(coverage.asOf, 1)).toBe(true)
          const shortest = { day: 1, week: 7, month: 28, quarter: 90, year: 365 }[grain]
          expect(days(many)).toBeGreaterThanOrEqual(count * shortest)
          expect(days(many)).toBeLessThanOrEqual(count * longest)
        },
      ),
    )
  })

  test('named units always exist, hold days, and do not pass the end of the data unless they lie outside it', () => {
    fc.assert(
      fc.property(unit, anyCoverage, (words, coverage) => {
        const { from, to, label } = period(words, coverage)
        const after = dayAfter(coverage.dataThrough, 1)
        expect(from < to).toBe(true)
        expect(to <= after || from >= after).toBe(true)
        expect(from >= coverage.firstDay || to <= coverage.firstDay).toBe(true)
        expect(label.includes('before the data')).toBe(to <= coverage.firstDay)
        expect(label.includes('after the data')).toBe(from >= after)
      }),
    )
  })

  test('a unit without a year is one that has begun by the last complete day, less than a year before', () => {
    fc.assert(
      fc.property(
        fc.oneof(monthName, fc.constantFrom('q1', 'q4', 'w1', 'w52')),
        anyCoverage,
        (words, coverage) => {
          const { asOf } = coverage
          const { from } = period(words, { firstDay: '1900-01-01', dataThrough: asOf, asOf })
          expect(from <= asOf && from > dayAfter(asOf, -372)).toBe(true)
        },
      ),
    )
  })

  test('a complete period lies between the first and the last complete day', () => {
    fc.assert(
      fc.property(fc.oneof(relative, unit, range), anyCoverage, (words, coverage) => {
        const found = readable(words, coverage)
        if (!found?.complete) return
        expect(found.from >= coverage.firstDay && found.to <= dayAfter(coverage.asOf, 1)).toBe(true)
      }),
    )
  })

  test('ranges of days mean what they say, and are refused when reversed', () => {
    const day = dayBetween('1995-01-01', '2035-12-31')
    fc.assert(
      fc.property(day, day, anyCoverage, (from, to, coverage) => {
        const found = readable(`${from}..${to}`, coverage)
        if (from > to) expect(found).toBeUndefined()
        else expect(found).toMatchObject({ from, to: dayAfter(to, 1) })
      }),
    )
  })

  test('the weeks of a period are its Mondays, cover it, and touch it', () => {
    fc.assert(
      fc.property(fc.oneof(relative, unit, range), anyCoverage, (words, coverage) => {
        const found = readable(words, coverage)
        if (!found) return
        const mondays = weeks(found)
        for (const [index, monday] of mondays.entries()) {
          expect(Temporal.PlainDate.from(monday).dayOfWeek).toBe(1)
          expect(monday).toBe(dayAfter(mondays[0] ?? '', 7 * index))
        }
        const [first, last] = [mondays[0] ?? '', mondays.at(-1) ?? '']
        expect(first <= found.from && found.from < dayAfter(first, 7)).toBe(true)
        expect(last < found.to && found.to <= dayAfter(last, 7)).toBe(true)
      }),
      { numRuns: 50 },
    )
  })

  test('every ISO week of any year can be named, week 53 included where there is one', () => {
    const endless: Coverage = { firstDay: '1900-01-01', dataThrough: '2100-12-31', asOf: '2100-12-31' }
    for (const year of [2009, 2015, 2020, 2026]) {
      expect(period(`week 53 ${year}`, endless).to).toBe(period(`week 1 ${year + 1}`, endless).from)
    }
    for (let year = 1990; year < 2050; year += 1) {
      const weeks = Temporal.PlainDate.from(`${year}-12-28`).weekOfYear
      expect(period(`week ${weeks} ${year}`, endless).to).toBe(period(`week 1 ${year + 1}`, endless).from)
      if (weeks === 52) expect(() => period(`week 53 ${year}`, endless)).toThrow(`${year} has no week 53.`)
    }
  })

  test('every label carries a year', () => {
    fc.assert(
      fc.property(fc.oneof(relative, unit), anyCoverage, (words, coverage) => {
        expect(period(words, coverage).label).toMatch(/\d{4}/)
      }),
    )
  })

  test('garbage is read or refused with a sentence and a hint, never anything else', () => {
    const piece = fc.oneof(
      fc.constantFrom(
        ...'last this since to from between and so far date week weeks month q1 q9 w46 w99 march may all the of in'.split(
          ' ',
        ),
        ...[
          '..',
          '-',
          '–',
          '…',
          ',',
          '0',
          '12',
          '99999',
          '2011',
          '2011-02-30',
          '2011-6-1',
          '9999-99',
          'ytd',
          'today',
        ],
      ),
      fc.string({ maxLength: 6, unit: 'grapheme' }),
    )
    const garbage = fc.oneof(
      fc.string({ unit: 'grapheme' }),
      fc.array(piece, { maxLength: 8 }).map(pieces => pieces.join(' ')),
      fc.array(piece, { maxLength: 8 }).map(pieces => pieces.join('')),
    )
    fc.assert(
      fc.property(garbage, anyCoverage, (words, coverage) => {
        try {
          const { from, to } = period(words, coverage)
          expect(from < to).toBe(true)
        } catch (error) {
          if (!(error instanceof UserError)) throw error
          expect(error.message).not.toBe('')
          expect(error.hint).toBeTruthy()
        }
      }),
      { numRuns: 2000 },
    )
  })

  test('taking a period out neither loses nor invents words', () => {
    const word = fc.oneof(
      fc.constantFrom(
        '20',
        'region:north',
        'smith',
        'last',
        'week',
        'march',
        '2011',
        'to',
        'the',
        'since',
        '12',
        'weeks',
      ),
      fc.string({ maxLength: 5 }),
    )
    fc.assert(
      fc.property(fc.array(word, { maxLength: 10 }), anyCoverage, (words, coverage) => {
        const result = orRefused(() => takePeriod(words, coverage))
        if (!result) return
        const { period: found, rest } = result
        if (!found) expect(rest).toEqual(words)
        else {
          const size = words.length - rest.length
          const starts = Array.from({ length: rest.length + 1 }, (_, start) => start).filter(
            start =>
              JSON.stringify([...words.slice(0, start), ...words.slice(start + size)]) ===
              JSON.stringify(rest),
          )
          const runs = starts.map(start => readable(words.slice(start, start + size).join(' '), coverage))
          expect(size).toBeGreaterThan(0)
          expect(runs).toContainEqual(found)
        }
      }),
      { numRuns: 500 },
    )
  })
})

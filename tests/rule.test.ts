import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { everything } from '../src/access.ts'
import { alertChart } from '../src/alert.ts'
import { allMeasures, type MeasureName } from '../src/measures.ts'
import { dayAfter } from '../src/period.ts'
import { knownOn, lastJudged, lastWeek, type Rule, turns, weeksFrom } from '../src/rule.ts'
import { watcher } from '../src/watch.ts'
import { say } from '../src/words.ts'
import { company } from './helpers/company.ts'
import { sampleDatabase } from './helpers/database.ts'

const rule: Rule = { measure: 'forfeitRate', passing: 'above', threshold: 0.08 }
const weeksOf = (values: readonly (number | null)[]) =>
  values.map((value, at) => ({ week: weeksFrom('2026-01-05', at), value }))
const values = fc.array(fc.option(fc.double({ min: 0, max: 0.2, noNaN: true })), { maxLength: 40 })

describe('The turns of a rule', () => {
  test('are the weeks in which its threshold is passed, and in which that is over', () => {
    expect(turns(rule, weeksOf([0.05, 0.09, 0.1, null, 0.08, 0.07]), false)).toEqual([
      { week: '2026-01-12', value: 0.09, passed: true },
      { week: '2026-02-02', value: 0.08, passed: false },
    ])
    expect(turns({ ...rule, passing: 'below' }, weeksOf([0.05, 0.09]), true)).toEqual([
      { week: '2026-01-12', value: 0.09, passed: false },
    ])
  })

  test('alternate, whatever the weeks, and weeks of nothing change nothing', () => {
    fc.assert(
      fc.property(values, fc.boolean(), (some, before) => {
        const found = turns(rule, weeksOf(some), before)
        for (const [at, { passed }] of found.entries()) expect(passed).toBe(at % 2 === 0 ? !before : before)
        const last = some.findLast(value => value !== null)
        expect(found.at(-1)?.passed ?? before).toBe(last == null ? before : last > rule.threshold)
      }),
    )
  })

  test('are the same in one go as in two', () => {
    fc.assert(
      fc.property(values, fc.nat(40), (some, cut) => {
        const weeks = weeksOf(some)
        const first = turns(rule, weeks.slice(0, cut), false)
        const passed = first.at(-1)?.passed ?? false
        expect([...first, ...turns(rule, weeks.slice(cut), passed)]).toEqual(turns(rule, weeks, false))
      }),
    )
  })
})

test('The picture of an alert says which of its lines is the threshold, and of which week the last value is', () => {
  const limit: Rule = { measure: 'netSales', passing: 'below', threshold: 120 }
  const chart = alertChart(limit, weeksOf([150, 140, 160, 120]), 'Net sales are back', say(company))
  const texts = (chart.datasets.labels as { text: string; weight: number }[]).map(({ text }) => text)
  const at = texts.indexOf('threshold')
  expect(texts.slice(at, at + 2)).toEqual(['threshold', '£120'])
  expect(texts.join(' ')).toContain('26 Jan £120')
  expect(texts.join(' ')).toContain('grey: the threshold')
  expect(texts).not.toContain('a week')
  const rate = alertChart(rule, weeksOf([0.05, 0.06, 0.0804]), 'Rose above 8.0%: 8.04%', say(company))
  expect((rate.datasets.labels as { text: string }[]).map(({ text }) => text)).toContain('8.04%, 19 Jan')
})

test.each([
  ['2026-06-28', '2026-06-22'],
  ['2026-06-29', '2026-06-22'],
  ['2026-07-04', '2026-06-22'],
  ['2026-07-05', '2026-06-29'],
])('When the data is complete through %s, the last complete week is that of %s', (asOf, monday) => {
  expect(lastWeek(asOf)).toBe(monday)
})

test.each([
  ['netSales', '2026-07-05', '2026-06-29'],
  ['returnRate', '2026-07-05', '2026-05-25'],
  ['returnRate', '2026-06-29', '2026-05-18'],
  ['returnRate', '2026-06-30', '2026-05-25'],
  ['orderedForfeited', '2026-07-07', '2026-06-01'],
])(
  'What is known for good of %s when the data is complete through %s ends with the week of %s',
  (measure, asOf, monday) => {
    expect(lastJudged(measure, asOf)).toBe(monday)
    expect(dayAfter(knownOn(measure, monday), -1) <= asOf).toBe(true)
    expect(dayAfter(knownOn(measure, weeksFrom(monday, 1)), -1) > asOf).toBe(true)
  },
)

describe('The weeks of a measure', async () => {
  const database = await sampleDatabase()
  test.each(Object.keys(allMeasures) as MeasureName[])(
    'are there for %s, whole and for a region',
    async measure => {
      const database = await sampleDatabase()
      const { watch } = watcher(database.reader)
      const [region] = await database.owner<{ id: number }[]>`select id from regions order by id limit 1`
      const stored = { measure, passing: 'above' as const, threshold: '0' }
      const whole = await watch(
        { ...stored, dimension: null, memberId: null },
        '2026-05-04',
        '2026-06-29',
        everything,
      )
      const part = await watch(
        { ...stored, dimension: 'region', memberId: region?.id ?? 0 },
        '2026-05-04',
        '2026-06-29',
        everything,
      )
      for (const { weeks } of [whole, part]) {
        expect(weeks).toHaveLength(8)
        expect(weeks.some(({ value }) => (value ?? 0) > 0)).toBe(true)
        for (const { value } of weeks) expect(value).toBeTypeOf('number')
      }
      if (allMeasures[measure].format !== 'share' && !('denominator' in allMeasures[measure]))
        for (const [at, { value }] of whole.weeks.entries())
          expect(value).toBeGreaterThanOrEqual(part.weeks[at]?.value ?? Number.NaN)
    },
  )

  test('count who had ordered before, as the raw lines tell it', async () => {
    const { weeks } = await watcher(database.reader).watch(
      { measure: 'repeatRate', dimension: null, memberId: null, passing: 'above', threshold: '0' },
      '2025-03-03',
      '2025-03-31',
      everything,
    )
    for (const { week, value } of weeks) {
      const [counted] = await database.owner<{ share: number }[]>`
        with first as (select customer_id, min(day) as day from lines where kind = 'sale' group by 1)
        select avg((first.day < ${week})::int)::float8 as share from first where customer_id in (
          select customer_id from lines where kind = 'sale' and day >= ${week} and day < ${week}::date + 7)`
      expect(value).toBeCloseTo(counted?.share ?? Number.NaN, 5)
    }
  })

  test('rate what came back by the goods of the week, as the raw lines tell it', async () => {
    const { weeks } = await watcher(database.reader).watch(
      { measure: 'forfeitRate', dimension: null, memberId: null, passing: 'above', threshold: '0' },
      '2025-08-18',
      '2025-09-15',
      everything,
    )
    for (const { week, value } of weeks) {
      const [counted] = await database.owner<{ rate: number }[]>`
        select ((select sum(amount) from matches where sale_day >= ${week} and sale_day < ${week}::date + 7)
          / sum(gross - discount))::float8 as rate
        from lines join products on products.id = product_id
        where kind = 'sale' and merchandise and day >= ${week} and day < ${week}::date + 7`
      expect(value).toBeCloseTo(counted?.rate ?? Number.NaN, 5)
    }
  })
})

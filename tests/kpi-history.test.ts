import { beforeAll, describe, expect, test } from 'vitest'
import { everything, type Scope } from '../src/access.ts'
import { analyst } from '../src/analyst.ts'
import { byMonth, goodsByMonth, history, type Kpi, kpiNames, lastMonths } from '../src/figures/kpis.ts'
import { kpis } from '../src/insights/kpis.ts'
import { snapshot } from '../src/tx.ts'
import { clock } from './helpers/clock.ts'
import { company } from './helpers/company.ts'
import { measured } from './helpers/counts/kpis.ts'
import { sampleDatabase } from './helpers/database.ts'
import { daysOf, linesOf } from './helpers/ledger.ts'

/*
 * What the thirteen months beside each measure rest on, counted a second time from the raw lines.
 */

let sample: Awaited<ReturnType<typeof sampleDatabase>>
let narrow: Scope

beforeAll(async () => {
  sample = await sampleDatabase()
  const [region] = await sample.owner<{ id: number }[]>`select id::int from regions order by id desc limit 1`
  narrow = { regions: [region?.id ?? 0], channels: '*' }
})

/** The months of a question, as they are drawn, and as the raw lines have them; nothing before the data. */
async function months(text: string, scope: Scope) {
  const { asked } = await analyst({ reader: sample.reader, company, now: clock }).answer({
    insight: kpis,
    text,
    scope,
  })
  const drawn = await snapshot(sample.reader, scope, async tx => {
    const recent = { ...asked, period: { ...asked.period, ...lastMonths(asked) } }
    const found = { months: await byMonth(tx, recent), goodsMonths: await goodsByMonth(tx, recent) }
    const [firstDay, asOf] = daysOf(await linesOf(sample.owner))
    return history(found, asked, { firstDay, dataThrough: asOf, asOf })
  })
  const all = await linesOf(sample.owner)
  const [year = 0, month = 0] = asked.period.to.split('-').map(Number)
  // The month in which the period's last day lies is the thirteenth.
  const end = year * 12 + month - (asked.period.to.endsWith('-01') ? 1 : 0)
  const first = (at: number) =>
    `${Math.floor((at - 1) / 12)}-${String(((at - 1) % 12) + 1).padStart(2, '0')}-01`
  const counted = Array.from({ length: 13 }, (_, nth) => {
    const [from, to] = [first(end - 12 + nth), first(end - 11 + nth)]
    const period = { ...asked.period, from, to }
    return from < daysOf(all)[0] ? {} : measured(all, { ...asked, period, scope })
  })
  return { drawn, counted }
}

/** What no summary tells of some customers alone. */
const ofGoods: readonly Kpi[] = ['returnRate', 'cancellationRate']

describe('The thirteen months beside a measure', () => {
  test.each([
    ['', 'everything', kpiNames],
    ['last month region:north', 'everything', kpiNames],
    ['2025 category:toys not:channel:store', 'everything', kpiNames],
    ['last quarter product:P013', 'everything', kpiNames],
    ['last 6 months not:attr:loyalty=none', 'everything', kpiNames.filter(name => !ofGoods.includes(name))],
    ['2026-05-03..2026-06-10', 'everything', kpiNames],
    ['2024-03', 'everything', kpiNames],
    ['last month', 'one region', kpiNames],
  ] as const)('of “%s” for whoever sees %s are those of the raw lines', async (text, whom, names) => {
    const { drawn, counted } = await months(text, whom === 'everything' ? everything : narrow)
    expect(drawn).toHaveLength(counted.length)
    expect(counted.filter(month => Object.keys(month).length > 0).length).toBeGreaterThan(2)
    for (const [nth, month] of drawn.entries())
      for (const name of names) {
        const [value, other] = [month[name] ?? null, counted[nth]?.[name as keyof object] ?? null]
        const what = `${name} of month ${nth} of ${text}`
        if (typeof value === 'number' && typeof other === 'number') expect(value, what).toBeCloseTo(other, 5)
        else expect(value, what).toBe(other)
      }
  })

  test('have no rates of the goods of some customers, whom no summary of goods tells apart', async () => {
    const { drawn } = await months('last month attr:loyalty=none', everything)
    for (const name of ofGoods) expect(drawn.map(month => month[name] ?? null)).toEqual(Array(13).fill(null))
  })
})

describe('A rate of what comes back', () => {
  test.each([
    ['last week', false],
    ['last week vs last year', false],
    ['june 2026', false],
    ['may 2026', true],
    ['week 20 of 2026', true],
  ])('has both values for “%s”, and a change where all that could has come back: %s', async (text, known) => {
    const { rows } = await analyst({ reader: sample.reader, company, now: clock }).answer({
      insight: kpis,
      text,
      scope: everything,
    })
    for (const name of ofGoods) {
      const row = rows.find(({ measure }) => measure === name)
      expect(row).toMatchObject({ value: expect.any(Number), previous: expect.any(Number) })
      expect(row?.change !== null, name).toBe(known)
    }
    expect(rows.filter(({ change }) => change === null)).toHaveLength(known ? 0 : ofGoods.length)
  })
})

describe('A change that is ordinary', () => {
  const level = (measure: string, description: string) =>
    !new RegExp(`${measure} [^;]*\\((better|worse)\\)`).test(description)

  test('of the share of customers who had ordered before is neither better nor worse', async () => {
    const told = []
    for (const text of ['week 18 of 2026', 'week 19 of 2026', 'week 20 of 2026', 'week 22 of 2026']) {
      const { rows, chart } = await analyst({ reader: sample.reader, company, now: clock }).answer({
        insight: kpis,
        text,
        scope: everything,
      })
      const of = (name: Kpi) => rows.find(({ measure }) => measure === name) ?? {}
      const [share, people] = [of('repeatRate'), of('activeCustomers')]
      const [one, other] = [Number(people.value), Number(people.previous)]
      const pooled = (Number(share.value) * one + Number(share.previous) * other) / (one + other)
      const error = Math.sqrt(pooled * (1 - pooled) * (1 / one + 1 / other))
      const isLevel = level('Repeat rate', chart?.description ?? '')
      expect(isLevel, text).toBe(Math.abs(Number(share.change)) <= error)
      told.push(isLevel)
    }
    expect(new Set(told).size).toBe(2)
  })
})

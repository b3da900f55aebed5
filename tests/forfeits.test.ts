import { beforeAll, describe, expect, test } from 'vitest'
import { everything } from '../src/access.ts'
import { analyst } from '../src/analyst.ts'
import { returns } from '../src/insights/returns.ts'
import { table } from '../src/slack/table.ts'
import { snapshot } from '../src/tx.ts'
import { say } from '../src/words.ts'
import { clock } from './helpers/clock.ts'
import { company } from './helpers/company.ts'
import { quotient } from './helpers/counts/before.ts'
import { sampleDatabase } from './helpers/database.ts'
import {
  charged,
  grouped,
  kind,
  linesOf,
  lost,
  mondayOf,
  otherPeriod,
  total,
  within,
} from './helpers/ledger.ts'

/*
 * What the pictures and words of returns rest on beside the rows, counted a second time from the raw lines.
 */

let sample: Awaited<ReturnType<typeof sampleDatabase>>

beforeAll(async () => {
  sample = await sampleDatabase()
})

const ask = (text: string) =>
  analyst({ reader: sample.reader, company, now: clock }).answer({
    insight: returns,
    text,
    scope: everything,
  })

/** What a query of the question finds, and the lines that it should have been counted from. */
async function found(text: string, query: 'weeks' | 'reasons') {
  const { asked } = await ask(text)
  const rows = await snapshot(
    sample.reader,
    everything,
    async tx => (await returns.queries(tx, asked)[query]) as Record<string, string | number | null>[],
  )
  const all = await linesOf(sample.owner)
  return { rows, all, goods: within(all, asked).filter(({ merchandise }) => merchandise) }
}

const filtered = [
  '',
  'last quarter region:north',
  '2025 attr:65+ not:category:toys',
  'last 8 weeks product:P013',
]

test.each(filtered)('The weekly rate of “%s” is what each week’s own orders lost since', async text => {
  const { rows, all, goods } = await found(text, 'weeks')
  const losses = lost(all)
  const expected = [...grouped(goods.filter(kind('sale')), line => mondayOf(line.day))]
    .map(([week, sales]) => ({
      week,
      rate: quotient(
        total(sales, sale => losses.get(sale) ?? 0n),
        total(sales, charged),
      ),
    }))
    .toSorted((one, other) => one.week.localeCompare(other.week))
  const known = rows.filter(({ rate }) => rate !== null)
  expect(known.length).toBeGreaterThan(5)
  expect(known.map(({ week }) => week)).toEqual(expected.map(({ week }) => week))
  // A credit that takes from two sales is parted to the cent in the second count.
  for (const [nth, { rate }] of expected.entries()) expect(known[nth]?.rate).toBeCloseTo(rate, 5)
})

test.each(filtered)('The reasons of “%s” have the parts that their credits make of all', async text => {
  const { rows, goods } = await found(text, 'reasons')
  const credits = goods.filter(kind('return', 'cancellation'))
  const expected = [...grouped(credits, ({ reason }) => reason)].flatMap(([name, some]) =>
    name === null
      ? []
      : [
          {
            name,
            share: quotient(total(some, charged), total(credits, charged)),
            units: some.reduce((sum, { quantity }) => sum + quantity, 0),
          },
        ],
  )
  expect(rows.length).toBeGreaterThan(1)
  expect(rows.toSorted((one, other) => String(one.name).localeCompare(String(other.name)))).toEqual(
    expected.toSorted((one, other) => one.name.localeCompare(other.name)),
  )
  expect(rows.map(({ share }) => share)).toEqual(
    rows.map(({ share }) => share).toSorted((one, other) => Number(other) - Number(one)),
  )
})

describe('Returns', () => {
  test('name the main reason, in the finding or else after it, by whatever they are told apart', async () => {
    const { rows } = await found('', 'reasons')
    for (const by of ['product', 'category', 'region', 'channel', 'reason']) {
      const { headline, detail } = await ask(`by:${by}`)
      expect(`${headline} ${detail}`.split(String(rows[0]?.name))).toHaveLength(2)
    }
  })

  test('are headed by what they are told apart by, in the table and where it is explained', async () => {
    for (const [by, title] of [
      ['product', 'Product'],
      ['region', 'Region'],
      ['reason', 'Reason'],
    ]) {
      const { block } = table(await ask(`by:${by}`), returns, say(company))
      expect(block.rows[0]?.[0]).toMatchObject({ text: title })
    }
  })

  test('know no rate by reason, and no code or category of what is no product', async () => {
    const reasons = (await ask('by:reason')).rows
    expect(reasons.some(({ name }) => name === 'No reason given')).toBe(true)
    for (const row of reasons)
      expect(row).toMatchObject({ rate: null, charged: null, orderedForfeited: null, provisional: null })
    for (const row of (await ask('by:channel')).rows)
      expect(row).toMatchObject({ product: null, category: null, rate: expect.any(Number) })
  })

  test('have rates that are provisional until the window of the last order has closed', async () => {
    const { asOf } = await ask('')
    expect(asOf).toBe('2026-06-30')
    for (const [period, isOpen] of [
      ['2026-05-01..2026-05-31', false],
      ['2026-05-01..2026-06-01', true],
    ] as const)
      for (const by of ['product', 'region'])
        for (const row of (await ask(`${period} by:${by}`)).rows)
          expect(row.provisional).toBe(row.rate === null ? null : isOpen)
  })

  test('by reason and by product add up to the same', async () => {
    const sum = async (text: string) =>
      (await ask(`1000 last quarter ${text}`)).rows.reduce(
        (sums, { forfeited, units }) => [
          (sums[0] ?? 0) + Math.round(Number(forfeited) * 100),
          (sums[1] ?? 0) + Math.round(Number(units) * 1000),
        ],
        [0, 0],
      )
    const [first, ...others] = await Promise.all(
      ['product', 'category', 'region', 'channel', 'reason'].map(by => sum(`by:${by}`)),
    )
    // Each row is rounded to the cent by itself.
    for (const other of others) {
      expect(other[1]).toBe(first?.[1])
      expect(Math.abs((other[0] ?? 0) - (first?.[0] ?? 0))).toBeLessThan(100)
    }
  })

  test('lead from what they are told apart by to the other ways there are', async () => {
    const labels = async (text: string) => (await ask(text)).next.map(({ label }) => label)
    expect(await labels('')).toEqual([
      'By reason',
      'By region',
      'By category',
      'Week by week',
      'Top customers',
    ])
    expect(await labels('by:reason')).not.toContain('By reason')
    expect(await labels('by:reason')).toContain('By region')
    expect(await labels('region:north')).not.toContain('By region')
    const { asked, next } = await ask('last month region:north by:region')
    const led = await analyst({ reader: sample.reader, company, now: clock }).answer({
      insight: returns,
      text: (next[0]?.ask ?? '').replace(/^returns /, ''),
      scope: everything,
    })
    expect(led.asked).toMatchObject({
      by: 'reason',
      period: { from: asked.period.from },
      region: asked.region,
    })
  })

  test('say that few are few, and nothing is nothing', async () => {
    const few = await ask('2026-06-29..2026-06-29 region:west')
    expect(few.rows.length).toBeGreaterThan(0)
    expect(few.detail).toMatch(/Only \d+ units? in all/)
    const nothing = await ask('by:reason 2026-06-29..2026-06-29 product:P001 region:west')
    expect(nothing).toMatchObject({ rows: [], chart: null })
    expect(nothing.headline).toMatch(/^No returns and no cancellations/)
  })
})

test('Where the data gives no reasons that is said, and no credit is read to find one', async () => {
  const bare = await sampleDatabase()
  await bare.owner`update lines set reason_id = null where reason_id is not null`
  await bare.owner`delete from reasons`
  const { answer } = analyst({ reader: bare.reader, company, now: clock })
  const asking = (text: string) => answer({ insight: returns, text, scope: everything })
  expect(await asking('by:reason')).toMatchObject({
    headline: expect.stringMatching(/no reason is given for any of it/),
    rows: [{ name: 'No reason given' }],
  })
  const { headline, next } = await asking('')
  expect(headline).not.toMatch(/“/)
  expect(next.map(({ label }) => label)).not.toContain('By reason')
})

test('Goods that the data puts nowhere have a row of their own by category', async () => {
  const bare = await sampleDatabase()
  const [toys] = await bare.owner`
    update products set category_id = null
    where category_id = (select id from categories where name = 'Toys') returning 1 as one`
  expect(toys).toBeDefined()
  const { rows } = await analyst({ reader: bare.reader, company, now: clock }).answer({
    insight: returns,
    text: 'by:category last year',
    scope: everything,
  })
  const before = (await ask('by:category last year')).rows.find(({ name }) => name === 'Toys')
  expect(rows.find(({ name }) => name === 'Without category')).toEqual({
    ...before,
    name: 'Without category',
  })
})

test.each([
  ['', 'above the period before'],
  ['last quarter region:north', 'the period before'],
  ['last quarter region:north vs last year', 'a year before'],
  ['last 8 weeks product:P013', 'above the period before'],
])(
  'The change that “%s” tells is that of what the credits of both periods were charged',
  async (text, ending) => {
    const { asked, headline } = await ask(text)
    const all = await linesOf(sample.owner)
    const credits = (period: Parameters<typeof within>[1]['period']) =>
      total(
        within(all, { ...asked, period }).filter(
          line => line.merchandise && kind('return', 'cancellation')(line),
        ),
        charged,
      )
    const other = otherPeriod(all, asked.period, asked.vs)
    if (!other) throw new Error(`the sample covers both periods; ${text}: not`)
    const change = Number(credits(asked.period)) / Number(credits({ ...asked.period, ...other })) - 1
    const told =
      /, (?:(level) with|(\d+)% (above|below)) (the period|a year) before( \(a usual swing\))?/.exec(headline)
    const [, level, size, way, called, usual] = told ?? []
    const percent = Number(size ?? 0) * (way === 'below' ? -1 : 1)
    expect(level ? 0 : percent, headline).toBe(Math.round(100 * change))
    expect(`${usual ? '' : (way ?? '')} ${called} before`.trim(), headline).toContain(ending)
  },
)

test('What is no merchandise any more counts in no week’s rate, whatever came back of it', async () => {
  const own = await sampleDatabase()
  await own.owner`update products set merchandise = false where key in ('P013', 'P016')`
  const { asked } = await ask('')
  const weeks = await snapshot(
    own.reader,
    everything,
    async tx => (await returns.queries(tx, asked).weeks) as Record<string, string | number | null>[],
  )
  const all = await linesOf(own.owner)
  const losses = lost(all)
  const sales = within(all, asked).filter(line => line.merchandise && line.kind === 'sale')
  for (const [week, some] of grouped(sales, line => mondayOf(line.day)))
    expect(weeks.find(one => one.week === week)?.rate, week).toBeCloseTo(
      quotient(
        total(some, sale => losses.get(sale) ?? 0n),
        total(some, charged),
      ),
      5,
    )
})

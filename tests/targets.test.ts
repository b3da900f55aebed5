import { execFile } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import fc from 'fast-check'
import { afterAll, beforeAll, beforeEach, describe, expect, onTestFinished, test } from 'vitest'
import { pictures } from '../charts/png.ts'
import { categories, regions } from '../drizzle/schema/sales.ts'
import { targets } from '../drizzle/schema/targets.ts'
import { digestWords } from '../jobs/digest.ts'
import { checkBlocks } from '../playground/blocks/check.ts'
import type { Message } from '../playground/shapes.ts'
import { type LocalSlack, localSlack } from '../playground/slack.ts'
import { channels as slackChannels } from '../playground/team.ts'
import { everything, type Scope } from '../src/access.ts'
import { type Analyst, analyst } from '../src/analyst.ts'
import { env } from '../src/env.ts'
import { UserError } from '../src/errors.ts'
import { kpiNames } from '../src/figures/kpis.ts'
import { heard } from '../src/heard.ts'
import type { Answer } from '../src/insight.ts'
import { insights } from '../src/insights/index.ts'
import { kpis } from '../src/insights/kpis.ts'
import { movers } from '../src/insights/movers.ts'
import { returns } from '../src/insights/returns.ts'
import { weeklysales } from '../src/insights/weeklysales.ts'
import { logger } from '../src/log.ts'
import { members } from '../src/names/members.ts'
import { dayAfter } from '../src/period.ts'
import { plantPlan } from '../src/sample/plan.ts'
import { commands } from '../src/slack/help.ts'
import { bot } from '../src/slack/listen.ts'
import { wishes } from '../src/slack/wishes/wishes.ts'
import { fileOf, targetsIn } from '../src/targets/file.ts'
import { besidePlan } from '../src/targets/in-words.ts'
import { keeping } from '../src/targets/keeping.ts'
import { namesFor, targetsFor } from '../src/targets/listing.ts'
import { seasonOf } from '../src/targets/season.ts'
import { type Known, targetTyped } from '../src/targets/written.ts'
import { planned, stretchInWords, stretchTyped, type Target } from '../src/targets.ts'
import { orm } from '../src/tx.ts'
import { say } from '../src/words.ts'
import { clock } from './helpers/clock.ts'
import { company } from './helpers/company.ts'
import { sampleDatabase } from './helpers/database.ts'
import { charged, daysOf, grouped, kind, linesOf, money, total } from './helpers/ledger.ts'
import { unhurried, unhurriedSlack } from './helpers/unhurried.ts'

const voice = say(company)

const day = (number: number) => new Date(Date.UTC(2026, 0, 1 + number)).toISOString().slice(0, 10)
const net = (from: number, length: number, value: string): Target => ({
  ...{ measure: 'netSales', from: day(from), to: day(from + length), value },
})

/** A target counted a second time: day by day, in whole parts of a millionth that every length divides. */
function dayByDay(stretch: { from: string; to: string }, all: readonly Target[]): number | null {
  const own = all.find(({ from, to }) => from === stretch.from && to === stretch.to)
  if (own) return Number(own.value)
  const length = ({ from, to }: Target) => BigInt((Date.parse(to) - Date.parse(from)) / 86_400_000)
  const whole = all.reduce((product, one) => product * length(one), 1n)
  let sum = 0n
  for (let at = stretch.from; at < stretch.to; at = dayAfter(at)) {
    const [first] = all
      .filter(({ from, to }) => from <= at && at < to)
      .sort((a, b) => Number(length(a) - length(b)) || b.from.localeCompare(a.from))
    if (!first) return null
    sum += (BigInt(first.value) * whole) / length(first)
  }
  // To cents, half away from zero.
  const size = sum < 0n ? -sum : sum
  const cents = (200n * size + whole) / (2n * whole)
  return Number(sum < 0n ? -cents : cents) / 100
}

describe('What is planned for a stretch of days', () => {
  const some = fc
    .uniqueArray(
      fc.tuple(fc.nat(40), fc.integer({ min: 1, max: 30 }), fc.integer({ min: -99_999, max: 999_999 })),
      {
        maxLength: 6,
        selector: ([from, length]) => `${from} ${length}`,
      },
    )
    .map(list => list.map(([from, length, value]) => net(from, length, String(value))))
  const stretch = fc
    .tuple(fc.nat(60), fc.integer({ min: 1, max: 40 }))
    .map(([from, length]) => ({ from: day(from), to: day(from + length) }))

  test('is the sum of its days, each from the shortest target that holds it, and unknown where a day has none', () => {
    fc.assert(
      fc.property(some, stretch, (all, days) => {
        expect(planned('netSales', days, all)?.value ?? null).toBe(dayByDay(days, all))
      }),
      { numRuns: 500 },
    )
  })

  test('adds up to the whole however the whole is cut', () => {
    const months = [31, 28, 31, 30, 31].map((length, at, all) =>
      net(
        all.slice(0, at).reduce((sum, one) => sum + one, 0),
        length,
        String([160_000, 1, 99_999.99, 0, 123_456.78][at]),
      ),
    )
    const cuts = fc.uniqueArray(fc.integer({ min: 1, max: 150 }), { maxLength: 12 })
    fc.assert(
      fc.property(cuts, cut => {
        const ends = [0, ...cut.toSorted((a, b) => a - b), 151]
        const parts = ends.slice(1).map((end, at) => {
          const found = planned('netSales', { from: day(ends[at] ?? 0), to: day(end) }, months)
          return found?.value ?? Number.NaN
        })
        const sum = parts.reduce((all, one) => all + one, 0)
        // Each part is rounded to the cent once.
        expect(Math.abs(sum - 383_457.77)).toBeLessThanOrEqual(0.005 * parts.length + 1e-6)
      }),
    )
    expect(planned('netSales', { from: day(0), to: day(151) }, months)).toEqual({
      value: 383_457.77,
      spread: [],
    })
  })

  test('is what was set for exactly these days, whatever is planned inside or around them', () => {
    const all = [net(0, 31, '3100'), net(0, 365, '36500'), net(4, 7, '1400')]
    expect(planned('netSales', { from: day(0), to: day(31) }, all)).toEqual({ value: 3100, spread: [] })
    expect(planned('netSales', { from: day(4), to: day(11) }, all)?.value).toBe(1400)
    // Two days of the week, two of the month, and the rest is the year's.
    expect(planned('netSales', { from: day(9), to: day(13) }, all)?.value).toBe(600)
    expect(planned('netSales', { from: day(30), to: day(32) }, all)?.value).toBe(200)
  })

  test('says which targets were spread', () => {
    const june = { measure: 'orders', from: '2026-06-01', to: '2026-07-01', value: '300' }
    const found = planned('orders', { from: '2026-06-01', to: '2026-06-08' }, [june])
    expect(found).toEqual({ value: 70, spread: [{ from: '2026-06-01', to: '2026-07-01' }] })
  })

  test('of averages and rates holds for every stretch inside, of customers only for its own', () => {
    const year = { from: day(0), to: day(365) }
    const all = [
      { ...year, measure: 'returnRate', value: '0.070000' },
      { ...year, measure: 'averageOrderValue', value: '52.500000' },
      { ...year, measure: 'activeCustomers', value: '1200.000000' },
      { ...year, measure: 'averageCustomerSpend', value: '90.000000' },
      { ...year, measure: 'repeatRate', value: '0.600000' },
    ]
    const week = { from: day(4), to: day(11) }
    expect(kpiNames.map(name => planned(name, week, all)?.value)).toEqual([
      ...[undefined, undefined, undefined, undefined, 52.5],
      ...[undefined, undefined, undefined, 0.07, undefined, undefined],
    ])
    expect(planned('activeCustomers', year, all)?.value).toBe(1200)
    expect(planned('repeatRate', year, all)?.value).toBe(0.6)
    const later = { from: day(360), to: day(370) }
    expect(planned('returnRate', later, all)).toBeUndefined()
  })

  test('is called as a person calls it, and typed so that it is read again', () => {
    const called = (from: string, to: string) => [stretchInWords({ from, to }), stretchTyped({ from, to })]
    expect(called('2026-06-01', '2026-07-01')).toEqual(['June 2026', 'June 2026'])
    expect(called('2026-04-01', '2026-07-01')).toEqual(['Q2 2026', 'Q2 2026'])
    expect(called('2026-01-01', '2027-01-01')).toEqual(['2026', '2026'])
    expect(called('2025-12-29', '2026-01-05')[1]).toBe('week 1 2026')
    expect(called('2026-06-03', '2026-06-10')).toEqual(['3–9 June 2026', '2026-06-03..2026-06-09'])
    fc.assert(
      fc.property(fc.nat(3000), fc.integer({ min: 1, max: 400 }), (from, length) => {
        const days = { from: day(from), to: day(from + length) }
        const read = targetTyped(`net sales ${stretchTyped(days)} 5k`, nobody, company)
        expect({ from: read.from, to: read.to }).toEqual(days)
      }),
    )
  })

  test('stands beside what came of it in words', () => {
    const said = (measure: 'netSales' | 'orders' | 'returnRate', value: number, target: number) =>
      besidePlan({ measure, value, target }, voice)
    expect(said('netSales', 153_600, 160_000)).toBe('Net sales are 4% below the plan of £160k')
    expect(said('orders', 1200, 1200)).toBe('Orders are level with the plan of 1,200')
    expect(said('returnRate', 0.082, 0.07)).toBe('Return rate is 1.2 points above the plan of 7.0%')
    expect(said('returnRate', 0.07001, 0.07)).toBe('Return rate is level with the plan of 7.0%')
    expect(said('netSales', 10, 0)).toBe('Net sales are £10, against the plan of £0')
  })
})

const none = members([])
const nobody: Known = { region: none, channel: none, category: none, product: none }

/** What a person is told instead. */
function told(read: () => unknown): string {
  try {
    return `understood: ${JSON.stringify(read())}`
  } catch (error) {
    if (error instanceof UserError) return `${error.message} ${error.hint ?? ''}`.trim()
    throw error
  }
}

describe('A target as it is typed', () => {
  const known: Known = {
    ...nobody,
    region: members([
      { id: 1, name: 'North' },
      { id: 2, name: 'South West' },
    ]),
    category: members([{ id: 3, name: 'May Flowers, 2026' }]),
    product: members([
      { id: 1, name: 'Red Kite', key: 'P1' },
      { id: 2, name: 'Red Kite', key: 'P2' },
    ]),
  }
  const read = (text: string) => targetTyped(text, known, company)
  const june = { from: '2026-06-01', to: '2026-07-01' }

  test.each([
    ['net sales june 2026 160000', { measure: 'netSales', ...june, value: '160000.00' }],
    ['netsales june 2026 160k region:nrth', { of: { dimension: 'region', member: { id: 1 } } }],
    ['June 2026 revenue £160k', { measure: 'netSales', ...june, value: '160000.00' }],
    [
      'return rate 2026 7.25%',
      { measure: 'returnRate', from: '2026-01-01', to: '2027-01-01', value: '0.072500' },
    ],
    ['orders week 24 2026 1,200', { measure: 'orders', from: '2026-06-08', to: '2026-06-15', value: '1200' }],
    [
      'orders 2030-01-05..2030-01-06 12',
      { measure: 'orders', from: '2030-01-05', to: '2030-01-07', value: '12' },
    ],
    [
      'net sales region:south west june 2026 1.2 million',
      { ...june, of: { dimension: 'region', member: { id: 2 } }, value: '1200000.00' },
    ],
    ['net sales june 2026 5k region:south-west', { of: { dimension: 'region', member: { id: 2 } } }],
    ['net sales june 2026 5k region: "south west"', { of: { dimension: 'region', member: { id: 2 } } }],
    ['net sales june 2026 1.234m', { value: '1234000.00' }],
    ['net sales june 2026 160,000.50', { value: '160000.50' }],
    ['return rate 2026 33.125%', { value: '0.331250' }],
    ['return rate 2026 7', { value: '0.070000' }],
    ['return rate 2026 0', { value: '0.000000' }],
    ['net sales june 2026 5k product:P2', { of: { dimension: 'product', member: { id: 2 } } }],
    ['net sales june 2026 5k category:"may flowers, 2026"', { ...june, of: { dimension: 'category' } }],
  ])('is read from “%s”', (text, wanted) => {
    expect(read(text)).toMatchObject(wanted)
  })

  test.each([
    ['net sales 160k', /^For which period\? Such as june 2026/],
    ['net sales june 160k', /^A target is for a period with its year/],
    ['net sales last month 160k', /^A target is for a period with its year/],
    ['net sales june 2026', /^What is the target\? For example/],
    ['net sale june 2026 160k', /^I know no measure called “net sale”\. Did you mean net sales\?/],
    ['june 2026 160k', /^Which measure\?/],
    ['returns june 2026 160k', /^A plan of returns would be shown nowhere\. Plan one of: net sales,/],
    ['net sales june 2026 lots of 5', /^I know no measure called “net sales lots of”/],
    ['net sales june 2026 5 apples', /^Amounts are in GBP here/],
    ['net sales june 2026 8%', /^An amount of money is wanted for net sales/],
    ['return rate june 2026 120%', /^Return rate cannot be above 100%/],
    ['orders june 2026 -5', /^Orders cannot be below zero/],
    [
      'net sales june 2026 5k region:atlantis',
      /^There is no region “atlantis”\. There is North; South West\./,
    ],
    ['net sales june 2026 5k region:"North East"', /^There is no region “North East”\./],
    ['net sales june 2026 5k region:north,south west', /^“north,south” is more than one region/],
    [
      'net sales june 2026 5k product:red kite',
      /^Which product do you mean by “red kite”: Red Kite \(P1\) or/,
    ],
    ['net sales june 2026 5k customer:smith', /^Targets are for a region, channel, category or product\./],
    ['net sales june 2026 5k not:region:north', /^Targets are for a region, channel, category or product\./],
    [
      'net sales june 2026 5k region:north not:x',
      /^Targets are for a region, channel, category or product\./,
    ],
    ['netsales abc', /^“abc” is not a period I know\. Such as june 2026/],
    ['netsales abc 160k', /^“abc” is not a period I know\. Such as june 2026/],
    ['nonsense', /^I know no measure called “nonsense”\./],
    ['netsales june 2026 abc', /^“abc” is not a figure I can read\. Such as 160k/],
    ['net sales june 2026 -5', /^Net sales cannot be planned below zero\./],
    ['discounts june 2026 -£5', /^Discounts cannot be planned below zero\./],
    ['return rate june 2026 0.5', /^“0\.5” may be either of two percentages\. Write 50% or 0\.5%\?/],
    ['return rate june 2026 1', /^“1” may be either of two percentages\. Write 100% or 1%\?/],
    ['return rate june 2026 0.07', /Write 7% or 0\.07%\?/],
    ['net sales june 2026 160.000,00', /^“160\.000,00” could mean .* Amounts read like 160,000\.00 here\./],
    ['net sales june 2026 160.000', /Amounts read like 160,000\.00 here\./],
    ['orders june 2026 1.200', /Numbers read like 12,000 here\./],
    ['net sales june 2026 5k region:north category:x', /^A target is for everything, or for one/],
    [`net sales june 2026 ${'9'.repeat(300)}`, /^That is longer than 300 characters/],
  ] as const)('“%s” is refused in a sentence', (text, sentence) => {
    expect(told(() => read(text))).toMatch(sentence)
  })

  test('no text breaks the reader', () => {
    const bits = fc.constantFrom(
      'net sales',
      'june 2026',
      '160k',
      'region:north',
      'product:',
      'category:',
      '2026',
      '%',
      '"',
    )
    const texts = fc.oneof(
      fc.string({ unit: 'grapheme' }),
      fc.array(bits, { maxLength: 6 }).map(all => all.join(' ')),
    )
    fc.assert(fc.property(texts, text => void told(() => read(text))))
  })
})

let database: Awaited<ReturnType<typeof sampleDatabase>>
let ask: (insight: typeof kpis, text: string, scope?: Scope) => Promise<Answer>
let kept: ReturnType<typeof keeping>
let folder: string
const drawing = pictures(1)

beforeAll(async () => {
  database = await sampleDatabase()
  kept = keeping(orm(database.owner))
  const one: Analyst = analyst({ reader: database.reader, company, now: clock })
  ask = (insight, text, scope = everything) => one.answer({ insight, text, scope })
  folder = await mkdtemp(join(tmpdir(), 'tilly-targets-'))
})
beforeEach(async () => {
  await kept.set([], { replace: true })
})
afterAll(async () => {
  await drawing.close()
  await rm(folder, { recursive: true, force: true })
})

/** Sets targets as they are typed. */
async function plan(...texts: string[]) {
  const known = await namesFor(database.reader, everything)
  return kept.set(texts.map(text => targetTyped(text, known, company)))
}

type Stretch = { from: string; to: string }

const rowOf = ({ rows }: Answer, measure: string) => rows.find(row => row.measure === measure)

describe('Plan against actual', () => {
  test('stands in kpis as soon as it is set, and is gone as soon as it is removed', async () => {
    expect(rowOf(await ask(kpis, 'june 2026'), 'netSales')?.target).toBeNull()
    await plan('net sales june 2026 160k', 'return rate 2026 7%')
    const answer = await ask(kpis, 'june 2026')
    expect(rowOf(answer, 'netSales')?.target).toBe(160_000)
    expect(rowOf(answer, 'returnRate')?.target).toBe(0.07)
    expect(rowOf(answer, 'orders')?.target).toBeNull()
    expect(answer.detail).toMatch(/Net sales are (level with|\d+% (above|below)) the plan of £160k\.$/)
    // What was ordered in May cannot come back any more; what was ordered in June still can.
    expect((await ask(kpis, 'april 2026')).detail).toMatch(
      /Return rate is \d\.\d points (above|below) the plan of 7\.0%\.$/,
    )
    const share = Number(rowOf(answer, 'netSales')?.value) / 160_000 - 1
    expect(answer.detail).toContain(`${voice.percent(Math.abs(share))} ${share > 0 ? 'above' : 'below'}`)
    expect(answer.context).not.toContain('spread')
    await kept.set([], { replace: true })
    expect((await ask(kpis, 'june 2026')).detail).not.toContain('plan')
  })

  /** What of a plan belongs to some days, by the season that a count of the raw lines gives. */
  async function spread(value: number, target: Stretch, days: Stretch): Promise<number> {
    const sold = grouped((await linesOf(database.owner)).filter(kind('sale')), ({ day }) => day)
    const [firstDay, asOf] = daysOf(await linesOf(database.owner))
    const season = seasonOf(
      [...sold].map(([day, lines]) => ({ day, charged: money(total(lines, charged)) })),
      { firstDay, asOf },
    )
    const part = Number(season.weight(days.from, days.to)) / Number(season.weight(target.from, target.to))
    return Math.round(100 * value * part) / 100
  }
  const june = { from: '2026-06-01', to: '2026-07-01' }

  test('says that a target was spread over its days', async () => {
    await plan('net sales june 2026 300k', 'orders june 2026 3000', 'active customers june 2026 900')
    const answer = await ask(kpis, '2026-06-01..2026-06-10')
    const days = { from: '2026-06-01', to: '2026-06-11' }
    expect(rowOf(answer, 'netSales')?.target).toBeCloseTo(await spread(300_000, june, days), 2)
    expect(rowOf(answer, 'orders')?.target).toBe(Math.round(await spread(3000, june, days)))
    expect(rowOf(answer, 'activeCustomers')?.target).toBeNull()
    expect(answer.context).toContain('the target of June 2026 is spread by the season of past sales')
    expect(rowOf(await ask(kpis, 'Q2 2026'), 'netSales')?.target).toBeNull()
  })

  test('is not held against a period that is not over', async () => {
    await plan('net sales 2026 2m')
    const { detail, rows } = await ask(kpis, '2026-01-01..2026-12-31')
    expect(rows.find(({ measure }) => measure === 'netSales')?.target).toBe(2_000_000)
    const year = { from: '2026-01-01', to: '2027-01-01' }
    const expected = await spread(2_000_000, year, { from: year.from, to: '2026-07-01' })
    const net = Number(rows.find(({ measure }) => measure === 'netSales')?.value)
    const far = `${voice.percent(Math.abs(net / expected - 1))} ${net > expected ? 'above' : 'below'}`
    expect(detail).toContain(
      `The plan of net sales for the whole period is £2m; so far they are ${far} the ${voice.short(expected)} expected by 30 Jun.`,
    )
    expect(detail).not.toMatch(/(above|below) the plan/)
  })

  test('stands in weeklysales for every full week', async () => {
    await plan('net sales june 2026 300k', 'net sales week 24 2026 90k')
    const answer = await ask(weeklysales, '2026-06-01..2026-06-30')
    const week = async (from: string, to: string) =>
      expect.closeTo(await spread(300_000, june, { from, to }), 2)
    expect(answer.rows.map(({ week, target }) => [week, target])).toEqual([
      ['2026-06-01', await week('2026-06-01', '2026-06-08')],
      ['2026-06-08', 90_000],
      ['2026-06-15', await week('2026-06-15', '2026-06-22')],
      ['2026-06-22', await week('2026-06-22', '2026-06-29')],
      ['2026-06-29', null],
    ])
    const weeks = answer.rows.filter(({ target }) => target !== null)
    const reached = weeks.filter(({ net, target }) => Number(net) >= Number(target)).length
    expect(answer.detail).toMatch(
      /The plan for the full weeks is £\d+k: net sales are \d+% (above|below) it, and /,
    )
    expect(answer.detail).toContain(` it, and ${reached} of 4 weeks reached theirs.`)
    expect(answer.context).toContain('the target of June 2026 is spread by the season of past sales')
    expect(answer.chart?.description).toContain('Plan: last £')
  })

  test('is of exactly what is asked about: a member has its own, and several have none', async () => {
    await plan(
      'net sales june 2026 160k',
      'net sales june 2026 40k region:north',
      'net sales june 2026 9k category:toys',
    )
    const target = async (text: string) => rowOf(await ask(kpis, `june 2026 ${text}`), 'netSales')?.target
    expect(await target('')).toBe(160_000)
    expect(await target('region:north')).toBe(40_000)
    expect(await target('category:toys')).toBe(9000)
    for (const text of [
      'region:south',
      'region:north,south',
      'not:region:south',
      'region:north category:toys',
      'channel:online',
    ])
      expect([text, await target(text)]).toEqual([text, null])
  })
})

describe('A digest', () => {
  test('says why the week was as it was, and how it compares with its plan', async () => {
    const one = analyst({ reader: database.reader, company, now: clock })
    const digest = async () => {
      const [how, moved, weeks, back] = await one.answers(
        [
          { insight: kpis, text: 'last week' },
          { insight: movers, text: 'last week' },
          { insight: weeklysales, text: 'last 12 weeks' },
          { insight: returns, text: '3 last week' },
        ],
        everything,
      )
      return { how, ...digestWords({ how, moved, weeks, back }, voice) }
    }
    const before = await digest()
    expect(before.headline).toMatch(/^Week of 22–28 June: net sales fell 8% to £47\.2k$/)
    expect(before.findings[0]).toBe(before.how.detail.replace(/\.$/, ''))
    expect(before.findings[0]).toMatch(/^Fewer customers \(−£/)

    await plan('net sales week 26 2026 50k', 'orders june 2026 3000', 'return rate 2026 7%')
    const { headline, findings } = await digest()
    expect(headline).toBe(`${before.headline}, 6% below the plan of £50k`)
    expect(findings).toEqual([
      before.findings[0],
      expect.stringMatching(/^Orders are \d+% below the plan of 7\d\d$/),
      ...before.findings.slice(1),
    ])
  })
})

describe('The plan of the demonstration', () => {
  test('is last year’s months and a little more, is planted once, and leaves what was planned', async () => {
    await plan('net sales june 2026 1')
    await plantPlan(database)
    await plantPlan(database)
    const rows = await targetsFor(database.reader, everything)
    expect(rows).toHaveLength(24)
    expect(rows.every(({ of }) => of === null)).toBe(true)
    const months = rows.filter(({ measure }) => measure === 'netSales')
    expect([months.at(-1)?.from, months[0]?.to]).toEqual(['2025-07-01', '2026-07-01'])
    expect(Number(months[0]?.value)).toBe(1)
    const [may] = await database.owner`
      select round(sum(case kind when 'sale' then gross - discount else discount - gross end) * 1.08, -3)::float8 as net
      from lines where day >= '2025-05-01' and day < '2025-06-01'`
    expect(rowOf(await ask(kpis, 'may 2026'), 'netSales')?.target).toBe(may?.net)
  })
})

describe('Who may see a target', () => {
  test('is who may see the whole of what it is for, and nobody else', async () => {
    const known = await namesFor(database.reader, everything)
    const [region, other] = known.region.all
    const [channel] = known.channel.all
    if (!region || !other || !channel) throw new Error('the sample company; has two regions and a channel')
    await plan(
      ...['net sales june 2026 160k', `net sales june 2026 40k region:"${region.name}"`],
      ...[
        `net sales june 2026 41k region:"${other.name}"`,
        `net sales june 2026 42k channel:"${channel.name}"`,
      ],
      ...['net sales june 2026 9k category:toys', 'net sales june 2026 3k product:P013'],
    )
    const parts = fc.constantFrom<Scope['regions']>('*', [], [region.id], [other.id], [region.id, other.id])
    const ways = fc.constantFrom<Scope['channels']>('*', [], [channel.id])
    await fc.assert(
      fc.asyncProperty(parts, ways, async (regions, channels) => {
        const seen = (await targetsFor(database.reader, { regions, channels })).map(({ value }) =>
          Number(value),
        )
        const isAll = regions === '*' && channels === '*'
        const wanted = [
          ...(isAll ? [160_000, 9000, 3000] : []),
          ...(channels === '*' && (regions === '*' || regions.includes(region.id)) ? [40_000] : []),
          ...(channels === '*' && (regions === '*' || regions.includes(other.id)) ? [41_000] : []),
          ...(regions === '*' && (channels === '*' || channels.includes(channel.id)) ? [42_000] : []),
        ]
        expect(seen.toSorted()).toEqual(wanted.toSorted())
      }),
      { numRuns: 15 },
    )
    const narrow: Scope = { regions: [region.id], channels: '*' }
    const target = async (text: string, scope: Scope) =>
      rowOf(await ask(kpis, `june 2026 ${text}`, scope), 'netSales')?.target
    expect(await target('', narrow)).toBeNull()
    expect(await target(`region:"${region.name}"`, narrow)).toBe(40_000)
    expect(await target(`region:"${region.name}"`, { ...narrow, channels: [channel.id] })).toBeNull()
    expect(await target('category:toys', narrow)).toBeNull()
    await expect(ask(kpis, `june 2026 region:"${other.name}"`, narrow)).rejects.toBeInstanceOf(UserError)
  })
})

const tsx = pathToFileURL(createRequire(import.meta.url).resolve('tsx')).href
const root = fileURLToPath(new URL('../src/load-targets.ts', import.meta.url))

/** Runs `npm run targets` as a person does, in a process of its own. */
const run = (...args: string[]) =>
  new Promise<{ status: number; out: string; words: string }>(resolve => {
    const options = { cwd: folder, env: { ...process.env, DATABASE_URL: database.url } }
    execFile(process.execPath, ['--import', tsx, root, ...args], options, (error, out, words) =>
      resolve({ status: error ? Number(error.code) : 0, out, words }),
    )
  })

const file = async (text: string) => {
  const path = join(folder, 'plan.csv')
  await writeFile(path, text)
  return path
}

describe('A file of targets', () => {
  test('sets them, replaces the same again, removes the others where asked, and rehearses', async () => {
    const first = await file(
      '\uFEFFMeasure;Period;Member;Value\r\nnet sales;june 2026;;£160,000\r\nreturnRate;2026;;7%\r\n\r\nOrders;Q3 2026;region:north;1.2k\r\n',
    )
    expect(await run(first, '--dry-run', '--json')).toEqual({
      status: 0,
      out: '{"read":3,"added":3,"changed":0,"unchanged":0,"removed":0,"dryRun":true}\n',
      words: '',
    })
    expect(await targetsFor(database.reader, everything)).toEqual([])
    expect((await run(first)).out).toBe('3 targets read: 3 new, 0 changed and 0 as before.\n')
    const second = await file(
      'measure,period,value\nnet sales,2026-06-01..2026-06-30,"170,000"\nreturn rate,2026,7\n',
    )
    expect((await run(second)).out).toBe('2 targets read: 0 new, 1 changed and 1 as before.\n')
    expect(await targetsFor(database.reader, everything)).toHaveLength(3)
    expect((await run(second, '--replace')).out).toBe(
      '2 targets read: 0 new, 0 changed and 2 as before; 1 other removed.\n',
    )
    expect(await run()).toEqual({
      status: 0,
      out: 'measure,period,member,value\r\nnet sales,June 2026,,170000\r\nreturn rate,2026,,7%\r\n',
      words: '',
    })
  })

  test('with mistakes changes nothing and tells each of them with its row', async () => {
    await plan('net sales june 2026 160k')
    const bad = await file(
      [
        ...['measure,period,member,value', 'net sales,june 2026,,170k', 'nt sales,june 2026,,1'],
        ...['orders,juni 2026,,1', 'orders,june 2026,region:nrth,1', 'orders,june 2026,north,1'],
        ...['orders,june 2026,,', 'orders,june,,5', 'net sales,2026-06-01..2026-06-30,,5'],
        ...['returns,june 2026,,5', 'net sales,july 2026,,1,000'],
      ].join('\n'),
    )
    const { status, out, words: all } = await run(bad)
    expect({ status, out }).toEqual({ status: 2, out: '' })
    expect(all.split('\n')).toEqual([
      'Nothing was changed: 9 rows cannot be read.',
      expect.stringMatching(/^Row 3: I know no measure called “nt sales”\. Did you mean net sales\?$/),
      expect.stringMatching(/^Row 4: “juni 2026” is not a period I know\. Such as june 2026/),
      expect.stringMatching(/^Row 5: There is no region “nrth”\. Did you mean North\?$/),
      expect.stringMatching(/^Row 6: “north” is no member I can read\. Write region:north/),
      'Row 7: The value is missing.',
      expect.stringMatching(/^Row 8: A target is for a period with its year\./),
      'Row 9: This is the same target as in row 2.',
      expect.stringMatching(/^Row 10: A plan of returns would be shown nowhere\./),
      expect.stringMatching(/^Row 11: This row has 5 cells, and the first has 4\. An amount with a comma/),
      '',
    ])
    expect(await targetsFor(database.reader, everything)).toMatchObject([{ value: '160000.000000' }])
  })

  test.each([
    [['nowhere.csv'], /^There is no file nowhere\.csv\.\n$/],
    [['--replace'], /^No file was named\. It reads like: npm run targets/],
    [['a.csv', 'b.csv'], /^Targets are read from one file\./],
    [['--purge'], /^There is no option --purge\./],
  ])('that is not there or not asked for rightly is refused: %j', async (args, sentence) => {
    const { status, out, words } = await run(...args)
    expect({ status, out }).toEqual({ status: 2, out: '' })
    expect(words).toMatch(sentence)
  })

  test.each([
    ['', /^The column “measure” and “period” and “value” is missing/],
    ['a,b\n1,2', /is missing\. The first row reads: measure,period,member,value/],
    [
      'measure,period,region,value\n',
      /^I know no column “region”: there are measure, period, member and value\.$/,
    ],
    ['measure,period,member,value,Note\n', /^I know no column “note”: there are/],
    ['measure,period,value,Value\n', /^The column “value” is there twice\.$/],
    ['measure,period,value\n"net sales,june', /^This is no CSV file that I can read\./],
  ])('that is none is refused: %j', async (text, sentence) => {
    expect(told(() => targetsIn(text, nobody, company))).toMatch(sentence)
  })

  test('may have empty cells after its last one', () => {
    const text = 'measure;period;value;;\nnet sales;june 2026;160k;;\nnet sales;july 2026;160k;;\n'
    expect(targetsIn(text, nobody, company)).toHaveLength(2)
  })

  test('comes back as it was where a comma begins the decimals, and is read as figures are written there', () => {
    const german = { locale: 'de-DE', currency: 'EUR' }
    const value = (text: string, measure = 'net sales') =>
      targetsIn(`measure\tperiod\tvalue\n${measure}\tjune 2026\t${text}`, nobody, german)[0]?.value
    expect(value('160.000,50')).toBe('160000.50')
    expect(value('160.000')).toBe('160000.00')
    expect(told(() => value('160,000.50'))).toContain('Amounts read like 160.000,00 here.')
    expect(told(() => value('160,000'))).toContain('Amounts read like 160.000,00 here.')
    const row = { measure: 'netSales' as const, from: '2026-06-01', to: '2026-07-01', id: 1, of: null }
    for (const amount of ['160000.500000', '0.250000', '1234.000000'])
      expect(targetsIn(fileOf([{ ...row, value: amount }]), nobody, german)[0]?.value).toBe(
        Number(amount).toFixed(2),
      )
    for (const share of ['0.331250', '0.005000', '1.000000'])
      expect(
        targetsIn(fileOf([{ ...row, measure: 'returnRate', value: share }]), nobody, german)[0]?.value,
      ).toBe(share)
  })

  test('comes back as it was, whatever its members are called, and no cell runs as a formula', async () => {
    const names = [
      '=HYPERLINK("https://evil.example")',
      "'; drop table targets; --",
      'A, B and "C"',
      '<!channel> *x*',
      '-5:00',
    ]
    const db = orm(database.owner)
    const added = await db
      .insert(categories)
      .overridingSystemValue()
      .values(names.map((name, at) => ({ id: 900 + at, name })))
      .returning()
    onTestFinished(async () => {
      await kept.set([], { replace: true })
      await database.owner`delete from categories where id in ${database.owner(added.map(({ id }) => id))}`
    })
    const known = await namesFor(database.reader, everything)
    await kept.set(
      added.map((member, at) => ({
        ...{ measure: 'netSales' as const, from: day(at), to: day(at + 9), value: `${at + 1}.25` },
        of: { dimension: 'category' as const, member },
      })),
    )
    await plan('repeat rate 2026 33.125%', 'return rate 2025 100%', 'orders 2024 12')
    const before = await targetsFor(database.reader, everything)
    expect(before).toHaveLength(8)
    const text = fileOf(before)
    expect(text).not.toMatch(/(^|[,\n])"?[=+@]/)
    expect(await kept.set(targetsIn(text, known, company), { replace: true })).toEqual({
      ...{ added: 0, changed: 0, unchanged: 8, removed: 0 },
    })
    await kept.set([], { replace: true })
    await kept.set(targetsIn(text, known, company))
    const after = await targetsFor(database.reader, everything)
    const bare = (rows: typeof after) => rows.map(({ id: _, ...row }) => row)
    expect(bare(after)).toEqual(bare(before))
  })
})

const you = 'U0MAYA0001'
const tom = 'U0TOMO0002'

/** A local Slack with the bot listening to it, and what the bot wrote into its log. */
async function start({ admins = [you], scopes = {} as Record<string, Scope>, prefix = '' } = {}) {
  const lines: string[] = []
  const settings = { ADMINS: admins, COMMAND_PREFIX: prefix }
  const slack = await localSlack({
    ...{ ...unhurriedSlack, commands: commands(insights, prefix) },
    channels: structuredClone(slackChannels),
  })
  const tokens = { SLACK_BOT_TOKEN: slack.token, SLACK_SIGNING_SECRET: slack.signingSecret }
  const given = {
    env: { ...env({}), ...tokens, SLACK_API_URL: slack.apiUrl, ...settings },
    log: logger('info', { write: line => void lines.push(line) }),
    scopeOf: (user: string) => scopes[user] ?? everything,
    ...{ now: clock, reader: database.reader, patience: unhurried },
  }
  const tilly = bot({
    ...{ ...given, insights, pictures: drawing },
    heard: heard(orm(database.owner), given.log),
    features: wishes({ ...given, owner: database.owner }),
  })
  const port = await tilly.start(0, '127.0.0.1')
  slack.deliverTo(`http://127.0.0.1:${port}/slack/events`)
  onTestFinished(async () => {
    await tilly.stop()
    await slack.close()
  })
  return { slack, lines }
}

const labels = ({ blocks }: Message) =>
  blocks.flatMap(block =>
    block.type === 'actions'
      ? block.elements.flatMap(one => (one.type === 'button' ? [one.text.text] : []))
      : [],
  )

/** What a person was last told, once it reads so; it keeps every limit of Slack. */
async function hears(slack: LocalSlack, words: RegExp, user = you): Promise<Message> {
  const found = await slack.until(() =>
    slack.ephemerals(user, 'general').findLast(shown => words.test(JSON.stringify(shown.blocks))),
  )
  expect(checkBlocks(found.blocks, { most: 50, pictures: false, files: new Map(), now: 0 })).toMatchObject({
    ok: true,
  })
  return found
}

const values = async () =>
  (await orm(database.owner).select().from(targets)).map(({ value }) => Number(value))

describe('/targets', () => {
  test('sets a target, changes it, undoes that, removes it and brings it back, and the log tells who did', async () => {
    const { slack, lines } = await start()
    await slack.command('/targets')
    expect(labels(await hears(slack, /No target yet/))).toEqual([])
    await slack.command('/targets net sales june 2026 160k region:north')
    const set = await hears(slack, /Set: net sales of North, June 2026: £160,000/)
    expect(labels(set)).toEqual(['Remove'])
    expect(rowOf(await ask(kpis, 'june 2026 region:north'), 'netSales')?.target).toBe(160_000)

    await slack.command('/targets net sales 2026-06-01..2026-06-30 region:north 170k')
    const changed = await hears(slack, /Changed: net sales of North, June 2026: £170,000/)
    expect(JSON.stringify(changed.blocks)).toContain('It was £160,000.')
    expect(await values()).toEqual([170_000])
    await slack.click(changed, 'Undo')
    await hears(slack, /Back again: net sales of North, June 2026: £160,000/)
    expect(await values()).toEqual([160_000])

    await slack.command('/targets')
    const listed = await hears(slack, /1 target"/)
    await slack.click(listed, 'Remove')
    const removed = await hears(slack, /Removed: net sales of North, June 2026: £160,000\./)
    expect(labels(removed)).toEqual(['Undo'])
    expect(await values()).toEqual([])
    expect(rowOf(await ask(kpis, 'june 2026 region:north'), 'netSales')?.target).toBeNull()
    await slack.click(removed, 'Undo')
    expect(labels(await hears(slack, /Back again: net sales of North/))).toEqual(['Remove'])
    expect(await values()).toEqual([160_000])

    await slack.command('/targets remove')
    await hears(slack, /Which target\?.*targets lists them.*remove net sales june 2026/)
    await slack.command('/targets remove net sales june 2026 region:north')
    await hears(slack, /Removed: net sales of North/)
    expect(await values()).toEqual([])
    const deeds = lines.map(line => JSON.parse(line)).filter(({ msg }) => msg.startsWith('a target was'))
    expect(deeds.map(({ msg }) => msg)).toEqual([
      ...['a target was set', 'a target was changed from 160000.000000', 'a target was brought back'],
      ...['a target was removed', 'a target was brought back', 'a target was removed'],
    ])
    expect(deeds[0]).toMatchObject({
      user: you,
      target: { measure: 'netSales', from: '2026-06-01', value: '160000.000000' },
    })
  })

  test('refuses whoever is not named for it, by command and by button, and says where that is done', async () => {
    const refused = (shown: Message) => JSON.stringify(shown.blocks).includes('You may not change targets.')
    const { slack } = await start()
    await slack.command('/targets net sales june 2026 160k')
    const set = await hears(slack, /Set: net sales, June 2026/)
    for (const text of ['net sales june 2026 1', 'remove net sales june 2026', 'nonsense']) {
      await slack.command(`/targets ${text}`, { user: tom })
      await hears(slack, /You may not change targets\..*ADMINS.*your id is U0TOMO0002/, tom)
    }
    await slack.command('/targets', { user: tom })
    expect(labels(await hears(slack, /1 target"/, tom))).toEqual([])
    // A button that others were never shown could still be sent in their name.
    await slack.click(set, 'Remove', tom)
    await slack.until(() => slack.ephemerals(tom, 'general').filter(refused).length === 4 || undefined)
    expect(await values()).toEqual([160_000])
    const nobody = await start({ admins: [] })
    await nobody.slack.command('/targets net sales june 2026 1')
    await hears(nobody.slack, /Nobody may change targets in Slack yet\..*ADMINS/)
    expect(await values()).toEqual([160_000])
  })

  test('shows and sets nothing beyond what is open to whoever asks', async () => {
    const [north] = (await namesFor(database.reader, everything)).region.called('north') ?? []
    if (!north) throw new Error('the sample company; has a region: north')
    await plan(
      'net sales june 2026 160k',
      'net sales june 2026 40k region:north',
      'orders june 2026 7 region:south',
    )
    const { slack } = await start({
      admins: [tom],
      scopes: { [tom]: { regions: [north.id], channels: '*' } },
    })
    await slack.command('/targets', { user: tom })
    const listed = await hears(slack, /1 target"/, tom)
    expect(JSON.stringify(listed)).toContain('£40,000')
    expect(JSON.stringify(listed)).not.toMatch(/160|South/)
    await slack.command('/targets net sales june 2026 1', { user: tom })
    await hears(slack, /not all open to you/, tom)
    await slack.command('/targets orders june 2026 1 region:south', { user: tom })
    await hears(slack, /There is no region/, tom)
    await slack.command('/targets remove net sales june 2026', { user: tom })
    await hears(slack, /There is no such target/, tom)
    await slack.command('/targets net sales june 2026 41k region:north', { user: tom })
    await hears(slack, /Changed: net sales of North/, tom)
    expect((await values()).toSorted()).toEqual([160_000, 41_000, 7].toSorted())
  })

  test('lists the newest first, each with what was reached, what was expected by then, and what is left', async () => {
    await plan(
      'net sales may 2026 240k',
      'net sales 2026 2.9m',
      'active customers 2026 3000',
      'return rate 2026 5%',
      'orders 2027 9000',
    )
    const { slack } = await start()
    await slack.command('/targets')
    const listed = await hears(slack, /5 targets"/)
    const said = JSON.stringify(listed.blocks)
    const names = [
      'Orders, 2027',
      'Net sales, May 2026',
      'Active customers, 2026',
      'Net sales, 2026',
      'Return rate, 2026',
    ]
    for (const name of names) expect(said).toContain(name)
    expect(said.indexOf('Orders, 2027')).toBeLessThan(said.indexOf('Net sales, May 2026'))
    expect(said.indexOf('Net sales, May 2026')).toBeLessThan(said.indexOf('Net sales, 2026'))
    expect(said).toContain('No sales of its days are loaded yet.')
    const may = Number(rowOf(await ask(kpis, 'may 2026'), 'netSales')?.value)
    expect(said).toContain(`£240,000 planned. ${voice.short(may)} reached, 2% below the plan.`)
    const half = Number(rowOf(await ask(kpis, '2026-01-01..2026-06-30'), 'netSales')?.value)
    expect(said).toMatch(
      new RegExp(
        `${voice.short(half)} so far, to 30 Jun; \\d+% (above|below) the £1\\.\\d+m expected by then; ${voice.short(2_900_000 - half)} left\\.`,
      ),
    )
    const customers = Number(rowOf(await ask(kpis, '2026-01-01..2026-06-30'), 'activeCustomers')?.value)
    expect(said).toContain(
      `${voice.count(customers)} so far, to 30 Jun; customers are planned for the whole period alone; ${voice.count(3000 - customers)} left.`,
    )
    expect(said).toMatch(/\d\.\d% so far, to 30 Jun; \d\.\d points (above|below) the plan\./)
  })

  test('turns the pages of a long list, helps, and takes hostile names as names', async () => {
    const db = orm(database.owner)
    const name = '<!channel> *x* & y'
    const [added] = await db.insert(regions).overridingSystemValue().values({ id: 900, name }).returning()
    onTestFinished(async () => {
      await kept.set([], { replace: true })
      await database.owner`delete from regions where id = ${added?.id ?? 0}`
    })
    await plan(...Array.from({ length: 16 }, (_, at) => `net sales ${2000 + at} ${at + 1}k`))
    const { slack } = await start({ prefix: 'hv-' })
    await slack.command('/hv-targets')
    const first = await hears(slack, /16 targets"/)
    await slack.click(first, 'More')
    const second = await hears(slack, /Net sales, 2000/)
    expect(labels(second)).toEqual(['Remove', 'Earlier ones'])
    await slack.command('/hv-targets help')
    await hears(slack, /\/hv-targets net sales june 2026 160k/)
    await slack.command(`/hv-targets net sales june 2026 5 region:${name}`)
    const set = await hears(slack, /Set: net sales of/)
    expect(set.text).toContain('&lt;!channel&gt; *x* &amp; y')
    expect(set.blocks.map(({ type }) => type)).toEqual(['header', 'context', 'actions'])
    await slack.command('/hv-sales help')
    await hears(slack, /\/hv-targets help/)
  })
})

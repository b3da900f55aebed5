import fc from 'fast-check'
import { beforeAll, describe, expect, test } from 'vitest'
import { everything, type Scope } from '../src/access.ts'
import { analyst } from '../src/analyst.ts'
import { splits } from '../src/figures/forfeits.ts'
import { type FilterName, filterNames, type Insight, type Member, type Row } from '../src/insight.ts'
import { insights } from '../src/insights/index.ts'
import { kpis } from '../src/insights/kpis.ts'
import { movers } from '../src/insights/movers.ts'
import { returns } from '../src/insights/returns.ts'
import { weeklysales } from '../src/insights/weeklysales.ts'
import { membersOf } from '../src/names/member-tables.ts'
import { snapshot } from '../src/tx.ts'
import { say } from '../src/words.ts'
import { clock } from './helpers/clock.ts'
import { company } from './helpers/company.ts'
import { wholeOfReturns } from './helpers/counts/returns.ts'
import { sampleDatabase } from './helpers/database.ts'
import { linesOf, matchesOf } from './helpers/ledger.ts'
import { reference } from './helpers/reference.ts'

const voice = say(company)
type Members = Record<FilterName, readonly Member[]>
type Seen = { scope: Scope; members: Members }
let sample: Awaited<ReturnType<typeof sampleDatabase>>
let whole: Seen
/** Whoever sees a single region, or a single channel. */
let narrow: Seen[]

const seenUnder = (scope: Scope): Promise<Seen> =>
  snapshot(sample.reader, scope, async tx => ({
    scope,
    members: {
      region: await membersOf.region(tx),
      channel: await membersOf.channel(tx),
      category: await membersOf.category(tx),
      product: await membersOf.product(tx),
      // Any two letters that begin many names.
      customer: await membersOf.customer(tx, 'ma sm'),
      attr: (await membersOf.attr(tx)).filter(({ key }) => !key?.startsWith('joined=')),
    },
  }))

beforeAll(async () => {
  sample = await sampleDatabase()
  whole = await seenUnder(everything)
  const last = (members: readonly Member[]) => members.slice(-1).map(({ id }) => id)
  narrow = [
    await seenUnder({ regions: last(whole.members.region), channels: '*' }),
    await seenUnder({ regions: '*', channels: last(whole.members.channel) }),
  ]
})

const periods = [
  'last quarter',
  'last 8 weeks',
  'last 12 months',
  '2026-01-10..2026-02-20',
  // The beginning of a week, of a month and of a quarter.
  '2026-06-15..2026-06-18',
  '2026-06-01..2026-06-20',
  '2026-04-01..2026-05-30',
]
const written = (filter: FilterName, { name, key }: Member, not: boolean) =>
  `${not ? 'not:' : ''}${filter}:"${filter === 'region' || filter === 'channel' || filter === 'category' ? name : key}"`

type Filter = { filter: FilterName; at: number[]; not: boolean }

/** Up to so many filters, each with a member or several, wanted or left out. */
const filters = (maxLength: number) =>
  fc.array(
    fc.record<Filter>({
      // Of a few customers alone little is left to count.
      filter: fc.oneof(
        {
          weight: 9,
          arbitrary: fc.constantFrom<FilterName>('region', 'channel', 'category', 'product', 'attr'),
        },
        { weight: 1, arbitrary: fc.constant<FilterName>('customer') },
      ),
      at: fc.array(fc.nat(), { minLength: 1, maxLength: 3 }),
      not: fc.boolean(),
    }),
    { maxLength },
  )

const asked = (most = 3) =>
  fc.record({
    period: fc.constantFrom(...periods),
    vs: fc.constantFrom('previous', 'last year'),
    count: fc.constantFrom(5, 20, 1000),
    nth: fc.nat(),
    filters: filters(most),
  })

/** The filters as they are typed, by the members there are. */
const wordsOf = (filters: readonly Filter[], { members }: Seen = whole) =>
  filters.flatMap(({ filter, at, not }) =>
    at.flatMap(nth => {
      const member = members[filter][nth % members[filter].length]
      return member ? [written(filter, member, not)] : []
    }),
  )

type Random = typeof asked extends () => fc.Arbitrary<infer A> ? A : never

/** A question as it is typed, with whatever its insight takes: how many, of whom, compared with what. */
function question({ params, word }: Insight, { period, vs, count, nth, filters }: Random, seen: Seen) {
  const { customer } = seen.members
  const someone = (by: number) => customer[(nth + by) % customer.length]?.key ?? ''
  // Who asks for customers by name tells no others apart.
  const isAboutOne = word === 'customer'
  return [
    isAboutOne && `customer:${[0, 7, 49].map(someone).join(',')}`,
    word === 'count' && count,
    // In a part of a year a few customers order little.
    isAboutOne && nth % 2 === 0 ? 'all' : period,
    'vs' in params.shape && `vs ${vs}`,
    ...wordsOf(
      filters.filter(({ filter }) => filter in params.shape && !(isAboutOne && filter === 'customer')),
      seen,
    ),
  ]
    .filter(Boolean)
    .join(' ')
}

const nameOf = (row: Row) =>
  String(
    row.when ??
      row.group ??
      row.period ??
      (row.attribute && row.value) ??
      (row.cohort && `${row.cohort} ${row.age}`) ??
      row.week ??
      row.measure ??
      row.customer ??
      row.product ??
      row.category ??
      row.channel ??
      row.region ??
      row.name,
  )

/** What only a plan has, which the sample company has not; tests of targets count it. */
const planned = 'target'

/** Holds every row of an answer, in its order, against the second count, and says how many there were. */
async function agreed(insight: Insight, text: string, { scope }: Seen = whole): Promise<number> {
  const { answer } = analyst({ reader: sample.reader, company, now: clock })
  const { asked, rows } = await answer({ insight, text, scope })
  const expected = (await reference(sample.owner, insight.name, { ...asked, scope })) as Row[] | undefined
  const what = `/${insight.name} ${text}`
  if (!expected) throw new Error(`nobody has counted ${what}; rule: every insight is counted twice`)
  expect(rows.map(nameOf), what).toEqual(expected.map(nameOf))
  for (const [nth, row] of rows.entries()) {
    const { [planned]: plan, ...figures } = row
    expect(plan ?? null, what).toBeNull()
    expect(Object.keys(expected[nth] ?? {}).toSorted(), what).toEqual(Object.keys(figures).toSorted())
    for (const [name, value] of Object.entries(figures))
      expectSame(value, expected[nth]?.[name], `${name} of ${nameOf(row)} in ${what}`)
  }
  return rows.length
}

/** Holds what is said of all returns, the rate and what belongs to no known sale, against the raw lines as well. */
async function agreedWhole(text: string, said: { rated: number; unmatched: number }, seen = whole) {
  if ((await agreed(returns, text, seen)) === 0) return
  const { answer } = analyst({ reader: sample.reader, company, now: clock })
  const { asked, detail, context } = await answer({ insight: returns, text, scope: seen.scope })
  const all = wholeOfReturns(await linesOf(sample.owner), { ...asked, scope: seen.scope })
  if (detail.includes('Of what was ordered in this period')) {
    expect(detail, text).toContain(`${voice.share(all.rate ?? -1)} has come back`)
    said.rated += 1
  }
  const isUnmatched = context.includes('could not be matched')
  expect(isUnmatched, text).toBe(all.unmatched > 0)
  if (!isUnmatched) return
  expect(context, text).toContain(`${voice.share(all.unmatched / all.forfeited)} of it`)
  said.unmatched += 1
}

const named = insights.map(insight => [insight.name, insight] as const)

describe('Filters', () => {
  test.each(named)('of /%s, alone and together, count what the raw lines count', async (_, insight) => {
    let compared = 0
    await fc.assert(
      fc.asyncProperty(asked(), async random => {
        compared += await agreed(insight, question(insight, random, whole), whole)
      }),
      { numRuns: 8, seed: 7 },
    )
    expect(compared).toBeGreaterThan(0)
  })

  test.each(named)(
    'of /%s under a narrow scope count what the raw lines within it count',
    async (_, insight) => {
      let compared = 0
      await fc.assert(
        fc.asyncProperty(asked(2), fc.nat(1), async (random, nth) => {
          const seen = narrow[nth] ?? whole
          compared += await agreed(insight, question(insight, random, seen), seen)
        }),
        { numRuns: 8, seed: 13 },
      )
      expect(compared).toBeGreaterThan(0)
    },
  )

  test('of any two kinds, wanted or left out, count what a second count over the raw lines counts', async () => {
    const kinds = filterNames.flatMap(filter => [false, true].map(not => ({ filter, at: [3], not })))
    let compared = 0
    for (const [nth, one] of kinds.entries())
      for (const other of kinds.slice(nth + 1))
        for (const insight of [weeklysales, movers])
          compared += await agreed(insight, ['last quarter', ...wordsOf([one, other])].join(' '))
    expect(compared).toBeGreaterThan(100)
  })

  test.each(splits)('of every kind count alike where returns are told apart by %s', async by => {
    const said = { rated: 0, unmatched: 0 }
    await fc.assert(
      fc.asyncProperty(asked(), async ({ period, filters }) => {
        await agreedWhole([1000, period, `by:${by}`, ...wordsOf(filters)].join(' '), said)
      }),
      { numRuns: 8, seed: 11 },
    )
    expect(said.rated).toBeGreaterThan(0)
    expect(said.unmatched).toBeGreaterThan(0)
  })

  test('know what came back elsewhere than it was bought, whichever of the two is seen', async () => {
    const all = await linesOf(sample.owner)
    const elsewhere = matchesOf(all).filter(
      ({ sale, credit }) => sale.channel !== credit.channel || sale.region !== credit.region,
    )
    expect(elsewhere.length).toBeGreaterThan(3)
    const said = { rated: 0, unmatched: 0 }
    for (const { sale, credit } of elsewhere.slice(0, 6))
      for (const { day, region, channel, product, customer } of [sale, credit])
        for (const filter of ['', ` product:${product}`, ` customer:${customer}`]) {
          const seen = { ...whole, scope: { regions: [region], channels: [channel] } }
          const text = `${day}..${day}${filter}`
          await agreedWhole(text, said, seen)
          await agreed(kpis, text, seen)
        }
    expect(said.rated).toBeGreaterThan(0)
  })

  test.each(['all', 'all region:north', 'all category:toys'])(
    'leave weeks that stand out and a year before to compare with in /weeklysales %s, and both are counted',
    async text => {
      expect(await agreed(weeklysales, text)).toBeGreaterThan(100)
      const { answer } = analyst({ reader: sample.reader, company, now: clock })
      const { rows } = await answer({ insight: weeklysales, text, scope: everything })
      for (const column of ['peak', 'lastYear']) expect(rows.some(row => row[column])).toBe(true)
      expect(rows.some(({ lastYear }) => lastYear === null)).toBe(true)
    },
  )

  test.each([
    ['not:region:north,south', ['region', 'region']],
    ['attr:london', ['attr']],
    ['Not:Attr:"age=25-34",city=leeds', ['attr', 'attr']],
  ])('%s leaves out or narrows, however it is typed', async (text, kinds) => {
    const { answer } = analyst({ reader: sample.reader, company, now: clock })
    const { asked, context } = await answer({ insight: weeklysales, text, scope: everything })
    const narrowed = /^not:/i.test(text) ? asked.except : asked
    expect(kinds.flatMap(kind => narrowed?.[kind as FilterName] ?? [])).toHaveLength(kinds.length ** 2)
    if (/^not:/i.test(text)) expect(context).toContain('without')
  })
})

function expectSame(value: unknown, other: unknown, what: string) {
  if (typeof other === 'number' && typeof value === 'number') expect(value, what).toBeCloseTo(other, 5)
  else expect(value, what).toEqual(other)
}

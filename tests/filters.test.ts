import fc from 'fast-check'
import { beforeAll, describe, expect, test } from 'vitest'
import { everything } from '../src/access.ts'
import { analyst } from '../src/analyst.ts'
import { splits } from '../src/forfeits.ts'
import { type FilterName, filterNames, type Insight, type Member, type Row } from '../src/insight.ts'
import { insights } from '../src/insights/index.ts'
import { returns } from '../src/insights/returns.ts'
import { membersOf } from '../src/member-tables.ts'
import { snapshot } from '../src/tx.ts'
import { clock } from './helpers/clock.ts'
import { sampleDatabase } from './helpers/database.ts'
import { reference } from './helpers/reference.ts'

const company = { locale: 'en-GB', currency: 'GBP', timeZone: 'Europe/London' }
let sample: Awaited<ReturnType<typeof sampleDatabase>>
let members: Record<FilterName, readonly Member[]>

beforeAll(async () => {
  sample = await sampleDatabase()
  members = await snapshot(sample.reader, everything, async tx => ({
    region: await membersOf.region(tx),
    channel: await membersOf.channel(tx),
    category: await membersOf.category(tx),
    product: await membersOf.product(tx),
    // Any two letters that begin many names.
    customer: await membersOf.customer(tx, 'ma sm'),
    attr: (await membersOf.attr(tx)).filter(({ key }) => !key?.startsWith('joined=')),
  }))
})

const periods = ['last quarter', 'last 8 weeks', 'last 12 months', '2026-01-10..2026-02-20']
const written = (filter: FilterName, { name, key }: Member, not: boolean) =>
  `${not ? 'not:' : ''}${filter}:"${filter === 'region' || filter === 'channel' || filter === 'category' ? name : key}"`

/** Those that ask every kind of facts: orders, their customers, products, and all measures. */
const widest = insights.filter(({ name }) =>
  ['weeklysales', 'topcustomers', 'returns', 'movers', 'kpis', 'seasonality'].includes(name),
)

/** Up to three filters, each with a member or several, wanted or left out. */
const asked = fc.record({
  insight: fc.constantFrom(...widest),
  period: fc.constantFrom(...periods),
  by: fc.constantFrom(...splits),
  filters: fc.array(
    fc.record({
      filter: fc.constantFrom<FilterName>('region', 'channel', 'category', 'product', 'customer', 'attr'),
      at: fc.array(fc.nat(), { minLength: 1, maxLength: 3 }),
      not: fc.boolean(),
    }),
    { maxLength: 3 },
  ),
})

/** The filters as they are typed, by the members there are. */
const wordsOf = (filters: { filter: FilterName; at: number[]; not: boolean }[]) =>
  filters.flatMap(({ filter, at, not }) =>
    at.flatMap(nth => {
      const member = members[filter][nth % members[filter].length]
      return member ? [written(filter, member, not)] : []
    }),
  )

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

/** Holds an answer against the second count, and says how many rows it had. */
async function agreed(insight: Insight, text: string): Promise<number> {
  const { answer } = analyst({ reader: sample.reader, company, now: clock })
  const { asked, rows } = await answer({ insight, text, scope: everything })
  const expected = await reference(sample.owner, insight.name, asked)
  if (!expected) return 0
  const known = new Map(expected.map(row => [nameOf(row as Row), row]))
  for (const row of rows) {
    const other = known.get(nameOf(row))
    if (other)
      for (const [name, value] of Object.entries(other)) expectSame(row[name], value, `${name} of ${text}`)
    else if (insight.latestFirst) expect(row, text).toMatchObject({ net: 0, orders: 0 })
    // Of those that tie for the last place any may stand there.
    else expectSame(rank(row), rank(expected.at(-1) as Row), `the last of ${insight.name} ${text}`)
  }
  expect(rows.length, text).toBeGreaterThanOrEqual(expected.length)
  return rows.length
}

describe('Filters', () => {
  test('of every kind, alone and together, count what a second count over the raw lines counts', async () => {
    let compared = 0
    await fc.assert(
      fc.asyncProperty(asked, async ({ insight, period, filters }) => {
        compared += await agreed(insight, [period, ...wordsOf(filters)].join(' ').slice(0, 500))
      }),
      { numRuns: 50, seed: 7 },
    )
    expect(compared).toBeGreaterThan(100)
  })

  test('of any two kinds, wanted or left out, count what a second count over the raw lines counts', async () => {
    const kinds = filterNames.flatMap(filter => [false, true].map(not => ({ filter, at: [3], not })))
    let compared = 0
    for (const [nth, one] of kinds.entries())
      for (const other of kinds.slice(nth + 1))
        for (const insight of widest.filter(({ name }) => name === 'weeklysales' || name === 'movers'))
          compared += await agreed(insight, ['last quarter', ...wordsOf([one, other])].join(' '))
    expect(compared).toBeGreaterThan(100)
  })

  test('of every kind count alike however returns are told apart', async () => {
    const { answer } = analyst({ reader: sample.reader, company, now: clock })
    const seen = new Set<string>()
    await fc.assert(
      fc.asyncProperty(asked, async ({ period, by, filters }) => {
        const text = [1000, period, `by:${by}`, ...wordsOf(filters)].join(' ').slice(0, 500)
        const { asked, rows } = await answer({ insight: returns, text, scope: everything })
        const expected = (await reference(sample.owner, 'returns', asked)) as Row[] | undefined
        expect(rows, text).toHaveLength(expected?.length ?? -1)
        const nameOf = (row: Row) => String(row.product ?? row.name)
        const known = new Map(expected?.map(row => [nameOf(row), row]))
        for (const row of rows) {
          seen.add(by)
          for (const [name, value] of Object.entries(known.get(nameOf(row)) ?? { missing: nameOf(row) }))
            expectSame(row[name], value, `${name} of ${text}`)
        }
      }),
      { numRuns: 40, seed: 11 },
    )
    expect([...seen].toSorted()).toEqual([...splits].toSorted())
  })

  test.each([
    ['not:region:north,south', ['region', 'region']],
    ['attr:london', ['attr']],
    ['Not:Attr:"age=25-34",city=leeds', ['attr', 'attr']],
  ])('%s leaves out or narrows, however it is typed', async (text, kinds) => {
    const { answer } = analyst({ reader: sample.reader, company, now: clock })
    const [weeklysales] = insights
    const { asked, context } = await answer({ insight: weeklysales, text, scope: everything })
    const narrowed = /^not:/i.test(text) ? asked.except : asked
    expect(kinds.flatMap(kind => narrowed?.[kind as FilterName] ?? [])).toHaveLength(kinds.length ** 2)
    if (/^not:/i.test(text)) expect(context).toContain('without')
  })
})

function expectSame(value: unknown, other: unknown, what: string) {
  if (typeof other === 'number' && typeof value === 'number') expect(value, what).toBeCloseTo(other, 2)
  else expect(value, what).toEqual(other)
}

/** What a ranking goes by. */
const rank = (row: Row) => Math.abs(Number('product' in row ? (row.change ?? row.forfeited) : row.net))

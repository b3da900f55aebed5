import { beforeAll, describe, expect, test } from 'vitest'
import { everything, type Scope } from '../src/access.ts'
import { analyst } from '../src/analyst.ts'
import { demographics } from '../src/insights/demographics.ts'
import { clock } from './helpers/clock.ts'
import { company } from './helpers/company.ts'
import { before } from './helpers/counts/before.ts'
import { sampleDatabase } from './helpers/database.ts'
import { handMade, type Written } from './helpers/hand-made.ts'
import { type Line, linesOf, within } from './helpers/ledger.ts'

let sample: Awaited<ReturnType<typeof sampleDatabase>>

const customersOf = (lines: readonly Line[]) =>
  new Set(lines.flatMap(({ kind, customer }) => (kind === 'sale' && customer ? [customer] : []))).size

describe('How many customers there are in all', () => {
  const narrow: Scope = { regions: [1], channels: '*' }

  beforeAll(async () => {
    sample = await sampleDatabase()
  })

  test.each([
    ['', 'everything', 'the period before'],
    ['city last month', 'everything', 'the period before'],
    ['age last quarter vs last year', 'everything', 'a year before'],
    ['loyalty 2026-05-03..2026-06-10 not:channel:store', 'everything', 'the period before'],
    ['age 2025 category:toys', 'everything', 'the period before'],
    ['city last 6 months attr:65+', 'everything', 'the period before'],
    ['age last quarter', 'one region', 'the period before'],
  ] as const)(
    'of “%s” for whoever sees %s lies as far from %s as in the raw lines',
    async (text, whom, called) => {
      const scope = whom === 'everything' ? everything : narrow
      const { answer } = analyst({ reader: sample.reader, company, now: clock })
      const { asked, detail, headline } = await answer({ insight: demographics, text, scope })
      const all = await linesOf(sample.owner)
      const earlier = before(all, { ...asked, scope })
      if (!earlier) throw new Error(`the sample covers both periods; ${text}: not`)
      const [now, then] = [customersOf(within(all, { ...asked, scope })), customersOf(earlier)]
      expect(headline).toContain(` of ${now.toLocaleString('en-GB')} customers`)
      const percent = Math.round(100 * Math.abs(now / then - 1))
      const way =
        percent === 0
          ? `level with ${called}`
          : `${percent}% ${now > then ? 'above' : 'below'} ${called}${(now - then) ** 2 <= now + then ? ' (a usual swing)' : ''}`
      expect(detail).toMatch(/^In all, customers are /)
      expect(detail.split('. ')[0]).toBe(`In all, customers are ${way}`)
    },
  )
})

/** Who orders in a region on a day: the first so many of its customers. */
const ordering = (region: string, day: string, count: number): Written[] =>
  Array.from({ length: count }, (_, nth) => ({ region, day, customer: `${region} ${nth}` }))

/** In April and in May so many; some of them order twice, and guests and whoever only gives back are no customers. */
const moved = (region: string, april: number, may: number): Written[] => [
  ...ordering(region, '2026-04-14', april),
  ...ordering(region, '2026-04-20', Math.min(april, 7)),
  ...ordering(region, '2026-05-12', may),
  ...ordering(region, '2026-05-20', Math.min(may, 3)),
  ...['2026-04-14', '2026-05-12', '2026-05-12'].map(day => ({ region, day })),
  ...Array.from({ length: 5 }, (_, nth) => ({
    ...{ region, day: '2026-05-13', customer: `${region} back ${nth}`, kind: 'return' as const },
  })),
]

const moves = [
  ['Grown', 40, 70, 'In all, customers are 75% above the period before.'],
  ['Shrunk', 70, 40, 'In all, customers are 43% below the period before.'],
  // Counts differ by chance as their square roots do: 9 is less than the root of 89, 10 more than that of 90.
  ['By chance', 40, 49, 'In all, customers are 23% above the period before (a usual swing).'],
  ['Past chance', 40, 50, 'In all, customers are 25% above the period before.'],
  ['Fewer by chance', 49, 40, 'In all, customers are 18% below the period before (a usual swing).'],
  ['Level', 40, 40, 'In all, customers are level with the period before.'],
] as const

/** Of twenty in a row 17 are of one tier, one is of a tier of few, and of two it is not known. */
const tierOf = (nth: number) => (nth % 20 > 17 ? undefined : nth % 20 === 17 ? 'rare' : 'gold')

const spending = (
  region: string,
  tier: string,
  count: number,
  gross: string,
  day = '2026-05-12',
): Written[] =>
  Array.from({ length: count }, (_, nth) => ({
    ...{ region, day, customer: `${region} ${tier} ${nth}`, gross },
  }))

describe('By hand', () => {
  let answer: Awaited<ReturnType<typeof handMade>>['ask']
  const ask = (region: string, period = 'tier 2026-05') =>
    answer({ insight: demographics, text: `${period} region:"${region}"`, scope: everything })

  beforeAll(async () => {
    const tiers = [
      ...['Of 49', 'Of 50'].flatMap(region => [
        ...spending(region, 'silver', 60, '40'),
        ...spending(region, 'gold', 70, '30'),
        ...spending(region, 'black', Number(region.slice(3)), '90'),
      ]),
      ...['Of 9', 'Of 10'].flatMap(region => spending(region, 'gold', Number(region.slice(3)), '30')),
      ...['green', 'blue'].flatMap(tier => spending('Of 9', tier, 9, '30')),
      ...spending('Of 9', 'gold', 9, '30', '2026-04-14'),
    ]
    const sales = [
      ...moves.flatMap(([region, april, may]) => moved(region, april, may)),
      ...ordering('From nothing', '2026-05-12', 40),
      ...ordering('To nothing', '2026-04-14', 40),
      ...ordering('Year', '2025-05-13', 40),
      ...ordering('Year', '2026-05-12', 80),
      ...ordering('Early', '2024-01-10', 40),
      ...ordering('Late', '2026-05-12', 40),
      ...ordering('Late', '2026-06-20', 80),
    ]
    const known = sales.flatMap(({ customer = '' }) => {
      const tier = tierOf(Number(customer.split(' ').at(-1)))
      return customer && tier ? [[customer, { tier }] as const] : []
    })
    const said = tiers.map(
      ({ customer = '' }) => [customer, { tier: customer.split(' ').at(-2) ?? '' }] as const,
    )
    answer = (await handMade([...sales, ...tiers], { attributes: Object.fromEntries([...known, ...said]) }))
      .ask
  })

  test.each(moves)('%s from %i customers to %i: “%s”', async (region, _, may, sentence) => {
    // Whole months are read from a summary of them, four weeks from the orders.
    for (const period of ['2026-05', '2026-05-04..2026-05-31']) {
      const { headline, detail } = await ask(region, `tier ${period}`)
      expect(headline).toContain(` of ${may} customers`)
      expect(detail.split(sentence)).toHaveLength(2)
    }
  })

  test('A year before is told where that is asked for', async () => {
    expect((await ask('Year', 'tier 2026-05 vs last year')).detail).toContain(
      'In all, customers are 100% above a year before.',
    )
  })

  test.each([
    ['From nothing', 'tier 2026-05'],
    ['To nothing', 'tier 2026-05'],
    // Not every day of both periods is in the data.
    ['Early', 'tier 2024-01'],
    ['Late', 'tier Q3 2026'],
    ['Late', 'tier 2026-06-01..2026-07-10'],
    ['Grown', 'tier 2026-05 vs last year'],
  ])('%s, “%s”: nothing is said where there is nothing to compare with', async (region, period) => {
    const { detail, headline } = await ask(region, period)
    expect(headline).not.toBe('')
    expect(detail).not.toContain('In all')
  })

  test('Groups of fewer than ten are not shown, and how many of them there are is said; without any other, that alone', async () => {
    expect(await ask('Of 9')).toMatchObject({
      headline: expect.stringMatching(/^No tier is shared by as many as 10 customers/),
      detail: '3 groups of fewer than 10 customers are not shown.',
      rows: [],
    })
    const shown = await ask('Of 10')
    expect(shown.rows).toMatchObject([{ value: 'gold', customers: 10 }])
    expect(shown.detail).toBe('')
    // Of 70 customers in a row.
    expect((await ask('Grown')).detail).toMatch(
      / 1 group of fewer than 10 customers is not shown\. Of 6 customers the tier is not known\.$/,
    )
  })

  test('Who spends most is told of groups of at least fifty', async () => {
    expect((await ask('Of 49')).detail).toContain(
      'Of groups of at least 50, tier silver spends most, £40 each; tier gold least, £30.',
    )
    expect((await ask('Of 50')).detail).toContain('Tier black spends most, £90 each; tier gold least, £30.')
  })
})

describe('Of more groups than are shown', () => {
  test('all are counted', async () => {
    const towns = Array.from({ length: 1010 }, (_, town) =>
      Array.from({ length: 10 }, (_, nth) => `${town} ${nth}`),
    ).flat()
    const { ask } = await handMade(
      ['2026-04-14', '2026-05-12'].flatMap(day => towns.map(customer => ({ day, region: 'All', customer }))),
      {
        attributes: Object.fromEntries(
          towns.map(customer => [customer, { town: customer.split(' ')[0] ?? '' }]),
        ),
      },
    )
    const { headline, detail, rows } = await ask({
      insight: demographics,
      text: 'town 2026-05',
      scope: everything,
    })
    expect(headline).toContain('10 of 10,100 customers')
    expect(detail).toContain('In all, customers are level with the period before.')
    expect(detail).toContain(`Only the ${rows.length.toLocaleString('en-GB')} largest groups are shown.`)
  })
})

describe('Groups', () => {
  test('that are ranges of numbers stand in their order, and the largest is named; all others stand by size', async () => {
    const { reader } = await sampleDatabase()
    const { answer } = analyst({ reader, company, now: clock })
    const ages = await answer({ insight: demographics, text: 'age', scope: everything })
    const values = ages.rows.map(row => String(row.value))
    expect(values).toEqual(['18-24', '25-34', '35-44', '45-54', '55-64', '65+'])
    const sizes = ages.rows.map(row => Number(row.customers))
    expect(ages.headline).toContain(`Age ${values[sizes.indexOf(Math.max(...sizes))]} is the largest group`)
    const cities = await answer({ insight: demographics, text: 'city', scope: everything })
    const counts = cities.rows.map(row => Number(row.customers))
    expect(counts).toEqual(counts.toSorted((one, other) => other - one))
  })
})

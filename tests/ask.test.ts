import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { ask, mentioned, named } from '../src/ask.ts'
import { UserError } from '../src/errors.ts'
import { insights } from '../src/insights/index.ts'
import { returns } from '../src/insights/returns.ts'
import { topcustomers } from '../src/insights/topcustomers.ts'
import { weeklysales } from '../src/insights/weeklysales.ts'
import { again } from '../src/parameters.ts'

const known = {
  coverage: { firstDay: '2009-12-01', dataThrough: '2011-12-09', asOf: '2011-12-08' },
  members: {
    region: [
      { id: 1, name: 'North' },
      { id: 2, name: 'United Kingdom' },
      { id: 3, name: 'Germany' },
    ],
    channel: [{ id: 1, name: 'Online' }],
    category: [{ id: 7, name: 'Café & Bar' }],
    product: [{ id: 13, name: 'Kite', key: 'P013' }],
  },
}

const mistake = (run: () => unknown) => {
  try {
    run()
  } catch (error) {
    if (error instanceof UserError) return `${error.message} ${error.hint}`
    throw error
  }
  throw new Error('no mistake was found; rule: this text is one')
}

describe('A question', () => {
  test('without words takes its defaults', () => {
    const asked = ask(topcustomers, '', known)
    expect(asked.count).toBe(10)
    expect(asked.period).toMatchObject({ from: '2010-12-01', to: '2011-12-01', complete: true })
  })

  test('takes how many, a period and filters in any order', () => {
    const expected = { count: 20, period: { from: '2011-07-01', to: '2011-10-01' }, region: [{ id: 1 }] }
    for (const text of [
      '20 last quarter region:north',
      'region:North 20 last quarter',
      'last quarter REGION:north 20',
    ])
      expect(ask(topcustomers, text, known)).toMatchObject(expected)
  })

  test('tells a number from a year', () => {
    expect(ask(topcustomers, '2011', known)).toMatchObject({ count: 10, period: { from: '2011-01-01' } })
    expect(ask(topcustomers, '50 2010', known)).toMatchObject({ count: 50, period: { from: '2010-01-01' } })
  })

  test.each([
    'region:united kingdom last week',
    'region:"United Kingdom" last week',
    'region:“united kingdom” last week',
    'region:united-kingdom last week',
  ])('takes a name of two words: %s', text =>
    expect(ask(weeklysales, text, known)).toMatchObject({
      region: [{ id: 2 }],
      period: { from: '2011-11-28' },
    }),
  )

  test('takes several members, and a product by its code', () => {
    expect(ask(weeklysales, 'region:north,germany', known).region).toEqual([
      known.members.region[0],
      known.members.region[2],
    ])
    expect(ask(returns, 'product:p013', known).product).toEqual(known.members.product)
  })

  test('takes a name with a comma in it, and a filter said twice', () => {
    const members = {
      ...known.members,
      product: [
        { id: 1, name: 'Candle, Sea Salt', key: 'P1' },
        { id: 2, name: 'Kite', key: 'P2' },
      ],
    }
    const ids = (text: string) => ask(returns, text, { ...known, members }).product?.map(({ id }) => id)
    expect(ids('product:"candle, sea salt"')).toEqual([1])
    expect(ids('product:candle, sea salt last week')).toEqual([1])
    expect(ids('product:p1,kite')).toEqual([1, 2])
    expect(ids('product:"Candle, Sea Salt" product:kite')).toEqual([1, 2])
  })

  test('that an answer offers next asks about the same period and members', () => {
    const asked = ask(weeklysales, 'last quarter region:north,germany channel:online', known)
    const next = ask(topcustomers, again('', asked).trim(), known)
    expect(next).toMatchObject({ region: asked.region, channel: asked.channel })
    expect(next.period).toMatchObject({ from: asked.period.from, to: asked.period.to })
  })

  test('about one of very many products is read at once', () => {
    const product = Array.from({ length: 50_000 }, (_, id) => ({ id, name: `Product ${id}`, key: `P${id}` }))
    const text = `product:x ${'a '.repeat(200)}`
    expect(mistake(() => ask(returns, text, { ...known, members: { product } }))).toMatch(
      /There is no product/,
    )
  }, 5000)

  test('reads names without their accents', () => {
    expect(ask(weeklysales, 'category:"cafe & bar"', known).category).toEqual(known.members.category)
  })
})

describe('A mistake', () => {
  test.each<[string, RegExp]>([
    ['region:germny', /no region “germny”.*Did you mean Germany/],
    ['region:', /Which region\?.*North/],
    ['colour:red', /no filter “colour:”.*region:, channel:, category:/],
    ['0', /“0” is less than 1.*topcustomers 20 last quarter/],
    ['1001', /“1001” is more than 1000/],
    ['2.5', /“2\.5” is not a whole number/],
    ['-3', /“-3” is less than 1/],
    ['lst week', /last week/],
    ['bananas', /bananas/],
    ['2010 2011', /2011/],
    ['2011-02-30', /no 30 February 2011/],
    ['x'.repeat(600), /longer than 500/],
  ])('in “%s” is said with what would work', (text, words) => {
    expect(mistake(() => ask(topcustomers, text, known))).toMatch(words)
  })

  test('in the command word names the nearest', () => {
    expect(mistake(() => named('topcustomer', insights))).toMatch(/Did you mean topcustomers\?/)
    const choice = insights.map(insight => insight.name).join(', ')
    expect(mistake(() => named('', insights))).toBe(`Which question? I answer ${choice}.`)
  })

  test('never breaks anything, whatever the text', () => {
    const piece = fc.oneof(
      fc.constantFrom('last', 'week', '12', 'region:', 'region:north', '"', 'all', '2011', '..', ','),
      fc.string(),
    )
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 8 }), fc.constantFrom(...insights), (words, insight) => {
        try {
          expect(ask(insight, words.join(' '), known).period.from).toMatch(/^\d{4}-/)
        } catch (error) {
          if (!(error instanceof UserError)) throw error
          expect(error.hint).toBeTruthy()
        }
      }),
      { numRuns: 500 },
    )
  })
})

test('Only the dimensions that a text filters on are mentioned', () => {
  expect(mentioned('20 Region:north last week product:x')).toEqual(['region', 'product'])
  expect(mentioned('subregion:north')).toEqual([])
})

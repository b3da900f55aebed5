import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { ask, type Known, named, needed } from '../src/ask.ts'
import { UserError } from '../src/errors.ts'
import { insights } from '../src/insights/index.ts'
import { returns } from '../src/insights/returns.ts'
import { topcustomers } from '../src/insights/topcustomers.ts'
import { weeklysales } from '../src/insights/weeklysales.ts'
import { members } from '../src/members.ts'
import { again } from '../src/parameters.ts'

const regions = [
  { id: 1, name: 'North' },
  { id: 2, name: 'United Kingdom' },
  { id: 3, name: 'Germany' },
  { id: 4, name: 'United States of America' },
  { id: 5, name: 'Ukraine' },
]
const kite = { id: 13, name: 'Kite', key: 'P013' }
const known: Known = {
  coverage: { firstDay: '2009-12-01', dataThrough: '2011-12-09', asOf: '2011-12-08' },
  members: {
    region: members(regions),
    channel: members([
      { id: 1, name: 'Online' },
      { id: 2, name: 'North' },
    ]),
    category: members([{ id: 7, name: 'Café & Bar' }]),
    product: members([kite]),
  },
}
const withProducts = (...names: string[]): Known => ({
  ...known,
  members: {
    ...known.members,
    product: members(names.map((name, at) => ({ id: at + 1, name, key: `P${at + 1}` }))),
  },
})

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
    for (const text of [
      'region:north,germany',
      'region:north, germany',
      'region:"North","Germany"',
      'region: north,germany',
    ])
      expect(ask(weeklysales, text, known).region).toEqual([regions[0], regions[2]])
    expect(ask(weeklysales, 'region:north, united kingdom, germany last week', known)).toMatchObject({
      region: [{ id: 1 }, { id: 2 }, { id: 3 }],
      period: { from: '2011-11-28' },
    })
    expect(ask(returns, 'product:p013', known).product).toEqual([kite])
  })

  test('takes a name with a comma in it, and a filter said twice', () => {
    const shop = withProducts('Candle, Sea Salt', 'Kite')
    const ids = (text: string) => ask(returns, text, shop).product?.map(({ id }) => id)
    expect(ids('product:"candle, sea salt"')).toEqual([1])
    expect(ids('product:candle, sea salt last week')).toEqual([1])
    expect(ids('product:p1,kite')).toEqual([1, 2])
    expect(ids('product:"Candle, Sea Salt" product:kite')).toEqual([1, 2])
    expect(ids('product:"Candle, Sea Salt","Kite"')).toEqual([1, 2])
    expect(ids('product:kite, candle, sea salt last week')).toEqual([2, 1])
  })

  test('that an answer offers next asks about the same period and members', () => {
    const asked = ask(weeklysales, 'last quarter region:north,germany channel:online', known)
    const next = ask(topcustomers, again('', asked).trim(), known)
    expect(next).toMatchObject({ region: asked.region, channel: asked.channel })
    expect(next.period).toMatchObject({ from: asked.period.from, to: asked.period.to })
  })

  test('takes names with inch marks in them, quoted or not', () => {
    const shop = withProducts('6" plate', '3" x 5" frame', '"Deluxe" set')
    for (const [at, { name }] of (shop.members.product?.all ?? []).entries()) {
      for (const written of [
        `product:${name} last week`,
        again('', ask(returns, `product:P${at + 1}`, shop)),
      ])
        expect(ask(returns, written.trim(), shop).product).toMatchObject([{ name }])
    }
    expect(ask(returns, 'product:6" plate region:"United Kingdom"', shop)).toMatchObject({
      product: [{ id: 1 }],
      region: [{ id: 2 }],
    })
  })

  test('about one of very many products is read at once', () => {
    const shop = withProducts(...Array.from({ length: 50_000 }, (_, id) => `Product ${id}`))
    const text = `product:x ${'a '.repeat(200)}`
    expect(mistake(() => ask(returns, text, shop))).toMatch(/There is no product/)
    expect(mistake(() => ask(returns, 'product:"prodct 777"', shop))).toMatch(/Did you mean Product \d*777/)
  }, 5000)

  test('reads names without the characters that nobody sees', () => {
    const shop = withProducts('Fla\u202emingo\u0007 lamp')
    expect(ask(returns, 'product:"flamingo lamp"', shop).product).toMatchObject([{ id: 1 }])
  })

  test('reads names without their accents', () => {
    expect(ask(weeklysales, 'category:"cafe & bar"', known).category).toEqual([{ id: 7, name: 'Café & Bar' }])
  })
})

describe('A mistake', () => {
  test.each<[string, RegExp]>([
    ['region:germny', /no region “germny”.*Did you mean Germany/],
    ['region:', /Which region\?.*North/],
    ['region:north,,', /A name is missing beside a comma in “region:north,,”\. One comma.*North/],
    ['region:,north', /A name is missing beside a comma in “region:,north”\./],
    ['region:north, last week', /A name is missing beside a comma in “region:north,”\./],
    ['region:north,germny', /no region “germny”.*Did you mean Germany/],
    ['region:"north', /^The quotation mark before “north” is not closed\. .*region:"United Kingdom"/],
    ['last week region:north,“germany', /before “germany” is not closed/],
    ['region:uk', /no region “uk”\. Did you mean United Kingdom\?$/],
    ['region:U.S.A.', /Did you mean United States of America\?$/],
    ['last week online', /^“online” is a channel\. Did you mean channel:online\?$/],
    ['north', /^“north” is a region and a channel\. Did you mean region:north or channel:north\?$/],
    [
      '20 united kingdom last week',
      /^“united kingdom” is a region\. Did you mean region:"united kingdom"\?$/,
    ],
    ['cafe & bar 20', /Did you mean category:"cafe & bar"\?$/],
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

  test('about one day is said with how to write it', () => {
    expect(mistake(() => ask(weeklysales, '1 january', known))).toMatch(/Did you mean '2011-01-01'\?/)
    expect(mistake(() => ask(weeklysales, '1 january..', known))).toMatch(/Did you mean 'since 1 january'\?/)
  })

  test('is never quoted with half a character', () => {
    expect(mistake(() => ask(weeklysales, '😀'.repeat(50), known))).not.toMatch(/\p{Surrogate}/u)
    expect(mistake(() => ask(weeklysales, `region:a${'😀'.repeat(50)}`, known))).toMatch(/“a(😀){38}…”/u)
  })

  test('in the command word names the nearest', () => {
    expect(mistake(() => named('topcustomer', insights))).toMatch(/Did you mean topcustomers\?/)
    const choice = insights.map(insight => insight.name).join(', ')
    expect(mistake(() => named('', insights))).toBe(`Which question? I answer ${choice}.`)
  })

  test('never breaks anything, whatever the text', () => {
    const piece = fc.oneof(
      fc.constantFrom(
        ...[
          'last',
          'week',
          '12',
          'region:',
          'region:north',
          'north',
          '"',
          'all',
          '2011',
          'since',
          'march',
          '..',
          ',',
        ],
      ),
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

test('A question needs the members of what it can be filtered on, and products only where it filters on them', () => {
  expect(needed(topcustomers, '20 last week')).toEqual(['region', 'channel', 'category'])
  expect(needed(topcustomers, 'not:attr:London Customer:"ann b"')).toEqual([
    ...['region', 'channel', 'category', 'customer', 'attr'],
  ])
  expect(needed(returns, 'last week')).not.toContain('product')
  expect(needed(returns, '20 Region:north last week "Product:x"')).toContain('product')
})

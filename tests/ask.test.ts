import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { ask, named, naming, needed } from '../src/ask.ts'
import { UserError } from '../src/errors.ts'
import type { Asked, FilterName } from '../src/insight.ts'
import { customer } from '../src/insights/customer.ts'
import { insights } from '../src/insights/index.ts'
import { returns } from '../src/insights/returns.ts'
import { topcustomers } from '../src/insights/topcustomers.ts'
import { weeklysales } from '../src/insights/weeklysales.ts'
import { edits } from '../src/names/edits.ts'
import { members } from '../src/names/members.ts'
import { comparing, type Known } from '../src/names/misread.ts'
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

  test('names a member once that is named again', () => {
    const { region } = ask(topcustomers, 'region:north region:NORTH,north', known)
    expect(region).toMatchObject([{ id: 1 }])
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
    expect(ask(returns, 'product:"prodct 777"', shop).product).toMatchObject([{ name: 'Product 777' }])
    expect(mistake(() => ask(returns, 'product:prod', shop))).toMatch(/Product 1000, or one of 49995 more\?/)
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
    ['region:gexxany', /no region “gexxany”.*Did you mean Germany/],
    ['region:north,gexxany', /no region “gexxany”.*Did you mean Germany/],
    ['region:', /Which region\?.*North/],
    ['region:north,,', /A name is missing beside a comma in “region:north,,”\. One comma.*North/],
    ['region:,north', /A name is missing beside a comma in “region:,north”\./],
    ['region:north, last week', /A name is missing beside a comma in “region:north,”\./],
    ['region:"north', /^The quotation mark before “north” is not closed\. .*region:"United Kingdom"/],
    ['last week region:north,“germany', /before “germany” is not closed/],
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

  test.each([
    ['products', 'not:toys', /^After not: stands a filter\. Write not:category:toys\.$/],
    ['products', 'last year not:kids’ shoes', /^After not: .* Write not:category:"kids’ shoes"\.$/],
    ['products', 'not:north west', /Write not:region:"north west"\.$/],
    ['categories', 'not:', /^After not: stands a filter\. Write not:category:toys\.$/],
    [
      'kpis',
      'by:region',
      /^kpis takes no by:\. Ask regions, channels, categories or products, or returns by/,
    ],
    ['returns', 'by:reason by:region', /^“by:” is there twice\. Write by:reason or by:region\.$/],
    ['returns', 'by reason', /^I do not understand “by reason”\. Did you mean by:reason\?$/],
    ['returns', 'last year reason', /^I do not understand “reason”\. Did you mean by:reason\?$/],
    ['returns', 'by reasn', /Did you mean by:reason\?$/],
    ['returns', 'by', /^Which by\? It takes product, category, region, channel, reason\.$/],
    [
      'returns',
      'by:reasn',
      /^“reasn” is not what returns takes after by\. Did you mean by:reason\? It takes/,
    ],
    ['kpis', 'vs', /^Compared with what\? Write vs previous or vs last year\.$/],
    [
      'kpis',
      'june vs plan',
      /^A period is not compared with “plan”\. Write vs previous .* without asking\.$/,
    ],
    ['kpis', 'vs moon', /^A period is not compared with “moon”\. Write vs previous or vs last year\.$/],
    ['kpis', 'vs last year vs previous', /^“vs” is there twice\./],
    ['demographics', 'ctiy', /^Nothing called “ctiy” is known of customers\. Did you mean city\?$/],
  ])('%s %s is said with what would work', (name, text, words) => {
    expect(mistake(() => ask(named(name, insights), text, shop))).toMatch(words)
  })

  test('that is compared where that cannot be names the questions where it can', () => {
    const able = insights.filter(({ params }) => 'vs' in params.shape).map(({ name }) => name)
    expect(comparing).toEqual(able.toSorted())
    for (const insight of insights.filter(({ name }) => !able.includes(name)))
      for (const text of ['vs last year', 'last month versus last year', 'vs'])
        expect(mistake(() => ask(insight, text, { ...shop, begin: '/' }))).toBe(
          `${insight.name} takes no “vs”. It works with avgspend, categories, channels, demographics, kpis, movers, newvsreturning, products, regions, returns and topcustomers.`,
        )
  })

  test('by an attribute that no customer has, and that is like none, is left to the answer', () => {
    const demographics = named('demographics', insights)
    expect(ask(demographics, 'shoe-size', shop).attribute).toBe('shoe-size')
    expect(ask(demographics, 'City', shop).attribute).toMatch(/^city$/i)
    expect(needed(demographics, 'city')).toContain('attr')
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

/** Members of these names, with codes where they are given. */
const called = (...names: (string | [name: string, key: string])[]) =>
  members(
    names.map((one, at) => ({
      id: at + 1,
      ...(typeof one === 'string' ? { name: one } : { name: one[0], key: one[1] }),
    })),
  )

const shop: Known = {
  ...known,
  members: {
    region: called('North East', 'North West', 'United Kingdom', 'United Arab Emirates', 'Germany', 'South'),
    category: called('Toys', 'Toy Storage', 'Electronics', 'Dress', 'Categories', 'Kids’ Shoes'),
    product: called(
      ['Kite', 'P013'],
      ['Kite, red', 'P014'],
      ['Scented Candle, Wild Fig', 'P1'],
      ['Zone 1', 'Z1'],
      ['Class A', 'Z2'],
      ['Shirt XL', 'Z3'],
      ['SKU-0815', 'SKU-0815'],
    ),
    attr: called(
      ['London', 'city=London'],
      ['none', 'loyalty=none'],
      ['none', 'newsletter=none'],
      ['gold', 'loyalty=gold'],
      ['25-34', 'age=25-34'],
    ),
    customer: called(['Ann Smith', 'C1'], ['Bob Smith', 'C2'], ['Zoe Miller', 'C3'], ['Pat O’Brien', 'C4']),
  },
}

/** What is asked back, and the texts that answer it. */
const question = (run: () => unknown) => {
  try {
    run()
  } catch (error) {
    if (error instanceof UserError && error.choices) return { said: error.message, choices: error.choices }
    throw error
  }
  throw new Error('nothing was asked back; rule: this text is not clear')
}

describe('A name as people type it', () => {
  test.each<[string, FilterName, string[]]>([
    // singular and plural
    ['category:toy', 'category', ['Toys']],
    ['category:dresses', 'category', ['Dress']],
    ['category:category', 'category', ['Categories']],
    ['category:kid shoe last week', 'category', ['Kids’ Shoes']],
    // the beginning of the name, or of one of its words
    ['category:electr', 'category', ['Electronics']],
    ['region:king last week', 'region', ['United Kingdom']],
    ['region:united k', 'region', ['United Kingdom']],
    ['product:"wild f"', 'product', ['Scented Candle, Wild Fig']],
    // initials
    ['region:uk', 'region', ['United Kingdom']],
    ['region:U.A.E.', 'region', ['United Arab Emirates']],
    // slips
    ['region:germny', 'region', ['Germany']],
    ['region:Untied Kingdom last week', 'region', ['United Kingdom']],
    ['region:untied kindgom', 'region', ['United Kingdom']],
    ['region:kingdm', 'region', ['United Kingdom']],
    ['category:lectronisc', 'category', ['Electronics']],
    ['product:zoen 1', 'product', ['Zone 1']],
    ['product:scentd candel', 'product', ['Scented Candle, Wild Fig']],
    // lists, and what is said of customers
    ['region:germny,uk', 'region', ['Germany', 'United Kingdom']],
    ['region:germny, united kingdm last week', 'region', ['Germany', 'United Kingdom']],
    ['attr:lond', 'attr', ['London']],
    ['attr:city=lond', 'attr', ['London']],
    ['attr:loyalty=non', 'attr', ['none']],
    ['customer:obrien', 'customer', ['Pat O’Brien']],
  ])('%s is found', (text, filter, names) => {
    for (const [typed, where] of [
      [text, (found: Asked) => found],
      [`not:${text}`, (found: Asked) => found.except ?? {}],
    ] as const)
      expect(where(ask(weeklysales, typed, shop))[filter]?.map(({ name }) => name)).toEqual(names)
  })

  test('is an exact name before it is anything else', () => {
    expect(ask(weeklysales, 'category:toys', shop).category).toMatchObject([{ name: 'Toys' }])
    expect(ask(returns, 'product:kite', shop).product).toMatchObject([{ name: 'Kite' }])
    expect(ask(weeklysales, 'region:south', shop).region).toMatchObject([{ name: 'South' }])
  })

  test('leaves the words after it what they are: a period, a number, another filter', () => {
    expect(ask(topcustomers, 'region:germny 20 last week', shop)).toMatchObject({
      count: 20,
      region: [{ name: 'Germany' }],
      period: { from: '2011-11-28' },
    })
    expect(ask(topcustomers, 'region:germny category:toy 2010', shop)).toMatchObject({
      region: [{ name: 'Germany' }],
      category: [{ name: 'Toys' }],
      period: { from: '2010-01-01' },
    })
    for (const text of ['region:north last week', 'region:north lst week', 'region:north last wek'])
      expect(mistake(() => ask(weeklysales, text, shop))).toMatch(
        /north”: North East or North West\?|last week/,
      )
  })

  test('that two have is asked back, and each of the answers asks the same of one', () => {
    const { said, choices } = question(() =>
      ask(topcustomers, '20 not:region:germny,north category:toy last week', shop),
    )
    expect(said).toBe('Which region do you mean by “north”: North East or North West?')
    expect(choices.map(({ label }) => label)).toEqual(['North East', 'North West'])
    for (const { label, ask: text } of choices) {
      const [name, ...words] = text.split(' ')
      expect(name).toBe('topcustomers')
      expect(ask(topcustomers, words.join(' '), shop)).toMatchObject({
        count: 20,
        except: { region: [{ name: 'Germany' }, { name: label }] },
        category: [{ name: 'Toys' }],
        period: { from: '2011-11-28' },
      })
    }
  })

  test('keeps what is left of a list, with its quotes and commas, in what is asked back', () => {
    const { choices } = question(() =>
      ask(returns, 'product:"Scented Candle, Wild Fig",kit,"Zone 1" region:north west last week', {
        ...shop,
        members: {
          ...shop.members,
          product: called('Scented Candle, Wild Fig', 'Kite 6"', 'Kitchen', 'Zone 1'),
        },
      }),
    )
    expect(choices.map(({ ask }) => ask)).toEqual([
      'returns product:"Scented Candle, Wild Fig","Kitchen",Zone 1 region:north west last week',
      'returns product:"Scented Candle, Wild Fig","Kite 6",Zone 1 region:north west last week',
    ])
  })

  test('that is said of customers in two ways is asked back, exact or not', () => {
    for (const text of ['attr:none', 'attr:NONE last week', 'not:attr:non'])
      expect(question(() => ask(weeklysales, text, shop)).choices).toMatchObject([
        { label: 'loyalty none', ask: expect.stringContaining('attr:"loyalty=none"') },
        { label: 'newsletter none' },
      ])
  })

  test('of more than five offers five, and says how many more there are', () => {
    const many: Known = {
      ...shop,
      members: { region: called(...Array.from({ length: 8 }, (_, at) => `North ${'abcdefgh'[at]}`)) },
    }
    const { said, choices } = question(() => ask(weeklysales, 'region:north', many))
    expect(said).toBe(
      'Which region do you mean by “north”: North a, North b, North c, North d, North e, or one of 3 more?',
    )
    expect(choices).toHaveLength(5)
    expect(mistake(() => ask(weeklysales, 'region:north', many))).toMatch(/"North e", or more of the name\.$/)
  })

  test('is asked back only when all else is understood, so that the answer can be given', () => {
    expect(mistake(() => ask(weeklysales, 'region:north last quartr', shop))).toMatch(/last quarter/)
    expect(mistake(() => ask(weeklysales, 'region:north category:zzz', shop))).toMatch(/no category “zzz”/)
  })

  test('alone, without its filter, is no name: what was meant as a period stays one', () => {
    expect(mistake(() => ask(topcustomers, 'last quartr', shop))).toMatch(/not a period.*last quarter/)
    expect(mistake(() => ask(topcustomers, 'germny', shop))).toMatch(/not a period/)
    expect(mistake(() => ask(customer, 'smith last quartr', shop))).toMatch(/not a period.*last quarter/)
  })

  test.each([
    ['zoe', ['Zoe Miller']],
    ['miller', ['Zoe Miller']],
    ['zoe miler last week', ['Zoe Miller']],
    ['last week obrien', ['Pat O’Brien']],
    ['ann smth', ['Ann Smith']],
  ])('of a customer alone is enough: %s', (text, names) =>
    expect(ask(customer, text, shop).customer?.map(({ name }) => name)).toEqual(names),
  )

  test('of two customers is asked back with the rest of the question', () => {
    const { said, choices } = question(() => ask(customer, 'last week smith region:germny', shop))
    expect(said).toBe('Which customer do you mean by “smith”: Ann Smith or Bob Smith?')
    expect(choices.map(({ ask }) => ask)).toEqual([
      'customer customer:"C1" last week region:germny',
      'customer customer:"C2" last week region:germny',
    ])
    for (const { ask: text } of choices)
      expect(ask(customer, text.replace('customer ', ''), shop)).toMatchObject({
        period: { from: '2011-11-28' },
        region: [{ name: 'Germany' }],
      })
  })

  test.each([
    'p018',
    'P01',
    'p13',
    'sku-0816',
    'sku',
    'SKU-081',
    'zone 2',
    'zone 11',
    'P0133',
    'zone a',
    'class b',
    'shirt xs',
  ])('that is a code is matched wholly or not at all: %s', code =>
    expect(mistake(() => ask(returns, `product:"${code}"`, shop))).toMatch(/There is no product/),
  )

  test.each(['25-35', 'age=25-35', '25'])('with other figures is another: attr:%s', value =>
    expect(mistake(() => ask(weeklysales, `attr:${value}`, shop))).toMatch(/no customer attribute/),
  )

  test('is never corrected where it is short', () => {
    for (const name of ['ki', 'kt', 'kte', 'zo', 'no', 'x'])
      expect(mistake(() => ask(returns, `product:${name}`, shop))).toMatch(/There is no product/)
  })

  test('stays words, whatever stands in it', () => {
    const hostile = [
      '.*',
      '(a+)+$',
      '[',
      '\\',
      "'; drop table lines; --",
      '<!channel>',
      '<@U0TOMO0002>',
      '*bold* _it_',
      '\u202eeht',
      '👩‍👩‍👧'.repeat(20),
      'a'.repeat(450),
      'n'.repeat(40).split('').join(' '),
    ]
    for (const text of hostile)
      for (const filter of ['region', 'product', 'attr', 'customer'] as const) {
        const said = mistake(() => ask(weeklysales, `${filter}:"${text}"`, shop))
        expect(said.length).toBeLessThan(600)
        expect(said).toMatch(/There is no|A name is missing/)
      }
  })

  test('that nobody may say before anything is loaded says so', () => {
    const nothing: Known = { ...known, members: {}, isEmpty: true }
    for (const run of [
      () => ask(customer, 'ann', nothing),
      () => ask(customer, '', nothing),
      () => ask(weeklysales, 'region:north', nothing),
    ])
      expect(mistake(run)).toMatch(/^No sales are loaded yet\. .*npm run import/)
    expect(ask(weeklysales, '', nothing).period.from).toBe('2011-09-12')
  })
})

describe('Of any members', () => {
  const letter = fc.constantFrom(...'abcdefghijklmnopqrstuvwxyz')
  const word = (minLength: number) => fc.string({ unit: letter, minLength, maxLength: 12 })
  const name = fc.array(word(1), { minLength: 1, maxLength: 4 }).map(words => words.join(' '))
  const accents: Record<string, string> = { a: 'ä', e: 'é', o: 'ô', n: 'ñ', c: 'ç' }

  test('each is found by its exact name in capitals and accents of any kind', () => {
    fc.assert(
      fc.property(
        fc.uniqueArray(name, { minLength: 1, maxLength: 30 }),
        fc.nat(),
        fc.infiniteStream(fc.nat(2)),
        (names, nth, how) => {
          const all = called(...names)
          const wanted = names[nth % names.length] ?? ''
          const typed = [...wanted]
            .map(one => {
              const { value } = how.next()
              return value === 1 ? one.toUpperCase() : value === 2 ? (accents[one] ?? one) : one
            })
            .join('')
          const found = ask(weeklysales, `region:"${typed}"`, { ...known, members: { region: all } })
          expect(found.region?.map(({ name }) => name)).toEqual([wanted])
        },
      ),
    )
  })

  test('a long name is found with a slip in it, unless another is as near', () => {
    const slip = fc.record({
      kind: fc.constantFrom('missing', 'more', 'other', 'swapped'),
      at: fc.nat(),
      letter,
    })
    const slipped = (text: string, { kind, at, letter }: { kind: string; at: number; letter: string }) => {
      const place = at % text.length
      const [before, here, after] = [text.slice(0, place), text.charAt(place), text.slice(place + 1)]
      if (kind === 'missing') return before + after
      if (kind === 'more') return before + letter + here + after
      if (kind === 'other') return before + letter + after
      return before + after.charAt(0) + here + after.slice(1)
    }
    let found = 0
    fc.assert(
      fc.property(
        fc.uniqueArray(word(9), { minLength: 2, maxLength: 20 }),
        fc.nat(),
        slip,
        (names, nth, slip) => {
          const wanted = names[nth % names.length] ?? ''
          const typed = slipped(wanted, slip)
          // Whoever is begun by it, or is as near, is another's case.
          const others = names.filter(one => one !== wanted)
          fc.pre(others.every(one => !one.startsWith(typed) && edits(typed, one, 3) === undefined))
          const { region } = ask(weeklysales, `region:${typed}`, {
            ...known,
            members: { region: called(...names) },
          })
          expect(region).toMatchObject([{ name: wanted }])
          found++
        },
      ),
      { numRuns: 300 },
    )
    expect(found).toBe(300)
  })

  test('none is found for a code that differs in a figure', () => {
    const code = fc
      .tuple(
        fc.string({ unit: letter, maxLength: 6 }),
        fc.integer({ min: 0, max: 99999 }),
        fc.constantFrom('', 'a'),
      )
      .map(([before, number, after]) => `${before}${number}${after}`)
    fc.assert(
      fc.property(
        fc.uniqueArray(code, { minLength: 1, maxLength: 30 }),
        fc.nat(),
        fc.nat(),
        fc.nat(9),
        (codes, nth, at, digit) => {
          const one = codes[nth % codes.length] ?? ''
          const places = [...one.matchAll(/\d/g)].map(({ index }) => index)
          const place = places[at % places.length] ?? 0
          const other = `${one.slice(0, place)}${digit}${one.slice(place + 1)}`
          fc.pre(!codes.includes(other))
          for (const all of [
            called(...codes),
            called(...codes.map(code => [code, code] as [string, string])),
            called(...codes.map((code, nth) => [`Kite ${nth}`, code] as [string, string])),
          ])
            expect(
              mistake(() => ask(returns, `product:"${other}"`, { ...known, members: { product: all } })),
            ).toMatch(/There is no product/)
        },
      ),
    )
  })

  test('slips are counted as a slow count counts them', () => {
    const short = fc.string({ unit: fc.constantFrom('a', 'b', 'c'), maxLength: 6 })
    const slow = (one: string, other: string): number => {
      if (!one || !other) return one.length + other.length
      const same = one[0] === other[0] ? 0 : 1
      const swapped = one.length > 1 && one[0] === other[1] && one[1] === other[0]
      return Math.min(
        slow(one.slice(1), other.slice(1)) + same,
        slow(one.slice(1), other) + 1,
        slow(one, other.slice(1)) + 1,
        ...(swapped ? [slow(one.slice(2), other.slice(2)) + 1] : []),
      )
    }
    fc.assert(
      fc.property(short, short, fc.nat(4), (one, other, most) => {
        const distance = slow(one, other)
        expect(edits(one, other, most)).toBe(distance > most ? undefined : distance)
      }),
    )
  })
})

test('A question names members of a filter in the stretches after it, and whom it is about anywhere', () => {
  expect(
    naming(returns, 'product', 'last week product:red kite region:north not:product:"a, b" 2025').trim(),
  ).toBe('red kite "a, b" 2025')
  expect(naming(customer, 'customer', 'ann last week')).toBe('ann last week')
})

test('A question needs the members of what it can be filtered on, and products only where it filters on them', () => {
  expect(needed(topcustomers, '20 last week')).toEqual(['region', 'channel', 'category'])
  expect(needed(topcustomers, 'not:attr:London Customer:"ann b"')).toEqual([
    ...['region', 'channel', 'category', 'customer', 'attr'],
  ])
  expect(needed(returns, 'last week')).not.toContain('product')
  expect(needed(topcustomers, `customer:${'ann '.repeat(200)}`)).toEqual([])
  expect(needed(returns, '20 Region:north last week "Product:x"')).toContain('product')
})

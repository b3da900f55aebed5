import { describe, expect, test } from 'vitest'
import { everything } from '../src/access.ts'
import { named } from '../src/ask.ts'
import { source } from '../src/figures/new-and-returning.ts'
import type { Answer } from '../src/insight.ts'
import { insights } from '../src/insights/index.ts'
import { returns } from '../src/insights/returns.ts'
import { dayAfter } from '../src/period.ts'
import { table } from '../src/slack/table.ts'
import { say } from '../src/words.ts'
import { company } from './helpers/company.ts'
import { handMade, type Written } from './helpers/hand-made.ts'

/*
 * What answers say first of small sales made by hand, beside what their tables show.
 */

type Sold = { day: string; gross: number } & Pick<
  Written,
  'order' | 'kind' | 'product' | 'customer' | 'reason' | 'region'
>

/** Asks about sales that are known from the first of them to the 30th of June 2026. */
async function shop(sold: readonly Sold[]) {
  const { ask } = await handMade(
    sold.map(({ gross, ...more }) => ({ product: 'Vase', ...more, gross: String(gross) })),
    { before: [] },
  )
  return (name: string, text: string) => ask({ insight: named(name, insights), text, scope: everything })
}

const june = '2026-06-01..2026-06-28'
const inMay = '2026-05-10'
const inJune = '2026-06-10'

describe('What moved', () => {
  const moved = (amounts: Record<string, readonly [may: number, june: number]>) =>
    shop([
      { day: '2026-01-01', gross: 1 },
      ...Object.entries(amounts).flatMap(([product, [before, now]]) => [
        { product, day: inMay, gross: before },
        { product, day: inJune, gross: now },
      ]),
    ])

  test('is led by the largest change, whichever way, where sales as a whole are level', async () => {
    const ask = await moved({ Rug: [900, 400], Jug: [900, 500], Mug: [100, 400], Cup: [8000, 8580] })
    const { headline, rows } = await ask('movers', june)
    expect(rows[0]).toMatchObject({ name: 'Cup', change: 580 })
    expect(headline).toMatch(
      /^Net sales stayed level at £9.88k; Cup rose most \(\+£580\); Rug fell most \(−£500\) – /,
    )
    const other = await (await moved({ Rug: [900, 400], Jug: [400, 700], Mug: [800, 1000] }))('movers', june)
    expect(other.rows[0]).toMatchObject({ name: 'Rug', change: -500 })
    expect(other.headline).toMatch(/^Net sales stayed level at £2.1k; Rug fell most \(−£500\); Jug rose most/)
  })

  test('is led by what went the way of all sales where they rose or fell', async () => {
    const ask = await moved({ Rug: [900, 400], Jug: [400, 700], Mug: [800, 1700] })
    expect((await ask('movers', june)).headline).toMatch(
      /^Net sales rose 33% to £2.8k; Mug rose most \(\+£900\) – /,
    )
    const fell = await moved({ Rug: [900, 400], Jug: [900, 500], Mug: [100, 700] })
    expect((await fell('movers', june)).headline).toMatch(
      /^Net sales fell 16% to £1.6k; Rug fell most \(−£500\) – /,
    )
  })

  test('is one change alone where two would make a long sentence', async () => {
    const [long, longer] = [
      'Candle Holder in Hammered Brass, Large',
      'Candle Holder in Hammered Brass, Small',
    ]
    const ask = await moved({ [long]: [900, 400], [longer]: [100, 600] })
    const { headline } = await ask('movers', june)
    expect(headline).toContain(`; ${long} fell most (−£500) – `)
    expect(headline).not.toContain('rose most')
  })
})

describe('The best customers', () => {
  const bought = (amounts: Record<string, readonly [may: number, june: number]>) =>
    shop([
      { day: '2026-01-01', gross: 1 },
      ...Object.entries(amounts).flatMap(([customer, [before, now]]) => [
        ...(before > 0 ? [{ customer, day: inMay, gross: before }] : []),
        { customer, day: inJune, gross: now },
      ]),
    ])

  test('who rose and who fell most are told of all who ordered before, also of those who are not listed', async () => {
    const ask = await bought({
      Ann: [400, 900],
      Ben: [100, 400],
      Cid: [700, 600],
      Dot: [0, 800],
      Eve: [300, 1],
    })
    const { detail } = await ask('topcustomers', `4 ${june}`)
    expect(detail).toBe(
      'Customer Ann comes first with £900 in 1 order. Of these 4, Customer Dot had bought nothing the period before. Of all who ordered in the period before, Customer Ann rose most (+£500) and Customer Eve fell most (−£299). 5 customers ordered.',
    )
  })
})

describe('Returns', () => {
  const back = (sold: string, returned: string) => [
    { order: 'a', customer: 'Ann', product: 'Rug', day: sold, gross: 100 },
    {
      order: 'a',
      customer: 'Ann',
      product: 'Rug',
      day: returned,
      gross: 30,
      kind: 'return' as const,
      reason: 'Damaged',
    },
    { order: 'b', customer: 'Ann', product: 'Jug', day: sold, gross: 100 },
    { order: 'b', customer: 'Ann', product: 'Jug', day: returned, gross: 20, kind: 'cancellation' as const },
  ]
  const early = { day: '2024-01-01', gross: 1 }
  const shown = (answered: Answer) =>
    table(answered, returns, say(company)).block.rows.map(row =>
      row.map(one => ('text' in one ? one.text : '')),
    )

  test('say of rates in table and picture that they are of what was returned or cancelled', async () => {
    const ask = await shop([early, ...back('2026-05-04', '2026-05-11')])
    const answered = await ask('returns', '2026-05-04..2026-05-17')
    expect(shown(answered)).toEqual([
      ['Product', 'Total', '% back or cancelled', 'Returned'],
      ['Rug', '£30', '30.0%', '£30'],
      ['Jug', '£20', '20.0%', '£0'],
    ])
    expect(answered.chart?.description).toContain('; right: share returned or cancelled.')
    expect(answered.context).not.toContain('may rise')
  })

  test('say until when rates may rise, while it is not known what share comes back', async () => {
    const ask = await shop([early, ...back('2026-06-15', '2026-06-17')])
    const answered = await ask('returns', '2026-06-15..2026-06-21')
    expect(answered.detail).toContain('is returned or cancelled is known from 21 July 2026.')
    expect(answered.context).toMatch(
      / · rates may rise until 21 July 2026, while these orders can still come back$/,
    )
    expect(answered.rows[0]).toMatchObject({ rate: 0.3, provisional: true })
    expect(answered.chart?.description).not.toContain('; right:')
    // There are no rates by reason.
    const reasons = await ask('returns', 'by:reason 2026-06-15..2026-06-21')
    expect(reasons.context).not.toContain('may rise')
    expect(reasons.rows[0]).toMatchObject({ rate: null, provisional: null })
  })

  test('name the main of the reasons that are given, where most came back without one', async () => {
    const [sale, some, other, more] = back('2026-05-04', '2026-05-11')
    const ask = await shop([
      early,
      ...[sale, some, other].flatMap(one => one ?? []),
      { ...more, order: 'b', day: '2026-05-11', gross: 70 },
    ])
    const { headline, detail, rows } = await ask('returns', 'by:reason 2026-05-04..2026-05-17')
    expect(rows.map(({ name }) => name)).toEqual(['No reason given', 'Damaged'])
    expect(headline).toMatch(/; main reason given: Damaged \(30%\) – /)
    expect(detail).toContain('No reason is given for 70.0% of it')
  })
})

/** Half a year of weeks in which the sales of a region or product go up and down by as much, and the last four weeks are more. */
const weekly = (of: Pick<Sold, 'region' | 'product'>, usual: number, swing: number, more: number) =>
  Array.from({ length: 30 }, (_, nth) => ({
    ...of,
    day: dayAfter('2025-12-01', 7 * nth),
    gross: usual + (nth % 2 === 0 ? swing : -swing) + (nth >= 26 ? more : 0),
  }))

describe('The regions that moved most', () => {
  const early = { day: '2024-01-01', gross: 1 }
  const detail = async (sold: Sold[]) => (await (await shop([early, ...sold]))('regions', june)).detail

  test('are left unnamed where they moved no more than is ordinary for their size', async () => {
    const said = await detail([
      ...weekly({ region: 'South' }, 900, 100, 200),
      ...weekly({ region: 'North' }, 400, 30, -2),
      ...weekly({ region: 'West' }, 300, 30, -1),
    ])
    expect(said).toContain('Up most: South (+£800).')
    expect(said).not.toContain('Down most')
  })

  test('are all named down to the last that moved more, so that none larger is left out', async () => {
    const said = await detail([
      ...weekly({ region: 'South' }, 4000, 200, -75),
      ...weekly({ region: 'North' }, 90, 5, -70),
    ])
    expect(said).toContain('Down most: South (−£300); North (−£280).')
  })

  test('are left unnamed under a hundredth of the whole, where it is not known what is ordinary', async () => {
    const said = await detail([
      { region: 'South', day: inMay, gross: 900 },
      { region: 'South', day: inJune, gross: 950 },
      { region: 'North', day: inMay, gross: 400 },
      { region: 'North', day: inJune, gross: 395 },
    ])
    expect(said).toContain('Up most: South (+£50).')
    expect(said).not.toContain('Down most')
  })
})

describe('The categories of goods', () => {
  const early = { day: '2024-01-01', gross: 1, product: 'Rug' }
  const headline = async (sold: Sold[]) => (await (await shop([early, ...sold]))('categories', june)).headline

  test('are led by which brings most and which moved most, whichever way', async () => {
    const rug = weekly({ product: 'Rug' }, 1000, 50, 100)
    expect(await headline([...rug, ...weekly({ product: 'Jug' }, 900, 50, -400)])).toMatch(
      /^Rug brings £4.4k, 68.8% of sales of goods; Jug fell most \(−£1.6k, −44%\) – /,
    )
    expect(await headline([...rug, ...weekly({ product: 'Jug' }, 400, 20, 300)])).toMatch(
      /^Rug brings £4.4k, 61.1% of sales of goods; Jug rose most \(\+£1.2k, \+75%\) – /,
    )
  })

  test('are led by one where it is both', async () => {
    const sold = [...weekly({ product: 'Rug' }, 1000, 50, 400), ...weekly({ product: 'Jug' }, 900, 50, -20)]
    expect(await headline(sold)).toMatch(
      /^Rug brings £5.6k, 61.4% of sales of goods, and rose most \(\+£1.6k, \+40%\) – /,
    )
  })

  test('are led by which brings most alone where none moved by more than is ordinary, or that is not known', async () => {
    const sold = [...weekly({ product: 'Rug' }, 1000, 150, 10), ...weekly({ product: 'Jug' }, 900, 150, -20)]
    expect(await headline(sold)).toMatch(
      /^Rug brings £4.04k, 53.4% of sales of goods, and is 1% above the period before – /,
    )
    const few = [
      { product: 'Rug', day: inMay, gross: 400 },
      { product: 'Rug', day: inJune, gross: 500 },
      { product: 'Jug', day: inMay, gross: 400 },
      { product: 'Jug', day: inJune, gross: 100 },
    ]
    expect(await headline(few)).toMatch(
      /^Rug brings £500, 83.3% of sales of goods, and is 25% above the period before – /,
    )
  })
})

describe('New and returning customers', () => {
  test.each([
    [60, 55, 'The growth came from returning and new customers alike.'],
    [-40, -60, 'The decline came from returning and new customers alike.'],
    [70, 30, 'The growth came mostly from returning customers.'],
    [-10, -90, 'The decline came mostly from new customers.'],
    [100, -20, 'The growth came from returning customers.'],
    [20, -100, 'The decline came from new customers.'],
    [100, 0, 'The growth came from returning customers.'],
  ])('who changed by %d and %d: %s', (returning, fresh, said) => {
    expect(source(returning, fresh)).toBe(said)
  })

  test('who changed by as much against each other changed nothing', () => {
    expect(source(50, -50)).toBeUndefined()
  })

  /** Weeks from January 2024 in which the same customer buys, for more or less by turns, and in the last ones more. */
  const weekly = (more: number) =>
    Array.from({ length: 130 }, (_, week) => ({
      day: dayAfter('2024-01-01', 7 * week),
      customer: 'Ann',
      gross: 1000 + (week % 2 === 0 ? 60 : -60) + (week >= 122 ? more : 0),
    }))

  test('are told the source of a change only where it is more than weeks ordinarily differ by', async () => {
    const eight = 'last 8 weeks'
    const { detail } = await (await shop(weekly(10)))('newvsreturning', eight)
    expect(detail).toMatch(/^Together that is 1% above the period before \(a usual swing\)\. /)
    const other = await (await shop(weekly(500)))('newvsreturning', eight)
    expect(other.detail).toMatch(/^The growth came from returning customers\. /)
  })
})

import { beforeAll, describe, expect, test } from 'vitest'
import { everything } from '../src/access.ts'
import type { Insight } from '../src/insight.ts'
import { avgspend } from '../src/insights/avgspend.ts'
import { categories } from '../src/insights/categories.ts'
import { channels } from '../src/insights/channels.ts'
import { kpis } from '../src/insights/kpis.ts'
import { movers } from '../src/insights/movers.ts'
import { newvsreturning } from '../src/insights/newvsreturning.ts'
import { products } from '../src/insights/products.ts'
import { regions } from '../src/insights/regions.ts'
import { retention } from '../src/insights/retention.ts'
import { returns } from '../src/insights/returns.ts'
import { seasonality } from '../src/insights/seasonality.ts'
import { dayAfter } from '../src/period.ts'
import { handMade, type Written } from './helpers/hand-made.ts'

/*
 * Where there is little to tell from, that is said: up to its limit, and no further. A region is named after how many
 * customers it has; in April each of them orders one lamp, in May another, and there gives half of it back.
 */

const sizes = [1, 9, 10, 29, 30, 49, 50, 99, 100]

const ofRegion = (size: number): Written[] =>
  Array.from({ length: size }, (_, nth) => {
    const who = { region: `Of ${size}`, customer: `${size}-${nth}`, quantity: '2' }
    return [
      { ...who, day: '2026-04-14' },
      { ...who, day: '2026-05-12' },
      { ...who, day: '2026-05-13', kind: 'return' as const, quantity: '1', gross: '10', reason: 'Broken' },
    ]
  }).flat()

/** Beside pens that nobody gives back, so many lamps of which half came back. */
const besidePens = (lamps: number): Written[] => {
  const region = `Beside ${lamps}`
  return [
    ...ofRegion(lamps).map(line => ({ ...line, region, customer: `B${line.customer}` })),
    ...Array.from({ length: 20 }, (_, nth) => ({
      ...{ region, customer: `P${lamps}-${nth}`, day: '2026-05-12', product: 'pen', gross: '100' },
    })),
  ]
}

let answer: Awaited<ReturnType<typeof handMade>>['ask']

beforeAll(async () => {
  answer = (await handMade([...sizes.flatMap(ofRegion), ...besidePens(99), ...besidePens(100)])).ask
})

const ask = (insight: Insight, size: number | string, period = '2026-05') =>
  answer({
    insight,
    text: `${period} region:"${typeof size === 'number' ? `Of ${size}` : size}"`,
    scope: everything,
  })

const only = (things: string) => (count: number) =>
  `Only ${count} ${things}${count === 1 ? '' : 's'} in all, so a few more or less change the figures much.`
const these = (things: string) => (count: number) =>
  `${things === 'order' && count === 1 ? 'This is' : 'These are'} only ${count} ${things}${count === 1 ? '' : 's'}: a few more or less would change the figures much.`
const anyWarning = /Only \d|So few|a few more or/

describe('So few that a few more or less would change it', () => {
  test.each([
    { insight: kpis, enough: 100, warning: only('order') },
    { insight: movers, enough: 100, warning: only('order') },
    { insight: products, enough: 100, warning: only('order line') },
    { insight: categories, enough: 100, warning: only('order line') },
    { insight: channels, enough: 30, warning: only('order') },
    { insight: regions, enough: 30, warning: only('order') },
    { insight: returns, enough: 30, warning: only('unit') },
    { insight: newvsreturning, enough: 50, warning: () => 'So few customers differ much by chance.' },
    { insight: seasonality, enough: 100, warning: these('order') },
    { insight: retention, enough: 100, warning: these('customer'), period: '2026-04' },
  ])('is said by $insight.name of fewer than $enough, and not of $enough', async one => {
    for (const size of [1, one.enough - 1])
      expect((await ask(one.insight, size, one.period)).detail.split(one.warning(size))).toHaveLength(2)
    const { headline, detail } = await ask(one.insight, one.enough, one.period)
    expect(headline).not.toBe('')
    expect(detail).not.toMatch(anyWarning)
  })

  test('is said of what customers spend, and then no change of it and no picture is shown', async () => {
    const few = await ask(avgspend, 9)
    expect(few.detail).toBe(
      '9 customers placed 9 orders of £20 on average. So few customers do not show what is usual.',
    )
    expect(few.headline).toMatch(/^A customer spends £10 on average; half spend £10 or less/)
    expect(few.chart).toBeNull()
    const enough = await ask(avgspend, 10)
    expect(enough.detail).toBe(
      '10 customers placed 10 orders of £20 on average. The tenth who spend most bring 10% of what customers spend.',
    )
    expect(enough.headline).toMatch(/^A customer spends £10 on average, 50% below the period before; half/)
    expect(enough.chart).not.toBeNull()
  })

  test('is instead of how many it took where there is one region or channel, so that no count is said twice', async () => {
    for (const insight of [channels, regions]) {
      expect((await ask(insight, 29)).detail).not.toContain('It took')
      expect((await ask(insight, 30)).detail).toContain('It took 30 orders.')
    }
    expect((await ask(returns, 29)).detail).not.toContain('That is')
    expect((await ask(returns, 30)).detail).toMatch(/^That is 30 units\./)
  })
})

test('A main reason is only named where there are enough units that came back for it', async () => {
  expect((await ask(returns, 29)).headline).not.toContain('Broken')
  expect((await ask(returns, 30)).headline).toContain(', 100% “Broken”')
})

test('What comes back most is only named where enough was ordered of it', async () => {
  for (const [insight, name] of [
    [products, 'Of class A, Lamp'],
    [categories, 'Home'],
  ] as const) {
    expect((await ask(insight, 'Beside 99')).detail).not.toContain('comes back most')
    expect((await ask(insight, 'Beside 100')).detail).toContain(
      `${name} comes back most: 50.0% of what was ordered`,
    )
  }
})

test('Customers who order every week are few however often they do', async () => {
  const weekly = Array.from({ length: 12 }, (_, week) => dayAfter('2026-04-06', 7 * week)).flatMap(day =>
    Array.from({ length: 5 }, (_, nth) => ({ day, region: 'Weekly', customer: `${nth}` })),
  )
  const { ask } = await handMade(weekly)
  const { detail } = await ask({
    insight: newvsreturning,
    text: 'last 12 weeks region:weekly',
    scope: everything,
  })
  expect(detail).toContain('So few customers differ much by chance.')
})

test.each([99, 100])('A change from %s orders says little where they are fewer than 100', async count => {
  const of = (day: string, orders: number) =>
    Array.from({ length: orders }, (_, nth) => ({ day, region: 'Grown', customer: `${nth}` }))
  const { ask } = await handMade([...of('2026-04-14', count), ...of('2026-05-12', 150)])
  for (const insight of [kpis, movers]) {
    const { detail } = await ask({ insight, text: '2026-05 region:grown', scope: everything })
    const warning = `There are only ${count} orders to compare with, so the change says little.`
    if (count < 100) expect(detail).toContain(warning)
    else expect(detail).not.toContain('to compare with')
  }
})

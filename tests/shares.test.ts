import { beforeAll, describe, expect, test } from 'vitest'
import { everything } from '../src/access.ts'
import { analyst } from '../src/analyst.ts'
import type { Asked } from '../src/insight.ts'
import { categories } from '../src/insights/categories.ts'
import { channels } from '../src/insights/channels.ts'
import { regions } from '../src/insights/regions.ts'
import { snapshot } from '../src/tx.ts'
import { clock } from './helpers/clock.ts'
import { company } from './helpers/company.ts'
import { sampleDatabase } from './helpers/database.ts'
import { grouped, type Line, linesOf, mondayOf, money, net, within } from './helpers/ledger.ts'

/*
 * What each channel, region and category brought in each month or week, and its share of all, counted a second time from
 * the raw lines.
 */

const insights = { categories, channels, regions }
type Name = keyof typeof insights

let sample: Awaited<ReturnType<typeof sampleDatabase>>
let lines: Line[]
let names: Record<Name, Map<number, string>>

beforeAll(async () => {
  sample = await sampleDatabase()
  lines = await linesOf(sample.owner)
  const named = async (table: Name) => {
    const rows = await sample.owner<
      { id: number; name: string }[]
    >`select id, name from ${sample.owner(table)}`
    return new Map(rows.map(({ id, name }) => [id, name]))
  }
  names = {
    categories: (await named('categories')).set(0, 'none'),
    channels: await named('channels'),
    regions: await named('regions'),
  }
})

const ask = (name: Name, text: string) =>
  analyst({ reader: sample.reader, company, now: clock }).answer({
    insight: insights[name],
    text,
    scope: everything,
  })

type Step = { unit: string; member: string; net: number; share: number | null }

/** What the question's own query finds. */
async function found(name: Name, asked: Asked): Promise<Step[]> {
  const rows = await snapshot(
    sample.reader,
    everything,
    async tx =>
      (await insights[name].queries(tx, asked).course) as {
        unit: string
        id: number
        net: number
        share: number | null
      }[],
  )
  return rows.map(({ id, ...step }) => ({ ...step, member: names[name].get(id) ?? '' }))
}

const nextMonth = (month: string) => {
  const [year = 0, number = 0] = month.split('-').map(Number)
  return new Date(Date.UTC(year, number, 1)).toISOString().slice(0, 10)
}
const nextMonday = (monday: string) =>
  new Date(Date.parse(`${monday}T00:00:00Z`) + 7 * 86_400_000).toISOString().slice(0, 10)

/** The same from the raw lines, of the months or weeks that lie within the period. */
function expected(name: Name, asked: Asked, grain: 'month' | 'week'): Step[] {
  const { from, to } = asked.period
  const start = (day: string) => (grain === 'month' ? `${day.slice(0, 7)}-01` : mondayOf(day))
  const end = (unit: string) => (grain === 'month' ? nextMonth(unit.slice(0, 7)) : nextMonday(unit))
  const counted = within(lines, asked).filter(line => name !== 'categories' || line.merchandise)
  const member = (line: Line) =>
    name === 'categories'
      ? (line.category ?? 'none')
      : line[name === 'channels' ? 'channelName' : 'regionName']
  return [...grouped(counted, line => start(line.day))]
    .filter(([unit]) => unit >= from && end(unit) <= to)
    .flatMap(([unit, all]) => {
      const whole = net(all)
      return [...grouped(all, member)].map(([who, some]) => ({
        unit,
        member: who,
        net: money(net(some)),
        share: whole > 0n ? Number((net(some) * 10_000_000n) / whole) / 1e7 : null,
      }))
    })
}

const sorted = (steps: Step[]) =>
  steps.toSorted((a, b) => a.unit.localeCompare(b.unit) || a.member.localeCompare(b.member))

const about = (steps: Step[]) =>
  sorted(steps).map(step => ({ ...step, share: step.share === null ? null : expect.closeTo(step.share, 5) }))

describe.each(['categories', 'channels', 'regions'] as const)('The course of %s', name => {
  test.each([
    ['', 'month'],
    ['all', 'month'],
    ['last 8 weeks', 'week'],
    ['2025-11-10..2026-05-20', 'month'],
    ['2026-04-08..2026-06-04', 'week'],
    ['2025 region:north,south not:channel:phone', 'month'],
    ['last 12 months category:toys', 'month'],
    ['last 8 weeks not:category:toys', 'week'],
    ['last quarter attr:65+', 'month'],
    ['last quarter not:attr:65+', 'month'],
  ] as const)('counts what the raw lines hold: "%s"', async (text, grain) => {
    const { asked } = await ask(name, text)
    const second = expected(name, asked, grain)
    expect(second.length).toBeGreaterThan(0)
    expect(sorted(await found(name, asked))).toEqual(about(second))
  })

  test('counts what is left without a product or a customer', async () => {
    const [first] = within(lines, (await ask(name, '')).asked).filter(line => line.customer)
    for (const text of [`not:customer:"${first?.customer}"`, `not:product:"${first?.product}"`]) {
      const { asked } = await ask(name, text)
      expect(sorted(await found(name, asked))).toEqual(about(expected(name, asked, 'month')))
    }
  })

  test('has shares that make one in each month', async () => {
    const { asked } = await ask(name, '')
    const months = grouped<string, Step>(await found(name, asked), ({ unit }) => unit)
    expect(months.size).toBe(12)
    for (const month of months.values())
      expect(month.reduce((sum, { share }) => sum + (share ?? Number.NaN), 0)).toBeCloseTo(1, 4)
  })

  test('knows no share of a month in which more came back than was sold', async () => {
    const { asked } = await ask(name, '')
    const cell = (line: Line) => `${line.day.slice(0, 7)} ${line.product} ${line.channelName}`
    const lossy = [
      ...grouped(
        within(lines, asked).filter(line => line.merchandise),
        cell,
      ).values(),
    ].find(some => net(some) < 0n)
    if (!lossy?.[0])
      throw new Error('no loss; rule: the sample company has a month of more returns than sales')
    const [{ product, channelName, day }] = lossy
    const narrow = await ask(name, `product:"${product}" channel:"${channelName}"`)
    const steps = (await found(name, narrow.asked)).filter(({ unit }) => unit === `${day.slice(0, 7)}-01`)
    expect(steps.length).toBeGreaterThan(0)
    expect(steps.every(({ share }) => share === null)).toBe(true)
    expect(narrow.chart?.description).not.toMatch(/NaN|null|undefined|Infinity/)
  })
})

import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import type { Sql } from 'postgres'
import { beforeAll, describe, expect, test } from 'vitest'
import { everything } from '../src/access.ts'
import { analyst } from '../src/analyst.ts'
import { topcustomers } from '../src/insights/topcustomers.ts'
import { collect } from '../src/intake/collect.ts'
import { type LoadResult, load } from '../src/intake/load.ts'
import { clock } from './helpers/clock.ts'
import { company } from './helpers/company.ts'
import { emptyDatabase } from './helpers/database.ts'

const file =
  process.env.REAL_SALES ??
  fileURLToPath(new URL('../../shared/data/online-retail-ii/online_retail_II.csv.gz', import.meta.url))
const there = existsSync(file)
if (!there)
  process.stderr.write(`Real sales are skipped: there is no ${file}; name the file in REAL_SALES.\n`)

/** What anyone can recompute from Online Retail II with a few lines of SQL, kinds of credits included. */
describe.skipIf(!there)('Online Retail II, every transaction of two years,', () => {
  let owner: Sql
  let reader: Sql
  let result: LoadResult

  beforeAll(async () => {
    ;({ owner, reader } = await emptyDatabase())
    result = await load(owner, await collect([file]))
  })

  const one = async (query: ReturnType<Sql>) => (await query)[0]

  test('is accounted for to the row and to the cent', () => {
    expect(result).toMatchObject({
      read: 1_067_371,
      loaded: 1_007_912 + 19_103,
      duplicates: 34_335,
      unchanged: 0,
      changed: {},
      rejected: {
        'stock adjustment': 3_393,
        'no price': 2_621,
        'bad-debt adjustment': 6,
        'credit with a positive quantity': 1,
      },
      from: '2009-12-01',
      through: '2011-12-09',
      totals: { sale: 20_465_198.39, adjustment: 745_998.21, cancellation: 347_741.24, return: 368_684.73 },
    })
  })

  test('has its invoices, customers, guests and kinds of credits', async () => {
    const kinds =
      await owner`select kind::text, count(*)::int as n from lines group by kind order by kind::text`
    expect([...kinds]).toEqual([
      { kind: 'adjustment', n: 1_189 },
      { kind: 'cancellation', n: 1_520 },
      { kind: 'return', n: 16_394 },
      { kind: 'sale', n: 1_007_912 },
    ])
    expect(
      await one(owner`select count(distinct order_id)::int as invoices, count(distinct customer_id)::int as customers,
        round(sum(gross), 2)::float8 as gross, count(*) filter (where customer_id is null)::int as guest_lines,
        round(sum(gross) filter (where customer_id is null), 2)::float8 as of_guests from lines where kind = 'sale'`),
    ).toEqual({
      invoices: 40_076,
      customers: 5_878,
      gross: 20_465_198.39,
      guest_lines: 228_487,
      of_guests: 3_090_394.12,
    })
    expect(
      await one(owner`select round(sum(gross), 2)::float8 as credited from lines where kind <> 'sale'`),
    ).toEqual({
      credited: 1_462_424.18,
    })
  })

  test('has the week of 14 November 2011', async () => {
    expect(
      await one(owner`select round(sum(gross - discounts), 2)::float8 as charged,
        round(sum(returns + cancellations + adjustments), 2)::float8 as credited,
        count(distinct order_id) filter (where sale_lines > 0)::int as orders,
        count(distinct customer_id) filter (where sale_lines > 0)::int as customers
        from order_facts where day between '2011-11-14' and '2011-11-20'`),
    ).toEqual({ charged: 387_064.65, credited: 8_214.87, orders: 690, customers: 569 })
  })

  test('has customer 18102, who spent most', async () => {
    expect(
      await one(owner`select c.key, round(sum(gross - discounts), 2)::float8 as charged,
        round(sum(returns + cancellations + adjustments), 2)::float8 as credited,
        count(distinct order_id) filter (where sale_lines > 0)::int as orders
        from order_facts join customers c on c.id = customer_id group by c.key order by charged desc limit 1`),
    ).toEqual({ key: '18102', charged: 580_987.04, credited: 10_606.43, orders: 145 })
  })

  test('matches the largest cancellation, twelve minutes after it was ordered, to its sale', async () => {
    expect(
      await one(owner`select quantity::float8, amount::float8, sale_day::text, credit_day::text from matches
        order by quantity desc limit 1`),
    ).toEqual({ quantity: 80_995, amount: 168_469.6, sale_day: '2011-12-09', credit_day: '2011-12-09' })
  })

  test('ends on 9 December 2011 before closing time, so the last complete day is the one before', async () => {
    expect(
      await one(owner`select version, first_day::text, data_through::text, as_of::text from coverage`),
    ).toEqual({
      version: 1,
      first_day: '2009-12-01',
      data_through: '2011-12-09',
      as_of: '2011-12-08',
    })
  })

  test('adds up the same in every summary', async () => {
    const sums = []
    for (const table of ['order_facts', 'product_days', 'product_months'])
      sums.push(
        await one(owner`select sum(sale_lines)::int as lines, sum(units)::text as units, sum(gross)::text as gross,
          sum(returns)::text as returns, sum(cancellations)::text as cancellations, sum(adjustments)::text as adjustments,
          sum(matched)::text as matched, sum(ordered_returned + ordered_cancelled)::text as ordered from ${owner(table)}`),
      )
    expect(sums[0]).toMatchObject({ lines: 1_007_912, ordered: Object(sums[0]).matched })
    expect(sums[1]).toEqual(sums[0])
    expect(sums[2]).toEqual(sums[0])
  })

  test('calls products what their lines call them, and knows what is no merchandise', async () => {
    const names = await owner`select key, name, merchandise from products
      where key in ('85123A', 'POST', '22423', 'DCGS0058') order by key`
    expect([...names]).toEqual([
      { key: '22423', name: 'REGENCY CAKESTAND 3 TIER', merchandise: true },
      { key: '85123A', name: 'WHITE HANGING HEART T-LIGHT HOLDER', merchandise: true },
      { key: 'DCGS0058', name: 'MISO PRETTY  GUM', merchandise: true },
      { key: 'POST', name: 'POSTAGE', merchandise: false },
    ])
  })

  test('tells who fell most of all customers, who is no longer among the best', async () => {
    const { detail } = await analyst({ reader, company, now: clock }).answer({
      ...{ insight: topcustomers, text: '2011-09-12..2011-12-04', scope: everything },
    })
    const [most] = await owner`
      with spent as (
        select c.key, sum((case when l.kind = 'sale' then 1 else -1 end) * (l.gross - l.discount))
            filter (where l.day between '2011-09-12' and '2011-12-04') as now,
          sum((case when l.kind = 'sale' then 1 else -1 end) * (l.gross - l.discount))
            filter (where l.day between '2011-06-20' and '2011-09-11') as before
        from lines l join customers c on c.id = l.customer_id group by c.key)
      select key, round(coalesce(now, 0) - before)::int as change from spent
      where before is not null order by coalesce(now, 0) - before limit 1`
    expect(most).toEqual({ key: '14156', change: -29_735 })
    expect(detail).toContain('Customer 14156 fell most (−£29.7k)')
  })

  test('is not loaded twice', async () => {
    const again = await load(owner, await collect([file]))
    expect(again).toMatchObject({
      loaded: 0,
      duplicates: 34_335,
      unchanged: 1_027_015,
      rejected: result.rejected,
    })
    expect(await one(owner`select version from coverage`)).toEqual({ version: 1 })
    expect(await one(owner`select count(*)::int as n from rejected_rows`)).toEqual({ n: 6_021 })
  })
})

import { spawnSync } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import fc from 'fast-check'
import postgres, { type Sql, type TransactionSql } from 'postgres'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { UserError } from '../src/errors.ts'
import { account } from '../src/intake/account.ts'
import { collect } from '../src/intake/collect.ts'
import { copy } from '../src/intake/copy.ts'
import { decimal, times, units } from '../src/intake/decimal.ts'
import { type LoadOptions, load } from '../src/intake/load.ts'
import { apportion, type Movement, match } from '../src/intake/match.ts'
import type { Customer, Entry, Line, Product, Source } from '../src/intake/source.ts'
import { emptyDatabase } from './helpers/database.ts'

let database: Awaited<ReturnType<typeof emptyDatabase>>
let owner: Sql
let folder: string

beforeAll(async () => {
  database = await emptyDatabase()
  owner = database.owner
  folder = await mkdtemp(join(tmpdir(), 'tilly-intake-'))
})
afterAll(() => rm(folder, { recursive: true, force: true }))
beforeEach(() => wipe())

const tables = [
  'lines',
  'orders',
  'matches',
  'order_facts',
  'order_categories',
  'sales_days',
  'customer_months',
  'product_days',
  'product_months',
]

const wipe = async () => {
  const all = [
    ...tables,
    'customers',
    'attributes',
    'products',
    'regions',
    'channels',
    'categories',
    'reasons',
    'imports',
    'rejected_rows',
  ]
  await owner.unsafe(`truncate ${all.join(', ')} restart identity`)
  await owner`update coverage set version = 0, first_day = null, data_through = null, as_of = null`
}

const header = 'Invoice,StockCode,Description,Quantity,InvoiceDate,Price,Customer ID,Country'

const fileOf = async (content: string | Uint8Array, name = 'sales.csv') => {
  const file = join(folder, name)
  await writeFile(file, content)
  return file
}

const csv = (...rows: string[]) => `${[header, ...rows].join('\n')}\n`

const loadCsv = async (content: string, options?: LoadOptions) =>
  load(owner, await collect([await fileOf(content)]), options)

/** A source from memory. */
const memory = (
  entries: readonly Entry[],
  more: { products?: Product[]; customers?: Customer[] } = {},
): Source => ({
  name: 'memory',
  files: [],
  entries: async function* () {
    yield* entries
  },
  ...(more.products && {
    products: async function* () {
      yield* more.products ?? []
    },
  }),
  ...(more.customers && {
    customers: async function* () {
      yield* more.customers ?? []
    },
  }),
})

const entry = (line: Partial<Line>, product: Partial<Product> = {}, number = 1): Entry => {
  const whole: Line = {
    order: '1',
    at: '2024-03-01 10:00:00',
    kind: 'sale',
    product: product.key ?? 'A',
    quantity: '1',
    gross: '10',
    identity: '',
    ...line,
  }
  const identity = line.identity ?? JSON.stringify(whole)
  return {
    number,
    line: { ...whole, identity },
    product: { key: whole.product, merchandise: true, ...product },
  }
}

/** Every summary as text, by names instead of ids, so that two databases compare. */
const summarised = async (from: 'tables' | 'ledger') => {
  const amounts = `sale_lines, units, gross, discounts, returns, cancellations, adjustments, matched, ordered_returned, ordered_cancelled, forfeited_units`
  const effects = `(
    select order_id, product_id, day, customer_id, region_id, channel_id,
      (kind = 'sale')::int as sale_lines, case when kind = 'sale' then quantity else 0 end as units,
      case when kind = 'sale' then gross else 0 end as gross, case when kind = 'sale' then discount else 0 end as discounts,
      case when kind = 'return' then gross - discount else 0 end as returns,
      case when kind = 'cancellation' then gross - discount else 0 end as cancellations,
      case when kind = 'adjustment' then gross - discount else 0 end as adjustments,
      coalesce((select sum(amount) from matches m where m.credit_order_id = l.order_id and m.credit_key = l.key), 0) as matched,
      coalesce((select sum(amount) from matches m join lines c on c.order_id = m.credit_order_id and c.key = m.credit_key
        where m.sale_order_id = l.order_id and m.sale_key = l.key and c.kind = 'return'), 0) as ordered_returned,
      coalesce((select sum(amount) from matches m join lines c on c.order_id = m.credit_order_id and c.key = m.credit_key
        where m.sale_order_id = l.order_id and m.sale_key = l.key and c.kind = 'cancellation'), 0) as ordered_cancelled,
      case when kind in ('return', 'cancellation') then quantity else 0 end as forfeited_units,
      case when kind = 'sale' then extract(hour from at) end as hour
    from lines l) e`
  const recounted = {
    order_facts: effects,
    order_categories: `(select e.*, category_id from ${effects} join products p on p.id = e.product_id where category_id is not null) e`,
    sales_days: `(select *, customer_id is null as is_guest from ${effects}) e`,
    product_days: effects,
    product_months: `(select e.order_id, e.product_id, date_trunc('month', day)::date as day, region_id, channel_id, ${amounts} from ${effects}) e`,
  }
  const names = {
    order_facts: `(select key from orders where id = order_id) as "order", day::text, (select key from customers where id = customer_id) as customer`,
    order_categories: `(select key from orders where id = order_id) as "order", day::text, (select name from categories where id = category_id) as category, (select key from customers where id = customer_id) as customer`,
    sales_days: `day::text, is_guest`,
    product_days: `(select key from products where id = product_id) as product, day::text`,
    product_months: `(select key from products where id = product_id) as product, day::text`,
  }
  const dump: Record<string, unknown[]> = {}
  for (const [table, name] of Object.entries(names)) {
    const source = from === 'tables' ? table : recounted[table as keyof typeof recounted]
    const sums = amounts.split(', ').map(amount => `sum(${amount})::numeric(16, 4)::text as ${amount}`)
    if (table.startsWith('order')) sums.push('min(hour)::integer as hour')
    if (table === 'sales_days')
      sums.push(
        from === 'tables' ? 'sum(orders)' : 'count(distinct order_id) filter (where sale_lines > 0) as sum',
      )
    const keys = {
      order_facts: 'order_id, customer_id,',
      order_categories: 'order_id, customer_id, category_id,',
      sales_days: 'is_guest,',
    }
    const rows = await owner.unsafe(`select n.* from (
        select ${name}, (select name from regions where id = region_id) as region,
          (select name from channels where id = channel_id) as channel, ${sums.join(', ')}
        from ${source} group by ${keys[table as keyof typeof keys] ?? 'product_id,'} day, region_id, channel_id) n
      order by n::text`)
    dump[table] = [...rows]
  }
  const ofCustomers =
    from === 'tables'
      ? `select *, day as month from customer_months`
      : `select customer_id, region_id, channel_id, date_trunc('month', day)::date as month, sum(sale_lines) as sale_lines,
          count(distinct order_id) filter (where sale_lines > 0) as orders,
          sum(gross - discounts - returns - cancellations - adjustments) as net,
          min(day) filter (where sale_lines > 0) as first_day, sum(gross - discounts) as charged,
          min(min(day) filter (where sale_lines > 0)) over (partition by customer_id) as since
        from ${effects} where customer_id is not null group by 1, 2, 3, 4
        having bool_or(sale_lines > 0 or returns > 0 or cancellations > 0 or adjustments > 0)`
  dump.attributes = [
    ...(from === 'tables'
      ? await owner`select name from attributes order by name`
      : await owner`select distinct jsonb_object_keys(attributes) as name from customers order by name`),
  ]
  dump.customer_months = [
    ...(await owner.unsafe(`select n.* from (
      select (select key from customers where id = customer_id) as customer, month::text,
        (select name from regions where id = region_id) as region, (select name from channels where id = channel_id) as channel,
        sale_lines::integer, orders::integer, net::numeric(16, 4)::text, first_day::text, charged::numeric(16, 4)::text,
        since::text
      from (${ofCustomers}) c) n order by n::text`)),
  ]
  return dump
}

const matched = async () => [
  ...(await owner`select c.key as credit, m.credit_key::text, s.key as sale, m.sale_key::text, m.credit_day::text,
    m.sale_day::text, m.quantity::text, m.amount::text
    from matches m join orders c on c.id = credit_order_id join orders s on s.id = sale_order_id
    order by 1, 2, 3, 4`),
]

const covered = async () => {
  const [row] =
    await owner`select version, first_day::text as first, data_through::text as through, as_of::text as "asOf" from coverage`
  return row
}

const lineCount = async () => Number((await owner`select count(*)::int as n from lines`)[0]?.n)

describe('rows', () => {
  test('every row is accounted for, and each that cannot be taken is kept with its reason', async () => {
    const result = await loadCsv(
      csv(
        '1,85048,LIGHTS,12,2009-12-01 07:45:00,6.95,13085,United Kingdom',
        '1,85048,LIGHTS,12,2009-12-01 07:45:00,6.95,13085,United Kingdom',
        '1,POST,POSTAGE,1,2009-12-01 07:45:00,1.255,13085,United Kingdom',
        '2,85048,"BIG ""RED"" LIGHTS, 2",3,2009-12-01 08:45:00,6.95,,France',
        'C3,85048,LIGHTS,-1,2009-12-02 07:45:00,6.95,13085,United Kingdom',
        'C4,85048,LIGHTS,1,2009-12-02 07:45:00,6.95,13085,United Kingdom',
        'A5,B,Adjust bad debt,1,2009-12-02 07:45:00,6.95,,United Kingdom',
        '6,85048,damaged,-4,2009-12-02 07:45:00,0,,United Kingdom',
        '7,85048,,4,2009-12-02 07:45:00,0,,United Kingdom',
        '8,85048,LIGHTS,0,2009-12-02 07:45:00,1,,United Kingdom',
        '8,85048,LIGHTS,many,2009-12-02 07:45:00,1,,United Kingdom',
        '8,85048,LIGHTS,1,2009-12-02 07:45:00,free,,United Kingdom',
        ',85048,LIGHTS,1,2009-12-02 07:45:00,1,,United Kingdom',
        '8,,LIGHTS,1,2009-12-02 07:45:00,1,,United Kingdom',
        '8,85048,LIGHTS,1,2009-02-30 07:45:00,1,,United Kingdom',
        '8,85048,LIGHTS,1,1969-12-31 07:45:00,1,,United Kingdom',
        '8,85048,LIGHTS,1,2009-12-02 07:45:00,1.00001,,United Kingdom',
        '8,85048,LIGHTS,1,2009-12-02 07:45:00,1234567890123,,United Kingdom',
        `8,85048,${'x'.repeat(501)},1,2009-12-02 07:45:00,1,,United Kingdom`,
        '8,85048,NUL\0,1,2009-12-02 07:45:00,1,,United Kingdom',
        '7,85048,,4,2009-12-02 07:45:00,0,,United Kingdom',
      ),
    )
    expect(result).toMatchObject({
      read: 21,
      loaded: 4,
      duplicates: 2,
      unchanged: 0,
      changed: {},
      from: '2009-12-01',
      through: '2009-12-02',
      totals: { sale: 105.51, return: 6.95, cancellation: 0, adjustment: 0 },
      rejected: {
        'credit with a positive quantity': 1,
        'bad-debt adjustment': 1,
        'stock adjustment': 1,
        'no price': 1,
        'no quantity': 1,
        'a quantity that is no whole number': 1,
        'a price that is no number': 1,
        'no invoice number': 1,
        'no stock code': 1,
        'a date that is not like 2011-12-09 12:50:00': 1,
        'a date outside 1970 to 2100': 1,
        'an amount with more than 4 decimals': 1,
        'an amount too large': 1,
        'a text over 500 characters': 1,
        'a NUL character': 1,
      },
    })
    const kept = await owner`select number, raw from rejected_rows where reason = 'stock adjustment'`
    expect([...kept]).toEqual([
      { number: 8, raw: '6,85048,damaged,-4,2009-12-02 07:45:00,0,,United Kingdom' },
    ])
    const products = await owner`select key, name, merchandise from products order by key`
    expect([...products]).toEqual([
      { key: '85048', name: 'LIGHTS', merchandise: true },
      { key: 'POST', name: 'POSTAGE', merchandise: false },
    ])
  })

  test('a second run loads nothing and says so, and keeps each rejected row once', async () => {
    const content = csv(
      '1,85048,LIGHTS,12,2009-12-01 07:45:00,6.95,13085,United Kingdom',
      '1,85048,LIGHTS,12,2009-12-01 07:45:00,6.95,13085,United Kingdom',
      '2,85048,LIGHTS,1,2009-12-01 07:45:00,0,,United Kingdom',
    )
    await loadCsv(content)
    const before = [await summarised('tables'), await covered()]
    const again = await loadCsv(content)
    expect(again).toMatchObject({
      read: 3,
      loaded: 0,
      duplicates: 1,
      unchanged: 1,
      rejected: { 'no price': 1 },
    })
    expect([await summarised('tables'), await covered()]).toEqual(before)
    expect(await owner`select count(*)::int as n from rejected_rows`).toMatchObject([{ n: 1 }])
    expect(account(again, { locale: 'en-GB', currency: 'GBP' })).toContain(
      'Nothing new: the one row was already loaded.',
    )
  })

  test('what a run repeats is a duplicate in chunks of any size, whether it was loaded before or not', async () => {
    const line = (order: number, identity: string, more: Partial<Line> = {}) =>
      entry({ order: String(order), identity, customer: 'x', ...more }, {}, order)
    const back = { kind: 'credit', at: '2024-03-04 10:00:00', gross: '5' } as const
    const entries = [
      ...[line(1, 'a'), line(1, 'b'), line(2, 'a'), line(3, 'a', back), line(1, 'a'), line(4, 'a')],
      ...[line(3, 'a', back), line(5, 'a'), line(2, 'a'), line(2, 'c'), line(1, 'b'), line(4, 'a')],
    ]
    const known = [line(2, 'a'), line(3, 'a', back)]
    const said = async (chunk: number) => {
      await wipe()
      const fresh = await load(owner, memory(entries), { chunk })
      const sums = [await summarised('tables'), await summarised('ledger')]
      const again = await load(owner, memory(entries), { chunk })
      await wipe()
      await load(owner, memory(known))
      const partly = await load(owner, memory(entries), { chunk })
      return { results: [fresh, again, partly].map(one => ({ ...one, seconds: 0 })), sums }
    }
    const whole = await said(100)
    expect(whole.results).toMatchObject([
      { read: 12, loaded: 7, duplicates: 5, unchanged: 0 },
      { read: 12, loaded: 0, duplicates: 5, unchanged: 7 },
      { read: 12, loaded: 5, duplicates: 5, unchanged: 2 },
    ])
    expect(whole.sums[0]).toEqual(whole.sums[1])
    for (const chunk of [1, 2, 3, 5]) expect(await said(chunk)).toEqual(whole)
  })

  test('an order is what its first sale says, and a product what most lines say, over all chunks', async () => {
    const sale = (name: string, category: string | undefined, customer: string, number: number) =>
      entry({ order: '1', customer, identity: `${number}` }, { key: 'A', name, category }, number)
    const credit = { kind: 'return', at: '2024-02-01 09:00:00', customer: 'z', identity: '0' } as const
    const entries = [
      entry({ order: '1', ...credit }, { key: 'A', name: 'Lump' }),
      sale('Lump', undefined, 'x', 2),
      sale('Lamp', 'Home', 'x', 3),
      sale('Lamp', 'Office', 'y', 4),
      sale('Lamp', undefined, 'y', 5),
    ]
    const said = async (chunk: number) => {
      await wipe()
      const { changed } = await load(owner, memory(entries), { chunk })
      const orders =
        await owner`select o.key, day::text, c.key as customer from orders o join customers c on c.id = customer_id`
      const products =
        await owner`select p.name, c.name as category from products p join categories c on c.id = category_id`
      expect(await summarised('tables')).toEqual(await summarised('ledger'))
      return [changed, [...orders], [...products], await summarised('tables')]
    }
    const whole = await said(100)
    expect(whole.slice(0, 3)).toEqual([
      { 'customer of the order': 3 },
      [{ key: '1', day: '2024-03-01', customer: 'x' }],
      [{ name: 'Lamp', category: 'Home' }],
    ])
    for (const chunk of [1, 2, 3]) expect(await said(chunk)).toEqual(whole)
  })

  test('a row later than tomorrow is rejected, so that no other day is taken for the last', async () => {
    const on = (day: string, number: number) =>
      entry({ order: String(number), at: `${day} 10:00:00` }, {}, number)
    const entries = [
      ...[on('2024-03-01', 1), on('2024-02-29', 2), on('2024-03-02', 3)],
      ...[on('2024-03-01', 4), on('2029-03-01', 5)],
    ]
    expect(await load(owner, memory(entries), { today: '2024-02-29' })).toMatchObject({
      loaded: 3,
      rejected: { 'a date in the future': 2 },
    })
    expect(await covered()).toMatchObject({ through: '2024-03-01' })
    expect(await load(owner, memory(entries), { today: '2024-03-01' })).toMatchObject({
      loaded: 1,
      unchanged: 3,
      rejected: { 'a date in the future': 1 },
    })
  })

  test('what comes first in a load is undone with it', async () => {
    const before = async (tx: TransactionSql) => {
      await tx`insert into regions (name) values ('North')`
    }
    const failing = {
      ...memory([]),
      entries: async function* () {
        yield entry({})
        throw new UserError('The source is gone.')
      },
    }
    await expect(load(owner, failing, { before })).rejects.toThrow('The source is gone.')
    expect(await owner`select from regions`).toHaveLength(0)
    await load(owner, memory([]), { before })
    expect(await owner`select name from regions`).toMatchObject([{ name: 'North' }])
  })

  test('a dry run says the same and keeps nothing', async () => {
    const content = csv('1,85048,LIGHTS,12,2009-12-01 07:45:00,6.95,13085,United Kingdom')
    expect(await loadCsv(content, { dryRun: true })).toMatchObject({ loaded: 1, totals: { sale: 83.4 } })
    expect(await lineCount()).toBe(0)
    expect(await owner`select from imports`).toHaveLength(0)
  })

  test('texts with tabs, line ends, backslashes and quotes arrive as they were', async () => {
    const text = 'a\tb\nc\\d\\N"e\r\u00e9\u{1f600}'
    await load(
      owner,
      memory([
        entry({ order: text, customer: text, region: text, product: text }, { key: text, name: text }),
      ]),
    )
    const [row] =
      await owner`select o.key as "order", c.key as customer, r.name as region, p.key as product, p.name
      from lines l join orders o on o.id = order_id join customers c on c.id = l.customer_id
      join regions r on r.id = l.region_id join products p on p.id = product_id`
    expect(row).toEqual({ order: text, customer: text, region: text, product: text, name: text })
  })

  test('a file packed with gzip, one with a byte order mark and one with Windows line ends read the same', async () => {
    const content = csv('1,85048,LIGHTS,12,2009-12-01 07:45:00,6.95,13085,United Kingdom')
    expect(await loadCsv(content)).toMatchObject({ loaded: 1 })
    const others = [
      gzipSync(content),
      `\ufeff${content}`,
      content.replaceAll('\n', '\r\n'),
      content.trimEnd(),
    ]
    for (const other of others)
      expect(await load(owner, await collect([await fileOf(other, 'other.dat')]))).toMatchObject({
        unchanged: 1,
      })
  })

  test('several files are one import, and their rows are numbered through', async () => {
    const one = await fileOf(csv('1,85048,LIGHTS,12,2009-12-01 07:45:00,6.95,,France'), 'one.csv')
    const two = await fileOf(csv('2,85048,LIGHTS,1,2009-12-02 07:45:00,0,,France'), 'two.csv')
    expect(await load(owner, await collect([one, two]))).toMatchObject({ read: 2, loaded: 1 })
    expect(await owner`select number from rejected_rows`).toMatchObject([{ number: 2 }])
  })
})

describe('orders', () => {
  test('lines that disagree with their order take its customer, region, channel and day, and are counted', async () => {
    const result = await load(
      owner,
      memory([
        entry({
          order: '1',
          kind: 'return',
          at: '2024-02-01 09:00:00',
          customer: 'x',
          region: 'North',
          channel: 'web',
        }),
        entry({ order: '1', customer: 'x', region: 'North', channel: 'web' }),
        entry({ order: '1', at: '2024-03-02 00:10:00', customer: 'y', region: 'South', channel: 'shop' }),
      ]),
    )
    expect(result.changed).toEqual({
      'customer of the order': 1,
      'region of the order': 1,
      'channel of the order': 1,
      'day of the order': 1,
    })
    const days = await owner`select distinct day::text, kind from lines order by day`
    expect([...days]).toEqual([
      { day: '2024-02-01', kind: 'return' },
      { day: '2024-03-01', kind: 'sale' },
    ])
    expect(
      await owner`select key, to_jsonb(regions) as regions, to_jsonb(channels) as channels from customers`,
    ).toMatchObject([{ key: 'x', regions: [1], channels: [1] }])
  })

  test('a customer who buys in another region is known there too', async () => {
    await load(owner, memory([entry({ order: '1', customer: 'x', region: 'North' })]))
    await load(owner, memory([entry({ order: '2', customer: 'x', region: 'South' })]))
    const [customer] =
      await owner`select (select json_agg(name order by name) from regions where id = any(c.regions)) as regions from customers c`
    expect(customer?.regions).toEqual(['North', 'South'])
  })

  test('members and orders that are there already use up no id', async () => {
    for (let round = 0; round < 3; round++)
      await load(owner, memory([entry({ order: String(round), region: 'North' })]))
    await load(owner, memory([entry({ order: 'last', region: 'South' })]))
    expect([...(await owner`select id, name from regions order by id`)]).toEqual([
      { id: 1, name: 'North' },
      { id: 2, name: 'South' },
    ])
  })
})

describe('kinds of credits', () => {
  const kindOf = async (...rows: string[]) => {
    await loadCsv(csv(...rows))
    const [row] = await owner`select kind from lines where kind <> 'sale'`
    return row?.kind
  }
  const sale = '1,85048,LIGHTS,12,2009-12-01 07:45:00,6.95,13085,United Kingdom'

  test.each([
    [
      'a credit on a code that is no merchandise is an adjustment',
      'C2,M,Manual,-1,2009-12-01 09:00:00,5,13085,United Kingdom',
      'adjustment',
    ],
    [
      'the same customer, code and day: a cancellation',
      'C2,85048,LIGHTS,-12,2009-12-01 09:00:00,6.95,13085,United Kingdom',
      'cancellation',
    ],
    [
      'at the same minute: a cancellation',
      'C2,85048,LIGHTS,-12,2009-12-01 07:45:00,6.95,13085,United Kingdom',
      'cancellation',
    ],
    [
      'more than was bought: a return',
      'C2,85048,LIGHTS,-13,2009-12-01 09:00:00,6.95,13085,United Kingdom',
      'return',
    ],
    [
      'before it was bought: a return',
      'C2,85048,LIGHTS,-12,2009-12-01 07:44:59,6.95,13085,United Kingdom',
      'return',
    ],
    [
      'on the next day: a return',
      'C2,85048,LIGHTS,-12,2009-12-02 07:45:00,6.95,13085,United Kingdom',
      'return',
    ],
    [
      'by another customer: a return',
      'C2,85048,LIGHTS,-12,2009-12-01 09:00:00,6.95,13086,United Kingdom',
      'return',
    ],
    ['by a guest: a return', 'C2,85048,LIGHTS,-12,2009-12-01 09:00:00,6.95,,United Kingdom', 'return'],
  ])('%s', async (_, credit, kind) => {
    expect(await kindOf(sale, credit)).toBe(kind)
    await wipe()
    await loadCsv(csv(sale))
    expect(await kindOf(credit)).toBe(kind)
  })
})

describe('master data', () => {
  test('names, attributes, cost and category follow the source, and the summaries with them', async () => {
    const sale = entry({ order: '1', customer: 'x' }, { key: 'A' })
    const other = entry({ order: '1', customer: 'x', gross: '7' }, { key: 'B' }, 2)
    const back = entry(
      { order: '2', customer: 'x', kind: 'return', at: '2024-03-05 10:00:00', gross: '4' },
      { key: 'A' },
      3,
    )
    const products = [
      { key: 'A', name: 'Lamp', category: 'Home', merchandise: true, cost: '3.5' },
      { key: 'B', name: 'Pen', category: 'Office', merchandise: true },
    ]
    const customers = [{ key: 'x', name: 'Xenia', attributes: { city: 'Oslo' } }]
    await load(owner, memory([sale, other, back], { products, customers }))
    const { version } = (await covered()) ?? {}
    const moved = [{ key: 'A', name: 'Desk lamp', category: 'Office', merchandise: true, cost: '4' }]
    const aged = [{ key: 'x', name: 'Xenia', attributes: { age: '40' } }]
    expect(await load(owner, memory([], { products: moved, customers: aged }))).toMatchObject({ loaded: 0 })
    expect(await summarised('tables')).toEqual(await summarised('ledger'))
    expect((await covered())?.version).toBe(version + 1)
    expect(
      await owner`select name, cost, (select name from categories where id = category_id) as category from products where key = 'A'`,
    ).toMatchObject([{ name: 'Desk lamp', cost: '4.0000', category: 'Office' }])
    expect(await owner`select attributes from customers`).toMatchObject([
      { attributes: { city: 'Oslo', age: '40' } },
    ])
    await load(owner, memory([], { products: moved, customers: aged }))
    expect((await covered())?.version).toBe(version + 1)
  })

  test('a product is called what most of its lines call it, and keeps its name', async () => {
    const named = (name: string | undefined, number: number) =>
      entry({ order: String(number) }, { key: 'A', name }, number)
    await load(owner, memory([named(undefined, 1), named('lamp?', 2), named('Lamp', 3), named('Lamp', 4)]))
    await load(owner, memory([named('LAMP', 5)]))
    expect(await owner`select name from products`).toMatchObject([{ name: 'Lamp' }])
  })

  test('only so many names of a product are counted, and the commonest of them is its name', async () => {
    const named = (name: string, number: number) =>
      entry({ order: String(number) }, { key: 'A', name }, number)
    const names = [
      ...Array.from({ length: 40 }, (_, number) => `Lamp ${number}`),
      ...Array.from({ length: 10 }, () => ['Lamp 7', 'late', 'late', 'late']).flat(),
    ]
    await load(owner, memory(names.map(named)))
    expect(await owner`select name from products`).toMatchObject([{ name: 'Lamp 7' }])
  })
})

describe('coverage', () => {
  const days = (clock: string, last: string) => [
    ...Array.from({ length: 8 }, (_, day) =>
      entry({ order: `o${day}`, at: `2024-03-0${day + 1} ${clock}` }, {}, day),
    ),
    entry({ order: 'last', at: `2024-03-09 ${last}` }, {}, 9),
  ]

  test('a last day whose last row is before closing time is not complete', async () => {
    await load(owner, memory(days('17:30:00', '12:50:00')))
    expect(await covered()).toEqual({
      version: 1,
      first: '2024-03-01',
      through: '2024-03-09',
      asOf: '2024-03-08',
    })
  })
  test('a last day with a row at closing time is complete', async () => {
    await load(owner, memory(days('17:30:00', '17:30:00')))
    expect(await covered()).toMatchObject({ through: '2024-03-09', asOf: '2024-03-09' })
  })
  test('without clock times the last day is complete', async () => {
    await load(owner, memory(days('00:00:00', '00:00:00')))
    expect(await covered()).toMatchObject({ through: '2024-03-09', asOf: '2024-03-09' })
  })
  test('a declared day holds, also when a later import declares nothing, and a day before the last row does not', async () => {
    await load(owner, memory(days('17:30:00', '12:50:00')), { through: '2024-03-08' })
    expect(await covered()).toMatchObject({ through: '2024-03-09', asOf: '2024-03-08' })
    await load(owner, memory([]), { through: '2024-03-11' })
    expect(await covered()).toMatchObject({ version: 2, through: '2024-03-11', asOf: '2024-03-11' })
    await load(owner, memory([entry({ order: 'more', at: '2024-03-10 08:00:00' })]))
    expect(await covered()).toMatchObject({ version: 3, through: '2024-03-11', asOf: '2024-03-11' })
  })
  test('a wrong declaration is corrected by a later one, but not to before the last row', async () => {
    await load(owner, memory(days('17:30:00', '12:50:00')), { through: '2034-03-11' })
    expect(await covered()).toMatchObject({ through: '2034-03-11', asOf: '2034-03-11' })
    await load(owner, memory([]), { through: '2024-03-11' })
    expect(await covered()).toMatchObject({ version: 2, through: '2024-03-11', asOf: '2024-03-11' })
    await load(owner, memory([]), { through: '2024-03-01' })
    expect(await covered()).toMatchObject({ version: 3, through: '2024-03-09', asOf: '2024-03-08' })
  })
  test('without lines nothing is covered, and what was declared holds once there are some', async () => {
    await load(owner, memory([]), { through: '2024-03-11' })
    expect(await covered()).toEqual({ version: 0, first: null, through: null, asOf: null })
    await load(owner, memory([entry({})]))
    expect(await covered()).toMatchObject({ version: 1, first: '2024-03-01', through: '2024-03-11' })
  })
})

const amount = fc.integer({ min: 1, max: 99_999 }).map(cents => (cents / 100).toFixed(2))
const row = fc.record({
  customer: fc.constantFrom('x', 'y', undefined),
  product: fc.constantFrom('A', 'B', 'P'),
  region: fc.constantFrom('North', 'South'),
  day: fc.integer({ min: 28, max: 33 }),
  lag: fc.integer({ min: 0, max: 3 }),
  hour: fc.integer({ min: 8, max: 12 }),
  kind: fc.constantFrom('sale', 'sale', 'sale', 'return', 'cancellation', 'adjustment', 'credit' as const),
  quantity: fc.integer({ min: 1, max: 4 }).map(String),
  gross: amount,
  part: fc.integer({ min: 0, max: 2 }),
})
const categories: Record<string, string | undefined> = { A: 'Home', B: 'Office' }
const dated = (day: number, hour: number) =>
  new Date(Date.UTC(2023, 11, day, hour)).toISOString().slice(0, 19).replace('T', ' ')

describe('summaries', () => {
  test('parts of a ledger, in any order, add up to what the whole gives, and to a recount', async () => {
    const ledgers = fc.record({
      rows: fc.array(row, { minLength: 12, maxLength: 60 }),
      settled: fc.boolean(),
      order: fc.constantFrom([0, 1, 2], [2, 1, 0], [1, 2, 0]),
    })
    await fc.assert(
      fc.asyncProperty(ledgers, async ({ rows, settled, order }) => {
        const all = rows.map(
          ({ customer, product, region, day, lag, hour, gross, quantity, kind, part }, number) => {
            const moment = dated(kind === 'sale' ? day : day + lag, hour)
            // What a credit is can only be told when its day's sales are there, so unsettled ones are split by day.
            const settledKind = settled && kind === 'credit' ? 'return' : (kind as Line['kind'])
            return {
              part: settled ? part : Number(moment.slice(8, 10)) % 3,
              entry: entry(
                {
                  order: `${customer}-${region}-${day}-${kind === 'sale' ? '' : 'C'}`,
                  customer,
                  region,
                  product,
                  at: moment,
                  kind: settledKind,
                  gross,
                  discount: number % 4 === 0 ? '0.0001' : undefined,
                  quantity,
                  identity: `${number}`,
                },
                { key: product, category: categories[product], merchandise: product !== 'P' },
                number,
              ),
            }
          },
        )
        await wipe()
        await load(owner, memory(all.map(one => one.entry)))
        const whole = [await summarised('tables'), await matched(), { ...(await covered()), version: 0 }]
        expect(await summarised('ledger')).toEqual(whole[0])
        await wipe()
        await load(owner, memory(all.map(one => one.entry)), { chunk: 5 })
        expect([await summarised('tables'), await matched(), { ...(await covered()), version: 0 }]).toEqual(
          whole,
        )
        await wipe()
        for (const part of order)
          await load(owner, memory(all.filter(one => one.part === part).map(one => one.entry)))
        expect([await summarised('tables'), await matched(), { ...(await covered()), version: 0 }]).toEqual(
          whole,
        )
        expect(await summarised('ledger')).toEqual(whole[0])
      }),
      { numRuns: 10 },
    )
  })
})

describe('matching', () => {
  const movement = fc.record({
    kind: fc.constantFrom('sale' as const, 'return' as const, 'cancellation' as const),
    at: fc.integer({ min: 10, max: 20 }).map(hour => `2024-03-01 ${hour}:00:00`),
    quantity: fc.bigInt({ min: 1n, max: 5n }),
    amount: fc.bigInt({ min: 0n, max: 1000n }),
  })
  const movements = fc
    .array(movement, { maxLength: 20 })
    .map(all =>
      all.map(
        (one, index): Movement => ({ ...one, order: String(index), key: String(index), day: '2024-03-01' }),
      ),
    )
  const sum = (parts: readonly { quantity: bigint; amount: bigint }[], of: 'quantity' | 'amount') =>
    parts.reduce((total, part) => total + part[of], 0n)

  test('never gives back more than was sold, nor what was sold later, and the parts add up', () => {
    fc.assert(
      fc.property(movements, all => {
        const found = match(all)
        for (const one of found) expect(one.sale.at <= one.credit.at && one.quantity > 0n).toBe(true)
        for (const one of all) {
          const parts = found.filter(part => (one.kind === 'sale' ? part.sale : part.credit) === one)
          expect(sum(parts, 'quantity') <= one.quantity).toBe(true)
          if (one.kind === 'sale') continue
          if (sum(parts, 'quantity') === one.quantity) expect(sum(parts, 'amount')).toBe(one.amount)
          else expect(sum(parts, 'amount') <= one.amount).toBe(true)
        }
      }),
    )
  })
  test('a credit stays unmatched only where no earlier sale has quantity left', () => {
    fc.assert(
      fc.property(movements, all => {
        const found = match(all)
        const left = (sale: Movement, until: string) =>
          sale.quantity -
          sum(
            found.filter(one => one.sale === sale && one.credit.at <= until),
            'quantity',
          )
        for (const credit of all.filter(one => one.kind !== 'sale')) {
          if (
            sum(
              found.filter(one => one.credit === credit),
              'quantity',
            ) === credit.quantity
          )
            continue
          for (const sale of all)
            if (sale.kind === 'sale' && sale.at <= credit.at) expect(left(sale, credit.at)).toBe(0n)
        }
      }),
    )
  })
  test('does not depend on the order of rows', () => {
    const text = (all: readonly Movement[]) =>
      match(all)
        .map(one => [one.credit.key, one.sale.key, one.quantity, one.amount].join())
        .sort()
    fc.assert(
      fc.property(movements, all => {
        expect(text([...all].reverse())).toEqual(text(all))
      }),
    )
  })
  test('the latest sale comes first, and what it has not comes from the one before', () => {
    const at = (day: number) => ({ at: `2024-03-0${day} 10:00:00`, day: `2024-03-0${day}` })
    const sales = [1, 2].map(day => ({
      kind: 'sale' as const,
      order: `${day}`,
      key: `${day}`,
      ...at(day),
      quantity: 2n,
      amount: 20n,
    }))
    const credit = { kind: 'return' as const, order: 'C', key: '9', ...at(3), quantity: 3n, amount: 10n }
    expect(
      match([...sales, credit]).map(({ sale, quantity, amount }) => [sale.order, quantity, amount]),
    ).toEqual([
      ['2', 2n, 7n],
      ['1', 1n, 3n],
    ])
  })
  test('parts of an amount add up to it', () => {
    const weights = fc.array(fc.bigInt({ min: 0n, max: 50n }), { minLength: 1, maxLength: 8 })
    fc.assert(
      fc.property(fc.bigInt({ min: 0n, max: 10_000n }), weights, (total, parts) => {
        fc.pre(parts.some(part => part > 0n))
        expect(apportion(total, parts).reduce((a, b) => a + b, 0n)).toBe(total)
      }),
    )
  })
})

test('decimals are exact', () => {
  expect(times('80995', '2.08')).toBe('168469.60')
  expect(times('-3', '0.001')).toBe('-0.003')
  expect(times('3', 'x')).toBeUndefined()
  expect(units('1.23456', 4)).toBeUndefined()
  expect(units('1.50000', 4)).toBe(15_000n)
  fc.assert(
    fc.property(fc.bigInt({ min: -(10n ** 20n), max: 10n ** 20n }), size => {
      expect(units(decimal(size, 4), 4)).toBe(size)
    }),
  )
})

describe('bad files', () => {
  const row = '1,85048,LIGHTS,12,2009-12-01 07:45:00,6.95,13085,United Kingdom'
  const sales = csv(...Array.from({ length: 500 }, (_, number) => row.replace('1,', `${number},`)))
  const refused = async (content: string | Uint8Array, says: RegExp) => {
    const file = await fileOf(content, 'bad.csv')
    const error = await collect([file])
      .then(source => load(owner, source))
      .then(
        () => undefined,
        error => error,
      )
    expect(error).toBeInstanceOf(UserError)
    expect(error.message).toMatch(says)
    expect(error.message).toContain('bad.csv')
    expect(error.hint).toBeTruthy()
    expect(await lineCount()).toBe(0)
    expect(await owner`select from imports`).toHaveLength(0)
  }

  test.each<[string, string | Uint8Array, RegExp]>([
    ['an empty file', '', /is empty/],
    ['an empty packed file', gzipSync(''), /is empty/],
    ['another header', 'a,b,c\n1,2,3\n', /header/],
    ['an Excel workbook', Buffer.from('504b03040102', 'hex'), /Excel workbook/],
    ['a packed Excel workbook', gzipSync(Buffer.from('504b03040102', 'hex')), /Excel workbook/],
    ['a picture', Buffer.from('89504e470d0a1a0a', 'hex'), /picture/],
    ['text in UTF-16', Buffer.from(`\ufeff${sales}`, 'utf16le'), /UTF-16/],
    [
      'text in Latin-1',
      Buffer.from(sales.replace('499,85048,LIGHTS', '499,85048,CAF\u00c9'), 'latin1'),
      /not text in UTF-8/,
    ],
    ['a cut-off character', Buffer.concat([Buffer.from(sales), Buffer.from([0xc3])]), /not text in UTF-8/],
    ['a cut-off packed file', gzipSync(sales).subarray(0, 300), /cut off/],
    [
      'a damaged packed file',
      Buffer.concat([gzipSync(sales).subarray(0, 60), Buffer.alloc(200, 7)]),
      /damaged/,
    ],
    ['a file that is cut off between columns', sales.slice(0, -30), /cut off/],
    ['a file that is cut off in its last column', sales.slice(0, -4), /cut off/],
    ['a quote that is never closed', `${sales}1,2,"never`, /never closed/],
    ['a row longer than a megabyte', `${sales}1,2,${'x'.repeat(3_000_000)}`, /longer than 1 MB/],
    [
      'a long row in quotes',
      `${sales}1,2,"${'x'.repeat(3_000_000)}",12,2009-12-01 07:45:00,1,,France\n`,
      /longer than 1 MB, because a quote is never closed or a field is too long/,
    ],
    ['a row with a column too many', `${sales}${row},more\n`, /line 502/],
  ])('%s is refused in a sentence, and nothing is loaded', (_, content, says) => refused(content, says))

  test('a missing file and a directory are refused in a sentence', async () => {
    await expect(collect([join(folder, 'none.csv')])).rejects.toThrow(/There is no file .*none\.csv/)
    await expect(collect([folder])).rejects.toThrow(/is a directory/)
    await expect(collect([await fileOf(sales)], 'nope')).rejects.toThrow('There is no preset nope.')
  })

  test('a pipe is refused in a sentence, and nobody waits for who fills it', async () => {
    const pipe = join(folder, 'pipe.csv')
    expect(spawnSync('sh', ['-c', `mkfifo '${pipe}'`]).status).toBe(0)
    await expect(collect([pipe])).rejects.toMatchObject({
      name: 'UserError',
      message: `${pipe} is no regular file.`,
      hint: expect.stringContaining('save it to a file'),
    })
  })
})

describe('interruptions', () => {
  const many = Array.from({ length: 3000 }, (_, number) =>
    entry({ order: String(number % 700), identity: String(number), customer: `c${number % 50}` }, {}, number),
  )
  const untouched = async () => {
    for (const table of [...tables, 'imports', 'products', 'customers'])
      expect(await owner`select from ${owner(table)}`).toHaveLength(0)
    expect(await load(owner, memory(many))).toMatchObject({ loaded: 3000 })
  }
  /** Another client: the pool under test loses connections. */
  let other: Sql
  beforeAll(() => {
    other = postgres(database.url, { max: 2 })
  })
  afterAll(() => other.end())
  const kill = () => other`select pg_terminate_backend(pid) from pg_stat_activity
    where datname = current_database() and pid <> pg_backend_pid() and application_name = 'tilly' and state <> 'idle'`
  /** Runs something while the summaries are locked, as soon as the load waits for them. */
  const atTheSummaries = async (run: () => unknown) => {
    await other.begin(async tx => {
      await tx`lock table product_days in exclusive mode`
      const waiting = () => tx`select from pg_locks where not granted and relation = 'product_days'::regclass`
      while ((await waiting()).length === 0) await new Promise(resolve => setTimeout(resolve, 20))
      await run()
    })
  }

  test('a connection that is lost while the rows are sent leaves nothing', async () => {
    const source = {
      ...memory([]),
      entries: async function* () {
        yield* many.slice(0, 2000)
        await kill()
        await new Promise(resolve => setTimeout(resolve, 200))
        yield* many.slice(2000)
      },
    }
    await expect(load(owner, source)).rejects.toThrow('The connection to the database was lost')
    await untouched()
  })
  test('a connection that is lost in the middle of the summaries leaves nothing', async () => {
    const failed = expect(load(owner, memory(many))).rejects.toThrow(
      'The connection to the database was lost',
    )
    await atTheSummaries(
      () =>
        other`select pg_terminate_backend(pid) from pg_locks where not granted and relation = 'product_days'::regclass`,
    )
    await failed
    await untouched()
  })
  test('an import that is stopped rolls back at once', async () => {
    const stop = new AbortController()
    const failed = expect(load(owner, memory(many), { signal: stop.signal })).rejects.toThrow('Interrupted')
    await atTheSummaries(async () => {
      stop.abort(new UserError('Interrupted: nothing was loaded.'))
      await failed
    })
    await untouched()
  })
  test('a full disk is said in a sentence, and leaves nothing', async () => {
    await owner`create function full_disk() returns trigger language plpgsql as
      $$ begin raise exception 'could not extend file' using errcode = '53100'; end $$`
    await owner`create trigger full_disk before insert on product_days for each row execute function full_disk()`
    await expect(load(owner, memory(many))).rejects.toThrow(
      "The database's disk is full, so nothing was loaded.",
    )
    await owner`drop trigger full_disk on product_days`
    await untouched()
  })
  test('sums larger than the ledger can hold are said in a sentence, and the load leaves nothing', async () => {
    await load(owner, memory([entry({ order: '1' })]))
    await owner`update product_days set units = 9999999999999999999`
    await expect(load(owner, memory([entry({ order: '2' })]))).rejects.toMatchObject({
      name: 'UserError',
      message: 'The amounts add up to more than the ledger can hold, so nothing was loaded.',
    })
    expect(await lineCount()).toBe(1)
  })
  test('what the database says of a row it cannot copy is heard', async () => {
    const refused = owner.begin(async tx => {
      await tx`create temp table numbers (n integer) on commit drop`
      await copy(tx, 'numbers', ['1\n', 'two\n'])
    })
    await expect(refused).rejects.toThrow('invalid input syntax for type integer')
    expect(await owner`select 1 as one`).toMatchObject([{ one: 1 }])
  })
  test('two imports at once come one after the other', async () => {
    const results = await Promise.all([load(owner, memory(many)), load(owner, memory(many))])
    expect(results.map(result => result.loaded).sort()).toEqual([0, 3000])
    expect(results.map(result => result.unchanged).sort()).toEqual([0, 3000])
    expect(await summarised('tables')).toEqual(await summarised('ledger'))
  })
})

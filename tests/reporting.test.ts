import postgres, { type Sql } from 'postgres'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { everything } from '../src/access.ts'
import type { Dimension } from '../src/insight.ts'
import { allMeasures, type MeasureName } from '../src/measures.ts'
import { membersOf } from '../src/names/member-tables.ts'
import { adding, partsOf, stepsOf, viewName } from '../src/reporting/names.ts'
import { reportingScript } from '../src/reporting/script.ts'
import { reportingViews } from '../src/reporting/views.ts'
import { snapshot } from '../src/tx.ts'
import { weekly } from '../src/weekly.ts'
import { emptyDatabase, sampleDatabase } from './helpers/database.ts'

const names = Object.keys(allMeasures) as MeasureName[]
const columnsOf = (view: string) =>
  reportingViews.find(({ name }) => name === view)?.columns.map(({ name }) => name) ?? []

let sample: Awaited<ReturnType<typeof sampleDatabase>>
const logins: string[] = []
const connections: Sql[] = []

beforeAll(async () => {
  sample = await sampleDatabase()
})

afterAll(async () => {
  for (const connection of connections) await connection.end()
  for (const login of logins) {
    await sample.owner`select reporting.dismiss(${login}::name)`
    await sample.owner.unsafe(`drop role ${login}`)
  }
})

/** Makes a login of its own in the sample's server. */
async function login(name: string): Promise<string> {
  const unique = `tilly_${name}_${process.pid}`
  await sample.owner.unsafe(`create role ${unique} login password 'chosen'`)
  logins.push(unique)
  return unique
}

/** Connects as a login, as another tool would: with none of Tilly's own code. */
function connect(name: string, settings: Record<string, string> = {}): Sql {
  const url = new URL(sample.url)
  url.username = name
  url.password = 'chosen'
  const connection = postgres(url.href, { max: 1, onnotice: () => {}, connection: settings })
  connections.push(connection)
  return connection
}

describe('The schema of other tools', () => {
  test('has a view for every measure, whole and by region, channel, category and, where it is an amount, product', async () => {
    const found = await sample.owner<{ name: string }[]>`
      select viewname as name from pg_views where schemaname = 'reporting'`
    const views = new Set(found.map(({ name }) => name))
    const counted = [
      'orders',
      'active_customers',
      'average_order_value',
      'average_customer_spend',
      'repeat_rate',
    ]
    for (const name of names) {
      const bare = name.replace(/[A-Z]/g, letter => `_${letter.toLowerCase()}`)
      const by = [
        '',
        '_by_region',
        '_by_channel',
        '_by_category',
        ...(counted.includes(bare) ? [] : ['_by_product']),
      ]
      for (const ending of by) expect(views).toContain(`${bare}${ending}`)
    }
    for (const distinct of ['active_customers', 'average_customer_spend', 'repeat_rate'])
      for (const by of ['', '_by_region', '_by_channel', '_by_category'])
        for (const step of ['_weekly', '_monthly']) expect(views).toContain(`${distinct}${by}${step}`)
  })

  test('is what the measures make of it: a measure that changes needs a migration', async () => {
    const { owner } = await emptyDatabase()
    await owner.unsafe(`create schema derived; ${reportingScript('derived')}`)
    const described = (schema: string) => owner`
      select c.relname as name, pg_get_viewdef(c.oid) as definition, c.reloptions as options,
        obj_description(c.oid, 'pg_class') as about,
        array(select attname || ' ' || atttypid::regtype || ': ' || col_description(c.oid, attnum) from pg_attribute
          where attrelid = c.oid and attnum > 0 order by attnum)::text as columns
      from pg_class c where c.relnamespace = ${schema}::regnamespace and c.relkind = 'v' order by 1`
    const [migrated, derived] = [await described('reporting'), await described('derived')]
    expect(derived.length).toBe(reportingViews.length)
    // Otherwise: npx drizzle-kit generate --custom, filled with npm run --silent generate -- --reporting.
    expect([...migrated]).toEqual([...derived])
  })

  test('holds nothing but views that ask with the rights of whoever reads them, each with a comment, as each column has', async () => {
    const relations = await sample.owner`
      select c.relname as name, c.relkind as kind, 'security_invoker=true' = any(c.reloptions) as invoker,
        obj_description(c.oid, 'pg_class') <> '' as about,
        (select count(*)::int from pg_attribute where attrelid = c.oid and attnum > 0
          and coalesce(col_description(c.oid, attnum), '') = '') as mute
      from pg_class c where c.relnamespace = 'reporting'::regnamespace`
    expect(relations.length).toBe(reportingViews.length)
    for (const relation of relations)
      expect(relation).toMatchObject({ kind: 'v', invoker: true, about: true, mute: 0 })
  })

  test('is of no use to the login of questions, which reads tables', async () => {
    await expect(sample.reader.unsafe('select from reporting.net_sales')).rejects.toMatchObject({
      code: '42501',
    })
  })
})

/*
 * The numbers a second time: from lines and matches one by one, in hundredths of a cent, without summaries or measures.
 */
type Event = {
  day: string
  order: string
  customer: string | null
  region: string
  channel: string
  category: string | null
  product: string
  name: string
  merchandise: boolean
  kind: 'sale' | 'return' | 'cancellation' | 'adjustment' | 'matched' | 'orderedReturned' | 'orderedCancelled'
  gross: bigint
  charged: bigint
}

const read = async (owner: Sql): Promise<Event[]> => {
  const rows = await owner`
    with happened as (
      select order_id, day, product_id, kind::text as kind, gross, gross - discount as charged from lines
      union all
      select m.credit_order_id, m.credit_day, m.product_id, 'matched', 0, m.amount from matches m
      union all
      select m.sale_order_id, m.sale_day, m.product_id,
        case c.kind when 'return' then 'orderedReturned' else 'orderedCancelled' end, 0, m.amount
      from matches m join lines c
        on c.order_id = m.credit_order_id and c.key = m.credit_key and c.day = m.credit_day
    )
    select h.day::text as day, o.id::text as "order", o.customer_id::text as customer, r.name as region,
      ch.name as channel, ca.name as category, p.key as product, p.name, p.merchandise, h.kind,
      (h.gross * 10000)::bigint::text as gross, (h.charged * 10000)::bigint::text as charged
    from happened h
    join orders o on o.id = h.order_id
    join regions r on r.id = o.region_id
    join channels ch on ch.id = o.channel_id
    join products p on p.id = h.product_id
    left join categories ca on ca.id = p.category_id`
  return rows.map(row => ({ ...row, gross: BigInt(row.gross), charged: BigInt(row.charged) }) as Event)
}

type Kind = Event['kind']
const of = (events: readonly Event[], ...kinds: Kind[]) => events.filter(({ kind }) => kinds.includes(kind))
const amount = (events: readonly Event[]) => events.reduce((sum, { charged }) => sum + charged, 0n)
const different = (values: readonly (string | null)[]) => BigInt(new Set(values.filter(Boolean)).size)
const net = (events: readonly Event[]) =>
  amount(of(events, 'sale')) - amount(of(events, 'return', 'cancellation', 'adjustment'))
const buyers = (events: readonly Event[]) => of(events, 'sale').map(({ customer }) => customer)

let firstDays: Map<string, string>

/** Each measure as its parts; amounts are in hundredths of a cent. `start` is when the period of the events began. */
const truths: Record<MeasureName, (events: readonly Event[], start: string) => [bigint] | [bigint, bigint]> =
  {
    grossSales: events => [of(events, 'sale').reduce((sum, { gross }) => sum + gross, 0n)],
    discounts: events => [of(events, 'sale').reduce((sum, { gross, charged }) => sum + gross - charged, 0n)],
    chargedSales: events => [amount(of(events, 'sale'))],
    returns: events => [amount(of(events, 'return'))],
    cancellations: events => [amount(of(events, 'cancellation'))],
    forfeitedSales: events => [amount(of(events, 'return', 'cancellation'))],
    unmatchedForfeits: events => [
      amount(of(events, 'return', 'cancellation')) - amount(of(events, 'matched')),
    ],
    adjustments: events => [amount(of(events, 'adjustment'))],
    netSales: events => [net(events)],
    orderedForfeited: events => [amount(of(events, 'orderedReturned', 'orderedCancelled'))],
    returnRate: events => [amount(of(events, 'orderedReturned')), amount(of(events, 'sale'))],
    cancellationRate: events => [amount(of(events, 'orderedCancelled')), amount(of(events, 'sale'))],
    forfeitRate: events => [
      amount(of(events, 'orderedReturned', 'orderedCancelled')),
      amount(of(events, 'sale')),
    ],
    orders: events => [different(of(events, 'sale').map(({ order }) => order))],
    activeCustomers: events => [different(buyers(events))],
    averageOrderValue: events => [
      amount(of(events, 'sale')),
      different(of(events, 'sale').map(({ order }) => order)),
    ],
    averageCustomerSpend: events => [
      net(events.filter(({ customer }) => customer !== null)),
      different(buyers(events)),
    ],
    repeatRate: (events, start) => [
      different(buyers(events).filter(buyer => buyer !== null && (firstDays.get(buyer) ?? start) < start)),
      different(buyers(events)),
    ],
  }

const rates: readonly MeasureName[] = ['returnRate', 'cancellationRate', 'forfeitRate']
const isCount = (name: MeasureName) => name === 'orders' || name === 'activeCustomers'
/** Which parts of a measure are money: the others are counted. */
const inMoney = (name: MeasureName) => [!isCount(name) && name !== 'repeatRate', rates.includes(name)]

const scaled = (text: string, decimals: number) => {
  const [whole = '', fraction = ''] = text.replace('-', '').split('.')
  const value = BigInt(whole + fraction.slice(0, decimals).padEnd(decimals, '0'))
  return text.startsWith('-') ? -value : value
}

/** A quotient rounded half away from zero, as PostgreSQL rounds. */
const rounded = (numerator: bigint, denominator: bigint) => {
  const size = (value: bigint) => (value < 0n ? -value : value)
  const value = (2n * size(numerator) + size(denominator)) / (2n * size(denominator))
  return numerator < 0n !== denominator < 0n ? -value : value
}

const startOf = (step: string, day: string) => {
  if (step === 'day') return day
  if (step === 'month') return `${day.slice(0, 7)}-01`
  const date = new Date(`${day}T00:00:00Z`)
  date.setUTCDate(date.getUTCDate() - ((date.getUTCDay() + 6) % 7))
  return date.toISOString().slice(0, 10)
}

const memberOf: Record<string, (event: Event) => (string | null)[]> = {
  whole: () => [],
  region: ({ region }) => [region],
  channel: ({ channel }) => [channel],
  category: ({ category }) => [category],
  product: ({ product, name, category }) => [product, name, category],
}

const isAmount = (name: MeasureName) =>
  !isCount(name) && !['averageOrderValue', 'averageCustomerSpend', 'repeatRate'].includes(name)

const groups = new Map<string, Map<string, Event[]>>()
let events: Event[]

/** The events of each row that a view should have: rates are of goods, and nobody counts orders without a category. */
function grouped(name: MeasureName, part: string, step: string): Map<string, Event[]> {
  const goods = rates.includes(name)
  const known = part === 'category' && !isAmount(name)
  const key = [goods, known, part, step].join()
  const made = groups.get(key)
  if (made) return made
  const rows = new Map<string, Event[]>()
  for (const event of events) {
    if ((goods && !event.merchandise) || (known && event.category === null)) continue
    const row = JSON.stringify([startOf(step, event.day), ...(memberOf[part]?.(event) ?? [])])
    const others = rows.get(row)
    if (others) others.push(event)
    else rows.set(row, [event])
  }
  groups.set(key, rows)
  return rows
}

const rowsOf = (reader: Sql, view: string, columns: readonly string[]) =>
  reader
    .unsafe(`select ${columns.map(column => `${column}::text`).join(', ')} from reporting.${view}`)
    .values()

describe('On the sample company a tool that sees everything reads', () => {
  let tool: Sql

  beforeAll(async () => {
    const name = await login('tool')
    await sample.owner`select reporting.admit(${name}::name)`
    tool = connect(name)
    events = await read(sample.owner)
    firstDays = new Map()
    for (const { kind, customer, day } of events)
      if (kind === 'sale' && customer && day < (firstDays.get(customer) ?? '9999'))
        firstDays.set(customer, day)
  })

  test.each(names)('%s as the lines tell it, in every row of every view', async name => {
    for (const part of partsOf(name))
      for (const step of stepsOf(name)) {
        const view = viewName(name, part, step)
        const keys = [
          step,
          ...columnsOf(view).filter(one =>
            ['region', 'channel', 'category', 'product', 'product_name'].includes(one),
          ),
        ]
        const order = part === 'product' ? [step, 'product', 'product_name', 'category'] : keys
        const own = viewName(name)
        const isRatio = columnsOf(view).includes('numerator')
        const isMoney = allMeasures[name].format === 'money'
        const rows = await rowsOf(tool, view, [
          ...order,
          ...(isRatio ? ['numerator', 'denominator', own] : [own]),
        ])
        const expected = grouped(name, part, step)
        expect(rows.length, view).toBe(expected.size)
        expect(rows.length, view).toBeGreaterThan(0)
        const strays = rows.flatMap(row => {
          const key = row.slice(0, order.length)
          const values = row.slice(order.length) as (string | null)[]
          const truth = truths[name](expected.get(JSON.stringify(key)) ?? [], String(key[0]))
          const [numerator, denominator] = truth
          const all: (bigint | null)[] = [...truth]
          if (denominator === 0n) all.push(null)
          else if (denominator !== undefined)
            all.push(
              isMoney
                ? // Hundredths of a cent over a count, shown in cents.
                  rounded(numerator, denominator * 100n)
                : rounded(numerator * 1_000_000n, denominator),
            )
          const decimals = [...truth.map((_, at) => (inMoney(name)[at] ? 4 : 0)), isMoney ? 2 : 6]
          const found = values.map((value, at) => (value === null ? null : scaled(value, decimals[at] ?? 0)))
          return all.length === found.length && all.every((value, at) => value === found[at])
            ? []
            : [{ key, found, expected: all }]
        })
        expect(strays, view).toEqual([])
      }
  })

  test.each(names)('%s as Tilly answers it, week by week, put together as the comments say', async name => {
    const kind = adding(name)
    const decimals = { money: 2, count: 0, share: 6 }[allMeasures[name].format]
    const own = viewName(name)
    for (const part of partsOf(name)) {
      const member =
        part === 'whole'
          ? undefined
          : (await snapshot(sample.reader, everything, membersOf[part as Dimension])).at(-1)
      const column = part === 'whole' ? undefined : part
      const where = column
        ? tool`where ${tool(column)} = ${(part === 'product' ? member?.key : member?.name) ?? ''}`
        : tool``
      const value =
        kind === 'sum'
          ? tool`round(sum(${tool(own)}), ${decimals})`
          : kind === 'ratio'
            ? tool`round(sum(numerator) / nullif(sum(denominator), 0), ${decimals})`
            : tool`max(${tool(own)})`
      const found = await tool`
        select week::text as week, ${value}::float8 as value
        from ${tool(`reporting.${viewName(name, part, kind === 'distinct' ? 'week' : 'day')}`)} ${where}
        group by week order by week`
      const rule = {
        measure: name,
        passing: 'above' as const,
        threshold: 0,
        ...(member && { of: { dimension: part as Dimension, member } }),
      }
      const answered = await snapshot(
        sample.reader,
        everything,
        async tx => await weekly(tx, rule, '2000-01-03', '2100-01-04'),
      )
      expect(found.length).toBeGreaterThan(0)
      expect([...found]).toEqual(answered)
    }
  })

  test('orders and customers of any period and filter by their distinct numbers', async () => {
    const [from, to] = ['2026-02-10', '2026-05-03']
    for (const [view, filter] of [
      ['each_order', { region: 'North', channel: 'Online' }],
      [
        'each_order_by_category',
        { region: 'North', category: events.find(({ category }) => category)?.category ?? '' },
      ],
    ] as const) {
      const conditions = Object.entries(filter).map(([column, value]) => tool`and ${tool(column)} = ${value}`)
      const [row] = await tool`
        select count(distinct order_placed) as orders, count(distinct active_customer) as customers,
          count(distinct active_customer) filter (where customer_first_day < ${from}) as returning,
          sum(net_sales) as net, sum(average_order_value_numerator) as charged,
          sum(average_customer_spend_numerator) as spent
        from ${tool(`reporting.${view}`)} where day >= ${from} and day < ${to} ${conditions}`
      const some = events.filter(
        event =>
          event.day >= from &&
          event.day < to &&
          Object.entries(filter).every(([column, value]) => event[column as 'region'] === value),
      )
      const [returning, customers] = truths.repeatRate(some, from)
      const [spent] = truths.averageCustomerSpend(some, from)
      expect(customers).toBeGreaterThan(0n)
      expect(row).toEqual({
        orders: String(truths.orders(some, from)[0]),
        customers: String(customers),
        returning: String(returning),
        net: expect.toSatisfy(text => scaled(text, 4) === net(some)),
        charged: expect.toSatisfy(text => scaled(text, 4) === amount(of(some, 'sale'))),
        spent: expect.toSatisfy(text => scaled(text, 4) === spent),
      })
    }
  })

  test('which weeks and months the data covers', async () => {
    const [data] = await tool`select first_day::text, data_through::text, as_of::text from reporting.data`
    expect(data).toMatchObject({ as_of: '2026-06-30' })
    const months = await tool<{ month: string; complete: boolean }[]>`
      select month::text, complete from reporting.active_customers_monthly order by month`
    expect(months.at(-1)).toEqual({ month: '2026-06-01', complete: true })
    const weeks = await tool<{ week: string; complete: boolean }[]>`
      select week::text, complete from reporting.active_customers_weekly order by week`
    // The last of June 2026 is a Tuesday.
    expect(weeks.slice(-2)).toEqual([
      { week: '2026-06-22', complete: true },
      { week: '2026-06-29', complete: false },
    ])
  })

  test('nothing but the views and what is under them, all of it behind policies', async () => {
    const open = await tool`
      select n.nspname as schema, c.relname as name, c.relrowsecurity as secured,
        'security_invoker=true' = any(c.reloptions) as invoker
      from pg_class c join pg_namespace n on n.oid = c.relnamespace
      where c.relkind in ('r', 'p', 'v', 'm', 'f') and n.nspname not in ('pg_catalog', 'information_schema')
        and has_any_column_privilege(c.oid, 'select')`
    expect(open.filter(({ schema }) => schema === 'reporting').length).toBe(reportingViews.length)
    expect(open.filter(({ secured, invoker }) => !secured && !invoker)).toEqual([])
    expect(open.map(({ name }) => name)).not.toContain('lines')
  })

  test.each([
    'select name from customers',
    'select attributes from customers',
    'select cost from products',
    'select from orders',
    'select from subscriptions',
    'update order_facts set gross = 0',
    'create view reporting.mine as select 1',
    'create table mine ()',
    "select reporting.admit('anybody')",
    "select reporting.dismiss('anybody')",
  ])('and may not: %s', async statement => {
    await expect(tool.unsafe(statement)).rejects.toMatchObject({ code: '42501' })
  })
})

describe('A login', () => {
  const regionsSeen = async (reader: Sql) =>
    (await reader`select distinct region from reporting.net_sales_by_region order by 1`).map(
      ({ region }) => region,
    )

  test('that nobody has let in reads nothing', async () => {
    const stranger = connect(await login('stranger'))
    await expect(stranger`select from reporting.net_sales`).rejects.toMatchObject({ code: '42501' })
  })

  test('with rights alone sees what its settings open, for the views keep the policies of their tables', async () => {
    const name = await login('bare')
    await sample.owner.unsafe(`grant usage on schema reporting to ${name};
      grant select on all tables in schema reporting to ${name};
      grant select on order_facts, regions to ${name}`)
    expect(await regionsSeen(connect(name))).toEqual([])
    const [region] = await sample.owner`select id, name from regions order by name limit 1`
    const settings = { 'tilly.regions': String(region?.id), 'tilly.channels': '*' }
    expect(await regionsSeen(connect(name, settings))).toEqual([region?.name])
  })

  test('let in for some regions and channels sees these, whatever it sets', async () => {
    const name = await login('bounded')
    await sample.owner`select reporting.admit(${name}::name, array['North', 'Scotland'], array['Online'])`
    const bounded = connect(name)
    for (const widen of ['', "set tilly.regions = '*'; set tilly.channels = '*'"]) {
      await bounded.unsafe(widen)
      expect(await regionsSeen(bounded)).toEqual(['North', 'Scotland'])
      const seen = (one: Event) => ['North', 'Scotland'].includes(one.region) && one.channel === 'Online'
      const [row] = await bounded`
        select sum(net_sales)::text as net from reporting.net_sales_by_product`
      expect(scaled(row?.net ?? '', 4)).toBe(net((await read(sample.owner)).filter(seen)))
      expect(
        (await bounded`select distinct channel from reporting.orders_by_channel`).map(one => one.channel),
      ).toEqual(['Online'])
      expect((await bounded`select name from regions order by 1`).map(one => one.name)).toEqual([
        'North',
        'Scotland',
      ])
      const [all] = await sample.owner`select count(*)::int as count from customers`
      const [some] = await bounded`select count(id)::int as count from customers`
      expect(some?.count).toBeGreaterThan(0)
      expect(some?.count).toBeLessThan(all?.count)
    }
  })

  test('let in anew sees what it was let in for last, and dismissed nothing', async () => {
    const name = await login('changed')
    const changed = connect(name)
    await sample.owner`select reporting.admit(${name}::name, array['North'])`
    expect(await regionsSeen(changed)).toEqual(['North'])
    await sample.owner`select reporting.admit(${name}::name, array[]::text[])`
    expect(await regionsSeen(changed)).toEqual([])
    await sample.owner`select reporting.admit(${name}::name)`
    expect((await regionsSeen(changed)).length).toBeGreaterThan(2)
    await sample.owner`select reporting.dismiss(${name}::name)`
    await expect(changed`select from reporting.net_sales`).rejects.toMatchObject({ code: '42501' })
    const [left] =
      await sample.owner`select count(*)::int as count from pg_policies where ${name} = any(roles)`
    expect(left?.count).toBe(0)
  })

  test('reads a view that an update brings', async () => {
    const name = await login('waiting')
    await sample.owner`select reporting.admit(${name}::name)`
    await sample.owner.unsafe(
      `create view reporting.later with (security_invoker = true) as select name from regions`,
    )
    expect((await connect(name)`select from reporting.later`).length).toBeGreaterThan(2)
    await sample.owner`drop view reporting.later`
  })

  test('is not let in for a region that is none', async () => {
    const name = await login('mistaken')
    await expect(
      sample.owner`select reporting.admit(${name}::name, array['North', 'Nirgends'])`,
    ).rejects.toThrow('no region is called Nirgends')
  })

  test('of questions is refused: a policy of its own would widen every scope', async () => {
    const [reader] = await sample.reader`select current_user as name`
    await expect(sample.owner`select reporting.admit(${reader?.name}::name)`).rejects.toThrow(
      'reads the ledger itself',
    )
  })
})

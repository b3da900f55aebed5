import { getTableName, sql } from 'drizzle-orm'
import { beforeAll, describe, expect, test } from 'vitest'
import { openScope } from '../drizzle/schema/scope.ts'
import { everything, type Scope } from '../src/access.ts'
import { open, readable } from '../src/db.ts'
import { UserError } from '../src/errors.ts'
import { orm } from '../src/tx.ts'
import { emptyDatabase } from './helpers/database.ts'

let database: Awaited<ReturnType<typeof emptyDatabase>>

beforeAll(async () => {
  database = await emptyDatabase()
  await database.owner.unsafe(`
    insert into regions (name) values ('North'), ('South');
    insert into channels (name) values ('Shop'), ('Online');
    insert into products (key, name, merchandise) values ('P1', 'Kite', true);
    insert into customers (key, name, regions, channels) values ('C1', 'Ann', '{1}', '{1}'), ('C2', 'Bob', '{2}', '{1,2}');
    insert into orders (key, day, customer_id, region_id, channel_id) values
      ('1', '2026-01-01', 1, 1, 1), ('2', '2026-01-01', 2, 2, 1), ('3', '2026-01-02', 2, 2, 2);
    select create_ledger_year(2026), attach_ledger_year(2026);
    insert into lines (order_id, key, day, at, kind, product_id, region_id, channel_id, import_id, quantity, gross)
      select id, 1, day, day, 'sale', 1, region_id, channel_id, 1, 1, 10 from orders;
    insert into order_facts (order_id, day, region_id, channel_id, sale_lines, gross)
      select id, day, region_id, channel_id, 1, 10 from orders;
    insert into order_categories (order_id, day, category_id, region_id, channel_id, gross)
      select id, day, 1, region_id, channel_id, 10 from orders;
    insert into customer_months (day, customer_id, region_id, channel_id)
      select day, customer_id, region_id, channel_id from orders;
    insert into sales_days (day, region_id, channel_id, is_guest, gross)
      select day, region_id, channel_id, customer_id is null, 10 from orders;
    insert into product_days (product_id, day, region_id, channel_id, gross)
      select 1, day, region_id, channel_id, 10 from orders;
    insert into product_months (product_id, day, region_id, channel_id, gross)
      select 1, '2026-01-01', region_id, channel_id, sum(10) from orders group by 3, 4;
  `)
})

/** How many rows of each relation a scope opens. */
const seen = (scope?: Scope) =>
  orm(database.reader).transaction(async tx => {
    if (scope) await tx.execute(openScope(scope))
    const counts: Record<string, number> = {}
    for (const table of readable) {
      const [row] = await tx.select({ count: sql`count(*)`.mapWith(Number) }).from(table)
      counts[getTableName(table)] = Number(row?.count)
    }
    return counts
  })

describe('The login that answers questions', () => {
  test('reads nothing that has no policy', async () => {
    const open = await database.reader<{ name: string; secured: boolean; policies: number }[]>`
      select c.relname as name, c.relrowsecurity as secured,
        (select count(*)::int from pg_policy where polrelid = c.oid) as policies
      from pg_class c join pg_namespace n on n.oid = c.relnamespace
      where c.relkind in ('r', 'p', 'v', 'm', 'f') and n.nspname not in ('pg_catalog', 'information_schema')
        and has_table_privilege(c.oid, 'select')`
    expect(open.length).toBe(readable.length)
    expect(open.filter(({ secured, policies }) => !secured || policies === 0)).toEqual([])
  })

  test('owns nothing, is no superuser and passes no policy by', async () => {
    const [role] = await database.reader`
      select rolsuper, rolbypassrls, rolcreaterole, rolcreatedb,
        exists (select from pg_class where relowner = pg_roles.oid) as owns
      from pg_roles where rolname = current_user`
    expect(role).toEqual({
      rolsuper: false,
      rolbypassrls: false,
      rolcreaterole: false,
      rolcreatedb: false,
      owns: false,
    })
  })

  test.each([
    'insert into regions (name) values (1)',
    'update customers set name = 1',
    'delete from lines',
    'select from imports',
    'select from lines_2026',
    'select create_ledger_year(2030)',
    'create table x ()',
    'create temp table x ()',
  ])('may not: %s', async statement => {
    await expect(database.reader.unsafe(statement)).rejects.toMatchObject({ code: '42501' })
  })
})

describe('A scope', () => {
  test('that nobody has opened shows nothing', async () => {
    expect(Object.values(await seen())).toEqual(readable.map(() => 0))
  })

  test('is gone with its transaction, on the same connection too', async () => {
    await seen(everything)
    expect(Object.values(await seen())).toEqual(readable.map(() => 0))
  })

  test('of everything shows everything', async () => {
    expect(await seen(everything)).toMatchObject({
      orders: 3,
      lines: 3,
      order_facts: 3,
      customers: 2,
      regions: 2,
      coverage: 1,
    })
  })

  test('of one region shows its rows and its customers', async () => {
    expect(await seen({ regions: [1], channels: '*' })).toMatchObject({
      orders: 1,
      lines: 1,
      order_facts: 1,
      order_categories: 1,
      sales_days: 1,
      customer_months: 1,
      product_days: 1,
      product_months: 1,
      customers: 1,
      regions: 1,
      channels: 2,
    })
  })

  test('of one region and another channel shows what is in both', async () => {
    expect(await seen({ regions: [1], channels: [2] })).toMatchObject({ orders: 0, lines: 0, customers: 0 })
    expect(await seen({ regions: [2], channels: [2] })).toMatchObject({ orders: 1, lines: 1, customers: 1 })
  })

  test('of no region shows nothing but the names of the channels', async () => {
    const { channels, ...others } = await seen({ regions: [], channels: '*' })
    expect(channels).toBe(2)
    expect(Object.values(others)).toEqual(Object.keys(others).map(() => 0))
  })

  test('costs one evaluation a query, not one a row', async () => {
    const plan = await orm(database.reader).transaction(async tx => {
      await tx.execute(openScope({ regions: [1, 2], channels: '*' }))
      return tx.execute<{ 'QUERY PLAN': string }>(sql`explain select sum(gross) from order_facts`)
    })
    const text = plan.map(row => row['QUERY PLAN']).join('\n')
    expect(text).toMatch(/InitPlan/)
    expect(text).not.toMatch(/SubPlan/)
  })
})

describe('An address of a database', () => {
  const refused = (DATABASE_URL: string) =>
    open({ DATABASE_URL, DATA_DIR: '' }).catch((error: unknown) => error)

  test.each(['http://host/x', 'nonsense', 'postgres://me:a%zz@host/x', 'postgres://me@host/%E0%A4%A'])(
    'that is none is refused in words: %s',
    async address => {
      const error = await refused(address)
      expect(error).toBeInstanceOf(UserError)
      expect(String(error)).toContain('DATABASE_URL is not the address of a PostgreSQL database')
    },
  )

  test('whose server is away is named, with the host it leaves out', async () => {
    expect(String(await refused('postgres://127.0.0.1:1/x'))).toContain(
      'PostgreSQL at 127.0.0.1:1 does not answer',
    )
    // Whatever listens on the usual port of this machine, it has no such login.
    const error = await refused('postgres:///no_such_database_of_tilly')
    expect(error).toBeInstanceOf(UserError)
    expect(String(error)).toContain('PostgreSQL at localhost')
  })

  test('that leaves the database out means the one named after the login', async () => {
    const address = new URL(database.url)
    address.username = `tilly_homeless_${process.pid}`
    address.password = 'homeless'
    address.pathname = ''
    await database.owner.unsafe(`create role ${address.username} login password 'homeless'`)
    const error = await refused(address.href)
    await database.owner.unsafe(`drop role ${address.username}`)
    expect(error).toBeInstanceOf(UserError)
    expect(String(error)).toContain(`has no database ${address.username}`)
  })

  test('with settings that PostgreSQL does not take is refused in words', async () => {
    const error = await refused(`${database.url}?schema=public`)
    expect(error).toBeInstanceOf(UserError)
    expect(String(error)).toContain('unrecognized configuration parameter "schema"')
  })
})

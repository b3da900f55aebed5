import { connect } from 'node:net'
import { resolve } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { readMigrationFiles } from 'drizzle-orm/migrator'
import { migrate as applyMigrations } from 'drizzle-orm/postgres-js/migrator'
import postgres, { type Sql } from 'postgres'
import * as sales from '../drizzle/schema/sales.ts'
import * as summaries from '../drizzle/schema/summaries.ts'
import { targets } from '../drizzle/schema/targets.ts'
import { isAway } from './away.ts'
import { databaseUrl, explained } from './database-url.ts'
import { embedded } from './embedded.ts'
import { UserError } from './errors.ts'
import { admit, readerOf, refuseMight } from './logins.ts'
import { steady } from './steady.ts'
import { orm } from './tx.ts'

/** The two logins: the owner loads and migrates, the reader answers questions and sees what its scope opens. */
export type Database = {
  owner: Sql
  reader: Sql
  /** The owner's address, for libraries that bring a driver of their own. */
  url: string
  close(): Promise<void>
}

/** What questions may read; every one of these has a policy. */
export const readable = [
  sales.regions,
  sales.channels,
  sales.categories,
  sales.reasons,
  sales.products,
  sales.attributes,
  sales.customers,
  sales.orders,
  sales.lines,
  sales.matches,
  summaries.orderFacts,
  summaries.orderCategories,
  summaries.salesDays,
  summaries.customerMonths,
  summaries.productDays,
  summaries.productMonths,
  sales.coverage,
  targets,
] as const

const migrationsFolder = fileURLToPath(new URL('../drizzle/migrations', import.meta.url))

type Settings = { DATABASE_URL?: string; DATABASE_READ_URL?: string; DATA_DIR: string }
type Tell = (line: string) => void

/** Opens both pools, on DATABASE_URL or on the embedded PostgreSQL, with the schema up to date; `applied` counts the migrations that took. */
export async function open(env: Settings, say?: Tell): Promise<Database & { applied: number }> {
  const { prepare, ...database } = await pools(env, say)
  try {
    return { ...database, applied: await prepare() }
  } catch (error) {
    await database.close()
    throw error
  }
}

/** Opens both pools for a process that lives through the server's absence: `ready` once the schema is up to date. */
export async function openPatiently(
  env: Settings,
  say: Tell,
  signal: AbortSignal,
): Promise<Database & { ready: Promise<void> }> {
  const { prepare: migrated, ...database } = await pools(env, say)
  const prepare = async () => {
    const applied = await migrated()
    if (applied > 0) say(`The schema is up to date: ${applied} applied.`)
  }
  const closed = new AbortController()
  const stop = AbortSignal.any([signal, closed.signal])
  const first = prepare()
  const ready = first.catch(async error => {
    if (stop.aborted) return
    if (!isAway(error)) throw error
    say(`${error instanceof Error ? error.message : String(error)} Trying again until it does.`)
    for (let pause = 500; ; pause = Math.min(2 * pause, 10_000)) {
      await sleep(pause, undefined, { signal: stop }).catch(() => {})
      if (stop.aborted) return
      try {
        return await prepare()
      } catch (again) {
        if (!isAway(again)) throw again
      }
    }
  })
  // Whoever asks for it hears of its failure, and nobody else.
  ready.catch(() => {})
  return {
    ...database,
    ready,
    close() {
      closed.abort()
      return database.close()
    },
  }
}

/** Opens both pools on the database as it is, for whoever only looks; what is wrong comes in words. */
export async function openToLook(env: Settings) {
  const { prepare, ...database } = await pools(env)
  const { owner, reader, url } = database
  const told = <T>(error: T) => Promise.reject(explained(error, new URL(url)))
  return {
    ...database,
    /** The server's version, and how many milliseconds its clock is ahead of ours. */
    async server(): Promise<{ version: string; ahead: number }> {
      await owner`select`.catch(told)
      const began = Date.now()
      const [row] = await owner<{ version: string; at: number }[]>`
        select current_setting('server_version') as version,
          (extract(epoch from clock_timestamp()) * 1000)::float8 as at`.catch(told)
      return { version: row?.version ?? '', ahead: (row?.at ?? 0) - (began + Date.now()) / 2 }
    },
    /** How many of our migrations are still to be applied. */
    pending: (): Promise<number> => pending(owner).catch(told),
    /** The login of questions, which may not be mighty. */
    async login(): Promise<string> {
      await refuseMight(reader).catch(told)
      const [role] = await reader<{ name: string }[]>`select current_user as name`
      return role?.name ?? ''
    },
  }
}

async function pools(env: Settings, say?: Tell): Promise<Database & { prepare(): Promise<number> }> {
  const server = env.DATABASE_URL ? undefined : await embedded(resolve(env.DATA_DIR), say)
  const url = databaseUrl('DATABASE_URL', env.DATABASE_URL ?? server?.url ?? '')
  const readUrl = env.DATABASE_READ_URL
    ? databaseUrl('DATABASE_READ_URL', env.DATABASE_READ_URL)
    : readerOf(url)
  const owner = pool(url, 4, { port: server?.port })
  const settings = {
    // A question that runs longer than this would be given up by whoever asked.
    statement_timeout: 20_000,
    // One that spills its sums to the disk takes twice as long.
    work_mem: '64MB',
    // Compiling a query takes longer than it saves for questions as short as these.
    jit: 'off',
    // Summaries are in memory, where a page costs as much wherever it lies, and a row of another process little: so
    // PostgreSQL reads what an index holds in order, by several processes, instead of making hashes.
    random_page_cost: '1.1',
    parallel_tuple_cost: '0.01',
  }
  // Each question is answered by several processes: more of them at once would be done no sooner, and keep whoever types
  // waiting for a word.
  const questions = 4
  const reader = pool(readUrl, questions, {
    settings,
    port: env.DATABASE_READ_URL ? undefined : server?.port,
  })
  return {
    owner,
    reader,
    url: url.href,
    async prepare() {
      try {
        const applied = await migrate(url, readUrl, !env.DATABASE_READ_URL)
        await refuseMight(reader)
        return applied
      } catch (error) {
        throw explained(error, url)
      }
    },
    async close() {
      await Promise.all([owner.end({ timeout: 5 }), reader.end({ timeout: 5 })])
      await server?.stop()
    },
  }
}

type Address = { host: string[]; port: number[]; path?: string | false }
type Port = () => Promise<number>

/**
 * A socket to where the server listens now: the embedded one, started again, may have another port. It sends at once:
 * otherwise the end of every copy, and every query that is asked for the first time, waits 40 milliseconds for the
 * server to acknowledge what was sent before. It must not throw: the driver would lose the connection.
 */
const socket =
  (current?: Port) =>
  async ({ host: [host = 'localhost'], port: [written = 5432], path }: Address) => {
    const port = (await current?.()) ?? written
    return path
      ? connect({ path, noDelay: true })
      : Object.assign(connect({ host, port, noDelay: true }), { host, port })
  }

type Options = { settings?: Record<string, string | number>; port?: Port | undefined }

const pool = (url: URL, max: number, { settings, port }: Options = {}) =>
  steady(() =>
    postgres(url.href, {
      max,
      onnotice: () => {},
      connect_timeout: 10,
      // It would ask how arrays are written in a promise that nobody holds: a connection lost then would end the
      // process. So arrays are written and read as JSON.
      fetch_types: false,
      // The driver knows it, its types do not.
      ...{ socket: socket(port) },
      connection: { application_name: 'tilly', TimeZone: 'UTC', ...settings },
    }),
  )

/** How many of our migrations a database has not had yet. */
async function pending(owner: Sql): Promise<number> {
  const [has] = await owner`select to_regclass('drizzle.__drizzle_migrations') is not null as ledger`
  const [last] = has?.ledger
    ? await owner<{ at: string | null }[]>`select max(created_at) as at from drizzle.__drizzle_migrations`
    : []
  return readMigrationFiles({ migrationsFolder }).filter(
    ({ folderMillis }) => folderMillis > Number(last?.at ?? 0),
  ).length
}

/** Brings the schema up to date, lets the reader read what has a policy and nothing else, and tells how many migrations that took. */
async function migrate(url: URL, readUrl: URL, isDerived: boolean): Promise<number> {
  const login = {
    name: decodeURIComponent(readUrl.username),
    password: decodeURIComponent(readUrl.password),
    ...(isDerived && { connect: () => pool(readUrl, 1) }),
  }
  // One connection, so that the lock is held by whoever migrates, and given back when it ends.
  const one = pool(url, 1)
  try {
    const [server] = await one`select current_setting('server_version_num')::int / 10000 as version`
    if (server?.version < 15)
      throw new UserError(`This is PostgreSQL ${server?.version}.`, {
        hint: 'Tilly needs PostgreSQL 15 or newer.',
      })
    // Two processes that start at once must not migrate at once.
    await one`select pg_advisory_lock(hashtext('tilly migrations'))`
    const applied = await pending(one)
    await applyMigrations(orm(one), { migrationsFolder })
    await admit(one, login, readable)
    return applied
  } finally {
    await one.end({ timeout: 5 })
  }
}

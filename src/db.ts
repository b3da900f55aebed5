import { createHash, createHmac, pbkdf2Sync, randomBytes } from 'node:crypto'
import { connect } from 'node:net'
import { resolve } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { getTableName } from 'drizzle-orm'
import { readMigrationFiles } from 'drizzle-orm/migrator'
import { migrate as applyMigrations } from 'drizzle-orm/postgres-js/migrator'
import postgres, { type Sql } from 'postgres'
import * as sales from '../drizzle/schema/sales.ts'
import { codes, isAway } from './away.ts'
import { embedded } from './embedded.ts'
import { UserError } from './errors.ts'
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
  sales.customers,
  sales.orders,
  sales.lines,
  sales.orderFacts,
  sales.orderCategories,
  sales.productDays,
  sales.productMonths,
  sales.coverage,
] as const

const migrationsFolder = fileURLToPath(new URL('../drizzle/migrations', import.meta.url))

type Settings = { DATABASE_URL?: string; DATABASE_READ_URL?: string; DATA_DIR: string }
type Tell = (line: string) => void

/** Opens both pools, on DATABASE_URL or on the embedded PostgreSQL, with the schema up to date. */
export async function open(env: Settings, say?: Tell): Promise<Database> {
  const { prepare, ...database } = await pools(env, say)
  try {
    await prepare()
  } catch (error) {
    await database.close()
    throw error
  }
  return database
}

/** Opens both pools for a process that lives through the server's absence: `ready` once the schema is up to date. */
export async function openPatiently(
  env: Settings,
  say: Tell,
  signal: AbortSignal,
): Promise<Database & { ready: Promise<void> }> {
  const { prepare, ...database } = await pools(env, say)
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
    async pending(): Promise<number> {
      const [has] =
        await owner`select to_regclass('drizzle.__drizzle_migrations') is not null as ledger`.catch(told)
      const [last] = has?.ledger
        ? await owner<{ at: string | null }[]>`select max(created_at) as at from drizzle.__drizzle_migrations`
        : []
      return readMigrationFiles({ migrationsFolder }).filter(
        ({ folderMillis }) => folderMillis > Number(last?.at ?? 0),
      ).length
    },
    /** The login of questions, which may not be mighty. */
    async login(): Promise<string> {
      await refuseMight(reader).catch(told)
      const [role] = await reader<{ name: string }[]>`select current_user as name`
      return role?.name ?? ''
    },
  }
}

async function pools(env: Settings, say?: Tell): Promise<Database & { prepare(): Promise<void> }> {
  const server = env.DATABASE_URL ? undefined : await embedded(resolve(env.DATA_DIR), say)
  const url = parsed('DATABASE_URL', env.DATABASE_URL ?? server?.url ?? '')
  const readUrl = env.DATABASE_READ_URL ? parsed('DATABASE_READ_URL', env.DATABASE_READ_URL) : readerOf(url)
  const owner = pool(url, 4, { port: server?.port })
  // A question that runs longer than this would be given up by whoever asked; one that spills its sums to the disk
  // takes twice as long.
  const settings = { statement_timeout: 20_000, work_mem: '32MB' }
  const reader = pool(readUrl, 8, { settings, port: env.DATABASE_READ_URL ? undefined : server?.port })
  return {
    owner,
    reader,
    url: url.href,
    async prepare() {
      try {
        await migrate(url, readUrl, !env.DATABASE_READ_URL)
        await refuseMight(reader)
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

function parsed(name: string, text: string): URL {
  if (!URL.canParse(text) || !/^postgres(ql)?:/.test(text) || !isEncoded(text))
    throw new UserError(`${name} is not the address of a PostgreSQL database.`, {
      hint: 'It reads like postgres://user:password@host:5432/database; write a % in a password as %25.',
    })
  const url = new URL(text)
  // An address without a host takes no user either, and the questions' login is given one.
  url.hostname ||= 'localhost'
  // PostgreSQL would take a database named after the login, and there are two.
  if (url.pathname.length < 2) url.pathname = `/${url.username}`
  return url
}

function isEncoded(text: string): boolean {
  try {
    decodeURIComponent(text)
    return true
  } catch {
    return false
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
  postgres(url.href, {
    max,
    onnotice: () => {},
    connect_timeout: 10,
    // The driver knows it, its types do not.
    ...{ socket: socket(port) },
    connection: { application_name: 'tilly', TimeZone: 'UTC', ...settings },
  })

/**
 * The questions' login where none is given: named after the owner, with a password that only who knows the
 * owner's can derive. An owner without a password (trusted on loopback) gets a reader without one.
 */
function readerOf(owner: URL): URL {
  const reader = new URL(owner.href)
  reader.username = `${owner.username || 'tilly'}_reader`
  reader.password =
    owner.password &&
    createHmac('sha256', decodeURIComponent(owner.password)).update(reader.username).digest('hex')
  return reader
}

/** Brings the schema up to date, and lets the reader read what has a policy and nothing else. */
async function migrate(url: URL, readUrl: URL, isDerived: boolean) {
  const reader = decodeURIComponent(readUrl.username)
  const password = decodeURIComponent(readUrl.password)
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
    await applyMigrations(orm(one), { migrationsFolder })
    const [role] = await one`select from pg_roles where rolname = ${reader}`
    const login = `role ${quoted(reader, '"')} login password ${password ? quoted(verifier(password), "'") : 'null'}`
    if (!role) await one.unsafe(`create ${login}`)
    else if (isDerived && (await isRefused(readUrl))) await one.unsafe(`alter ${login}`)
    const tables = readable.map(table => quoted(getTableName(table), '"')).join(', ')
    await refuseTemporary(one, reader)
    await one.unsafe(`grant usage on schema public to ${quoted(reader, '"')}`)
    await one.unsafe(`grant select on ${tables} to ${quoted(reader, '"')}`)
  } finally {
    await one.end({ timeout: 5 })
  }
}

/** Everybody may make temporary tables in a database until its owner forbids it: questions write nothing at all. */
async function refuseTemporary(owner: Sql, reader: string) {
  const [open] = await owner<{ name: string }[]>`
    select datname as name from pg_database
    where datname = current_database() and pg_has_role(datdba, 'usage')
      and has_database_privilege(${reader}, oid, 'temporary')`
  if (open) await owner`revoke temporary on database ${owner(open.name)} from public`
}

/** What PostgreSQL keeps of a password (RFC 5803), so that the password itself is in no statement and no log. */
function verifier(password: string): string {
  const [salt, rounds] = [randomBytes(16), 4096]
  const salted = pbkdf2Sync(password, salt, rounds, 32, 'sha256')
  const key = (name: string) => createHmac('sha256', salted).update(name).digest()
  const stored = createHash('sha256').update(key('Client Key')).digest('base64')
  return `SCRAM-SHA-256$${rounds}:${salt.toString('base64')}$${stored}:${key('Server Key').toString('base64')}`
}

/** Whether the reader's login is refused: the owner's password, which its own is made of, has changed. */
async function isRefused(readUrl: URL): Promise<boolean> {
  const one = pool(readUrl, 1)
  try {
    await one`select 1`
    return false
  } catch (error) {
    return codes(error).includes('28P01')
  } finally {
    await one.end({ timeout: 5 })
  }
}

// `create role` takes no parameters.
const quoted = (text: string, mark: '"' | "'") => mark + text.replaceAll(mark, mark + mark) + mark

/** A login that sees everything would make every scope a wish. */
async function refuseMight(reader: Sql) {
  const [role] = await reader<{ name: string; mighty: boolean }[]>`
    select rolname as name, rolsuper or rolbypassrls or exists (
      select from pg_class where relname in ('lines', 'order_facts') and pg_has_role(current_user, relowner, 'member')
    ) as mighty
    from pg_roles where rolname = current_user`
  if (role?.mighty)
    throw new UserError(`The login ${role.name} sees everything, so questions may not use it.`, {
      hint: 'Set DATABASE_READ_URL to a login that owns nothing and is no superuser, or leave it empty.',
    })
}

/** What a person can do about a database that does not open. */
function explained(error: unknown, { host, pathname, search }: URL): unknown {
  const known = codes(error)
  const has = (...some: string[]) => some.some(code => known.includes(code))
  if (has('28P01', '28000'))
    return new UserError(`PostgreSQL at ${host} refused the login.`, {
      hint: 'Check user and password in DATABASE_URL (and DATABASE_READ_URL).',
      cause: error,
    })
  if (has('3D000'))
    return new UserError(`PostgreSQL at ${host} has no database ${pathname.slice(1)}.`, {
      hint: 'Create it, or correct DATABASE_URL.',
      cause: error,
    })
  if (search && error instanceof Error && has('42704'))
    return new UserError(`PostgreSQL at ${host} does not take what follows the ?: ${error.message}.`, {
      hint: 'Leave it out of DATABASE_URL (and DATABASE_READ_URL).',
      cause: error,
    })
  if (has('42501'))
    return new UserError('The login in DATABASE_URL may not do what the set-up needs.', {
      hint: 'It must own the database, and may need CREATEROLE once; or create a login for questions yourself and set DATABASE_READ_URL.',
      cause: error,
    })
  if (has('53100'))
    return new UserError(`The disk of PostgreSQL at ${host} is full.`, {
      hint: 'Free some space on it, and try again.',
      cause: error,
    })
  if (isAway(error))
    return new UserError(`PostgreSQL at ${host} does not answer.`, {
      hint: 'Start it, or correct DATABASE_URL.',
      cause: error,
    })
  return error
}

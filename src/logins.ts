import { createHash, createHmac, pbkdf2Sync, randomBytes } from 'node:crypto'
import { getTableName, type Table } from 'drizzle-orm'
import type { Sql } from 'postgres'
import { codes } from './away.ts'
import { UserError } from './errors.ts'

/** The login of questions; `connect` tries it, where its password is ours to set. */
type Login = { name: string; password: string; connect?: () => Sql }

/**
 * The questions' login where none is given: named after the owner, with a password that only who knows the
 * owner's can derive. An owner without a password (trusted on loopback) gets a reader without one.
 */
export function readerOf(owner: URL): URL {
  const reader = new URL(owner.href)
  reader.username = `${owner.username || 'tilly'}_reader`
  reader.password =
    owner.password &&
    createHmac('sha256', decodeURIComponent(owner.password)).update(reader.username).digest('hex')
  return reader
}

/** Makes the questions' login where it is missing, and lets it read some tables and nothing else. */
export async function admit(owner: Sql, login: Login, tables: readonly Table[]): Promise<void> {
  const { name, password, connect } = login
  const [known] = await owner`select from pg_roles where rolname = ${name}`
  const role = `role ${quoted(name, '"')} login password ${password ? quoted(verifier(password), "'") : 'null'}`
  if (!known) await owner.unsafe(`create ${role}`)
  else if (connect && (await isRefused(connect()))) await owner.unsafe(`alter ${role}`)
  await refuseTemporary(owner, name)
  await owner.unsafe(`grant usage on schema public to ${quoted(name, '"')}`)
  const named = tables.map(table => quoted(getTableName(table), '"')).join(', ')
  await owner.unsafe(`grant select on ${named} to ${quoted(name, '"')}`)
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

/** Whether the login is refused: the owner's password, which its own is made of, has changed. */
async function isRefused(one: Sql): Promise<boolean> {
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
export async function refuseMight(reader: Sql) {
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

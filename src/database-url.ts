import { codes, isAway } from './away.ts'
import { UserError } from './errors.ts'

/** The address of a PostgreSQL database, complete, or a sentence about how one reads. */
export function databaseUrl(name: string, text: string): URL {
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

/** What a person can do about a database that does not open. */
export function explained(error: unknown, { host, pathname, search }: URL): unknown {
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

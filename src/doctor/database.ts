import { Redis } from 'ioredis'
import { Temporal } from 'temporal-polyfill'
import { covered } from '../covered.ts'
import { openToLook } from '../db.ts'
import { companyOf, type Env } from '../env.ts'
import { UserError } from '../errors.ts'
import { queuePending } from '../queue-schema.ts'
import { loadedInWords } from '../stale.ts'
import type { Check } from './check.ts'

type Database = Awaited<ReturnType<typeof openToLook>>

/** Looks at the database, at what was made in it, at the login of questions and at the queue. */
export function databaseChecks(env: Env) {
  let opened: Database | undefined
  let found: { ahead: number; isCurrent: boolean } | undefined
  const checks: Check[] = [
    {
      name: 'database',
      async look() {
        opened = await openToLook(env)
        const { version, ahead } = await opened.server()
        if (Number.parseInt(version, 10) < 15)
          throw new UserError(`This is PostgreSQL ${version}.`, {
            hint: 'Tilly needs PostgreSQL 15 or newer.',
          })
        found = { ahead, isCurrent: false }
        return `PostgreSQL ${version}${env.DATABASE_URL ? '' : `, embedded, in ${await folderOf(opened)}`}`
      },
    },
    {
      name: 'migrations',
      async look() {
        if (!opened || !found) return undefined
        const pending = await opened.pending()
        if (pending > 0)
          throw new UserError(
            `${pending === 1 ? 'One migration is' : `${pending} migrations are`} still to be applied.`,
            {
              hint: 'Run `npm run migrate`.',
            },
          )
        found.isCurrent = true
        return 'all applied'
      },
    },
    {
      name: 'login',
      async look() {
        if (!opened || !found?.isCurrent) return undefined
        return `questions are asked as ${await opened.login()}, who owns nothing`
      },
    },
    {
      name: 'sales',
      async look() {
        if (!opened || !found?.isCurrent) return undefined
        const today = { ...companyOf(env), now: Temporal.Now.instant }
        const { says, note } = loadedInWords(await covered(opened.owner), today)
        return note === undefined ? says : { note }
      },
    },
    {
      name: 'queue',
      async look() {
        if (env.REDIS_URL) return redis(env.REDIS_URL)
        return opened && found?.isCurrent ? postgres(opened) : undefined
      },
    },
  ]
  return {
    checks,
    /** How many milliseconds the database's clock is ahead of ours. */
    ahead: () => found?.ahead,
    /** The owner's connections, once the tables are there. */
    owner: () => (found?.isCurrent ? opened?.owner : undefined),
    close: async () => opened?.close(),
  }
}

/** Where the embedded server keeps its data: not in DATA_DIR where its account may not enter that. */
async function folderOf({ owner }: Database): Promise<string> {
  const [row] = await owner<{ folder: string }[]>`select current_setting('data_directory') as folder`
  return row?.folder ?? ''
}

async function redis(url: string): Promise<string> {
  if (!URL.canParse(url) || !/^rediss?:\/\//.test(url))
    throw new UserError('REDIS_URL is not the address of a Redis.', {
      hint: 'It reads like redis://:password@host:6379, or is empty: the queue is then kept in the database.',
    })
  const { host } = new URL(url)
  const connection = new Redis(url, { lazyConnect: true, connectTimeout: 5000, retryStrategy: () => null })
  // What is wrong comes from the calls below.
  connection.on('error', () => {})
  try {
    await connection.connect()
    const version = /redis_version:(\S+)/.exec(await connection.info('server'))?.[1]
    return `Redis ${version} at ${host}`
  } catch (error) {
    throw new UserError(
      `Redis at ${host} does not answer (${error instanceof Error ? error.message : error}).`,
      {
        hint: 'Start it, correct REDIS_URL, or leave it empty: the queue is then kept in the database.',
        cause: error,
      },
    )
  } finally {
    connection.disconnect()
  }
}

async function postgres({ owner }: Database): Promise<string> {
  if ((await queuePending(owner)) > 0)
    throw new UserError('The queue in the database is not set up for this version.', {
      hint: 'Run `npm run migrate`.',
    })
  return 'in the database'
}

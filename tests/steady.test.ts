import { setTimeout as sleep } from 'node:timers/promises'
import { sql } from 'drizzle-orm'
import type { PostgresJsDatabase } from 'drizzle-orm/postgres-js'
import { beforeAll, describe, expect, test } from 'vitest'
import { everything } from '../src/access.ts'
import { isAway } from '../src/away.ts'
import type { Database } from '../src/db.ts'
import { orm, snapshot } from '../src/tx.ts'
import { emptyDatabase } from './helpers/database.ts'

let database: Database
beforeAll(async () => {
  database = await emptyDatabase()
})

type Work = (tx: PostgresJsDatabase) => Promise<unknown>

const ways = {
  'a question': (work: Work) => snapshot(database.reader, everything, work),
  'a transaction of the owner': (work: Work) => orm(database.owner).transaction(work),
}

/** Ends the connection of a transaction from elsewhere. */
async function cut(tx: PostgresJsDatabase) {
  const [row] = await tx.execute<{ pid: number }>(sql`select pg_backend_pid() as pid`)
  await database.owner`select pg_terminate_backend(${row?.pid ?? 0})`
}

describe.each(Object.entries(ways))('%s whose connection is lost', (_, begin) => {
  test.each([0, 1, 5, 50])(
    '%d milliseconds before its next statement is away, and the next one is served',
    async gap => {
      const lost = begin(async tx => {
        await cut(tx)
        if (gap > 0) await sleep(gap)
        await tx.execute(sql`select 1`)
      })
      expect(await lost.then(() => 'done', isAway)).toBe(true)
      expect(await begin(tx => tx.execute(sql`select 1 as one`))).toMatchObject([{ one: 1 }])
    },
  )

  test('before its end is away, whether it would have ended well or not', async () => {
    for (const end of [() => 'well', () => Promise.reject(new Error('badly'))]) {
      const lost = begin(async tx => {
        await cut(tx)
        await sleep(50)
        return end()
      })
      expect(await lost.then(() => 'done', isAway)).toBe(true)
    }
  })
})

import { setTimeout as sleep } from 'node:timers/promises'
import { drizzle, type PostgresJsDatabase } from 'drizzle-orm/postgres-js'
import type { Sql } from 'postgres'
import { openScope } from '../drizzle/schema/scope.ts'
import type { Scope } from './access.ts'
import { isAway } from './away.ts'

/** What a question is given to build its queries with: a transaction, or a database nobody has opened. */
export type Tx = Pick<PostgresJsDatabase, 'select' | 'selectDistinct' | 'with' | '$with'>

/** Drizzle on a pool, with the names of columns as the schema writes them. */
export const orm = (pool: Sql): PostgresJsDatabase => drizzle(pool, { casing: 'snake_case' })

/** How long after a loss a snapshot begins again, in milliseconds: a server that was killed takes a moment to be gone. */
const pauses = [0, 100]

/**
 * Runs questions in one read-only snapshot under a scope. A connection that had died unnoticed is found out before any
 * work has begun, and the work then begins again on another.
 */
export async function snapshot<T>(
  reader: Sql,
  scope: Scope,
  work: (tx: PostgresJsDatabase) => Promise<T>,
): Promise<T> {
  let begun = false
  const run = () =>
    orm(reader).transaction(
      async tx => {
        await tx.execute(openScope(scope))
        begun = true
        return work(tx)
      },
      { isolationLevel: 'repeatable read', accessMode: 'read only' },
    )
  for (const pause of pauses) {
    try {
      return await run()
    } catch (error) {
      if (begun || !isAway(error)) throw error
      await sleep(pause)
    }
  }
  return run()
}

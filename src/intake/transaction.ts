import type { Sql, TransactionSql } from 'postgres'
import { isAway } from '../away.ts'

/**
 * Runs work in one transaction, on a fresh connection where the pool's had died unnoticed. Work that pauses asks `lost`
 * before it goes on: there is nothing to go on with when the connection is.
 */
export async function transaction(
  owner: Sql,
  work: (tx: TransactionSql, lost: AbortSignal) => Promise<void>,
): Promise<void> {
  let begun = false
  const lost = new AbortController()
  const run = () =>
    owner.begin(async tx => {
      begun = true
      await work(tx, lost.signal)
    })
  await run().catch(error => {
    if (!begun && isAway(error)) return run()
    lost.abort(error)
    throw error
  })
}

import type { Sql, TransactionSql } from 'postgres'
import { isAway } from '../away.ts'

/**
 * Runs work in one transaction, on a fresh connection where the pool's had died unnoticed. Once the connection is lost
 * the work never settles, and the driver's own notice of the loss rejects instead: otherwise it would send a rollback
 * into the closed socket, which ends the process. Work that pauses asks `lost` before it sends again, for that reason.
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
      try {
        await work(tx, lost.signal)
      } catch (error) {
        if (lost.signal.aborted || isAway(error)) await new Promise(() => {})
        throw error
      }
    })
  await run().catch(error => {
    if (!begun && isAway(error)) return run()
    lost.abort(error)
    throw error
  })
}

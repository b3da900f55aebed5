import type { Sql, TransactionSql } from 'postgres'

const lostCodes = /^(CONNECTION_|57P0[123]|08|ECONN|EPIPE|ETIMEDOUT|ENOTFOUND|EAI_)/

/** Whether the database went away, as opposed to having refused something. */
export const isLost = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && lostCodes.test(String(error.code))

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
        if (lost.signal.aborted || isLost(error)) await new Promise(() => {})
        throw error
      }
    })
  await run().catch(error => {
    if (!begun && isLost(error)) return run()
    lost.abort(error)
    throw error
  })
}

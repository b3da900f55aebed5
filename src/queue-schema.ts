import { LATEST_SCHEMA_VERSION } from 'bullmq'
import type { Sql } from 'postgres'

/** How many migrations the queue in a database has still to be given. */
export async function queuePending(owner: Sql): Promise<number> {
  const [has] = await owner`select to_regclass('bullmq.migration') is not null as ledger`
  const [last] = has?.ledger
    ? await owner<{ version: number | null }[]>`select max(version)::int as version from bullmq.migration`
    : []
  // They are numbered from one, without a gap; a newer version of the queue may have left more than we know.
  return Math.max(LATEST_SCHEMA_VERSION - (last?.version ?? 0), 0)
}

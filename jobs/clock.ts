import type { Sql } from 'postgres'
import type { Temporal } from 'temporal-polyfill'
import { instantOf } from './deliveries.ts'

/** The database's clock: the one that all processes share, so that a machine whose own is wrong makes nothing due. */
export const clockOf = (owner: Sql) => async (): Promise<Temporal.Instant> => {
  const [row] = await owner<{ at: string }[]>`select clock_timestamp()::text as at`
  if (!row) throw new Error('a clock tells the time; rows: 0')
  return instantOf(row.at)
}

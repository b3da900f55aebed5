import type { Sql } from 'postgres'
import { coverage } from '../drizzle/schema/sales.ts'
import { everything } from './access.ts'
import type { Coverage } from './period.ts'
import { snapshot, type Tx } from './tx.ts'

/** What the data covers, with a number that changes whenever it does; nothing covers nothing. */
export async function coveredIn(tx: Tx): Promise<{ covered: Coverage | null; version: number }> {
  const [row] = await tx.select().from(coverage)
  const covered =
    row?.firstDay && row.dataThrough && row.asOf
      ? { firstDay: row.firstDay, dataThrough: row.dataThrough, asOf: row.asOf }
      : null
  return { covered, version: row?.version ?? 0 }
}

/** What the data covers; everyone may know. */
export const covered = (reader: Sql): Promise<Coverage | null> =>
  snapshot(reader, everything, async tx => (await coveredIn(tx)).covered)

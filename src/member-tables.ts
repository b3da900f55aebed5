import { asc, inArray } from 'drizzle-orm'
import { categories, channels, products, regions } from '../drizzle/schema/sales.ts'
import type { Dimension, Member } from './insight.ts'
import type { Tx } from './tx.ts'

const tables = { region: regions, channel: channels, category: categories, product: products }

/** Reads all members of a dimension that a scope opens, by name. */
export const membersOf: Record<Dimension, (tx: Tx) => Promise<Member[]>> = {
  region: tx => tx.select().from(regions).orderBy(asc(regions.name)),
  channel: tx => tx.select().from(channels).orderBy(asc(channels.name)),
  category: tx => tx.select().from(categories).orderBy(asc(categories.name)),
  product: tx =>
    tx
      .select({ id: products.id, name: products.name, key: products.key })
      .from(products)
      .orderBy(asc(products.name)),
}

/** Reads those members of a dimension that have one of these ids and that a scope opens. */
export async function membersWith(tx: Tx, dimension: Dimension, ids: readonly number[]): Promise<Member[]> {
  if (ids.length === 0) return []
  const table = tables[dimension]
  return tx
    .select({ id: table.id, name: table.name })
    .from(table)
    .where(inArray(table.id, [...ids]))
}

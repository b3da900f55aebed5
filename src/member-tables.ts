import { asc, inArray, or, type SQL, sql } from 'drizzle-orm'
import { categories, channels, customers, products, regions } from '../drizzle/schema/sales.ts'
import type { Dimension, FilterName, Member } from './insight.ts'
import type { Tx } from './tx.ts'

const tables = { region: regions, channel: channels, category: categories, product: products }

/** More customers than this are not looked through for a name. */
const mostCustomers = 20_000

/** Reads all members that a filter can name and a scope opens, by name; of customers those that a text may name. */
export const membersOf: Record<FilterName, (tx: Tx, text?: string) => Promise<Member[]>> = {
  region: tx => tx.select().from(regions).orderBy(asc(regions.name)),
  channel: tx => tx.select().from(channels).orderBy(asc(channels.name)),
  category: tx => tx.select().from(categories).orderBy(asc(categories.name)),
  product: tx =>
    tx
      .select({ id: products.id, name: products.name, key: products.key })
      .from(products)
      .orderBy(asc(products.name)),
  customer: (tx, text = '') =>
    tx
      .select({ id: customers.id, name: customers.name, key: customers.key })
      .from(customers)
      .where(begunAs(text))
      .orderBy(asc(customers.name))
      .limit(mostCustomers),
  attr: async tx => {
    const found = await tx
      .selectDistinct({
        name: sql<string>`a.value`,
        key: sql<string>`a.key || '=' || a.value`,
      })
      .from(sql`${customers}, jsonb_each_text(${customers.attributes}) a`)
      .orderBy(sql`2`)
    return found.map((member, at) => ({ ...member, id: at + 1 }))
  },
}

const accents = { from: 'àáâãäåçèéêëìíîïñòóôõöùúûüýÿ', to: 'aaaaaaceeeeiiiinooooouuuuyy' }

/** Customers one of whose words begins as one of a text does; nobody mistypes the first two letters of all. */
function begunAs(text: string): SQL | undefined {
  const beginnings = new Set(
    (
      text
        .normalize('NFD')
        .toLowerCase()
        .match(/[\p{L}\p{N}]+/gu) ?? []
    ).map(word => word.slice(0, 2)),
  )
  const name = sql`' ' || regexp_replace(translate(lower(${customers.name}), ${accents.from}, ${accents.to}), '[^[:alnum:]]+', ' ', 'g')`
  return or(
    ...[...beginnings].flatMap(beginning => [
      sql`${name} like ${`% ${beginning}%`}`,
      sql`lower(${customers.key}) like ${`${beginning}%`}`,
    ]),
  )
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

import { asc, inArray, type SQL, sql } from 'drizzle-orm'
import { categories, channels, customers, products, regions } from '../../drizzle/schema/sales.ts'
import type { Dimension, FilterName, Member } from '../insight.ts'
import type { Tx } from '../tx.ts'

const tables = { region: regions, channel: channels, category: categories, product: products }

/** More customers or products than this are not looked through for a name. */
const most = 20_000

/** Reads all members that a filter can name and a scope opens, by name; of what is many those that a text may name. */
export const membersOf: Record<FilterName, (tx: Tx, text?: string) => Promise<Member[]>> = {
  region: tx => tx.select().from(regions).orderBy(asc(regions.name)),
  channel: tx => tx.select().from(channels).orderBy(asc(channels.name)),
  category: tx => tx.select().from(categories).orderBy(asc(categories.name)),
  product: (tx, text) => {
    const all = tx.select({ id: products.id, name: products.name, key: products.key }).from(products)
    if (text === undefined) return all.orderBy(asc(products.name))
    const { where, nearest } = named(products, text)
    return all
      .where(where)
      .orderBy(...nearest, asc(products.name), asc(products.id))
      .limit(most)
  },
  customer: (tx, text = '') => {
    const { where, nearest } = named(customers, text)
    return tx
      .select({ id: customers.id, name: customers.name, key: customers.key })
      .from(customers)
      .where(where)
      .orderBy(...nearest, asc(customers.name), asc(customers.id))
      .limit(most)
  },
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

/** The letters of Europe that are others with an accent, and those others. */
const accents = Array.from({ length: 0x250 - 0xc0 }, (_, at) => String.fromCodePoint(0xc0 + at)).flatMap(
  letter => {
    const [base = '', mark] = letter.normalize('NFD').toLowerCase()
    return mark ? [{ letter, base }] : []
  },
)
const accented = accents.map(({ letter }) => letter).join('')
const bare = accents.map(({ base }) => base).join('')

/**
 * Those one of whose words begins or ends as one of a text does, and those whose code begins so; the ones that share
 * the most with the text come first. Nobody mistypes both the beginning and the end of every word.
 */
function named(table: typeof customers | typeof products, text: string): { where?: SQL; nearest: SQL[] } {
  const words =
    text
      .normalize('NFD')
      .replace(/[\p{M}\p{Cf}'’]/gu, '')
      .toLowerCase()
      .match(/[\p{L}\p{N}]+/gu) ?? []
  if (words.length === 0) return { nearest: [] }
  const begun = [...new Set(words.map(word => word.slice(0, 2)))].join('|')
  const ended = [...new Set(words.map(word => word.slice(-2)))].join('|')
  const parts = `(^|[^[:alnum:]])(${begun})|(${ended})($|[^[:alnum:]])`
  const name = sql`case when octet_length(${table.name}) = length(${table.name}) then lower(${table.name}) else lower(translate(${table.name}, ${accented}, ${bare})) end`
  const codes = text.toLowerCase().split(/[\s",:]+/)
  return {
    where: sql`(${name} ~ ${parts} or lower(${table.key}) ~ ${`^(${begun})`})`,
    nearest: [sql`lower(${table.key}) in ${codes} desc`, sql`regexp_count(${name}, ${parts}) desc`],
  }
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

import { and, gte, inArray, isNull, lt, notInArray, or, type SQL, type SQLWrapper, sql } from 'drizzle-orm'
import { QueryBuilder } from 'drizzle-orm/pg-core'
import { customers, products } from '../../drizzle/schema/sales.ts'
import type { Filtered, FilterName, Member } from '../insight.ts'
import type { Period } from '../period.ts'

/*
 * The members that a question is narrowed to, or leaves out, as conditions on the columns of whatever it reads.
 */

const ids = (members: readonly { id: number }[]) => members.map(({ id }) => id)

/** What a row may have none of. */
const optional: ReadonlySet<FilterName> = new Set(['customer', 'category'])

/** The rows whose member is asked for, and not left out; who or what has none, as guests and postage, is left out by nobody. */
export const open = (
  column: SQLWrapper,
  asked: Narrowing,
  filter: Exclude<FilterName, 'attr'>,
): SQL | undefined => {
  const [wanted, except] = [asked[filter], asked.except?.[filter]]
  return and(
    wanted && inArray(column, ids(wanted)),
    except && or(optional.has(filter) ? isNull(column) : undefined, notInArray(column, ids(except))),
  )
}

export type Narrowing = Omit<Filtered, 'period'>

/**
 * The customers of whom something is known: any of the values asked for of each attribute, none of those left out. How many
 * they are PostgreSQL cannot guess. Unless a few are looked up one by one, it is kept from reading all rows once for each of
 * them: what is asked to be true is asked of each row, in a table that is made once.
 */
export function known(column: SQLWrapper, asked: Narrowing, lookedUp?: 'one by one'): SQL | undefined {
  const having = (members: readonly Member[]) => {
    const values = members.map(({ key = '' }) => {
      const at = key.indexOf('=')
      return { attribute: key.slice(0, at), value: key.slice(at + 1) }
    })
    return [...new Set(values.map(({ attribute }) => attribute))].map(attribute => {
      const among = values.filter(one => one.attribute === attribute).map(({ value }) => value)
      const has = inArray(sql`${customers.attributes} ->> ${attribute}`, among)
      return sql`${column} in (select ${customers.id} from ${customers} where ${has})`
    })
  }
  return and(
    ...having(asked.attr ?? []).map(found => (lookedUp ? found : sql`(${found}) is true`)),
    ...having(asked.except?.attr ?? []).map(found => sql`(${column} is null or not ${found})`),
  )
}

/** The days of a period. */
export const between = (day: SQLWrapper, { from, to }: Pick<Period, 'from' | 'to'>) =>
  and(gte(day, from), lt(day, to))

/** Whether a question is narrowed by a filter, or leaves some of its members out. */
export const narrowed = (asked: Narrowing, filter: FilterName) =>
  Boolean(asked[filter] ?? asked.except?.[filter])

/** Writes queries without a connection: they are rendered by whoever asks them. */
export const builder = new QueryBuilder({ casing: 'snake_case' })

/** The products that fulfil a condition. */
export const productsWhere = (condition: SQL | undefined) =>
  builder.select({ id: products.id }).from(products).where(condition)

import { type SQL, type SQLWrapper, sql } from 'drizzle-orm'
import { toSnakeCase } from 'drizzle-orm/casing'
import { amountNames, type Facts } from '../measures.ts'

type Amount = keyof Facts
type Amounts = Record<Amount, SQL.Aliased<string>>

const of = <T>(amount: (name: Amount) => T) =>
  Object.fromEntries(amountNames.map(name => [name, amount(name)])) as Record<Amount, T>

// As the summaries call them.
const each = (amount: (name: Amount) => SQL<string>, before = ''): Amounts =>
  of(name => amount(name).as(`${before}${toSnakeCase(name)}`))

/** Amounts as they are, under the names that they have everywhere, or by what comes before. */
export const amountsOf = (facts: Facts, before?: string): Amounts =>
  each(name => sql<string>`${facts[name]}`, before)

/** Amounts added up over rows; what stands beside others of the same names is called otherwise, by what comes before. */
export const added = (facts: Facts, before?: string): Amounts =>
  each(name => sql<string>`sum(${facts[name]})`, before)

/** Amounts less what stands beside them, if anything does. */
export const less = (whole: Facts, part: Record<Amount, SQLWrapper>): Amounts =>
  each(name => sql<string>`${whole[name]} - coalesce(${part[name]}, 0)`)

const told: readonly Amount[] = ['saleLines', 'returns', 'cancellations', 'adjustments']

/** Whether anything is left of a whole without a part, which need not be there. */
export const remains = (whole: Facts, part: Record<Amount, SQLWrapper>, isPart: SQL): SQL => {
  const each = (facts: Record<Amount, SQLWrapper>) =>
    sql`(${sql.join(
      told.map(name => facts[name]),
      sql`, `,
    )})`
  return sql`(not (${isPart}) or ${each(whole)} is distinct from ${each(part)})`
}

/** The columns that are added up. */
export const amounts = <F extends Facts>(facts: F) => of(name => facts[name]) as Pick<F, Amount>

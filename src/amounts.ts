import { type SQL, type SQLWrapper, sql } from 'drizzle-orm'
import type { Facts } from './measures.ts'

type Amount = keyof Facts

/** The columns that are added up, as the summaries call them. */
const names = {
  saleLines: 'sale_lines',
  units: 'units',
  gross: 'gross',
  discounts: 'discounts',
  returns: 'returns',
  cancellations: 'cancellations',
  adjustments: 'adjustments',
  matched: 'matched',
  orderedReturned: 'ordered_returned',
  orderedCancelled: 'ordered_cancelled',
  forfeitedUnits: 'forfeited_units',
  net: 'net',
} as const satisfies Record<Amount, string>

type Amounts = Record<Amount, SQL.Aliased<string>>

const each = (amount: (name: Amount) => SQL<string>, before = '') =>
  Object.fromEntries(
    (Object.keys(names) as Amount[]).map(name => [name, amount(name).as(`${before}${names[name]}`)]),
  ) as Amounts

/** Amounts as they are, under the names that they have everywhere. */
export const amountsOf = (facts: Facts): Amounts => each(name => sql<string>`${facts[name]}`)

/** Amounts added up over rows; what stands beside others of the same names is called otherwise, by what comes before. */
export const added = (facts: Facts, before?: string): Amounts =>
  each(name => sql<string>`sum(${facts[name]})`, before)

/** Amounts less what stands beside them, if anything does. */
export const less = (whole: Facts, part: Record<Amount, SQLWrapper>): Amounts =>
  each(name => sql<string>`${whole[name]} - coalesce(${part[name]}, 0)`)

/** The columns that are added up. */
export const amounts = <F extends Facts>(facts: F): Pick<F, keyof Facts> => ({
  saleLines: facts.saleLines,
  units: facts.units,
  gross: facts.gross,
  discounts: facts.discounts,
  returns: facts.returns,
  cancellations: facts.cancellations,
  adjustments: facts.adjustments,
  matched: facts.matched,
  orderedReturned: facts.orderedReturned,
  orderedCancelled: facts.orderedCancelled,
  forfeitedUnits: facts.forfeitedUnits,
  net: facts.net,
})

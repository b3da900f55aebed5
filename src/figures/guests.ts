import { and, sql } from 'drizzle-orm'
import { ofGuests, salesAsked, within } from '../facts/asked.ts'
import type { Filtered } from '../insight.ts'
import { cents, exact, measures, shown } from '../measures.ts'
import type { Tx } from '../tx.ts'
import type { Say } from '../words.ts'

/** What was charged in the period and filters asked for, and what of it was charged to guests. */
export function guestSales(tx: Tx, asked: Filtered) {
  const sales = salesAsked(asked)
  const guests = tx
    .select({ charged: exact(measures.chargedSales, sales) })
    .from(sales)
    .where(and(within(sales, asked), ofGuests(sales)))
  return tx
    .select({ charged: shown(measures.chargedSales, sales), guests: cents(sql`(${guests})`) })
    .from(sales)
    .where(within(sales, asked))
}

/** What an answer about customers says of sales that had none, where there are such. */
export const guestNote = (sales: { charged: number; guests: number } | undefined, say: Say) =>
  sales &&
  sales.guests > 0 &&
  sales.charged > 0 &&
  `${say.share(sales.guests / sales.charged)} of sales were to guests, who are not counted as customers`

import type { TransactionSql } from 'postgres'
import { copy, copyRow } from './copy.ts'
import { decimal, units } from './decimal.ts'
import { type Movement, match } from './match.ts'

type Row = Omit<Movement, 'quantity' | 'amount'> & {
  customer: number
  product: number
  quantity: string
  amount: string
}

const page = 20_000

/** The last day on which the ledger has goods that came back: what was sold later leaves their matches alone. */
export async function lastCredit(tx: TransactionSql): Promise<string | undefined> {
  const [row] = await tx<{ day: string }[]>`select day::text from order_facts
    where returns > 0 or cancellations > 0 order by day desc limit 1`
  return row?.day
}

/** Notes the customers and products whose fresh sales come before a credit that the ledger has. */
export async function touch(tx: TransactionSql, lastCredit: string) {
  await tx`insert into pairs
    select distinct customer_id, product_id from fresh f
    where at < ${lastCredit}::text::date + 1 and customer_id is not null and exists (
      select from lines l where l.customer_id = f.customer_id and l.product_id = f.product_id
        and l.kind in ('return', 'cancellation'))`
}

/**
 * Matches anew the customers and products that this load touched and that have credits: those noted, and those of its
 * own credits, which are the fresh lines now. What differs from before is left in `match_changes`, with the sign, for
 * the summaries.
 */
export async function rematch(tx: TransactionSql) {
  await tx`create temp table touched on commit drop as
    select customer_id, product_id from pairs union
    select customer_id, product_id from fresh where kind in ('return', 'cancellation') and customer_id is not null`
  await tx`analyze touched`
  await tx`create temp table old_matches on commit drop as
    select m.* from matches m
    join touched p on p.customer_id = m.customer_id and p.product_id = m.product_id`
  await tx`delete from matches m using touched p where p.customer_id = m.customer_id and p.product_id = m.product_id`
  await tx`create temp table new_matches (like matches) on commit drop`
  await tx`declare movements no scroll cursor for
    select l.customer_id as customer, l.product_id as product, l.kind, l.at::text, l.order_id::text as "order",
      l.key::text, l.day::text, l.quantity::text, (l.gross - l.discount)::text as amount
    from touched p join lines l on l.customer_id = p.customer_id and l.product_id = p.product_id
    where l.kind in ('sale', 'return', 'cancellation') order by l.product_id, l.customer_id`
  let pair: Row[] = []
  for (let last = false; !last; ) {
    const rows = await tx<Row[]>`fetch ${tx.unsafe(String(page))} from movements`
    last = rows.length < page
    const found: string[] = []
    for (const row of rows) {
      if (pair[0] && (pair[0].customer !== row.customer || pair[0].product !== row.product)) {
        found.push(...matched(pair))
        pair = []
      }
      pair.push(row)
    }
    if (last) found.push(...matched(pair))
    await copy(tx, 'new_matches', found)
  }
  await tx`close movements`
  await tx`insert into matches select * from new_matches`
  await tx`create temp table match_changes on commit drop as
    select customer_id, product_id, kind, credit_order_id, credit_key, credit_day, sale_order_id, sale_day,
      sum(amount) as amount
    from (select * from new_matches union all
      select customer_id, product_id, credit_order_id, credit_key, credit_day, sale_order_id, sale_key, sale_day,
        quantity, -amount, kind from old_matches) changes
    group by 1, 2, 3, 4, 5, 6, 7, 8 having sum(amount) <> 0`
  await tx`analyze match_changes`
}

/** The matches of one customer and product, as rows for the table. */
const matched = (rows: readonly Row[]) => {
  const movements = rows.map(row => ({
    ...row,
    quantity: units(row.quantity, 3) ?? 0n,
    amount: units(row.amount, 4) ?? 0n,
  }))
  const { customer, product } = rows[0] ?? {}
  return match(movements).map(({ credit, sale, quantity, amount }) =>
    copyRow([
      customer,
      product,
      credit.order,
      credit.key,
      credit.day,
      sale.order,
      sale.key,
      sale.day,
      decimal(quantity, 3),
      decimal(amount, 4),
      credit.kind,
    ]),
  )
}

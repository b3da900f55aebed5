import {
  type AskedUnder,
  charged,
  grouped,
  kind,
  type Line,
  lost,
  money,
  net,
  total,
  within,
} from '../ledger.ts'
import { before, quotient } from './before.ts'

/** Goods by their net sales, with who bought them, what came back, and the class they belong to by what those above make. */
export const products = (all: Line[], asked: AskedUnder) => {
  const goods = (lines: Line[]) =>
    grouped(
      lines.filter(line => line.merchandise),
      line => line.product,
    )
  const other = before(all, asked)
  const [now, then] = [goods(within(all, asked)), goods(other ?? [])]
  const losses = lost(all, kind('return'))
  const whole = net([...now.values()].flat())
  let together = 0n
  return [...now]
    .map(([product, lines]) => ({ product, lines, exact: net(lines) }))
    .toSorted(
      (a, b) => Number(b.exact - a.exact) || (a.lines[0]?.productId ?? 0) - (b.lines[0]?.productId ?? 0),
    )
    .map(({ product, lines, exact }, at) => {
      const above = together
      together += exact
      const sales = lines.filter(kind('sale'))
      const back = total(sales, sale => losses.get(sale) ?? 0n)
      const ordered = total(sales, charged)
      const letter =
        exact > 0n && above * 100n < whole * 80n ? 'A' : exact > 0n && above * 100n < whole * 95n ? 'B' : 'C'
      return {
        product,
        name: lines[0]?.productName,
        category: lines[0]?.category ?? null,
        net: money(exact),
        units: sales.reduce((sum, sale) => sum + sale.quantity, 0),
        customers: at < 20 ? new Set(sales.flatMap(({ customer }) => customer ?? [])).size : null,
        share: whole > 0n ? quotient(exact, whole) : null,
        cumulativeShare: whole > 0n ? quotient(together, whole) : null,
        change: other ? money(exact - net(then.get(product) ?? [])) : null,
        returnRate: ordered > 0n ? quotient(back, ordered) : null,
        class: whole > 0n ? letter : null,
      }
    })
    .slice(0, Number(asked.count))
}

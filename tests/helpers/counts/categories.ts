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

/** Categories of goods by their net sales, how many products each sold, and what came back of what it was charged. */
export const categories = (all: Line[], asked: AskedUnder) => {
  const goods = (lines: Line[]) =>
    grouped(
      lines.filter(line => line.merchandise),
      line => line.category ?? 'Without category',
    )
  const other = before(all, asked)
  const [now, then] = [goods(within(all, asked)), goods(other ?? [])]
  const losses = lost(all, kind('return'))
  const whole = net([...now.values()].flat())
  return [...new Set([...now.keys(), ...then.keys()])]
    .map(category => ({ category, lines: now.get(category) ?? [] }))
    .toSorted((a, b) => Number(net(b.lines) - net(a.lines)) || a.category.localeCompare(b.category))
    .map(({ category, lines }) => {
      const sales = lines.filter(kind('sale'))
      const back = total(sales, sale => losses.get(sale) ?? 0n)
      const ordered = total(sales, charged)
      return {
        category,
        net: money(net(lines)),
        share: whole > 0n ? quotient(net(lines), whole) : null,
        change: other ? money(net(lines) - net(then.get(category) ?? [])) : null,
        products: new Set(sales.map(sale => sale.product)).size,
        returnRate: ordered > 0n ? quotient(back, ordered) : null,
      }
    })
}

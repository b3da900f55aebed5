import { type AskedUnder, grouped, type Line, money, net, within } from '../ledger.ts'
import { before } from './before.ts'

/** Goods by how much their net sales have changed, the most first; nothing where there is nothing to compare with. */
export const movers = (all: Line[], asked: AskedUnder) => {
  const goods = (lines: readonly Line[]) =>
    grouped(
      lines.filter(line => line.merchandise),
      line => line.productId,
    )
  const earlier = before(all, asked)
  if (!earlier) return []
  const [now, then] = [goods(within(all, asked)), goods(earlier)]
  return [...new Set([...now.keys(), ...then.keys()])]
    .map(id => {
      const [lines, others] = [now.get(id) ?? [], then.get(id) ?? []]
      const change = net(lines) - net(others)
      const [one] = [...lines, ...others]
      return {
        id,
        size: change < 0n ? -change : change,
        row: {
          product: one?.product,
          name: one?.productName,
          category: one?.category ?? null,
          change: money(change),
          net: money(net(lines)),
          previous: money(net(others)),
        },
      }
    })
    .filter(({ size }) => size > 0n)
    .sort((one, other) => Number(other.size - one.size) || one.id - other.id)
    .slice(0, Number(asked.count))
    .map(({ row }) => row)
}

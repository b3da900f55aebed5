import {
  type AskedUnder,
  charged,
  grouped,
  kind,
  type Line,
  money,
  net,
  ordersIn,
  total,
  within,
} from '../ledger.ts'
import { before, quotient } from './before.ts'

/** Customers by what they brought, the most first; of equals whoever appeared first in the data. */
const ranking = (lines: readonly Line[]) =>
  [
    ...grouped(
      lines.filter(line => line.customer),
      line => line.customer,
    ),
  ]
    .map(([customer, lines]) => ({ customer, lines, exact: net(lines), id: lines[0]?.customerId ?? 0 }))
    .sort((one, other) => Number(other.exact - one.exact) || one.id - other.id)

/** Who only gave something back has no place. */
const placed = (ranked: ReturnType<typeof ranking>) => ranked.filter(({ lines }) => ordersIn(lines) > 0)

/** The best customers, with their places now and before. */
export const topcustomers = (all: Line[], asked: AskedUnder) => {
  const lines = within(all, asked)
  const whole = net(lines)
  const earlier = before(all, asked)
  const then = ranking(earlier ?? [])
  const spent = new Map(then.map(({ customer, exact }) => [customer, exact]))
  const places = new Map(placed(then).map(({ customer }, at) => [customer, at + 1]))
  return placed(ranking(lines))
    .slice(0, Number(asked.count))
    .map(({ customer, lines, exact }, at) => {
      const [{ name = null } = {}] = lines
      return {
        customer,
        name: name === customer ? `Customer ${customer}` : name,
        net: money(exact),
        gross: money(total(lines.filter(kind('sale')), line => line.gross)),
        forfeited: money(total(lines.filter(kind('return', 'cancellation')), charged)),
        orders: ordersIn(lines),
        lastOrder: lines.filter(kind('sale')).at(-1)?.day ?? null,
        share: whole === 0n ? null : quotient(exact, whole),
        change: earlier ? money(exact - (spent.get(customer) ?? 0n)) : null,
        rank: at + 1,
        previousRank: places.get(customer) ?? null,
      }
    })
}

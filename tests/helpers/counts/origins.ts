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

/** Where sales come from: members by their net sales, the part of the whole that each makes, and what it made before. */
const origins = (all: Line[], asked: AskedUnder, name: 'regionName' | 'channelName') => {
  const other = before(all, asked)
  const now = grouped(within(all, asked), line => line[name])
  const then = grouped(other ?? [], line => line[name])
  const whole = net([...now.values()].flat())
  return [...new Set([...now.keys(), ...then.keys()])]
    .map(member => ({ member, lines: now.get(member) ?? [] }))
    .toSorted((a, b) => Number(net(b.lines) - net(a.lines)) || a.member.localeCompare(b.member))
    .map(({ member, lines }) => {
      const sales = lines.filter(kind('sale'))
      return {
        [name === 'regionName' ? 'region' : 'channel']: member,
        net: money(net(lines)),
        gross: money(total(sales, line => line.gross)),
        forfeited: money(total(lines.filter(kind('return', 'cancellation')), charged)),
        share: whole > 0n ? quotient(net(lines), whole) : null,
        change: other ? money(net(lines) - net(then.get(member) ?? [])) : null,
        orders: ordersIn(lines),
        customers: new Set(sales.flatMap(({ customer }) => customer ?? [])).size,
      }
    })
}

export const regions = (all: Line[], asked: AskedUnder) => origins(all, asked, 'regionName')
export const channels = (all: Line[], asked: AskedUnder) => origins(all, asked, 'channelName')

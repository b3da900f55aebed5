import type { Sql } from 'postgres'
import type { Asked, Row } from '../../src/insight.ts'
import { avgspend } from './counts/avgspend.ts'
import { categories } from './counts/categories.ts'
import { customer } from './counts/customer.ts'
import { demographics } from './counts/demographics.ts'
import { kpis } from './counts/kpis.ts'
import { newvsreturning } from './counts/newvsreturning.ts'
import { channels, regions } from './counts/origins.ts'
import { products } from './counts/products.ts'
import { retention } from './counts/retention.ts'
import { returns } from './counts/returns.ts'
import { seasonality } from './counts/seasonality.ts'
import {
  charged,
  firstBefore,
  grouped,
  kind,
  type Line,
  linesOf,
  mondayOf,
  money,
  net,
  ordersIn,
  total,
  within,
} from './ledger.ts'

/* The numbers of each insight counted a second time, another way: from the raw lines. */

const weeklysales = (all: Line[], asked: Asked) =>
  [...grouped(within(all, asked), line => mondayOf(line.day))].map(([week, lines]) => ({
    week,
    gross: money(total(lines.filter(kind('sale')), line => line.gross)),
    discounts: money(total(lines.filter(kind('sale')), line => line.gross - line.charged)),
    returns: money(total(lines.filter(kind('return')), charged)),
    cancellations: money(total(lines.filter(kind('cancellation')), charged)),
    adjustments: money(total(lines.filter(kind('adjustment')), charged)),
    net: money(net(lines)),
    orders: ordersIn(lines),
    customers: new Set(lines.filter(line => line.kind === 'sale' && line.customer).map(line => line.customer))
      .size,
  }))

/** Customers by what they brought, the most first. */
const ranking = (lines: readonly Line[]) =>
  [
    ...grouped(
      lines.filter(line => line.customer),
      line => line.customer,
    ),
  ]
    .map(([customer, lines]) => ({ customer, lines, exact: net(lines) }))
    .sort((one, other) => Number(other.exact - one.exact))

const topcustomers = (all: Line[], asked: Asked) => {
  const lines = within(all, asked)
  const whole = net(lines)
  const { from } = asked.period
  const start = firstBefore(asked.period)
  const isCompared = start >= (all.map(({ day }) => day).sort()[0] ?? '')
  const before = ranking(within(all, { ...asked, period: { ...asked.period, from: start, to: from } }))
  return ranking(lines)
    .slice(0, Number(asked.count))
    .map(({ customer, lines, exact }) => ({
      customer,
      net: money(exact),
      gross: money(total(lines.filter(kind('sale')), line => line.gross)),
      forfeited: money(total(lines.filter(kind('return', 'cancellation')), charged)),
      orders: ordersIn(lines),
      lastOrder: lines.filter(kind('sale')).at(-1)?.day ?? null,
      share: whole === 0n ? null : Math.round((Number(exact) / Number(whole)) * 1e6) / 1e6,
      change: isCompared ? money(exact - (before.find(one => one.customer === customer)?.exact ?? 0n)) : null,
      isNew: isCompared && !before.some(one => one.customer === customer),
    }))
    .map(({ isNew, ...row }) => (isNew ? { ...row, previousRank: null } : row))
}

const movers = (all: Line[], asked: Asked) => {
  const { period } = asked
  const goods = (from: string, to: string) =>
    grouped(
      within(all, { ...asked, period: { ...period, from, to } }).filter(line => line.merchandise),
      line => line.product,
    )
  const [now, before] = [goods(period.from, period.to), goods(firstBefore(period), period.from)]
  return [...new Set([...now.keys(), ...before.keys()])]
    .map(product => {
      const [nets, previous] = [net(now.get(product) ?? []), net(before.get(product) ?? [])]
      const change = nets - previous
      return {
        ...{ product, change: money(change), net: money(nets), previous: money(previous) },
        size: change < 0n ? -change : change,
      }
    })
    .filter(({ size }) => size > 0n)
    .sort((one, other) => Number(other.size - one.size))
    .slice(0, Number(asked.count))
    .map(({ size: _, ...row }) => row)
}

const counts: Record<string, (all: Line[], asked: Asked) => Row[] | object[]> = {
  weeklysales,
  topcustomers,
  returns,
  movers,
  kpis,
  avgspend,
  newvsreturning,
  demographics,
  products,
  categories,
  channels,
  regions,
  retention,
  seasonality,
  customer,
}

/** The rows that an insight should have, as far as a second count knows them; nothing where there is none. */
export async function reference(owner: Sql, insight: string, asked: Asked): Promise<object[] | undefined> {
  return counts[insight]?.(await linesOf(owner), asked)
}

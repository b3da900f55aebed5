import { type AskedUnder, grouped, kind, type Line, money, net, ordersIn, total, within } from '../ledger.ts'

type Customer = { net: bigint; charged: bigint; orders: number }

/** Hundredths of a cent in a unit of money. */
const unit = 10_000n

/** The least of 1, 2, 5, 10, 20, 50 … units of which twelve reach an amount. */
function widthFor(amount: bigint): bigint {
  for (let power = 1n; ; power *= 10n)
    for (const times of [1n, 2n, 5n]) if (12n * times * power * unit >= amount) return times * power
}

/** A fraction rounded half away from zero to cents, from hundredths of a cent. */
const average = (amount: bigint, by: number) => {
  if (by === 0) return null
  const size = amount < 0n ? -amount : amount
  const cents = (2n * size + 100n * BigInt(by)) / (200n * BigInt(by))
  return Number(amount < 0n ? -cents : cents) / 100
}

const figures = (group: string, some: readonly Customer[]) => {
  const active = some.filter(({ orders }) => orders > 0)
  const inOrder = active.map(one => one.net).sort((one, other) => (one < other ? -1 : one > other ? 1 : 0))
  const [low, high] = [inOrder[(active.length - 1) >> 1], inOrder[active.length >> 1]]
  const orders = active.reduce((sum, one) => sum + one.orders, 0)
  const all = some.reduce((sum, one) => sum + one.net, 0n)
  return {
    group,
    customers: active.length,
    netSales: money(all),
    averageSpend: average(all, active.length),
    medianSpend: low === undefined || high === undefined ? null : average(low + high, 2),
    orders,
    averageOrder: average(
      some.reduce((sum, one) => sum + one.charged, 0n),
      orders,
    ),
  }
}

/** What customers spent, all and by ranges, counted from the raw lines. */
export function avgspend(all: Line[], asked: AskedUnder) {
  const known = within(all, asked).filter(line => line.customer)
  const customers = [...grouped(known, line => line.customer).values()].map(lines => ({
    net: net(lines),
    charged: total(lines.filter(kind('sale')), line => line.charged),
    orders: ordersIn(lines),
  }))
  const active = customers
    .filter(({ orders }) => orders > 0)
    .sort((one, other) => (one.net < other.net ? -1 : one.net > other.net ? 1 : 0))
  const nearlyAll = active[Math.ceil((9 * active.length) / 10) - 1]
  if (!nearlyAll) return []
  const width = widthFor(nearlyAll.net)
  const ceiling = (nearlyAll.net + width * unit - 1n) / (width * unit)
  const open = nearlyAll.net > 0n ? ceiling : 1n
  const groupOf = ({ net, orders }: Customer) => {
    if (orders === 0) return { at: open + 1n, group: 'Only returns' }
    if (net < 0n) return { at: -1n, group: 'Below 0' }
    const nth = net / (width * unit)
    return nth >= open
      ? { at: open, group: `${open * width} and more` }
      : { at: nth, group: `${nth * width} to ${(nth + 1n) * width}` }
  }
  const groups = [...grouped(customers, one => groupOf(one).at)].sort(([one], [other]) =>
    one < other ? -1 : 1,
  )
  return [
    figures('All', customers),
    ...groups.map(([, some]) => figures(some[0] ? groupOf(some[0]).group : '', some)),
  ]
}

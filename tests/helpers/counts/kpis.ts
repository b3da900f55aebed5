import {
  type AskedUnder,
  charged,
  daysAfter,
  daysOf,
  isPastKnown,
  kind,
  type Line,
  lost,
  money,
  net,
  ordersIn,
  otherPeriod,
  total,
  within,
} from '../ledger.ts'

const ten4 = 10_000n

/** A quotient of two whole numbers, rounded half away from zero to so many decimals. */
const quotient = (part: bigint, whole: bigint, decimals: number) => {
  if (whole === 0n) return null
  const scale = 10n ** BigInt(decimals)
  const [size, sign] = part < 0n ? [-part, -1] : [part, 1]
  return (sign * Number((2n * size * scale + whole) / (2n * whole))) / Number(scale)
}

const firstSales = (all: readonly Line[]) => {
  const days = new Map<string, string>()
  for (const { kind, customer, day } of all)
    if (kind === 'sale' && customer && day < (days.get(customer) ?? '9999')) days.set(customer, day)
  return days
}

/** Every measure in one period. */
export function measured(all: Line[], asked: AskedUnder) {
  const lines = within(all, asked)
  const sold = lines.filter(kind('sale'))
  const orders = ordersIn(lines)
  const customers = new Set(sold.flatMap(({ customer }) => customer ?? []))
  const firsts = firstSales(all)
  const before = [...customers].filter(one => (firsts.get(one) ?? '9999') < asked.period.from).length
  const goods = sold.filter(({ merchandise }) => merchandise)
  const gone = (what: 'return' | 'cancellation') => {
    const losses = lost(all, kind(what))
    return total(goods, sale => losses.get(sale) ?? 0n)
  }
  const chargedForGoods = total(goods, charged)
  const ofCustomers = lines.filter(({ customer }) => customer)
  return {
    netSales: money(net(lines)),
    grossSales: money(total(sold, line => line.gross)),
    discounts: money(total(sold, line => line.gross - line.charged)),
    orders,
    averageOrderValue: quotient(total(sold, charged), BigInt(orders) * ten4, 2),
    activeCustomers: customers.size,
    averageCustomerSpend: quotient(net(ofCustomers), BigInt(customers.size) * ten4, 2),
    repeatRate: isPastKnown(all, asked.period.from)
      ? quotient(BigInt(before), BigInt(customers.size), 6)
      : null,
    returnRate: quotient(gone('return'), chargedForGoods, 6),
    cancellationRate: quotient(gone('cancellation'), chargedForGoods, 6),
    forfeitedSales: money(total(lines.filter(kind('return', 'cancellation')), charged)),
  }
}

const goodWhenDown = new Set(['discounts', 'returnRate', 'cancellationRate', 'forfeitedSales'])

/** How long goods may come back, and what is not known before. */
const window = 30
const rates = new Set(['returnRate', 'cancellationRate'])

/** Every measure in the period, the one before it, and a year before. */
export function kpis(all: Line[], asked: AskedUnder) {
  const against = (vs: string) => {
    const other = otherPeriod(all, asked.period, vs)
    return other && measured(all, { ...asked, period: { ...asked.period, ...other } })
  }
  const now = measured(all, asked)
  const [previous, lastYear] = [against('previous'), against('last year')]
  const base = asked.vs === 'last year' ? lastYear : previous
  const lastOrdered = daysAfter(asked.period.to, -1)
  const canComeBack = daysAfter(lastOrdered, window) > daysOf(all)[1]
  if (now.orders === 0 && now.netSales === 0) return []
  return (Object.keys(now) as (keyof typeof now)[]).map(measure => {
    const [value, then] = [now[measure], base?.[measure] ?? null]
    return {
      measure,
      value,
      previous: previous?.[measure] ?? null,
      change:
        value === null || then === null || (canComeBack && rates.has(measure))
          ? null
          : Math.round((value - then) * 1e6) / 1e6,
      lastYear: lastYear?.[measure] ?? null,
      goodWhen: goodWhenDown.has(measure) ? 'down' : 'up',
    }
  })
}

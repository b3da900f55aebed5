import {
  type AskedUnder,
  charged,
  grouped,
  kind,
  type Line,
  lost,
  money,
  placed,
  total,
  within,
} from '../ledger.ts'
import { quotient } from './before.ts'

const product = (line: Line) => line.product
const names: Record<string, (line: Line) => string> = {
  product,
  category: line => line.category ?? 'Without category',
  region: line => line.regionName,
  channel: line => line.channelName,
  reason: line => line.reason ?? 'No reason given',
}

/** Goods that came back within this many days of the last order are still awaited. */
const window = 30

/** What came back or was cancelled of goods, told apart as asked, and what was later lost of the orders of the period. */
export const returns = (all: Line[], asked: AskedUnder) => {
  const by = String(asked.by)
  const losses = lost(all)
  const lastDay = Math.max(...new Set(all.map(({ day }) => Date.parse(day))))
  const awaited = Date.parse(asked.period.to) + (window - 1) * 86_400_000 > lastDay
  const goods = within(all, asked).filter(
    line => line.merchandise && (by !== 'reason' || kind('return', 'cancellation')(line)),
  )
  const allForfeited = total(goods.filter(kind('return', 'cancellation')), charged)
  return [...grouped(goods, names[by] ?? product)]
    .map(([name, lines]) => {
      const credits = lines.filter(kind('return', 'cancellation'))
      const sales = lines.filter(kind('sale'))
      const ordered = total(sales, sale => losses.get(sale) ?? 0n)
      const whole = total(sales, charged)
      const rate = whole === 0n ? null : quotient(ordered, whole)
      const ofOrders =
        by === 'reason'
          ? { charged: null, orderedForfeited: null, rate: null, provisional: null }
          : {
              charged: money(whole),
              orderedForfeited: money(ordered),
              rate,
              provisional: rate === null ? null : awaited,
            }
      return {
        exact: total(credits, charged),
        id: by === 'product' ? (lines[0]?.productId ?? 0) : 0,
        product: by === 'product' ? name : null,
        name: by === 'product' ? lines[0]?.productName : name,
        category: by === 'product' ? (lines[0]?.category ?? null) : null,
        returned: money(total(lines.filter(kind('return')), charged)),
        cancelled: money(total(lines.filter(kind('cancellation')), charged)),
        forfeited: money(total(credits, charged)),
        share: allForfeited === 0n ? null : quotient(total(credits, charged), allForfeited),
        // Thousandths of a unit are the least that a line counts.
        units: Number(total(credits, line => BigInt(Math.round(line.quantity * 1000)))) / 1000,
        ...ofOrders,
      }
    })
    .filter(row => row.exact > 0n)
    .sort((one, other) => Number(other.exact - one.exact) || one.id - other.id)
    .slice(0, Number(asked.count))
    .map(({ exact: _, id: _id, ...row }) => row)
}

/** All that came back or was cancelled: what it cost, how much of it belongs to no known sale, and its rate. */
export const wholeOfReturns = (all: Line[], asked: AskedUnder) => {
  const goods = within(all, asked).filter(line => line.merchandise)
  const [credits, sales] = [goods.filter(kind('return', 'cancellation')), goods.filter(kind('sale'))]
  const [losses, known] = [lost(all), placed(all)]
  const whole = total(sales, charged)
  const forfeited = total(credits, charged)
  return {
    rate:
      whole === 0n
        ? null
        : quotient(
            total(sales, sale => losses.get(sale) ?? 0n),
            whole,
          ),
    forfeited: money(forfeited),
    unmatched: money(forfeited - total(credits, credit => known.get(credit) ?? 0n)),
  }
}

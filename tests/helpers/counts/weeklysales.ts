import {
  type AskedUnder,
  charged,
  daysAfter,
  daysOf,
  grouped,
  kind,
  type Line,
  mondayOf,
  money,
  net,
  ordersIn,
  total,
  within,
} from '../ledger.ts'

/** The middle one of figures, or the mean of the two in the middle, found by taking off both ends. */
function middle(figures: readonly number[]): number {
  const left = [...figures].sort((one, other) => one - other)
  while (left.length > 2) left.splice(0, 1) && left.pop()
  return left.reduce((sum, figure) => sum + figure, 0) / left.length
}

/** Sales week by week, the weeks without any as well, with the same week a year before and what stands out. */
export const weeklysales = (all: Line[], asked: AskedUnder) => {
  const [first, last] = daysOf(all)
  const { from, to } = asked.period
  const byWeek = grouped(within(all, asked), line => mondayOf(line.day))
  const everyDay = { ...asked.period, from: '0001-01-01', to: '9999-12-31' }
  const always = grouped(within(all, { ...asked, period: everyDay }), line => mondayOf(line.day))
  const weeks: string[] = []
  const [, start = from] = [from, first].sort()
  for (let week = mondayOf(start); start <= last && week < to && week <= last; week = daysAfter(week, 7))
    weeks.push(week)
  const rows = weeks.map(week => {
    const lines = byWeek.get(week) ?? []
    const sales = lines.filter(kind('sale'))
    const yearAgo = daysAfter(week, -364)
    const complete = week >= from && week >= first && daysAfter(week, 7) <= to && daysAfter(week, 6) <= last
    return {
      week,
      gross: money(total(sales, line => line.gross)),
      discounts: money(total(sales, line => line.gross - line.charged)),
      returns: money(total(lines.filter(kind('return')), charged)),
      cancellations: money(total(lines.filter(kind('cancellation')), charged)),
      adjustments: money(total(lines.filter(kind('adjustment')), charged)),
      net: money(net(lines)),
      orders: ordersIn(lines),
      customers: new Set(sales.flatMap(({ customer }) => customer ?? [])).size,
      lastYear: complete && yearAgo >= first ? money(net(always.get(yearAgo) ?? [])) : null,
      complete,
    }
  })
  const nets = rows.filter(({ complete }) => complete).map(row => row.net)
  const usual = middle(nets)
  const spread = 1.4826 * middle(nets.map(one => Math.abs(one - usual)))
  return rows.map(row => ({
    ...row,
    peak: row.complete && nets.length >= 8 && row.net > usual + 3 * spread,
  }))
}

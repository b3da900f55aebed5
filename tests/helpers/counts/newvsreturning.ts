import { type AskedUnder, grouped, kind, type Line, mondayOf, money, net, within } from '../ledger.ts'

const utc = (day: string) => new Date(`${day}T00:00:00Z`)
const iso = (date: Date) => date.toISOString().slice(0, 10)
const plus = (day: string, { days = 0, months = 0 }) => {
  const date = utc(day)
  date.setUTCMonth(date.getUTCMonth() + months)
  date.setUTCDate(date.getUTCDate() + days)
  return iso(date)
}

/** A month later; or the end of a shorter month. */
const monthsLater = (day: string, months: number) => {
  const there = plus(`${day.slice(0, 7)}-01`, { months })
  const end = plus(plus(there, { months: 1 }), { days: -1 })
  const same = `${there.slice(0, 7)}-${day.slice(8)}`
  return same < end ? same : end
}

/** Months or weeks: when one begins, and the one so many later. */
const month = {
  year: 12,
  of: (day: string) => `${day.slice(0, 7)}-01`,
  next: (start: string, by: number) => plus(start, { months: by }),
}
const week = { year: 52, of: mondayOf, next: (start: string, by: number) => plus(start, { days: 7 * by }) }

/** New and returning customers of each month or week, counted from the raw lines one customer at a time. */
export function newvsreturning(all: Line[], asked: AskedUnder) {
  const { from, to } = asked.period
  const days = all.map(({ day }) => day).sort()
  const [firstDay, lastDay] = [days[0] ?? '', days.at(-1) ?? '']
  const isShort = (utc(to).getTime() - utc(from).getTime()) / 864e5 < 91 && to < monthsLater(from, 3)
  const grain = isShort ? week : month

  const firsts = new Map<string, string>()
  for (const line of all)
    if (line.customer && line.kind === 'sale' && line.day < (firsts.get(line.customer) ?? '9999'))
      firsts.set(line.customer, line.day)
  const history = grouped(
    within(all, { ...asked, period: { ...asked.period, from: '0001-01-01' } }).filter(line => line.customer),
    line => line.customer ?? '',
  )
  if (![...history.values()].some(lines => lines.some(line => line.day >= from))) return []

  const rows = []
  const afterData = plus(lastDay, { days: 1 })
  for (
    let start = grain.of([from, firstDay].sort()[1] ?? from);
    start < to && start < afterData;
    start = grain.next(start, 1)
  ) {
    const end = grain.next(start, 1)
    const yearAgo = grain.next(start, -grain.year)
    const counts = { fresh: 0, returning: 0, back: 0, gone: 0 }
    const nets = { fresh: 0n, returning: 0n }
    for (const [customer, lines] of history) {
      const here = lines.filter(line => line.day >= start && line.day < end && line.day >= from)
      const bought = lines.filter(kind('sale')).map(line => line.day)
      const first = firsts.get(customer) ?? ''
      const isNew = first >= start && first >= from && first < end
      nets[isNew ? 'fresh' : 'returning'] += net(here)
      const isActive = here.some(kind('sale'))
      if (isActive) counts[isNew ? 'fresh' : 'returning'] += 1
      if (isActive && first < start && !bought.some(day => day >= yearAgo && day < start)) counts.back += 1
      const yearAgoEnd = grain.next(yearAgo, 1)
      if (
        bought.some(day => day >= yearAgo && day < yearAgoEnd) &&
        !bought.some(day => day >= yearAgoEnd && day < end)
      )
        counts.gone += 1
    }
    const isKnown = start >= monthsLater(firstDay, 12)
    const known = <V>(value: V, also = true) => (isKnown && also ? value : null)
    rows.push({
      period: grain === month ? start.slice(0, 7) : start,
      newCustomers: known(counts.fresh),
      returningCustomers: known(counts.returning),
      newNet: known(money(nets.fresh)),
      returningNet: known(money(nets.returning)),
      reactivated: known(counts.back, grain.next(yearAgo, -1) >= firstDay),
      lapsed: known(counts.gone, end <= to && end <= afterData),
    })
  }
  return rows
}

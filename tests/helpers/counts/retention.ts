import { type AskedUnder, grouped, kind, type Line, within } from '../ledger.ts'

const monthOf = (day: string) => 12 * Number(day.slice(0, 4)) + Number(day.slice(5, 7)) - 1
const written = (month: number) => `${Math.floor(month / 12)}-${String((month % 12) + 1).padStart(2, '0')}`

/** Who of the customers that first ordered in a month ordered in each month after it. */
export const retention = (all: Line[], asked: AskedUnder) => {
  const days = all.map(line => line.day).sort()
  const [firstDay = '', lastDay = ''] = [days[0], days.at(-1)]
  const sales = all.filter(line => line.kind === 'sale' && line.customer !== null)
  const firsts = new Map(
    [...grouped(sales, line => line.customer)].map(([who, lines]) => [
      who,
      lines.map(line => line.day).sort()[0],
    ]),
  )
  const shown = within(all, { ...asked, period: { ...asked.period, to: '9999-12-31' } }).filter(kind('sale'))
  const cohorts = new Map<number, Map<string, Set<number>>>()
  for (const [who, lines] of grouped(shown, line => line.customer)) {
    const first = who === null ? undefined : firsts.get(who)
    if (who === null || !first || first < asked.period.from || first >= asked.period.to) continue
    if (!lines.some(line => line.day === first)) continue
    const cohort = cohorts.get(monthOf(first)) ?? new Map<string, Set<number>>()
    cohorts.set(monthOf(first), cohort.set(who, new Set(lines.map(line => monthOf(line.day)))))
  }
  // A month is over when the first day of the next would be the next to come.
  const next = new Date(`${lastDay}T00:00:00Z`)
  next.setUTCDate(next.getUTCDate() + 1)
  const tomorrow = next.toISOString().slice(0, 10)
  return [...cohorts]
    .sort(([one], [other]) => one - other)
    .flatMap(([month, customers]) => {
      const rows: object[] = []
      for (let age = 0; month + age <= monthOf(lastDay); age++) {
        const active = [...customers.values()].filter(months => months.has(month + age)).length
        rows.push({
          cohort: written(month),
          age,
          customers: customers.size,
          active,
          share: active / customers.size,
          mature: `${written(month + age)}-01` >= firstDay && `${written(month + age + 1)}-01` <= tomorrow,
        })
      }
      return rows
    })
}

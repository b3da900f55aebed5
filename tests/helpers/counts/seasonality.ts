import { type AskedUnder, grouped, type Line, mondayOf, money, total, within } from '../ledger.ts'

const dayLength = 86_400_000
const nextDay = (day: string, by = 1) => new Date(Date.parse(day) + by * dayLength).toISOString().slice(0, 10)
const average = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length
const six = (value: number | null) => (value === null ? null : Math.round(value * 1e6) / 1e6)

const monthNames =
  'January February March April May June July August September October November December'.split(' ')
const dayNames = 'Monday Tuesday Wednesday Thursday Friday Saturday Sunday'.split(' ')

/** The squares of how far values lie from their average, added up. */
const scatter = (values: readonly number[]) => {
  const middle = average(values)
  return values.reduce((sum, value) => sum + (value - middle) ** 2, 0)
}

/** The mean of ratios with its standard error, in six decimals. */
const judged = (ratios: readonly number[]) => ({
  index: ratios.length === 0 ? null : six(average(ratios)),
  error: ratios.length < 2 ? null : six(Math.sqrt(scatter(ratios) / (ratios.length - 1) / ratios.length)),
  observations: ratios.length,
})

const charged = (lines: readonly Line[] = []) => total(lines, line => line.charged)

/** The hour of each sale line: its own where products are asked for, else that in which its order, or the part in its category, begins. */
function hoursOf(all: readonly Line[], asked: AskedUnder): Map<Line, number> {
  const hourOf = (line: Line) => Number(line.at.slice(11, 13))
  const sales = all.filter(line => line.kind === 'sale')
  if (asked.product) return new Map(sales.map(line => [line, hourOf(line)]))
  const inCategories = asked.category
  const begun = grouped(sales, line => [line.order, line.day, inCategories ? line.category : ''].join(' '))
  return new Map(
    [...begun.values()].flatMap(lines => {
      const first = Math.min(...lines.map(hourOf))
      return lines.map(line => [line, first] as const)
    }),
  )
}

/** Months against the twelve around them, weekdays against their week, hours against the open hours of their day. */
export function seasonality(all: Line[], asked: AskedUnder) {
  const days = all.map(({ day }) => day).sort()
  const from = [asked.period.from, days[0] ?? ''].sort().at(-1) ?? ''
  const to = [asked.period.to, nextDay(days.at(-1) ?? '')].sort()[0] ?? ''
  const sales = within(all, { ...asked, period: { ...asked.period, from, to } }).filter(
    line => line.kind === 'sale',
  )
  const byDay = grouped(sales, line => line.day)
  const calendar: string[] = []
  for (let day = from; day < to; day = nextDay(day)) calendar.push(day)

  // Months by their number since year 0, complete where all of their days are there.
  const numberOf = (day: string) => 12 * Number(day.slice(0, 4)) + Number(day.slice(5, 7)) - 1
  const lengthOf = (month: number) =>
    new Date(Date.UTC(Math.floor(month / 12), (month % 12) + 1, 0)).getUTCDate()
  const months = new Map(
    [...grouped(calendar, numberOf)]
      .filter(([month, its]) => its.length === lengthOf(month))
      .map(([month, its]) => [month, its.reduce((sum, day) => sum + charged(byDay.get(day)), 0n)]),
  )
  const ratios = [...months].flatMap(([month, amount]) => {
    const around = Array.from({ length: 13 }, (_, at) => months.get(month - 6 + at))
    if (around.includes(undefined)) return []
    const level = around.reduce(
      (sum, value = 0n, at) => sum + (at === 0 || at === 12 ? 1 : 2) * Number(value),
      0,
    )
    return level > 0 ? [{ month: month % 12, ratio: (24 * Number(amount)) / level }] : []
  })
  const byMonth = grouped(ratios, ({ month }) => month)
  const ratiosOf = (month: number) => (byMonth.get(month) ?? []).map(({ ratio }) => ratio)
  const scale = byMonth.size === 12 ? average(monthNames.map((_, month) => average(ratiosOf(month)))) : 1
  const freedom = ratios.length - byMonth.size
  const spread =
    freedom > 0
      ? Math.sqrt(
          monthNames.reduce(
            (sum, _, month) => sum + (ratiosOf(month).length > 0 ? scatter(ratiosOf(month)) : 0),
            0,
          ) / freedom,
        )
      : null
  const ofMonths = monthNames.flatMap((when, month) => {
    const its = [...months].filter(([number]) => number % 12 === month)
    const own = ratiosOf(month)
    if (its.length === 0) return []
    return [
      {
        when,
        index: own.length > 0 ? six(average(own) / scale) : null,
        error: own.length > 0 && spread !== null ? six(spread / Math.sqrt(own.length) / scale) : null,
        observations: own.length,
        sales: money(its.reduce((sum, [, amount]) => sum + amount, 0n)),
        by: 'month',
        at: month + 1,
      },
    ]
  })

  const weeks = [...grouped(calendar, mondayOf).values()].filter(week => week.length === 7)
  const sold = weeks.filter(week => week.some(day => charged(byDay.get(day)) > 0n))
  const ofDays =
    weeks.length === 0
      ? []
      : dayNames.map((when, at) => ({
          when,
          ...judged(
            sold.map(week => {
              const amounts = week.map(day => Number(charged(byDay.get(day))))
              return (amounts[at] ?? 0) / average(amounts)
            }),
          ),
          sales: money(weeks.reduce((sum, week) => sum + charged(byDay.get(week[at] ?? '')), 0n)),
          by: 'weekday',
          at: at + 1,
        }))

  const hours = hoursOf(all, asked)
  const byHour = grouped(sales, line => hours.get(line) ?? 0)
  const open = [...byHour.keys()].filter(hour => charged(byHour.get(hour)) > 0n).sort((a, b) => a - b)
  const soldDays = [...byDay.values()].filter(lines => charged(lines) > 0n)
  const profiles = soldDays.map(lines => {
    const whole = Number(charged(lines))
    const parts = grouped(lines, line => hours.get(line) ?? 0)
    return (hour: number) => Number(charged(parts.get(hour))) / whole
  })
  const [first = 0, last = 0] = [open[0], open.at(-1)]
  const ofHours =
    last === 0
      ? []
      : Array.from({ length: last - first + 1 }, (_, at) => first + at).map(hour => ({
          when: `${String(hour).padStart(2, '0')}:00`,
          ...judged(profiles.map(share => share(hour) * open.length)),
          sales: money(charged(byHour.get(hour))),
          by: 'hour',
          at: hour,
        }))
  return sales.length === 0 ? [] : [...ofMonths, ...ofDays, ...ofHours]
}

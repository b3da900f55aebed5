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

const dayNumber = (day: string) => Date.parse(`${day}T00:00:00Z`) / 86_400_000

/** Half of the numbers are no larger, half no smaller; between two, the middle of them. */
const median = (numbers: number[]) => {
  if (numbers.length === 0) return null
  const [...left] = numbers.sort((one, other) => one - other)
  while (left.length > 2) {
    left.pop()
    left.shift()
  }
  return left.reduce((sum, number) => sum + number, 0) / left.length
}

/** What is known of each customer asked about, from their lines. */
export const customer = (all: Line[], asked: AskedUnder) => {
  const last =
    all
      .map(line => line.day)
      .sort()
      .at(-1) ?? ''
  const end = dayNumber(asked.period.to) - 1
  const byName = (asked.customer ?? []).toSorted((one, other) =>
    one.name === other.name ? one.id - other.id : one.name < other.name ? -1 : 1,
  )
  return byName.flatMap(({ key }) => {
    const lines = within(all, asked).filter(line => line.customer === key)
    const [one] = lines
    if (!one) return []
    const days = [...new Set(lines.filter(kind('sale')).map(line => line.day))].sort()
    const numbers = days.map(dayNumber)
    const newest = numbers.at(-1)
    const favourites = [
      ...grouped(
        lines.filter(line => line.merchandise),
        line => line.productId,
      ),
    ]
      .map(([id, bought]) => ({ id, name: bought[0]?.productName, net: net(bought) }))
      .filter(({ net }) => net > 0n)
      .sort((one, other) => Number(other.net - one.net) || one.id - other.id)
      .slice(0, 3)
    return [
      {
        customer: key,
        name: one.name === key ? `Customer ${key}` : one.name,
        firstOrder: days[0] ?? null,
        lastOrder: days.at(-1) ?? null,
        orders: ordersIn(lines),
        net: money(net(lines)),
        returns: money(total(lines.filter(kind('return')), charged)),
        favourites: favourites.map(({ name }) => name).join('; '),
        usualGap: median(numbers.slice(1).map((day, at) => day - (numbers[at] ?? day))),
        daysSince: newest === undefined ? null : Math.min(dayNumber(last), end) - newest,
        attributes: Object.entries(one.attributes ?? {})
          .map(([attribute, value]) => `${attribute} ${value}`)
          .sort()
          .join('; '),
      },
    ]
  })
}

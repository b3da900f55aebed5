import { type AskedUnder, grouped, type Line, money, net, within } from '../ledger.ts'

/** A year after a day; the 29th of February has its year on the 28th. */
const yearAfter = (day: string) =>
  `${Number(day.slice(0, 4)) + 1}${day.endsWith('-02-29') ? '-02-28' : day.slice(4)}`

/** A fraction rounded half away from zero to cents, from hundredths of a cent. */
const average = (amount: bigint, by: number) => {
  const size = amount < 0n ? -amount : amount
  const cents = (2n * size + 100n * BigInt(by)) / (200n * BigInt(by))
  return Number(amount < 0n ? -cents : cents) / 100
}

/** Groups of ten customers or more by an attribute, counted from the raw lines. */
export function demographics(all: Line[], asked: AskedUnder) {
  const names = [...new Set(all.flatMap(line => Object.keys(line.attributes ?? {})))].sort()
  const typed = asked.attribute === undefined ? undefined : String(asked.attribute).toLowerCase()
  const attribute = names.find(name => typed === undefined || name.toLowerCase() === typed)
  if (attribute === undefined) return []
  const firstDay = all.map(({ day }) => day).sort()[0] ?? ''
  const { from } = asked.period
  const regulars = new Set(
    all.filter(line => line.kind === 'sale' && line.day < from).map(line => line.customer),
  )
  const lines = within(all, asked).filter(line => line.customer && line.attributes?.[attribute] !== undefined)
  return [...grouped(lines, line => line.attributes?.[attribute] ?? '')]
    .map(([value, lines]) => {
      const active = new Set(lines.filter(line => line.kind === 'sale').map(line => line.customer))
      const repeated = [...active].filter(customer => regulars.has(customer)).length
      return {
        attribute,
        value,
        customers: active.size,
        net: money(net(lines)),
        averageSpend: active.size === 0 ? null : average(net(lines), active.size),
        repeatRate: from < yearAfter(firstDay) ? null : Math.round((repeated / active.size) * 1e6) / 1e6,
      }
    })
    .filter(({ customers }) => customers >= 10)
    .sort(
      // The ages of the sample have two figures, so that their order is that of their letters.
      (one, other) =>
        (attribute === 'age' ? 0 : other.customers - one.customers) || (one.value < other.value ? -1 : 1),
    )
}

import type { Sql } from 'postgres'
import type { Asked, Narrowed } from '../../src/insight.ts'

/*
 * The raw lines of a ledger, one at a time, in whole hundredths of a cent: what a second count counts with, without the
 * summaries, the measures or the matches of the code under test.
 */

export type Line = {
  order: string
  day: string
  at: string
  kind: 'sale' | 'return' | 'cancellation' | 'adjustment'
  customer: string | null
  name: string | null
  attributes: Record<string, string> | null
  product: string
  merchandise: boolean
  productName: string
  category: string | null
  /** Why a credit was given, where it is known. */
  reason: string | null
  quantity: number
  gross: bigint
  charged: bigint
  region: number
  channel: number
  regionName: string
  channelName: string
}

const ledgers = new WeakMap<Sql, Promise<Line[]>>()

const read = async (owner: Sql): Promise<Line[]> => {
  const rows = await owner`
    select order_id::text as "order", lines.day::text as day, at::text as at, kind, customers.key as customer,
      customers.name as name, customers.attributes as attributes, products.key as product, merchandise, products.name as "productName",
      categories.name as category, reasons.name as reason, quantity::float8 as quantity, region_id as region, channel_id as channel,
      regions.name as "regionName", channels.name as "channelName",
      (gross * 10000)::bigint::text as gross, ((gross - discount) * 10000)::bigint::text as charged
    from lines
    left join customers on customers.id = customer_id
    join products on products.id = product_id
    left join categories on categories.id = category_id
    left join reasons on reasons.id = reason_id
    join regions on regions.id = region_id
    join channels on channels.id = channel_id
    order by at, order_id, lines.key`
  return rows.map(row => ({ ...row, gross: BigInt(row.gross), charged: BigInt(row.charged) }) as Line)
}

/** All lines of a ledger that does not change while it is tested, read once. */
export const linesOf = (owner: Sql) => {
  const known = ledgers.get(owner) ?? read(owner)
  ledgers.set(owner, known)
  return known
}

/** Cents, rounded half away from zero as PostgreSQL rounds, from hundredths of a cent. */
export const money = (value: bigint) => {
  const cents = ((value < 0n ? -value : value) + 50n) / 100n
  return Number(value < 0n ? -cents : cents) / 100
}

export const total = (lines: readonly Line[], of: (line: Line) => bigint) =>
  lines.reduce((sum, line) => sum + of(line), 0n)
export const kind =
  (...kinds: Line['kind'][]) =>
  (line: Line) =>
    kinds.includes(line.kind)
export const charged = (line: Line) => line.charged

export function grouped<K, T = Line>(lines: readonly T[], by: (line: T) => K): Map<K, T[]> {
  const groups = new Map<K, T[]>()
  for (const line of lines) {
    const key = by(line)
    const group = groups.get(key)
    if (group) group.push(line)
    else groups.set(key, [line])
  }
  return groups
}

/** Which filters a line passes: one of the members of each, where an attribute is a filter of its own. */
function passed(line: Line, { region, channel, category, product, customer, attr }: Narrowed): boolean[] {
  const attributes = grouped(attr ?? [], ({ key = '' }) => key.split('=')[0] ?? '')
  return [
    ...(region ? [region.some(({ id }) => id === line.region)] : []),
    ...(channel ? [channel.some(({ id }) => id === line.channel)] : []),
    ...(category ? [category.some(({ name }) => name === line.category)] : []),
    ...(product ? [product.some(({ key }) => key === line.product)] : []),
    ...(customer ? [customer.some(({ key }) => key === line.customer)] : []),
    ...[...attributes].map(([name, values]) =>
      values.some(({ key }) => key === `${name}=${line.attributes?.[name]}`),
    ),
  ]
}

export const within = (lines: readonly Line[], { period, except = {}, ...wanted }: Asked) =>
  lines.filter(
    line =>
      line.day >= period.from &&
      line.day < period.to &&
      passed(line, wanted).every(Boolean) &&
      !passed(line, except).some(Boolean) &&
      // What has no category is in none of the others.
      !(except.category && line.category === null),
  )

export const mondayOf = (day: string) => {
  const date = new Date(`${day}T00:00:00Z`)
  date.setUTCDate(date.getUTCDate() - ((date.getUTCDay() + 6) % 7))
  return date.toISOString().slice(0, 10)
}

export const net = (lines: readonly Line[]) =>
  total(lines, line => (line.kind === 'sale' ? line.charged : -line.charged))

export const ordersIn = (lines: readonly Line[]) =>
  new Set(lines.filter(kind('sale')).map(line => line.order)).size

/** What each sale line lost later: every credit takes from the latest earlier sale of its pair that has any left. */
export function lost(
  all: readonly Line[],
  counted: (credit: Line) => boolean = () => true,
): Map<Line, bigint> {
  const losses = new Map<Line, bigint>()
  for (const pair of grouped(
    all.filter(line => line.customer),
    line => `${line.customer} ${line.product}`,
  ).values()) {
    if (!pair.some(kind('return', 'cancellation'))) continue
    const left = new Map(pair.filter(kind('sale')).map(sale => [sale, sale.quantity]))
    for (const credit of pair.filter(kind('return', 'cancellation'))) {
      let wanted = credit.quantity
      for (const [sale, quantity] of [...left].filter(([sale]) => sale.at <= credit.at).reverse()) {
        const taken = Math.min(wanted, quantity)
        if (taken <= 0) continue
        wanted -= taken
        left.set(sale, quantity - taken)
        // Whole credits are exact; parts of one are compared to the cent only.
        const amount =
          taken === credit.quantity
            ? credit.charged
            : BigInt(Math.round((Number(credit.charged) * taken) / credit.quantity))
        if (counted(credit)) losses.set(sale, (losses.get(sale) ?? 0n) + amount)
      }
    }
  }
  return losses
}

const utc = (day: string) => new Date(`${day}T00:00:00Z`)

/** The first day of the period before a whole one: as many whole months back, or else as many days. */
export const firstBefore = ({ from, to }: Asked['period']) => {
  const [first, end] = [utc(from), utc(to)]
  const date = utc(from)
  if (from.endsWith('-01') && to.endsWith('-01')) {
    const months =
      12 * (end.getUTCFullYear() - first.getUTCFullYear()) + end.getUTCMonth() - first.getUTCMonth()
    date.setUTCMonth(date.getUTCMonth() - months)
  } else date.setTime(2 * first.getTime() - end.getTime())
  return date.toISOString().slice(0, 10)
}

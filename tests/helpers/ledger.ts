import type { Sql } from 'postgres'
import type { Scope } from '../../src/access.ts'
import type { Asked, Member, Narrowed } from '../../src/insight.ts'

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
  /** Customers and products in the order in which they first appeared. */
  customerId: number | null
  productId: number
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
      customer_id as "customerId", product_id as "productId", customers.name as name, customers.attributes as attributes, products.key as product, merchandise, products.name as "productName",
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

type Test = (line: Line) => boolean

const among = <T>(
  members: readonly Member[] | undefined,
  of: (member: Member) => T,
  its: (line: Line) => T,
) => {
  const wanted = new Set(members?.map(of))
  return members ? [(line: Line) => wanted.has(its(line))] : []
}

/** What a line must pass for each filter: be of one of its members, where an attribute is a filter of its own. */
function testsOf({ region, channel, category, product, customer, attr }: Narrowed): Test[] {
  const id = (member: Member) => member.id
  const attributes = grouped(attr ?? [], ({ key = '' }) => key.split('=')[0] ?? '')
  return [
    ...among(region, id, line => line.region),
    ...among(channel, id, line => line.channel),
    ...among<string | null>(
      category,
      ({ name }) => name,
      line => line.category,
    ),
    ...among<string | undefined>(
      product,
      ({ key }) => key,
      line => line.product,
    ),
    ...among<string | null | undefined>(
      customer,
      ({ key }) => key,
      line => line.customer,
    ),
    ...[...attributes].flatMap(([name, values]) =>
      among<string | undefined>(
        values,
        ({ key }) => key,
        line => `${name}=${line.attributes?.[name]}`,
      ),
    ),
  ]
}

/** What is asked, and what whoever asks may see: all, unless it is said. */
export type AskedUnder = Asked & { scope?: Scope }

const seen = (scope: Scope | undefined): Test => {
  const [regions, channels] = [scope?.regions ?? '*', scope?.channels ?? '*']
  return line =>
    (regions === '*' || regions.includes(line.region)) &&
    (channels === '*' || channels.includes(line.channel))
}

export function within(lines: readonly Line[], { period, except = {}, scope, ...wanted }: AskedUnder) {
  const [isSeen, isWanted, isLeftOut] = [seen(scope), testsOf(wanted), testsOf(except)]
  return lines.filter(
    line =>
      line.day >= period.from &&
      line.day < period.to &&
      isSeen(line) &&
      isWanted.every(passes => passes(line)) &&
      !isLeftOut.some(passes => passes(line)),
  )
}

export const mondayOf = (day: string) => {
  const date = new Date(`${day}T00:00:00Z`)
  date.setUTCDate(date.getUTCDate() - ((date.getUTCDay() + 6) % 7))
  return date.toISOString().slice(0, 10)
}

export const net = (lines: readonly Line[]) =>
  total(lines, line => (line.kind === 'sale' ? line.charged : -line.charged))

export const ordersIn = (lines: readonly Line[]) =>
  new Set(lines.filter(kind('sale')).map(line => line.order)).size

/** A part of a credit that was taken from a sale. */
type Match = { credit: Line; sale: Line; amount: bigint }

/** Every credit takes from the latest earlier sales of its customer and product that have any left. */
function matched(all: readonly Line[]): Match[] {
  const matches: Match[] = []
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
        matches.push({ credit, sale, amount })
      }
    }
  }
  return matches
}

const known = new WeakMap<readonly Line[], Match[]>()

/** Which sales credits belong to. */
export const matchesOf = (all: readonly Line[]) => {
  const matches = known.get(all) ?? matched(all)
  known.set(all, matches)
  return matches
}

const summed = (matches: readonly Match[], of: 'credit' | 'sale') => {
  const sums = new Map<Line, bigint>()
  for (const match of matches) sums.set(match[of], (sums.get(match[of]) ?? 0n) + match.amount)
  return sums
}

/** What each sale line lost later. */
export const lost = (all: readonly Line[], counted: (credit: Line) => boolean = () => true) =>
  summed(
    matchesOf(all).filter(({ credit }) => counted(credit)),
    'sale',
  )

/** How much of each credit belongs to a sale that is known. */
export const placed = (all: readonly Line[]) => summed(matchesOf(all), 'credit')

const ends = new WeakMap<readonly Line[], readonly [string, string]>()

/** The first and the last day of all. */
export const daysOf = (all: readonly Line[]): readonly [string, string] => {
  const read = () => {
    const days = all.map(({ day }) => day).sort()
    return [days[0] ?? '', days.at(-1) ?? ''] as const
  }
  const found = ends.get(all) ?? read()
  ends.set(all, found)
  return found
}

const dayLength = 86_400_000
const utc = (day: string) => new Date(`${day}T00:00:00Z`)
const iso = (date: Date) => date.toISOString().slice(0, 10)

/** A day so many days later, or earlier. */
export const daysAfter = (day: string, days: number) => iso(new Date(utc(day).getTime() + days * dayLength))

/** A day so many months later, or earlier; what a month is too short for runs over into the next. */
const monthsAfter = (day: string, months: number) => {
  const date = utc(day)
  date.setUTCMonth(date.getUTCMonth() + months)
  return iso(date)
}

export const daysBetween = (from: string, to: string) => (utc(to).getTime() - utc(from).getTime()) / dayLength

type Stretch = Pick<Asked['period'], 'from' | 'to'>
type Counted = Pick<Asked['period'], 'from' | 'to' | 'unit' | 'toDate'>

const least = (one: string, other: string) => (one < other ? one : other)

const unitLengths = { month: 1, quarter: 3, year: 12 }

/** A day so many weeks, months, quarters or years later, or earlier. */
const unitsAfter = (day: string, unit: Exclude<Counted['unit'], 'day'>, count: number) =>
  unit === 'week' ? daysAfter(day, 7 * count) : monthsAfter(day, unitLengths[unit] * count)

/** Whether a period that begins with a week, month, quarter or year goes as far as a day of it, if only its last. */
const isToADay = ({ from, to, unit, toDate }: Counted): boolean =>
  unit !== 'day' && (toDate === true || to < unitsAfter(from, unit, 1))

/**
 * The period before another: to a day of a week, month, quarter or year, as many days from the first of the one before, cut
 * at its end; as many whole months before whole months; else as many days.
 */
export function periodBefore(period: Counted): Stretch {
  const { from, to, unit } = period
  const days = daysBetween(from, to)
  if (unit !== 'day' && isToADay(period)) {
    const first = unitsAfter(from, unit, -1)
    return { from: first, to: least(daysAfter(first, days), from) }
  }
  if (unit === 'day' || unit === 'week') return { from: daysAfter(from, -days), to: from }
  const months =
    12 * Number(to.slice(0, 4)) +
    Number(to.slice(5, 7)) -
    (12 * Number(from.slice(0, 4)) + Number(from.slice(5, 7)))
  return { from: monthsAfter(from, -months), to: from }
}

/** The same date so many years later, or earlier; the 29th of February is the 28th where there is none. */
const anniversary = (day: string, years: number) =>
  `${Number(day.slice(0, 4)) + years}${day.endsWith('-02-29') ? '-02-28' : day.slice(4)}`

/**
 * The same period a year before: weeks from the same weekday, 364 days back, all others from the same date; whole months
 * as they are, all else as many days.
 */
export function yearBefore(period: Counted): Stretch {
  const { from, to, unit } = period
  const days = daysBetween(from, to)
  if (unit === 'week') return { from: daysAfter(from, -364), to: daysAfter(to, -364) }
  const first = anniversary(from, -1)
  if (unit === 'day') return { from: first, to: daysAfter(first, days) }
  if (!isToADay(period)) return { from: first, to: anniversary(to, -1) }
  return { from: first, to: least(daysAfter(first, days), unitsAfter(first, unit, 1)) }
}

/** Whether a year of data lies before a day, so that who had ordered before is known. */
export const isPastKnown = (all: readonly Line[], day: string) => {
  const [first] = daysOf(all)
  return day >= anniversary(first, 1)
}

/** The period that a question is compared with; nothing where the ledger does not cover both whole. */
export function otherPeriod(all: readonly Line[], period: Counted, vs: unknown): Stretch | undefined {
  const [first, last] = daysOf(all)
  const other = vs === 'last year' ? yearBefore(period) : periodBefore(period)
  return other.from < first || period.to > daysAfter(last, 1) ? undefined : other
}

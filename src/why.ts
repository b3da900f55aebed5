import { apportion } from './why/apportion.ts'
import { type Amount, ruler, sum } from './why/exact.ts'
import { factorial, shapley } from './why/shapley.ts'

/** What was sold in one period: counts, and amounts of money. */
export type PeriodSales = {
  /** Identified customers with an order. */
  customers: number
  /** Orders of identified customers. */
  orders: number
  /** List value of what identified customers bought, before discounts. */
  gross: Amount
  /** What identified customers were charged: list value less discounts. */
  charged: Amount
  /** Net sales of everybody, guests included. */
  net: Amount
  /** Net sales of guests. */
  guestNet: Amount
  /** Returns and cancellations of identified customers; by it the words tell them from other credits. */
  forfeited?: Amount
  /** The same amounts of guests; by them the words tell what moved their net sales. */
  guestGross?: Amount
  guestCharged?: Amount
  guestForfeited?: Amount
}

type Quantity = 'customers' | 'orders' | 'gross' | 'charged' | 'net'
const quantities: readonly Quantity[] = ['customers', 'orders', 'gross', 'charged', 'net']

/** What a factor divides, always of identified customers. The names say it: keptShare is net by charged. */
const factors = {
  customers: { of: 'customers' },
  ordersPerCustomer: { of: 'orders', per: 'customers' },
  grossPerOrder: { of: 'gross', per: 'orders' },
  chargedShare: { of: 'charged', per: 'gross' },
  keptShare: { of: 'net', per: 'charged' },
  // These stand in where a quantity between is zero, and nothing can be divided by it.
  orders: { of: 'orders' },
  gross: { of: 'gross' },
  grossPerCustomer: { of: 'gross', per: 'customers' },
  charged: { of: 'charged' },
  chargedPerCustomer: { of: 'charged', per: 'customers' },
  chargedPerOrder: { of: 'charged', per: 'orders' },
  net: { of: 'net' },
  netPerCustomer: { of: 'net', per: 'customers' },
  netPerOrder: { of: 'net', per: 'orders' },
  netShare: { of: 'net', per: 'gross' },
} as const satisfies Record<string, { of: Quantity; per?: Quantity }>

const usual = ['customers', 'ordersPerCustomer', 'grossPerOrder', 'chargedShare', 'keptShare'] as const

type Usual = (typeof usual)[number]
type CustomerFactor = keyof typeof factors
/** Amounts that stand in for all factors where customers gave back more than they were charged. */
type LedgerAmount = 'ordered' | 'discounts' | 'returns' | 'credits'
export type Factor = CustomerFactor | LedgerAmount | 'guests'

/** What a factor brought, in money, and its value in either period: a count, money, or a share of one. */
export type Part = { factor: Factor; before: number; now: number; amount: number }

/** Factors that count as one, because the quantity they meet in is zero in a period. */
export type Fold = {
  into: CustomerFactor
  factors: Usual[]
  without: Quantity
  when: 'before' | 'now' | 'both'
}

/** Two periods, the rounded change of net sales between them, its parts, and the factors that had to be folded. */
export type Why = { before: PeriodSales; now: PeriodSales; change: number; parts: Part[]; folded: Fold[] }

/**
 * Splits the change of net sales between two periods into parts that add up to it.
 *
 * The net of guests is a part by itself. That of identified customers is customers × orders a customer × list value an
 * order × the share of it charged after discounts × the share of that kept after forfeits and adjustments
 * (net ÷ charged), and each factor brings its Shapley value.
 * All of it is exact, in whole numbers. Then the change is rounded to whole units (cents unless given; halves away
 * from zero) and the parts by largest remainder, so that they add up to it to the last unit.
 *
 * A factor whose quantity is zero in a period cannot be divided by, so it counts through the next one: without
 * anything charged there is no share kept, and what is left is net by list value. `folded` says so.
 *
 * Where customers gave back more than they were charged, in either period, there is no share kept either, and the
 * factors would be large and cancel one another. The parts are then amounts of the ledger: what was ordered at list
 * value, discounts, returns and cancellations, other credits.
 * Amounts may be negative and of any size, counts are whole numbers from zero; anything else is an error, as is a
 * result of more than fifteen digits, which a number would not keep.
 */
export function why(before: PeriodSales, now: PeriodSales, unit: Amount = 0.01): Why {
  const { one, read, write, value } = ruler(
    unit,
    [before, now].flatMap(sales => [...amountsOf(sales), sales.forfeited ?? 0]),
  )
  const quantified = (sales: PeriodSales) => ({
    customers: whole('customers', sales.customers),
    orders: whole('orders', sales.orders),
    gross: read(sales.gross),
    charged: read(sales.charged),
    net: read(sales.net) - read(sales.guestNet),
    guests: read(sales.guestNet),
    ...(sales.forfeited !== undefined && { forfeited: read(sales.forfeited) }),
  })
  const was = quantified(before)
  const is = quantified(now)
  if (was.net < 0n || is.net < 0n) {
    const [then, there] = [ledgerAmounts(was), ledgerAmounts(is)]
    const units = apportion(
      there.map(({ amount }, at) => amount - (then[at]?.amount ?? 0n)),
      one,
    )
    return {
      ...{ before, now, change: write(sum(units)), folded: [] },
      parts: there.map(({ factor, amount }, at) => ({
        factor,
        before: value(then[at]?.amount ?? 0n),
        now: value(amount),
        amount: write(units[at] ?? 0n),
      })),
    }
  }
  const standing = quantities.filter(name => name === 'net' || (was[name] !== 0n && is[name] !== 0n))
  const chain = standing.map((of, at) => factorOf(of, standing[at - 1]))

  // Both values of a factor are put over one denominator, so that only whole numbers are left.
  const steps = chain.map(({ of, per }) => {
    const [wasPer, isPer] = per ? [was[per], is[per]] : [1n, 1n]
    return { before: was[of] * isPer, now: is[of] * wasPer, under: wasPer * isPer }
  })
  const under = steps.reduce((product, step) => product * step.under, factorial(steps.length))
  const sign = under < 0n ? -1n : 1n
  const exact = [...shapley(steps), (is.guests - was.guests) * under].map(part => part * sign)
  const units = apportion(exact, under * sign * one)

  const number = (sales: typeof was, name: Quantity) =>
    name === 'customers' || name === 'orders' ? Number(sales[name]) : value(sales[name])
  const ratio = (sales: typeof was, { of, per }: Divided) =>
    number(sales, of) / (per ? number(sales, per) : 1)
  const found = [
    ...chain.map(step => ({ factor: step.factor, before: ratio(was, step), now: ratio(is, step) })),
    { factor: 'guests' as const, before: value(was.guests), now: value(is.guests) },
  ]
  return {
    before,
    now,
    change: write(sum(units)),
    parts: found.map((part, at) => ({ ...part, amount: write(units[at] ?? 0n) })),
    folded: chain.flatMap(({ factor, of, per }) => {
      const from = per ? quantities.indexOf(per) + 1 : 0
      const to = quantities.indexOf(of)
      const without = quantities[from]
      if (from === to || !without) return []
      const when = was[without] !== 0n ? 'now' : is[without] !== 0n ? 'before' : 'both'
      return [{ into: factor, factors: usual.slice(from, to + 1), without, when }]
    }),
  }
}

const amountsOf = ({ gross, charged, net, guestNet }: PeriodSales) => [gross, charged, net, guestNet]

type Sums = Record<'gross' | 'charged' | 'net' | 'guests', bigint> & { forfeited?: bigint }

/** What net sales are added up from, what was taken off below zero. Losses not told apart count as returns. */
function ledgerAmounts({ gross, charged, net, guests, forfeited = charged - net }: Sums) {
  const amounts: Record<LedgerAmount | 'guests', bigint> = {
    ordered: gross,
    discounts: charged - gross,
    returns: -forfeited,
    credits: net - charged + forfeited,
    guests,
  }
  return (Object.keys(amounts) as (keyof typeof amounts)[]).map(factor => ({
    factor,
    amount: amounts[factor],
  }))
}

type Divided = { factor: CustomerFactor; of: Quantity; per: Quantity | undefined }

function factorOf(of: Quantity, per: Quantity | undefined): Divided {
  for (const factor of Object.keys(factors) as CustomerFactor[]) {
    const divided: { of: Quantity; per?: Quantity } = factors[factor]
    if (divided.of === of && divided.per === per) return { factor, of, per }
  }
  throw new Error(`a factor; one quantity by an earlier one: ${of} by ${per}`)
}

function whole(name: string, count: number): bigint {
  if (!Number.isSafeInteger(count) || count < 0)
    throw new Error(`a count of ${name}; a whole number from zero: ${count}`)
  return BigInt(count)
}

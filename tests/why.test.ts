import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { apportion } from '../src/why/apportion.ts'
import { contributions } from '../src/why/contributions.ts'
import { type Amount, magnitude, nearest, sum, total } from '../src/why/exact.ts'
import { changeInWords, factorInWords, foldedInWords, whyInWords } from '../src/why/in-words.ts'
import { mixAndRate, type Ratio } from '../src/why/mix-and-rate.ts'
import { shapley } from '../src/why/shapley.ts'
import { type Factor, type PeriodSales, type Why, why } from '../src/why.ts'
import { say } from '../src/words.ts'

const english = say({ locale: 'en-GB', currency: 'GBP' })

type Fraction = [over: bigint, under: bigint]

/** A number of at most so many decimals as a whole number of the last of them. */
const scaled = (value: Amount, places = 2): bigint => {
  const text = typeof value === 'number' ? value.toFixed(places) : value
  const [units = '', decimals = ''] = text.split('.')
  return BigInt(units + decimals.padEnd(places, '0'))
}
const amounts = ({ parts }: Why) => Object.fromEntries(parts.map(({ factor, amount }) => [factor, amount]))
const turned = (values: readonly number[]) => values.map(value => (value === 0 ? 0 : -value))

const cents = (most: number) =>
  fc.oneof(fc.constant(0), fc.integer({ min: -most, max: most })).map(value => value / 100)
// Factors of one period meet those of the other, so that parts grow far beyond amounts that do not belong together.
const odd: fc.Arbitrary<PeriodSales> = fc.record({
  customers: fc.nat(40),
  orders: fc.nat(40),
  gross: cents(10_000),
  charged: cents(10_000),
  net: cents(10_000),
  guestNet: cents(10_000),
})
const huge: fc.Arbitrary<PeriodSales> = fc
  .record({
    customers: fc.integer({ min: 1, max: 10 ** 6 }),
    orders: fc.integer({ min: 1, max: 5 }),
    size: fc.integer({ min: 1, max: 10 ** 6 }),
    discount: fc.double({ min: 0, max: 0.99, noNaN: true }),
    net: fc.double({ min: -1, max: 1, noNaN: true }),
    guestNet: cents(10 ** 12),
  })
  .map(({ customers, orders, size, discount, net, guestNet }) => {
    const gross = customers * orders * size
    const charged = Math.round(gross * (1 - discount))
    return {
      customers,
      orders: customers * orders,
      gross: gross / 100,
      charged: charged / 100,
      net: total([Math.round(charged * net) / 100, guestNet]),
      guestNet,
    }
  })
/** Whether customers gave back no more than they were charged. */
const kept = ({ net, guestNet }: PeriodSales) => Number(net) >= Number(guestNet)
const nothing: PeriodSales = { customers: 0, orders: 0, gross: 0, charged: 0, net: 0, guestNet: 0 }
const anyTwo = fc.oneof(
  fc.tuple(odd, odd),
  fc.tuple(huge, huge),
  fc.tuple(huge, fc.constant(nothing)),
  fc.tuple(fc.constant(nothing), huge),
)
const ordinary: fc.Arbitrary<PeriodSales> = fc
  .record({
    customers: fc.integer({ min: 1, max: 5000 }),
    more: fc.nat(5000),
    charged: fc.integer({ min: 1, max: 10 ** 8 }),
    discounts: fc.nat(10 ** 8),
    lost: fc.double({ min: 0, max: 1, noNaN: true }),
    guests: fc.nat(10 ** 7),
  })
  .map(({ customers, more, charged, discounts, lost, guests }) => ({
    customers,
    orders: customers + more,
    gross: (charged + discounts) / 100,
    charged: charged / 100,
    net: (Math.round(charged * (1 - lost)) + guests) / 100,
    guestNet: guests / 100,
  }))

// 1,200 customers × 1.5 orders × £62.50 × 80% × 95% and £14,500 of guests; 1,100 × 1.49 × £64 × 75% × 97% and £13,900.
const before = {
  ...{ customers: 1200, orders: 1800, gross: 112_500, charged: 90_000 },
  ...{ net: 100_000, guestNet: 14_500 },
}
const now = {
  ...{ customers: 1100, orders: 1639, gross: 104_896, charged: 78_672 },
  ...{ net: 90_211.84, guestNet: 13_900 },
}

describe('Why net sales changed', () => {
  test('is split as it is by hand over the 120 orders in which the factors can change', () => {
    expect(why(before, now)).toEqual({
      before,
      now,
      change: -9788.16,
      parts: [
        { factor: 'customers', before: 1200, now: 1100, amount: -7033.85 },
        { factor: 'ordersPerCustomer', before: 1.5, now: 1.49, amount: -541.14 },
        { factor: 'grossPerOrder', before: 62.5, now: 64, amount: 1919.22 },
        { factor: 'chargedShare', before: 0.8, now: 0.75, amount: -5218.3 },
        { factor: 'keptShare', before: 0.95, now: 0.97, amount: 1685.91 },
        { factor: 'guests', before: 14_500, now: 13_900, amount: -600 },
      ],
      folded: [],
    })
  })

  test('adds up exactly to the rounded change, whatever the data', () => {
    fc.assert(
      fc.property(anyTwo, ([before, now]) => {
        const found = why(before, now)
        expect(sum(found.parts.map(({ amount }) => scaled(amount)))).toBe(scaled(found.change))
        expect(scaled(found.change)).toBe(scaled(now.net) - scaled(before.net))
        expect(found.parts.at(-1)?.amount).toBe(total([now.guestNet, -before.guestNet]))
      }),
      { numRuns: 1000 },
    )
  })

  test('adds up where amounts have four decimals, and as text of any length', () => {
    const tiny = fc.bigInt({ min: -(10n ** 15n), max: 10n ** 15n }).map(value => {
      const digits = magnitude(value).toString().padStart(5, '0')
      return `${value < 0n ? '-' : ''}${digits.slice(0, -4)}.${digits.slice(-4)}`
    })
    // Sold by one customer in one order at one price, so that the parts are no larger than the amounts.
    const sales = fc
      .record({ net: tiny, guestNet: tiny })
      .map(nets => ({ ...nets, customers: 1, orders: 1, gross: '1.0001', charged: '1.0001' }))
    fc.assert(
      fc.property(sales, sales, (before, now) => {
        const found = why(before, now)
        const exact = scaled(now.net, 4) - scaled(before.net, 4)
        expect(sum(found.parts.map(({ amount }) => scaled(amount)))).toBe(nearest(exact, 100n))
        expect(scaled(found.change)).toBe(nearest(exact, 100n))
      }),
    )
  })

  test('adds up in whole pounds, too, and in any other unit', () => {
    const parts = why(before, now, 1)
    expect(amounts(parts)).toEqual({
      customers: -7034,
      ordersPerCustomer: -541,
      grossPerOrder: 1919,
      chargedShare: -5218,
      keptShare: 1686,
      guests: -600,
    })
    expect(parts.change).toBe(-9788)
    expect(why(before, now, 100).change).toBe(-9800)
    fc.assert(
      fc.property(anyTwo, fc.constantFrom('0.01', 0.05, 1, 250), ([before, now], unit) => {
        const found = why(before, now, unit)
        for (const { amount } of [...found.parts, { amount: found.change }])
          expect(scaled(amount, 3) % scaled(Number(unit), 3)).toBe(0n)
        expect(total(found.parts.map(({ amount }) => amount))).toBe(found.change)
      }),
    )
  })

  test('turns every sign when the periods are swapped', () => {
    fc.assert(
      fc.property(anyTwo, ([before, now]) => {
        const there = why(before, now)
        const back = why(now, before)
        expect(back.parts.map(({ factor }) => factor)).toEqual(there.parts.map(({ factor }) => factor))
        expect(back.parts.map(({ amount }) => amount)).toEqual(
          turned(there.parts.map(({ amount }) => amount)),
        )
      }),
    )
  })

  test('gives a factor that alone changes the whole change', () => {
    const factor = fc.constantFrom<Factor>(
      'customers',
      'ordersPerCustomer',
      'grossPerOrder',
      'chargedShare',
      'keptShare',
      'guests',
    )
    const some = fc.integer({ min: 1, max: 50 })
    fc.assert(
      fc.property(factor, some, some, some, some, some, (alone, customers, each, size, kept, times) => {
        const more = (name: Factor) => BigInt(name === alone ? times : 1)
        const sales = (more: (name: Factor) => bigint): PeriodSales => {
          const people = BigInt(customers) * more('customers')
          const orders = people * BigInt(each) * more('ordersPerCustomer')
          const gross = orders * BigInt(size) * 10_000n * more('grossPerOrder')
          const charged = (gross / 100n) * more('chargedShare')
          const guests = 700n * more('guests')
          const net = (charged / 100n) * BigInt(kept) * more('keptShare')
          return {
            customers: Number(people),
            orders: Number(orders),
            gross: Number(gross),
            charged: Number(charged),
            net: Number(net + guests),
            guestNet: Number(guests),
          }
        }
        const found = why(
          sales(() => 1n),
          sales(more),
        )
        for (const { factor, amount } of found.parts) expect(amount).toBe(factor === alone ? found.change : 0)
      }),
    )
  })

  test('is the mean over all orders of change, computed the long way, to within a cent', () => {
    fc.assert(
      fc.property(ordinary, ordinary, (before, now) => {
        const factors = ({ customers, orders, gross, charged, net, guestNet }: PeriodSales): Fraction[] => [
          [BigInt(customers), 1n],
          [BigInt(orders), BigInt(customers)],
          [scaled(gross), BigInt(orders)],
          [scaled(charged), scaled(gross)],
          [scaled(net) - scaled(guestNet), scaled(charged)],
        ]
        const [was, is] = [factors(before), factors(now)]
        // A multiple of every denominator that a mixture of both periods can have.
        const whole = [...was, ...is].reduce((all, [, under]) => all * under, 1n)
        const worth = (factors: Fraction[]) =>
          factors.reduce((all, [over, under]) => (all * over) / under, whole * whole) / whole
        const brought = was.map(() => 0n)
        for (const order of permutations([0, 1, 2, 3, 4])) {
          const factors = [...was]
          for (const at of order) {
            const without = worth(factors)
            factors[at] = is[at] ?? [0n, 1n]
            brought[at] = (brought[at] ?? 0n) + worth(factors) - without
          }
        }
        const { parts } = why(before, now)
        for (const [at, times] of brought.entries())
          expect(magnitude(scaled(parts[at]?.amount ?? 0) * 120n * whole - times) < 120n * whole).toBe(true)
      }),
    )
  })

  test('has no part below zero or above the change where every factor grew', () => {
    const grown = {
      ...{ customers: 1300, orders: 2210, gross: 147_333.34, charged: 119_340 },
      ...{ net: 134_172.6, guestNet: 18_000 },
    }
    for (const { amount } of why(before, grown).parts) expect(amount).toBeGreaterThan(0)
  })

  test('refuses what is no count, no amount or no unit, and what a number does not hold', () => {
    expect(() => why({ ...before, customers: 1.5 }, now)).toThrow(
      'a count of customers; a whole number from zero: 1.5',
    )
    expect(() => why(before, { ...now, orders: -1 })).toThrow(
      'a count of orders; a whole number from zero: -1',
    )
    expect(() => why({ ...before, net: Number.NaN }, now)).toThrow('an amount; a finite decimal number: NaN')
    expect(() => why({ ...before, charged: '1e9' }, now)).toThrow('an amount; a finite decimal number: 1e9')
    expect(() => why({ ...before, charged: '' }, now)).toThrow('an amount; a finite decimal number: ')
    expect(() => why(before, now, 0)).toThrow('a unit; above zero: 0')
    expect(() => why(before, { ...now, net: 1e15 })).toThrow(
      'an amount in units of 0.01; of at most fifteen digits',
    )
  })
})

describe('A factor that cannot be divided by', () => {
  test('counts through the next: nothing charged leaves the share of list value kept', () => {
    const free = { customers: 1100, orders: 1639, gross: 104_896, charged: 0, net: 80, guestNet: 0 }
    const found = why(before, free)
    expect(found.folded).toEqual([
      { into: 'netShare', factors: ['chargedShare', 'keptShare'], without: 'charged', when: 'now' },
    ])
    expect(found.parts.map(({ factor }) => factor)).toEqual([
      ...['customers', 'ordersPerCustomer', 'grossPerOrder', 'netShare', 'guests'],
    ])
    expect(found.change).toBe(-99_920)
    expect(foldedInWords(found, english)).toBe(
      'Nothing was charged in this period, so share not discounted and share kept count as one.',
    )
  })

  test('counts through two where nothing had a price', () => {
    const gifts = { ...nothing, customers: 1100, orders: 1639 }
    expect(why(before, gifts).folded).toEqual([
      {
        into: 'netPerOrder',
        factors: ['grossPerOrder', 'chargedShare', 'keptShare'],
        without: 'gross',
        when: 'now',
      },
    ])
  })

  test('is all one where nobody ordered before, or nobody does now', () => {
    const there = why(nothing, now)
    expect(amounts(there)).toEqual({ net: 76_311.84, guests: 13_900 })
    expect(there.folded).toEqual([
      {
        into: 'net',
        factors: ['customers', 'ordersPerCustomer', 'grossPerOrder', 'chargedShare', 'keptShare'],
        without: 'customers',
        when: 'before',
      },
    ])
    expect(whyInWords(there, english)?.text).toBe(
      'new sales to customers (+£76,000) and more from guests (+£14,000)',
    )
    expect(whyInWords(why(now, nothing), english)?.text).toBe(
      'no sales to customers (−£76,000) and less from guests (−£14,000)',
    )
    expect(foldedInWords(there, english)).toBe(
      'No identified customer ordered in the period before, so customers, orders a customer, list value an order, share not discounted and share kept count as one.',
    )
  })

  test('leaves returns alone where there are forfeits and no orders at all', () => {
    const found = why({ ...nothing, net: -10 }, { ...nothing, net: -35.5 })
    expect(amounts(found)).toEqual({ ordered: 0, discounts: 0, returns: -25.5, credits: 0, guests: 0 })
    expect(whyInWords(found, english)?.text).toBe('more returns and cancellations (−£25.50)')
  })

  test('leaves nothing where there is nothing', () => {
    const found = why(nothing, nothing)
    expect(amounts(found)).toEqual({ net: 0, guests: 0 })
    expect(whyInWords(found, english)).toBeUndefined()
  })

  test('is named exactly where a quantity is zero, and every usual factor stands or is folded once', () => {
    const usual: Factor[] = [
      ...(['customers', 'ordersPerCustomer', 'grossPerOrder', 'chargedShare', 'keptShare'] as const),
    ]
    fc.assert(
      fc.property(anyTwo, ([before, now]) => {
        fc.pre([before, now].every(kept))
        const { parts, folded } = why(before, now)
        const zero = (['customers', 'orders', 'gross', 'charged'] as const).filter(
          quantity => !before[quantity] || !now[quantity],
        )
        expect(folded.reduce((many, { factors }) => many + factors.length - 1, 0)).toBe(zero.length)
        for (const { without } of folded) expect(zero).toContain(without)
        const merged = new Set<Factor>(folded.map(({ into }) => into))
        const covered = parts.flatMap<Factor>(({ factor }) =>
          merged.has(factor) ? (folded.find(({ into }) => into === factor)?.factors ?? []) : [factor],
        )
        expect(covered).toEqual([...usual, 'guests'])
        for (const { before, now } of parts) expect([before, now].every(Number.isFinite)).toBe(true)
      }),
    )
  })
})

describe('The Shapley value of a product', () => {
  const step = fc.record({
    before: fc.bigInt({ min: -(10n ** 9n), max: 10n ** 9n }),
    now: fc.bigInt({ min: -(10n ** 9n), max: 10n ** 9n }),
  })

  test('of two factors is the change of each times the mean of the other', () => {
    // 2 × 10 to 3 × 14: 1 × 12 and 4 × 2.5, twice.
    expect(
      shapley([
        { before: 2n, now: 3n },
        { before: 10n, now: 14n },
      ]),
    ).toEqual([24n, 20n])
  })

  test('adds up to the change, and no factor minds where it stands', () => {
    fc.assert(
      fc.property(
        fc.array(step, { minLength: 1, maxLength: 6 }).chain(steps =>
          fc.tuple(
            fc.constant(steps),
            fc.shuffledSubarray([...steps.keys()], {
              minLength: steps.length,
              maxLength: steps.length,
            }),
          ),
        ),
        ([steps, order]) => {
          const values = shapley(steps)
          const product = (of: 'before' | 'now') => steps.reduce((all, step) => all * step[of], 1n)
          const times = steps.reduce((all, _, at) => all * BigInt(at + 1), 1n)
          expect(sum(values)).toBe((product('now') - product('before')) * times)
          const shuffled = shapley(order.map(at => steps[at] ?? { before: 0n, now: 0n }))
          expect(shuffled).toEqual(order.map(at => values[at]))
        },
      ),
    )
  })
})

describe('Rounding by largest remainder', () => {
  // Small ones have equal remainders.
  const part = (most: bigint) => fc.array(fc.bigInt({ min: -most, max: most }), { maxLength: 40 })
  const parts = fc.oneof(part(10n ** 12n), part(30n))
  const unit = fc.oneof(fc.bigInt({ min: 1n, max: 10_000n }), fc.bigInt({ min: 1n, max: 10n }))

  test('raises what lost most', () => {
    // Thirds of a hundred, as seats are given out; of equals the first is raised.
    expect(apportion([100n, 100n, 100n], 3n)).toEqual([34n, 33n, 33n])
    expect(apportion([-100n, -100n, -100n], 3n)).toEqual([-34n, -33n, -33n])
    expect(apportion([26n, 87n, 187n, -45n], 10n)).toEqual([3n, 9n, 19n, -5n])
    // Of equal remainders, that of the larger part.
    expect(apportion([5n, 15n], 10n)).toEqual([0n, 2n])
    expect(apportion([-5n, 5n, -15n], 10n)).toEqual([-1n, 1n, -2n])
    expect(apportion([], 10n)).toEqual([])
  })

  test('adds up, moves no part by a unit, keeps whole parts, and turns with the signs', () => {
    fc.assert(
      fc.property(parts, unit, (parts, unit) => {
        const rounded = apportion(parts, unit)
        expect(sum(rounded)).toBe(nearest(sum(parts), unit))
        for (const [at, part] of parts.entries()) {
          const moved = (rounded[at] ?? 0n) * unit - part
          expect(magnitude(moved) < unit).toBe(true)
          if (part % unit === 0n) expect(moved).toBe(0n)
        }
        expect(
          apportion(
            parts.map(part => -part),
            unit,
          ),
        ).toEqual(rounded.map(units => -units))
      }),
      { numRuns: 500 },
    )
  })

  test('refuses a total that the parts cannot be rounded to', () => {
    expect(apportion([15n, 15n], 10n, 3n)).toEqual([2n, 1n])
    for (const total of [1n, 5n])
      expect(() => apportion([15n, 15n], 10n, total)).toThrow('a total of rounded parts')
  })
})

describe('Contributions of members', () => {
  const regions = [
    { name: 'Germany', before: 31_000.1, now: 23_200.05 },
    { name: 'France', before: 9000, now: 9100 },
    { name: 'Spain', before: null, now: 450.5 },
    { name: 'Norway', before: 20, now: null },
  ]

  test('are what each has now less what it had, largest first, also where it is in one period only', () => {
    const found = contributions(regions)
    expect(found.members.map(({ name, change }) => [name, change])).toEqual([
      ['Germany', -7800.05],
      ['Spain', 450.5],
      ['France', 100],
      ['Norway', -20],
    ])
    expect(found).toMatchObject({ change: -7269.55, others: undefined })
  })

  test('gather the tail and still add up', () => {
    const found = contributions(regions, { top: 1 })
    expect(found.members).toEqual([{ ...regions[0], change: -7800.05 }])
    expect(found.others).toEqual({ members: 3, change: 530.5 })
    expect(contributions([], { top: 5 })).toEqual({ change: 0, members: [], others: undefined })
  })

  test('add up to the rounded change on any data, and do not depend on how many are shown', () => {
    const thousandths = fc.option(
      fc.bigInt({ min: -(10n ** 13n), max: 10n ** 13n }).map(value => Number(`${value}e-3`)),
    )
    const members = fc.array(fc.record({ before: thousandths, now: thousandths }), { maxLength: 30 })
    fc.assert(
      fc.property(members, fc.nat(30), (members, top) => {
        const all = contributions(members)
        const some = contributions(members, { top })
        const exact = sum(members.map(({ before, now }) => scaled(now ?? 0, 3) - scaled(before ?? 0, 3)))
        expect(scaled(some.change)).toBe(nearest(exact, 10n))
        expect(sum(some.members.map(({ change }) => scaled(change))) + scaled(some.others?.change ?? 0)).toBe(
          scaled(some.change),
        )
        expect(some.members).toEqual(all.members.slice(0, top))
        expect(some.others?.members ?? 0).toBe(Math.max(0, members.length - top))
        const sizes = all.members.map(({ change }) => Math.abs(change))
        for (const [at, size] of sizes.entries())
          expect(size).toBeGreaterThanOrEqual((sizes[at + 1] ?? 0) - 0.0101)
      }),
    )
  })
})

describe('Mix and rate', () => {
  const over = (numerator: number, denominator: number): Ratio => ({ numerator, denominator })

  test('of an average order are what they are by hand', () => {
    // Shop orders are the larger ones (£60 by £40) and fell from 40% of all to 20%; both grew by £2.
    const channels = [
      { name: 'Web', before: over(24_000, 600), now: over(33_600, 800) },
      { name: 'Shop', before: over(24_000, 400), now: over(12_400, 200) },
    ]
    expect(mixAndRate(channels, 0.01)).toEqual({
      change: -2,
      mix: -4,
      rate: 2,
      members: [
        { ...channels[0], mix: -1.2, rate: 1.4 },
        { ...channels[1], mix: -2.8, rate: 0.6 },
      ],
    })
  })

  test('put a member that is new or gone into the mix', () => {
    const found = mixAndRate([
      { before: over(10, 100), now: over(10, 100) },
      { before: null, now: over(30, 100) },
      { before: over(40, 100), now: null },
    ])
    // Returns were 25% of the whole and are 20%; no member's own rate changed.
    expect(found).toMatchObject({ change: -0.05, mix: -0.05, rate: 0 })
    expect(found?.members.map(({ rate }) => rate)).toEqual([0, 0, 0])
  })

  test('say nothing where a period has nothing to divide by', () => {
    expect(mixAndRate([])).toBeUndefined()
    expect(mixAndRate([{ before: over(0, 0), now: over(1, 2) }])).toBeUndefined()
    expect(mixAndRate([{ before: over(1, 2), now: null }])).toBeUndefined()
  })

  test('count what has no weight as rate', () => {
    const found = mixAndRate([
      { before: over(10, 100), now: over(10, 100) },
      { before: over(0, 0), now: over(5, 0) },
    ])
    expect(found).toMatchObject({ change: 0.05, mix: 0, rate: 0.05 })
  })

  const share = fc.option(
    fc.tuple(fc.bigInt({ min: 1n, max: 10n ** 9n }), fc.nat(1_000_000)).map(([denominator, part]): Ratio => {
      const numerator = (denominator * BigInt(part)) / 1_000_000n
      return { numerator: Number(`${numerator}e-2`), denominator: Number(`${denominator}e-2`) }
    }),
  )
  const anyRatio = fc.option(fc.record({ numerator: cents(10 ** 6), denominator: cents(10 ** 6) }))

  test('add up exactly to the rounded change of the rate, of all and of every member', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.array(fc.record({ before: share, now: share }), { maxLength: 30 }),
          fc.array(fc.record({ before: anyRatio, now: anyRatio }), { maxLength: 5 }),
        ),
        members => {
          const totals = (['before', 'now'] as const).map(period => ({
            over: sum(members.map(member => scaled(member[period]?.numerator ?? 0))),
            under: sum(members.map(member => scaled(member[period]?.denominator ?? 0))),
          }))
          const [was = { over: 0n, under: 0n }, is = was] = totals
          const found = mixAndRate(members, 0.001)
          if (was.under === 0n || is.under === 0n) {
            expect(found).toBeUndefined()
            return
          }
          if (!found) throw new Error('a change of rates; found where both periods have one: none')
          const exact = nearest((is.over * was.under - was.over * is.under) * 1000n, was.under * is.under)
          expect(scaled(found.change, 3)).toBe(exact)
          expect(scaled(found.mix, 3) + scaled(found.rate, 3)).toBe(exact)
          for (const effect of ['mix', 'rate'] as const)
            expect(sum(found.members.map(member => scaled(member[effect], 3)))).toBe(scaled(found[effect], 3))
        },
      ),
    )
  })

  test('are those of the formula, to within a unit, and turn with the periods', () => {
    const members = fc
      .array(fc.record({ before: share, now: share }), { minLength: 1, maxLength: 12 })
      .filter(members => members.some(({ before }) => before) && members.some(({ now }) => now))
    fc.assert(
      fc.property(members, members => {
        const found = mixAndRate(members)
        const back = mixAndRate(members.map(({ before, now }) => ({ before: now, now: before })))
        if (!found || !back) throw new Error('a change of rates; found where both periods have one: none')
        const [all, then] = (['now', 'before'] as const).map(period =>
          members.reduce((all, member) => all + Number(member[period]?.denominator ?? 0), 0),
        )
        let [mix, rate] = [0, 0]
        for (const { before, now } of members) {
          const [w0, w1] = [
            Number(before?.denominator ?? 0) / (then ?? Number.NaN),
            Number(now?.denominator ?? 0) / (all ?? Number.NaN),
          ]
          const own = (ratio: Ratio | null) => ratio && Number(ratio.numerator) / Number(ratio.denominator)
          const [r0, r1] = [own(before) ?? own(now) ?? 0, own(now) ?? own(before) ?? 0]
          mix += ((w1 - w0) * (r0 + r1)) / 2
          rate += ((w0 + w1) / 2) * (r1 - r0)
        }
        expect(Math.abs(found.mix - mix)).toBeLessThan(1.001e-6)
        expect(Math.abs(found.rate - rate)).toBeLessThan(1.001e-6)
        expect([back.mix, back.rate, back.change]).toEqual(turned([found.mix, found.rate, found.change]))
        expect(back.members.map(({ mix }) => mix)).toEqual(turned(found.members.map(({ mix }) => mix)))
      }),
    )
  })
})

const lostAlike = { customers: 0, orders: 1, gross: 0, charged: 0, net: -0.04, guestNet: 0 }

describe('The reasons in words', () => {
  const words = (before: PeriodSales, now: PeriodSales) => whyInWords(why(before, now), english)

  test('name what led and what stood against it, and gather the rest', () => {
    expect(words(before, now)).toEqual({
      text: 'fewer customers (−£7,000), larger discounts (−£5,200) and other reasons (−£1,200), offset by larger customer orders (+£1,900) and fewer returns and cancellations (+£1,700)',
      main: 'fewer customers (−£7,000)',
      named: ['customers', 'chargedShare', 'grossPerOrder', 'keptShare'],
      other: -1141.14,
    })
  })

  test('say the headline of two reasons against a third', () => {
    const parts = [-9284.2, 0, -5111.1, 0, 1196.3, 0].map((amount, at) => ({
      ...(why(before, now).parts[at] ?? { factor: 'guests' as const, before: 0, now: 0 }),
      ...{ amount, ...(at === 2 && { before: 64, now: 62.5 }) },
    }))
    expect(whyInWords({ before, now, change: -13_199, parts, folded: [] }, english)?.text).toBe(
      'fewer customers (−£9,300) and smaller customer orders (−£5,100), offset by fewer returns and cancellations (+£1,200)',
    )
  })

  test('name discounts where these moved and the list value of an order stood still', () => {
    const week = { customers: 100, orders: 100, gross: 10_000, charged: 9800, net: 9800, guestNet: 0 }
    expect(words(week, { ...week, charged: 7750, net: 7750 })?.text).toBe('larger discounts (−£2,050)')
    expect(words({ ...week, charged: 7750, net: 7750 }, week)?.text).toBe('smaller discounts (+£2,050)')
    // Twice as much is ordered and £2,500 taken off instead of £2,000: more, and yet a smaller share.
    const sale = { ...week, charged: 8000, net: 8000 }
    const busy = { ...week, customers: 200, orders: 200, gross: 20_000, charged: 17_500, net: 17_500 }
    expect(words(sale, busy)?.text).toBe('more customers (+£8,400) and a smaller share discounted (+£1,100)')
    expect(words(busy, sale)?.text).toBe('fewer customers (−£8,400) and a larger share discounted (−£1,100)')
  })

  test('name one reason alone', () => {
    expect(words(before, { ...before, net: 100_500, guestNet: 15_000 })?.text).toBe(
      'more from guests (+£500)',
    )
  })

  test('say reasons that cancel each other', () => {
    // Half the customers order twice as often: 85,500 × (−1/2) × (1 + 2) / 2.
    expect(words(before, { ...before, customers: 600 })?.text).toBe(
      'fewer customers (−£64,000), offset by more orders a customer (+£64,000)',
    )
  })

  test('speak of fewer returns only where there were fewer, and of credits where those moved', () => {
    const ordered = { customers: 100, orders: 100, gross: 10_000, charged: 10_000 }
    const sold = { ...ordered, net: 9000, guestNet: 0, forfeited: 900 }
    const become = (more: object) => words(sold, { ...sold, ...more })?.text
    expect(become({ net: 9500, forfeited: 400 })).toBe('fewer returns and cancellations (+£500)')
    expect(become({ net: 8500, forfeited: 1400 })).toBe('more returns and cancellations (−£500)')
    expect(become({ net: 9090, forfeited: 900 })).toBe('fewer fees and corrections (+£90)')
    expect(become({ net: 8500 })).toBe('more fees and corrections (−£500)')
    expect(become({ net: 9300, forfeited: 700 })).toBe(
      'fewer returns, cancellations and other credits (+£300)',
    )
    // £5,000 came back instead of £4,900, but of half as much again.
    const back = { ...ordered, net: 5000, guestNet: 0, forfeited: 4900 }
    const grown = {
      ...{ customers: 150, orders: 150, gross: 15_000, charged: 15_000 },
      ...{ net: 9850, guestNet: 0, forfeited: 5000 },
    }
    expect(words(back, grown)?.text).toBe(
      'more customers (+£2,890) and a smaller share returned or cancelled (+£1,960)',
    )
  })

  test('are amounts of the ledger where more came back than was charged', () => {
    const returned = { customers: 3, orders: 3, gross: 12, charged: 10, net: 490, guestNet: 1000 }
    expect(words(before, returned)).toEqual({
      text: 'less ordered (−£112k) and less from guests (−£14k), offset by smaller discounts (+£22k) and other reasons (+£4k)',
      main: 'less ordered (−£112k)',
      named: ['ordered', 'discounts', 'guests'],
      other: 3980,
    })
    // A quiet month in which £1,830 more came back, and nothing else moved.
    const month = { customers: 2, orders: 2, gross: 300, charged: 300, net: 240, guestNet: 0, forfeited: 60 }
    expect(words(month, { ...month, net: -1590, forfeited: 1890 })?.text).toBe(
      'more returns and cancellations (−£1,830)',
    )
    expect(words(month, { ...month, net: -1590 })?.text).toBe('more fees and corrections (−£1,830)')
  })

  test('say the whole change up to what rounds to nothing, in four reasons, or in five where there are no more', () => {
    fc.assert(
      fc.property(anyTwo, ([before, now]) => {
        const found = why(before, now)
        const reasons = whyInWords(found, english)
        const { parts } = found
        if (!reasons) {
          expect(parts.every(({ amount }) => amount === 0)).toBe(true)
          return
        }
        expect(reasons.named.length).toBeGreaterThan(0)
        const moved = parts.filter(({ amount }) => amount !== 0)
        expect(reasons.named.length).toBeLessThanOrEqual(moved.length === 5 ? 5 : 4)
        // What is gathered as “other reasons” is never one large reason that could have been named.
        const left = moved.filter(({ factor }) => !reasons.named.some(name => name === factor))
        const [alone, ...others] = left
        if (alone && others.length === 0)
          expect(Math.abs(alone.amount)).toBeLessThan(
            Math.max(...moved.map(({ amount }) => Math.abs(amount))) / 10,
          )
        const largest = Math.max(...parts.map(({ amount }) => Math.abs(amount)))
        const named = parts.filter(({ factor }) => reasons.named.some(name => name === factor))
        expect(named).toHaveLength(reasons.named.length)
        for (const { amount } of named) expect(Math.abs(amount)).toBeGreaterThanOrEqual(largest / 10)
        expect(total([...named.map(({ amount }) => amount), reasons.other])).toBe(found.change)
        if (!reasons.text.includes('other reasons'))
          expect(Math.abs(reasons.other)).toBeLessThanOrEqual(largest / 100)
        const said = [...reasons.text.matchAll(/\(([+−])£([\d,.]+)\)/g)].map(
          ([, sign, digits = '']) => Number(digits.replaceAll(',', '')) * (sign === '−' ? -1 : 1),
        )
        const step = largest < 50 ? 0.01 : largest < 1000 ? 1 : 10 ** Math.floor(Math.log10(largest / 50))
        // What is said adds up to the change, said alike; from a hundred thousand on it is said shorter.
        if (largest < 100_000) expect(Math.abs(total(said) - found.change)).toBeLessThanOrEqual(step / 2)
        const causes = reasons.text.split(/ \([+−][^)]*\)(?:, offset by |, | and )?/).filter(Boolean)
        expect(new Set(causes).size).toBe(causes.length)
        expect(reasons.text).toMatch(/^[a-z][^()]+ \([+−][^()]+\)/)
        expect(reasons.text).not.toMatch(/NaN|undefined|Infinity|-/)
      }),
      // Two orders where there was one, and as much lost by both: what customers did comes to nothing together.
      { examples: [[[lostAlike, { ...lostAlike, orders: 2 }]]] },
    )
  })

  test('say of guests what moved their part, where it is not what they ordered', () => {
    const quiet = { ...nothing, guestNet: 900, net: 900 }
    const guests = { guestGross: 1000, guestCharged: 1000, guestForfeited: 100 }
    const become = (guestNet: number, more: Partial<typeof guests>) =>
      words({ ...quiet, ...guests }, { ...quiet, ...guests, guestNet, net: guestNet, ...more })?.text
    expect(become(400, { guestCharged: 500 })).toBe('less from guests after larger discounts (−£500)')
    expect(become(-930, { guestForfeited: 1930 })).toBe(
      'less from guests after more returns and cancellations (−£1,830)',
    )
    expect(become(500, {})).toBe('less from guests after more fees and corrections (−£400)')
    expect(become(1900, { guestGross: 2000, guestCharged: 2000 })).toBe('more from guests (+£1,000)')
    // £1,000 more ordered of which £100 was taken off: what they ordered says it.
    expect(become(1800, { guestGross: 2000, guestCharged: 1900 })).toBe('more from guests (+£900)')
  })

  test('name corrections where nobody ordered in either period', () => {
    expect(words({ ...nothing, net: 10 }, { ...nothing, net: 35 })?.text).toBe(
      'fewer fees and corrections (+£25.00)',
    )
  })

  const pence = fc.oneof(fc.nat(10_000), fc.nat(10 ** 6), fc.nat(10 ** 9))
  const taken = fc.oneof(fc.constant(0), pence)
  /** Months as they can be: nothing negative is ordered, taken off or given back, but more may come back than was sold. */
  const month = fc
    .record({
      ...{
        customers: fc.nat(3000),
        more: fc.nat(3000),
        gross: pence,
        free: fc.double({ min: 0, max: 1, noNaN: true }),
      },
      ...{ forfeited: taken, credits: taken, guestGross: taken, guestForfeited: taken },
    })
    .map(({ customers, more, gross, free, forfeited, credits, guestGross, guestForfeited }) => {
      const ordered = customers > 0 ? gross : 0
      const charged = Math.round(ordered * free)
      const guestNet = guestGross - guestForfeited
      return {
        ...{ customers, orders: customers > 0 ? customers + more : 0 },
        ...{ gross: ordered / 100, charged: charged / 100, forfeited: forfeited / 100 },
        net: (charged - forfeited - credits + guestNet) / 100,
        guestNet: guestNet / 100,
        guestGross: guestGross / 100,
        guestCharged: guestGross / 100,
        guestForfeited: guestForfeited / 100,
      }
    })

  test('add up to the change at the step said, each said once, however much comes back', () => {
    fc.assert(
      fc.property(month, month, (before, now) => {
        const found = why(before, now)
        const reasons = whyInWords(found, english)
        if (!reasons) {
          expect(found.change).toBe(0)
          return
        }
        const size = { '': 1, k: 1e3, m: 1e6, bn: 1e9 }
        const said = [...reasons.text.matchAll(/\(([+−])£([\d,.]+)(k|m|bn|)\)/g)].map(
          ([, sign, digits = '', unit = '']) =>
            Number(digits.replaceAll(',', '')) * size[unit as keyof typeof size] * (sign === '−' ? -1 : 1),
        )
        expect(said).toHaveLength(reasons.text.split('(').length - 1)
        const largest = Math.max(...found.parts.map(({ amount }) => Math.abs(amount)))
        const step = largest < 50 ? 0.01 : largest < 1000 ? 1 : 10 ** Math.floor(Math.log10(largest / 50))
        expect(Math.abs(said.reduce((all, one) => all + one, 0) - found.change)).toBeLessThanOrEqual(
          step * 0.501,
        )
        const causes = reasons.text.split(/ \([+−][^)]*\)(?:, offset by |, | and )?/).filter(Boolean)
        expect(new Set(causes).size).toBe(causes.length)
      }),
      { numRuns: 2000 },
    )
  })

  test('name returns in a month in which only returns changed, whatever is left of its sales', () => {
    fc.assert(
      fc.property(month, pence, (before, back) => {
        fc.pre(back > 0)
        const [net, forfeited] = [total([before.net, -back / 100]), total([before.forfeited, back / 100])]
        const now = { ...before, net, forfeited }
        expect(words(before, now)?.text).toMatch(/^more returns and cancellations \(−£[^()]+\)$/)
        expect(words(now, before)?.text).toMatch(/^fewer returns and cancellations \(\+£[^()]+\)$/)
      }),
    )
  })

  test('write all amounts to one step, as large as the largest needs', () => {
    const say = (largest: number) => changeInWords(largest, english)
    expect(say(9284)(1150)).toBe('+£1,200')
    expect(say(9284)(-1150)).toBe('−£1,200')
    expect(say(9284)(-20)).toBe('£0')
    expect(say(840)(-12)).toBe('−£12')
    expect(say(40)(12.4)).toBe('+£12.40')
    expect(say(1_250_000)(-320_400)).toBe('−£320k')
  })

  test('have a name for every factor in a table', () => {
    expect(new Set(Object.values(factorInWords)).size).toBe(Object.keys(factorInWords).length)
  })
})

function permutations(items: readonly number[]): number[][] {
  if (items.length < 2) return [[...items]]
  return items.flatMap(first =>
    permutations(items.filter(item => item !== first)).map(rest => [first, ...rest]),
  )
}

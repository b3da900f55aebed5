import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import type { TransactionSql } from 'postgres'
import { beforeAll, describe, expect, test } from 'vitest'
import type { Database } from '../src/db.ts'
import { load } from '../src/intake/load.ts'
import type { Customer, Entry, Line, Product, Source } from '../src/intake/source.ts'
import { assortment } from '../src/sample/assortment.ts'
import { sampleCompany } from '../src/sample/company.ts'
import { calendar } from '../src/sample/days.ts'
import { holdsOtherSales, loadSample, refuseBesideSample, removeSample } from '../src/sample/load-sample.ts'
import { samplePage } from '../src/sample/page.ts'
import { plantPlan } from '../src/sample/plan.ts'
import { planted } from '../src/sample/planted.ts'
import { population } from '../src/sample/population.ts'
import { emptyDatabase } from './helpers/database.ts'

const end = '2026-06-30'
const days = calendar(end)
const dayOf = (at: string) => (Date.parse(at.slice(0, 10)) - Date.parse(days.date(0))) / 86_400_000
const cents = (text = '0') => Math.round(Number(text) * 100)
const mean = (numbers: readonly number[]) => numbers.reduce((sum, one) => sum + one, 0) / numbers.length
const deviation = (numbers: readonly number[]) => {
  const middle = mean(numbers)
  return Math.sqrt(mean(numbers.map(one => (one - middle) ** 2)))
}
/** Four standard errors of a share: what chance alone does not exceed. */
const fourErrors = (share: number, of: number) => 4 * Math.sqrt((share * (1 - share)) / of)

const all = async <T>(items: AsyncIterable<T>): Promise<T[]> => {
  const found: T[] = []
  for await (const item of items) found.push(item)
  return found
}
const lineOf = (entry: Entry): Line & { merchandise: boolean } => {
  if (!('line' in entry)) throw new Error(`the sample has no rejections; row: ${entry.raw}`)
  return { ...entry.line, merchandise: entry.product.merchandise }
}
const fingerprint = async (items: AsyncIterable<unknown>, first = Number.POSITIVE_INFINITY) => {
  const hash = createHash('sha256')
  let left = first
  for await (const item of items) {
    if (left-- <= 0) break
    hash.update(JSON.stringify(item))
  }
  return hash.digest('hex').slice(0, 16)
}

let lines: ReturnType<typeof lineOf>[]
let customers: Customer[]
let products: Product[]
let sales: typeof lines
let goods: typeof lines
let orders: Map<string, typeof lines>

beforeAll(async () => {
  const company = sampleCompany({ end })
  lines = (await all(company.entries())).map(lineOf)
  customers = await all(company.customers())
  products = await all(company.products())
  sales = lines.filter(({ kind }) => kind === 'sale')
  goods = sales.filter(({ merchandise }) => merchandise)
  orders = new Map()
  for (const line of sales) orders.set(line.order, [...(orders.get(line.order) ?? []), line])
})

describe('The sample company', () => {
  // When one of these changes on purpose, raise planted.edition, so that old samples are replaced.
  test('is the same on every machine', async () => {
    const company = sampleCompany({ end, seed: 1 })
    expect({
      edition: planted.edition,
      begins: await fingerprint(company.entries(), 1000),
      entries: await fingerprint(company.entries()),
      customers: await fingerprint(company.customers()),
      products: await fingerprint(company.products()),
    }).toEqual({
      edition: 1,
      begins: '1704003335897912',
      entries: 'bd5e7f940fbec6cb',
      customers: 'b2856971aa9ed7b3',
      products: 'f69d6e40eeebff0b',
    })
  })

  test('is another one with another seed, with the same goods', async () => {
    const other = sampleCompany({ end, seed: 2 })
    expect(await fingerprint(other.entries(), 1000)).not.toBe(
      await fingerprint(sampleCompany({ end }).entries(), 1000),
    )
    expect(await all(other.products())).toEqual(products)
    expect(other.files).not.toEqual(sampleCompany({ end }).files)
  })

  test('lasts two and a half years, with rows on every day, in the order of the clock and none after its end', () => {
    const clocks = lines.map(({ at }) => at)
    expect(clocks).toEqual(clocks.toSorted())
    expect(new Set(clocks.map(at => at.slice(0, 10))).size).toBe(913)
    expect(clocks[0]?.slice(0, 10)).toBe('2023-12-31')
    expect(clocks.at(-1)?.slice(0, 10)).toBe(end)
    expect(clocks.at(-1)?.slice(11) ?? '').toMatch(/^(1[89]|2[0-3]):[0-5]\d:[0-5]\d$/)
  })

  test('has 5,000 customers with a name of their own and all attributes, each of whom orders', () => {
    expect(customers.length).toBe(5000)
    expect(new Set(customers.map(({ key }) => key)).size).toBe(5000)
    expect(new Set(customers.map(({ name }) => name)).size).toBe(5000)
    expect(new Set(sales.map(({ customer }) => customer).filter(Boolean))).toEqual(
      new Set(customers.map(({ key }) => key)),
    )
    for (const { attributes } of customers)
      expect(attributes).toEqual({
        joined: expect.stringMatching(/^20[12]\d-[01]\d-[0-3]\d$/),
        age: expect.stringMatching(/^\d\d(-\d\d|\+)$/),
        city: expect.stringMatching(/^[A-Z]/),
        channel: expect.stringMatching(/^(Store|Online|Phone)$/),
        loyalty: expect.stringMatching(/^(member|none)$/),
      })
  })

  test('dates the joining of a customer on their first order, or before the data', () => {
    const first = new Map<string, string>()
    for (const { customer, at } of sales)
      if (customer && !first.has(customer)) first.set(customer, at.slice(0, 10))
    for (const { key, attributes } of customers) {
      const joined = attributes?.joined ?? ''
      if (joined >= days.date(0)) expect(joined).toBe(first.get(key))
      else expect(joined < (first.get(key) ?? '')).toBe(true)
    }
  })

  test('has 400 goods of twelve categories, with names of their own, and a cost below every price', () => {
    const merchandise = products.filter(product => product.merchandise)
    expect(merchandise.map(({ key }) => key)).toEqual(
      Array.from({ length: 400 }, (_, at) => `P${String(at + 1).padStart(3, '0')}`),
    )
    expect(new Set(merchandise.map(({ name }) => name)).size).toBe(400)
    expect(new Set(merchandise.map(({ category }) => category)).size).toBe(12)
    for (const { product, price } of assortment(400)) expect(cents(product.cost)).toBeLessThan(price)
    expect(products.slice(400).map(({ key, merchandise }) => [key, merchandise])).toEqual([
      ['POSTAGE', false],
      ['GOODWILL', false],
    ])
    expect(new Set(assortment(3000).map(({ product }) => product.name)).size).toBe(3000)
  })

  test('has one customer, region, channel and time in an order, and no product in it twice', () => {
    const head = ({ customer, region, channel, at }: Line) => `${customer} ${region} ${channel} ${at}`
    const strays = [...orders].filter(
      ([, own]) =>
        new Set(own.map(head)).size > 1 || new Set(own.map(({ product }) => product)).size < own.length,
    )
    expect(strays).toEqual([])
  })

  test('has no two rows alike', () => {
    expect(new Set(lines.map(({ identity }) => identity)).size).toBe(lines.length)
  })

  test('sells through three channels in six regions, and in the hours of each', () => {
    expect(new Set(lines.map(({ region }) => region))).toEqual(
      new Set(['North', 'Midlands', 'East', 'South', 'West', 'Scotland']),
    )
    const hoursOf = (channel: string) =>
      sales.filter(line => line.channel === channel).map(({ at }) => Number(at.slice(11, 13)))
    expect(Math.min(...hoursOf('Store'))).toBe(9)
    expect(Math.max(...hoursOf('Store'))).toBe(18)
    expect(Math.max(...hoursOf('Phone'))).toBe(17)
    expect(new Set(hoursOf('Online')).size).toBe(24)
    expect(sales.some(({ channel, at }) => channel === 'Store' && at.includes('-12-25'))).toBe(false)
  })
})

describe('The bestseller', () => {
  const ofBestseller = () => goods.filter(({ product }) => product === 'P013')
  const unitsOfDays = (own: typeof lines) => {
    const units = Array.from({ length: 913 }, () => 0)
    for (const { at, quantity } of own) units[dayOf(at)] = (units[dayOf(at)] ?? 0) + Number(quantity)
    return units
  }

  test('sells 40 ± 8 units on every day', () => {
    const units = unitsOfDays(ofBestseller())
    expect(Math.abs(mean(units) - 40)).toBeLessThan(1)
    expect(deviation(units)).toBeGreaterThan(7)
    expect(deviation(units)).toBeLessThan(9)
    expect(Math.min(...units)).toBeGreaterThanOrEqual(16)
    expect(Math.max(...units)).toBeLessThanOrEqual(64)
  })

  test('sells as much in a company of another size', async () => {
    const small = (await all(sampleCompany({ end, lines: 30_000 }).entries())).map(lineOf)
    const units = unitsOfDays(small.filter(({ kind, product }) => kind === 'sale' && product === 'P013'))
    expect(Math.abs(mean(units) - 40)).toBeLessThan(1)
  })

  test('comes back with probability 0.30 when ordered in the spike, else with 0.06', () => {
    const orderedOn = new Map(goods.map(({ order, at }) => [order, dayOf(at)]))
    const inSpike = (order: string) =>
      (orderedOn.get(order) ?? -1) >= 600 && (orderedOn.get(order) ?? -1) <= 613
    const isSettled = (order: string) => !inSpike(order) && (orderedOn.get(order) ?? 999) < 913 - 60
    const units = (kind: string, which: (order: string) => boolean) =>
      lines
        .filter(line => line.product === 'P013' && line.kind === kind && which(line.order))
        .reduce((sum, { quantity }) => sum + Number(quantity), 0)
    const sold = units('sale', inSpike)
    expect(Math.abs(units('return', inSpike) / sold - 0.3)).toBeLessThan(fourErrors(0.3, sold))
    const soldElse = units('sale', isSettled)
    expect(Math.abs(units('return', isSettled) / soldElse - 0.06)).toBeLessThan(fourErrors(0.06, soldElse))
    const spiked = lines.filter(
      ({ kind, product, order }) => kind === 'return' && product === 'P013' && inSpike(order),
    )
    // Of the others, 40 in 100 are damaged as usual.
    const damaged = spiked.filter(({ reason }) => reason === 'Damaged').length / spiked.length
    expect(Math.abs(damaged - 0.88)).toBeLessThan(fourErrors(0.88, spiked.length))
    expect(units('cancellation', () => true)).toBe(0)
  })

  test('comes back so over a dozen companies together', async () => {
    let [sold, back] = [0, 0]
    for (let seed = 100; seed < 112; seed += 1) {
      const orderedOn = new Map<string, number>()
      for await (const entry of sampleCompany({ end, seed, lines: 20_000 }).entries()) {
        const { kind, product, order, at, quantity } = lineOf(entry)
        if (product !== 'P013') continue
        if (kind === 'sale') orderedOn.set(order, dayOf(at))
        const day = orderedOn.get(order) ?? -1
        if (day < 600 || day > 613) continue
        if (kind === 'sale') sold += Number(quantity)
        if (kind === 'return') back += Number(quantity)
      }
    }
    expect(Math.abs(back / sold - 0.3)).toBeLessThan(fourErrors(0.3, sold))
  })
})

describe('Credits', () => {
  test('give back no more than was ordered, later, and to the penny what was charged', () => {
    const sold = new Map(sales.map(line => [`${line.order} ${line.product}`, line]))
    const backSoFar = new Map<string, number>()
    for (const credit of lines) {
      if (credit.kind === 'sale' || credit.product === 'GOODWILL') continue
      const key = `${credit.order} ${credit.product}`
      const sale = sold.get(key)
      if (!sale) throw new Error(`a credit without a sale; it reads: ${credit.identity}`)
      const before = backSoFar.get(key) ?? 0
      const after = before + Number(credit.quantity)
      backSoFar.set(key, after)
      expect(after).toBeLessThanOrEqual(Number(sale.quantity))
      expect([credit.customer, credit.region, credit.channel]).toEqual([
        sale.customer,
        sale.region,
        sale.channel,
      ])
      expect(cents(credit.gross) * Number(sale.quantity)).toBe(cents(sale.gross) * Number(credit.quantity))
      const share = (units: number) => Math.floor((cents(sale.discount) * units) / Number(sale.quantity))
      expect(cents(credit.discount)).toBe(share(after) - share(before))
      if (credit.kind === 'return') expect(dayOf(credit.at)).toBeGreaterThan(dayOf(sale.at))
      else {
        expect(dayOf(credit.at)).toBe(dayOf(sale.at))
        expect(credit.at >= sale.at).toBe(true)
      }
      expect(credit.reason !== undefined).toBe(credit.kind === 'return')
    }
  })

  test('come back after six days on average, and never on the same day', () => {
    const orderedOn = new Map(goods.map(({ order, at }) => [order, dayOf(at)]))
    const lags = lines
      .filter(({ kind, order }) => kind === 'return' && (orderedOn.get(order) ?? 999) < 913 - 60)
      .flatMap(({ order, at, quantity }) =>
        Array.from({ length: Number(quantity) }, () => dayOf(at) - (orderedOn.get(order) ?? 0)),
      )
    expect(Math.min(...lags)).toBe(1)
    // A geometric number of mean 5 has the standard deviation √30.
    expect(Math.abs(mean(lags) - 6)).toBeLessThan(4 * Math.sqrt(30 / lags.length))
    expect(Math.abs(deviation(lags) - Math.sqrt(30))).toBeLessThan(0.25)
  })

  test('are of the kinds planted, in the shares planted', () => {
    const cancelled = new Set(lines.filter(({ kind }) => kind === 'cancellation').map(({ order }) => order))
    expect(cancelled.size / orders.size).toBeGreaterThan(0.016)
    expect(cancelled.size / orders.size).toBeLessThan(0.024)
    for (const order of cancelled) expect(orders.get(order)?.[0]?.channel).not.toBe('Store')
    const goodwill = lines.filter(({ product }) => product === 'GOODWILL')
    expect(Math.abs(goodwill.length / orders.size - 0.004)).toBeLessThan(fourErrors(0.004, orders.size))
    for (const { kind, product, merchandise } of lines) {
      if (!merchandise) expect(kind).toBe(product === 'POSTAGE' && kind === 'sale' ? 'sale' : 'adjustment')
      else expect(kind).not.toBe('adjustment')
    }
  })

  test.each(['Clothing', 'Stationery'])('come back from %s as often as its category says', name => {
    const own = new Map(products.filter(({ category }) => category === name).map(({ key }) => [key, true]))
    const planned = assortment(400).find(({ product }) => product.category === name)?.returned ?? 0
    const orderedOn = new Map(sales.map(({ order, at }) => [order, dayOf(at)]))
    const units = (kind: string) =>
      lines
        .filter(
          line =>
            line.kind === kind && own.has(line.product) && (orderedOn.get(line.order) ?? 999) < 913 - 60,
        )
        .reduce((sum, { quantity }) => sum + Number(quantity), 0)
    const sent = units('sale') - units('cancellation')
    expect(Math.abs(units('return') / sent - planned)).toBeLessThan(fourErrors(planned, sent))
  })
})

describe('Customers and what they buy', () => {
  test('lapse as the BG/NBD model says: repeat orders in the year after joining', () => {
    const { r, alpha, a, b } = planted.lapse
    const people = population(days, 5, 200_000)
    const repeats = new Int32Array(people.size).fill(-1)
    const isObserved = (customer: number) =>
      (people.joined[customer] ?? -1) >= 0 && (people.joined[customer] ?? 0) < 913 - 365
    for (let day = 0; day < 913; day += 1)
      for (const customer of people.visitors.subarray(people.starts[day], people.starts[day + 1]))
        if (day - (people.joined[customer] ?? 0) < 365) repeats[customer] = (repeats[customer] ?? 0) + 1
    const observed = [...repeats].filter((_, customer) => isObserved(customer))
    const t = 365 / 7
    // Fader, Hardie and Lee (2005), equation 9; the hypergeometric function by its series.
    let [term, series] = [1, 1]
    for (let k = 0; k < 2000; k += 1) {
      term *= (((r + k) * (b + k)) / ((a + b - 1 + k) * (k + 1))) * (t / (alpha + t))
      series += term
    }
    const expected = ((a + b - 1) / (a - 1)) * (1 - (alpha / (alpha + t)) ** r * series)
    expect(observed.length).toBeGreaterThan(5000)
    expect(Math.abs(mean(observed) / expected - 1)).toBeLessThan(0.04)
    const none = (alpha / (alpha + t)) ** r
    expect(Math.abs(observed.filter(count => count === 0).length / observed.length - none)).toBeLessThan(0.01)
  })

  test('grow by about 12 % a year', () => {
    const people = population(days, 6, 400_000)
    const visits = (from: number, to: number) => (people.starts[to] ?? 0) - (people.starts[from] ?? 0)
    const growth = visits(548, 913) / visits(183, 548) - 1
    expect(Math.abs(growth - planted.growth.sales)).toBeLessThan(0.025)
  })

  test('order most before Christmas, and what belongs to the garden in May', () => {
    const inMonth = (month: string, own: typeof lines) =>
      new Set(own.filter(({ at }) => at.slice(0, 7) === month).map(({ order }) => order)).size
    expect(inMonth('2025-12', goods)).toBeGreaterThan(1.3 * inMonth('2025-09', goods))
    const garden = new Set(products.filter(({ category }) => category === 'Garden').map(({ key }) => key))
    const gardening = goods.filter(({ product }) => garden.has(product))
    expect(inMonth('2025-05', gardening)).toBeGreaterThan(3 * inMonth('2025-01', gardening))
  })

  test('are guests in 8 % of the orders', () => {
    const guests = [...orders.values()].filter(([first]) => first?.customer === undefined).length
    expect(Math.abs(guests / orders.size - 0.08)).toBeLessThan(fourErrors(0.08, orders.size))
  })

  test.each(planted.together)('buy $product with $with, with the lift planted', pair => {
    const holding = (...keys: string[]) =>
      [...orders.values()].filter(own => keys.every(key => own.some(({ product }) => product === key))).length
    const lift =
      (holding(pair.product, pair.with) * orders.size) / (holding(pair.product) * holding(pair.with))
    expect(lift / pair.lift).toBeGreaterThan(0.7)
    expect(lift / pair.lift).toBeLessThan(1.35)
  })

  test('buy unplanted pairs with no lift to speak of', () => {
    const holding = (...keys: string[]) =>
      [...orders.values()].filter(own => keys.every(key => own.some(({ product }) => product === key))).length
    const often = assortment(400)
      .filter(
        ({ product }) =>
          !planted.together.some(pair => pair.product === product.key || pair.with === product.key),
      )
      .toSorted((one, other) => other.popularity - one.popularity)
      .slice(0, 6)
      .map(({ product }) => product.key)
    for (const [at, one] of often.entries())
      for (const other of often.slice(at + 1))
        expect((holding(one, other) * orders.size) / (holding(one) * holding(other))).toBeLessThan(3)
  })

  test('pay less in a promotion, and members from a year after joining', () => {
    const percent = (line: Line) => Math.round((cents(line.discount) / cents(line.gross)) * 100)
    for (const line of goods) if (line.at.slice(5, 10) === '11-25') expect(percent(line)).toBe(25)
    const byKey = new Map(customers.map(customer => [customer.key, customer.attributes]))
    for (const line of goods) {
      if (percent(line) !== 5) continue
      const attributes = byKey.get(line.customer ?? '')
      expect(attributes?.loyalty).toBe('member')
      expect(dayOf(line.at) - dayOf(attributes?.joined ?? '')).toBeGreaterThanOrEqual(365)
    }
  })
})

describe('A company of another size', () => {
  test.each([
    [20_000, 1],
    [50_000, 1],
    [50_000, 2],
    [50_000, 3],
    [400_000, 4],
  ])('of %d lines, seed %d, is within two in a hundred', async (wanted, seed) => {
    const company = sampleCompany({ end, seed, lines: wanted })
    const found = (await all(company.entries())).map(lineOf)
    expect(Math.abs(found.length / wanted - 1)).toBeLessThan(0.02)
    expect(company.progress().done).toBe(company.progress().total)
    const own = found.filter(({ kind, merchandise }) => kind === 'sale' && merchandise)
    const perOrder = own.length / new Set(own.map(({ order }) => order)).size
    expect(Math.abs(perOrder - goods.length / new Set(goods.map(({ order }) => order)).size)).toBeLessThan(
      0.1,
    )
  })

  test('has more customers and more goods when it is larger', async () => {
    const company = sampleCompany({ end, lines: 800_000 })
    const many = (await all(company.customers())).length
    expect(many).toBeGreaterThan(18_000)
    expect(many).toBeLessThan(24_000)
    expect((await all(company.products())).length).toBeGreaterThan(750)
  })
})

describe('The page of the sample company', () => {
  test('names what is planted, with its numbers', () => {
    const page = samplePage()
    for (const text of [
      'P013',
      '40 ± 8',
      '| 0.30 | 0.06 |',
      '2025-08-22 to 2025-09-04',
      'BG/NBD',
      ...planted.together.flatMap(pair => [pair.product, pair.with]),
      ...planted.promotions.map(({ name }) => name),
    ])
      expect(page).toContain(text)
    expect(page).not.toMatch(/undefined|NaN|\[object/)
  })
})

describe('Loading the sample company', () => {
  const small = { end, lines: 20_000 }
  /** Sales of somebody else's: so many lines. */
  const shop = (count: number): Source => ({
    name: 'shop',
    files: ['a.csv'],
    entries: async function* () {
      for (let number = 1; number <= count; number += 1) {
        const product = { key: 'A', merchandise: true }
        const at = '2024-03-01 10:00:00'
        const line = { order: `${number}`, at, kind: 'sale' as const, product: 'A', customer: 'x' }
        yield { number, product, line: { ...line, quantity: '1', gross: '10', identity: `${number}` } }
      }
    },
  })
  const loadedOf = async (wanted: typeof small & { seed?: number }) => {
    const entries = (await all(sampleCompany(wanted).entries())).map(lineOf)
    const money = (kind: string) =>
      entries
        .filter(line => line.kind === kind)
        .reduce((sum, line) => sum + cents(line.gross) - cents(line.discount), 0) / 100
    return {
      lines: entries.length,
      totals: {
        sale: money('sale'),
        return: money('return'),
        cancellation: money('cancellation'),
        adjustment: money('adjustment'),
      },
    }
  }

  test('loads every line as it is, once, and another sample in its place', async () => {
    const database = await emptyDatabase()
    const phases = new Set<string>()
    const state = async () => {
      const [row] =
        await database.owner`select (select count(*)::integer from lines) as lines, (select count(*)::integer from customers) as customers,
        (select count(*)::integer from imports) as imports, version, data_through::text, as_of::text from coverage`
      return row
    }
    const one = await loadedOf(small)
    const loaded = await loadSample(database, { ...small, onProgress: ({ phase }) => phases.add(phase) })
    expect(loaded).toMatchObject({
      read: one.lines,
      loaded: one.lines,
      rejected: {},
      changed: {},
      duplicates: 0,
      through: end,
      totals: one.totals,
    })
    expect(phases.size).toBeGreaterThan(0)
    const first = await state()
    expect(first).toMatchObject({ lines: one.lines, imports: 1, data_through: end, as_of: end })

    expect(await loadSample(database, { ...small, seed: 1 })).toBe('unchanged')
    expect(await state()).toEqual(first)

    const two = await loadedOf({ ...small, seed: 2 })
    expect(await loadSample(database, { ...small, seed: 2 })).toMatchObject({
      loaded: two.lines,
      totals: two.totals,
    })
    const second = await state()
    expect(second).toMatchObject({ lines: two.lines, imports: 1, data_through: end })
    expect(second?.version).toBeGreaterThan(first?.version)
  })

  test('refuses a database that holds other sales, and leaves it as it was', async () => {
    const database = await emptyDatabase()
    await load(database.owner, shop(1))
    await expect(loadSample(database, small)).rejects.toThrow('The database holds other sales')
    expect(await holdsOtherSales(database)).toBe(true)
    expect(await database.owner`select source from imports`).toEqual([{ source: 'shop' }])
    expect(await database.owner`select key from customers`).toEqual([{ key: 'x' }])
  })

  test('is not kept out by an import that brought no lines, and neither keeps one out that did not fit', async () => {
    const database = await emptyDatabase()
    await load(database.owner, shop(0))
    const refused = [{ rejected: 'no price', raw: 'x', number: 1 }]
    await load(database.owner, {
      ...shop(0),
      entries: async function* () {
        yield refused
      },
    })
    expect(await database.owner`select from imports`).toHaveLength(2)
    expect(await holdsOtherSales(database)).toBe(false)
    expect(await loadSample(database, small)).toMatchObject({ rejected: {} })
    await removeSample(database)
    expect(await database.owner`select from lines`).toHaveLength(0)
    expect(await load(database.owner, shop(1), { before: refuseBesideSample })).toMatchObject({ loaded: 1 })
    await expect(removeSample(database)).rejects.toThrow('other sales than the sample company')
  })

  test('takes all that was planned for it along when it is taken out, and keeps it for another sample', async () => {
    const database = await emptyDatabase()
    const { owner } = database
    const planned = async () => {
      const [row] = await owner`select count(*)::int as count from targets`
      return row?.count
    }
    await loadSample(database, small)
    await plantPlan(database)
    await owner`insert into targets (measure, dimension, member_id, "from", "to", value)
      values ('netSales', 'region', 1, '2026-06-01', '2026-07-01', 5)`
    const before = await planned()
    expect(before).toBeGreaterThan(12)
    await loadSample(database, { ...small, seed: 2 })
    expect(await planned()).toBe(before)
    expect(await removeSample(database)).toEqual({ targets: before })
    expect(await planned()).toBe(0)
    // Without a sample, what is planned is planned for sales to come.
    await owner`insert into targets (measure, "from", "to", value) values ('netSales', '2026-06-01', '2026-07-01', 5)`
    expect(await removeSample(database)).toEqual({ targets: 0 })
    expect(await planned()).toBe(1)
  })

  test('keeps the sample that is there when another one cannot be loaded', async () => {
    const database = await emptyDatabase()
    const { owner } = database
    await loadSample(database, small)
    const state = async () => [
      ...(await owner`select (select count(*)::int from lines) as lines, (select files from imports) as files, coverage.* from coverage`),
    ]
    const before = await state()
    await owner`create function full_disk() returns trigger language plpgsql as
      $$ begin raise exception 'could not extend file' using errcode = '53100'; end $$`
    await owner`create trigger full_disk before insert on product_days for each row execute function full_disk()`
    await expect(loadSample(database, { ...small, seed: 2 })).rejects.toThrow('disk is full')
    expect(await state()).toEqual(before)
    await owner`drop trigger full_disk on product_days`
    expect(await loadSample(database, { ...small, seed: 2 })).toMatchObject({ unchanged: 0 })
  })

  const waiting = async ({ owner }: Database) => {
    const blocked = () => owner`select from pg_locks where locktype = 'advisory' and not granted
      and database = (select oid from pg_database where datname = current_database())`
    while ((await blocked()).length === 0) await new Promise(resolve => setTimeout(resolve, 20))
  }

  test('refuses sales that come while it is loaded', async () => {
    const database = await emptyDatabase()
    let others: Promise<unknown> | undefined
    const sample = loadSample(database, {
      ...small,
      onProgress: () => {
        others ??= load(database.owner, shop(1), { before: refuseBesideSample })
        others.catch(() => {})
      },
    })
    expect(await sample).toMatchObject({ unchanged: 0 })
    await expect(others).rejects.toThrow('The database holds the sample company')
    expect(await database.owner`select source from imports`).toEqual([{ source: 'sample' }])
  })

  test('is refused by sales that are loaded while it waits', async () => {
    const database = await emptyDatabase()
    let sample: Promise<unknown> | undefined
    const before = async (tx: TransactionSql) => {
      await refuseBesideSample(tx)
      sample = loadSample(database, small)
      sample.catch(() => {})
      await waiting(database)
    }
    expect(await load(database.owner, shop(1), { before })).toMatchObject({ loaded: 1 })
    await expect(sample).rejects.toThrow('The database holds other sales')
    expect(await database.owner`select source from imports`).toEqual([{ source: 'shop' }])
  })

  test('is there once when two processes load it at the same time', async () => {
    const database = await emptyDatabase()
    const loads = await Promise.all([loadSample(database, small), loadSample(database, small)])
    expect(loads).toContain('unchanged')
    const [{ loaded } = { loaded: 0 }] = loads.filter(one => one !== 'unchanged')
    expect(await database.owner`select count(*)::int as n from lines`).toEqual([{ n: loaded }])
  })

  test.each([
    [['--lines', 'many'], '--lines many is not a whole number from 20,000 to 100,000,000.'],
    [['--lines', '10'], '--lines 10 is not'],
    [['--seed', '1.5'], '--seed 1.5 is not'],
    [['--end', '2026-02-30'], '--end 2026-02-30 is not a day.'],
    [['--end', 'soon'], '--end soon is not a day.'],
    [['--size', '3'], 'There is no option --size. It reads like: npm run sample'],
    [['more'], 'There is no place for “more”. It reads like: npm run sample'],
    [['--seed', '-1'], '--seed needs a value that does not begin with a dash. It reads like: npm run sample'],
    [['--seed=-1'], '--seed -1 is not a whole number from 0'],
    [['--end'], '--end needs a value. It reads like'],
    [['--remove=yes'], '--remove takes no value.'],
  ])('answers %j with a sentence and status 2', (args, sentence) => {
    const run = spawnSync(process.execPath, ['--import', 'tsx', 'src/sample.ts', ...args], {
      encoding: 'utf8',
    })
    expect(run.stderr).toContain(sentence)
    expect(run.stderr.trim().split('\n')).toHaveLength(1)
    expect([run.status, run.stdout]).toEqual([2, ''])
  })
})

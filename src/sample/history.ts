import type { Entry, Line, Product } from '../intake/source.ts'
import { charges, type Good } from './assortment.ts'
import { basket, picker } from './basket.ts'
import { reasons } from './categories.ts'
import type { Calendar } from './days.ts'
import { channels, cities, hours, places } from './places.ts'
import { planted } from './planted.ts'
import { customerKey, type Population, profile } from './population.ts'
import { Random } from './random.ts'

const {
  days,
  bestseller,
  spike,
  lag,
  guests,
  cancellations,
  postage,
  goodwill,
  loyalty,
  online,
  travelling,
  anyChannel,
} = planted
const cityWeights = cities.map(({ weight }) => weight)

/** One order: who, where, when (seconds of its day), and what is taken off when no promotion takes off more. */
type Order = {
  customer: number | undefined
  region: number
  channel: number
  second: number
  level: number
  percent: number
  bestsellers: number
  key: string
}

/** One thing that happens on a day; amounts are cents. */
type Event = {
  second: number
  order: Order
  kind: Line['kind']
  product: Product
  reason: string | undefined
  quantity: number
  gross: number
  discount: number
}

/** What an order takes from its customer: kept in columns, a few bytes each, however many customers there are. */
const columns = (people: Population, seed: number) => {
  const region = new Uint8Array(people.size)
  const channel = new Uint8Array(people.size)
  const member = new Uint8Array(people.size)
  const level = new Float32Array(people.size)
  for (let customer = 0; customer < people.size; customer += 1) {
    const one = profile(seed, customer, people.joined[customer] ?? 0)
    region[customer] = cities[one.city]?.region ?? 0
    channel[customer] = one.channel
    member[customer] = one.isMember ? 1 : 0
    level[customer] = one.level
  }
  return { region, channel, member, level }
}

const two = (number: number) => (number < 10 ? `0${number}` : `${number}`)
const clock = (second: number) =>
  `${two(Math.floor(second / 3600))}:${two(Math.floor(second / 60) % 60)}:${two(second % 60)}`
const money = (cents: number) => `${Math.floor(cents / 100)}.${two(cents % 100)}`
const lastSecond = 24 * 3600 - 1

/**
 * Everything that happened to the company, day by day and within a day by the clock. Nothing is kept but the day in
 * work and the returns that are still under way, so the memory does not grow with the number of lines.
 */
export function* history(
  people: Population,
  goods: readonly Good[],
  calendar: Calendar,
  seed: number,
  onDay: (day: number) => void,
): Generator<Entry> {
  const random = new Random(seed, 1)
  const known = columns(people, seed)
  const due = new Map<number, Event[]>()
  let number = 0
  let orderNumber = 100_000

  const draw = (customer: number | undefined, day: number): Order => {
    const isKnown = customer !== undefined
    const home = isKnown ? (known.region[customer] ?? 0) : (cities[random.weighted(cityWeights)]?.region ?? 0)
    const usual =
      isKnown && random.chance(online.loyalToChannel)
        ? (known.channel[customer] ?? 0)
        : random.weighted(anyChannel)
    const channel = usual === 0 && calendar.isChristmas(day) ? 1 : usual
    const hour = random.weighted(hours[channels[channel] ?? 'Online'])
    const isMember =
      isKnown && known.member[customer] === 1 && day - (people.joined[customer] ?? 0) >= loyalty.afterDays
    return {
      customer,
      region: channel === 0 && random.chance(travelling) ? random.below(places.length) : home,
      channel,
      second: hour * 3600 + random.below(3600),
      level: isKnown ? (known.level[customer] ?? 1) : 1,
      percent: isMember ? loyalty.percent : 0,
      bestsellers: 0,
      key: '',
    }
  }

  const ordersOf = (day: number) => {
    const orders: Order[] = []
    for (let visit = people.starts[day] ?? 0; visit < (people.starts[day + 1] ?? 0); visit += 1) {
      orders.push(draw(people.visitors[visit], day))
      if (random.chance(guests / (1 - guests))) orders.push(draw(undefined, day))
    }
    // The bestseller is sold on every day, if need be to a guest.
    if (orders.length === 0) orders.push(draw(undefined, day))
    orders.sort((one, other) => one.second - other.second)
    for (const order of orders) {
      orderNumber += 1
      order.key = String(orderNumber)
    }
    sellBestseller(orders, random)
    return orders
  }

  const later = (day: number, event: Event) => {
    if (day >= days) return
    const events = due.get(day)
    if (events) events.push(event)
    else due.set(day, [event])
  }

  /** Each unit of a line comes back or not, and after a time of its own; those of one day are one return. */
  const comeBack = (sale: Event, good: Good, day: number) => {
    const isSpike = good.product.key === spike.product && day >= spike.firstDay && day <= spike.lastDay
    const back = new Map<number, number>()
    for (let unit = 0; unit < sale.quantity; unit += 1) {
      if (!random.chance(isSpike ? spike.probability : good.returned)) continue
      const on = day + lag.least + random.geometric(lag.mean - lag.least)
      back.set(on, (back.get(on) ?? 0) + 1)
    }
    let before = 0
    for (const [on, quantity] of [...back].sort(([one], [other]) => one - other)) {
      const broken = isSpike && random.chance(spike.damaged)
      later(on, {
        ...sale,
        kind: 'return',
        second: (9 + random.below(9)) * 3600 + random.below(3600),
        reason: broken ? reasons[0] : reasons[random.weighted(good.reasons)],
        quantity,
        gross: (sale.gross / sale.quantity) * quantity,
        // The discount is shared so that all units together have exactly the line's.
        discount: shareOf(sale, before + quantity) - shareOf(sale, before),
      })
      before += quantity
    }
  }

  for (let day = 0; day < days; day += 1) {
    const date = calendar.date(day)
    const promotions = calendar.promotions(day)
    const pick = picker(goods, calendar.wanted(day), promotions, random)
    const orders = ordersOf(day)
    const events = due.get(day) ?? []
    due.delete(day)
    for (const order of orders) {
      const isSent = order.channel !== 0
      const isCancelled = isSent && random.chance(cancellations.sent)
      const calledOff = Math.min(lastSecond, order.second + 300 + random.below(3 * 3600))
      let charged = 0
      const sale = (product: Product, quantity: number, gross: number, discount: number): Event => {
        charged += gross - discount
        const event = {
          second: order.second,
          order,
          kind: 'sale' as const,
          product,
          reason: undefined,
          quantity,
          gross,
          discount,
        }
        events.push(event)
        return event
      }
      const callOff = (event: Event, kind: 'cancellation' | 'adjustment') =>
        events.push({ ...event, second: calledOff, kind })
      for (const { good, quantity } of basket(order, goods, pick, random)) {
        const gross = good.price * quantity
        const percent = Math.max(order.percent, promotions[good.category]?.percent ?? 0)
        const line = sale(good.product, quantity, gross, Math.round((gross * percent) / 100))
        if (isCancelled && good.product.key !== bestseller.product) callOff(line, 'cancellation')
        else comeBack(line, good, day)
      }
      if (isSent && charged < postage.freeFromCents) {
        const line = sale(charges.postage, 1, postage.cents, 0)
        if (isCancelled) callOff(line, 'adjustment')
      }
      if (random.chance(goodwill.orders)) {
        const gross = goodwill.cents[random.below(goodwill.cents.length)] ?? 0
        later(day + 1 + random.below(5), {
          ...{
            order,
            kind: 'adjustment',
            product: charges.goodwill,
            reason: undefined,
            quantity: 1,
            gross,
            discount: 0,
          },
          second: (9 + random.below(8)) * 3600 + random.below(3600),
        })
      }
    }
    events.sort((one, other) => one.second - other.second)
    for (const event of events) {
      number += 1
      yield entry(event, `${date} ${clock(event.second)}`, number)
    }
    onDay(day)
  }
}

const shareOf = (sale: Event, units: number) => Math.floor((sale.discount * units) / sale.quantity)

/** Spreads the day's units of the bestseller over a part of the day's orders, in each as the first line. */
const sellBestseller = (orders: Order[], random: Random) => {
  const { mean, deviation, least, most, unitsPerLine } = bestseller
  const units = Math.min(most, Math.max(least, Math.round(mean + deviation * random.normal())))
  const lines = Math.max(1, Math.min(Math.round(units / unitsPerLine), Math.floor(orders.length * 0.3)))
  const chosen = orders.slice()
  for (let at = 0; at < lines; at += 1) {
    const other = at + random.below(chosen.length - at)
    ;[chosen[at], chosen[other]] = [chosen[other] as Order, chosen[at] as Order]
  }
  for (let unit = 0; unit < units; unit += 1) {
    const order = chosen[unit < lines ? unit : random.below(lines)]
    if (order) order.bestsellers += 1
  }
}

/** The row of an event, as a file of the shop's till would have it. */
const entry = (event: Event, at: string, number: number): Entry => {
  const { order, kind, product, reason } = event
  const customer = order.customer === undefined ? undefined : customerKey(order.customer)
  const region = places[order.region]?.region
  const channel = channels[order.channel]
  const quantity = String(event.quantity)
  const gross = money(event.gross)
  const discount = money(event.discount)
  const identity = `${order.key}\t${at}\t${kind}\t${product.key}\t${customer ?? ''}\t${region}\t${channel}\t${reason ?? ''}\t${quantity}\t${gross}\t${discount}`
  const line = {
    order: order.key,
    at,
    kind,
    product: product.key,
    customer,
    region,
    channel,
    reason,
    quantity,
    gross,
    discount,
    identity,
  }
  return { line, product, number }
}

import type { Customer } from '../intake/source.ts'
import type { Calendar } from './days.ts'
import { personName } from './names.ts'
import { channels, cities } from './places.ts'
import { planted } from './planted.ts'
import { Random } from './random.ts'

const { days, historyDays, lapse, growth, loyalty, online, units } = planted
const ages = ['18-24', '25-34', '35-44', '45-54', '55-64', '65+']
const ageWeights = [90, 210, 230, 200, 160, 110]
const cityWeights = cities.map(({ weight }) => weight)

/** Who buys, and on which days: one place for each customer, in the order in which they are numbered. */
export type Population = {
  size: number
  joined: Int16Array
  /** Day by day, who orders: those of a day are `visitors` from starts[day] to starts[day + 1]. */
  starts: Int32Array
  visitors: Int32Array
}

const log = (size: number) => ({ customers: new Int32Array(size), days: new Int16Array(size), length: 0 })

/**
 * The customers of a company and the days of their orders. Without `orders` there are as many as planted; with it,
 * customers join until they have made that many. Only those who order in the data are in it.
 */
export function population(calendar: Calendar, seed: number, orders?: number): Population {
  const joined: number[] = []
  let visits = log(1 << 16)
  const isFull = () => (orders === undefined ? joined.length >= planted.customers : visits.length >= orders)
  while (!isFull()) {
    const customer = joined.length
    const life = lifetime(calendar, new Random(seed, 2 * customer + 2))
    joined.push(life.joined)
    if (visits.length + life.orders.length > visits.days.length) visits = larger(visits, life.orders.length)
    for (const day of life.orders) {
      visits.customers[visits.length] = customer
      visits.days[visits.length] = day
      visits.length += 1
    }
  }
  return { size: joined.length, joined: Int16Array.from(joined), ...byDay(visits) }
}

const larger = (visits: ReturnType<typeof log>, more: number) => {
  const next = log(2 * visits.days.length + more)
  next.customers.set(visits.customers)
  next.days.set(visits.days)
  next.length = visits.length
  return next
}

const byDay = (visits: ReturnType<typeof log>) => {
  const starts = new Int32Array(days + 1)
  for (const day of visits.days.subarray(0, visits.length)) starts[day + 1] = (starts[day + 1] ?? 0) + 1
  for (let day = 0; day < days; day += 1) starts[day + 1] = (starts[day + 1] ?? 0) + (starts[day] ?? 0)
  const visitors = new Int32Array(visits.length)
  const next = starts.slice()
  for (let visit = 0; visit < visits.length; visit += 1) {
    const day = visits.days[visit] ?? 0
    const at = next[day] ?? 0
    visitors[at] = visits.customers[visit] ?? 0
    next[day] = at + 1
  }
  return { starts, visitors }
}

/** When a customer joined, and the days of their orders in the data: at least one, else it is somebody else. */
function lifetime(calendar: Calendar, random: Random): { joined: number; orders: number[] } {
  for (;;) {
    // The time since joining is exponential where joining grows by the same rate all the time.
    const since = (random.exponential() * 365) / growth.joining
    if (since >= calendar.length) continue
    const perDay = random.gamma(lapse.r) / lapse.alpha / 7
    const leaves = random.beta(lapse.a, lapse.b)
    let moment = calendar.length - since
    const joined = calendar.dayOf(moment)
    const orders = joined >= 0 ? [joined] : []
    for (;;) {
      moment += random.exponential() / perDay
      if (moment >= calendar.length) break
      const day = calendar.dayOf(moment)
      if (day >= 0) orders.push(day)
      if (random.chance(leaves)) break
    }
    if (orders.length > 0) return { joined, orders }
  }
}

export type Profile = { city: number; age: number; channel: number; isMember: boolean; level: number }

/** What a customer is like; `joined` counts, because who joins later orders online more often. */
export function profile(seed: number, customer: number, joined: number): Profile {
  const random = new Random(seed, 2 * customer + 3)
  const late = (joined + historyDays) / (days + historyDays)
  const prefersOnline = online.first + (online.last - online.first) * late
  return {
    city: random.weighted(cityWeights),
    age: random.weighted(ageWeights),
    channel: random.weighted([1000 - prefersOnline - online.phone, prefersOnline, online.phone]),
    isMember: random.chance(loyalty.members),
    level: random.gamma(units.levelShape) / units.levelShape,
  }
}

export const customerKey = (customer: number) => `C${String(customer + 1).padStart(5, '0')}`

/** The customers as the source hands them out. */
export async function* customers(
  people: Population,
  calendar: Calendar,
  seed: number,
): AsyncGenerator<Customer> {
  for (let customer = 0; customer < people.size; customer += 1) {
    const joined = people.joined[customer] ?? 0
    const { city, age, channel, isMember } = profile(seed, customer, joined)
    yield {
      key: customerKey(customer),
      name: personName(customer),
      attributes: {
        joined: calendar.date(joined),
        age: ages[age] ?? '',
        city: cities[city]?.name ?? '',
        channel: channels[channel] ?? '',
        loyalty: isMember ? 'member' : 'none',
      },
    }
  }
}

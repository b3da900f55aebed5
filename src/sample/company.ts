import type { Source } from '../intake/source.ts'
import { assortment, charges } from './assortment.ts'
import { calendar } from './days.ts'
import { history } from './history.ts'
import { planted } from './planted.ts'
import { customers, population } from './population.ts'

/**
 * The number of lines of all kinds is nearly straight in the number of customers' orders: so many an order, and
 * so many more whatever the size, because the bestseller's returns do not grow.
 */
const linesOf = { order: 4.515, fixed: 2040 }

/** A company of this many customers' orders, beside the planted one, has this many products. */
const productsOf = (orders: number) =>
  Math.max(planted.products, Math.round(planted.products * Math.sqrt(orders / 42_000)))

/**
 * The sample company as a source of sales: the same for the same end, seed and number of lines on every machine.
 * Without `lines` it is the company as planted; with it, as many customers, orders and products as make that many.
 */
export function sampleCompany({ end, seed = 1, lines }: { end: string; seed?: number; lines?: number }) {
  const days = calendar(end)
  const people = population(days, seed, lines && Math.round((lines - linesOf.fixed) / linesOf.order))
  const orders = people.visitors.length
  const goods = assortment(lines ? productsOf(orders) : planted.products)
  let done = 0
  return {
    name: 'sample',
    // What tells one sample from another.
    files: [`edition ${planted.edition}, end ${end}, seed ${seed}, lines ${lines ?? 'as planted'}`],
    customers: () => customers(people, days, seed),
    products: async function* () {
      for (const { product } of goods) yield product
      yield* Object.values(charges)
    },
    entries: async function* () {
      yield* history(people, goods, days, seed, day => {
        done = people.starts[day + 1] ?? 0
      })
    },
    progress: () => ({ done, total: orders }),
  } satisfies Source
}

import { UserError } from '../errors.ts'
import { copyRow } from './copy.ts'
import type { Product } from './source.ts'

/*
 * Members of small dimensions and products are staged as numbers, so that a million lines carry few texts.
 */

const mostMembers = 32_000

/** A dimension's names with the numbers they are staged under. */
export const members = (what: string) => {
  const numbers = new Map<string, number>()
  let met: string[] = []
  const number = (name: string) => {
    const known = numbers.get(name)
    if (known !== undefined) return known
    if (numbers.size === mostMembers)
      throw new UserError(`The files name more than ${mostMembers.toLocaleString('en-GB')} ${what}.`, {
        hint: `Check the column: ${what} are few.`,
      })
    met.push(copyRow([numbers.size, name]))
    numbers.set(name, numbers.size)
    return numbers.size - 1
  }
  /** The members that were met since this was last asked. */
  const fresh = () => {
    const rows = met
    met = []
    return rows
  }
  return { number, fresh }
}

/** How many different names of a product are counted: further ones would only fill the memory. */
const mostNames = 32

type Named = { name: string; times: number }
type Known = {
  id: number
  key: string
  merchandise: boolean
  category?: string
  cost?: string
  last: Named
  names: Named[]
}

/** What lines say of their products: the name most lines have, the first category and the latest cost. */
export const catalogue = () => {
  const products = new Map<string, Known>()
  let met: Known[] = []
  const add = ({ key, name = '', merchandise }: Product) => {
    const last = { name, times: 0 }
    const known: Known = {
      id: products.size,
      key,
      merchandise,
      category: undefined,
      cost: undefined,
      last,
      names: [last],
    }
    products.set(key, known)
    met.push(known)
    return known
  }
  const number = (product: Product) => {
    const known = products.get(product.key) ?? add(product)
    const { name = '' } = product
    // Most lines call a product what the line before did, and every look-up in a map is a walk through cold memory.
    if (known.last.name !== name) known.last = namedIn(known.names, name)
    known.last.times++
    if (known.merchandise !== product.merchandise) known.merchandise = product.merchandise
    known.category ??= product.category
    if (product.cost !== undefined) known.cost = product.cost
    return known.id
  }
  /** The products that were met since this was last asked; what they are called is told by `rows`, in the end. */
  const fresh = () => {
    const rows = met.map(({ id, key, category, merchandise }) =>
      productRow({ key, category, merchandise }, id),
    )
    met = []
    return rows
  }
  const rows = () =>
    [...products.values()].map(one => productRow({ ...one, name: commonest(one.names) }, one.id))
  return { number, fresh, rows }
}

const namedIn = (names: Named[], name: string) => {
  const known = names.find(one => one.name === name)
  if (known) return known
  const named = { name, times: 0 }
  if (names.length < mostNames) names.push(named)
  return named
}

const commonest = (names: readonly Named[]) =>
  names.filter(one => one.name !== '').sort((a, b) => b.times - a.times || (a.name < b.name ? -1 : 1))[0]
    ?.name

/** A product as it is staged: with the number its lines carry, or without one where it is master data. */
export const productRow = (product: Product, id?: number) =>
  copyRow([id, product.key, product.name || undefined, product.category, product.merchandise, product.cost])

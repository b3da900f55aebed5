import type { Product } from '../intake/source.ts'
import { type Category, categories } from './categories.ts'
import { planted } from './planted.ts'
import { Random } from './random.ts'

export type Good = {
  product: Product
  category: number
  /** Cents. */
  price: number
  /** How often it is picked, beside the others on a day of no season. */
  popularity: number
  returned: number
  reasons: readonly number[]
  several: number
  /** What is likely to be bought with it. */
  with: { good: number; chance: number } | undefined
}

/** What is charged beside goods: postage as a sale, goodwill as a credit. */
export const charges = {
  postage: { key: 'POSTAGE', name: 'Postage and packing', merchandise: false },
  goodwill: { key: 'GOODWILL', name: 'Goodwill credit', merchandise: false },
} satisfies Record<string, Product>

const key = (number: number) => `P${String(number + 1).padStart(3, '0')}`
const place = (productKey: string) => Number(productKey.slice(1)) - 1
const paired: string[] = planted.together.flatMap(pair => [pair.product, pair.with])

/** A shop's price: to the quarter below five pounds, then one penny under the pound. */
const shopPrice = (pounds: number) =>
  pounds < 5 ? Math.max(1, Math.round(pounds * 4)) * 25 : Math.round(pounds) * 100 - 1

/** The goods in the order of their keys, the same for every seed; beyond the first 400 come new editions of them. */
export const assortment = (count: number): Good[] =>
  Array.from({ length: count }, (_, number) => {
    const random = new Random(0, number)
    const first = number % planted.products
    const edition = Math.floor(number / planted.products) + 1
    const { category, at } = shelf(first)
    const kind = categories[category] as Category
    const goods = Object.entries(kind.goods)
    const [noun, pounds] = goods[at % goods.length] as [string, number]
    const variant = kind.variants[Math.floor(at / goods.length)] as string
    const price = shopPrice(pounds * (0.9 + 0.25 * random.unit()))
    const cost = Math.round(price * (kind.cost + 0.12 * (random.unit() - 0.5)))
    const favour = random.unit()
    const isBestseller = number === place(planted.bestseller.product)
    const pair = planted.together.find(({ product }) => product === key(number))
    return {
      product: {
        key: key(number),
        name: `${noun}, ${variant}${edition > 1 ? `, Edition ${edition}` : ''}`,
        category: kind.name,
        merchandise: true,
        cost: (cost / 100).toFixed(2),
      },
      category,
      price,
      // The bestseller has its own rule, and pairs must be bought often enough to be found.
      popularity: isBestseller
        ? 0
        : paired.includes(key(number))
          ? 260
          : Math.round(30 + 900 * favour * favour * favour),
      returned: isBestseller ? planted.spike.usual : kind.returned,
      reasons: kind.reasons,
      several: kind.several,
      with: pair && { good: place(pair.with), chance: pair.chance },
    }
  })

/** Which category a number of 0 to 399 falls into, and its place there. */
const shelf = (number: number) => {
  let at = number
  const category = categories.findIndex(({ products }) => {
    at -= products
    return at < 0
  })
  return { category, at: at + (categories[category]?.products ?? 0) }
}

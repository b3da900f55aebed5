import type { Good } from './assortment.ts'
import type { Promotion } from './days.ts'
import { planted } from './planted.ts'
import type { Random } from './random.ts'

const { linesPerOrder, units, bestseller } = planted
const bestsellerAt = Number(bestseller.product.slice(1)) - 1

/** Draws goods on one day, by popularity, season and promotion. */
export const picker = (
  goods: readonly Good[],
  wanted: readonly number[],
  promotions: readonly Promotion[],
  random: Random,
) => {
  const upTo = new Float64Array(goods.length)
  let total = 0
  for (const [at, { popularity, category }] of goods.entries()) {
    total += popularity * (wanted[category] ?? 0) * (promotions[category]?.uplift ?? 1)
    upTo[at] = total
  }
  return () => {
    const target = random.unit() * total
    let [low, high] = [0, upTo.length - 1]
    while (low < high) {
      const middle = (low + high) >> 1
      if ((upTo[middle] ?? 0) > target) high = middle
      else low = middle + 1
    }
    return low
  }
}

/** The goods of one order and how many of each; no product stands in it twice. */
export function basket(
  order: { bestsellers: number; level: number },
  goods: readonly Good[],
  pick: () => number,
  random: Random,
): { good: Good; quantity: number }[] {
  const size = random.weighted(linesPerOrder) + 1
  const lines: { good: Good; quantity: number }[] = []
  const chosen: number[] = []
  const put = (at: number, quantity?: number) => {
    const good = goods[at]
    if (!good) return
    chosen.push(at)
    lines.push({
      good,
      quantity: quantity ?? 1 + random.geometric(units.further * order.level * good.several),
    })
    suggested = good.with && random.chance(good.with.chance) ? good.with.good : undefined
  }
  let suggested: number | undefined
  if (order.bestsellers > 0) put(bestsellerAt, order.bestsellers)
  while (lines.length < size) {
    const at = suggested ?? pick()
    if (chosen.includes(at)) suggested = undefined
    else put(at)
  }
  return lines
}

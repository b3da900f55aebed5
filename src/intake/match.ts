/** A sale, or a credit of goods, of one customer and product; sizes are whole numbers of the smallest unit. */
export type Movement = {
  kind: 'sale' | 'return' | 'cancellation'
  at: string
  order: string
  key: string
  day: string
  quantity: bigint
  amount: bigint
}

/** How much of a credit gives back how much of a sale. */
export type Match = { credit: Movement; sale: Movement; quantity: bigint; amount: bigint }

const text = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0)
const first = (movement: Movement) => (movement.kind === 'sale' ? 0 : 1)

/** In time; at the same time sales come first, and what is left is settled by content, never by the order of loads. */
const inTime = (a: Movement, b: Movement) =>
  text(a.at, b.at) || first(a) - first(b) || text(a.key, b.key) || text(a.order, b.order)

/**
 * Matches the credits of one customer and product to sales: each to the latest earlier one with quantity left, the
 * rest to the next earlier. What no sale covers stays unmatched. The parts of a credit add up to its amount exactly.
 */
export const match = (movements: readonly Movement[]): Match[] => {
  const open: { sale: Movement; left: bigint }[] = []
  const matches: Match[] = []
  for (const movement of [...movements].sort(inTime)) {
    if (movement.kind === 'sale') {
      open.push({ sale: movement, left: movement.quantity })
      continue
    }
    const parts: { sale: Movement; quantity: bigint }[] = []
    let rest = movement.quantity
    for (let top = open.at(-1); top && rest > 0n; top = open.at(-1)) {
      // biome-ignore lint/complexity/useMathMinMax: Math.min takes no bigint
      const quantity = top.left < rest ? top.left : rest
      if (quantity > 0n) parts.push({ sale: top.sale, quantity })
      rest -= quantity
      top.left -= quantity
      if (top.left === 0n) open.pop()
    }
    const amounts = apportion(movement.amount, [...parts.map(part => part.quantity), rest])
    for (const [index, part] of parts.entries())
      matches.push({ credit: movement, ...part, amount: amounts[index] ?? 0n })
  }
  return matches
}

/** Divides an amount in proportion to weights by largest remainders: `apportion(10n, [1n, 2n])` is [3n, 7n]. */
export const apportion = (amount: bigint, weights: readonly bigint[]): bigint[] => {
  const total = weights.reduce((sum, weight) => sum + weight, 0n)
  if (total === 0n) return weights.map(() => 0n)
  const parts = weights.map(weight => (amount * weight) / total)
  const left = Number(amount - parts.reduce((sum, part) => sum + part, 0n))
  const byRemainder = weights
    .map((weight, index) => ({ index, remainder: (amount * weight) % total }))
    .sort((a, b) => (a.remainder === b.remainder ? a.index - b.index : a.remainder > b.remainder ? -1 : 1))
  for (const { index } of byRemainder.slice(0, left)) parts[index] = (parts[index] ?? 0n) + 1n
  return parts
}

import { sum } from './exact.ts'

/** A factor's value in two periods. */
export type Step = { before: bigint; now: bigint }

/**
 * What each factor of a product brought to its change: the mean, over every order in which the factors could have
 * changed, of what its own change added (L. S. Shapley, "A Value for n-Person Games", 1953).
 *
 * The values are given n factorial times, for n factors, which keeps them whole numbers. They add up to the change.
 */
export const shapley = (steps: readonly Step[]): bigint[] =>
  steps.map(({ before, now }, at) => {
    const others = steps.filter((_, index) => index !== at)
    // The k-th coefficient of Π (before + now·z) sums the products in which k of the others have changed already.
    const coefficients = others.reduce(
      (sums, other) =>
        sums.concat(0n).map((_, k) => other.before * (sums[k] ?? 0n) + other.now * (sums[k - 1] ?? 0n)),
      [1n],
    )
    const orders = (changed: number) => factorial(changed) * factorial(others.length - changed)
    return (now - before) * sum(coefficients.map((coefficient, k) => coefficient * orders(k)))
  })

/** The product of the whole numbers from one to n. */
export const factorial = (n: number): bigint => (n <= 1 ? 1n : BigInt(n) * factorial(n - 1))

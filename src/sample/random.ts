import { xoroshiro128plusFromState } from 'pure-rand/generator/xoroshiro128plus'

/** Natural logarithm by the series of atanh: plain arithmetic, so that every machine gets the same bits. */
const ln = (x: number) => {
  let [mantissa, twos] = [x, 0]
  for (; mantissa < 0.75; twos -= 1) mantissa *= 2
  for (; mantissa > 1.5; twos += 1) mantissa /= 2
  const z = (mantissa - 1) / (mantissa + 1)
  const square = z * z
  let sum = 0
  for (let k = 21; k > 0; k -= 2) sum = sum * square + 1 / k
  return 2 * z * sum + twos * Math.LN2
}

/** A well mixed 32-bit word of a number (the finaliser of MurmurHash3). */
const mix = (word: number) => {
  let h = word | 0
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b)
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35)
  return h ^ (h >>> 16)
}

/**
 * Seeded draws. They use integers, the four operations and the square root only: those are exact in IEEE 754,
 * while the last bits of Math.log, Math.exp and their like differ between engines.
 */
export class Random {
  private readonly generator

  /** One seed has as many independent streams as wanted. */
  constructor(seed: number, stream: number) {
    const first = mix(mix(seed) + 0x9e3779b9)
    const second = mix(first ^ mix(stream + 0x7f4a7c15))
    this.generator = xoroshiro128plusFromState([
      first,
      second,
      mix(second + first + 1),
      mix(second ^ 0x2545f491) | 1,
    ])
  }

  /** Uniform on [0, 1), in steps of 2^-32. */
  unit() {
    return (this.generator.next() >>> 0) / 4294967296
  }

  /** A whole number from 0 to count - 1. */
  below(count: number) {
    return Math.floor(this.unit() * count)
  }

  chance(probability: number) {
    return this.unit() < probability
  }

  /** The place of a weight, drawn in proportion to the weights. */
  weighted(weights: readonly number[]) {
    let rest = this.unit() * weights.reduce((sum, weight) => sum + weight, 0)
    const place = weights.findIndex(weight => {
      rest -= weight
      return rest < 0
    })
    return place < 0 ? weights.length - 1 : place
  }

  /** Exponential with mean 1. */
  exponential() {
    return -ln(1 - this.unit())
  }

  /** How often a coin fails before it succeeds; 0, 1, 2 …, with this mean. */
  geometric(mean: number) {
    const success = 1 / (1 + mean)
    let failures = 0
    while (this.unit() >= success) failures += 1
    return failures
  }

  /** Standard normal, by Marsaglia's polar method. */
  normal() {
    for (;;) {
      const x = 2 * this.unit() - 1
      const y = 2 * this.unit() - 1
      const square = x * x + y * y
      if (square > 0 && square < 1) return x * Math.sqrt((-2 * ln(square)) / square)
    }
  }

  /** Gamma of a shape of at least 1 and scale 1 (Marsaglia and Tsang 2000). */
  gamma(shape: number) {
    const d = shape - 1 / 3
    const c = 1 / Math.sqrt(9 * d)
    for (;;) {
      const x = this.normal()
      const root = 1 + c * x
      if (root <= 0) continue
      const v = root * root * root
      if (ln(1 - this.unit()) < 0.5 * x * x + d - d * v + d * ln(v)) return d * v
    }
  }

  /** Beta of two shapes of at least 1. */
  beta(a: number, b: number) {
    const x = this.gamma(a)
    return x / (x + this.gamma(b))
  }
}

/** A number that can be drawn, or nothing; dust is taken for zero. */
export function finite(value: unknown): number | null {
  if (typeof value !== 'number' || !Number.isFinite(value)) return null
  return Math.abs(value) < 1e-9 ? 0 : value
}

/** A linear scale: what Vega is told, and the same as a function for placing labels. */
export interface Scale {
  domain: [number, number]
  range: [number, number]
}

/** Where a value lies on the scale, in points. */
export function position({ domain, range }: Scale, value: number): number {
  return range[0] + ((value - domain[0]) / (domain[1] - domain[0])) * (range[1] - range[0])
}

/** The scale on which zero and all values lie, leaving so many points free beyond the lowest and the highest of them. */
export function scale(values: readonly number[], range: [number, number], free: [number, number]): Scale {
  const low = values.reduce((a, b) => Math.min(a, b), 0)
  const high = values.reduce((a, b) => Math.max(a, b), 0)
  const length = Math.abs(range[1] - range[0])
  const [before, after] = [low < 0 ? free[0] : 0, free[1]]
  const each = (high - low || 1) / (length - before - after)
  return { domain: [low - before * each, (high > low ? high : low + 1) + after * each], range }
}

/** At most so many round values between two: multiples of 1, 2 or 5 times a power of ten, zero among them. */
export function ticks([low, high]: readonly [number, number], most: number): number[] {
  let power = 10 ** Math.floor(Math.log10((high - low) / most))
  for (;;) {
    for (const factor of [1, 2, 5]) {
      const [from, to] = [Math.ceil(low / (power * factor)), Math.floor(high / (power * factor))]
      if (to - from < most)
        return Array.from({ length: to - from + 1 }, (_, index) =>
          Number(((from + index) * factor * power || 0).toPrecision(12)),
        )
    }
    power *= 10
  }
}

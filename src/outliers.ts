/** Among fewer figures than this nothing stands out. */
const fewest = 8

/**
 * What stands out among figures lies above this: their median and three robust standard deviations (1.4826 times the
 * median absolute deviation; Leys et al. 2013, Journal of Experimental Social Psychology 49). Infinite for fewer than eight.
 */
export function outlierAbove(figures: readonly number[]): number {
  if (figures.length < fewest) return Number.POSITIVE_INFINITY
  const middle = median(figures)
  return middle + 3 * 1.4826 * median(figures.map(figure => Math.abs(figure - middle)))
}

/** The middle of figures, or between the middle two. */
export function median(figures: readonly number[]): number {
  const sorted = figures.toSorted((one, other) => one - other)
  const at = sorted.length / 2
  return ((sorted[Math.ceil(at) - 1] ?? 0) + (sorted[Math.floor(at)] ?? 0)) / 2
}

/** Among fewer figures than this nothing stands out. */
const fewest = 8

/** What stands out lies above the middle by this share of it at least: where figures are nearly alike, less is no peak. */
const floor = 0.1

/**
 * What stands out among figures lies above this: their median and three robust standard deviations (1.4826 times the
 * median absolute deviation; Leys et al. 2013, Journal of Experimental Social Psychology 49), and a tenth of the median at least.
 * Infinite for fewer than eight.
 */
export function outlierAbove(figures: readonly number[]): number {
  if (figures.length < fewest) return Number.POSITIVE_INFINITY
  const middle = median(figures)
  const deviation = 1.4826 * median(figures.map(figure => Math.abs(figure - middle)))
  return middle + Math.max(3 * deviation, floor * Math.abs(middle))
}

/** The middle of figures, or between the middle two. */
export function median(figures: readonly number[]): number {
  const sorted = figures.toSorted((one, other) => one - other)
  const at = sorted.length / 2
  return ((sorted[Math.ceil(at) - 1] ?? 0) + (sorted[Math.floor(at)] ?? 0)) / 2
}

import { betweenSums } from './noise.ts'
import { against, type Say } from './words.ts'

type Week = { week: string; net: number; lastYear: number | null }

/** Which weeks stood out, at most three of them, the latest last. */
export function peaksInWords(peaks: readonly Week[], say: Say): string {
  const largest = peaks.toSorted((one, other) => other.net - one.net).slice(0, 3)
  const named = say.list(
    largest.toSorted((one, other) => (one.week < other.week ? -1 : 1)).map(({ week }) => say.shortDate(week)),
  )
  return peaks.length > largest.length
    ? `${peaks.length} weeks stood out, most of all those of ${named}.`
    : `${peaks.length === 1 ? 'One week' : `${peaks.length} weeks`} stood out: ${named}.`
}

/** How the full weeks compare with the same weeks a year before, where all of those are known: growth, not season. */
export function grownInWords(complete: readonly Week[], deviation: number, say: Say): string | false {
  const before = complete.reduce((sum, { lastYear }) => sum + (lastYear ?? Number.NaN), 0)
  const compared = against(
    complete.reduce((sum, { net }) => sum + net, 0),
    before,
    say,
    betweenSums(deviation, complete.length, complete.length),
  )
  if (complete.length === 0 || !Number.isFinite(before) || !compared) return false
  return `Together the full weeks are ${compared} the same weeks a year before.`
}

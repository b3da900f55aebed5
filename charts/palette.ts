import { type Cell, extremes } from './cells.ts'
import { colours } from './theme.ts'

/** One hue by lightness; what is written on the last three must be white. */
const hue = ['#e8edf9', '#c9d4f1', '#a6b7e6', '#7f97d8', '#4f6bc0', '#3150a9', colours.accent] as const

/** Two hues that every colour vision tells apart, parted by a grey; what is written on the last must be white. */
const hues = ['#bd8531', '#e3b87f', '#f4e3cd', '#eff1f5', '#c9d4f1', '#8499dc', '#2c4aa5'] as const

const dark: readonly string[] = [...hue.slice(4), hues[6]]

/** The colour of what is written on such a cell. */
export const writing = (fill: string): string => (dark.includes(fill) ? colours.paper : colours.ink)

/** The colour of a value: seven steps from the lowest to the highest, or as far below `around` as above, `least` so far. */
export function palette(
  cells: readonly Cell[],
  around: number | undefined,
  least = 0,
): (value: number) => string {
  const found = extremes(cells)
  const [low, high] = [found?.lowest.value ?? 0, found?.highest.value ?? 0]
  const steps = around === undefined ? hue : hues
  const far = around === undefined ? 0 : Math.max(least, Math.abs(high - around), Math.abs(low - around))
  const [from, to] = around === undefined ? [low, high] : [around - far, around + far]
  const nothing = around === undefined && high === 0
  return value => {
    const share = to > from ? (value - from) / (to - from) : nothing ? 0 : 0.5
    return steps[Math.max(0, Math.min(steps.length - 1, Math.floor(share * steps.length)))] ?? steps[3]
  }
}

/** The colours between two values, each once. */
export function steps(low: number, high: number, colour: (value: number) => string): string[] {
  return [...new Set(Array.from({ length: 50 }, (_, index) => colour(low + ((high - low) * index) / 49)))]
}

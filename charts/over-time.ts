import { hasYears } from './days.ts'
import { head, type Rule } from './picture.ts'
import { colours, sizes } from './theme.ts'

/** The room for marks over time: under title and subtitle, and above the names of days or months. */
export function overTime(title: string, subtitle: string, days: readonly string[]) {
  const header = head(title, subtitle)
  const beneath = sizes.margin + (hasYears(days) ? 2 : 1) * sizes.labelLine + 6
  const height = Math.min(sizes.tallest, header.bottom + 12 + 236 + beneath)
  return { header, height, bottom: height - beneath }
}

/** The grid lines from left to right, the one of zero among them stronger, and the ticks of time beneath. */
export const gridRules = (
  grid: readonly { y: number }[],
  ticks: readonly number[],
  { left, right, bottom, ground }: { left: number; right: number; bottom: number; ground: number },
): Rule[] => [
  ...grid.map(({ y }) => ({
    x: left,
    x2: right,
    y,
    y2: y,
    color: y === ground ? colours.zero : colours.grid,
  })),
  ...ticks.map(x => ({ x, x2: x, y: bottom, y2: bottom + 4, color: colours.zero })),
]

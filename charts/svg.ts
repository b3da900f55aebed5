import type { Chart } from './chart.ts'
import { view, type Warn } from './view.ts'

/** The chart as SVG, its numbers cut to three decimals, so that a recorded picture is the same on every machine. */
export async function svg(
  chart: Chart,
  warn: Warn = message => process.emitWarning(message),
): Promise<string> {
  const drawn = view(chart, warn)
  const text = await drawn.toSVG()
  drawn.finalize()
  return text.replace(/\d+\.\d{4,}(e-?\d+)?/g, digits => String(Number(Number(digits).toFixed(3))))
}

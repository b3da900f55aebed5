import type { Native } from '../../charts/chart.ts'
import type { DataVisualization } from './blocks.ts'
import { cut } from './text.ts'

const most = { title: 50, label: 20, points: 20, series: 6 }

/** The chart Slack draws itself, for when the picture cannot be had: the latest points, or the first bars. */
export function native({ type, categories, series }: Native, title: string): DataVisualization | undefined {
  const [main, ...others] = series
  const known = categories.flatMap((category, at) =>
    typeof main?.values[at] === 'number' ? [{ category, at }] : [],
  )
  const drawn = type === 'line' ? known.slice(-most.points) : known.slice(0, most.points)
  if (!main || drawn.length === 0) return undefined
  const labels = distinct(drawn.map(({ category }) => category))
  const figures = ({ values }: Native['series'][number]) =>
    drawn.flatMap(({ at }, index) => {
      const [label, value] = [labels[index], values[at]]
      return label !== undefined && typeof value === 'number' ? [{ label, value }] : []
    })
  // Slack wants a figure of every series at every label.
  const whole = [main, ...others].filter(one => figures(one).length === drawn.length).slice(0, most.series)
  const names = distinct(whole.map(({ name }) => name))
  return {
    type: 'data_visualization',
    title: cut(title, most.title),
    chart: {
      type,
      series: whole.map((one, index) => ({ name: names[index] ?? '', data: figures(one) })),
      axis_config: { categories: labels },
    },
  }
}

/** Short labels that stay apart when cutting has made them equal. */
function distinct(texts: readonly string[]): string[] {
  const taken = new Set<string>()
  return texts.map(text => {
    let label = cut(text, most.label)
    for (let count = 2; taken.has(label); count++)
      label = `${cut(text, most.label - ` ${count}`.length)} ${count}`
    taken.add(label)
    return label
  })
}

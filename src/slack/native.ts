import type { Native } from '../../charts/chart.ts'
import type { DataVisualization } from './blocks.ts'
import { cut } from './text.ts'

const most = { title: 50, label: 20, points: 20, series: 6 }

/** The chart Slack draws itself, for when the picture cannot be had; none where it would not fit. */
export function native(chart: Native, title: string): DataVisualization | undefined {
  const { type, categories, series } = chart
  if (categories.length === 0 || categories.length > most.points) return undefined
  if (series.length === 0 || series.length > most.series) return undefined
  const labels = distinct(categories)
  const names = distinct(series.map(({ name }) => name))
  return {
    type: 'data_visualization',
    title: cut(title, most.title),
    chart: {
      type,
      series: series.map(({ values }, index) => ({
        name: names[index] ?? '',
        data: labels.map((label, at) => ({ label, value: values[at] ?? 0 })),
      })),
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

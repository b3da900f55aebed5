import { useEffect, useRef, useState } from 'preact/hooks'
import type { DataVisualization } from '../shapes.ts'
import { Pie } from './pie.tsx'
import { ticks } from './ticks.ts'

type Plotted = Extract<DataVisualization['chart'], { series: unknown }>

const HEIGHT = 240
const MARGIN = { top: 12, right: 12, bottom: 28, left: 52 }
const short = new Intl.NumberFormat('en-GB', { notation: 'compact', maximumFractionDigits: 1 })
const full = new Intl.NumberFormat('en-GB', { maximumFractionDigits: 2 })

function useWidth() {
  const box = useRef<HTMLDivElement>(null)
  const [width, setWidth] = useState(520)
  useEffect(() => {
    const { current } = box
    if (!current) return
    const watch = new ResizeObserver(() => setWidth(Math.max(240, Math.min(640, current.clientWidth))))
    watch.observe(current)
    return () => watch.disconnect()
  }, [])
  return { box, width }
}

function Plot({ chart, width }: { chart: Plotted; width: number }) {
  const { series, axis_config } = chart
  const { categories, x_label, y_label } = axis_config
  const values = series.flatMap(one => one.data.map(point => point.value))
  const scale = ticks(Math.min(0, ...values), Math.max(0, ...values))
  const low = scale[0] ?? 0
  const high = scale.at(-1) ?? 1
  const bottom = HEIGHT - MARGIN.bottom - (x_label ? 16 : 0)
  const inner = width - MARGIN.left - MARGIN.right
  const band = inner / categories.length
  const y = (value: number) => bottom - ((value - low) / (high - low)) * (bottom - MARGIN.top)
  const middle = (at: number) => MARGIN.left + band * (at + 0.5)
  const widest = Math.max(...categories.map(label => label.length)) * 6.4 + 10
  const every = Math.ceil(widest / band)
  const bar = Math.min(36, (band * 0.72) / series.length)
  const line = (data: Plotted['series'][number]['data']) =>
    data.map((point, at) => `${at === 0 ? 'M' : 'L'}${middle(at)} ${y(point.value)}`).join('')

  return (
    <g>
      {scale.map(tick => (
        <g key={tick}>
          <line
            class={tick === 0 ? 'base' : 'grid'}
            x1={MARGIN.left}
            x2={width - MARGIN.right}
            y1={y(tick)}
            y2={y(tick)}
          />
          <text class="end" x={MARGIN.left - 8} y={y(tick) + 4}>
            {short.format(tick)}
          </text>
        </g>
      ))}
      {categories.map((label, at) =>
        at % every === 0 ? (
          <text key={label} class="middle" x={middle(at)} y={bottom + 18}>
            {label}
          </text>
        ) : null,
      )}
      {series.map((one, nth) => (
        <g key={one.name} class={`series colour-${nth}`}>
          {chart.type === 'bar' &&
            one.data.map((point, at) => (
              <rect
                key={point.label}
                x={middle(at) - (bar * series.length) / 2 + bar * nth}
                y={Math.min(y(0), y(point.value))}
                width={Math.max(1, bar - 1.5)}
                height={Math.abs(y(point.value) - y(0))}
                rx="2"
              >
                <title>{`${one.name}, ${point.label}: ${full.format(point.value)}`}</title>
              </rect>
            ))}
          {chart.type === 'area' && (
            <path
              class="area"
              d={`${line(one.data)}L${middle(categories.length - 1)} ${y(0)}L${middle(0)} ${y(0)}Z`}
            />
          )}
          {chart.type !== 'bar' && <path class="line" d={line(one.data)} />}
          {chart.type === 'line' &&
            one.data.map((point, at) => (
              <circle key={point.label} cx={middle(at)} cy={y(point.value)} r="3">
                <title>{`${one.name}, ${point.label}: ${full.format(point.value)}`}</title>
              </circle>
            ))}
        </g>
      ))}
      {x_label && (
        <text class="middle" x={MARGIN.left + inner / 2} y={HEIGHT - 4}>
          {x_label}
        </text>
      )}
      {y_label && (
        <text class="middle" transform={`translate(12 ${(bottom + MARGIN.top) / 2}) rotate(-90)`}>
          {y_label}
        </text>
      )}
    </g>
  )
}

function spoken({ title, chart }: DataVisualization): string {
  const points = (data: { label: string; value: number }[]) =>
    data.map(point => `${point.label} ${full.format(point.value)}`).join(', ')
  if (chart.type === 'pie') return `${title}: ${points(chart.segments)}`
  return `${title}: ${chart.series.map(one => `${one.name}: ${points(one.data)}`).join('; ')}`
}

/** Slack's native chart. */
export function Chart({ block }: { block: DataVisualization }) {
  const { box, width } = useWidth()
  const { chart, title } = block
  const legend =
    chart.type === 'pie' ? chart.segments.map(one => one.label) : chart.series.map(one => one.name)
  return (
    <figure class="chart">
      <figcaption>{title}</figcaption>
      <div ref={box}>
        <svg
          role="img"
          aria-label={spoken(block)}
          viewBox={`0 0 ${width} ${HEIGHT}`}
          width={width}
          height={HEIGHT}
        >
          {chart.type === 'pie' ? (
            <Pie segments={chart.segments} width={width} height={HEIGHT} />
          ) : (
            <Plot chart={chart} width={width} />
          )}
        </svg>
      </div>
      {legend.length > 1 && (
        <ul class="legend">
          {legend.map((name, nth) => (
            <li key={name} class={`colour-${nth}`}>
              {name}
            </li>
          ))}
        </ul>
      )}
    </figure>
  )
}

import type { Chart, Field } from './chart.ts'
import { clean, cut, fitted } from './fit.ts'
import { textWidth } from './font.ts'
import { label } from './label.ts'
import { blank, channel, head, nowhere, picture } from './picture.ts'
import { finite, position, type Scale } from './scale.ts'
import { colours, sizes } from './theme.ts'

/** How rows become horizontal bars, in the order they come: which fields, and how values are written. */
export interface Bars<Row> {
  /** The finding. */
  title: string
  /** Measure, unit and period; how many of how many rows are drawn is added. */
  subtitle: string
  x: Field<Row, number | null>
  /** The name beside the bar. */
  y: Field<Row, string>
  /** What `x` is, for the alt text and the plain figures: "Net sales". */
  measure: string
  /** A second fact about the row, in a quiet column of its own: "12 orders". */
  note?: (row: Row) => string
  /** Forfeits are always red. Unless given, the accent. */
  colour?: 'accent' | 'forfeit'
  format: (value: number) => string
}

const marks = [
  {
    data: { name: 'bars' },
    mark: {
      type: 'bar' as const,
      orient: 'horizontal' as const,
      cornerRadiusEnd: 2,
      height: { expr: 'barHeight' },
    },
    encoding: {
      x: { field: 'x', ...channel('across'), stack: null },
      y: { field: 'y', type: 'quantitative' as const, scale: null, axis: null },
      color: { field: 'color', type: 'nominal' as const, scale: null, legend: null },
    },
  },
]

/** How many rows are drawn: more would have no room to be read. */
const most = 12

/** However long names and notes are, the longest bar has this room. */
const shortestBars = 90

interface Bar {
  name: string
  value: number | null
  text: string
  note: string
}

/** Horizontal bars, each with its name, its value and perhaps a note, as a Vega-Lite specification. */
export function bars<Row extends object>(rows: readonly Row[], encoding: Bars<Row>): Chart {
  const { title, subtitle, measure, colour = 'accent' } = encoding
  const drawn = rows.slice(0, most).map(row => read(row, encoding))
  const tail = rows.length > drawn.length ? `top ${drawn.length} of ${rows.length}` : ''
  if (drawn.length === 0)
    return blank(title, subtitle, {
      params: { across: nowhere, barHeight: 1 },
      datasets: { bars: [] },
      marks,
    })

  const header = head(title, subtitle, tail)
  const top = header.bottom + 12
  const wanted = Math.ceil(top + 30 * drawn.length + sizes.margin)
  const height = Math.min(sizes.tallest, Math.max(sizes.shortest, wanted))
  const room = height - sizes.margin - top
  const row = Math.min(56, room / drawn.length)
  // A few bars stand in the middle of the room that a picture has in any case.
  const start = top + (room - row * drawn.length) / 2
  const middle = (index: number) => start + row * (index + 0.5)

  const widest = (of: (bar: Bar) => string, weight: 400 | 600) =>
    Math.max(...drawn.map(bar => textWidth(of(bar), sizes.label, weight)))
  const notes = widest(({ note }) => note, 400)
  const edge = sizes.width - sizes.margin
  const values = drawn.map(({ value }) => value ?? 0)
  const [low, high] = [Math.min(0, ...values), Math.max(0, ...values)]
  const beside = widest(({ text }) => text, 600) + 6
  const right = edge - (notes > 0 ? notes + 14 : 0) - (values.some(value => value >= 0) ? beside : 0)
  const before = low < 0 ? beside : 0
  const shown = Math.min(220, right - before - 12 - shortestBars - sizes.margin)
  const names = drawn.map(({ name }) => cut(name, shown, sizes.label, 400))
  const left = sizes.margin + Math.max(...names.map(name => textWidth(name, sizes.label, 400))) + 12 + before
  const across: Scale = { domain: low === high ? [0, 1] : [low, high], range: [left, right] }
  const zero = position(across, 0)

  return picture({
    height,
    alt: alt(drawn, encoding, tail),
    native: {
      type: 'bar',
      categories: drawn.map(({ name }) => name),
      series: [{ name: measure, values: drawn.map(({ value }) => value) }],
    },
    rules:
      low < 0 ? [{ x: zero, x2: zero, y: start, y2: start + row * drawn.length, color: colours.zero }] : [],
    labels: [
      ...header.labels,
      ...drawn.flatMap(({ value, text, note }, index) => {
        const end = position(across, value ?? 0)
        const minus = value !== null && value < 0
        return [
          label(names[index] ?? '', sizes.margin, middle(index), { color: colours.ink }),
          label(text, minus ? end - 6 : end + 6, middle(index), {
            align: minus ? 'right' : 'left',
            weight: 600,
            color: colours.ink,
          }),
          ...(note === '' ? [] : [label(note, edge, middle(index), { align: 'right' })]),
        ]
      }),
    ],
    params: { across, barHeight: Math.round(Math.min(32, row * 0.7)) },
    datasets: {
      bars: drawn.flatMap(({ value }, index) =>
        value === null ? [] : [{ x: value, y: middle(index), color: colours[colour] }],
      ),
    },
    marks,
  })
}

/** The row as it is written; values and notes are cut where they would take the room of the bars. */
function read<Row extends object>(row: Row, { x, y, note, format }: Bars<Row>): Bar {
  const value = finite(row[x])
  return {
    name: clean(String(row[y])),
    value,
    text: value === null ? '–' : fitted(format(value), 90, 600),
    note: note ? fitted(note(row), 100, 400) : '',
  }
}

/** The finding, how many bars there are, and the extremes in words. */
function alt<Row>(drawn: readonly Bar[], { title, subtitle, measure }: Bars<Row>, tail: string): string {
  const known = drawn.flatMap(({ name, value, text }) => (value === null ? [] : [{ name, value, text }]))
  const first = known[0]
  const head = `${title}. ${[subtitle, tail].filter(part => part !== '').join('; ')}.`
  if (!first) return `${head} ${measure} is not known for any of them.`
  if (known.length === 1) return `${head} ${measure}: ${first.name} ${first.text}.`
  const highest = known.reduce((a, b) => (b.value > a.value ? b : a))
  const lowest = known.reduce((a, b) => (b.value < a.value ? b : a))
  return `${head} ${measure} of ${known.length}: highest ${highest.name} ${highest.text}, lowest ${lowest.name} ${lowest.text}.`
}

import type { Bars } from './bars.ts'
import type { Native } from './chart.ts'
import { cut, fitted, named, wrap } from './fit.ts'
import { textWidth } from './font.ts'
import { type Label, label } from './label.ts'
import { channel, head, nowhere, type Rule } from './picture.ts'
import { finite, position, type Scale } from './scale.ts'
import { colours, sizes } from './theme.ts'

/** The bars themselves; what stands beside them is another form's. */
export const barMarks = [
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

/** What the marks of no bars are told. */
export const noBars = { params: { across: nowhere, barHeight: 1 }, datasets: { bars: [] } }

/** How many rows are drawn: more would have no room to be read. */
export const mostBars = 12

/** However long names and notes are, the longest bar has this room. */
const shortestBars = 90

/** Where the bars have more beside them than their notes, they may be shorter. */
const shorterBars = 40

/** The most that names take of the width. */
const widestNames = 264

/** Rows as tall as this hold a name on two lines; the first name may take some of the air of the row beneath. */
const tallRow = { all: 32, first: 24 }
const nameLine = { size: 13, apart: 15.5 }

interface Bar {
  name: string
  value: number | null
  text: string
  note: string
  fell: boolean
}

/** Names that would be cut to less than this want the room beside the bars more than what stands there. */
const shortestNames = 64

/** The room beside the bars: so many points at the right edge, what is said of them, and the colour of a bar there. */
export interface Beside {
  width: number
  said: string
  colour?: (index: number) => string
}

/** Bars in their places, each with its name, value and note. */
export interface BarRows {
  height: number
  /** Where the head ends, where the first row begins, and how tall each is. */
  top: number
  start: number
  row: number
  count: number
  /** Whether there was room for what stands beside the bars. */
  hasBeside: boolean
  alt: string
  native: Native
  rules: Rule[]
  labels: Label[]
  params: { across: Scale; barHeight: number }
  bars: { x: number; y: number; color: string }[]
}

/** Whether there is a course to show: several rows over three months or weeks at least. */
export const hasCourse = (rows: readonly object[], days: readonly string[]): boolean =>
  rows.length > 1 && days.length > 2

/**
 * Rows as horizontal bars, as many as have room, with as much left free at the right as is told. Names have one line
 * each where the rows are still to be moved nearer to each other.
 */
export function barRows<Row extends object>(
  rows: readonly Row[],
  encoding: Bars<Row>,
  given?: Beside,
  nameLines: 1 | 2 = 2,
): BarRows {
  const { title, measure, colour = 'accent' } = encoding
  const subtitle = [encoding.subtitle, given?.said ?? ''].filter(part => part !== '').join('; ')
  const kept = given?.width ?? 0
  const drawn = rows.slice(0, mostBars).map(row => read(row, encoding))
  const own = rows.map(row => colours[typeof colour === 'string' ? colour : colour(row)])
  const tail = rows.length > drawn.length ? `top ${drawn.length} of ${rows.length}` : ''
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
  const notes = Math.max(...drawn.map(({ note, fell }) => textWidth(note, sizes.label, fell ? 600 : 400)))
  const edge = sizes.width - sizes.margin - kept
  const values = drawn.map(({ value }) => value ?? 0)
  const [low, high] = [Math.min(0, ...values), Math.max(0, ...values)]
  const beside = widest(({ text }) => text, 600) + 6
  const right = edge - (notes > 0 ? notes + 14 : 0) - (values.some(value => value >= 0) ? beside : 0)
  const before = low < 0 ? beside : 0
  const shortest = kept > 0 ? shorterBars : shortestBars
  const shown = Math.min(widestNames, right - before - 12 - shortest - sizes.margin)
  const needed = Math.min(
    shortestNames,
    widest(({ name }) => name, 400),
  )
  if (given && shown < needed) return barRows(rows, encoding)
  const hasTwo = (index: number) => nameLines === 2 && row >= (index === 0 ? tallRow.first : tallRow.all)
  const set = drawn.map(({ name }, index) => setName(name, shown, hasTwo(index)))
  const column = Math.max(...set.flatMap(({ lines, size }) => lines.map(line => textWidth(line, size, 400))))
  const left = sizes.margin + column + 12 + before
  const across: Scale = { domain: low === high ? [0, 1] : [low, high], range: [left, right] }
  const zero = position(across, 0)
  const nameLabels = drawn.flatMap(({ name, value, text }, index) => {
    // Where some bars lead to the left, the others leave their names the room as far as zero.
    const start =
      value !== null && value < 0 ? position(across, value) - 6 - textWidth(text, sizes.label, 600) : zero
    const room = low < 0 ? Math.max(column, start - 12 - sizes.margin) : column
    const { lines, size } = setName(name, room, hasTwo(index))
    const first = middle(index) - (nameLine.apart * (lines.length - 1)) / 2
    return lines.map((line, at) =>
      label(line, sizes.margin, first + nameLine.apart * at, { color: colours.ink, size }),
    )
  })

  return {
    height,
    top,
    start,
    row,
    count: drawn.length,
    hasBeside: given !== undefined,
    alt: alt(drawn, { ...encoding, subtitle }, tail),
    native: {
      type: 'bar',
      categories: drawn.map(({ name }) => name),
      series: [{ name: measure, values: drawn.map(({ value }) => value) }],
    },
    rules:
      low < 0 ? [{ x: zero, x2: zero, y: start, y2: start + row * drawn.length, color: colours.zero }] : [],
    labels: [
      ...header.labels,
      ...nameLabels,
      ...drawn.flatMap(({ value, text, note, fell }, index) => {
        const end = position(across, value ?? 0)
        const minus = value !== null && value < 0
        return [
          label(text, minus ? end - 6 : end + 6, middle(index), {
            align: minus ? 'right' : 'left',
            weight: 600,
            color: colours.ink,
          }),
          ...(note === '' ? [] : [label(note, edge, middle(index), { align: 'right', ...(fell && fallen) })]),
        ]
      }),
    ],
    params: { across, barHeight: Math.round(Math.min(32, row * 0.7)) },
    bars: drawn.flatMap(({ value }, index) =>
      value === null
        ? []
        : [{ x: value, y: middle(index), color: given?.colour?.(index) ?? own[index] ?? colours.accent }],
    ),
  }
}

/** The row as it is written; values and notes are cut where they would take the room of the bars. */
function read<Row extends object>(row: Row, { x, y, note, fell, format }: Bars<Row>): Bar {
  const value = finite(row[x])
  const said = note?.(row) ?? ''
  // A fall that is written as zero is none.
  const isFall = fell?.(row) === true && /[1-9]/.test(said)
  return {
    name: named(String(row[y])),
    value,
    text: value === null ? '–' : fitted(format(value), 90, 600),
    note: fitted(`${isFall ? '▼ ' : ''}${said}`, 100, isFall ? 600 : 400),
    fell: isFall,
  }
}

/** How a note stands out that tells of a fall: not by its colour alone. */
const fallen = { color: colours.forfeit, weight: 600 } as const

/** A name beside its bar: one that would be cut is smaller where the row has two lines, and takes both if it must. */
function setName(name: string, width: number, hasTwo: boolean): { lines: string[]; size: number } {
  const whole = cut(name, width, sizes.label, 400)
  if (whole === name || !hasTwo) return { lines: [whole], size: sizes.label }
  return { lines: wrap(name, width, nameLine.size, 400, 2), size: nameLine.size }
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

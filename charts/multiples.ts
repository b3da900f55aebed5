import type { Chart, Field, Native } from './chart.ts'
import { clean, cut, fitted } from './fit.ts'
import { textWidth } from './font.ts'
import { type Label, label } from './label.ts'
import { blank, head, picture, type Rule } from './picture.ts'
import { finite } from './scale.ts'
import { inset, sparkline, sparkMarks } from './sparkline.ts'
import { colours, sizes } from './theme.ts'

/** How rows, one a measure, become tiles: a name, a value, its change and a sparkline. */
export interface Multiples<Row> {
  /** The finding. */
  title: string
  /** The period and what the changes compare with; what the lines show and what the colours say is added. */
  subtitle: string
  /** The measure's name as it stands in the tile: "Net sales". */
  name: (row: Row) => string
  /** The measure's value in the period. */
  value: Field<Row, number | null>
  /** A value of the row's measure as it is written, for the tile and the alt text: money, a count or a share. */
  format: (value: number, row: Row) => string
  /** The change against the period before as a share of one, for the plain figures; `null` where there is none. */
  change: Field<Row, number | null>
  /** The change as it is written, with its sign: "+8%", "−1.2 points". Nothing is written where this is empty. */
  signed: (row: Row) => string
  /** Which way the change went, by its sign, where a share does not tell: from nothing, or from less. */
  turned?: (row: Row) => number
  /** Which way is good for the row's measure. */
  good: (row: Row) => 'up' | 'down'
  /** Whether the change lies within the measure's ordinary noise: then it is written quietly, without an arrow. */
  level?: (row: Row) => boolean
  /** What stands beside the name where there is room, and in the alt text: "plan £160k". */
  aside?: (row: Row) => string
  /** What the changes are called in the plain figures, which give them times a hundred: "Change in %". */
  changes: string
  /** The values of the last periods, the latest last, at most thirteen of which are drawn; `null` where unknown. */
  series: (row: Row) => readonly (number | null)[]
  /** What the sparklines run over: "last 13 months". */
  span: string
  /** What each point of them is, other than the value beside them: "month". */
  step: string
  /** Whether the last period of the series is complete. Unless given, it is. */
  complete?: boolean
}

/** How many tiles are drawn: more would have no room to be read. */
const most = 12
/** How many periods a sparkline shows: a year, and the same month of the year before. */
const periods = 13
const inner = sizes.width - 2 * sizes.margin

interface Tile {
  name: string
  aside: string
  text: string
  change: string
  color: string
  /** What the colour says, for the alt text. */
  tone: string
  series: (number | null)[]
  share: number | null
  write: (value: number) => string
}

/** Tiles of measures, each with its value, its change and a sparkline, as a Vega-Lite specification. */
export function multiples<Row extends object>(rows: readonly Row[], encoding: Multiples<Row>): Chart {
  const { title, subtitle, complete = true, changes } = encoding
  const tiles = rows.slice(0, most).map(row => read(row, encoding))
  if (tiles.length === 0)
    return blank(title, subtitle, {
      params: {},
      datasets: { main: [], open: [], dots: [] },
      marks: sparkMarks,
    })

  const tail = notes(tiles, rows.length, encoding)
  const header = head(title, subtitle, withKey(tail, tiles))
  const top = header.bottom + 10
  const columns = tiles.length > 3 ? 2 : 1
  const lines = Math.ceil(tiles.length / columns)
  const wanted = Math.ceil(top + lines * (columns === 1 ? 76 : 60) + sizes.margin - 6)
  const height = Math.min(sizes.tallest, Math.max(sizes.shortest, wanted))
  const room = height - (sizes.margin - 6) - top
  const row = Math.min(columns === 1 ? (lines === 1 ? 130 : 96) : 80, room / lines)
  // A few tiles stand in the middle of the room that a picture has in any case.
  const start = top + (room - row * lines) / 2
  const gutter = 20
  const wide = (inner - (columns - 1) * gutter) / columns
  const spark = columns === 1 ? 220 : 58
  const beside = wide - spark - (columns === 1 ? 24 : 8)
  const size = valueSize(tiles, beside, row)
  const count = Math.max(2, ...tiles.map(({ series }) => series.length))

  const placed = tiles.map((tile, index) => {
    const left = sizes.margin + (index % columns) * (wide + gutter)
    const y = start + Math.floor(index / columns) * row
    const right = left + wide
    return {
      labels: texts(tile, left, y + row / 2 - 1, beside, size),
      ...sparkline(tile.series, index, count, complete, {
        across: { domain: [0, count - 1], range: [right - spark + inset, right - inset] },
        top: y + Math.max(6, row * 0.14) + inset,
        bottom: y + row - Math.max(6, row * 0.14) - inset,
      }),
    }
  })
  return picture({
    height,
    alt: alt(tiles, encoding, tail),
    native: native(tiles, changes),
    rules: Array.from({ length: lines - 1 }, (_, index): Rule => {
      const y = start + (index + 1) * row
      return { x: sizes.margin, x2: sizes.width - sizes.margin, y, y2: y, color: colours.grid }
    }),
    labels: [...header.labels, ...placed.flatMap(({ labels }) => labels)],
    params: {},
    datasets: {
      main: placed.flatMap(({ main }) => main),
      open: placed.flatMap(({ open }) => open),
      dots: placed.flatMap(({ dots }) => dots),
    },
    marks: sparkMarks,
  })
}

/** The row as it is written. */
function read<Row extends object>(row: Row, encoding: Multiples<Row>): Tile {
  const { name, value, format, change, signed, turned, good, level, series, aside } = encoding
  const write = (number: number) => fitted(format(number, row), 150, 600)
  const [now, share] = [finite(row[value]), finite(row[change])]
  const said = fitted(signed(row), 130, 600)
  // A change that is written as zero is none, whatever its sign.
  const turn = turned?.(row) ?? share ?? 0
  const none = turn === 0 || (/\d/.test(said) && !/[1-9]/.test(said))
  const still = said === '' || none || level?.(row) === true
  const way = still ? 'level' : turn > 0 ? 'up' : 'down'
  const better = way === good(row)
  return {
    name: clean(name(row)),
    aside: aside ? clean(aside(row)) : '',
    text: now === null ? '–' : write(now),
    change: still ? said : `${way === 'up' ? '▲' : '▼'} ${said}`,
    color: still ? colours.muted : better ? colours.accent : colours.forfeit,
    tone: still ? '' : better ? ' (better)' : ' (worse)',
    series: series(row).slice(-periods).map(finite),
    share,
    write,
  }
}

const known = (series: readonly (number | null)[]) => series.filter(value => value !== null)

/** What must be said of the tiles and their lines: how many of how many, over what, and on which scales. */
function notes<Row>(tiles: readonly Tile[], all: number, { span }: Multiples<Row>): string {
  const first = all > tiles.length ? `first ${tiles.length} of ${all}` : ''
  const drawn = tiles.map(({ series }) => known(series)).filter(values => values.length > 1)
  if (drawn.length === 0) return first
  const afloat = drawn.some(values => Math.min(...values) > 0 || Math.max(...values) < 0)
  const scales = `own scales${afloat ? ', not from zero' : ''}`
  const rest = `${first === '' ? '' : `${first}; `}lines: , ${scales}`
  const over = fitted(span, inner - textWidth(rest, sizes.label, 400), 400)
  return [first, `lines: ${[over, scales].filter(part => part !== '').join(', ')}`]
    .filter(part => part !== '')
    .join('; ')
}

/** The same after what the colours of the changes say that are drawn, where a line has room for both. */
function withKey(tail: string, tiles: readonly Tile[]): string {
  const isDrawn = (color: string) => tiles.some(tile => tile.color === color)
  const key = [isDrawn(colours.accent) && 'blue: better', isDrawn(colours.forfeit) && 'red: worse']
  const whole = [key.filter(Boolean).join(', '), tail].filter(part => part !== '').join('; ')
  return textWidth(whole, sizes.label, 400) <= inner ? whole : tail
}

const changeGap = 8

/** The largest size of values at which each stands beside its change; the same for all tiles. */
function valueSize(tiles: readonly Tile[], width: number, row: number): number {
  const fits = (size: number) =>
    tiles.every(
      ({ text, change }) =>
        textWidth(text, size, 600) + changeGap + textWidth(change, sizes.label, 600) <= width,
    )
  const tried = row > 70 ? [24, 20, 18, 16] : row > 52 ? [20, 18, 16] : [17, 16, 15]
  return tried.find(fits) ?? sizes.label
}

/** Name above, value and change beneath; what has no room is cut. */
function texts(
  { name, aside, text, change, color }: Tile,
  left: number,
  middle: number,
  width: number,
  size: number,
) {
  const both = aside === '' ? name : `${name} · ${aside}`
  const apart = Math.max(19, size + 5)
  const [above, below] = [middle - apart / 2, middle + apart / 2]
  const changed = cut(change, width * 0.55, sizes.label, 600)
  const room = width - (changed === '' ? 0 : textWidth(changed, sizes.label, 600) + changeGap)
  const value = cut(text, room, size, 600)
  const at = left + textWidth(value, size, 600) + changeGap
  return [
    label(
      textWidth(both, sizes.label, 400) <= width ? both : cut(name, width, sizes.label, 400),
      left,
      above,
    ),
    label(value, left, below, { size, weight: 600, color: colours.ink }),
    // Texts are placed by their middles: the smaller one is lowered, so that both stand on one line.
    label(changed, at, below + (size - sizes.label) * 0.3, { weight: 600, color }),
  ].filter((each: Label) => each.text !== '')
}

/** The finding, and of every tile its value, its change and the extremes of its line; shorter where that is too long. */
function alt<Row>(tiles: readonly Tile[], { title, subtitle, step }: Multiples<Row>, tail: string): string {
  const whole = (extremes: boolean) => {
    const said = tiles.map(({ name, aside, text, change, tone, series, write }) => {
      const values = known(series)
      const value = [
        `${cut(name, 220, sizes.label, 400)} ${text}`,
        change.replace(/^[▲▼] /, '') + tone,
        aside,
      ]
      const range =
        extremes && values.length > 1
          ? [`by ${step}: lowest ${write(Math.min(...values))}`, `highest ${write(Math.max(...values))}`]
          : []
      return [...value, ...range].filter(part => part !== '').join(', ')
    })
    const parts = [subtitle, tail].filter(part => part !== '').join('; ')
    return `${title}. ${parts}. ${said.join('; ')}.`
  }
  const full = whole(true)
  return full.length < 1800 ? full : whole(false)
}

/** The changes times a hundred, to one decimal: values of different measures share no axis. */
function native(tiles: readonly Tile[], changes: string): Native {
  const values = tiles.map(({ share }) => (share === null ? null : Math.round(share * 1000) / 10))
  return { type: 'bar', categories: tiles.map(({ name }) => name), series: [{ name: changes, values }] }
}

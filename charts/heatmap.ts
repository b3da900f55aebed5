import { alt, type Cell, extremes, type Grid, hatch, native, read } from './cells.ts'
import type { Chart, Field } from './chart.ts'
import { fitted } from './fit.ts'
import { textWidth } from './font.ts'
import { between, box, type Label, label } from './label.ts'
import { palette, steps, writing } from './palette.ts'
import { blank, head, picture, type Rule } from './picture.ts'
import { position, type Scale } from './scale.ts'
import { colours, sizes } from './theme.ts'

/** How rows, one a cell, become a grid of cells: which fields, in which order, and how they are written. */
export interface Heatmap<Row> {
  /** The finding. */
  title: string
  /** Measure, unit and period; what is hatched and how many of how many rows are drawn is added. */
  subtitle: string
  /** The row in which the cell stands; rows come in the order in which they first come, unless `rowOrder` is given. */
  row: Field<Row, string | number>
  /** The column in which the cell stands: numbers ascend, texts come as they first come, unless `columnOrder` is given. */
  column: Field<Row, string | number>
  /** The value that the cell's colour shows; a cell that is not known stays empty. */
  value: Field<Row, number | null>
  /** What `value` is, for the alt text and the plain figures: "Share of customers who ordered again". */
  measure: string
  /** Whether the cell's value is final: one that is not is hatched, and counts neither for the colours nor as an extreme. */
  mature?: Field<Row, boolean>
  /** What hatched cells are, said in the subtitle: "month not over". Unless given, "not complete". */
  immature?: string
  /** A curve above the cells, on its own scale from zero (from `around` where that is given), one value a column. */
  average?: { label: string; values: readonly { column: string | number; value: number | null }[] }
  /** The value from which two colours part: 1 for an index. Unless given, one colour grows darker from the lowest to the highest. */
  around?: number
  /** All rows in their order, also those without a cell; a row that it lacks is not drawn. */
  rowOrder?: readonly (string | number)[]
  /** All columns in their order, also those without a cell; a column that it lacks is not drawn. */
  columnOrder?: readonly (string | number)[]
  /** A row's name beside the cells: "Dec 2010" for "2010-12". Unless given, the row itself. */
  rowName?: (row: string) => string
  /** A column's name beneath the cells. Unless given, the column itself. */
  columnName?: (column: string) => string
  /** What the columns are, beneath their names: "Months since the first order". */
  columnTitle?: string
  /** How a value is written, in the cells where all have room, else at the key. */
  format: (value: number) => string
}

const size = 13

/** The height of the curve with its numbers: more is given where there is room. */
const taken = 40

/** The lowest cell with room for a number. */
const shortest = 15.2

const place = (field: string) => ({ field, type: 'quantitative' as const, scale: null, axis: null })
const paint = (field: string) => ({ field, type: 'nominal' as const, scale: null, legend: null })
const square = { x: place('x'), y: place('y'), x2: { field: 'x2' }, y2: { field: 'y2' } }

const marks = [
  {
    data: { name: 'cells' },
    mark: { type: 'rect' as const, cornerRadius: { expr: 'radius' }, strokeWidth: 1 },
    encoding: { ...square, fill: paint('fill'), stroke: paint('stroke') },
  },
  {
    data: { name: 'hatches' },
    mark: { type: 'rule' as const, strokeWidth: 1, color: '#d5dae2' },
    encoding: square,
  },
  {
    data: { name: 'curve' },
    mark: {
      type: 'line' as const,
      color: colours.accent,
      strokeWidth: 2.5,
      strokeJoin: 'round' as const,
    },
    encoding: {
      x: place('x'),
      y: place('y'),
      detail: { field: 'part', type: 'nominal' as const },
      order: { value: 0 },
    },
  },
  {
    data: { name: 'dots' },
    mark: { type: 'point' as const, filled: true, size: 36, opacity: 1, color: colours.accent },
    encoding: { x: place('x'), y: place('y') },
  },
]

/** Cells of rows and columns, coloured by value, with their average as a curve above, as a Vega-Lite specification. */
export function heatmap<Row extends object>(rows: readonly Row[], encoding: Heatmap<Row>): Chart {
  const { title, subtitle, average } = encoding
  const grid = read(rows, encoding)
  const { cells, averages } = grid
  if (cells.length === 0)
    return blank(title, subtitle, {
      params: { radius: 0 },
      datasets: { cells: [], hatches: [], curve: [], dots: [] },
      marks,
    })

  const header = head(title, subtitle, grid.tail)
  const curved = average !== undefined && averages.some(value => value !== null)
  const names = [
    ...grid.rows.map(name => ({ text: fitted(name, 120, 400), color: colours.ink, weight: 400 as const })),
    ...(curved
      ? [{ text: fitted(average.label, 120, 600), color: colours.accent, weight: 600 as const }]
      : []),
  ]
  const left =
    sizes.margin + 10 + Math.max(...names.map(each => textWidth(each.text, sizes.label, each.weight)))
  const width = Math.min(72, (sizes.width - sizes.margin - left) / grid.columns.length)
  const right = left + width * grid.columns.length
  const centre = (column: number) => left + width * (column + 0.5)

  const top = header.bottom + 8
  const widest = Math.max(...cells.map(({ text }) => textWidth(text, size, 400)))
  const foot = (lines: number) => 2 + 17 * lines + sizes.margin
  const titled = encoding.columnTitle !== undefined
  // The numbers stand in the cells where all of them have room; else a key says what the colours mean.
  const room = sizes.tallest - top - (curved ? taken : 0) - foot(titled ? 2 : 1)
  const written = widest + 3 <= width && room / grid.rows.length >= shortest
  const beneath = foot(titled || !written ? 2 : 1)
  const wanted = Math.ceil(top + (curved ? taken : 0) + 26 * grid.rows.length + beneath)
  const height = Math.min(sizes.tallest, Math.max(sizes.shortest, wanted))
  const free = height - top - beneath - (curved ? taken : 0)
  const line = Math.min(36, free / grid.rows.length)
  const spare = free - line * grid.rows.length
  const band = curved ? taken + Math.min(50, spare) : 0
  const start = top + band + (spare - Math.min(curved ? 50 : 0, spare)) / 2
  const end = start + line * grid.rows.length
  const inset = Math.min(width, line) >= 6 ? 0.75 : 0
  const area = ({ row, column }: Cell) => ({
    x: left + width * column + inset,
    x2: left + width * (column + 1) - inset,
    y: start + line * row + inset,
    y2: start + line * (row + 1) - inset,
  })

  const colour = palette(cells, encoding.around)
  const columnNames = thinned(
    grid.columns.map((name, column) =>
      between(
        label(fitted(name, 120, 400), centre(column), end + 11, { align: 'center' }),
        left - 8,
        sizes.width - sizes.margin,
      ),
    ),
  )
  const every = Math.ceil(15 / line)
  const curve = curved
    ? drawCurve(averages, centre, { left, up: [start - 6, start - band + 21] }, encoding)
    : undefined
  const hatched = cells.filter(({ mature }) => !mature)
  const foots = footing(grid, encoding, { left, y: end + 28, colour, written })
  return picture({
    height,
    alt: alt(grid, encoding),
    native: native(grid, encoding),
    rules: curve
      ? [{ x: left, x2: right, y: curve.ground, y2: curve.ground, color: colours.grid } satisfies Rule]
      : [],
    labels: [
      ...header.labels,
      ...names
        .slice(0, grid.rows.length)
        .map(({ text, color }, row) =>
          label(text, sizes.margin, start + line * (row + 0.5), {
            color,
            size: every === 1 && line < 17 ? size : sizes.label,
          }),
        )
        .filter((_, row) => row % every === 0),
      ...columnNames,
      ...(curve
        ? [
            ...names
              .slice(grid.rows.length)
              .map(each => ({ ...label(each.text, sizes.margin, start - band + 8, each) })),
            ...curve.labels,
          ]
        : []),
      ...foots.labels,
      ...(written
        ? cells.map(cell =>
            label(cell.text, centre(cell.column), start + line * (cell.row + 0.5), {
              align: 'center',
              size,
              color: cell.mature ? writing(colour(cell.value)) : colours.muted,
            }),
          )
        : []),
    ],
    params: { radius: Math.min(width, line) >= 12 ? 2 : 0 },
    datasets: {
      cells: [
        ...cells.map(cell => {
          const fill = cell.mature ? colour(cell.value) : colours.paper
          return { ...area(cell), fill, stroke: cell.mature ? fill : '#d5dae2' }
        }),
        ...foots.swatches,
      ],
      hatches: hatched.flatMap(cell => hatch(area(cell))),
      curve: curve?.line ?? [],
      dots: curve?.dots ?? [],
    },
    marks,
  })
}

/** The first, second, third …: every so many of the labels that none touches the next. */
function thinned(labels: readonly Label[], gap = 4): Label[] {
  for (let every = 1; ; every++) {
    const kept = labels.filter((_, index) => index % every === 0)
    const crowded = kept.some((each, index) => {
      const before = kept[index - 1]
      return before !== undefined && box(before).right + gap > box(each).left
    })
    if (!crowded) return kept
  }
}

/** The average of each column: its value in a row at the top, and the curve beneath it, in points. */
function drawCurve<Row>(
  averages: readonly (number | null)[],
  centre: (column: number) => number,
  { left, up: range }: { left: number; up: [number, number] },
  { format, around = 0 }: Heatmap<Row>,
) {
  const values = averages.flatMap(value => (value === null ? [] : [value]))
  const [low, high] = [Math.min(around, ...values), Math.max(around, ...values)]
  const up: Scale = { domain: high > low ? [low, high] : [low, low + 1], range }
  const points = averages.flatMap((value, column) =>
    value === null ? [] : [{ x: centre(column), y: position(up, value), value, column }],
  )
  let part = 0
  const line = points.map(({ x, y, column }, index) => {
    if (points[index - 1]?.column !== column - 1) part++
    return { x, y, part }
  })
  return {
    line,
    dots: points.map(({ x, y }) => ({ x, y })),
    ground: position(up, around),
    labels: thinned(
      points.map(({ x, value }) =>
        between(
          label(fitted(format(value), 90, 600), x, range[1] - 13, {
            align: 'center',
            size,
            weight: 600,
            color: colours.accent,
          }),
          left - 6,
          sizes.width - sizes.margin,
        ),
      ),
      0,
    ),
  }
}

/** Beneath the columns' names: what they are, and what the colours mean where no numbers say it. */
function footing<Row>(
  grid: Grid,
  { columnTitle, format }: Heatmap<Row>,
  at: { left: number; y: number; colour: (value: number) => string; written: boolean },
) {
  const found = extremes(grid.cells)
  const edge = sizes.width - sizes.margin
  const keyed = found !== undefined && !at.written
  const style = { color: colours.ink } as const
  const high = fitted(keyed ? format(found.highest.value) : '', 90, 400)
  const low = fitted(keyed ? format(found.lowest.value) : '', 90, 400)
  const used = keyed ? steps(found.lowest.value, found.highest.value, at.colour) : []
  const right = edge - textWidth(high, sizes.label, 400) - 8
  const start = right - 16 * used.length
  const free = keyed ? start - 8 - textWidth(low, sizes.label, 400) - 16 : edge
  const title = fitted(columnTitle ?? '', free - at.left, 400)
  return {
    labels: [
      ...(title === '' ? [] : [label(title, at.left, at.y)]),
      ...(keyed
        ? [
            label(high, edge, at.y, { ...style, align: 'right' }),
            label(low, start - 8, at.y, { ...style, align: 'right' }),
          ]
        : []),
    ],
    swatches: used.map((fill, index) => ({
      x: start + 16 * index,
      x2: start + 16 * (index + 1),
      y: at.y - 5,
      y2: at.y + 5,
      fill,
      stroke: fill,
    })),
  }
}

import { alt, native, read } from './cells.ts'
import type { Chart, Field } from './chart.ts'
import { fitted } from './fit.ts'
import { textWidth } from './font.ts'
import { beneath, drawCells, hasRoom, marks, nothing, size, thinned } from './heatmap-cells.ts'
import { between, label } from './label.ts'
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
  /** What cells without a value are, said in the subtitle: "closed". They are greyed; unless it is given they stay empty. */
  unknown?: string
  /** Whether the cell's value is final: one that is not is hatched, and counts neither for the colours nor as an extreme. */
  mature?: Field<Row, boolean>
  /** What hatched cells are, said in the subtitle: "month not over". Unless given, "not complete". */
  immature?: string
  /** A curve above the cells, on its own scale from zero (from `around` where that is given), one value a column. */
  average?: { label: string; values: readonly { column: string | number; value: number | null }[] }
  /** The value from which two colours part: 1 for an index. Unless given, one colour grows darker from the lowest to the highest. */
  around?: number
  /** How far from `around` the strongest colours lie at least, so that small differences do not look large. */
  least?: number
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

/** The cells of a heatmap that stands above or beneath others: it has neither a title nor a curve of its own. */
export type Panel<Row> = Omit<Heatmap<Row>, 'title' | 'subtitle' | 'average'>

/** The height of the curve with its numbers: more is given where there is room. */
const taken = 40

/** Cells of rows and columns, coloured by value, with their average as a curve above, as a Vega-Lite specification. */
export function heatmap<Row extends object>(rows: readonly Row[], encoding: Heatmap<Row>): Chart {
  const { title, subtitle, average } = encoding
  const grid = read(rows, encoding)
  const { cells, averages } = grid
  if (cells.length === 0) return blank(title, subtitle, nothing)

  const header = head(title, subtitle, grid.tail)
  const curved = average !== undefined && averages.some(value => value !== null)
  const curveName = curved ? fitted(average.label, 120, 600) : ''
  const left =
    sizes.margin +
    10 +
    Math.max(
      textWidth(curveName, sizes.label, 600),
      ...grid.rows.map(name => textWidth(fitted(name, 120, 400), sizes.label, 400)),
    )
  const width = Math.min(72, (sizes.width - sizes.margin - left) / grid.columns.length)
  const right = left + width * grid.columns.length
  const centre = (column: number) => left + width * (column + 0.5)

  const top = header.bottom + 8
  const fixed = (written: boolean) => (curved ? taken : 0) + beneath(!written, encoding) + sizes.margin
  // The numbers stand in the cells where all of them have room; else a key says what the colours mean.
  const room = sizes.tallest - top - fixed(true)
  const written = hasRoom(grid, { width, line: room / grid.rows.length })
  const wanted = Math.ceil(top + fixed(written) + 26 * grid.rows.length)
  const height = Math.min(sizes.tallest, Math.max(sizes.shortest, wanted))
  const free = height - top - fixed(written)
  const line = Math.min(36, free / grid.rows.length)
  const spare = free - line * grid.rows.length
  const band = curved ? taken + Math.min(50, spare) : 0
  const start = top + band + (spare - Math.min(curved ? 50 : 0, spare)) / 2
  const drawn = drawCells(grid, encoding, { left, start, width, line, written, keyed: !written })
  const curve = curved
    ? drawCurve(averages, centre, { left, up: [start - 6, start - band + 21] }, encoding)
    : undefined
  return picture({
    height,
    alt: alt(grid, encoding),
    native: native(grid, encoding),
    rules: curve
      ? [{ x: left, x2: right, y: curve.ground, y2: curve.ground, color: colours.grid } satisfies Rule]
      : [],
    labels: [
      ...header.labels,
      ...drawn.rowNames,
      ...drawn.columnNames,
      ...(curve
        ? [
            label(curveName, sizes.margin, start - band + 8, { color: colours.accent, weight: 600 }),
            ...curve.labels,
          ]
        : []),
      ...drawn.foot,
      ...drawn.numbers,
    ],
    params: { radius: Math.min(width, line) >= 12 ? 2 : 0 },
    datasets: {
      cells: drawn.cells,
      hatches: drawn.hatches,
      curve: curve?.line ?? [],
      dots: curve?.dots ?? [],
    },
    marks,
  })
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

import { type Cell, extremes, type Grid, hatch } from './cells.ts'
import { fitted } from './fit.ts'
import { textWidth } from './font.ts'
import type { Panel } from './heatmap.ts'
import { between, box, type Label, label } from './label.ts'
import { palette, steps, writing } from './palette.ts'
import { colours, sizes } from './theme.ts'

/** The size of the numbers in the cells, and of what stands in a row as low as them. */
export const size = 13

/** The lowest cell with room for a number. */
const shortest = 15.2

/** The grey of what is not final, and of what is not known. */
const faint = '#d5dae2'

const place = (field: string) => ({ field, type: 'quantitative' as const, scale: null, axis: null })
const paint = (field: string) => ({ field, type: 'nominal' as const, scale: null, legend: null })
const square = { x: place('x'), y: place('y'), x2: { field: 'x2' }, y2: { field: 'y2' } }

/** The layers of every form with cells; the curve is above them where there is one. */
export const marks = [
  {
    data: { name: 'cells' },
    mark: { type: 'rect' as const, cornerRadius: { expr: 'radius' }, strokeWidth: 1 },
    encoding: { ...square, fill: paint('fill'), stroke: paint('stroke') },
  },
  {
    data: { name: 'hatches' },
    mark: { type: 'rule' as const, strokeWidth: 1, color: faint },
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

/** What stands where the form has nothing to draw. */
export const nothing = {
  params: { radius: 0 },
  datasets: { cells: [], hatches: [], curve: [], dots: [] },
  marks,
}

/** Where cells stand in the picture, in points: the left and upper edge, and the size of each. */
interface Place {
  left: number
  start: number
  width: number
  line: number
}

/** Whether the numbers have room in cells of such a width and height. */
export const hasRoom = ({ cells }: Grid, { width, line }: Pick<Place, 'width' | 'line'>): boolean =>
  Math.max(...cells.map(({ text }) => textWidth(text, size, 400))) + 3 <= width && line >= shortest

/** The height of what stands beneath the cells: the columns' names, and in a second line their title and the key. */
export const beneath = (keyed: boolean, { columnTitle }: { columnTitle?: string }): number =>
  2 + 17 * (columnTitle !== undefined || keyed ? 2 : 1)

/**
 * The cells of a grid with the names of rows and columns, numbers where they are `written`, and the key where the grid is
 * `keyed`.
 */
export function drawCells<Row>(
  grid: Grid,
  encoding: Panel<Row>,
  { left, start, width, line, written, keyed }: Place & { written: boolean; keyed: boolean },
) {
  const { cells, unknown } = grid
  const end = start + line * grid.rows.length
  const centre = (column: number) => left + width * (column + 0.5)
  const middle = (row: number) => start + line * (row + 0.5)
  const inset = Math.min(width, line) >= 6 ? 0.75 : 0
  const area = ({ row, column }: Pick<Cell, 'row' | 'column'>) => ({
    x: left + width * column + inset,
    x2: left + width * (column + 1) - inset,
    y: start + line * row + inset,
    y2: start + line * (row + 1) - inset,
  })
  const colour = palette(cells, encoding.around, encoding.least)
  const every = Math.ceil(15 / line)
  const foot = footing(grid, encoding, { left, y: end + 28, colour, keyed })
  return {
    cells: [
      ...cells.map(cell => {
        const fill = cell.mature ? colour(cell.value) : colours.paper
        return { ...area(cell), fill, stroke: cell.mature ? fill : faint }
      }),
      ...unknown.map(cell => ({ ...area(cell), fill: faint, stroke: faint })),
      ...foot.swatches,
    ],
    hatches: cells.filter(({ mature }) => !mature).flatMap(cell => hatch(area(cell))),
    rowNames: grid.rows
      .map((name, row) =>
        label(fitted(name, 120, 400), sizes.margin, middle(row), {
          color: colours.ink,
          size: every === 1 && line < 17 ? size : sizes.label,
        }),
      )
      .filter((_, row) => row % every === 0),
    columnNames: thinned(
      grid.columns.map((name, column) =>
        between(
          label(fitted(name, 120, 400), centre(column), end + 11, { align: 'center' }),
          left - 8,
          sizes.width - sizes.margin,
        ),
      ),
    ),
    foot: foot.labels,
    numbers: written
      ? cells.map(cell =>
          label(cell.text, centre(cell.column), middle(cell.row), {
            align: 'center',
            size,
            color: cell.mature ? writing(colour(cell.value)) : colours.muted,
          }),
        )
      : [],
  }
}

/** The first, second, third …: every so many of the labels that none touches the next. */
export function thinned(labels: readonly Label[], gap = 4): Label[] {
  for (let every = 1; ; every++) {
    const kept = labels.filter((_, index) => index % every === 0)
    const crowded = kept.some((each, index) => {
      const before = kept[index - 1]
      return before !== undefined && box(before).right + gap > box(each).left
    })
    if (!crowded) return kept
  }
}

/** Beneath the columns' names: what they are, and what the colours mean. */
function footing<Row>(
  grid: Grid,
  { columnTitle, format }: Panel<Row>,
  at: { left: number; y: number; colour: (value: number) => string; keyed: boolean },
) {
  const found = extremes(grid.cells)
  const edge = sizes.width - sizes.margin
  const keyed = found !== undefined && at.keyed
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

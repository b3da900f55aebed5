import type { Native } from './chart.ts'
import { clean } from './fit.ts'
import type { Heatmap, Panel } from './heatmap.ts'
import { finite } from './scale.ts'

/** More rows or columns than these could not be told apart. */
const most = { rows: 60, columns: 60 }

/** A cell as it is drawn, in its row and column. */
export interface Cell {
  row: number
  column: number
  value: number
  text: string
  mature: boolean
}

/** The cells with the names of their rows and columns, and what is to be said of them under the title. */
export interface Grid {
  rows: string[]
  columns: string[]
  cells: Cell[]
  /** The cells in the data whose value is not known, where those are greyed. */
  unknown: Pick<Cell, 'row' | 'column'>[]
  averages: (number | null)[]
  tail: string
}

/** The cells in their places; of too many rows the last are kept, of too many columns the first. */
export function read<Row extends object>(
  data: readonly Row[],
  encoding: Panel<Row> & Pick<Heatmap<Row>, 'average'>,
): Grid {
  const { row, column, value, mature, immature = 'not complete', average, format } = encoding
  const { rowName = String, columnName = String } = encoding
  const known = data.flatMap(each => {
    const number = finite(each[value])
    return number === null
      ? []
      : [{ row: String(each[row]), column: String(each[column]), value: number, each }]
  })
  const columnsOf = data.map(each => each[column])
  const numbered = columnsOf.every(each => typeof each === 'number')
  const ascending = numbered ? columnsOf.toSorted((a, b) => Number(a) - Number(b)) : columnsOf
  const unique = (all: readonly unknown[]) => [...new Set(all.map(String))]
  const allRows = unique(encoding.rowOrder ?? data.map(each => each[row]))
  const allColumns = unique(encoding.columnOrder ?? ascending)
  const rows = allRows.slice(-most.rows)
  const columns = allColumns.slice(0, most.columns)
  const [rowAt, columnAt] = [indices(rows), indices(columns)]
  const cells = known.flatMap(found => {
    const at = { row: rowAt.get(found.row), column: columnAt.get(found.column) }
    if (at.row === undefined || at.column === undefined) return []
    return [
      {
        row: at.row,
        column: at.column,
        value: found.value,
        text: clean(format(found.value)),
        mature: mature === undefined || found.each[mature] !== false,
      },
    ]
  })
  // Of two values for one cell the last counts, as in a table that is written over.
  const single = [...new Map(cells.map(cell => [`${cell.row} ${cell.column}`, cell])).values()]
  const unknown =
    encoding.unknown === undefined
      ? []
      : data.flatMap(each => {
          const [rowOf, columnOf] = [rowAt.get(String(each[row])), columnAt.get(String(each[column]))]
          return finite(each[value]) === null && rowOf !== undefined && columnOf !== undefined
            ? [{ row: rowOf, column: columnOf }]
            : []
        })
  const averages = new Map(average?.values.map(each => [String(each.column), finite(each.value)]))
  return {
    rows: rows.map(name => clean(rowName(name))),
    columns: columns.map(name => clean(columnName(name))),
    cells: single,
    unknown,
    averages: columns.map(name => averages.get(name) ?? null),
    tail: [
      single.some(cell => !cell.mature) ? `hatched: ${immature}` : '',
      unknown.length > 0 ? `grey: ${encoding.unknown}` : '',
      allRows.length > rows.length ? `last ${rows.length} of ${allRows.length} rows` : '',
      allColumns.length > columns.length ? `first ${columns.length} of ${allColumns.length} columns` : '',
    ]
      .filter(part => part !== '')
      .join('; '),
  }
}

const indices = (names: readonly string[]) => new Map(names.map((name, index) => [name, index]))

/** The cells that colours and extremes go by: those that are final, or all if none is. */
function final(cells: readonly Cell[]): readonly Cell[] {
  const mature = cells.filter(cell => cell.mature)
  return mature.length > 0 ? mature : cells
}

/** The cells of the highest and the lowest value. */
export function extremes(cells: readonly Cell[]): { highest: Cell; lowest: Cell } | undefined {
  const [first, ...others] = final(cells)
  if (!first) return undefined
  return {
    highest: others.reduce((a, b) => (b.value > a.value ? b : a), first),
    lowest: others.reduce((a, b) => (b.value < a.value ? b : a), first),
  }
}

/** The finding, and what the cells show. */
export function alt<Row>(grid: Grid, encoding: Heatmap<Row>): string {
  const { title, subtitle } = encoding
  const head = `${title}. ${[subtitle, grid.tail].filter(part => part !== '').join('; ')}.`
  return [head, ...inWords(grid, encoding)].join(' ')
}

/** How many cells there are, the extremes with their places, and the average in words. */
export function inWords<Row>(
  { rows, columns, cells, averages }: Grid,
  { measure, average, immature = 'not complete', format }: Panel<Row> & Pick<Heatmap<Row>, 'average'>,
): string[] {
  const found = extremes(cells)
  if (!found) return []
  const said = ({ row, column, text }: Cell) => `${text} (${rows[row]}, ${columns[column]})`
  const open = cells.filter(({ mature }) => !mature).length
  const known = averages.flatMap((value, column) => (value === null ? [] : [{ value, column }]))
  const [first, last] = [known[0], known.at(-1)]
  const name = ({ value, column }: { value: number; column: number }) =>
    `${clean(format(value))} (${columns[column]})`
  return [
    cells.length === 1
      ? `${measure}: ${said(found.highest)}.`
      : `${measure} in ${cells.length} cells, ${reach(rows)} by ${reach(columns)}: highest ${said(found.highest)}, lowest ${said(found.lowest)}.`,
    average && first && last
      ? `${average.label}: ${first === last ? name(first) : `${name(first)} to ${name(last)}`}.`
      : '',
    open > 0 ? `${open} ${open === 1 ? 'cell is' : 'cells are'} hatched: ${immature}.` : '',
  ].filter(part => part !== '')
}

/** The first of some names to the last, or the only one. */
const reach = (names: readonly string[]) =>
  names.length > 1 ? `${names[0]} to ${names.at(-1)}` : (names[0] ?? '')

/** The average, if there is one, and each row's final values by column, in plain figures. */
export function native<Row>(
  { rows, columns, cells, averages }: Grid,
  { average }: Pick<Heatmap<Row>, 'average'>,
): Native {
  const values = new Map(cells.filter(each => each.mature).map(cell => [`${cell.row} ${cell.column}`, cell]))
  return {
    type: 'line',
    categories: columns,
    series: [
      ...(average && averages.some(value => value !== null)
        ? [{ name: clean(average.label), values: averages }]
        : []),
      ...rows.map((name, row) => ({
        name,
        values: columns.map((_, column) => values.get(`${row} ${column}`)?.value ?? null),
      })),
    ],
  }
}

/** Slanting lines across the rectangle, which run on in its neighbour. */
export function hatch({ x, x2, y, y2 }: { x: number; x2: number; y: number; y2: number }) {
  const lines: { x: number; x2: number; y: number; y2: number }[] = []
  for (let sum = 6 * Math.ceil((x + y) / 6); sum < x2 + y2; sum += 6) {
    const [from, to] = [Math.max(x, sum - y2), Math.min(x2, sum - y)]
    if (to > from) lines.push({ x: from, x2: to, y: sum - from, y2: sum - to })
  }
  return lines
}

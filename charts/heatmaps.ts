import { inWords, native, read } from './cells.ts'
import type { Chart } from './chart.ts'
import { fitted } from './fit.ts'
import { textWidth } from './font.ts'
import type { Panel } from './heatmap.ts'
import { beneath, drawCells, hasRoom, marks, nothing } from './heatmap-cells.ts'
import { blank, head, picture } from './picture.ts'
import { sizes } from './theme.ts'

/** Heatmaps above one another under one title, each with its own rows, columns and colours. */
export interface Heatmaps<Row> {
  /** The finding. */
  title: string
  /** Measure, unit and period; what is grey or hatched and what is left out is added. */
  subtitle: string
  /** The heatmaps, the first on top; the plain figures are those of the first. One without a known cell is not drawn. */
  panels: readonly (Panel<Row> & { rows: readonly Row[] })[]
}

/** The free height between two panels. */
const gap = 10

/** Several heatmaps above one another in one picture, their rows as high as each other, as a Vega-Lite specification. */
export function heatmaps<Row extends object>({ title, subtitle, panels }: Heatmaps<Row>): Chart {
  const filled = panels
    .map(panel => ({ panel, grid: read(panel.rows, panel) }))
    .filter(({ grid }) => grid.cells.length > 0)
  const [first] = filled
  if (!first) return blank(title, subtitle, nothing)

  const tail = [...new Set(filled.flatMap(({ grid }) => (grid.tail === '' ? [] : [grid.tail])))].join('; ')
  const header = head(title, subtitle, tail)
  const names = filled.flatMap(({ grid }) => grid.rows)
  const left =
    sizes.margin + 10 + Math.max(...names.map(name => textWidth(fitted(name, 120, 400), sizes.label, 400)))
  const top = header.bottom + 8
  const count = names.length
  const bottom = sizes.margin + gap * (filled.length - 1)
  // Colours of panels beside each other are read as one scale: with several, each says what its own mean.
  const isKeyed = (written: boolean) => !written || filled.length > 1
  // Whether a panel's numbers have room hangs on the height of all, and that on how many lines stand beneath each.
  const sized = filled.map(({ panel, grid }) => {
    const width = Math.min(72, (sizes.width - sizes.margin - left) / grid.columns.length)
    const least = filled.reduce((sum, other) => sum + beneath(isKeyed(other.grid === grid), other.panel), 0)
    const line = (sizes.tallest - top - bottom - least) / count
    const written = hasRoom(grid, { width, line })
    return { panel, grid, width, written, keyed: isKeyed(written), foot: beneath(isKeyed(written), panel) }
  })
  const fixed = sized.reduce((sum, { foot }) => sum + foot, bottom)
  const height = Math.min(sizes.tallest, Math.max(sizes.shortest, Math.ceil(top + fixed + 26 * count)))
  const line = Math.min(36, (height - top - fixed) / count)
  const spare = height - top - fixed - line * count

  let start = top + spare / 2
  const drawn = sized.map(({ panel, grid, width, written, keyed, foot }) => {
    const cells = drawCells(grid, panel, { left, start, width, line, written, keyed })
    start += line * grid.rows.length + foot + gap
    return cells
  })
  const narrowest = Math.min(line, ...sized.map(({ width }) => width))
  return picture({
    height,
    alt: [
      `${title}. ${[subtitle, tail].filter(part => part !== '').join('; ')}.`,
      ...sized.flatMap(({ grid, panel }) => inWords(grid, panel)),
    ].join(' '),
    native: native(first.grid, {}),
    rules: [],
    labels: [
      ...header.labels,
      ...drawn.flatMap(({ rowNames, columnNames, foot, numbers }) => [
        ...rowNames,
        ...columnNames,
        ...foot,
        ...numbers,
      ]),
    ],
    params: { radius: narrowest >= 12 ? 2 : 0 },
    datasets: {
      cells: drawn.flatMap(({ cells }) => cells),
      hatches: drawn.flatMap(({ hatches }) => hatches),
      curve: [],
      dots: [],
    },
    marks,
  })
}

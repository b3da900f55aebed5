import { barMarks, barRows, noBars } from './bar-rows.ts'
import type { Chart, Field } from './chart.ts'
import { blank, picture } from './picture.ts'

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
  /** Whether the row's note tells of a fall: then it is marked, or it would look like all others. */
  fell?: (row: Row) => boolean
  /** Forfeits are always red, and so is what is worse than before. Unless given, the accent. */
  colour?: 'accent' | 'forfeit' | ((row: Row) => 'accent' | 'forfeit')
  format: (value: number) => string
}

/** Horizontal bars, each with its name, its value and perhaps a note, as a Vega-Lite specification. */
export function bars<Row extends object>(rows: readonly Row[], encoding: Bars<Row>): Chart {
  if (rows.length === 0) return blank(encoding.title, encoding.subtitle, { ...noBars, marks: barMarks })
  const { height, alt, native, rules, labels, params, bars } = barRows(rows, encoding)
  return picture({ height, alt, native, rules, labels, params, datasets: { bars }, marks: barMarks })
}

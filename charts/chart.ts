import type { TopLevelSpec } from 'vega-lite'

/** The same finding in plain figures, for where no picture can be shown and another program draws the chart. */
export interface Native {
  type: 'line' | 'bar'
  categories: string[]
  series: { name: string; values: (number | null)[] }[]
}

/**
 * A Vega-Lite specification whose parts that differ from answer to answer are its height, `params` and `datasets`.
 * The rest is a structure that is compiled once. `description` is the alt text.
 */
export type Chart = TopLevelSpec & {
  description: string
  width: number
  height: number
  params: { name: string; value: unknown }[]
  datasets: Record<string, object[]>
  usermeta: { native: Native | null }
}

/** The names of the fields of a row that hold such a value. */
export type Field<Row, Value> = { [Name in keyof Row]: Row[Name] extends Value ? Name : never }[keyof Row]

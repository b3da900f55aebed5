import type { TopLevelSpec } from 'vega-lite'

/** What Slack's own chart block can show when the picture cannot be had: at most 20 points, labels of 20 characters. */
export interface Native {
  type: 'line' | 'bar'
  categories: string[]
  series: { name: string; values: number[] }[]
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

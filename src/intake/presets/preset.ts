import type { Entry } from '../source.ts'

/** How one source maps to ours: it is recognised by its header, and every row becomes an entry. */
export type Preset = {
  name: string
  header: readonly string[]
  entry: (fields: readonly string[], number: number) => Entry
}

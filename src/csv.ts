import { stringify } from 'csv-stringify/sync'
import type { Row } from './insight.ts'

/** Rows as CSV with a header; text that a spreadsheet would run as a formula is made harmless. */
export const csv = (rows: readonly Row[], columns: readonly string[]): string =>
  stringify(
    rows.map(row => columns.map(column => harmless(row[column] ?? ''))),
    {
      header: true,
      columns: [...columns],
      cast: { boolean: value => String(value) },
      record_delimiter: 'windows',
    },
  )

const harmless = (value: Row[string]) =>
  typeof value === 'string' && /^[=+\-@\t\r]/.test(value) ? `'${value}` : value

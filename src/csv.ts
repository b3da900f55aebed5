import { stringify } from 'csv-stringify/sync'
import type { Row } from './insight.ts'

/**
 * Rows as CSV with a header. Text that a spreadsheet would run as a formula is made harmless, and control characters,
 * which a terminal would obey, are left out.
 */
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
  typeof value === 'string' ? marked(value.replace(/[^\P{Cc}\n\t]/gu, '')) : value

const marked = (text: string) => (/^[=+\-@\t]/.test(text) ? `'${text}` : text)

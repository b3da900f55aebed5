import { stringify } from 'csv-stringify/sync'
import { columnsOf, isMoney } from './cell.ts'
import type { Column, Row } from './insight.ts'

/**
 * Rows as CSV with a header: the names of the columns, or what else heads them. Text that a spreadsheet would run as a formula is made harmless, and control characters,
 * which a terminal would obey, are left out.
 */
export const csv = (rows: readonly Row[], columns: readonly string[], headings = columns): string =>
  stringify(
    rows.map(row => columns.map(column => harmless(row[column] ?? ''))),
    {
      header: true,
      columns: [...headings],
      cast: { boolean: value => String(value) },
      record_delimiter: 'windows',
    },
  )

/** Rows as people open them in a spreadsheet: under the table's own headings and in its order, the rest after them. */
export function sheet(
  rows: readonly Row[],
  columns: Readonly<Record<string, Column>>,
  currency: string,
): string {
  const { shown, left } = columnsOf(columns)
  const all = [...shown, ...left]
  return csv(
    rows,
    all.map(([name]) => name),
    all.map(([, column]) => (isMoney(column) ? `${column.title} (${currency})` : column.title)),
  )
}

const harmless = (value: Row[string]) =>
  typeof value === 'string' ? marked(value.replace(/[^\P{Cc}\n\t]/gu, '')) : value

const marked = (text: string) => (/^[=+\-@\t]/.test(text) ? `'${text}` : text)

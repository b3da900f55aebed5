import type { Column, Row } from './insight.ts'
import type { Say } from './words.ts'

/** How a value of a column is written for people; money in whole units, or to the cent where room allows. */
export function cell(
  row: Row,
  name: string,
  { as, whole }: Column,
  say: Say,
  money: 'whole' | 'exact' = 'whole',
): string {
  const value = row[name]
  if (whole && row[whole] === false) return `${cell(row, name, { as, title: '' }, say)} (part)`
  if (value === null || value === undefined) return '–'
  if (typeof value === 'boolean') return value ? 'yes' : 'no'
  if (typeof value === 'string') return as === 'day' ? say.shortDate(value) : value
  if (as === 'money' || as === 'change') {
    const written = money === 'whole' ? say.money(value) : say.exact(value)
    // What rounds to nothing has no sign.
    return as === 'change' && value > 0 && /[1-9]/.test(written) ? `+${written}` : written
  }
  return as === 'share' ? say.share(value) : say.count(value)
}

/** Whether a column holds money, as it is or as a change. */
export const isMoney = ({ as }: Column) => as === 'money' || as === 'change'

/** Whether a column is read from the right: figures are, words are not. */
export const isFigure = (column: Column) => isMoney(column) || column.as === 'count' || column.as === 'share'

/** The columns by their names: those that every table has, and those left out where room is short. */
export function columnsOf(columns: Readonly<Record<string, Column>>) {
  const all = Object.entries(columns)
  return {
    shown: all.filter(([, { detail }]) => !detail),
    left: all.filter(([, { detail }]) => detail),
  }
}

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
  if (as === 'money') return money === 'whole' ? say.money(value) : say.exact(value)
  return as === 'share' ? say.share(value) : say.count(value)
}

/** Whether a column is read from the right: figures are, words are not. */
export const isFigure = ({ as }: Column) => as === 'money' || as === 'count' || as === 'share'

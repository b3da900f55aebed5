import type { Asked, Column, Row } from './insight.ts'
import { allMeasures, type Format, isMeasure, measureInWords } from './measures.ts'
import { type Say, sentence } from './words.ts'

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
  if (typeof value === 'string') {
    if (as === 'measure' && isMeasure(value)) return sentence(measureInWords(value))
    if (as === 'month' && value.length === 7) return `${say.month(`${value}-01`)} ${value.slice(0, 4)}`
    return as === 'day' || as === 'month' ? say.shortDate(value) : value
  }
  if (as === 'value') return cell(row, name, { as: formatOf(row), title: '' }, say, money)
  if (as === 'moved') return moved(value, formatOf(row), say)
  if (as === 'money' || as === 'change') {
    const written = money === 'whole' ? say.money(value) : say.exact(value)
    // What rounds to nothing has no sign.
    return as === 'change' && value > 0 && /[1-9]/.test(written) ? `+${written}` : written
  }
  return as === 'share' ? say.share(value) : say.count(value)
}

/** How the measure is written that a row is about. */
const formatOf = ({ measure }: Row): Format =>
  typeof measure === 'string' && isMeasure(measure) ? allMeasures[measure].format : 'count'

/** How far a figure has moved, with its sign: money, a count, or points of a percentage. */
export function moved(value: number, format: Format, say: Say): string {
  const written =
    format === 'money' ? say.short(value) : format === 'count' ? say.count(value) : `${say.points(value)} pts`
  return value > 0 && /[1-9]/.test(written) ? `+${written}` : written
}

/** Whether a column holds money, as it is or as a change. */
export const isMoney = ({ as }: Column) => as === 'money' || as === 'change'

/** Whether a column is read from the right: figures are, words are not. */
export const isFigure = (column: Column) =>
  isMoney(column) || ['count', 'share', 'value', 'moved'].includes(column.as)

/**
 * The columns as an answer heads and shows them: one that a parameter heads bears what was asked, by:region is "Region";
 * one that is for a parameter alone is left out where another was asked.
 */
export const headed = (columns: Readonly<Record<string, Column>>, asked: Asked): Record<string, Column> =>
  Object.fromEntries(
    Object.entries(columns).map(([name, { detail, ...column }]) => {
      const by = column.headedBy && asked[column.headedBy]
      const isSo = (parameters: Readonly<Record<string, string>>) =>
        Object.entries(parameters).every(([parameter, value]) => asked[parameter] === value)
      const isLeft =
        detail === undefined || detail === true
          ? detail
          : 'where' in detail
            ? isSo(detail.where)
            : !isSo(detail.unless)
      return [
        name,
        {
          ...column,
          ...(isLeft && { detail: true as const }),
          ...(typeof by === 'string' && { title: sentence(by) }),
        },
      ]
    }),
  )

/** The columns by their names: those that every table has, and those left out where room is short. */
export function columnsOf(columns: Readonly<Record<string, Column>>) {
  const all = Object.entries(columns)
  return {
    shown: all.filter(([, { detail }]) => !detail),
    left: all.filter(([, { detail }]) => detail),
  }
}

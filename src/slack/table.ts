import type { TableBlock } from '@slack/types'
import { cell, columnsOf, headed, isFigure } from '../cell.ts'
import type { Answer, Insight } from '../insight.ts'
import type { Say } from '../words.ts'
import { cut } from './text.ts'

/** Slack takes 100 rows, 20 columns and about 10,000 characters. */
const most = { rows: 100, columns: 20, characters: 9500, cell: 120 }

/** The rows of an answer as Slack's table, as many as it takes, and how many are left out. */
export function table(
  answer: Answer,
  insight: Pick<Insight, 'columns' | 'latestFirst'>,
  say: Say,
): { block: TableBlock; left: number } {
  const columns = columnsOf(headed(insight.columns, answer.asked)).shown.slice(0, most.columns)
  const written = (text: string) => ({ type: 'raw_text' as const, text: cut(text, most.cell) })
  const rows = [columns.map(([, { title }]) => written(title))]
  let room = most.characters - lengthOf(rows[0])
  const first = insight.latestFirst ? answer.rows.toReversed() : answer.rows
  for (const row of first.slice(0, most.rows - 1)) {
    const cells = columns.map(([name, column]) => written(cell(row, name, column, say)))
    room -= lengthOf(cells)
    if (room < 0) break
    rows.push(cells)
  }
  return {
    block: {
      type: 'table',
      rows,
      column_settings: columns.map(([, column]) => ({
        align: isFigure(column) ? 'right' : 'left',
        is_wrapped: column.as === 'text',
      })),
    },
    left: answer.rows.length - (rows.length - 1),
  }
}

const lengthOf = (cells: readonly { text: string }[] = []) =>
  cells.reduce((sum, { text }) => sum + text.length, 0)

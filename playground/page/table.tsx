import type { DataTableBlock, TableBlock } from '@slack/types'
import { useState } from 'preact/hooks'
import { RichText } from './rich-text.tsx'

type Cell = TableBlock['rows'][number][number]

/** How many rows stand open before the reader asks for the rest. */
const OPEN = 16

const Content = ({ cell }: { cell: Cell }) =>
  cell.type === 'rich_text' ? <RichText block={cell} /> : <span>{cell.text}</span>

function Grid(props: {
  rows: Cell[][]
  label: string
  header: number
  alignment(cell: Cell, column: number): string
}) {
  const [head = [], ...rest] = props.rows
  return (
    // A keyboard can only scroll what it can reach, so the box takes the focus.
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrollable region must be reachable by keyboard
    <section class="sideways" aria-label={props.label} tabIndex={0}>
      <table>
        <thead>
          <tr>
            {head.map((cell, column) => (
              <th key={column} scope="col" class={props.alignment(rest[0]?.[column] ?? cell, column)}>
                <Content cell={cell} />
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rest.map((row, at) => (
            <tr key={at}>
              {row.map((cell, column) =>
                column === props.header ? (
                  <th key={column} scope="row" class={props.alignment(cell, column)}>
                    <Content cell={cell} />
                  </th>
                ) : (
                  <td key={column} class={props.alignment(cell, column)}>
                    <Content cell={cell} />
                  </td>
                ),
              )}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  )
}

/** A table block: the first row is its head, and a long one opens on demand. */
export function Table({ block }: { block: TableBlock }) {
  const [all, setAll] = useState(false)
  const rows = all ? block.rows : block.rows.slice(0, OPEN)
  const alignment = (cell: Cell, column: number) => {
    const settings = block.column_settings?.[column]
    const align = settings?.align ?? (cell.type === 'raw_number' ? 'right' : 'left')
    return settings?.is_wrapped ? `${align} wraps` : align
  }
  return (
    <div class="table">
      <Grid rows={rows} label="Table" header={-1} alignment={alignment} />
      {block.rows.length > OPEN && (
        <button type="button" class="quiet" onClick={() => setAll(!all)}>
          {all ? 'Show fewer rows' : `Show all ${block.rows.length - 1} rows`}
        </button>
      )}
    </div>
  )
}

/** A data_table block, with its caption and pages. */
export function DataTable({ block }: { block: DataTableBlock }) {
  const [page, setPage] = useState(0)
  const [head = [], ...body] = block.rows
  const size = block.page_size ?? 5
  const pages = Math.ceil(body.length / size)
  const from = page * size
  const alignment = (cell: Cell) => (cell.type === 'raw_number' ? 'right' : 'left')
  return (
    <div class="table">
      <p class="caption">{block.caption}</p>
      <Grid
        rows={[head, ...body.slice(from, from + size)]}
        label={block.caption}
        header={block.row_header_column_index ?? 0}
        alignment={alignment}
      />
      {pages > 1 && (
        <div class="pages">
          <button type="button" class="quiet" disabled={page === 0} onClick={() => setPage(page - 1)}>
            Previous
          </button>
          <span>
            {from + 1} to {Math.min(from + size, body.length)} of {body.length}
          </span>
          <button type="button" class="quiet" disabled={page === pages - 1} onClick={() => setPage(page + 1)}>
            Next
          </button>
        </div>
      )}
    </div>
  )
}

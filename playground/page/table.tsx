import type { DataTableBlock, TableBlock } from '@slack/types'
import { useEffect, useRef, useState } from 'preact/hooks'
import { RichText } from './rich-text.tsx'

type Cell = TableBlock['rows'][number][number]

/** How many rows stand open before the reader asks for the rest. */
const OPEN = 16

const Content = ({ cell }: { cell: Cell }) =>
  cell.type === 'rich_text' ? <RichText block={cell} /> : <span>{cell.text}</span>

/** The sides on which a box has more to scroll to, for a shadow there. */
function useSides() {
  const box = useRef<HTMLElement>(null)
  const [sides, setSides] = useState({ before: false, after: false })
  useEffect(() => {
    const { current } = box
    if (!current) return
    const look = () => {
      const before = current.scrollLeft > 1
      const after = current.scrollWidth - current.scrollLeft - current.clientWidth > 1
      setSides(known => (known.before === before && known.after === after ? known : { before, after }))
    }
    const watch = new ResizeObserver(look)
    watch.observe(current)
    for (const inner of current.children) watch.observe(inner)
    current.addEventListener('scroll', look, { passive: true })
    return () => {
      watch.disconnect()
      current.removeEventListener('scroll', look)
    }
  }, [])
  return { box, sides: [sides.before && 'before', sides.after && 'after'].filter(Boolean) }
}

function Grid(props: {
  rows: Cell[][]
  alignment(cell: Cell, column: number): string
  label?: string
  /** The column that names each row. */
  header?: number | undefined
}) {
  const { rows, alignment, label = 'Table', header } = props
  const [head = [], ...rest] = rows
  const { box, sides } = useSides()
  return (
    <div class={['edges', ...sides].join(' ')}>
      {/* A keyboard can only scroll what it can reach, so the box takes the focus. */}
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a scrollable region must be reachable by keyboard */}
      <section class="sideways" aria-label={label} tabIndex={0} ref={box}>
        <table>
          <thead>
            <tr>
              {head.map((cell, column) => (
                <th key={column} scope="col" class={alignment(rest[0]?.[column] ?? cell, column)}>
                  <Content cell={cell} />
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {rest.map((row, at) => (
              <tr key={at}>
                {row.map((cell, column) =>
                  column === header ? (
                    <th key={column} scope="row" class={alignment(cell, column)}>
                      <Content cell={cell} />
                    </th>
                  ) : (
                    <td key={column} class={alignment(cell, column)}>
                      <Content cell={cell} />
                    </td>
                  ),
                )}
              </tr>
            ))}
          </tbody>
        </table>
      </section>
    </div>
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
      <Grid rows={rows} alignment={alignment} />
      {block.rows.length > OPEN && (
        <button type="button" class="quiet" onClick={() => setAll(!all)}>
          {all ? 'Show fewer rows' : `Show all ${block.rows.length - 1} rows`}
        </button>
      )}
    </div>
  )
}

/** A data_table block, a page at a time. */
export function DataTable({ block }: { block: DataTableBlock }) {
  const [page, setPage] = useState(0)
  const { caption, page_size: size = 5, row_header_column_index: header = 0 } = block
  const [head = [], ...rest] = block.rows
  const last = Math.max(0, Math.ceil(rest.length / size) - 1)
  const shown = rest.slice(page * size, (page + 1) * size)
  const alignment = (cell: Cell) => (cell.type === 'raw_number' ? 'right' : 'left')
  return (
    <div class="table">
      <p class="caption">{caption}</p>
      <Grid rows={[head, ...shown]} alignment={alignment} label={caption} header={header} />
      {last > 0 && (
        <p class="pages">
          <button type="button" class="quiet" disabled={page === 0} onClick={() => setPage(page - 1)}>
            Back
          </button>
          {page * size + 1} to {page * size + shown.length} of {rest.length}
          <button type="button" class="quiet" disabled={page === last} onClick={() => setPage(page + 1)}>
            Next
          </button>
        </p>
      )}
    </div>
  )
}

/*
 * What a source of sales is, once it is read and mapped. The load takes nothing else, whatever the files were.
 */

/** A sale line or a credit, as the source has it; a `credit` is told apart from the ledger by the load. */
export type Line = {
  order: string
  /** Clock time on the company's wall: 'YYYY-MM-DD HH:MM:SS'. */
  at: string
  kind: 'sale' | 'return' | 'cancellation' | 'adjustment' | 'credit'
  product: string
  customer?: string
  region?: string
  channel?: string
  reason?: string
  /** Positive, as decimal text, whatever the kind. */
  quantity: string
  /** List value of the whole line, positive decimal text with up to four decimals. */
  gross: string
  /** What was taken off the list value, as decimal text; none where the source knows none. */
  discount?: string
  /** Tells two lines of an order apart: equal identity means an exact duplicate. All fields of the source's row. */
  identity: string
}

export type Product = {
  key: string
  name?: string
  category?: string
  merchandise: boolean
  cost?: string
}

export type Customer = { key: string; name?: string; attributes?: Record<string, string> }

/** A row that cannot be taken, as it was, and why, in words of the person who made the file. */
export type Rejection = { rejected: string; raw: string }

/** What one row of a source brings: a line with its product, or a reason to leave it out. */
export type Entry = ({ line: Line; product: Product; changed?: string } | Rejection) & { number: number }

/**
 * A readable source: master data first (where the source has any), then the ledger, each streamed once; entries come
 * one by one or in batches, because a wait for every single one costs more than the entry.
 * `total` and `done` are bytes or rows, for the progress bar.
 */
export type Source = {
  name: string
  files: string[]
  customers?: () => AsyncIterable<Customer>
  products?: () => AsyncIterable<Product>
  entries: () => AsyncIterable<Entry | readonly Entry[]>
  progress?: () => { done: number; total: number }
}

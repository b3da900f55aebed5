import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import type { TransactionSql } from 'postgres'

const escapes: Record<string, string> = { '\\': '\\\\', '\t': '\\t', '\n': '\\n', '\r': '\\r' }
const special = /[\\\t\n\r]/

type Value = string | number | bigint | boolean | undefined

/** A value in COPY's text format. */
export const cell = (value: Value): string => {
  if (value === undefined) return '\\N'
  if (typeof value !== 'string') return String(value)
  return special.test(value) ? value.replace(/[\\\t\n\r]/g, found => escapes[found] ?? found) : value
}

/** One row in COPY's text format, its line end included. */
export const copyRow = (values: readonly Value[]): string => `${values.map(cell).join('\t')}\n`

/**
 * Streams packets of rows in COPY's text format into a table, no faster than the database takes them.
 *
 * The driver settles a copy's query when its stream is handed out, and loses what the server says later: a full disk
 * would wait for ever. So the query is given a second promise to settle once the stream is there. It must be sent by
 * the simple protocol, because in the other one an error waits for a message that the copy has swallowed.
 */
export async function copy(
  tx: TransactionSql,
  table: string,
  packets: AsyncIterable<string> | Iterable<string | Buffer>,
) {
  const query = tx`copy ${tx(table)} from stdin`.simple()
  const target = await query.writable()
  const served = new Promise((resolve, reject) => Object.assign(query, { resolve, reject }))
  await Promise.all([pipeline(Readable.from(packets), target), served])
}

import type { TransactionSql } from 'postgres'
import { productRow } from './catalogue.ts'
import type { Chunk } from './chunk.ts'
import { copy, copyRow } from './copy.ts'
import type { Customer, Product, Source } from './source.ts'

/*
 * What a source has goes into temporary tables first, a chunk at a time; what it means is then decided in SQL.
 * What consecutive lines of an order have in common is staged once, as a run: most of a line is what its order says.
 * A credit that is still to be told apart has no kind.
 */

const sizes = 'quantity numeric(14, 3), gross numeric(16, 4), discount numeric(16, 4)'
const lines = `key bigint, run integer, product integer, reason smallint, ${sizes}, changed text`
const runs =
  'id integer, order_key text, customer text, region smallint, channel smallint, at timestamp, kind text'
const rejections = 'id integer, number integer, key bigint, reason text, raw text'
const products = 'id integer, key text, name text, category text, merchandise boolean, cost numeric'
const members = 'id smallint, name text'

/** Makes the tables a load works with, and stages the master data. */
export async function prepare(tx: TransactionSql, source: Source) {
  await tx.unsafe(`
    create temp table staged_lines (${lines}) on commit drop;
    create temp table staged_runs (${runs}) on commit drop;
    create temp table held_lines (${lines}) on commit drop;
    create temp table held_runs (${runs}) on commit drop;
    create temp table staged_rejections (${rejections}) on commit drop;
    create temp table staged_customers (key text, name text, attributes jsonb) on commit drop;
    create temp table staged_products (${products}) on commit drop;
    create temp table new_products (${products}) on commit drop;
    create temp table staged_rows
      (what text, c1 text, c2 text, c3 text, c4 text, c5 text, c6 text, c7 text) on commit drop;
    create temp table product_ids (staged integer, id integer) on commit drop;
    create temp table staged_regions (${members}) on commit drop;
    create temp table staged_channels (${members}) on commit drop;
    create temp table staged_reasons (${members}) on commit drop;
    create temp table heads (order_key text, run integer, customer text, region smallint, channel smallint,
      day date, sells boolean, known boolean, several boolean) on commit drop;
    create temp table known_runs (id integer, order_id bigint, at timestamp, kind line_kind, day date, customer_id integer,
      region_id smallint, channel_id smallint, known boolean, several boolean, changes text[]) on commit drop;
    create temp table met_lines (run integer, key bigint, order_id bigint, again boolean, import_id integer)
      on commit drop;
    create temp table unchanged (order_id bigint, key bigint) on commit drop;
    create temp table fresh (order_id bigint, key bigint, day date, at timestamp, kind line_kind, customer_id integer,
      product_id integer, region_id smallint, channel_id smallint, reason_id smallint,
      ${sizes}, changes text[]) on commit drop;
    create temp table loaded (kind line_kind, day date, lines integer, charged numeric) on commit drop;
    create temp table changed (reason text, lines integer) on commit drop;
    create temp table pairs (customer_id integer, product_id integer) on commit drop;
  `)
  if (source.customers) await copy(tx, 'staged_customers', customerRows(source.customers()))
  if (source.products) await copy(tx, 'staged_products', masterRows(source.products()))
  await tx`analyze staged_customers, staged_products`
}

/** The columns of the tables that are filled by way of one that holds a row of any. */
const small: Record<string, string> = {
  staged_runs: runs,
  held_runs: runs,
  staged_rejections: rejections,
  new_products: products,
  staged_regions: members,
  staged_channels: members,
  staged_reasons: members,
}

/** The name and type of each column of a table. */
const columnsOf = (table: string) => table.split(', ').map(column => column.trim().split(' '))

const widest = 7

/**
 * Copies a chunk: its sales to be worked on, its credits to be held back. What is small comes in one copy, because
 * the reader of the next chunk is at work meanwhile, and keeps the database waiting at every turn of a conversation.
 */
export async function stage(tx: TransactionSql, { sales, credits, rejections, members, products }: Chunk) {
  const rows: Record<string, readonly string[]> = {
    staged_runs: sales.runs,
    held_runs: credits.runs,
    staged_rejections: rejections,
    new_products: products,
    staged_regions: members.regions,
    staged_channels: members.channels,
    staged_reasons: members.reasons,
  }
  const filled = Object.entries(rows).filter(([, some]) => some.length > 0)
  const mixed = filled.flatMap(([table, some]) => {
    const rest = '\t\\N'.repeat(widest - columnsOf(small[table] ?? '').length)
    return some.map(row => `${table}\t${row.slice(0, -1)}${rest}\n`)
  })
  if (mixed.length > 0) await copy(tx, 'staged_rows', [mixed.join('')])
  if (sales.lines.length > 0) await copy(tx, 'staged_lines', sales.lines)
  if (credits.lines.length > 0) await copy(tx, 'held_lines', credits.lines)
  const spread = filled.map(([table]) => {
    const values = columnsOf(small[table] ?? '').map(([, type], index) => `c${index + 1}::${type}`)
    return `insert into ${table} select ${values.join(', ')} from staged_rows where what = '${table}';`
  })
  await tx.unsafe(`${spread.join('\n')} truncate staged_rows`)
}

/** Puts the credits that were held back where a chunk's sales were. */
export async function stageHeld(tx: TransactionSql) {
  await tx.unsafe(`drop table staged_lines, staged_runs;
    alter table held_lines rename to staged_lines;
    alter table held_runs rename to staged_runs`)
}

/** Makes room for the next chunk. */
export async function clear(tx: TransactionSql) {
  await tx`truncate staged_lines, staged_runs, new_products, heads, known_runs, met_lines, fresh`
}

async function* customerRows(customers: AsyncIterable<Customer>) {
  for await (const { key, name, attributes } of customers)
    yield copyRow([key, name || undefined, JSON.stringify(attributes ?? {})])
}

async function* masterRows(products: AsyncIterable<Product>) {
  for await (const product of products) yield productRow(product)
}

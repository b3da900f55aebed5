import type { TransactionSql } from 'postgres'
import { productRow } from './catalogue.ts'
import type { Chunk } from './chunk.ts'
import { copy, copyRow } from './copy.ts'
import type { Customer, Product, Source } from './source.ts'

/*
 * What a source has goes into temporary tables first, a chunk at a time; what it means is then decided in SQL.
 * What consecutive lines of an order have in common is staged once, as a run: most of a line is what its order says.
 */

const lines = `(key bigint, run integer, product integer, reason smallint,
  quantity numeric, gross numeric, discount numeric, changed text) on commit drop`
const runs = `(id integer, order_key text, customer text, region smallint, channel smallint, at timestamp, kind text)
  on commit drop`

/** Makes the tables a load works with, and stages the master data. */
export async function prepare(tx: TransactionSql, source: Source) {
  await tx.unsafe(`
    create temp table staged_lines ${lines};
    create temp table staged_runs ${runs};
    create temp table held_lines ${lines};
    create temp table held_runs ${runs};
    create temp table staged_rejections (id integer, number integer, key bigint, reason text, raw text) on commit drop;
    create temp table staged_customers (key text, name text, attributes jsonb) on commit drop;
    create temp table staged_products
      (id integer, key text, name text, category text, merchandise boolean, cost numeric) on commit drop;
    create temp table new_products (like staged_products) on commit drop;
    create temp table product_ids (staged integer, id integer) on commit drop;
    create temp table staged_regions (id smallint, name text) on commit drop;
    create temp table staged_channels (id smallint, name text) on commit drop;
    create temp table staged_reasons (id smallint, name text) on commit drop;
    create temp table heads (order_key text, run integer, customer text, region smallint, channel smallint,
      day date, sells boolean, known boolean, several boolean) on commit drop;
    create temp table known_runs (id integer, order_id bigint, at timestamp, kind text, day date, customer_id integer,
      region_id smallint, channel_id smallint, known boolean, several boolean, changes text[]) on commit drop;
    create temp table met_lines (run integer, key bigint, order_id bigint, again boolean, import_id integer)
      on commit drop;
    create temp table unchanged (order_id bigint, key bigint) on commit drop;
    create temp table fresh (order_id bigint, key bigint, day date, at timestamp, kind text, customer_id integer,
      product_id integer, region_id smallint, channel_id smallint, reason_id smallint,
      quantity numeric, gross numeric, discount numeric, changes text[]) on commit drop;
    create temp table loaded (kind text, day date, lines integer, charged numeric) on commit drop;
    create temp table changed (reason text, lines integer) on commit drop;
    create temp table pairs (customer_id integer, product_id integer) on commit drop;
  `)
  if (source.customers) await copy(tx, 'staged_customers', customerRows(source.customers()))
  if (source.products) await copy(tx, 'staged_products', masterRows(source.products()))
  await tx`analyze staged_customers, staged_products`
}

/** Copies a chunk: its sales to be worked on, its credits to be held back. */
export async function stage(tx: TransactionSql, chunk: Chunk) {
  const { sales, credits, rejections, members, products } = chunk
  const tables = {
    staged_lines: sales.lines,
    staged_runs: sales.runs,
    held_lines: credits.lines,
    held_runs: credits.runs,
    staged_rejections: rejections,
    new_products: products,
    staged_regions: members.regions,
    staged_channels: members.channels,
    staged_reasons: members.reasons,
  }
  for (const [table, rows] of Object.entries(tables)) if (rows.length > 0) await copy(tx, table, rows)
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

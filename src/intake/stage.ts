import { hash } from 'node:crypto'
import type { TransactionSql } from 'postgres'
import { catalogue, members, productRow } from './catalogue.ts'
import { cell, copy, copyRow } from './copy.ts'
import { withinLimits } from './limits.ts'
import type { Entry, Line, Product, Source } from './source.ts'

/*
 * Everything a source has goes into temporary tables first, as it comes; what it means is then decided in SQL.
 * What consecutive lines of an order have in common is staged once, as a run: most of a line is what its order says.
 */

/** What a member without a name is called. */
export const unspecified = 'Unspecified'

const longestRaw = 10_000

/** A line's key: equal in every load, and different for two orders that have the same line. */
const keyOf = (text: string) => BigInt.asIntN(64, BigInt(`0x${hash('md5', text, 'hex').slice(0, 16)}`))

const rejectedRow = (id: number, number: number, rejected: string, raw: string) => {
  const kept = raw.replaceAll('\0', '␀')
  return copyRow([
    id,
    number,
    keyOf(raw),
    rejected,
    kept.length > longestRaw ? `${kept.slice(0, longestRaw)}…` : kept,
  ])
}

/** Consecutive lines that agree on their order, customer, region and channel, with the first of them and the first sale. */
type Run = { id: number; of: Line; first: number; sale?: number; saleAt?: string }

const goesOn = (a: Line, b: Line) =>
  a.order === b.order && a.customer === b.customer && a.region === b.region && a.channel === b.channel

const mostWaiting = 20_000

/** Stages a source whole, and says how many rows it had. */
export async function stage(tx: TransactionSql, source: Source, onRow: () => void): Promise<number> {
  await tx`create temp table staged_customers (key text, name text, attributes jsonb) on commit drop`
  await tx`create temp table staged_products
    (id integer, key text, name text, category text, merchandise boolean, cost numeric) on commit drop`
  if (source.customers) await copy(tx, 'staged_customers', customerRows(source.customers()))
  if (source.products) await copy(tx, 'staged_products', masterRows(source.products()))

  await tx`create temp table staged_lines (id integer, key bigint, run integer, at timestamp, kind text,
    product integer, reason smallint, quantity numeric, gross numeric, discount numeric, changed text) on commit drop`
  await tx`create temp table staged_runs (id integer, order_key text, customer text, region smallint, channel smallint,
    first integer, first_at timestamp, sale integer, sale_at timestamp) on commit drop`
  await tx`create temp table staged_rejections (id integer, number integer, key bigint, reason text, raw text)
    on commit drop`
  const dimensions = {
    regions: members('regions'),
    channels: members('channels'),
    reasons: members('reasons'),
  }
  const products = catalogue()
  const runs: string[] = []
  const rejections: string[] = []
  let read = 0
  let runCount = 0
  let run: Run | undefined

  const closeRun = () => {
    if (!run) return
    const { order, customer, region = unspecified, channel = unspecified } = run.of
    const members = [dimensions.regions.number(region), dimensions.channels.number(channel)]
    runs.push(copyRow([run.id, order, customer, ...members, run.first, run.of.at, run.sale, run.saleAt]))
  }
  const runOf = (line: Line) => {
    if (!run || !goesOn(run.of, line)) {
      closeRun()
      run = { id: runCount++, of: line, first: read }
    }
    if (run.sale === undefined && line.kind === 'sale') {
      run.sale = read
      run.saleAt = line.at
    }
    return run.id
  }
  const lineRow = ({ line, product, changed }: Extract<Entry, { line: Line }>) => {
    const reason = line.reason === undefined ? '\\N' : dimensions.reasons.number(line.reason)
    const about = `${read}\t${keyOf(`${line.order}\0${line.identity}`)}\t${runOf(line)}\t${line.at}\t${line.kind}`
    const sizes = `${line.quantity}\t${line.gross}\t${line.discount ?? 0}`
    return `${about}\t${products.number(product)}\t${reason}\t${sizes}\t${cell(changed)}\n`
  }

  const entries = source.entries()[Symbol.asyncIterator]()
  let ended = false
  // A connection copies one table at a time: runs and rejections wait in memory until they get a turn of their own.
  async function* lines() {
    let packet = ''
    while (runs.length + rejections.length < mostWaiting) {
      const { value, done } = await entries.next()
      if (done) {
        ended = true
        break
      }
      onRow()
      read++
      const entry = withinLimits(value)
      if ('rejected' in entry) rejections.push(rejectedRow(read, entry.number, entry.rejected, entry.raw))
      else packet += lineRow(entry)
      if (packet.length < 1 << 16) continue
      yield packet
      packet = ''
    }
    yield packet
  }
  while (!ended) {
    await copy(tx, 'staged_lines', lines())
    if (ended) closeRun()
    await copy(tx, 'staged_runs', runs.splice(0))
    await copy(tx, 'staged_rejections', rejections.splice(0))
  }

  await copy(tx, 'staged_products', products.rows())
  for (const [name, dimension] of Object.entries(dimensions)) {
    await tx`create temp table ${tx(`staged_${name}`)} (id smallint, name text) on commit drop`
    await copy(tx, `staged_${name}`, dimension.rows())
  }
  await tx`analyze staged_lines, staged_runs, staged_rejections, staged_products, staged_customers`
  return read
}

async function* customerRows(
  customers: AsyncIterable<{ key: string; name?: string; attributes?: Record<string, string> }>,
) {
  for await (const { key, name, attributes } of customers)
    yield copyRow([key, name || undefined, JSON.stringify(attributes ?? {})])
}

async function* masterRows(products: AsyncIterable<Product>) {
  for await (const product of products) yield productRow(product)
}

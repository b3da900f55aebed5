import { hash } from 'node:crypto'
import { setImmediate } from 'node:timers/promises'
import { catalogue, members } from './catalogue.ts'
import { cell, copyRow } from './copy.ts'
import { limits } from './limits.ts'
import type { Entry, Line, Source } from './source.ts'

/*
 * A source is taken in chunks, so that the database works on one while the next is read. Credits of all chunks are
 * held back and make the last one: what they are is told by the sales, and an order is what its first sale says.
 */

/** What a member without a name is called. */
const unspecified = 'Unspecified'

const longestRaw = 10_000
/** How many rows make a chunk; the first ones are smaller, so that the database has something to do soon. */
const chunkRows = 150_000
const firstRows = chunkRows / 8
/** How many rows are read before others get a turn. */
const turnRows = 500
const packetSize = 1 << 17

/** Consecutive lines of an order that agree on all its lines have in common, and their rows in COPY's format. */
type Staged = { lines: Buffer[]; runs: string[] }

/** A part of a source, ready to be copied, with what happened to it on the way. */
export type Chunk = {
  sales: Staged
  credits: Staged
  rejections: string[]
  members: Record<'regions' | 'channels' | 'reasons', string[]>
  products: string[]
  read: number
  /** Lines that repeat an earlier one of the same order right before them; they are left out. */
  duplicates: number
  /** The first and the last moment of its lines. */
  from: string
  through: string
}

/** A line's key: equal in every load, and different for two orders that have the same line. */
const keyOf = (text: string) => BigInt.asIntN(64, BigInt(`0x${hash('sha1', text, 'hex').slice(0, 16)}`))

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

const goesOn = (a: Line, b: Line) =>
  a.order === b.order &&
  a.at === b.at &&
  a.kind === b.kind &&
  a.customer === b.customer &&
  a.region === b.region &&
  a.channel === b.channel

/** Numbers of what lines refer to, the same for all chunks of a source. */
const numbering = () => ({
  regions: members('regions'),
  channels: members('channels'),
  reasons: members('reasons'),
  products: catalogue(),
})

/** Rows of lines and of their runs, as they come. */
const stager = ({ regions, channels, reasons, products }: ReturnType<typeof numbering>) => {
  let lines: Buffer[] = []
  let runs: string[] = []
  let packet = ''
  let runCount = 0
  let last: Line | undefined
  const keys = new Set<bigint>()

  const begin = (line: Line) => {
    if (last?.order !== line.order) keys.clear()
    const { order, customer, region = unspecified, channel = unspecified, at, kind } = line
    runs.push(
      copyRow([++runCount, order, customer, regions.number(region), channels.number(channel), at, kind]),
    )
  }
  /** Whether the line was taken: not where its order has just had the same. */
  const add = ({ line, product, changed }: Extract<Entry, { line: Line }>) => {
    if (!last || !goesOn(last, line)) begin(line)
    last = line
    const key = keyOf(`${line.order}\0${line.identity}`)
    if (keys.has(key)) return false
    keys.add(key)
    const reason = line.reason === undefined ? '\\N' : reasons.number(line.reason)
    const about = `${key}\t${runCount}\t${products.number(product)}\t${reason}`
    packet += `${about}\t${line.quantity}\t${line.gross}\t${line.discount ?? '0'}\t${changed === undefined ? '\\N' : cell(changed)}\n`
    if (packet.length >= packetSize) {
      // A text that grew by parts keeps them all until it is written: bytes take a tenth of the memory.
      lines.push(Buffer.from(packet))
      packet = ''
    }
    return true
  }
  const rows = (): Staged => {
    if (packet !== '') lines.push(Buffer.from(packet))
    const staged = { lines, runs }
    lines = []
    runs = []
    packet = ''
    last = undefined
    keys.clear()
    return staged
  }
  return { add, rows, order: () => last?.order }
}

type Cutting = { onRow: () => void; most?: number; lastDay?: string }

/** Cuts a source into chunks, between two orders wherever one ends in time; `products` is all that lines say of them. */
export const cut = (source: Source, { onRow, most = chunkRows, lastDay }: Cutting) => {
  const withinLimits = limits(lastDay)
  const numbers = numbering()
  const sales = stager(numbers)
  const credits = stager(numbers)
  let rejections: string[] = []
  let size = Math.min(firstRows, most)
  let [number, read, duplicates, from, through] = [0, 0, 0, '', '']

  const add = (given: Entry) => {
    onRow()
    number++
    read++
    const entry = withinLimits(given)
    if ('rejected' in entry) {
      rejections.push(rejectedRow(number, entry.number, entry.rejected, entry.raw))
      return
    }
    const { at, kind } = entry.line
    if (from === '' || at < from) from = at
    if (at > through) through = at
    if (!(kind === 'sale' ? sales : credits).add(entry)) duplicates++
  }
  const close = (): Chunk => {
    const { regions, channels, reasons, products } = numbers
    const members = { regions: regions.fresh(), channels: channels.fresh(), reasons: reasons.fresh() }
    const chunk = {
      ...{ sales: sales.rows(), credits: credits.rows(), rejections, members, products: products.fresh() },
      ...{ read, duplicates, from, through },
    }
    rejections = []
    size = Math.min(2 * size, most)
    ;[read, duplicates, from, through] = [0, 0, '', '']
    return chunk
  }
  const isFull = (next: Entry) =>
    read >= size && (read >= 2 * size || !('line' in next) || next.line.order !== sales.order())

  async function* chunks() {
    for await (const some of source.entries())
      for (const entry of Array.isArray(some) ? some : [some]) {
        if (isFull(entry)) yield close()
        add(entry)
        // The database is talked to in the same thread: it is to wait a millisecond for an answer, not a batch.
        if (read % turnRows === 0) await setImmediate()
      }
    yield close()
  }
  return { chunks, products: () => numbers.products.rows() }
}

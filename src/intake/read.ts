import { createReadStream } from 'node:fs'
import { open, stat } from 'node:fs/promises'
import { basename } from 'node:path'
import { finished, pipeline, type Readable, Transform } from 'node:stream'
import { createGunzip } from 'node:zlib'
import { CsvError, type Options, parse } from 'csv-parse'
import { UserError } from '../errors.ts'

/** A file of rows: its header, its other rows in batches each time they are asked for, and how far that is. */
export type Table = {
  file: string
  header: string[]
  rows: () => AsyncGenerator<string[][]>
  size: number
  done: () => number
}

/** A row longer than this has a quote that nobody closed, or is nothing that sales have. */
const longestRow = 1 << 20

/** How many different values of the last column are remembered. */
const mostValues = 10_000

const again = 'Fetch or export it again.'
const save = 'Save it as CSV in UTF-8, packed with gzip or not, and import that.'

/** What files that are no text begin with. */
const signatures: readonly (readonly [string, string])[] = [
  ['504b0304', 'an Excel workbook or a zip archive'],
  ['d0cf11e0', 'an old Excel workbook'],
  ['89504e47', 'a picture'],
  ['ffd8ff', 'a picture'],
  ['47494638', 'a picture'],
  ['25504446', 'a PDF'],
  ['fffe', 'text in UTF-16'],
  ['feff', 'text in UTF-16'],
  ['1f8b', 'packed with gzip twice'],
]

/** Opens a file and reads its header; every later complaint about its content comes while its rows are read. */
export async function read(file: string): Promise<Table> {
  const { size, packed } = await inspect(file)
  let done = () => 0
  const batches = async function* () {
    const input = createReadStream(file, { highWaterMark: 1 << 18 })
    done = () => input.bytesRead
    const csv = parse({ bom: true, max_record_size: longestRow, readableHighWaterMark: 1 << 10 } as Options)
    const end = { open: false }
    const stages = packed
      ? [createGunzip({ chunkSize: 1 << 14 }), text(file, end), csv]
      : [text(file, end), csv]
    pipeline([input, ...stages], () => {})
    try {
      yield* whole(file, drained(csv), end)
    } catch (error) {
      throw complaint(file, error)
    }
  }
  for await (const [header = []] of batches()) {
    const rows = async function* () {
      let rest = 1
      for await (const batch of batches()) {
        yield batch.slice(rest)
        rest = 0
      }
    }
    return { file, size, header, rows, done: () => done() }
  }
  throw new UserError(`${file} is empty.`, { hint: 'Name a file with a header and rows.' })
}

/** What a stream of objects holds whenever it holds something: a wait for every row would cost more than the row. */
async function* drained(stream: Readable): AsyncGenerator<string[][]> {
  const failed = { error: undefined as Error | undefined, ended: false }
  let wake = () => {}
  stream.on('readable', () => wake())
  finished(stream, error => {
    failed.error = error ?? undefined
    failed.ended = true
    wake()
  })
  try {
    for (;;) {
      const batch: string[][] = []
      for (let row = stream.read(); row !== null; row = stream.read()) batch.push(row)
      if (batch.length > 0) yield batch
      else if (failed.error) throw failed.error
      else if (failed.ended) return
      else
        await new Promise<void>(resolve => {
          wake = resolve
        })
    }
  } finally {
    stream.destroy()
  }
}

/**
 * Lets rows through, and complains where the last of them is cut off within its last column: the file does not end
 * with a line end, and what stands there is the beginning of a value that other rows have, and of none itself.
 */
async function* whole(file: string, batches: AsyncIterable<string[][]>, end: { open: boolean }) {
  const seen = new Set<string>()
  let last: string[] | undefined
  let before: string | undefined
  for await (const batch of batches) {
    if (last) seen.add(last.at(-1) ?? '')
    for (const row of batch) {
      const value = row.at(-1) ?? ''
      if (value === before) continue
      before = value
      if (row !== batch.at(-1) && seen.size < mostValues) seen.add(value)
    }
    last = batch.at(-1)
    yield batch
  }
  const value = last?.at(-1) ?? ''
  if (end.open && !seen.has(value) && [...seen].some(other => other.startsWith(value)))
    throw new UserError(`${file} is cut off: it ends within a row, after ${JSON.stringify(value)}.`, {
      hint: again,
    })
}

/** The size of a file and whether it is packed, by its first two bytes: names lie. */
async function inspect(file: string) {
  try {
    // To open a pipe would wait for who fills it.
    const found = await stat(file)
    if (!found.isFile() && !found.isDirectory())
      throw new UserError(`${file} is no regular file.`, {
        hint: 'It is read twice: save it to a file first, and import that.',
      })
    await using handle = await open(file)
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(2), 0, 2, 0)
    return { size: (await handle.stat()).size, packed: bytesRead === 2 && buffer.toString('hex') === '1f8b' }
  } catch (error) {
    throw complaint(file, error)
  }
}

/** Lets only UTF-8 text through, and notes whether it stops without a line end. */
const text = (file: string, end: { open: boolean }) => {
  const decoder = new TextDecoder('utf-8', { fatal: true })
  let first = true
  return new Transform({
    transform(chunk: Buffer, _, next) {
      try {
        const start = first ? chunk.subarray(0, 4).toString('hex') : ''
        first = false
        const [, what] = signatures.find(([signature]) => start.startsWith(signature)) ?? []
        if (what) return next(new UserError(`${file} is ${what}, not CSV.`, { hint: save }))
        decoder.decode(chunk, { stream: true })
        end.open = chunk.at(-1) !== 0x0a && chunk.at(-1) !== 0x0d
        next(null, chunk)
      } catch (error) {
        next(complaint(file, error))
      }
    },
    flush(next) {
      try {
        decoder.decode()
        next()
      } catch (error) {
        next(complaint(file, error))
      }
    },
  })
}

const hints: Record<string, (file: string) => readonly [string, string]> = {
  ENOENT: file => [`There is no file ${file}.`, 'Check the path.'],
  ENOTDIR: file => [`There is no file ${file}.`, 'Check the path.'],
  EISDIR: file => [
    `${file} is a directory.`,
    `Name the files in it, such as ${file.replace(/\/$/, '')}/*.csv.`,
  ],
  EACCES: file => [`${file} may not be read.`, 'Change its permissions, or copy it.'],
  Z_BUF_ERROR: file => [`${file} is cut off: the packed data ends too early.`, again],
  Z_DATA_ERROR: file => [`${file} is damaged: the packed data cannot be unpacked.`, again],
  ERR_ENCODING_INVALID_ENCODED_DATA: file => [`${file} is not text in UTF-8.`, save],
}

const damages: Record<string, string> = {
  CSV_QUOTE_NOT_CLOSED: 'a quote is opened and never closed',
  CSV_MAX_RECORD_SIZE: 'a row is longer than 1 MB, because a quote is never closed or a field is too long',
}

/** A reader's error in words for who named the file. */
const complaint = (file: string, error: unknown): Error => {
  if (!(error instanceof Error)) return new Error(`reading fails with an error; ${file}: ${error}`)
  if (error instanceof UserError) return error
  if (error instanceof CsvError) {
    const what = damages[error.code] ?? 'a row has not as many columns as the header, or a stray quote'
    const line = typeof error.lines === 'number' ? ` near line ${error.lines.toLocaleString('en-GB')}` : ''
    return new UserError(`${basename(file)} is cut off or damaged${line}: ${what}.`, {
      hint: 'Export it again, or repair that line.',
      cause: error,
    })
  }
  const code = 'code' in error ? String(error.code) : ''
  const [say, hint] = hints[code]?.(file) ?? []
  return say ? new UserError(say, { hint, cause: error }) : error
}

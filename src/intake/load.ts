import type { Sql, TransactionSql } from 'postgres'
import { Temporal } from 'temporal-polyfill'
import { isAway } from '../away.ts'
import { UserError } from '../errors.ts'
import { type Chunk, cut } from './chunk.ts'
import { copy } from './copy.ts'
import { cover } from './coverage.ts'
import { dimensions, masterData, settleProducts } from './dimensions.ts'
import { append, attachYears, freshLines, kinds, type OpenYears, openYears, orders } from './ledger.ts'
import { lastCredit, rematch, touch } from './rematch.ts'
import type { Source } from './source.ts'
import { clear, prepare, stage, stageHeld } from './stage.ts'
import { addCredits, addMonths, addSales, prepareMonths, recategorise } from './summaries.ts'
import { transaction } from './transaction.ts'

/** What became of every row: read = loaded + duplicates + unchanged + all rejected. */
export type LoadResult = {
  read: number
  loaded: number
  rejected: Record<string, number>
  changed: Record<string, number>
  duplicates: number
  unchanged: number
  from: string | null
  through: string | null
  totals: Record<'sale' | 'return' | 'cancellation' | 'adjustment', number>
  seconds: number
}

export type LoadOptions = {
  /** The last day the source covers, where it says so. */
  through?: string
  /** The day it is for the company: rows later than tomorrow are rejected. Without it, a row may have any day. */
  today?: string
  /** What comes first in the load's transaction, when no other load is at work; what it throws ends the load. */
  before?: (tx: TransactionSql) => Promise<void>
  /** Does everything and keeps nothing. */
  dryRun?: boolean
  /** How many rows the database works on at a time, at most, where an order ends in time. */
  chunk?: number
  signal?: AbortSignal
  onProgress?: (progress: { phase: string; done: number; total: number }) => void
}

/** Loads a source in one transaction: lines, dimensions, matches and summaries, or nothing at all. */
export async function load(owner: Sql, source: Source, options: LoadOptions = {}): Promise<LoadResult> {
  const started = performance.now()
  const dry = new Error('a dry run keeps nothing')
  let result: LoadResult | undefined
  try {
    await transaction(owner, async (tx, lost) => {
      result = await within(tx, lost, owner, source, options, started)
      if (options.dryRun) throw dry
    })
  } catch (error) {
    if (error !== dry) throw options.signal?.aborted ? options.signal.reason : inWords(error)
  }
  if (!result) throw new Error('a load has a result; transaction: ended without one')
  return result
}

/** Waits until no other load is at work; none begins before this transaction ends. */
export async function exclusively(tx: TransactionSql): Promise<void> {
  await tx`select pg_advisory_xact_lock(hashtext('tilly import'))`
}

/** All steps of a load, inside its transaction. */
async function within(
  tx: TransactionSql,
  lost: AbortSignal,
  owner: Sql,
  source: Source,
  options: LoadOptions,
  started: number,
) {
  const { through, today, before, chunk, signal, onProgress = () => {} } = options
  const [session] = await tx<{ pid: number }[]>`select pg_backend_pid() as pid`
  const cancel = () => void owner`select pg_cancel_backend(${session?.pid ?? 0})`.catch(() => {})
  signal?.throwIfAborted()
  signal?.addEventListener('abort', cancel, { once: true })
  try {
    await exclusively(tx)
    await before?.(tx)
    await tx`select set_config('work_mem', '256MB', true), set_config('maintenance_work_mem', '256MB', true),
      set_config('jit', 'off', true)`
    await prepare(tx, source)
    await prepareMonths(tx)
    const importId = await register(tx, source, through)
    const given = await masterData(tx)
    const { chunks, products } = cut(source, {
      onRow: reading(source, signal, onProgress),
      most: chunk,
      lastDay: today && Temporal.PlainDate.from(today).add({ days: 1 }).toString(),
    })
    const taken = await takeSales(tx, lost, chunks(), importId)
    const steps: (() => Promise<unknown>)[] = [
      () => attachYears(tx, taken.open),
      async () => {
        await copy(tx, 'staged_products', products())
        taken.changed = (await settleProducts(tx)) || given
      },
      async () => {
        await stageHeld(tx)
        taken.duplicates += await takeCredits(tx, taken.open, importId)
      },
      () => rematch(tx),
      () => addCredits(tx),
      () => addMonths(tx),
      () => recategorise(tx),
      () => reject(tx, importId),
    ]
    for (const [done, step] of steps.entries()) {
      signal?.throwIfAborted()
      onProgress({ phase: 'loading', done, total: steps.length + 1 })
      await step()
    }
    const result = await account(tx, taken)
    await cover(tx, taken.changed || result.loaded > 0)
    if (result.loaded > 0) await refreshStatistics(tx, result.loaded)
    result.seconds = Math.round((performance.now() - started) / 10) / 100
    await tx`update imports set result = ${JSON.stringify(result)}::text::jsonb where id = ${importId}`
    onProgress({ phase: 'loading', done: 1, total: 1 })
    return result
  } finally {
    signal?.removeEventListener('abort', cancel)
  }
}

/** What is known of a load when its sales are in: what was read, and the years that wait to be attached. */
type Taken = Pick<Chunk, 'read' | 'duplicates' | 'from' | 'through'> & { open: OpenYears; changed: boolean }

/** Takes the sales of every chunk; the database works on one while the next is read and put into words for it. */
async function takeSales(
  tx: TransactionSql,
  lost: AbortSignal,
  chunks: AsyncIterable<Chunk>,
  importId: number,
): Promise<Taken> {
  const taken: Taken = { read: 0, duplicates: 0, from: '', through: '', open: new Set(), changed: false }
  const credited = await lastCredit(tx)
  const take = async (chunk: Chunk) => {
    await stage(tx, chunk)
    await dimensions(tx, chunk.members)
    await orders(tx)
    const years = await openYears(tx, taken.open)
    taken.duplicates += chunk.duplicates + (await freshLines(tx, importId))
    await append(tx, years, importId)
    if (credited !== undefined) await touch(tx, credited)
    await addSales(tx)
    await clear(tx)
    taken.read += chunk.read
    if (taken.from === '' || (chunk.from !== '' && chunk.from < taken.from)) taken.from = chunk.from
    if (chunk.through > taken.through) taken.through = chunk.through
  }
  let working = Promise.resolve()
  try {
    for await (const chunk of chunks) {
      await working
      lost.throwIfAborted()
      working = take(chunk)
      // What goes wrong is heard when the next chunk is there.
      working.catch(() => {})
    }
  } finally {
    await working
  }
  return taken
}

/** Takes the credits, which were held back until all sales were there; says how many repeat another. */
async function takeCredits(tx: TransactionSql, open: OpenYears, importId: number) {
  await orders(tx)
  const years = await openYears(tx, open)
  await attachYears(tx, open)
  const repeated = await freshLines(tx, importId)
  await kinds(tx)
  await append(tx, years, importId)
  await tx`insert into loaded select kind, day, count(*), sum(gross - discount) from fresh group by kind, day`
  return repeated
}

/** Tells how far the files are read, every few thousand rows. */
const reading = (
  source: Source,
  signal: AbortSignal | undefined,
  onProgress: NonNullable<LoadOptions['onProgress']>,
) => {
  let rows = 0
  return () => {
    if (++rows % 5000 !== 0) return
    signal?.throwIfAborted()
    onProgress({ phase: 'reading', ...(source.progress?.() ?? { done: rows, total: 0 }) })
  }
}

/** Tells the planner of what was loaded, where that is a tenth of the ledger or more: of less it learns in time. */
async function refreshStatistics(tx: TransactionSql, loaded: number) {
  const [ledger] = await tx<
    { lines: number }[]
  >`select coalesce(sum(greatest(c.reltuples, 0)), 0)::float8 as lines
    from pg_inherits i join pg_class c on c.oid = i.inhrelid where i.inhparent = 'lines'::regclass`
  if (10 * loaded < (ledger?.lines ?? 0)) return
  await tx`analyze orders, customers, products, matches, lines (order_id, key, day, at, kind, customer_id, product_id),
    order_facts (order_id, day, customer_id, region_id, channel_id),
    order_categories (order_id, day, category_id, customer_id, region_id, channel_id), sales_days,
    customer_months (day, customer_id, region_id, channel_id, sale_lines),
    product_days (product_id, day, region_id, channel_id), product_months (product_id, day, region_id, channel_id)`
}

const register = async (tx: TransactionSql, source: Source, through?: string) => {
  const [row] = await tx<{ id: number }[]>`insert into imports (source, files, declared_through)
    values (${source.name}, array(select jsonb_array_elements_text(${tx.json([...source.files])})), ${through ?? null}::text::date) returning id`
  if (!row) throw new Error('an insert returns its row; imports: none')
  return row.id
}

/** Keeps the rejected rows, each once, whatever number of times it is imported. */
async function reject(tx: TransactionSql, importId: number) {
  await tx`create temp table refused on commit drop as
    select distinct on (key, reason) number, reason, raw, key from staged_rejections order by key, reason, id`
  await tx`insert into rejected_rows (import_id, number, reason, raw, key)
    select ${importId}, number, reason, raw, key from refused s
    where not exists (select from rejected_rows r where r.key = s.key and r.reason = s.reason) order by number`
}

/** Where every row went, and what the loaded ones are worth. */
async function account(tx: TransactionSql, taken: Taken): Promise<LoadResult> {
  const kindsLoaded = await tx<{ kind: string; n: number; charged: string; from: string; through: string }[]>`
    select kind, sum(lines)::integer as n, round(sum(charged), 2)::text as charged,
      min(day)::text as from, max(day)::text as through from loaded group by kind`
  const rejected = await tx<{ reason: string; n: number }[]>`
    select reason, count(*)::integer as n from refused group by reason order by n desc, reason`
  const changed = await tx<{ reason: string; n: number }[]>`
    select reason, sum(lines)::integer as n from changed group by reason order by n desc, reason`
  const [repeated] = await tx<{ rejections: number; unchanged: number }[]>`
    select (select count(*) from staged_rejections)::integer - (select count(*) from refused)::integer as rejections,
      (select count(*) - count(distinct (order_id, key)) from unchanged)::integer as unchanged`
  const loaded = kindsLoaded.reduce((sum, { n }) => sum + n, 0)
  const refused = rejected.reduce((sum, { n }) => sum + n, 0)
  const duplicates = taken.duplicates + (repeated?.rejections ?? 0) + (repeated?.unchanged ?? 0)
  const totals = Object.fromEntries(kindsLoaded.map(({ kind, charged }) => [kind, Number(charged)]))
  const days = kindsLoaded.flatMap(({ from, through }) => [from, through]).sort()
  const dayOf = (at: string) => (at === '' ? null : at.slice(0, 10))
  return {
    read: taken.read,
    loaded,
    rejected: Object.fromEntries(rejected.map(({ reason, n }) => [reason, n])),
    changed: Object.fromEntries(changed.map(({ reason, n }) => [reason, n])),
    duplicates,
    unchanged: taken.read - loaded - duplicates - refused,
    from: days[0] ?? dayOf(taken.from),
    through: days.at(-1) ?? dayOf(taken.through),
    totals: { sale: 0, return: 0, cancellation: 0, adjustment: 0, ...totals },
    seconds: 0,
  }
}

/** A full disk, sums out of all measure and a lost connection are nobody's bug: they get words, and nothing is loaded. */
const inWords = (error: unknown) => {
  if (!(error instanceof Error) || error instanceof UserError) return error
  if ('code' in error && (error.code === '53100' || error.code === 'ENOSPC'))
    return new UserError("The database's disk is full, so nothing was loaded.", {
      hint: 'Free some space (a load needs about five times the size of the unpacked files) and import again.',
      cause: error,
    })
  if ('code' in error && error.code === '22003' && error.message.includes('smallint'))
    return new UserError('There are more than 32,000 regions, channels, categories or reasons in all.', {
      hint: 'Check these columns: such members are few.',
      cause: error,
    })
  if ('code' in error && error.code === '22003')
    return new UserError('The amounts add up to more than the ledger can hold, so nothing was loaded.', {
      hint: 'Look in the files for quantities and prices that are far too large.',
      cause: error,
    })
  if (isAway(error))
    return new UserError('The connection to the database was lost, so nothing was half loaded.', {
      hint: 'See that the database runs and import the same files again: what was loaded is recognised.',
      cause: error,
    })
  return error
}

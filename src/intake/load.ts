import type { Sql, TransactionSql } from 'postgres'
import { UserError } from '../errors.ts'
import { cover } from './coverage.ts'
import { dimensions } from './dimensions.ts'
import { append, freshLines, freshTotals, kinds, orders, repetitions } from './ledger.ts'
import { rematch } from './rematch.ts'
import type { Source } from './source.ts'
import { stage } from './stage.ts'
import { summaries } from './summaries.ts'
import { isLost, transaction } from './transaction.ts'

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
  /** Does everything and keeps nothing. */
  dryRun?: boolean
  signal?: AbortSignal
  onProgress?: (progress: { phase: string; done: number; total: number }) => void
}

/** Loads a source in one transaction: lines, dimensions, matches and summaries, or nothing at all. */
export async function load(owner: Sql, source: Source, options: LoadOptions = {}): Promise<LoadResult> {
  const started = performance.now()
  const dry = new Error('a dry run keeps nothing')
  let result: LoadResult | undefined
  try {
    await transaction(owner, async tx => {
      result = await within(tx, owner, source, options, started)
      if (options.dryRun) throw dry
    })
  } catch (error) {
    if (error !== dry) throw options.signal?.aborted ? options.signal.reason : inWords(error)
  }
  if (!result) throw new Error('a load has a result; transaction: ended without one')
  return result
}

/** All steps of a load, inside its transaction. */
async function within(tx: TransactionSql, owner: Sql, source: Source, options: LoadOptions, started: number) {
  const { through, signal, onProgress = () => {} } = options
  const [session] = await tx<{ pid: number }[]>`select pg_backend_pid() as pid`
  const cancel = () => void owner`select pg_cancel_backend(${session?.pid ?? 0})`.catch(() => {})
  signal?.throwIfAborted()
  signal?.addEventListener('abort', cancel, { once: true })
  try {
    await tx`select pg_advisory_xact_lock(hashtext('tilly import'))`
    await tx`select set_config('work_mem', '256MB', true), set_config('maintenance_work_mem', '256MB', true),
      set_config('jit', 'off', true)`
    const read = await stage(tx, source, staging(source, signal, onProgress))
    let changed = false
    const importId = await register(tx, source, through)
    const steps: (() => Promise<void>)[] = [
      () => repetitions(tx),
      async () => {
        changed = await dimensions(tx)
      },
      () => orders(tx),
      () => freshLines(tx),
      () => kinds(tx),
      () => freshTotals(tx),
      () => append(tx, importId),
      () => rematch(tx),
      () => summaries(tx),
      () => reject(tx, importId),
    ]
    for (const [done, step] of steps.entries()) {
      signal?.throwIfAborted()
      onProgress({ phase: 'loading', done, total: steps.length + 1 })
      await step()
    }
    const result = await account(tx, read)
    await cover(tx, changed || result.loaded > 0)
    if (result.loaded > 0)
      await tx`analyze orders, customers, products, matches, lines (order_id, key, day, at, kind, customer_id, product_id),
        order_facts (order_id, day, customer_id, region_id, channel_id),
        order_categories (order_id, day, category_id, customer_id, region_id, channel_id),
        product_days (product_id, day, region_id, channel_id), product_months (product_id, day, region_id, channel_id)`
    result.seconds = Math.round((performance.now() - started) / 10) / 100
    await tx`update imports set result = ${JSON.stringify(result)}::text::jsonb where id = ${importId}`
    onProgress({ phase: 'loading', done: 1, total: 1 })
    return result
  } finally {
    signal?.removeEventListener('abort', cancel)
  }
}

/** Tells how far the files are read, every few thousand rows. */
const staging = (
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

const register = async (tx: TransactionSql, source: Source, through?: string) => {
  const [row] = await tx<{ id: number }[]>`insert into imports (source, files, declared_through)
    values (${source.name}, ${source.files}, ${through ?? null}::text::date) returning id`
  if (!row) throw new Error('an insert returns its row; imports: none')
  return row.id
}

/** Keeps the rejected rows, each once, whatever number of times it is imported. */
async function reject(tx: TransactionSql, importId: number) {
  await tx`insert into rejected_rows (import_id, number, reason, raw, key)
    select ${importId}, number, reason, raw, key from staged_rejections s
    where not exists (select from repeated r where r.id = s.id)
      and not exists (select from rejected_rows r where r.key = s.key and r.reason = s.reason) order by number`
}

/** Where every row went, and what the loaded ones are worth. */
async function account(tx: TransactionSql, read: number): Promise<LoadResult> {
  const kindsLoaded = await tx<{ kind: string; n: number; charged: string; from: string; through: string }[]>`
    select kind, sum(lines)::integer as n, round(sum(charged), 2)::text as charged,
      min(day)::text as from, max(day)::text as through from fresh_totals group by kind`
  const rejected = await tx<{ reason: string; n: number }[]>`
    select reason, count(*)::integer as n from staged_rejections s
    where not exists (select from repeated r where r.id = s.id) group by reason order by n desc, reason`
  const changed = await tx<{ reason: string; n: number }[]>`
    select reason, count(*)::integer as n from (select unnest(changes) as reason from fresh where changes is not null) c
    group by reason order by n desc, reason`
  const [seen] = await tx<{ duplicates: number; from: string | null; through: string | null }[]>`
    select (select count(*)::integer from repeated) as duplicates, min(at)::date::text as from, max(at)::date::text as through
    from (select at from staged_lines where not exists (select from fresh)) read`
  const loaded = kindsLoaded.reduce((sum, { n }) => sum + n, 0)
  const duplicates = seen?.duplicates ?? 0
  const totals = Object.fromEntries(kindsLoaded.map(({ kind, charged }) => [kind, Number(charged)]))
  const first = kindsLoaded.map(({ from }) => from).sort()[0] ?? seen?.from ?? null
  const last =
    kindsLoaded
      .map(({ through }) => through)
      .sort()
      .at(-1) ??
    seen?.through ??
    null
  return {
    read,
    loaded,
    rejected: Object.fromEntries(rejected.map(({ reason, n }) => [reason, n])),
    changed: Object.fromEntries(changed.map(({ reason, n }) => [reason, n])),
    duplicates,
    unchanged: read - loaded - duplicates - rejected.reduce((sum, { n }) => sum + n, 0),
    from: first,
    through: last,
    totals: { sale: 0, return: 0, cancellation: 0, adjustment: 0, ...totals },
    seconds: 0,
  }
}

/** A full disk and a lost connection are nobody's bug: they get words, and nothing is loaded. */
const inWords = (error: unknown) => {
  if (!(error instanceof Error) || error instanceof UserError) return error
  if ('code' in error && (error.code === '53100' || error.code === 'ENOSPC'))
    return new UserError("The database's disk is full, so nothing was loaded.", {
      hint: 'Free some space (a load needs about five times the size of the unpacked files) and import again.',
      cause: error,
    })
  if (isLost(error))
    return new UserError('The connection to the database was lost, so nothing was half loaded.', {
      hint: 'See that the database runs and import the same files again: what was loaded is recognised.',
      cause: error,
    })
  return error
}

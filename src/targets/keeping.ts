import { and, asc, eq, inArray, isNotNull, sql } from 'drizzle-orm'
import type { PostgresJsDatabase } from 'drizzle-orm/postgres-js'
import { coverage } from '../../drizzle/schema/sales.ts'
import { targets } from '../../drizzle/schema/targets.ts'
import type { Wanted } from './written.ts'

/** A target as it is kept. */
export type StoredTarget = typeof targets.$inferSelect

/** What came of targets that were set, counted. */
export type Changed = { added: number; changed: number; unchanged: number; removed: number }

type Options = {
  /** Whether what is not among them is removed. */
  replace?: boolean
  /** Whether nothing is kept. */
  dryRun?: boolean
}

type Transaction = Parameters<Parameters<PostgresJsDatabase['transaction']>[0]>[0]

export type Keeping = ReturnType<typeof keeping>

/** Keeps targets, through the owner's login; answers given so far are not given again where one has changed. */
export function keeping(db: PostgresJsDatabase) {
  /** One change after the other: what is compared with what is kept must not change meanwhile. */
  const inTurn = <T>(work: (tx: Transaction) => Promise<T>) =>
    db.transaction(async tx => {
      await tx.execute(sql`select pg_advisory_xact_lock(hashtext('tilly targets'))`)
      return work(tx)
    })

  return {
    /** Sets targets; where there is one of the same measure, days and member, it has the new value. */
    set: (wanted: readonly Wanted[], { replace = false, dryRun = false }: Options = {}): Promise<Changed> =>
      inTurn(async tx => {
        const held = await tx.select().from(targets)
        const before = new Map(held.map(row => [keyOf(row), row]))
        const rows = wanted.map(stored)
        const keys = new Set(rows.map(keyOf))
        const isNew = rows.filter(row => !before.has(keyOf(row)))
        const other = rows.filter(row => {
          const known = before.get(keyOf(row))
          return known && Number(known.value) !== Number(row.value)
        })
        const gone = replace ? held.filter(row => !keys.has(keyOf(row))) : []
        if (!dryRun) {
          for (const some of portions([...isNew, ...other]))
            await tx
              .insert(targets)
              .values(some)
              .onConflictDoUpdate({ target: identity, set: { value: sql`excluded.value` } })
          if (gone.length > 0)
            await tx.delete(targets).where(
              inArray(
                targets.id,
                gone.map(({ id }) => id),
              ),
            )
          if (isNew.length + other.length + gone.length > 0) await forget(tx)
        }
        return {
          added: isNew.length,
          changed: other.length,
          unchanged: rows.length - isNew.length - other.length,
          removed: gone.length,
        }
      }),

    /** Sets one target, and tells how it stood before, if it did. */
    put: (wanted: Wanted): Promise<{ row: StoredTarget; before: StoredTarget | undefined }> =>
      inTurn(async tx => {
        const held = await tx.select().from(targets).where(eq(targets.measure, wanted.measure))
        const key = keyOf(stored(wanted))
        const before = held.find(row => keyOf(row) === key)
        const [row] = await tx
          .insert(targets)
          .values(stored(wanted))
          .onConflictDoUpdate({ target: identity, set: { value: sql`excluded.value` } })
          .returning()
        if (!row) throw new Error(`an upsert returns its row; targets: ${key}`)
        await forget(tx)
        return { row, before }
      }),

    /** Removes a target and tells what it was; nothing where it is gone already. */
    remove: (id: number): Promise<StoredTarget | undefined> =>
      inTurn(async tx => {
        const [row] = await tx.delete(targets).where(eq(targets.id, id)).returning()
        if (row) await forget(tx)
        return row
      }),

    /** Gives a target the value again that it had before this one; not where it is gone, or has another by now. */
    revert: ({ id, value }: StoredTarget, now: string): Promise<boolean> =>
      inTurn(async tx => {
        const back = await tx
          .update(targets)
          .set({ value })
          .where(and(eq(targets.id, id), eq(targets.value, now)))
          .returning({ id: targets.id })
        if (back.length > 0) await forget(tx)
        return back.length > 0
      }),

    /** Brings a removed target back, unless there is another one in its place. */
    restore: (row: StoredTarget): Promise<boolean> =>
      inTurn(async tx => {
        const back = await tx
          .insert(targets)
          .overridingSystemValue()
          .values(row)
          .onConflictDoNothing()
          .returning({ id: targets.id })
        if (back.length > 0) await forget(tx)
        return back.length > 0
      }),
  }
}

const identity = [targets.measure, targets.dimension, targets.memberId, targets.from, targets.to]

/** Answers are kept by the version of the data; without data there are none. */
const forget = (tx: Transaction) =>
  tx
    .update(coverage)
    .set({ version: sql`${coverage.version} + 1` })
    .where(isNotNull(coverage.firstDay))

type Identity = Pick<StoredTarget, 'measure' | 'dimension' | 'memberId' | 'from' | 'to'>

/** What tells one target from another. */
export const keyOf = ({ measure, dimension, memberId, from, to }: Identity) =>
  JSON.stringify([measure, dimension, memberId, from, to])

/** A target as it is kept. */
export const stored = ({ measure, from, to, of, value }: Wanted) => ({
  ...{ measure, from, to, value },
  dimension: of?.dimension ?? null,
  memberId: of?.member.id ?? null,
})

/** PostgreSQL takes no more than 65,535 parameters at once. */
function* portions<T>(rows: readonly T[], size = 5000) {
  for (let at = 0; at < rows.length; at += size) yield rows.slice(at, at + size)
}

/** The order in which targets are listed: by whom they are for, then by measure and days. */
export const inOrder = [
  asc(targets.dimension),
  asc(targets.memberId),
  asc(targets.measure),
  asc(targets.from),
  asc(targets.to),
]

import { and, eq, gt, inArray, isNull, lte, or, type SQL, sql } from 'drizzle-orm'
import type { PostgresJsDatabase } from 'drizzle-orm/postgres-js'
import { Temporal } from 'temporal-polyfill'
import type { Chart } from '../charts/chart.ts'
import { deliveries, rules, subscriptions } from '../drizzle/schema/bot.ts'
import type { Message } from '../src/slack/blocks.ts'
import type { Picture } from '../src/slack/message.ts'

/*
 * The book of what was due. A delivery is claimed before it is sent, by one process at a time and for a limited time;
 * the clock of claims is the database's, which all processes share.
 */

export type Delivery = typeof deliveries.$inferSelect

/** What is to be said, composed around a picture; or why there is nothing to say, or not yet. */
export type Composed =
  | { compose: (picture?: Picture) => Message; chart: Chart | null }
  | { skip: string }
  | { wait: number; why: string }

/** What became of a delivery. */
export type End =
  | { state: 'sent'; channel: string; ts: string }
  | { state: 'skipped' | 'failed' | 'unknown'; why: string }

/** The driver writes instants as PostgreSQL does, with a space before the time. */
export const instantOf = (text: string): Temporal.Instant => Temporal.Instant.from(text.replace(' ', 'T'))

const clock = sql`clock_timestamp()`
const after = (milliseconds: number) => sql`${clock} + ${milliseconds} * interval '1 millisecond'`

const isOpen = () =>
  or(
    and(eq(deliveries.state, 'due'), or(isNull(deliveries.notBefore), lte(deliveries.notBefore, clock))),
    and(eq(deliveries.state, 'claimed'), lte(deliveries.claimedUntil, clock)),
  )

/** The deliveries that somebody should send now, oldest first; those of a process that died while sending included. */
export const waiting = (db: PostgresJsDatabase, most = 1000) =>
  db
    .select({ id: deliveries.id, attempts: deliveries.attempts })
    .from(deliveries)
    .where(and(inArray(deliveries.state, ['due', 'claimed']), isOpen()))
    .orderBy(deliveries.due)
    .limit(most)

/** How many deliveries to one place have not ended. */
export const openTo = (db: PostgresJsDatabase, target: string): Promise<number> =>
  db.$count(deliveries, and(eq(deliveries.target, target), inArray(deliveries.state, ['due', 'claimed'])))

/**
 * Claims a delivery for some milliseconds; tells how many to wait where it is held by another or put off,
 * and nothing where it has ended.
 */
export async function claim(
  db: PostgresJsDatabase,
  id: string,
  lease: number,
): Promise<Delivery | number | undefined> {
  const [claimed] = await db
    .update(deliveries)
    .set({
      state: 'claimed',
      claim: sql`gen_random_uuid()`,
      claimedUntil: after(lease),
      attempts: sql`${deliveries.attempts} + 1`,
      triedAt: sql`coalesce(${deliveries.triedAt}, ${clock})`,
    })
    .where(and(eq(deliveries.id, id), isOpen()))
    .returning()
  if (claimed) return claimed
  const until = sql`coalesce(${deliveries.claimedUntil}, ${deliveries.notBefore})`
  const [held] = await db
    .select({ wait: sql`ceil(extract(epoch from ${until} - ${clock}) * 1000)`.mapWith(Number) })
    .from(deliveries)
    .where(and(eq(deliveries.id, id), inArray(deliveries.state, ['due', 'claimed'])))
  return held && Math.max(held.wait, 1)
}

const mine = ({ id, claim }: Delivery) =>
  and(
    eq(deliveries.id, id),
    eq(deliveries.state, 'claimed'),
    claim ? eq(deliveries.claim, claim) : sql`false`,
  )

async function change(
  db: PostgresJsDatabase,
  delivery: Delivery,
  to: Record<string, unknown>,
  also?: SQL,
): Promise<boolean> {
  const changed = await db
    .update(deliveries)
    .set(to)
    .where(and(mine(delivery), also))
    .returning({ id: deliveries.id })
  return changed.length > 0
}

/**
 * Makes a claim last from now on again, right before sending; tells whether it was still ours. From here on nobody
 * knows whether it was posted, until whoever sent it says so.
 */
export const renew = (db: PostgresJsDatabase, delivery: Delivery, lease: number): Promise<boolean> =>
  change(db, delivery, { claimedUntil: after(lease), suspect: true }, gt(deliveries.claimedUntil, clock))

/** Hands a delivery back, to be tried again later; a suspect one may have been posted. */
export const release = (
  db: PostgresJsDatabase,
  delivery: Delivery,
  { wait, suspect, why }: { wait: number; suspect: boolean; why: string },
): Promise<boolean> =>
  change(db, delivery, {
    state: 'due',
    claim: null,
    claimedUntil: null,
    notBefore: after(wait),
    suspect,
    why,
  })

/** Writes down what became of a delivery. */
export const settle = (db: PostgresJsDatabase, delivery: Delivery, end: End): Promise<boolean> =>
  change(db, delivery, { why: null, ...end, claim: null, claimedUntil: null, endedAt: clock })

/** Who asked for what was due. */
export async function ownerOf(
  db: PostgresJsDatabase,
  { kind, subject }: Delivery,
): Promise<string | undefined> {
  const table = kind === 'digest' ? subscriptions : rules
  const [row] = await db.select({ owner: table.owner }).from(table).where(eq(table.id, subject))
  return row?.owner
}

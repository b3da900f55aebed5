import { randomUUID } from 'node:crypto'
import { and, eq, isNull, lt, or, sql } from 'drizzle-orm'
import type { PostgresJsDatabase } from 'drizzle-orm/postgres-js'
import { Temporal } from 'temporal-polyfill'
import { z } from 'zod'
import { deliveries, heard, paces, rules, subscriptions, ticks } from '../drizzle/schema/bot.ts'
import { coverage } from '../drizzle/schema/sales.ts'
import { due } from '../src/due.ts'
import { lastJudged, lastWeek, weekBefore } from '../src/rule.ts'
import { isZone } from '../src/time-zone.ts'
import { instantOf, waiting } from './deliveries.ts'
import { job, type Wanted } from './job.ts'

/** What was due longer ago than this is not news any more: it is written down as missed. */
const catchUp = { hours: 24 }
/** What was due longer ago than this is not even written down. */
const memory = { hours: 31 * 24 }

/** A tick further ahead than this was made by a clock that was wrong. */
const skew = { hours: 24 }

const later = (one: Temporal.Instant, other: Temporal.Instant) =>
  Temporal.Instant.compare(one, other) > 0 ? one : other

/** Writes a delivery for every instant that was due since the last tick, whoever else ticks at the same time. */
export async function tick(db: PostgresJsDatabase, now: Temporal.Instant): Promise<void> {
  await db.transaction(async tx => {
    await tx.insert(ticks).values({ at: now.toString() }).onConflictDoNothing()
    const [last] = await tx.select().from(ticks).for('update')
    const from = last ? later(instantOf(last.at), now.subtract(memory)) : now
    // A clock that once was far ahead must not silence the time until it is right.
    if (Temporal.Instant.compare(from, now.add(skew)) > 0) await tx.update(ticks).set({ at: now.toString() })
    if (Temporal.Instant.compare(from, now) >= 0) return
    const asked = await tx.select().from(subscriptions).where(eq(subscriptions.paused, false))
    // One wish that cannot be reckoned with must not stop the others.
    const rows = asked
      .filter(({ timeZone }) => isZone(timeZone))
      .flatMap(({ id, target, weekday, at, timeZone, since }) =>
        due({ weekdays: [weekday], at, timeZone }, later(from, instantOf(since)), now).map(instant => ({
          kind: 'digest' as const,
          subject: id,
          target,
          due: instant.toString(),
          about: { week: weekBefore(instant, timeZone) },
          ...(Temporal.Instant.compare(instant, now.subtract(catchUp)) < 0 && missed(now)),
        })),
      )
    if (rows.length > 0) await tx.insert(deliveries).values(rows).onConflictDoNothing()
    await tx.update(ticks).set({ at: now.toString() })
  })
}

const missed = (now: Temporal.Instant) => ({
  state: 'missed' as const,
  why: 'nothing was running for longer than a day',
  endedAt: now.toString(),
})

/** The rules that have a week to judge whose figure is known for good. */
async function unjudged(db: PostgresJsDatabase): Promise<{ id: number; week: string }[]> {
  const [{ asOf } = { asOf: null }] = await db.select({ asOf: coverage.asOf }).from(coverage)
  if (!asOf) return []
  const found = await db
    .select({ id: rules.id, measure: rules.measure, judged: rules.judged })
    .from(rules)
    .where(and(eq(rules.paused, false), or(isNull(rules.judged), lt(rules.judged, lastWeek(asOf)))))
  // What counts returns is judged later, when they are in.
  return found
    .map(({ measure, ...rule }) => ({ ...rule, week: lastJudged(measure, asOf) }))
    .filter(({ judged, week }) => judged === null || judged < week)
}

/** Bots side by side need to know for a day what the others have heard: no signature is good for so long. */
async function forget(db: PostgresJsDatabase, now: Temporal.Instant): Promise<void> {
  await db.delete(heard).where(lt(heard.since, now.subtract({ hours: 24 }).toString()))
  await db.delete(paces).where(lt(paces.until, sql`clock_timestamp() - interval '1 day'`))
}

/** Everything that is to be done now, as jobs. */
export async function wanted(db: PostgresJsDatabase): Promise<Wanted[]> {
  const open = await waiting(db)
  const rules = await unjudged(db)
  return [
    ...open.map(({ id, attempts }) => toDeliver(id, { attempts })),
    ...rules.map(({ id, week }) => ({ name: 'judge', id: `judge-${id}-${week}`, payload: { rule: id } })),
  ]
}

/**
 * The job that sends a delivery: at once, and then one job an attempt is enough; or when some milliseconds have passed,
 * and then it is a job of its own, because whoever asks for it may be the very job that has that id.
 */
export const toDeliver = (id: string, { attempts = 0, wait = 0 } = {}): Wanted => ({
  name: 'deliver',
  id: `deliver-${id}-${wait > 0 ? randomUUID() : attempts}`,
  payload: { delivery: id },
  wait,
})

/** The scheduler: what has become due is written down, and whatever is to be done goes into the queue. */
export const schedule = job({
  name: 'schedule',
  payload: z.object({}),
  async run(_, { db, now, enqueue }) {
    const at = await now()
    await tick(db, at)
    await forget(db, at)
    await enqueue(await wanted(db))
  },
})

import { setTimeout as sleep } from 'node:timers/promises'
import { and, asc, count, eq, ne, or, sql } from 'drizzle-orm'
import type { PostgresJsDatabase } from 'drizzle-orm/postgres-js'
import type { Temporal } from 'temporal-polyfill'
import { deliveries, dueNow, subscriptions } from '../../drizzle/schema/bot.ts'
import { type Changer, changeable, checkBack, checkRoom, inTurn } from './wish.ts'

export type Subscription = typeof subscriptions.$inferSelect

/** What makes a digest: when it comes and where it goes. */
export type DigestWish = Pick<Subscription, 'target' | 'weekday' | 'at' | 'timeZone'>

/** How often, and after how many milliseconds each, it is looked whether a digest was sent. */
const patience = { tries: 12, pause: 200 }

const isSuch = ({ target, weekday, at, timeZone }: DigestWish) =>
  and(
    eq(subscriptions.target, target),
    eq(subscriptions.weekday, weekday),
    eq(subscriptions.at, at),
    eq(subscriptions.timeZone, timeZone),
  )

export type Subscribing = ReturnType<typeof subscribing>

/** Keeps the digests that people asked for. */
export function subscribing({ db, now }: { db: PostgresJsDatabase; now: () => Temporal.Instant }) {
  const known = async (id: number, changer: Changer) => {
    const [row] = await db.select().from(subscriptions).where(eq(subscriptions.id, id))
    return changeable(row, changer, 'digest')
  }
  const change = async (id: number, changer: Changer, to: Partial<Subscription>) => {
    await known(id, changer)
    const [row] = await db.update(subscriptions).set(to).where(eq(subscriptions.id, id)).returning()
    return changeable(row, changer, 'digest')
  }
  const since = () => now().toString()

  return {
    known,

    /** A person's digests and a channel's, in the order in which they were asked for. */
    list: ({ user, channel }: Changer): Promise<Subscription[]> =>
      db
        .select()
        .from(subscriptions)
        .where(or(eq(subscriptions.owner, user), eq(subscriptions.target, channel)))
        .orderBy(asc(subscriptions.id)),

    /** Asks for a digest; one that the person has already is told as such. */
    add: (owner: string, wish: DigestWish): Promise<{ row: Subscription; isNew: boolean }> =>
      inTurn(db, owner, async tx => {
        const mine = eq(subscriptions.owner, owner)
        const [same] = await tx
          .select()
          .from(subscriptions)
          .where(and(mine, isSuch(wish)))
        if (same) return { row: same, isNew: false }
        const [held] = await tx.select({ count: count() }).from(subscriptions).where(mine)
        checkRoom(held?.count ?? 0, 'digests')
        const [row] = await tx
          .insert(subscriptions)
          .values({ ...wish, owner, since: since() })
          .returning()
        if (!row) throw new Error('an insert returns its row; subscriptions: none')
        return { row, isNew: true }
      }),

    /** Gives a digest another day, time or place, unless there is such a one; nothing before now is due. */
    async change(
      id: number,
      changer: Changer,
      wish: DigestWish,
    ): Promise<{ row: Subscription; isNew: boolean }> {
      const { owner, paused, stopped } = await known(id, changer)
      const others = and(eq(subscriptions.owner, owner), ne(subscriptions.id, id), isSuch(wish))
      const [same] = await db.select().from(subscriptions).where(others)
      if (same) return { row: same, isNew: false }
      // What could not be posted where it went goes on elsewhere.
      const on = { paused: stopped === null && paused, stopped: null }
      return { row: await change(id, changer, { ...wish, ...on, since: since() }), isNew: true }
    },

    pause: (id: number, changer: Changer): Promise<Subscription> => change(id, changer, { paused: true }),

    /** Goes on; what was missed in the pause is not sent. */
    resume: (id: number, changer: Changer): Promise<Subscription> =>
      change(id, changer, { paused: false, stopped: null, since: since() }),

    /** Deletes a digest; what it sent stays on record. */
    async remove(id: number, changer: Changer): Promise<Subscription> {
      const row = await known(id, changer)
      await db.delete(subscriptions).where(eq(subscriptions.id, id))
      return row
    },

    /** Brings a deleted digest back as it was; once, however often it is asked for. */
    async restore(row: Subscription): Promise<void> {
      await inTurn(db, row.owner, async tx => {
        const held = await tx.select().from(subscriptions).where(eq(subscriptions.owner, row.owner))
        checkBack(held, row, isSame, 'digests')
        await tx.insert(subscriptions).overridingSystemValue().values(row).onConflictDoNothing()
      })
    },

    /** Writes down a digest as due at once, on somebody's behalf; nothing where it was already, within this minute. */
    send: (
      id: number,
      target: string,
      { by, preview }: { by: string; preview: boolean },
    ): Promise<string | undefined> =>
      db.transaction(async tx => {
        const minute = now().round({ smallestUnit: 'minute', roundingMode: 'floor' })
        // Whoever is sent the digest may have had a preview of it in the same minute.
        const due = minute.subtract({ seconds: preview ? 1 : 0 }).toString()
        const [row] = await tx
          .insert(deliveries)
          // Asked for by hand, it is sent though the digest is paused.
          .values({ kind: 'digest', subject: id, due, target, about: { asked: true, by, preview } })
          .onConflictDoNothing()
          .returning({ id: deliveries.id })
        if (row) await tx.execute(sql`select pg_notify(${dueNow}, ${row.id})`)
        return row?.id
      }),

    /** Whether what was to be sent has been, looked for a moment long. */
    async wasSent(delivery: string): Promise<boolean> {
      for (let tries = 0; tries < patience.tries; tries++) {
        await sleep(patience.pause)
        const [row] = await db
          .select({ state: deliveries.state })
          .from(deliveries)
          .where(eq(deliveries.id, delivery))
        if (row?.state === 'sent') return true
      }
      return false
    },
  }
}

const isSame = (one: Subscription, other: Subscription) =>
  one.target === other.target &&
  one.weekday === other.weekday &&
  one.at === other.at &&
  one.timeZone === other.timeZone

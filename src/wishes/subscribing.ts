import { and, asc, count, eq, or, sql } from 'drizzle-orm'
import type { PostgresJsDatabase } from 'drizzle-orm/postgres-js'
import type { Temporal } from 'temporal-polyfill'
import { deliveries, dueNow, subscriptions } from '../../drizzle/schema/bot.ts'
import { type Changer, changeable, checkRoom, inTurn } from './wish.ts'

export type Subscription = typeof subscriptions.$inferSelect

/** What makes a digest: when it comes and where it goes. */
export type DigestWish = Pick<Subscription, 'target' | 'weekday' | 'at' | 'timeZone'>

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
          .where(
            and(
              mine,
              eq(subscriptions.target, wish.target),
              eq(subscriptions.weekday, wish.weekday),
              eq(subscriptions.at, wish.at),
              eq(subscriptions.timeZone, wish.timeZone),
            ),
          )
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

    /** Gives a digest another day, time or place; nothing before now is due. */
    change: (id: number, changer: Changer, wish: DigestWish): Promise<Subscription> =>
      change(id, changer, { ...wish, since: since() }),

    pause: (id: number, changer: Changer): Promise<Subscription> => change(id, changer, { paused: true }),

    /** Goes on; what was missed in the pause is not sent. */
    resume: (id: number, changer: Changer): Promise<Subscription> =>
      change(id, changer, { paused: false, since: since() }),

    /** Deletes a digest; what it sent stays on record. */
    async remove(id: number, changer: Changer): Promise<Subscription> {
      const row = await known(id, changer)
      await db.delete(subscriptions).where(eq(subscriptions.id, id))
      return row
    },

    /** Brings a deleted digest back as it was; once, however often it is asked for. */
    async restore(row: Subscription): Promise<void> {
      await db.insert(subscriptions).overridingSystemValue().values(row).onConflictDoNothing()
    },

    /** Writes down a digest as due at once; tells whether it was not yet, within this minute. */
    send: (id: number, target: string): Promise<boolean> =>
      db.transaction(async tx => {
        const due = now().round({ smallestUnit: 'minute', roundingMode: 'floor' }).toString()
        const [row] = await tx
          .insert(deliveries)
          // Asked for by hand, it is sent though the digest is paused.
          .values({ kind: 'digest', subject: id, due, target, about: { asked: true } })
          .onConflictDoNothing()
          .returning({ id: deliveries.id })
        if (row) await tx.execute(sql`select pg_notify(${dueNow}, ${row.id})`)
        return row !== undefined
      }),
  }
}

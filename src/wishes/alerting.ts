import { and, asc, eq, getTableColumns, isNull, max, or, sql } from 'drizzle-orm'
import type { PostgresJsDatabase } from 'drizzle-orm/postgres-js'
import { deliveries, incidents, rules } from '../../drizzle/schema/bot.ts'
import { UserError } from '../errors.ts'
import { type Changer, changeable, checkBack, checkRoom, inTurn } from './wish.ts'

export type StoredRule = typeof rules.$inferSelect

/** What makes an alert: what it watches and where it tells. */
export type AlertWish = Pick<
  StoredRule,
  'target' | 'measure' | 'dimension' | 'memberId' | 'passing' | 'threshold'
>

/** How an alert stands: the last week that was judged, and since which week its threshold has been passed. */
export type Standing = { judged: string | null; passedSince: string | null }

/** An alert with the week in which its threshold was passed, if that is not over. */
export type Listed = StoredRule & { passedSince: string | null }

export type Alerting = ReturnType<typeof alerting>

/** Keeps the alerts that people asked for. */
export function alerting({ db }: { db: PostgresJsDatabase }) {
  const known = async (id: number, changer: Changer) => {
    const [row] = await db.select().from(rules).where(eq(rules.id, id))
    return changeable(row, changer, 'alert')
  }

  return {
    known,

    /** The same alert of the same person, if there is one beside the one with this id. */
    async same(owner: string, wish: AlertWish, except?: number): Promise<StoredRule | undefined> {
      const held = await db.select().from(rules).where(eq(rules.owner, owner))
      return held.find(row => row.id !== except && isSame(row, wish))
    },

    /** Makes an alert watch or tell something else from now on; what it was about to tell of before is not told. */
    change: async (
      id: number,
      changer: Changer,
      wish: AlertWish,
      { judged, passedSince }: Standing,
    ): Promise<StoredRule> => {
      checkOwner(await known(id, changer), changer)
      return db.transaction(async tx => {
        const [row] = await tx
          .update(rules)
          .set({ ...wish, judged })
          .where(eq(rules.id, id))
          .returning()
        await tx.delete(incidents).where(and(eq(incidents.ruleId, id), isNull(incidents.ended)))
        if (passedSince)
          await tx
            .insert(incidents)
            .values({ ruleId: id, began: passedSince })
            .onConflictDoUpdate({ target: [incidents.ruleId, incidents.began], set: { ended: null } })
        await tx
          .update(deliveries)
          .set({ state: 'skipped', why: 'the alert was changed', endedAt: sql`clock_timestamp()` })
          .where(and(eq(deliveries.kind, 'alert'), eq(deliveries.subject, id), eq(deliveries.state, 'due')))
        if (!row) throw new Error(`an update returns its row; rule: ${id}`)
        return row
      })
    },

    /** A person's alerts and a channel's, in the order in which they were asked for. */
    list: ({ user, channel }: Changer): Promise<Listed[]> =>
      db
        .select({ ...getTableColumns(rules), passedSince: max(incidents.began) })
        .from(rules)
        .leftJoin(incidents, and(eq(incidents.ruleId, rules.id), isNull(incidents.ended)))
        .where(or(eq(rules.owner, user), eq(rules.target, channel)))
        .groupBy(rules.id)
        .orderBy(asc(rules.id)),

    /** Asks for an alert; what is passed already is on record, so that it is told when it is over and not as new. */
    add: (
      owner: string,
      wish: AlertWish,
      { judged, passedSince }: Standing,
    ): Promise<{ row: StoredRule; isNew: boolean }> =>
      inTurn(db, owner, async tx => {
        const held = await tx.select().from(rules).where(eq(rules.owner, owner))
        const same = held.find(row => isSame(row, wish))
        if (same) return { row: same, isNew: false }
        checkRoom(held.length, 'alerts')
        const [row] = await tx
          .insert(rules)
          .values({ ...wish, owner, judged })
          .returning()
        if (!row) throw new Error('an insert returns its row; rules: none')
        if (passedSince) await tx.insert(incidents).values({ ruleId: row.id, began: passedSince })
        return { row, isNew: true }
      }),

    async pause(id: number, changer: Changer): Promise<void> {
      await known(id, changer)
      await db.update(rules).set({ paused: true }).where(eq(rules.id, id))
    },

    /** Goes on from how it stands now; what was missed in the pause is not told. */
    async resume(id: number, changer: Changer, { judged, passedSince }: Standing): Promise<void> {
      await known(id, changer)
      await db.transaction(async tx => {
        await tx.update(rules).set({ paused: false, stopped: null, judged }).where(eq(rules.id, id))
        const isOpen = and(eq(incidents.ruleId, id), isNull(incidents.ended))
        const [open] = await tx.select().from(incidents).where(isOpen)
        if (!passedSince && open) await tx.update(incidents).set({ ended: judged }).where(isOpen)
        if (passedSince && !open)
          await tx
            .insert(incidents)
            .values({ ruleId: id, began: passedSince })
            .onConflictDoUpdate({ target: [incidents.ruleId, incidents.began], set: { ended: null } })
      })
    },

    /** Deletes an alert; what it told stays on record. */
    async remove(id: number, changer: Changer): Promise<StoredRule> {
      const row = await known(id, changer)
      await db.delete(rules).where(eq(rules.id, id))
      return row
    },

    /** Brings a deleted alert back as it was, with its incidents; once, however often it is asked for. */
    async restore(row: StoredRule): Promise<void> {
      await inTurn(db, row.owner, async tx => {
        const held = await tx.select().from(rules).where(eq(rules.owner, row.owner))
        checkBack(held, row, isSame, 'alerts')
        await tx.insert(rules).overridingSystemValue().values(row).onConflictDoNothing()
      })
    },
  }
}

/** Refuses a change of what is watched to all but who asked for it: it is seen with their eyes. */
export function checkOwner({ owner }: StoredRule, { user }: Pick<Changer, 'user'>) {
  if (owner === user) return
  throw new UserError('Only whoever asked for an alert can change it.', {
    hint: 'You can pause or delete it here, and ask for one of your own.',
  })
}

const isSame = (row: StoredRule, wish: AlertWish) =>
  row.target === wish.target &&
  row.measure === wish.measure &&
  row.dimension === wish.dimension &&
  row.memberId === wish.memberId &&
  row.passing === wish.passing &&
  Number(row.threshold) === Number(wish.threshold)

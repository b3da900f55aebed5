import { sql } from 'drizzle-orm'
import type { PostgresJsDatabase } from 'drizzle-orm/postgres-js'
import { UserError } from '../errors.ts'

/*
 * What people asked to be told unasked: digests are kept in `subscriptions`, alerts in `rules`.
 */

/** Who changes a wish, and where they are as they do it. */
export type Changer = { user: string; channel: string }

/** The most digests, and the most alerts, that one person may have. */
export const mostWishes = 50

/** Whether someone may change a wish: whoever asked for it may, and whoever is in the channel it goes to. */
export const mayChange = (wish: { owner: string; target: string }, { user, channel }: Changer): boolean =>
  wish.owner === user || wish.target === channel

/** Refuses to change what is gone, or what belongs to somebody else. */
export function changeable<W extends { owner: string; target: string }>(
  wish: W | undefined,
  changer: Changer,
  what: 'digest' | 'alert',
): W {
  if (!wish) throw new UserError(`This ${what} is not there any more.`, { hint: 'Somebody has deleted it.' })
  if (mayChange(wish, changer)) return wish
  throw new UserError(`This ${what} is not yours to change.`, {
    hint: 'The person who asked for it can, and whoever is in the channel it goes to.',
  })
}

/** Refuses more than one person may have. */
export function checkRoom(count: number, what: 'digests' | 'alerts') {
  if (count < mostWishes) return
  throw new UserError(`You have ${mostWishes} ${what}: that is as many as one person can have.`, {
    hint: 'Delete one that you do not need any more.',
  })
}

/** Refuses to bring back what has been asked for again meanwhile, or what there is no room for any more. */
export function checkBack<W extends { id: number }>(
  held: readonly W[],
  row: W,
  isSame: (one: W, other: W) => boolean,
  what: 'digests' | 'alerts',
) {
  if (held.some(({ id }) => id === row.id)) return
  if (held.some(one => isSame(one, row)))
    throw new UserError(`You have the same among your ${what} again already.`)
  checkRoom(held.length, what)
}

/** Runs work for a person, one after the other, so that whoever presses twice asks once. */
export const inTurn = <T>(
  db: PostgresJsDatabase,
  person: string,
  work: (tx: Parameters<Parameters<PostgresJsDatabase['transaction']>[0]>[0]) => Promise<T>,
): Promise<T> =>
  db.transaction(async tx => {
    await tx.execute(sql`select pg_advisory_xact_lock(hashtext(${`tilly wishes of ${person}`}))`)
    return work(tx)
  })

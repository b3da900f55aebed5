import { setTimeout as sleep } from 'node:timers/promises'
import { eq, sql } from 'drizzle-orm'
import type { PostgresJsDatabase } from 'drizzle-orm/postgres-js'
import type { Logger } from 'pino'
import { type HeardOutcome, heard as table } from '../drizzle/schema/bot.ts'
import { salesAway } from './away.ts'

/** What all bots of a workspace have heard, whichever of them Slack told it. */
export type Heard = ReturnType<typeof heard>

/** For how many milliseconds the database is asked: what can be done without, and what cannot. */
const patience = { helpful: 1000, needed: 10_000 }

/** For how many milliseconds a bot waits for what another is doing. */
const waiting = { pause: 100, longest: 20_000 }

/**
 * Shares between bots that stand side by side what each has heard, through the owner's login. While the database is
 * away nothing is taken for new: a request that is sent again must not be obeyed again. Which answer was asked for last,
 * each bot then knows for itself.
 */
export function heard(db: PostgresJsDatabase, log: Logger) {
  /** What the database answers in time. */
  async function soon<T>(asked: Promise<T>, milliseconds: number): Promise<T> {
    const late = sleep(milliseconds, undefined, { ref: false }).then(() => {
      const error = new Error(`the database tells what was heard; milliseconds: over ${milliseconds}`)
      throw Object.assign(error, { code: 'ETIMEDOUT' })
    })
    return Promise.race([asked, late])
  }

  async function unlessAway<T>(asked: Promise<T>, alone: T): Promise<T> {
    try {
      return await soon(asked, patience.helpful)
    } catch (error) {
      log.warn({ err: error }, 'the other bots cannot be asked what they have heard')
      return alone
    }
  }

  const isNew = async (id: string) => {
    const adding = db.insert(table).values({ id }).onConflictDoNothing().returning({ id: table.id })
    const added = await soon(adding.execute(), patience.needed).catch((error: unknown) => {
      throw salesAway(error)
    })
    return added.length > 0
  }
  const outcomeOf = async (id: string) => {
    const [row] = await db.select({ outcome: table.outcome }).from(table).where(eq(table.id, id))
    return row?.outcome ?? undefined
  }
  async function doing(id: string, work: () => Promise<HeardOutcome>) {
    try {
      const outcome = await work()
      await unlessAway(db.update(table).set({ outcome }).where(eq(table.id, id)).then(nothing), undefined)
      return outcome
    } catch (error) {
      await unlessAway(db.delete(table).where(eq(table.id, id)).then(nothing), undefined)
      throw error
    }
  }

  return {
    /** Whether nobody has heard it before; from now on somebody has. Fails where the database does not say. */
    first: isNew,

    /** Notes when a message was pressed, in Slack's seconds. */
    async press(message: string, at: number): Promise<void> {
      const noted = db
        .insert(table)
        .values({ id: message, pressed: at })
        .onConflictDoUpdate({
          target: table.id,
          set: { pressed: sql`greatest(${table.pressed}, excluded.pressed)` },
        })
      await unlessAway(noted.then(nothing), undefined)
    },

    /** Whether a message has been pressed after this. */
    async isPressedAfter(message: string, at: number): Promise<boolean> {
      const asked = db.select({ pressed: table.pressed }).from(table).where(eq(table.id, message))
      return unlessAway(
        asked.then(([row]) => (row?.pressed ?? 0) > at),
        false,
      )
    },

    /** Does what is to be done once, and tells what came of it, here or elsewhere; what failed may be done again. */
    async once(id: string, work: () => Promise<HeardOutcome>): Promise<HeardOutcome> {
      for (let waited = 0; waited < waiting.longest; waited += waiting.pause) {
        if (await isNew(id)) return doing(id, work)
        const outcome = await unlessAway(outcomeOf(id), 'unsure')
        if (outcome) return outcome
        await sleep(waiting.pause)
      }
      return 'unsure'
    },

    /** What was done once and stands in this place is gone: it may be done again. */
    async undo(place: Exclude<HeardOutcome, string>): Promise<void> {
      const undone = db.delete(table).where(sql`${table.outcome} = ${JSON.stringify(place)}::jsonb`)
      await unlessAway(undone.then(nothing), undefined)
    },
  }
}

const nothing = () => undefined

import { eq, sql } from 'drizzle-orm'
import type { PostgresJsDatabase } from 'drizzle-orm/postgres-js'
import type { Logger } from 'pino'
import { paces } from '../drizzle/schema/bot.ts'

/** So many calls are taken in a row, and then one in so many milliseconds. */
type Pace = { burst: number; step: number }

/** How often a method may be called a minute, a little below what Slack takes; a quarter of it at once. */
const perMinute = (calls: number): Pace => ({ burst: calls / 4, step: 60_000 / (calls * 0.95) })

const tiers: Record<string, Pace> = {
  'chat.update': perMinute(50),
  'chat.delete': perMinute(50),
  'conversations.info': perMinute(50),
  'conversations.open': perMinute(50),
  'conversations.history': perMinute(50),
  'files.getUploadURLExternal': perMinute(100),
  'files.completeUploadExternal': perMinute(100),
  'users.info': perMinute(100),
}

/** A channel takes a message a second, and a few at once. */
const toChannel: Pace = { burst: 3, step: 1050 }

/** What is not paced is only put off. */
const unpaced: Pace = { burst: 1, step: 0 }

const posting = 'chat.postMessage'

/** What is counted and put off together: messages to one channel, else all calls of a method. */
const keyOf = (method: string, channel: string | undefined) =>
  method === posting && channel ? `${method} ${channel}` : method

/** The limits of Slack's Web API, shared by everything that calls it. */
export type Limits = ReturnType<typeof limits>

/**
 * Keeps to Slack's rate limits in all processes at once: who may call now, and what Slack has put off. Where the
 * database is away each call is made, and Slack says for itself what is too much.
 *
 * The calls so far, at an even pace, may be ahead of now by the burst.
 */
export function limits(db: PostgresJsDatabase, log: Logger, { isPaced = true } = {}) {
  const clock = sql`clock_timestamp()`
  const span = (milliseconds: number) => sql`${milliseconds} * interval '1 millisecond'`
  const paceOf = (method: string): Pace =>
    isPaced ? (method === posting ? toChannel : (tiers[method] ?? unpaced)) : unpaced
  const ahead = ({ burst, step }: Pace) => span((burst - 1) * step)

  async function unlessAway<T>(asked: Promise<T>, otherwise: T): Promise<T> {
    try {
      return await asked
    } catch (error) {
      log.warn({ err: error }, 'the rate limits are not known: Slack is called all the same')
      return otherwise
    }
  }

  async function ask(method: string, channel: string | undefined): Promise<number> {
    const key = keyOf(method, channel)
    const pace = paceOf(method)
    if (pace.step > 0) {
      const taken = await db
        .insert(paces)
        .values({ key, until: sql`${clock} + ${span(pace.step)}` })
        .onConflictDoUpdate({
          target: paces.key,
          set: { until: sql`greatest(${paces.until}, ${clock}) + ${span(pace.step)}` },
          setWhere: sql`${paces.until} <= ${clock} + ${ahead(pace)} and coalesce(${paces.putOff} <= ${clock}, true)`,
        })
        .returning({ key: paces.key })
      if (taken.length > 0) return 0
    }
    const free = isPaced ? sql`greatest(${paces.until} - ${ahead(pace)}, ${paces.putOff})` : paces.putOff
    const [row] = await db
      .select({ wait: sql`ceil(extract(epoch from ${free} - ${clock}) * 1000)`.mapWith(Number) })
      .from(paces)
      .where(eq(paces.key, key))
    return Math.max(row?.wait ?? 0, pace.step > 0 ? 1 : 0)
  }

  return {
    /** Takes a turn: 0 where the call may be made now, else how many milliseconds to wait before another try. */
    take: (method: string, channel?: string): Promise<number> => unlessAway(ask(method, channel), 0),

    /** Slack has put calls off for so many seconds: until then nobody makes one. */
    async putOff(method: string, channel: string | undefined, seconds: number): Promise<void> {
      const putOff = sql`${clock} + ${span(seconds * 1000)}`
      // What is paced begins again with one call, not with as many as may come at once.
      const until = sql`${putOff} + ${ahead(paceOf(method))}`
      const noted = db
        .insert(paces)
        .values({ key: keyOf(method, channel), until, putOff })
        .onConflictDoUpdate({
          target: paces.key,
          set: {
            until: sql`greatest(${paces.until}, excluded.until)`,
            putOff: sql`greatest(${paces.putOff}, excluded.put_off)`,
          },
        })
      await unlessAway(
        noted.then(() => undefined),
        undefined,
      )
    },
  }
}

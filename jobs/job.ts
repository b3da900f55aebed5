import type { PostgresJsDatabase } from 'drizzle-orm/postgres-js'
import type { Logger } from 'pino'
import type { Temporal } from 'temporal-polyfill'
import type { z } from 'zod'
import type { Scope } from '../src/access.ts'
import type { Analyst } from '../src/analyst.ts'
import type { audience } from '../src/slack/audience.ts'
import type { Membership } from '../src/slack/membership.ts'
import type { Post } from '../src/slack/post.ts'
import type { Seal } from '../src/slack/seal.ts'
import type { Watcher } from '../src/watch.ts'
import type { Say } from '../src/words.ts'

/** A job to be put into the queue; one that waits there under the same `id` is not put in twice. */
export type Wanted = {
  name: string
  id: string
  payload: Record<string, string | number>
  /** Milliseconds until it may run. */
  wait?: number
}

/** What jobs work with. */
export type Tools = {
  /** The owner's login: jobs keep the book of what was due. */
  db: PostgresJsDatabase
  analyst: Analyst
  watcher: Watcher
  slack: Post
  /** Who may be sent sales, and who reads a channel. */
  members: Membership
  readers: ReturnType<typeof audience>
  say: Say
  /** Signs what buttons carry, so that the bot knows its own. */
  seal: Seal
  prefix: string
  /** Who is told where the owner of something is gone. */
  admins: readonly string[]
  timeZone: string
  scopeOf: (user: string) => Scope
  /** Through which day sales are loaded, where that is long ago. */
  stale: () => Promise<string | undefined>
  /** The time that all processes share. */
  now: () => Promise<Temporal.Instant>
  log: Logger
  /** For how many milliseconds whoever claimed a delivery may send it. */
  lease: number
  enqueue: (wanted: readonly Wanted[]) => Promise<void>
}

/** A piece of work in the background, of the same shape as an insight. */
export type Job = { name: string; run(payload: unknown, tools: Tools): Promise<void> }

/** Makes a job out of its definition; its payload is checked before it runs. */
export const job = <P extends z.ZodType>(definition: {
  name: string
  payload: P
  run(payload: z.output<P>, tools: Tools): Promise<void>
}): Job => ({
  name: definition.name,
  run: (payload, tools) => definition.run(definition.payload.parse(payload), tools),
})

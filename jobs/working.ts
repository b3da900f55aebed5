import { randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Temporal } from 'temporal-polyfill'
import type { Pictures } from '../charts/png.ts'
import { dueNow } from '../drizzle/schema/bot.ts'
import { analyst } from '../src/analyst.ts'
import { covered } from '../src/covered.ts'
import type { Database } from '../src/db.ts'
import { companyOf, type Env } from '../src/env.ts'
import { limits } from '../src/limits.ts'
import { audience } from '../src/slack/audience.ts'
import { client, tokenOf } from '../src/slack/client.ts'
import { membership } from '../src/slack/membership.ts'
import { patience } from '../src/slack/patience.ts'
import { post } from '../src/slack/post.ts'
import { seal } from '../src/slack/seal.ts'
import { isStale } from '../src/stale.ts'
import { orm } from '../src/tx.ts'
import { watcher } from '../src/watch.ts'
import { say } from '../src/words.ts'
import { clockOf } from './clock.ts'
import { jobs } from './index.ts'
import type { Job, Tools } from './job.ts'
import { jobQueue } from './queue.ts'
import { toDeliver } from './schedule.ts'

/** A process (or a part of one) that does jobs. */
export type Working = {
  /** Takes nothing more, and finishes what is under way or hands it back. */
  stop(within?: number): Promise<void>
}

/** What a process that does jobs is given. */
export type Circumstances = Pick<Tools, 'scopeOf' | 'log'> & {
  env: Env
  pictures: Pictures
  /** This machine's clock, by which questions know what today is. */
  now: () => Temporal.Instant
  /** The clock by which things become due: the database's, unless another is given. */
  clock?: Tools['now']
  /** For how many milliseconds a delivery is claimed; posting one takes less, or two may post it. */
  lease?: number
  /** How many milliseconds lie between two looks at what is due. */
  every?: number
}

/** Posting is given up well before a claim runs out. */
const posting = { lease: 45_000, timeout: 15_000, patience: 10_000 }

/** Begins to do jobs: what the scheduler finds every minute, and what is due at once. */
export async function working(
  { owner, reader, url }: Pick<Database, 'owner' | 'reader' | 'url'>,
  {
    env,
    pictures,
    log,
    scopeOf,
    now,
    clock = clockOf(owner),
    lease = posting.lease,
    every = 60_000,
  }: Circumstances,
): Promise<Working> {
  const company = companyOf(env)
  const share = lease / posting.lease
  const db = orm(owner)
  const web = client(env, tokenOf(env), log, {
    timeout: Math.round(posting.timeout * share),
    limits: limits(db, log),
  })
  const slack = post({
    client: web,
    pictures,
    log,
    patience: { ...patience, posting: posting.patience * share },
  })
  // Nobody waits for a delivery as for a command: there is time to ask who somebody is.
  const asking = { form: posting.patience * share }
  const queue = jobQueue(env, url, log)
  const tools: Tools = {
    ...{ log, scopeOf, now: clock },
    members: membership({ client: web, guests: env.GUESTS, log, patience: asking }),
    readers: audience({ client: web, log, patience: asking }),
    ...{
      slack,
      lease,
      timeZone: env.COMPANY_TIMEZONE,
      prefix: env.COMMAND_PREFIX,
      admins: env.ADMINS,
      say: say(company),
    },
    seal: seal(tokenOf(env)),
    db,
    analyst: analyst({ reader, company, now }),
    watcher: watcher(reader),
    async stale() {
      const known = await covered(reader)
      return known && isStale(known.dataThrough, { ...company, now }) ? known.dataThrough : undefined
    },
    enqueue: queue.enqueue,
  }
  await queue.work((name, payload) => named(name).run(payload, tools))
  await queue.enqueue([{ name: 'schedule', id: `start-${randomUUID()}`, payload: {} }])
  const scheduler = ticking(queue.enqueue, { every, log })
  const { unlisten } = await owner.listen(dueNow, id => {
    // The scheduler finds it within a minute.
    queue
      .enqueue([toDeliver(id)])
      .catch(error => log.warn({ err: error }, 'a delivery waits for the scheduler'))
  })
  return {
    async stop(within = 25_000) {
      clearInterval(scheduler)
      // Where the database is away nobody can unsubscribe; the queue is closed all the same.
      const stopped = unlisten().then(queue.close, queue.close)
      await Promise.race([stopped, sleep(within, undefined, { ref: false })])
      const left = queue.underWay()
      if (left > 0) log.warn({ left }, 'stopped before everything was done')
    },
  }
}

/**
 * Asks for a look at what is due, again and again. The timer is this process's own: one that the queue kept would be lost
 * with the queue's data, and nothing would ever be due again. Processes that tick at the same time ask for the same job.
 */
function ticking(
  enqueue: Tools['enqueue'],
  { every, log }: { every: number; log: Tools['log'] },
): NodeJS.Timeout {
  let isAsking = false
  return setInterval(async () => {
    // While the queue is away, one request waits for it, and no others behind it.
    if (isAsking) return
    isAsking = true
    const id = `tick-${Math.floor(Date.now() / every)}`
    await enqueue([{ name: 'schedule', id, payload: {} }]).catch((error: unknown) =>
      log.warn({ err: error }, 'what is due is looked for a little later'),
    )
    isAsking = false
  }, every)
}

function named(name: string): Job {
  const found = jobs.find(job => job.name === name)
  if (!found) throw new Error(`a job of the list; name: ${name}`)
  return found
}

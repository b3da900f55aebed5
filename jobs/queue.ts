import { setTimeout as sleep } from 'node:timers/promises'
import { createPostgresBackend, type JobsOptions, Queue, Worker, withBackend } from 'bullmq'
import { Redis } from 'ioredis'
import type { Logger } from 'pino'
import type { Wanted } from './job.ts'

/*
 * One queue for all jobs, on Redis or on PostgreSQL. It wakes whoever has something to do; what is to be done, and what
 * became of it, stands in our own tables, so that nothing is lost with the queue.
 */

/** The queue as jobs and roots use it. */
export type JobQueue = {
  enqueue(wanted: readonly Wanted[]): Promise<void>
  /** Begins to work. */
  work(run: (name: string, payload: unknown) => Promise<void>): Promise<void>
  /** How many jobs are under way. */
  underWay(): number
  /** Takes nothing more, and waits for what is under way. */
  close(): Promise<void>
}

const name = 'tilly'

/** For so many milliseconds after it was told that the queue is away, it is not told again. */
const quiet = 10_000

/** A worker that dies holds its job for as long as this, in milliseconds. */
const lock = { lockDuration: 10_000, stalledInterval: 5_000 }
const workerOptions = {
  ...lock,
  concurrency: 8,
  // The book of deliveries decides what is tried again, and how often: the queue never gives up on its own.
  maxStalledCount: 1_000_000,
}
const forgotten = { removeOnComplete: true, removeOnFail: true }

const bound = withBackend(createPostgresBackend)

type Run = (job: { name: string; data: unknown }) => Promise<void>

/** What both backends have alike: their own types differ in the connection. */
type Backend = {
  queue: {
    addBulk(jobs: { name: string; data: unknown; opts: JobsOptions }[]): Promise<unknown>
    on(event: 'error', told: (error: Error) => void): unknown
    waitUntilReady(): Promise<unknown>
    close(): Promise<void>
  }
  begin(run: Run): {
    on(event: 'error', told: (error: Error) => void): unknown
    on(event: 'failed', told: (job: { name: string } | undefined, error: Error) => void): unknown
    close(): Promise<void>
  }
  end?(): Promise<unknown>
}

function redis(url: string): Backend {
  const connection = new Redis(url, { maxRetriesPerRequest: null })
  return {
    queue: new Queue(name, { connection }),
    begin: run => new Worker(name, run, { ...workerOptions, connection }),
    end: async () => connection.disconnect(),
  }
}

function postgres(connectionString: string): Backend {
  const queue = new bound.Queue(name, { connection: { connectionString, migrate: true, max: 6 } })
  // One small pool serves the process: the worker uses the queue's.
  const { pool: connection } = queue.getBackend().connection
  return { queue, begin: run => new bound.Worker(name, run, { ...workerOptions, connection }) }
}

/** BullMQ waits long for a store that is away, to tell it what became of a job; ours is told already. */
const soon = (closed: Promise<unknown> | undefined) =>
  Promise.race([closed, sleep(2000, undefined, { ref: false })])

/** Opens the queue, on REDIS_URL or else in the database. */
export function jobQueue(
  env: { REDIS_URL?: string | undefined },
  databaseUrl: string,
  log: Logger,
): JobQueue {
  const { queue, begin, end } = env.REDIS_URL ? redis(env.REDIS_URL) : postgres(databaseUrl)
  // An error of the driver carries its whole client along, and a store that is away brings very many.
  const away = ({ message }: Error) => {
    const now = Date.now()
    if (now - told < quiet) return
    told = now
    log.warn({ why: message }, 'the queue is away')
  }
  let told = 0
  queue.on('error', away)
  let worker: ReturnType<typeof begin> | undefined
  const underWay = new Set<Promise<void>>()
  return {
    async enqueue(wanted) {
      const jobs = wanted.map(({ name, id, payload, wait = 0 }) => ({
        name,
        data: payload,
        opts: { ...forgotten, jobId: id, delay: Math.ceil(wait) },
      }))
      if (jobs.length > 0) await queue.addBulk(jobs)
    },
    async work(run) {
      await queue.waitUntilReady()
      worker = begin(job => {
        const done = run(job.name, job.data).finally(() => underWay.delete(done))
        underWay.add(done)
        return done
      })
      worker.on('error', away)
      worker.on('failed', (job, error) => log.error({ err: error, job: job?.name }, 'a job failed'))
    },
    underWay: () => underWay.size,
    async close() {
      // Asked first, so that nothing new is taken.
      const closed = worker?.close()
      await Promise.allSettled(underWay)
      await soon(closed)
      await soon(queue.close())
      await end?.()
    },
  }
}

import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { inArray } from 'drizzle-orm'
import { Temporal } from 'temporal-polyfill'
import { afterAll, expect, onTestFinished, test } from 'vitest'
import { deliveries, subscriptions } from '../drizzle/schema/bot.ts'
import { tick } from '../jobs/schedule.ts'
import type { Fault } from '../playground/faults.ts'
import { localSlack } from '../playground/slack.ts'
import { orm } from '../src/tx.ts'
import { sampleDatabase } from './helpers/database.ts'
import { scratchRedis } from './helpers/redis.ts'
import { unhurriedSlack } from './helpers/unhurried.ts'

const redis = await scratchRedis()
afterAll(() => redis?.stop())

const digits = (index: number) => String(index).padStart(4, '0')
const places = {
  people: Array.from({ length: 20 }, (_, index) => ({
    ...{ id: `U0PERSON${digits(index)}`, handle: `person${index}`, name: `Person ${index}` },
    ...{ title: '', colour: index % 8 },
  })),
  channels: Array.from({ length: 20 }, (_, index) => ({
    ...{ id: `C0CHANNEL${digits(index)}`, name: `channel-${index}`, topic: '' },
  })),
}
const targets = [...places.people, ...places.channels].map(({ id }) => id)

const on = (method: string, probability: number, kind: object, seed: number) =>
  ({ method, probability, seed, ...kind }) as Fault
const faults = [
  on('chat.postMessage', 0.1, { kind: 'ratelimited', retryAfter: 1 }, 1),
  on('chat.postMessage', 0.06, { kind: 'unavailable' }, 2),
  on('chat.postMessage', 0.08, { kind: 'unavailable-after' }, 3),
  on('chat.postMessage', 0.04, { kind: 'cut' }, 4),
  on('chat.postMessage', 0.06, { kind: 'cut-after' }, 5),
  on('chat.postMessage', 0.05, { kind: 'slow', wait: 400 }, 6),
  on('conversations.history', 0.1, { kind: 'unavailable' }, 7),
  on('chat.update', 0.05, { kind: 'unavailable' }, 8),
  { kind: 'never-ready', times: 1 } as const,
]

async function started(environment: Record<string, string>): Promise<ChildProcess> {
  const worker = fork(fileURLToPath(new URL('helpers/worker-process.ts', import.meta.url)), {
    execArgv: ['--import', 'tsx'],
    env: { ...process.env, ...environment },
  })
  await once(worker, 'message')
  return worker
}

test.for(['PostgreSQL', 'Redis'])(
  'Of 200 deliveries due at once, none is lost and none doubled by faults and killed workers, on %s',
  { timeout: 600_000 },
  async (backend, { skip }) => {
    if (backend === 'Redis' && !redis) skip('this machine has no redis-server')
    const database = await sampleDatabase()
    const db = orm(database.owner)
    await db.insert(subscriptions).values(
      Array.from({ length: 200 }, (_, index) => ({
        ...{ owner: 'U0PERSON0000', target: targets[index % targets.length] ?? '', weekday: 1, at: '08:00' },
        ...{ timeZone: 'Europe/London', since: '2026-01-01T00:00:00Z' },
      })),
    )
    await tick(db, Temporal.Instant.from('2026-06-29T06:59:00Z'))
    await tick(db, Temporal.Instant.from('2026-06-29T07:00:00Z'))

    const slack = await localSlack({ ...unhurriedSlack, ...places, faults, fileDelay: 300 })
    const environment = {
      ...{ DATABASE_URL: database.url, SLACK_BOT_TOKEN: slack.token, SLACK_API_URL: slack.apiUrl },
      REDIS_URL: backend === 'Redis' ? (redis?.url ?? '') : '',
    }
    const workers = await Promise.all([started(environment), started(environment)])
    onTestFinished(async () => {
      for (const worker of workers) worker.kill('SIGKILL')
      await slack.close()
    })
    const posted = () => targets.flatMap(target => slack.messages(target))
    for (const [turn, count] of [30, 80, 130].entries()) {
      await slack.until(() => posted().length >= count)
      workers[turn % 2]?.kill('SIGKILL')
      workers[turn % 2] = await started(environment)
    }
    const open = () => db.$count(deliveries, inArray(deliveries.state, ['due', 'claimed']))
    await expect.poll(open, { timeout: 480_000, interval: 300 }).toBe(0)

    const book = await db.select().from(deliveries)
    expect(book.map(({ state }) => state)).toEqual(Array.from({ length: 200 }, () => 'sent'))
    expect(book.some(({ attempts }) => attempts > 1)).toBe(true)
    const standing = posted().map(
      ({ channel, ts, metadata }) => `${channel} ${ts} ${metadata?.event_payload.delivery}`,
    )
    expect(standing.sort()).toEqual(book.map(({ channel, ts, id }) => `${channel} ${ts} ${id}`).sort())
  },
)

import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { inArray } from 'drizzle-orm'
import { Temporal } from 'temporal-polyfill'
import { describe, expect, onTestFinished, test } from 'vitest'
import { deliveries, subscriptions } from '../drizzle/schema/bot.ts'
import { tick } from '../jobs/schedule.ts'
import { localSlack } from '../playground/slack.ts'
import { limits } from '../src/limits.ts'
import { logger } from '../src/log.ts'
import { orm } from '../src/tx.ts'
import { sampleDatabase } from './helpers/database.ts'
import { unhurriedSlack } from './helpers/unhurried.ts'

const post = 'chat.postMessage'
const quiet = logger('silent')

describe('The limits of Slack', () => {
  test('are kept by all processes together, for each channel by itself', async () => {
    const db = orm((await sampleDatabase()).owner)
    const [one, other] = [limits(db, quiet), limits(db, quiet)]
    const began = performance.now()
    const tries = Array.from({ length: 20 }, (_, nth) => (nth % 2 ? one : other).take(post, 'C1'))
    const granted = (await Promise.all(tries)).filter(wait => wait === 0).length
    // A slow machine has given more time, in which more may be sent.
    expect(granted).toBeGreaterThanOrEqual(3)
    expect(granted).toBeLessThanOrEqual(4 + (performance.now() - began) / 1000)
    expect(await other.take(post, 'C2')).toBe(0)
  })

  test('that Slack itself names are known to all processes, and hold for that method and channel alone', async () => {
    const db = orm((await sampleDatabase()).owner)
    const [one, other] = [limits(db, quiet), limits(db, quiet, { isPaced: false })]
    await one.putOff(post, 'C1', 600)
    await other.putOff('chat.update', 'C1', 600)
    for (const known of [one, other]) {
      const wait = await known.take(post, 'C1')
      expect(wait).toBeGreaterThan(1000)
      expect(wait).toBeLessThanOrEqual(600_000)
      expect(await known.take('chat.update', 'C2')).toBeGreaterThan(1000)
      expect(await known.take(post, 'C2')).toBe(0)
      expect(await known.take('users.info')).toBe(0)
    }
    // A shorter time that is named later does not end a longer one.
    await other.putOff(post, 'C1', 1)
    expect(await one.take(post, 'C1')).toBeGreaterThan(2000)
  })

  test('stop nothing while the database that keeps them is away', async () => {
    const { owner } = await sampleDatabase()
    const known = limits(orm(owner), quiet)
    await owner.end()
    expect(await known.take(post, 'C1')).toBe(0)
    await known.putOff(post, 'C1', 600)
  })
})

const places = Array.from({ length: 7 }, (_, nth) => ({
  ...{ id: `C0CHANNEL0${nth}`, name: `channel-${nth}`, topic: '' },
}))

async function started(environment: Record<string, string>): Promise<ChildProcess> {
  const worker = fork(fileURLToPath(new URL('helpers/worker-process.ts', import.meta.url)), {
    execArgv: ['--import', 'tsx'],
    env: { ...process.env, ...environment },
  })
  await once(worker, 'message')
  return worker
}

test('Of 200 digests due at once in 7 channels, each is posted once with its picture, and Slack refuses no call of two workers', {
  timeout: 600_000,
}, async () => {
  const database = await sampleDatabase()
  const db = orm(database.owner)
  await db.insert(subscriptions).values(
    Array.from({ length: 200 }, (_, nth) => ({
      ...{ owner: 'U0MAYA0001', target: places[nth % places.length]?.id ?? '', weekday: 1, at: '08:00' },
      ...{ timeZone: 'Europe/London', since: '2026-01-01T00:00:00Z' },
    })),
  )
  await tick(db, Temporal.Instant.from('2026-06-29T06:59:00Z'))
  await tick(db, Temporal.Instant.from('2026-06-29T07:00:00Z'))
  const slack = await localSlack({ ...unhurriedSlack, channels: places, limits: true, fileDelay: 2500 })
  const environment = {
    ...{ DATABASE_URL: database.url, SLACK_BOT_TOKEN: slack.token, SLACK_API_URL: slack.apiUrl },
    REDIS_URL: '',
  }
  const workers = await Promise.all([started(environment), started(environment)])
  onTestFinished(async () => {
    for (const worker of workers) worker.kill('SIGKILL')
    await slack.close()
  })
  const open = () => db.$count(deliveries, inArray(deliveries.state, ['due', 'claimed']))
  await expect.poll(open, { timeout: 500_000, interval: 300 }).toBe(0)

  const book = await db.select().from(deliveries)
  expect(book.map(({ state }) => state)).toEqual(Array.from({ length: 200 }, () => 'sent'))
  const posted = places.flatMap(({ id }) => slack.messages(id))
  expect(new Set(posted.map(({ metadata }) => metadata?.event_payload.delivery)).size).toBe(200)
  expect(posted).toHaveLength(200)
  expect(posted.filter(({ blocks }) => blocks.some(({ type }) => type === 'image'))).toHaveLength(200)
  const calls = slack.calls
    .filter(({ status }) => status === 429)
    .map(({ method, args }) => [method, args.channel])
  expect(calls).toEqual([])
  expect(slack.calls.filter(({ method }) => method === 'chat.update')).toEqual([])
})

import { eq } from 'drizzle-orm'
import { afterAll, describe, expect, onTestFinished, test } from 'vitest'
import { pictures } from '../charts/png.ts'
import { deliveries, subscriptions, ticks } from '../drizzle/schema/bot.ts'
import { working } from '../jobs/working.ts'
import { localSlack } from '../playground/slack.ts'
import { everything } from '../src/access.ts'
import { env } from '../src/env.ts'
import { logger } from '../src/log.ts'
import { orm } from '../src/tx.ts'
import { clock } from './helpers/clock.ts'
import { sampleDatabase } from './helpers/database.ts'
import { freePort } from './helpers/free-port.ts'
import { scratchRedis } from './helpers/redis.ts'
import { unhurriedSlack } from './helpers/unhurried.ts'

const probe = await scratchRedis()
await probe?.stop()
const drawing = pictures(1)
afterAll(() => drawing.close())

const patience = { timeout: 120_000, interval: 100 }
const count = 8

/** A worker on a Redis of its own, eight digests that are due half an hour later, and a hand on the clock. */
async function atWork() {
  const port = await freePort()
  const serve = async () => {
    const redis = await scratchRedis(port)
    if (!redis) throw new Error('a machine with a Redis starts one; started: none')
    return redis
  }
  let redis = await serve()
  const database = await sampleDatabase()
  const db = orm(database.owner)
  await db.insert(subscriptions).values(
    Array.from({ length: count }, () => ({
      ...{ owner: 'U0MAYA0001', target: 'C0SALES001', weekday: 3, at: '12:30', timeZone: 'Europe/London' },
      since: '2026-01-01T00:00:00Z',
    })),
  )
  let now = clock()
  const slack = await localSlack(unhurriedSlack)
  const worker = await working(database, {
    ...{ pictures: drawing, log: logger('silent'), scopeOf: () => everything, now: clock },
    clock: async () => now,
    env: env({ SLACK_BOT_TOKEN: slack.token, SLACK_API_URL: slack.apiUrl, REDIS_URL: redis.url }),
    lease: 8000,
    every: 250,
  })
  onTestFinished(async () => {
    await worker.stop()
    await slack.close()
    await redis.stop()
  })
  return {
    slack,
    db,
    flush: () => redis.flush(),
    async restart() {
      await redis.stop()
      redis = await serve()
    },
    /** Half an hour passes. */
    passes() {
      now = now.add({ minutes: 31 })
    },
    ticked: () => expect.poll(async () => (await db.select().from(ticks)).length, patience).toBe(1),
  }
}

const states = async (db: Awaited<ReturnType<typeof atWork>>['db']) =>
  (await db.select({ state: deliveries.state }).from(deliveries)).map(({ state }) => state)

const sent = Array.from({ length: count }, () => 'sent')

describe.skipIf(!probe)('A Redis that loses all it holds under a living worker', () => {
  test.each(['flush', 'restart'] as const)('by a %s stops no digest, and doubles none', async loses => {
    const { slack, db, passes, ticked, ...redis } = await atWork()
    await ticked()
    await redis[loses]()
    passes()
    await expect.poll(() => states(db), patience).toEqual(sent)
    expect(slack.messages('sales')).toHaveLength(count)
  })

  test.each(['flush', 'restart'] as const)('by a %s loses none that waits to be tried again', async loses => {
    const { slack, db, passes, ticked, ...redis } = await atWork()
    const away = slack.faults.add({ kind: 'unavailable', method: 'chat.postMessage' })
    await ticked()
    passes()
    await expect
      .poll(
        async () => (await db.select().from(deliveries).where(eq(deliveries.state, 'due'))).length,
        patience,
      )
      .toBeGreaterThan(0)
    await redis[loses]()
    away.remove()
    await expect.poll(() => states(db), patience).toEqual(sent)
    expect(slack.messages('sales')).toHaveLength(count)
  })
})

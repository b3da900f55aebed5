import { randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { eq, sql } from 'drizzle-orm'
import { Redis } from 'ioredis'
import { Temporal } from 'temporal-polyfill'
import { afterAll, describe, expect, onTestFinished, test } from 'vitest'
import { pictures } from '../charts/png.ts'
import { deliveries, dueNow, heard, incidents, rules, subscriptions, ticks } from '../drizzle/schema/bot.ts'
import { products } from '../drizzle/schema/sales.ts'
import { claim, release, renew, settle, waiting } from '../jobs/deliveries.ts'
import { jobQueue } from '../jobs/queue.ts'
import { tick } from '../jobs/schedule.ts'
import { type Circumstances, working } from '../jobs/working.ts'
import { type LocalSlackOptions, localSlack } from '../playground/slack.ts'
import { everything } from '../src/access.ts'
import type { Database } from '../src/db.ts'
import { env } from '../src/env.ts'
import { logger } from '../src/log.ts'
import { orm } from '../src/tx.ts'
import { clock } from './helpers/clock.ts'
import { sampleDatabase } from './helpers/database.ts'
import { scratchRedis } from './helpers/redis.ts'
import { unhurriedSlack } from './helpers/unhurried.ts'

const redis = await scratchRedis()
afterAll(() => redis?.stop())
const drawing = pictures(1)
afterAll(() => drawing.close())

const you = 'U0MAYA0001'
const at = (text: string) => Temporal.Instant.from(text)

/** A database with the sample company, and a digest every Monday at eight in London. */
async function prepared() {
  const database = await sampleDatabase()
  const db = orm(database.owner)
  const [digest] = await db
    .insert(subscriptions)
    .values({
      ...{ owner: you, target: 'C0SALES001', weekday: 1, at: '08:00', timeZone: 'Europe/London' },
      since: '2026-01-01T00:00:00Z',
    })
    .returning()
  if (!digest) throw new Error('an insert returns its row; subscriptions: none')
  return { database, db, digest }
}

/** A Monday some weeks before the planted returns of P013, which are ordered from 22 August to 4 September 2025. */
const beforeSpike = '2025-08-04'

/** Lets the scheduler look now, as it does every minute. */
async function schedules({ url }: Database, backend: string) {
  const queue = jobQueue(backend === 'Redis' ? { REDIS_URL: redis?.url } : {}, url, logger('silent'))
  await queue.enqueue([{ name: 'schedule', id: randomUUID(), payload: {} }])
  await queue.close()
}

const fixed = { now: clock, clock: async () => clock() }

/** Does jobs against a local Slack, on a backend. */
async function atWork(
  database: Database,
  backend: string,
  {
    clocks = fixed,
    every = 60_000,
    ...options
  }: LocalSlackOptions & { clocks?: Pick<Circumstances, 'now' | 'clock'>; every?: number } = {},
) {
  const slack = await localSlack({ ...unhurriedSlack, fileDelay: 50, ...options })
  const worker = await working(database, {
    ...{ pictures: drawing, log: logger('warn'), scopeOf: () => everything, every, ...clocks },
    env: env({
      SLACK_BOT_TOKEN: slack.token,
      SLACK_API_URL: slack.apiUrl,
      ...(backend === 'Redis' && { REDIS_URL: redis?.url }),
    }),
  })
  onTestFinished(async () => {
    await worker.stop()
    await slack.close()
  })
  return { slack, worker }
}

describe('The scheduler', () => {
  test('writes down a delivery for each instant that was due since the last tick, once', async () => {
    const { db, digest } = await prepared()
    await tick(db, at('2026-06-01T06:59:00Z'))
    expect(await db.select().from(deliveries)).toEqual([])
    const together = ['2026-06-01T07:00:00Z', '2026-06-01T07:00:00Z', '2026-06-01T07:00:30Z']
    await Promise.all(together.map(now => tick(db, at(now))))
    await tick(db, at('2026-06-01T07:01:00Z'))
    const found = await db.select().from(deliveries)
    expect(found).toMatchObject([
      {
        kind: 'digest',
        subject: digest.id,
        target: 'C0SALES001',
        state: 'due',
        due: '2026-06-01 07:00:00+00',
      },
    ])
  })

  test('catches up after a night, and writes down what is no news any more as missed', async () => {
    const { db } = await prepared()
    await tick(db, at('2026-05-30T12:00:00Z'))
    await tick(db, at('2026-06-08T15:00:00Z'))
    const found = await db.select().from(deliveries).orderBy(deliveries.due)
    expect(found.map(({ due, state }) => [due, state])).toEqual([
      ['2026-06-01 07:00:00+00', 'missed'],
      ['2026-06-08 07:00:00+00', 'due'],
    ])
  })

  test('never goes back, and writes down nothing from before a digest was asked for or while it is paused', async () => {
    const { db, digest } = await prepared()
    await db
      .update(subscriptions)
      .set({ since: '2026-06-01T07:30:00Z' })
      .where(eq(subscriptions.id, digest.id))
    await tick(db, at('2026-06-01T06:00:00Z'))
    await tick(db, at('2026-06-01T08:00:00Z'))
    await tick(db, at('2026-06-01T07:00:00Z'))
    expect(await db.select().from(ticks)).toMatchObject([{ at: '2026-06-01 08:00:00+00' }])
    await db.update(subscriptions).set({ paused: true })
    await tick(db, at('2026-06-09T08:00:00Z'))
    expect(await db.select().from(deliveries)).toEqual([])
  })

  test('goes on beside a wish that it cannot reckon with', async () => {
    const { db, digest } = await prepared()
    await db.insert(subscriptions).values({
      ...{ owner: you, target: you, weekday: 1, at: '08:00', timeZone: 'IST', since: '2026-01-01T00:00:00Z' },
    })
    await tick(db, at('2026-06-01T06:59:00Z'))
    await tick(db, at('2026-06-01T07:00:00Z'))
    expect(await db.select().from(deliveries)).toMatchObject([{ subject: digest.id }])
  })

  test('comes back from a clock that was far ahead', async () => {
    const { db } = await prepared()
    await tick(db, at('2027-06-01T06:00:00Z'))
    await tick(db, at('2026-06-01T06:59:00Z'))
    await tick(db, at('2026-06-01T07:00:00Z'))
    expect(await db.select().from(deliveries)).toMatchObject([
      { due: '2026-06-01 07:00:00+00', state: 'due' },
    ])
  })
})

describe('The clock of jobs', () => {
  test('is the database’s, whatever the machine’s own says', async () => {
    const { database } = await prepared()
    const wrong = () => Temporal.Now.instant().add({ hours: 400 * 24 })
    await atWork(database, 'PostgreSQL', { clocks: { now: wrong } })
    await expect
      .poll(() => database.owner`select at <= clock_timestamp() as "isPast" from ticks`)
      .toEqual([{ isPast: true }])
  })

  test('lets bots forget after a day what they have heard', async () => {
    const { database, db } = await prepared()
    const now = clock()
    await db.insert(heard).values([
      { id: 'old', since: now.subtract({ hours: 25 }).toString() },
      { id: 'new', since: now.subtract({ hours: 23 }).toString() },
    ])
    await atWork(database, 'PostgreSQL')
    await expect.poll(() => db.select({ id: heard.id }).from(heard)).toEqual([{ id: 'new' }])
  })
})

describe('A delivery', () => {
  const made = async () => {
    const { db, digest } = await prepared()
    const [row] = await db
      .insert(deliveries)
      .values({ kind: 'digest', subject: digest.id, due: '2026-06-01T07:00:00Z', target: digest.target })
      .returning()
    if (!row) throw new Error('an insert returns its row; deliveries: none')
    return { db, id: row.id }
  }

  test('is claimed by one of many, and by another once the claim has run out', async () => {
    const { db, id } = await made()
    const tries = await Promise.all(Array.from({ length: 20 }, () => claim(db, id, 600_000)))
    const [first, ...others] = tries.filter(found => typeof found === 'object')
    expect(others).toEqual([])
    expect(first).toMatchObject({ attempts: 1, suspect: false })
    expect(tries.filter(found => typeof found === 'number')).toHaveLength(19)
    if (!first) throw new Error('one of them has claimed it; claims: none')
    expect(await renew(db, first, 600_000)).toBe(true)
    expect(await claim(db, id, 600_000)).toBeTypeOf('number')
    await db.update(deliveries).set({ claimedUntil: sql`clock_timestamp()` })
    expect(await claim(db, id, 600_000)).toMatchObject({ attempts: 2, suspect: true })
    expect(await renew(db, first, 600_000)).toBe(false)
    expect(await settle(db, first, { state: 'skipped', why: 'late' })).toBe(false)
  })

  test('that was handed back is tried again when its time has come, and never once it has ended', async () => {
    const { db, id } = await made()
    const first = await claim(db, id, 60_000)
    if (typeof first !== 'object') throw new Error('a delivery that is due is claimed; claim: none')
    await release(db, first, { wait: 100, suspect: false, why: 'busy' })
    expect(await claim(db, id, 60_000)).toBeTypeOf('number')
    await expect.poll(() => waiting(db)).toEqual([{ id, attempts: 1 }])
    const second = await claim(db, id, 60_000)
    expect(second).toMatchObject({ attempts: 2, suspect: false })
    if (typeof second !== 'object') throw new Error('a delivery that is due is claimed; claim: none')
    expect(await settle(db, second, { state: 'sent', channel: 'C1', ts: '1.2' })).toBe(true)
    expect(await claim(db, id, 60_000)).toBeUndefined()
    expect(await waiting(db)).toEqual([])
  })
})

test.skipIf(!redis)('Nothing is lost with all the data of Redis under a living worker', async () => {
  const { database, db, digest } = await prepared()
  const { slack } = await atWork(database, 'Redis', { every: 200 })
  const store = new Redis(redis?.url ?? '')
  onTestFinished(() => store.disconnect())
  for (const [nth, due] of ['2026-06-08', '2026-06-15', '2026-06-22'].entries()) {
    await store.flushall()
    await db
      .insert(deliveries)
      .values({ kind: 'digest', subject: digest.id, due: `${due}T07:00:00Z`, target: digest.target })
    await slack.until(() => slack.messages('sales').length > nth)
  }
  await expect
    .poll(() => db.select({ state: deliveries.state }).from(deliveries))
    .toEqual([{ state: 'sent' }, { state: 'sent' }, { state: 'sent' }])
  expect(slack.messages('sales')).toHaveLength(3)
})

describe.each(['PostgreSQL', 'Redis'])('On %s', backend => {
  const its = test.skipIf(backend === 'Redis' && !redis)

  its('workers that begin at once, while one is at work, all begin', async () => {
    const { url } = await sampleDatabase()
    const env = backend === 'Redis' ? { REDIS_URL: redis?.url } : {}
    const queues = Array.from({ length: 4 }, () => jobQueue(env, url, logger('silent')))
    onTestFinished(async () => {
      await Promise.all(queues.map(queue => queue.close()))
    })
    let ran = 0
    const slowly = async () => {
      ran++
      await sleep(300)
    }
    await queues[0]?.enqueue([{ name: 'schedule', id: randomUUID(), payload: {} }])
    await Promise.all(queues.map(queue => queue.work(slowly)))
    await expect.poll(() => ran).toBeGreaterThan(0)
  })

  its('what is due is looked for again and again by the process itself', async () => {
    const { database, db, digest } = await prepared()
    const { slack } = await atWork(database, backend, { every: 200 })
    await db
      .insert(deliveries)
      .values({ kind: 'digest', subject: digest.id, due: '2026-06-29T07:00:00Z', target: digest.target })
    // No notice is given: only a look at the book finds it.
    await slack.until(() => slack.messages('sales').length > 0)
    await expect.poll(() => db.select().from(deliveries)).toMatchObject([{ state: 'sent' }])
  })

  its('a digest that is due is posted once, with its picture, and written down as sent', async () => {
    const { database, db, digest } = await prepared()
    const { slack } = await atWork(database, backend)
    const [row] = await db
      .insert(deliveries)
      .values({ kind: 'digest', subject: digest.id, due: '2026-06-29T07:00:00Z', target: digest.target })
      .returning()
    await database.owner.notify(dueNow, row?.id ?? '')
    const posted = await slack.until(() =>
      slack.messages('sales').find(({ blocks }) => blocks.some(({ type }) => type === 'image')),
    )
    expect(posted.text).toMatch(/^Week of 22–28 June: net sales fell 8% to £47\.2k/)
    await expect
      .poll(() => db.select().from(deliveries))
      .toMatchObject([{ state: 'sent', channel: 'C0SALES001', ts: posted.ts }])
    expect(slack.messages('sales')).toHaveLength(1)
  })

  its('an alert is told when its threshold is passed and when that is over, once each', async () => {
    const { database, db } = await prepared()
    const [product] = await db.select().from(products).where(eq(products.key, 'P013'))
    const [rule] = await db
      .insert(rules)
      .values({
        ...{ owner: you, target: 'C0RETURNS1' },
        ...{ measure: 'forfeitRate', dimension: 'product', memberId: product?.id, passing: 'above' },
        ...{ threshold: '0.15', judged: beforeSpike },
      })
      .returning()
    const { slack } = await atWork(database, backend)
    const over = await slack.until(() => slack.messages('returns')[0])
    expect(over.text).toMatch(
      /^Share returned or cancelled of .+ was above 15\.0% from \d+ Aug, and is back below 15\.0%: \d/,
    )
    const [incident, ...others] = await db.select().from(incidents)
    expect(others).toEqual([])
    expect(incident).toMatchObject({ ruleId: rule?.id })
    expect((incident?.ended ?? '') > (incident?.began ?? '')).toBe(true)
    const told = await db.select().from(deliveries).orderBy(deliveries.due)
    expect(told.map(({ about, state }) => [about.passed, state])).toEqual([
      [true, 'missed'],
      [false, expect.stringMatching(/claimed|sent/)],
    ])

    // The returns of the week of 25 May are in on 1 July, and the data is complete through 30 June.
    await db.update(rules).set({ threshold: '0.000001', judged: '2026-05-18' })
    await schedules(database, backend)
    const passed = await slack.until(() => slack.messages('returns')[1])
    expect(passed.text).toMatch(/^Share returned or cancelled of .+ rose above 0\.0%: \d/)
    const [judged] = await db.select({ judged: rules.judged }).from(rules)
    expect(judged).toEqual({ judged: '2026-05-25' })
    await db.update(rules).set({ judged: '2026-05-18' })
    await schedules(database, backend)
    await expect.poll(() => db.select({ judged: rules.judged }).from(rules)).toEqual([judged])
    await schedules(database, backend)
    expect(slack.messages('returns')).toHaveLength(2)
    // Each picture is uploaded once, however often it is tried to show it.
    expect(slack.calls.filter(({ method }) => method === 'files.completeUploadExternal')).toHaveLength(2)
  })

  its('a target that is gone ends in a failure, and who asked for it is told', async () => {
    const { database, db, digest } = await prepared()
    const { slack } = await atWork(database, backend)
    const [row] = await db
      .insert(deliveries)
      .values({ kind: 'digest', subject: digest.id, due: '2026-06-29T07:00:00Z', target: 'C0NOWHERE1' })
      .returning()
    await database.owner.notify(dueNow, row?.id ?? '')
    const told = await slack.until(() => slack.messages(you)[0])
    expect(told.text).toMatch(/could not be posted/)
    await expect
      .poll(() => db.select().from(deliveries))
      .toMatchObject([{ state: 'failed', why: 'channel_not_found' }])
  })
})

import { readFile } from 'node:fs/promises'
import { sql } from 'drizzle-orm'
import { describe, expect, test } from 'vitest'
import { deliveries, subscriptions, ticks } from '../drizzle/schema/bot.ts'
import { within } from '../src/root.ts'
import { orm } from '../src/tx.ts'
import { sampleDatabase } from './helpers/database.ts'
import { maya } from './helpers/local-slack.ts'
import { patience, ready, slackAt, start, startCommand } from './helpers/process.ts'

/*
 * A process that was told to end does so by itself, with status 0, whatever holds it; a container is given ten seconds.
 */

/** Longer than any test waits: what takes this long has to be cut off. */
const forEver = { kind: 'slow', wait: 3_600_000, method: 'chat.postMessage' } as const

/** The processes that a process has started and that draw pictures. */
async function drawers(parent: number | undefined): Promise<number[]> {
  const children = await readFile(`/proc/${parent}/task/${parent}/children`, 'utf8')
  const pids = children.split(' ').filter(Boolean).map(Number)
  const lines = await Promise.all(pids.map(pid => readFile(`/proc/${pid}/cmdline`, 'utf8')))
  return pids.filter((_, at) => lines[at]?.includes('tinypool'))
}

test('The end comes by force within the ten seconds of a container, and only after work had its time', () => {
  expect(within.work).toBeLessThan(within.all)
  expect(within.all).toBeLessThan(10_000)
})

describe('Told to end, the bot', () => {
  test.each(['socket', 'http'] as const)(
    'cuts off an answer that Slack does not take, and says so (%s)',
    async mode => {
      const place = await slackAt()
      const slack = await place.there()
      const posting = slack.faults.add(forEver)
      const tilly = await start({ ...place.env, ...place[mode], DATABASE_URL: (await sampleDatabase()).url })
      if (mode === 'http') slack.deliverTo(`http://127.0.0.1:${tilly.port}/slack/events`)
      await ready(tilly)
      expect(await slack.command('/weeklysales', { channel: 'sales' })).toEqual({ ok: true })
      await expect.poll(posting.strikes, patience).toBeGreaterThan(0)
      tilly.child.kill('SIGTERM')
      expect(await tilly.ended, tilly.said()).toBe(0)
      await expect.poll(tilly.said, patience).toContain('stopped before everything was answered')
      await expect.poll(tilly.said, patience).toContain('ended while something was still under way')
    },
  )

  test.skipIf(process.platform !== 'linux')('does not wait for a picture that hangs', async () => {
    const place = await slackAt()
    const slack = await place.there()
    const tilly = await start({
      ...{ ...place.env, ...place.socket },
      DATABASE_URL: (await sampleDatabase()).url,
    })
    await ready(tilly)
    expect(await slack.command('/weeklysales', { channel: 'sales' })).toEqual({ ok: true })
    await expect.poll(async () => (await drawers(tilly.child.pid)).length, patience).toBeGreaterThan(0)
    const hanging = await drawers(tilly.child.pid)
    for (const pid of hanging) process.kill(pid, 'SIGSTOP')
    tilly.child.kill('SIGTERM')
    expect(await tilly.ended, tilly.said()).toBe(0)
    for (const pid of hanging) expect(() => process.kill(pid, 0)).toThrow('ESRCH')
  })

  test.each(['start', 'worker'])('ends with npm run %s, too', async script => {
    const place = await slackAt()
    await place.there()
    const { url } = await sampleDatabase()
    const tilly = await startCommand({ ...place.env, ...place.socket, DATABASE_URL: url }, [
      'npm',
      'run',
      script,
    ])
    await ready(tilly)
    tilly.child.kill('SIGTERM')
    await tilly.ended
    await expect.poll(() => tilly.at('/healthz'), patience).toBe('nobody answers')
    await expect.poll(tilly.said, patience).toContain('"msg":"stopping"')
  })
})

test('Told to end, the worker cuts off a delivery that Slack does not take, says so, and leaves it to the next', async () => {
  const database = await sampleDatabase()
  const db = orm(database.owner)
  await db.insert(subscriptions).values({
    ...{ owner: maya, target: 'C0SALES001', timeZone: 'UTC', since: '2026-01-01T00:00:00Z' },
    weekday: sql`extract(isodow from now() at time zone 'UTC' - interval '1 hour')::int`,
    at: sql`to_char(now() at time zone 'UTC' - interval '1 hour', 'HH24:MI')`,
  })
  await db.insert(ticks).values({ at: sql`now() - interval '2 hours'` })
  const place = await slackAt()
  const slack = await place.there()
  const posting = slack.faults.add(forEver)
  const worker = await start({ ...place.env, DATABASE_URL: database.url }, 'jobs/worker.ts')
  await ready(worker)
  await expect.poll(posting.strikes, patience).toBeGreaterThan(0)
  worker.child.kill('SIGTERM')
  expect(await worker.ended, worker.said()).toBe(0)
  await expect.poll(worker.said, patience).toContain('stopped before everything was done')
  expect(await db.select().from(deliveries)).toMatchObject([{ state: 'claimed', endedAt: null }])
})

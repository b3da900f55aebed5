import { once } from 'node:events'
import { chmod, mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { beforeAll, describe, expect, test } from 'vitest'
import type { LocalSlack } from '../playground/slack.ts'
import { cable } from './helpers/cable.ts'
import { sampleDatabase } from './helpers/database.ts'
import { atEnd, maya } from './helpers/local-slack.ts'
import { patience, ready, slackAt, start } from './helpers/process.ts'

let url = ''
beforeAll(async () => {
  url = (await sampleDatabase()).url
})

/** The database at the end of a cable that can be cut. */
async function database(isThere = true) {
  const line = await cable(url, isThere)
  atEnd(line.cut)
  return line
}

/** The messages of the bot with whoever asked. */
const answers = (slack: LocalSlack) => slack.messages(maya).filter(({ user }) => user !== maya)

/** Asks, and waits until the answer and its picture are there. */
async function asks(slack: LocalSlack, command = '/weeklysales') {
  const before = answers(slack).length
  expect(await slack.command(command, { channel: 'sales' })).toEqual({ ok: true })
  await slack.until(() => answers(slack).length > before)
}

const notes = (slack: LocalSlack) =>
  slack
    .ephemerals(maya, 'C0SALES001')
    .map(({ text }) => text)
    .join('\n')

/** Types until somebody answers: Slack says for itself that an app is not there. */
const asksAgain = (slack: LocalSlack) =>
  expect.poll(async () => (await slack.command('/weeklysales', { channel: 'sales' })).ok, patience).toBe(true)

describe('The bot as a process, in Socket Mode', () => {
  test('waits for PostgreSQL and Slack where both are away at the start, and says what is missing', async () => {
    const there = await database(false)
    const place = await slackAt()
    const tilly = await start({ ...place.env, ...place.socket, DATABASE_URL: there.url })
    await expect
      .poll(() => tilly.at('/readyz'), patience)
      .toBe(
        '503 the sales data does not answer\nSlack has not accepted the bot yet\nthere is no connection to Slack',
      )
    expect(await tilly.at('/healthz')).toBe('200 alive')
    expect(await tilly.at('/elsewhere')).toBe('404 not found')

    const slack = await place.there()
    await expect.poll(() => tilly.at('/readyz'), patience).toBe('503 the sales data does not answer')
    expect(await slack.command('/weeklysales', { channel: 'sales' })).toEqual({ ok: true })
    await slack.until(() => notes(slack).includes('I can’t reach the sales data right now'))

    await there.mend()
    await ready(tilly)
    await asks(slack)
    expect(tilly.said()).toContain('Tilly is ready')
    expect(tilly.said()).not.toMatch(/xoxb-|xapp-/)
  })

  test('answers again after PostgreSQL and Slack have gone and come back, one after the other', async () => {
    const there = await database()
    const place = await slackAt()
    const slack = await place.there()
    const tilly = await start({ ...place.env, ...place.socket, DATABASE_URL: there.url })
    await ready(tilly)
    await asks(slack)

    await there.cut()
    expect(await slack.command('/returns', { channel: 'sales' })).toEqual({ ok: true })
    await slack.until(() => notes(slack).includes('I can’t reach the sales data right now'))
    await expect.poll(() => tilly.at('/readyz'), patience).toBe('503 the sales data does not answer')
    await there.mend()
    await ready(tilly)
    await asks(slack, '/topcustomers')

    slack.sockets.refresh()
    await asksAgain(slack)
    slack.sockets.drop()
    await asksAgain(slack)

    await slack.close()
    await expect.poll(() => tilly.at('/readyz'), patience).toBe('503 there is no connection to Slack')
    const next = await place.there()
    await ready(tilly)
    await asks(next)
    expect(tilly.child.exitCode).toBe(null)
  })

  test('finishes the answer under way when it is told to stop, whatever signal follows, and takes nothing new', async () => {
    const there = await database()
    const place = await slackAt({ faults: [{ kind: 'slow', method: 'chat.postMessage', wait: 2000 }] })
    const slack = await place.there()
    const tilly = await start({ ...place.env, ...place.socket, DATABASE_URL: there.url })
    await ready(tilly)
    expect(await slack.command('/weeklysales', { channel: 'sales' })).toEqual({ ok: true })
    await slack.until(() => slack.calls.some(({ method }) => method.startsWith('files.')))
    tilly.child.kill('SIGTERM')
    await expect.poll(() => slack.sockets.count(), patience).toBe(0)
    tilly.child.kill('SIGTERM')
    expect((await slack.command('/returns', { channel: 'sales' })).ok).toBe(false)
    expect(await tilly.ended, tilly.said()).toBe(0)
    expect(answers(slack)).toHaveLength(1)
    expect(JSON.stringify(answers(slack)[0]?.blocks)).toContain('slack_file')
  })

  test('answers again after its embedded PostgreSQL was killed', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'tilly-process-'))
    atEnd(() => rm(folder, { recursive: true, force: true }))
    await chmod(folder, 0o755)
    const place = await slackAt()
    const slack = await place.there()
    const tilly = await start({ ...place.env, ...place.socket, DATA_DIR: join(folder, 'data') })
    await ready(tilly)
    await asks(slack)
    const pidFile = (await readdir(folder, { recursive: true })).find(file => file.endsWith('postmaster.pid'))
    const pid = Number.parseInt(await readFile(join(folder, pidFile ?? 'postmaster.pid'), 'utf8'), 10)
    process.kill(pid, 'SIGKILL')
    await expect
      .poll(async () => {
        await slack.command('/returns', { channel: 'sales' })
        return answers(slack).length
      }, patience)
      .toBeGreaterThan(1)
    tilly.child.kill('SIGTERM')
    expect(await tilly.ended, tilly.said()).toBe(0)
  })

  test('ends at once when it is told to stop while everything is away', async () => {
    const there = await database(false)
    const place = await slackAt()
    const tilly = await start({ ...place.env, ...place.socket, DATABASE_URL: there.url })
    await expect.poll(() => tilly.at('/healthz'), patience).toBe('200 alive')
    tilly.child.kill('SIGTERM')
    expect(await tilly.ended, tilly.said()).toBe(0)
  })

  test('ends with a sentence and status 2 where Slack refuses a token', async () => {
    const place = await slackAt()
    const slack = await place.there()
    const wrong = async (env: Record<string, string>) => {
      const tilly = await start({ ...place.env, ...place.socket, DATABASE_URL: url, ...env })
      return { status: await tilly.ended, said: tilly.said() }
    }
    const [bot, app] = await Promise.all([
      wrong({ SLACK_BOT_TOKEN: 'xoxb-other' }),
      wrong({ SLACK_APP_TOKEN: 'xapp-other' }),
    ])
    expect(bot.said).toMatch(/^Slack does not accept the bot token \(invalid_auth\)\. Check SLACK_BOT_TOKEN/m)
    expect(app.said).toMatch(/^Slack does not accept the app token \(invalid_auth\)\. Check SLACK_APP_TOKEN/m)
    expect([bot.status, app.status]).toEqual([2, 2])
    expect(slack.messages('sales')).toEqual([])
  })
})

describe('The bot as a process', () => {
  test.each(['socket', 'http'] as const)(
    'says that its port is taken, and ends with status 2 (%s)',
    async mode => {
      const other = createServer().listen(0)
      await once(other, 'listening')
      atEnd(() => other.close())
      const taken = other.address()
      const port = typeof taken === 'object' && taken ? taken.port : 0
      const place = await slackAt()
      await place.there()
      const tilly = await start({ ...place.env, ...place[mode], DATABASE_URL: url, PORT: String(port) })
      expect(await tilly.ended, tilly.said()).toBe(2)
      expect(tilly.said()).toMatch(new RegExp(`^Port ${port} is taken by another program\\.`, 'm'))
    },
  )

  test('finishes the answer under way over HTTP, too, when it is told to stop', async () => {
    const there = await database()
    const place = await slackAt({ faults: [{ kind: 'slow', method: 'chat.postMessage', wait: 2000 }] })
    const slack = await place.there()
    const tilly = await start({ ...place.env, ...place.http, DATABASE_URL: there.url })
    slack.deliverTo(`http://127.0.0.1:${tilly.port}/slack/events`)
    await ready(tilly)
    expect(await slack.command('/weeklysales', { channel: 'sales' })).toEqual({ ok: true })
    await slack.until(() => slack.calls.some(({ method }) => method.startsWith('files.')))
    tilly.child.kill('SIGTERM')
    await expect.poll(() => tilly.at('/healthz'), patience).toBe('nobody answers')
    expect((await slack.command('/returns', { channel: 'sales' })).ok).toBe(false)
    expect(await tilly.ended, tilly.said()).toBe(0)
    expect(answers(slack)).toHaveLength(1)
    expect(JSON.stringify(answers(slack)[0]?.blocks)).toContain('slack_file')
  })

  test('is told at the start what it lacks', async () => {
    const tilly = await start({ DATABASE_URL: url })
    expect(await tilly.ended, tilly.said()).toBe(2)
    expect(tilly.said()).toMatch(/^SLACK_BOT_TOKEN is not set\./)
  })
})

describe('The jobs as a process', () => {
  test('wait for PostgreSQL and Slack, live through their absence, and end when they are told to', async () => {
    const there = await database(false)
    const place = await slackAt()
    const worker = await start({ ...place.env, DATABASE_URL: there.url }, 'jobs/worker.ts')
    await expect.poll(worker.said, patience).toContain('Slack cannot be reached yet')
    expect(await worker.at('/healthz')).toBe('200 alive')
    await expect
      .poll(() => worker.at('/readyz'), patience)
      .toBe(
        '503 the sales data does not answer\nSlack has not accepted the worker yet\nthe jobs have not begun',
      )
    await there.mend()
    await expect.poll(worker.said, patience).toContain('Tilly is at work')
    await there.cut()
    await there.mend()
    await place.there()
    await there.cut()
    expect(worker.child.exitCode).toBe(null)
    worker.child.kill('SIGTERM')
    worker.child.kill('SIGTERM')
    expect(await worker.ended, worker.said()).toBe(0)
  })

  test.each([
    ['PostgreSQL', {}],
    ['Redis', { REDIS_URL: 'redis://127.0.0.1:1' }],
  ])('end at once when they are told to while %s is away', async (which, env) => {
    const there = await database(which === 'Redis')
    const place = await slackAt()
    await place.there()
    const worker = await start({ ...place.env, ...env, DATABASE_URL: there.url }, 'jobs/worker.ts')
    await expect.poll(worker.said, patience).toMatch(/Trying again until it does|the queue is away/)
    worker.child.kill('SIGTERM')
    expect(await worker.ended, worker.said()).toBe(0)
  })

  test('end with a sentence and status 2 where Slack refuses the token', async () => {
    const place = await slackAt()
    await place.there()
    const env = { ...place.env, DATABASE_URL: url, SLACK_BOT_TOKEN: 'xoxb-other' }
    const worker = await start(env, 'jobs/worker.ts')
    expect(await worker.ended, worker.said()).toBe(2)
    expect(worker.said()).toMatch(/^Slack does not accept the bot token \(invalid_auth\)\./m)
  })
})

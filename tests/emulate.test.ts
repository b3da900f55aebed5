import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { createServer, type Server } from 'node:http'
import type { ActionsBlock, KnownBlock } from '@slack/types'
import { createEmulator, type Emulator } from 'emulate'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { pictures } from '../charts/png.ts'
import { deliveries, subscriptions } from '../drizzle/schema/bot.ts'
import { working } from '../jobs/working.ts'
import { deliver } from '../playground/deliver.ts'
import { everything } from '../src/access.ts'
import type { Database } from '../src/db.ts'
import { env } from '../src/env.ts'
import { heard } from '../src/heard.ts'
import { insights } from '../src/insights/index.ts'
import { logger } from '../src/log.ts'
import { type Bot, bot } from '../src/slack/listen.ts'
import { orm } from '../src/tx.ts'
import { clock } from './helpers/clock.ts'
import { sampleDatabase } from './helpers/database.ts'

/*
 * The same against a Slack API that is not ours. It serves the Web API and knows no commands, so these are signed and
 * delivered here; what is sent to a response_url is collected.
 */

const token = 'xoxb-not-ours'
const signingSecret = 'secret-not-ours'
let slack: Emulator
let replies: Server
let database: Database
let tilly: Bot
let address: string
let you: string
let general: string
let settings: ReturnType<typeof env>
const told: { text: string }[] = []
const drawing = pictures(1)

type Posted = { ts: string; text: string; blocks?: KnownBlock[]; metadata?: { event_payload: object } }
type Result = {
  ok: boolean
  channel: { id: string }
  messages: Posted[]
  members: { id: string; name: string }[]
  channels: { id: string; name: string }[]
}

async function call(method: string, args: object = {}): Promise<Result> {
  const response = await fetch(`${slack.url}/api/${method}`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    body: JSON.stringify(args),
  })
  return (await response.json()) as Result
}

const direct = async () => (await call('conversations.open', { users: you })).channel.id
const history = async (channel: string) =>
  (await call('conversations.history', { channel, include_all_metadata: true })).messages ?? []
const replyTo = () => {
  const bound = replies.address()
  return `http://127.0.0.1:${typeof bound === 'object' && bound ? bound.port : 0}/reply`
}

const send = (form: Record<string, string>) =>
  deliver(
    address,
    { type: 'application/x-www-form-urlencoded', body: new URLSearchParams(form).toString() },
    { secret: signingSecret, within: 120_000, now: Date.now },
  )

const type = (command: string, text = '') =>
  send({
    ...{ command, text, user_id: you, channel_id: general, channel_name: 'general', team_id: 'T000000001' },
    ...{ response_url: replyTo(), trigger_id: randomUUID(), user_name: 'maya' },
  })

const press = (channel: string, message: Posted, action: object) =>
  send({
    payload: JSON.stringify({
      ...{ type: 'block_actions', team: { id: 'T000000001' }, user: { id: you }, channel: { id: channel } },
      ...{ response_url: replyTo(), trigger_id: randomUUID(), message: { ...message, user: 'UTILLY' } },
      container: { type: 'message', message_ts: message.ts, channel_id: channel },
      actions: [{ ...action, action_ts: String(Date.now() / 1000) }],
    }),
  })

beforeAll(async () => {
  slack = await createEmulator({
    service: 'slack',
    port: 40_000 + (process.pid % 20_000),
    seed: {
      slack: {
        team: { name: 'Not ours', domain: 'not-ours' },
        users: [{ name: 'tilly' }, { name: 'maya', real_name: 'Maya' }],
        channels: [{ name: 'general' }],
        tokens: [{ token, user: 'tilly', scopes: [] }],
      },
    },
  })
  replies = createServer(async (request, response) => {
    let body = ''
    for await (const chunk of request) body += chunk
    told.push(JSON.parse(body))
    response.end('ok')
  }).listen(0, '127.0.0.1')
  await once(replies, 'listening')
  you = (await call('users.list')).members.find(({ name }) => name === 'maya')?.id ?? ''
  general = (await call('conversations.list')).channels.find(({ name }) => name === 'general')?.id ?? ''
  database = await sampleDatabase()
  settings = env({
    ...{ SLACK_BOT_TOKEN: token, SLACK_SIGNING_SECRET: signingSecret, SLACK_API_URL: `${slack.url}/api/` },
  })
  tilly = bot({
    ...{ env: settings, insights, reader: database.reader, pictures: drawing, log: logger('silent') },
    heard: heard(orm(database.owner), logger('silent')),
    ...{ now: clock, scopeOf: () => everything },
  })
  address = `http://127.0.0.1:${await tilly.start(0, '127.0.0.1')}/slack/events`
})

afterAll(async () => {
  await tilly.stop()
  await drawing.close()
  replies.close()
  await slack.close()
})

describe('Against a Slack API that is not ours', () => {
  test.each(insights)('/$name is answered with words and a picture', async ({ name, examples: [plain] }) => {
    const channel = await direct()
    const before = (await history(channel)).length
    expect(await type(`/${name}`, plain)).toMatchObject({ ok: true })
    const answered = async () => (await history(channel)).length > before && (await history(channel))[0]
    await expect
      .poll(async () => ((await answered()) || undefined)?.blocks?.map(block => block.type))
      .toContain('image')
  })

  test('every button of an answer is alive', async () => {
    const channel = await direct()
    const before = (await history(channel)).length
    await type(`/${insights[0].name}`)
    await expect.poll(() => history(channel)).toHaveLength(before + 1)
    const [answer] = await history(channel)
    if (!answer) throw new Error('a command is answered; messages: none')
    const actions = (answer.blocks ?? []).filter((block): block is ActionsBlock => block.type === 'actions')
    const elements = actions.flatMap(block =>
      block.elements.map(element => ({ ...element, block_id: block.block_id ?? 'b' })),
    )
    expect(elements.length).toBeGreaterThan(0)
    for (const element of elements) {
      const calls = told.length + (await history(channel)).length
      const chosen =
        'options' in element && element.options?.[1] ? { selected_option: element.options[1] } : {}
      expect(await press(channel, answer, { ...element, ...chosen })).toMatchObject({ ok: true })
      await expect
        .poll(async () => {
          const [now] = await history(channel)
          return told.length + (await history(channel)).length > calls || now?.text !== answer.text
        })
        .toBe(true)
    }
  })

  test('a digest that is due is posted once, and found again by its id', async () => {
    const db = orm(database.owner)
    const [digest] = await db
      .insert(subscriptions)
      .values({
        ...{ owner: you, target: general, weekday: 1, at: '08:00', timeZone: 'Europe/London' },
        since: '2026-01-01T00:00:00Z',
      })
      .returning()
    const [row] = await db
      .insert(deliveries)
      .values({
        ...{ kind: 'digest', subject: digest?.id ?? 0, due: '2026-06-29T07:00:00Z', target: general },
        // As if a worker had died after sending: it is looked for first, and not there.
        suspect: true,
      })
      .returning()
    const worker = await working(database, {
      ...{ env: settings, pictures: drawing, log: logger('silent'), now: clock },
      clock: async () => clock(),
      scopeOf: () => everything,
    })
    await expect.poll(() => history(general)).toHaveLength(1)
    await worker.stop()
    const [posted] = await history(general)
    expect(posted?.metadata?.event_payload).toEqual({ delivery: row?.id })
    expect(await db.select().from(deliveries)).toMatchObject([
      { state: 'sent', channel: general, ts: posted?.ts },
    ])
  })

  test('nothing else is public', async () => {
    for (const { id } of (await call('conversations.list')).channels)
      expect((await history(id)).filter(({ metadata }) => !metadata)).toEqual([])
  })
})

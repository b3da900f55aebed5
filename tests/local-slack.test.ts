import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { App } from '@slack/bolt'
import { WebAPIHTTPError, WebAPIRateLimitedError, WebAPIRequestError } from '@slack/web-api'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { WebSocket } from 'ws'
import type { Message, View } from '../playground/shapes.ts'
import type { LocalSlack } from '../playground/slack.ts'
import {
  appFor,
  atEnd,
  button,
  clientOf,
  elena,
  many,
  maya,
  plain,
  png,
  refusal,
  sales,
  section,
  silent,
  slackWith,
  tom,
  uploaded,
} from './helpers/local-slack.ts'

const option = (value: string) => ({ text: plain(`The ${value}`), value })
const menu = (action_id: string, ...values: string[]) => ({
  type: 'static_select',
  action_id,
  options: values.map(option),
})
const field = (block_id: string, element: object, more: object = {}) => ({
  type: 'input',
  block_id,
  label: plain(`Label of ${block_id}`),
  element,
  ...more,
})
const modal = (blocks: object[], more: object = {}) => ({
  type: 'modal',
  title: plain('Form'),
  submit: plain('Save'),
  callback_id: 'form',
  blocks,
  ...more,
})
const home = (...blocks: object[]) => ({ type: 'home', blocks })
const errorOf = async (call: Promise<unknown>) => (await refusal(call)).error
const texts = (messages: Message[]) => messages.map(({ text }) => text)
const clock = () => {
  const start = Date.now()
  let ahead = 0
  const pass = (milliseconds: number) => {
    ahead += milliseconds
  }
  return { now: () => start + ahead, pass }
}

/** A real Bolt app in Socket Mode. */
async function socketApp(slack: LocalSlack): Promise<App> {
  const app = new App({
    token: slack.token,
    appToken: slack.appToken,
    socketMode: true,
    clientOptions: { slackApiUrl: slack.apiUrl },
    logger: silent,
  })
  await app.start()
  atEnd(() => app.stop())
  return app
}

/** A bare connection in Socket Mode: its first word, or that it was refused. */
const joined = (url: string, heard: (type: string) => unknown) =>
  new Promise<string>(resolve => {
    const socket = new WebSocket(url)
    socket.on('message', data => {
      const { type } = JSON.parse(String(data))
      resolve(type)
      heard(type)
    })
    socket.on('error', () => resolve('refused'))
    atEnd(() => socket.terminate())
  })

describe('Messages', () => {
  const metadata = (id: string) => ({ event_type: 'delivery', event_payload: { id } })

  test('carry metadata that a change keeps, and that only those see who ask for it', async () => {
    const slack = await slackWith()
    const { chat, conversations } = clientOf(slack)
    const { ts = '' } = await chat.postMessage({ channel: sales, text: 'One', metadata: metadata('a') })
    await chat.update({ channel: sales, ts, text: 'Two' })
    const [plainly] = (await conversations.history({ channel: sales })).messages ?? []
    expect(plainly).toMatchObject({ text: 'Two', metadata: { event_type: 'delivery' }, edited: { ts } })
    expect(plainly?.metadata).not.toHaveProperty('event_payload')
    const [whole] =
      (await conversations.history({ channel: sales, include_all_metadata: true })).messages ?? []
    expect(whole?.metadata).toEqual(metadata('a'))
    await chat.update({ channel: sales, ts, text: 'Three', metadata: metadata('b') })
    expect(slack.messages('sales')[0]?.metadata).toEqual(metadata('b'))
    await clientOf(slack).apiCall('chat.update', { channel: sales, ts, text: 'Four', metadata: {} })
    expect(slack.messages('sales')[0]?.metadata).toBeUndefined()
  })

  test('refuse metadata that is too large or has another shape', async () => {
    const slack = await slackWith()
    const post = (hung: unknown) =>
      errorOf(clientOf(slack).apiCall('chat.postMessage', { channel: sales, text: 'x', metadata: hung }))
    expect(await post(metadata('x'.repeat(16_000)))).toBe('metadata_too_large')
    expect(await post({ event_type: 'x' })).toBe('invalid_metadata_schema')
    expect(await post('not json')).toBe('invalid_metadata_format')
    expect(slack.messages('sales')).toEqual([])
  })

  test('answer in threads, which a channel’s history leaves out', async () => {
    const slack = await slackWith()
    const { chat, conversations } = clientOf(slack)
    const { ts = '' } = await chat.postMessage({ channel: sales, text: 'Question' })
    const reply = await chat.postMessage({ channel: sales, text: 'Answer', thread_ts: ts })
    await chat.postMessage({ channel: sales, text: 'More', thread_ts: String(reply.ts) })
    expect(await errorOf(chat.postMessage({ channel: sales, text: 'x', thread_ts: '1.000001' }))).toBe(
      'thread_not_found',
    )
    const { messages: history = [] } = await conversations.history({ channel: sales })
    expect(history.map(({ text, reply_count }) => [text, reply_count])).toEqual([['Question', 2]])
    const { messages: thread = [] } = await conversations.replies({ channel: sales, ts: String(reply.ts) })
    expect(thread.map(({ text, thread_ts }) => [text, thread_ts])).toEqual([
      ['Question', ts],
      ['Answer', ts],
      ['More', ts],
    ])
  })

  test('for one person reach nobody else and hold no private picture', async () => {
    const slack = await slackWith()
    const client = clientOf(slack)
    const show = (user: string, channel = sales, more: object = {}) =>
      client.chat.postEphemeral({ channel, user, text: 'Only you', ...more })
    await show(maya)
    expect(texts(slack.ephemerals(maya, 'sales'))).toEqual(['Only you'])
    expect(slack.messages('sales')).toEqual([])
    expect(await errorOf(show(elena, 'C0MANAGER1'))).toBe('user_not_in_channel')
    expect(await errorOf(show(maya, 'C0WAREHOU1'))).toBe('not_in_channel')
    const id = await uploaded(client, await png())
    const picture = { blocks: [{ type: 'image', slack_file: { id }, alt_text: 'x' }] }
    expect(await refusal(show(maya, sales, picture))).toEqual({
      error: 'invalid_blocks',
      messages: ['[ERROR] invalid slack file [json-pointer:/blocks/0/slack_file]'],
    })
  })

  test('stay out of read-only channels, and of direct messages that are switched off or with apps', async () => {
    const slack = await slackWith()
    const { chat, conversations } = clientOf(slack)
    slack.admin.restrictPosting('sales')
    expect(await errorOf(chat.postMessage({ channel: sales, text: 'x' }))).toBe(
      'restricted_action_read_only_channel',
    )
    expect((await conversations.info({ channel: sales })).channel).toMatchObject({ is_read_only: true })
    slack.admin.restrictPosting('sales', false)
    await chat.postMessage({ channel: sales, text: 'One' })
    const { channel: direct = '' } = await chat.postMessage({ channel: tom, text: 'One' })
    slack.admin.messagesTab(false)
    for (const channel of [tom, direct])
      expect(await errorOf(chat.postMessage({ channel, text: 'x' })), channel).toBe('messages_tab_disabled')
    expect(await errorOf(chat.postMessage({ channel: slack.workspace.bot.id, text: 'x' }))).toBe(
      'cannot_dm_bot',
    )
  })

  test('stay out of archived channels and away from deactivated people', async () => {
    const slack = await slackWith()
    const { chat, conversations } = clientOf(slack)
    const { ts = '' } = await chat.postMessage({ channel: sales, text: 'One' })
    const { channel: direct = '' } = await chat.postMessage({ channel: tom, text: 'One' })
    slack.admin.archive('sales')
    slack.admin.deactivate(tom)
    expect(await errorOf(chat.postMessage({ channel: sales, text: 'x' }))).toBe('is_archived')
    expect(await errorOf(chat.update({ channel: sales, ts, text: 'x' }))).toBe('is_inactive')
    expect((await conversations.info({ channel: sales })).channel).toMatchObject({ is_archived: true })
    for (const channel of [tom, direct])
      expect(await errorOf(chat.postMessage({ channel, text: 'x' })), channel).toBe('user_disabled')
    expect(await errorOf(conversations.open({ users: tom }))).toBe('user_disabled')
    slack.admin.remove('returns')
    expect(await errorOf(chat.postMessage({ channel: 'C0RETURNS1', text: 'x' }))).toBe('not_in_channel')
    slack.admin.grant('chat:write.public')
    await chat.postMessage({ channel: 'C0RETURNS1', text: 'Allowed' })
    expect(texts(slack.messages('returns'))).toEqual(['Allowed'])
  })
})

describe('The history of a channel', () => {
  test('is read page by page, newest first, between two times', async () => {
    const slack = await slackWith()
    const { conversations } = clientOf(slack)
    const said = many(25, at => slack.workspace.post({ channel: sales, user: maya, text: `${at}` }))
    const ts = (at: number) => String(said[at]?.ts)
    const read: string[] = []
    let cursor = ''
    do {
      const part = await conversations.history({ channel: sales, limit: 10, ...(cursor && { cursor }) })
      read.push(...(part.messages ?? []).map(({ text }) => String(text)))
      cursor = part.response_metadata?.next_cursor ?? ''
      expect(part.has_more).toBe(cursor !== '')
    } while (cursor)
    expect(read).toEqual(said.map(({ text }) => text).reverse())
    const span = async (more: object) =>
      ((await conversations.history({ channel: sales, ...more })).messages ?? []).map(({ text }) => text)
    expect(await span({ oldest: ts(20), latest: ts(23) })).toEqual(['22', '21'])
    expect(await span({ oldest: ts(20), latest: ts(22), inclusive: true })).toEqual(['22', '21', '20'])
    const wrong = (more: object) => errorOf(conversations.history({ channel: sales, ...more }))
    expect(await wrong({ cursor: 'nonsense' })).toBe('invalid_cursor')
    expect(await wrong({ oldest: 'yesterday' })).toBe('invalid_ts_oldest')
    expect(await wrong({ latest: 'now' })).toBe('invalid_ts_latest')
    expect(await wrong({ channel: 'C0WAREHOU1' })).toBe('not_in_channel')
  })

  test('whatever the size of the pages, every message is read once', async () => {
    const slack = await slackWith()
    const said = many(30, at => slack.workspace.post({ channel: sales, user: maya, text: `${at}` }).ts)
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: 40 }), async limit => {
        const read: string[] = []
        for await (const part of clientOf(slack).paginate('conversations.history', {
          channel: sales,
          limit,
        })) {
          const { messages } = part as unknown as { messages: { ts: string }[] }
          read.push(...messages.map(one => one.ts))
        }
        expect(read.reverse()).toEqual(said)
      }),
      { numRuns: 12 },
    )
  })
})

describe('Who and where', () => {
  test('people have a time zone, and a language for those who ask', async () => {
    const slack = await slackWith()
    const { users } = clientOf(slack)
    const { user } = await users.info({ user: elena, include_locale: true })
    expect(user).toMatchObject({ tz: 'Europe/Madrid', locale: 'es-ES', deleted: false })
    expect([3600, 7200]).toContain(user?.tz_offset)
    expect((await users.info({ user: elena })).user).not.toHaveProperty('locale')
    slack.admin.deactivate(elena)
    const gone = (await users.info({ user: elena })).user
    expect(gone?.deleted).toBe(true)
    expect(gone).not.toHaveProperty('tz')
    expect(await errorOf(users.info({ user: 'U0NOBODY01' }))).toBe('user_not_found')
  })

  test('channels are listed by kind, and private ones only from inside', async () => {
    const slack = await slackWith()
    const { conversations } = clientOf(slack)
    const names = async (types: string) =>
      ((await conversations.list({ types })).channels ?? []).map(({ name }) => name)
    expect(await names('public_channel')).toEqual(['general', 'sales', 'returns', 'warehouse'])
    expect(await names('private_channel')).toEqual(['managers'])
    slack.admin.remove('managers')
    expect(await names('public_channel,private_channel')).not.toContain('managers')
    expect(await errorOf(conversations.members({ channel: 'C0MANAGER1' }))).toBe('channel_not_found')
    expect((await conversations.members({ channel: 'C0WAREHOU1' })).members).toHaveLength(5)
    const first = await conversations.open({ users: tom })
    const again = await conversations.open({ users: tom, return_im: true })
    expect(again).toMatchObject({ already_open: true, channel: { id: first.channel?.id, user: tom } })
    expect(await errorOf(conversations.open({ users: slack.workspace.bot.id }))).toBe('cannot_dm_bot')
    expect(await errorOf(conversations.open({ users: 'U0NOBODY01' }))).toBe('user_not_found')
  })
})

describe('Tokens', () => {
  test('need the scope of what they do', async () => {
    const slack = await slackWith({ scopes: ['commands', 'chat:write', 'files:write'] })
    const client = clientOf(slack)
    const lacks: [Promise<unknown>, string][] = [
      [client.conversations.open({ users: tom }), 'im:write'],
      [client.users.info({ user: tom }), 'users:read'],
      [client.conversations.history({ channel: sales }), 'channels:history'],
      [client.conversations.history({ channel: 'C0MANAGER1' }), 'groups:history'],
      [client.conversations.list({ types: 'public_channel,private_channel' }), 'channels:read'],
      [client.files.info({ file: 'F012345678' }), 'files:read'],
    ]
    for (const [call, needed] of lacks) {
      const thrown = await call.catch((error: unknown) => error)
      expect((thrown as { data: unknown }).data, needed).toMatchObject({
        error: 'missing_scope',
        needed,
        provided: 'commands,chat:write,files:write',
      })
    }
    await client.chat.postMessage({ channel: sales, text: 'Allowed' })
    expect((await client.auth.test()).response_metadata?.scopes).toEqual([
      'commands',
      'chat:write',
      'files:write',
    ])
  })

  test('are of two kinds, and good for nothing once they are revoked', async () => {
    const slack = await slackWith()
    const client = clientOf(slack)
    const forApp = clientOf(slack, slack.appToken)
    expect(await errorOf(forApp.chat.postMessage({ channel: sales, text: 'x' }))).toBe(
      'not_allowed_token_type',
    )
    expect(await errorOf(client.apps.connections.open({}))).toBe('not_allowed_token_type')
    expect((await forApp.apps.connections.open({})).url).toMatch(/^ws:\/\/127\.0\.0\.1:\d+\/link\//)
    const dead = await slackWith({ standing: 'account_inactive' })
    expect(await errorOf(clientOf(dead).auth.test())).toBe('account_inactive')
    await slack.admin.revoke()
    expect(await errorOf(client.chat.postMessage({ channel: sales, text: 'x' }))).toBe('token_revoked')
    await slack.admin.uninstall()
    expect(await errorOf(client.auth.test())).toBe('account_inactive')
    slack.admin.restore()
    expect((await client.auth.test()).ok).toBe(true)
    expect(JSON.stringify([slack.calls, slack.deliveries])).not.toContain(slack.appToken)
  })
})

describe('Rate limits', () => {
  test('hold back more than a short burst to one channel, by the second', async () => {
    const time = clock()
    const slack = await slackWith({ limits: true, now: time.now })
    const post = (channel: string) => clientOf(slack).chat.postMessage({ channel, text: 'x' })
    for (let at = 0; at < 4; at++) await post(sales)
    const thrown = await post(sales).catch((error: unknown) => error)
    expect(thrown).toBeInstanceOf(WebAPIRateLimitedError)
    expect((thrown as WebAPIRateLimitedError).retryAfter).toBe(1)
    expect(slack.messages('sales')).toHaveLength(4)
    expect(slack.calls.at(-1)).toMatchObject({ status: 429, reply: { ok: false, error: 'ratelimited' } })
    await post('C0RETURNS1')
    time.pass(1000)
    await post(sales)
    expect(await post(sales).catch((error: unknown) => error)).toBeInstanceOf(WebAPIRateLimitedError)
  })

  test('count each method by its tier, by the minute', async () => {
    const time = clock()
    const slack = await slackWith({ limits: true, now: time.now })
    const list = () => clientOf(slack).conversations.list()
    for (let at = 0; at < 20; at++) await list()
    const thrown = await list().catch((error: unknown) => error)
    expect((thrown as WebAPIRateLimitedError).retryAfter).toBe(3)
    time.pass(3000)
    await list()
    await clientOf(slack).users.info({ user: maya })
  })

  test('are not there unless they are asked for', async () => {
    const slack = await slackWith()
    for (let at = 0; at < 30; at++) await clientOf(slack).chat.postMessage({ channel: sales, text: 'x' })
    expect(slack.messages('sales')).toHaveLength(30)
  })
})

describe('Faults', () => {
  const post = (slack: LocalSlack, text: string, channel = sales) =>
    clientOf(slack)
      .chat.postMessage({ channel, text })
      .then(
        () => 'posted',
        (error: unknown) => error,
      )

  test('before Slack took a call leave nothing, after it the message stands', async () => {
    const slack = await slackWith()
    const once = { method: 'chat.postMessage', times: 1 }
    slack.faults.add({ ...once, kind: 'unavailable' })
    expect(await post(slack, 'a')).toBeInstanceOf(WebAPIHTTPError)
    slack.faults.add({ ...once, kind: 'cut' })
    expect(await post(slack, 'b')).toBeInstanceOf(WebAPIRequestError)
    slack.faults.add({ ...once, kind: 'ratelimited', retryAfter: 7 })
    expect(await post(slack, 'c')).toMatchObject({ retryAfter: 7 })
    slack.faults.add({ ...once, kind: 'refused', error: 'internal_error' })
    expect(await post(slack, 'd')).toMatchObject({ data: { error: 'internal_error' } })
    expect(slack.messages('sales')).toEqual([])
    slack.faults.add({ ...once, kind: 'unavailable-after' })
    expect(await post(slack, 'e')).toMatchObject({ statusCode: 503 })
    slack.faults.add({ ...once, kind: 'cut-after' })
    expect(await post(slack, 'f')).toBeInstanceOf(WebAPIRequestError)
    expect(await post(slack, 'g')).toBe('posted')
    expect(texts(slack.messages('sales'))).toEqual(['e', 'f', 'g'])
    expect(slack.calls.map(({ status, reply }) => [status, reply.ok])).toEqual([
      [503, false],
      [0, false],
      [429, false],
      [200, false],
      [503, true],
      [0, true],
      [200, true],
    ])
  })

  test('strike the same calls in every run of a seed, only where they are meant, and end when told', async () => {
    const run = async (seed: number) => {
      const slack = await slackWith({
        faults: [{ kind: 'unavailable', channel: sales, probability: 0.4, seed }],
      })
      const outcomes: boolean[] = []
      for (let at = 0; at < 40; at++) outcomes.push((await post(slack, `${at}`)) === 'posted')
      expect(await post(slack, 'elsewhere', 'C0RETURNS1')).toBe('posted')
      slack.faults.clear()
      expect(await post(slack, 'at last')).toBe('posted')
      return outcomes
    }
    const first = await run(7)
    expect(await run(7)).toEqual(first)
    expect(await run(8)).not.toEqual(first)
    expect(new Set(first).size).toBe(2)
  })

  test('reach uploads, files and answers to a response_url', async () => {
    const time = clock()
    const slack = await slackWith({ now: time.now })
    const client = clientOf(slack)
    const upload = async () => uploaded(client, await png())
    const show = (id: string) =>
      client.chat.postMessage({
        channel: sales,
        text: 'x',
        blocks: [{ type: 'image', slack_file: { id }, alt_text: 'x' }],
      })
    const refused = slack.faults.add({
      kind: 'refused',
      error: 'file_uploads_disabled',
      method: 'files.getUploadURLExternal',
      times: 1,
    })
    expect(await errorOf(upload())).toBe('file_uploads_disabled')
    expect(refused.strikes()).toBe(1)
    slack.faults.add({ kind: 'unavailable', method: 'upload', times: 1 })
    await expect(upload()).rejects.toThrow('503')
    slack.faults.add({ kind: 'late-file', wait: 5000, times: 1 })
    const late = await upload()
    slack.faults.add({ kind: 'never-ready', times: 1 })
    const never = await upload()
    expect(await errorOf(show(late))).toBe('invalid_blocks')
    expect((await client.files.info({ file: late })).file?.mimetype).toBe('')
    time.pass(5000)
    await show(late)
    expect((await client.files.info({ file: late })).file?.mimetype).toBe('image/png')
    time.pass(3_600_000)
    expect(await errorOf(show(never))).toBe('invalid_blocks')

    const app = await appFor(slack)
    app.command('/hello', ({ ack }) => ack())
    time.pass(-3_605_000)
    await slack.command('/hello')
    const url = String(slack.deliveries.at(-1)?.form.response_url)
    slack.faults.add({ kind: 'unavailable', method: 'response_url', times: 1 })
    const say = (text: string) => fetch(url, { method: 'POST', body: JSON.stringify({ text }) })
    expect((await say('Lost')).status).toBe(503)
    expect((await say('Heard')).status).toBe(200)
    expect(texts(slack.ephemerals(maya, 'general'))).toEqual(['Heard'])
  })
})

describe('Files', () => {
  test('shared with a channel stand in a message of their own, to be saved', async () => {
    const slack = await slackWith()
    const client = clientOf(slack)
    const csv = 'week,net\n2026-W20,182410.55\n'
    const { channel } = await client.conversations.open({ users: maya })
    await client.filesUploadV2({
      channel_id: String(channel?.id),
      filename: 'weekly-sales.csv',
      title: 'Weekly sales',
      content: csv,
      initial_comment: 'The whole result',
    })
    const message = await slack.until(() => slack.messages(maya)[0])
    expect(message).toMatchObject({
      text: 'The whole result',
      files: [{ name: 'weekly-sales.csv', title: 'Weekly sales', mimetype: 'text/csv', length: csv.length }],
    })
    const saved = await fetch(`${slack.url}/download/${message.files?.[0]?.id}`)
    expect(saved.headers.get('content-disposition')).toContain('weekly-sales.csv')
    expect(saved.headers.get('content-type')).toBe('application/octet-stream')
    expect(await saved.text()).toBe(csv)
    const share = (channel_id: string) =>
      errorOf(client.filesUploadV2({ channel_id, filename: 'a.csv', content: 'x' }))
    expect(await share('C0WAREHOU1')).toBe('not_in_channel')
    expect(await share(maya)).toBe('channel_not_found')
  })
})

describe('Modals', () => {
  const form = () =>
    modal([
      field('name', { type: 'plain_text_input', action_id: 'name', min_length: 2 }),
      field('measure', menu('measure', 'net', 'returns')),
      field('at', { type: 'timepicker', action_id: 'at', initial_time: '08:00', timezone: 'Europe/London' }),
      field(
        'days',
        { type: 'checkboxes', action_id: 'days', options: ['mo', 'fr'].map(option) },
        { optional: true },
      ),
      field(
        'where',
        { type: 'conversations_select', action_id: 'where', response_url_enabled: true },
        { optional: true },
      ),
    ])

  /** An app whose `/hello` opens a modal, with what it hears. */
  async function opening(view: object = form(), options = {}) {
    const slack = await slackWith(options)
    const app = await appFor(slack)
    app.command('/hello', async ({ ack, client, body }) => {
      await ack()
      await client.views.open({ trigger_id: body.trigger_id, view: view as never })
    })
    await slack.command('/hello')
    const [shown] = await slack.until(() => slack.views().length > 0 && slack.views())
    return { slack, app, view: shown as View }
  }

  test('open by a trigger, once and within three seconds', async () => {
    const time = clock()
    const slack = await slackWith({ now: time.now, acknowledgeWithin: 3000 })
    const app = await appFor(slack)
    app.command('/hello', ({ ack }) => ack())
    const { views } = clientOf(slack)
    const trigger = async () => {
      await slack.command('/hello')
      return String(slack.deliveries.at(-1)?.form.trigger_id)
    }
    const open = (trigger_id: string) => views.open({ trigger_id, view: form() as never })
    const first = await trigger()
    expect((await open(first)).view).toMatchObject({
      type: 'modal',
      callback_id: 'form',
      app_id: 'A0TILLY001',
    })
    expect(await errorOf(open(first))).toBe('exchanged_trigger_id')
    const late = await trigger()
    time.pass(3000)
    expect(await errorOf(open(late))).toBe('expired_trigger_id')
    expect(await refusal(open('1.2.3'))).toEqual({
      error: 'invalid_arguments',
      messages: ['[ERROR] invalid `trigger_id`'],
    })
    expect(slack.views()).toHaveLength(1)
    expect(slack.views(tom)).toEqual([])
  })

  test('send what was filled in, and close when the app has nothing to say', async () => {
    const { slack, app, view } = await opening()
    const seen: Record<string, unknown>[] = []
    app.view('form', async ({ ack, body }) => {
      await ack()
      seen.push({ ...body })
    })
    expect(await slack.submit(view, { name: 'x' })).toEqual({
      ok: false,
      error: 'incomplete',
      errors: { name: 'Write at least 2 characters.', measure: 'Please complete this required field.' },
    })
    expect(seen).toEqual([])
    const values = { 'Label of name': 'Mondays', measure: 'The returns', days: ['mo', 'fr'], where: sales }
    expect(await slack.submit(view, values)).toEqual({ ok: true })
    expect(slack.views()).toEqual([])
    expect(seen).toEqual([
      expect.objectContaining({
        type: 'view_submission',
        user: expect.objectContaining({ id: maya }),
        response_urls: [
          expect.objectContaining({ block_id: 'where', action_id: 'where', channel_id: sales }),
        ],
        view: expect.objectContaining({
          callback_id: 'form',
          state: {
            values: {
              name: { name: { type: 'plain_text_input', value: 'Mondays' } },
              measure: { measure: { type: 'static_select', selected_option: option('returns') } },
              at: { at: { type: 'timepicker', selected_time: '08:00', timezone: 'Europe/London' } },
              days: { days: { type: 'checkboxes', selected_options: ['mo', 'fr'].map(option) } },
              where: { where: { type: 'conversations_select', selected_conversation: sales } },
            },
          },
        }),
      }),
    ])
    const [first] = (seen[0]?.response_urls ?? []) as { response_url: string }[]
    await fetch(String(first?.response_url), {
      method: 'POST',
      body: JSON.stringify({ text: 'Done', response_type: 'in_channel' }),
    })
    expect(texts(slack.messages('sales'))).toEqual(['Done'])
    expect(() => slack.submit(view, { measure: 'nonsense' })).toThrow('cannot hold')
  })

  test('show errors, change, grow and close as the app answers', async () => {
    const { slack, app, view } = await opening(
      modal([field('step', { type: 'plain_text_input', action_id: 'step' })]),
    )
    const title = (text: string) => ({ title: plain(text) })
    app.view('form', async ({ ack, view }) => {
      const step = view.state.values.step?.step?.value
      const next = modal([section('Next')], { ...title(String(step)), callback_id: 'next' }) as never
      if (step === 'errors') await ack({ response_action: 'errors', errors: { step: 'Not that one' } })
      else if (step === 'stray')
        await ack({ response_action: 'errors', errors: { elsewhere: 'No such field' } })
      else if (step === 'update')
        await ack({ response_action: 'update', view: { ...form(), ...title('Updated') } as never })
      else if (step === 'push') await ack({ response_action: 'push', view: next })
      else await ack({ response_action: 'clear' })
    })
    expect(await slack.submit(view, { step: 'errors' })).toEqual({
      ok: false,
      error: 'errors',
      errors: { step: 'Not that one' },
    })
    expect(await slack.submit(view, { step: 'stray' })).toEqual({ ok: false, error: 'invalid_response' })
    expect(await slack.submit(view, { step: 'push' })).toEqual({ ok: true })
    expect(slack.views().map(one => one.title?.text)).toEqual(['Form', 'push'])
    expect(slack.views()[1]).toMatchObject({ root_view_id: view.id, previous_view_id: view.id })
    await slack.closeView(slack.views()[1] as View)
    expect(slack.views()).toEqual([view])
    const { hash } = view
    await slack.submit(view, { step: 'update' })
    expect(slack.views().map(one => one.title?.text)).toEqual(['Updated'])
    expect(view.hash).not.toBe(hash)
    await slack.submit(view, { name: 'xx', measure: 'net' })
    expect(slack.views()).toEqual([])
  })

  test('tell the app that they were closed where it asked to hear of it', async () => {
    const { slack, app, view } = await opening(modal([section('x')], { notify_on_close: true }))
    const closed: boolean[] = []
    app.view({ callback_id: 'form', type: 'view_closed' }, async ({ ack, body }) => {
      await ack()
      closed.push(Reflect.get(body, 'is_cleared') as boolean)
    })
    expect(await slack.closeView(view)).toEqual({ ok: true })
    expect([closed, slack.views()]).toEqual([[false], []])
  })

  test('are changed by their id or name, with a hash against races, and lie at most three deep', async () => {
    const { slack, app, view } = await opening(
      modal(
        [
          field('a', { type: 'plain_text_input', action_id: 'a' }),
          { type: 'actions', elements: [button('more')] },
        ],
        {
          external_id: 'mine',
        },
      ),
    )
    const { views } = clientOf(slack)
    app.action('more', async ({ ack, client, body }) => {
      await ack()
      const trigger_id = String(Reflect.get(body, 'trigger_id'))
      const pushed = client.views.push({ trigger_id, view: modal([section('Over it')]) as never })
      outcomes.push(
        await pushed.then(
          () => 'pushed',
          (error: { data: { error: string } }) => error.data.error,
        ),
      )
    })
    const outcomes: string[] = []
    for (let at = 1; at <= 3; at++) {
      await slack.click(view, 'more')
      await expect.poll(() => outcomes.length).toBe(at)
    }
    expect(outcomes).toEqual(['pushed', 'pushed', 'push_limit_reached'])
    const change = (more: object) =>
      views.update({ view: { ...form(), external_id: 'mine' }, ...more } as never)
    expect(await errorOf(change({ view_id: view.id, hash: 'old' }))).toBe('hash_conflict')
    await change({ view_id: view.id, hash: view.hash })
    await change({ external_id: 'mine' })
    expect(await errorOf(change({ view_id: 'V0NOTHING' }))).toBe('not_found')
    expect(slack.views()[0]?.blocks).toHaveLength(5)
  })

  const wrong: [name: string, view: object, message: string][] = [
    [
      'a long title',
      modal([], { title: plain('x'.repeat(25)) }),
      'must be less than 25 characters [json-pointer:/view/title/text]',
    ],
    ['a long submit', modal([], { submit: plain('x'.repeat(25)) }), '[json-pointer:/view/submit/text]'],
    [
      'too much to remember',
      modal([], { private_metadata: 'x'.repeat(3001) }),
      'must be less than 3001 characters [json-pointer:/view/private_metadata]',
    ],
    [
      'too many blocks',
      modal(many(101, () => ({ type: 'divider' }))),
      'no more than 100 items allowed [json-pointer:/view/blocks]',
    ],
    [
      'a form nobody can send',
      modal([field('a', menu('a', 'x'))], { submit: undefined }),
      'missing required field: submit [json-pointer:/view]',
    ],
    ['another kind of view', home(), '[json-pointer:/view/type]'],
    [
      '101 options',
      modal([field('a', menu('a', ...many(101, at => `${at}`)))]),
      'no more than 100 items allowed [json-pointer:/view/blocks/0/element/options]',
    ],
    [
      'a long option',
      modal([field('a', { ...menu('a'), options: [{ text: plain('x'.repeat(76)), value: 'x' }] })]),
      'must be less than 76 characters [json-pointer:/view/blocks/0/element/options/0/text/text]',
    ],
    [
      'eleven radio buttons',
      modal([field('a', { type: 'radio_buttons', options: many(11, at => option(`${at}`)) })]),
      'no more than 10 items allowed [json-pointer:/view/blocks/0/element/options]',
    ],
    [
      'an option that is not offered',
      modal([field('a', { ...menu('a', 'x'), initial_option: option('y') })]),
      'initial option must match an option provided in options [json-pointer:/view/blocks/0]',
    ],
    [
      'a day that is none',
      modal([field('a', { type: 'datepicker', initial_date: '2026-02-30' })]),
      '[json-pointer:/view/blocks/0/element/initial_date]',
    ],
    [
      'a time zone that is none',
      modal([field('a', { type: 'timepicker', timezone: 'Atlantis' })]),
      'must be a valid timezone [json-pointer:/view/blocks/0/element/timezone]',
    ],
    [
      'a long label',
      modal([{ ...field('a', menu('a', 'x')), label: plain('x'.repeat(2001)) }]),
      'must be less than 2001 characters [json-pointer:/view/blocks/0/label/text]',
    ],
    [
      'a long placeholder',
      modal([field('a', { ...menu('a', 'x'), placeholder: plain('x'.repeat(151)) })]),
      'must be less than 151 characters',
    ],
    [
      'a table',
      modal([{ type: 'table', rows: [[{ type: 'raw_text', text: 'x' }]] }]),
      'unsupported type: table [json-pointer:/view/blocks/0/type]',
    ],
    [
      'two with the focus',
      modal(['a', 'b'].map(id => field(id, { ...menu(id, 'x'), focus_on_load: true }))),
      'only one element may have focus_on_load',
    ],
    [
      'a private picture',
      modal([{ type: 'image', slack_file: { id: 'F0123456789' }, alt_text: 'x' }]),
      'invalid slack file [json-pointer:/view/blocks/0/slack_file]',
    ],
  ]

  test('refuse what Slack refuses, with the place', async () => {
    const slack = await slackWith()
    const app = await appFor(slack)
    app.command('/hello', ({ ack }) => ack())
    await slack.command('/hello')
    const trigger_id = String(slack.deliveries.at(-1)?.form.trigger_id)
    for (const [name, view, message] of wrong) {
      const found = await refusal(clientOf(slack).views.open({ trigger_id, view: view as never }))
      expect(found.error, name).toBe('invalid_arguments')
      expect(found.messages.join('\n'), name).toContain(message)
    }
    const large = modal(many(90, () => section('x'.repeat(2900))))
    expect(await errorOf(clientOf(slack).views.open({ trigger_id, view: large as never }))).toBe(
      'view_too_large',
    )
    // Nothing of this used the trigger up.
    await clientOf(slack).views.open({ trigger_id, view: form() as never })
  })
})

describe('Home', () => {
  test('is published for one person, keeps what was chosen, and speaks of itself in its presses', async () => {
    const slack = await slackWith()
    const app = await appFor(slack)
    const presses: Record<string, unknown>[] = []
    app.action(/.*/, async ({ ack, body }) => {
      await ack()
      presses.push({ ...body })
    })
    const { views } = clientOf(slack)
    const blocks = [
      { type: 'actions', block_id: 'row', elements: [menu('period', 'week', 'month'), button('go')] },
    ]
    const publish = (more: object = {}) =>
      views.publish({ user_id: tom, view: home(...blocks) as never, ...more })
    const { view } = await publish()
    expect(await errorOf(publish({ hash: 'old' }))).toBe('hash_conflict')
    await publish({ hash: view?.hash })
    expect(slack.home()).toBeUndefined()
    const shown = slack.home(tom) as View
    await slack.select(shown, 'period', 'month')
    await slack.click(shown, 'go')
    expect(presses).toEqual([
      expect.objectContaining({
        user: expect.objectContaining({ id: tom }),
        container: { type: 'view', view_id: view?.id },
        actions: [expect.objectContaining({ type: 'static_select', selected_option: option('month') })],
      }),
      expect.objectContaining({
        view: expect.objectContaining({
          type: 'home',
          state: { values: { row: { period: { type: 'static_select', selected_option: option('month') } } } },
        }),
        actions: [expect.objectContaining({ type: 'button', action_id: 'go' })],
      }),
    ])
    expect(presses[0]).not.toHaveProperty('response_url')
    const wrong = home({ type: 'data_visualization', title: 'x', chart: {} }) as never
    expect(await errorOf(views.publish({ user_id: tom, view: wrong }))).toBe('invalid_arguments')
    expect(await errorOf(views.publish({ user_id: 'U0NOBODY01', view: home() as never }))).toBe(
      'invalid_arguments',
    )
  })
})

describe('Elements of a message', () => {
  test('tell what was chosen, pressed or thought', async () => {
    const slack = await slackWith()
    const app = await appFor(slack)
    const heard: Record<string, unknown>[] = []
    app.action(/.*/, async ({ ack, action }) => {
      await ack()
      heard.push({ ...action })
    })
    const overflow = { type: 'overflow', action_id: 'dots', options: ['csv', 'pause'].map(option) }
    const opinion = (value: string) => ({ text: plain(value), value })
    const blocks = [
      { ...section('x'), block_id: 'a', accessory: overflow },
      {
        type: 'actions',
        block_id: 'b',
        elements: [
          { type: 'datepicker', action_id: 'day' },
          { type: 'users_select', action_id: 'who' },
          { type: 'multi_static_select', action_id: 'some', options: ['x', 'y'].map(option) },
        ],
      },
      {
        type: 'context_actions',
        block_id: 'c',
        elements: [
          {
            type: 'feedback_buttons',
            action_id: 'helpful',
            positive_button: opinion('yes'),
            negative_button: opinion('no'),
          },
        ],
      },
    ]
    await clientOf(slack).chat.postMessage({ channel: sales, text: 'x', blocks: blocks as never })
    const [message] = slack.messages('sales')
    if (!message) throw new Error('nothing was posted')
    await slack.select(message, 'dots', 'The csv', tom)
    await slack.select(message, 'day', '2026-11-23')
    await slack.select(message, 'who', tom)
    await slack.select(message, 'some', ['y'])
    await slack.select(message, 'helpful', 'no')
    expect(heard).toEqual([
      expect.objectContaining({ type: 'overflow', block_id: 'a', selected_option: option('csv') }),
      expect.objectContaining({ type: 'datepicker', selected_date: '2026-11-23' }),
      expect.objectContaining({ type: 'users_select', selected_user: tom }),
      expect.objectContaining({ type: 'multi_static_select', selected_options: [option('y')] }),
      expect.objectContaining({ type: 'feedback_buttons', value: 'no' }),
    ])
    for (const [name, value] of [
      ['day', 'tomorrow'],
      ['who', 'U0NOBODY01'],
      ['some', ['z']],
      ['dots', 'nothing'],
    ] as const)
      expect(await slack.select(message, name, value), name).toEqual({ ok: false, error: 'invalid_value' })
    expect(heard).toHaveLength(5)
  })

  test('of which an app supplies the options as they are typed', async () => {
    const slack = await slackWith()
    const app = await appFor(slack)
    app.options('member', ({ ack, options }) => ack({ options: [option(`${options.value} one`) as never] }))
    const chosen: unknown[] = []
    app.action('member', async ({ ack, action }) => {
      await ack()
      chosen.push(Reflect.get(action, 'selected_option'))
    })
    const element = { type: 'external_select', action_id: 'member', min_query_length: 0 }
    await clientOf(slack).views.publish({
      user_id: maya,
      view: home({ type: 'actions', elements: [element] }) as never,
    })
    const view = slack.home() as View
    expect(await slack.suggest(view, 'member', 'Toy')).toEqual({ options: [option('Toy one')] })
    await slack.select(view, 'member', option('Toy one'))
    expect(chosen).toEqual([option('Toy one')])
  })
})

describe('Events', () => {
  test('tell of messages to the bot, of mentions and of an opened Home, and of nothing else', async () => {
    const slack = await slackWith()
    const app = await appFor(slack)
    const heard: unknown[] = []
    app.event(/.*/, async ({ event, body }) => void heard.push({ ...event, id: body.event_id }))
    const written = await slack.dm('Good morning', tom)
    await slack.mention('are you there?', { channel: 'sales' })
    await slack.command('no one in particular', { channel: 'sales' })
    await slack.mention('not a member here', { channel: 'warehouse' })
    await clientOf(slack).chat.postMessage({ channel: tom, text: 'The bot itself' })
    await slack.homeOpened(elena)
    const reply = await slack.dm('And again', tom, written.ts)
    expect(heard).toEqual([
      expect.objectContaining({
        type: 'message',
        channel_type: 'im',
        user: tom,
        text: 'Good morning',
        ts: written.ts,
      }),
      expect.objectContaining({ type: 'app_mention', user: maya, channel: sales }),
      expect.objectContaining({ type: 'app_home_opened', user: elena, tab: 'home' }),
      expect.objectContaining({ type: 'message', thread_ts: written.ts, ts: reply.ts }),
    ])
    expect(new Set(heard.map(one => (one as { id: string }).id)).size).toBe(4)
  })

  test('are delivered again three times with their number and the same id, and commands never', async () => {
    const slack = await slackWith({ retryAfter: [0, 5, 10] })
    const app = await appFor(slack, 'another secret')
    app.command('/hello', ({ ack }) => ack())
    await slack.dm('Hello')
    await slack.command('/hello')
    await slack.until(() => slack.deliveries.filter(({ type }) => type === 'events_api').length === 4)
    const tries = slack.deliveries.filter(({ type }) => type === 'events_api')
    expect(tries.map(({ retry }) => retry)).toEqual([
      undefined,
      { attempt: 1, reason: 'http_error' },
      { attempt: 2, reason: 'http_error' },
      { attempt: 3, reason: 'http_error' },
    ])
    expect(new Set(tries.map(({ payload }) => payload.event_id)).size).toBe(1)
    expect(slack.deliveries.filter(({ type }) => type === 'slash_commands')).toHaveLength(1)
  })

  test('say in their headers which try they are, and end when the app wants no more', async () => {
    const slack = await slackWith({ retryAfter: [0, 0, 0] })
    const heard: unknown[] = []
    const server = createServer((request, response) => {
      const { 'x-slack-retry-num': number, 'x-slack-retry-reason': reason } = request.headers
      heard.push([number, reason])
      response.writeHead(503, heard.length === 2 ? { 'x-slack-no-retry': '1' } : {}).end()
    })
    server.listen(0, '127.0.0.1')
    await once(server, 'listening')
    atEnd(() => server.close())
    slack.deliverTo(`http://127.0.0.1:${(server.address() as AddressInfo).port}`)
    await slack.dm('Hello')
    await slack.until(() => slack.deliveries.length === 2)
    expect(slack.deliveries[1]?.delivered).toMatchObject({ final: true })
    expect(heard).toEqual([
      [undefined, undefined],
      ['1', 'http_error'],
    ])
  })

  test('need their scope and a subscription', async () => {
    const slack = await slackWith({ scopes: ['chat:write'], events: ['message.im', 'app_home_opened'] })
    await appFor(slack)
    await slack.dm('No scope')
    await slack.mention('No subscription')
    await slack.homeOpened()
    expect(slack.deliveries.map(({ payload }) => Reflect.get(payload.event as object, 'type'))).toEqual([
      'app_home_opened',
    ])
  })
})

describe('Socket Mode', () => {
  test('carries commands, presses, forms and events to a Bolt app, and its answers back', async () => {
    const slack = await slackWith()
    const app = await socketApp(slack)
    const heard: string[] = []
    app.command('/hello', async ({ ack, client, body }) => {
      if (body.text === 'form')
        await client.views.open({ trigger_id: body.trigger_id, view: modal([section('x')]) as never })
      await ack(body.text === 'form' ? undefined : `Hello ${body.text}`)
    })
    app.action('go', async ({ ack, respond }) => {
      await ack()
      await respond('Pressed')
    })
    app.view('form', ({ ack }) =>
      ack({ response_action: 'update', view: modal([section('y')], { title: plain('Again') }) as never }),
    )
    app.event('message', async ({ event }) => void heard.push(String(Reflect.get(event, 'text'))))
    expect(slack.sockets.count()).toBe(1)
    expect(await slack.command('/hello you')).toEqual({ ok: true })
    expect(texts(slack.ephemerals(maya, 'general'))).toEqual(['Hello you'])
    await slack.command('/hello form')
    expect(await slack.submit(slack.views()[0] as View)).toEqual({ ok: true })
    expect(slack.views()[0]?.title?.text).toBe('Again')
    await slack.dm('By socket')
    expect(heard).toEqual(['By socket'])
    const blocks = [{ type: 'actions', elements: [button('go')] }] as never
    await app.client.chat.postMessage({ channel: sales, text: 'x', blocks })
    await slack.click(slack.messages('sales')[0] as Message, 'go')
    await slack.until(() => texts(slack.ephemerals(maya, 'sales')).includes('Pressed'))
    expect(slack.deliveries.every(({ delivered }) => delivered.ok)).toBe(true)
  })

  test('waits three seconds for an acknowledgement, and gives each ticket to one connection', async () => {
    const slack = await slackWith({ acknowledgeWithin: 100, events: [] })
    const app = await socketApp(slack)
    app.command('/late', async () => undefined)
    expect(await slack.command('/late')).toEqual({ ok: false, error: 'operation_timeout' })
    const { url = '' } = await clientOf(slack, slack.appToken).apps.connections.open({})
    const join = () => joined(url, () => undefined)
    expect(await join()).toBe('hello')
    expect(await join()).toBe('refused')
    expect(slack.sockets.count()).toBe(2)
  })

  test('loses connections as Slack does, and events come again over the next one', async () => {
    const slack = await slackWith({ retryAfter: [300, 1000, 3000] })
    const { url = '' } = await clientOf(slack, slack.appToken).apps.connections.open({})
    // The first connection breaks while an event is under way on it.
    await joined(url, type => type === 'events_api' && slack.sockets.drop())
    await slack.dm('Hello')
    const second = await socketApp(slack)
    const heard: unknown[] = []
    second.event('message', async ({ context }) => void heard.push(context.retryNum))
    await slack.until(() => slack.deliveries.at(-1)?.delivered.ok)
    expect(slack.deliveries[0]?.delivered).toMatchObject({ ok: false })
    expect(heard).toEqual([slack.deliveries.at(-1)?.retry?.attempt])
    slack.sockets.refresh()
    await slack.until(() => slack.sockets.count() === 0)
  })
})

import { once } from 'node:events'
import { request } from 'node:http'
import { WebClient } from '@slack/web-api'
import fc from 'fast-check'
import { describe, expect, onTestFinished, test } from 'vitest'
import { type Inline, mrkdwn } from '../playground/page/mrkdwn.ts'
import { ticks } from '../playground/page/ticks.ts'
import type { Message } from '../playground/shapes.ts'
import type { LocalSlack } from '../playground/slack.ts'
import {
  appFor,
  button,
  clientOf,
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

const raw = (text: string) => ({ type: 'raw_text', text })
const texts = (messages: Message[]) => messages.map(message => message.text)

describe('Deliveries', () => {
  test('a command reaches a real app with a signature it accepts, and the answer is private', async () => {
    const slack = await slackWith()
    const app = await appFor(slack)
    const seen: Record<string, unknown>[] = []
    app.command('/hello', async ({ ack, payload, respond }) => {
      await ack()
      seen.push({ ...payload })
      await respond('Hello')
    })
    expect(await slack.command('/hello to @tom in #sales', { channel: '#returns' })).toEqual({ ok: true })
    await slack.until(() => slack.ephemerals(maya, 'returns').length > 0)
    expect(texts(slack.ephemerals(maya, 'returns'))).toEqual(['Hello'])
    expect(slack.messages('returns')).toEqual([])
    expect(slack.ephemerals(tom, 'returns')).toEqual([])
    expect(seen).toEqual([
      expect.objectContaining({
        command: '/hello',
        text: `to <@${tom}|tom> in <#${sales}|sales>`,
        user_id: maya,
        user_name: 'maya',
        team_id: slack.workspace.team,
        channel_id: 'C0RETURNS1',
        channel_name: 'returns',
        is_enterprise_install: 'false',
        enterprise_id: '',
        response_url: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+\/response\//),
        trigger_id: expect.stringMatching(/^\d+\.\d+\.[0-9a-f]+$/),
      }),
    ])
  })

  test('an app with another signing secret refuses the delivery, and the person is told', async () => {
    const slack = await slackWith()
    const app = await appFor(slack, 'another secret')
    let heard = 0
    app.command('/hello', async ({ ack }) => {
      heard += 1
      await ack()
    })
    expect(await slack.command('/hello')).toEqual({ ok: false, error: 'dispatch_failed' })
    expect(heard).toBe(0)
    expect(slack.deliveries.map(one => one.delivered)).toEqual([expect.objectContaining({ status: 401 })])
    expect(texts(slack.ephemerals(maya, 'general'))).toEqual([
      '/hello failed with the error "dispatch_failed"',
    ])
  })

  test('an app that does not acknowledge in time gets Slack’s sentence', async () => {
    const slack = await slackWith({ acknowledgeWithin: 150 })
    const app = await appFor(slack)
    let acknowledge = () => Promise.resolve()
    app.command('/late', async ({ ack }) => {
      acknowledge = () => ack()
      await new Promise<void>(resolve => onTestFinished(() => resolve()))
    })
    expect(await slack.command('/late')).toEqual({ ok: false, error: 'operation_timeout' })
    expect(texts(slack.ephemerals(maya, 'general'))).toEqual([
      '/late failed with the error "operation_timeout"',
    ])
    await acknowledge()
  })

  test('without an app a command fails and says so', async () => {
    const slack = await slackWith()
    expect(await slack.command('/hello')).toEqual({ ok: false, error: 'dispatch_failed' })
  })

  test('a command nobody declared is answered by Slack itself', async () => {
    const slack = await slackWith()
    expect(await slack.command('/nonsense')).toEqual({ ok: false, error: 'invalid_command' })
    const [answer] = slack.ephemerals(maya, 'general')
    expect(answer?.text).toMatch(/^\/nonsense is not a valid command/)
    expect(answer?.user).toBe('USLACKBOT')
    expect(slack.deliveries).toEqual([])
  })

  test('text without a slash is a message everybody sees, with markup characters escaped', async () => {
    const slack = await slackWith()
    await slack.command('a <b> & c', { user: tom })
    expect(slack.messages('general')).toEqual([
      expect.objectContaining({ user: tom, text: 'a &lt;b&gt; &amp; c' }),
    ])
  })

  test('a public reply in the acknowledgement shows what was typed, a private one does not', async () => {
    const slack = await slackWith()
    const app = await appFor(slack)
    app.command('/hello', ({ ack, command }) =>
      command.text === 'all' ? ack({ response_type: 'in_channel', text: 'Hello all' }) : ack('Hello you'),
    )
    await slack.command('/hello', { channel: 'sales' })
    expect(texts(slack.ephemerals(maya, 'sales'))).toEqual(['Hello you'])
    expect(slack.messages('sales')).toEqual([])
    await slack.command('/hello all', { channel: 'sales' })
    expect(texts(slack.messages('sales'))).toEqual(['/hello all', 'Hello all'])
  })

  test('a button tells the app where it stands, and may replace and delete its message', async () => {
    const slack = await slackWith()
    const app = await appFor(slack)
    const seen: Record<string, unknown>[] = []
    app.action('more', async ({ ack, body, respond }) => {
      await ack()
      seen.push({ ...body })
      await respond({ replace_original: true, text: 'More', blocks: [section('More')] as never })
    })
    app.action('gone', async ({ ack, respond }) => {
      await ack()
      await respond({ delete_original: true })
    })
    const client = clientOf(slack)
    const blocks = [
      { type: 'actions', block_id: 'row', elements: [{ ...button('more'), value: '7' }, button('gone')] },
    ] as never
    app.command('/hello', ({ ack }) => ack({ text: 'Less', blocks }))
    await slack.command('/hello', { channel: 'sales' })
    await client.chat.postMessage({ channel: sales, text: 'Public', blocks })
    const [hidden] = slack.ephemerals(maya, 'sales')
    const [shown] = slack.messages('sales')
    if (!hidden || !shown) throw new Error('nothing was posted')

    expect(await slack.click(hidden, 'more')).toEqual({ ok: true })
    await slack.until(() => hidden.text === 'More')
    expect(slack.ephemerals(maya, 'sales')).toEqual([hidden])
    await slack.click(shown, 'gone', tom)
    await slack.until(() => slack.messages('sales').length === 0)

    expect(seen).toEqual([
      expect.objectContaining({
        type: 'block_actions',
        container: { type: 'message', message_ts: hidden.ts, channel_id: sales, is_ephemeral: true },
        channel: { id: sales, name: 'sales' },
        user: expect.objectContaining({ id: maya }),
        actions: [expect.objectContaining({ action_id: 'more', block_id: 'row', value: '7' })],
      }),
    ])
    expect(seen[0]).not.toHaveProperty('message')
  })
})

describe('response_url', () => {
  const answer = (url: string, content: object) =>
    fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(content),
    })
  const urlOf = (slack: LocalSlack) => String(slack.deliveries.at(-1)?.form.response_url)

  test('works five times, where the bot is not a member, and not a sixth time', async () => {
    const slack = await slackWith()
    const app = await appFor(slack)
    app.command('/hello', ({ ack }) => ack())
    await slack.command('/hello', { channel: 'warehouse' })
    const url = urlOf(slack)
    const wrong = await answer(url, { blocks: [{ type: 'header' }] })
    expect([wrong.status, await wrong.json()]).toEqual([
      404,
      expect.objectContaining({ error: 'invalid_blocks' }),
    ])
    for (const use of [1, 2, 3, 4])
      expect((await answer(url, { text: `${use}`, response_type: 'in_channel' })).status).toBe(200)
    expect((await answer(url, { text: '5' })).status).toBe(200)
    const sixth = await answer(url, { text: '6' })
    expect([sixth.status, await sixth.json()]).toEqual([404, { ok: false, error: 'used_url' }])
    expect(texts(slack.messages('warehouse'))).toEqual(['1', '2', '3', '4'])
    expect(texts(slack.ephemerals(maya, 'warehouse'))).toEqual(['5'])
  })

  test('ends after half an hour', async () => {
    let ahead = 0
    const slack = await slackWith({ now: () => Date.now() + ahead })
    const app = await appFor(slack)
    app.command('/hello', ({ ack }) => ack())
    await slack.command('/hello')
    ahead = 30 * 60_000
    const response = await answer(urlOf(slack), { text: 'too late' })
    expect([response.status, await response.json()]).toEqual([404, { ok: false, error: 'expired_url' }])
  })
})

describe('The Web API', () => {
  test('knows who asks', async () => {
    const slack = await slackWith()
    expect((await refusal(clientOf(slack, 'xoxb-wrong').auth.test())).error).toBe('invalid_auth')
    expect(
      (await refusal(new WebClient(undefined, { slackApiUrl: slack.apiUrl, logger: silent }).auth.test()))
        .error,
    ).toBe('not_authed')
    expect((await refusal(clientOf(slack).apiCall('chat.whisper'))).error).toBe('unknown_method')
    expect(await clientOf(slack).auth.test()).toMatchObject({ ok: true, user_id: slack.workspace.bot.id })
    expect(JSON.stringify(slack.calls)).not.toContain(slack.token)
  })

  test('takes JSON bodies as well as forms', async () => {
    const slack = await slackWith()
    const response = await fetch(`${slack.apiUrl}chat.postMessage`, {
      method: 'POST',
      headers: { 'content-type': 'application/json; charset=utf-8', authorization: `Bearer ${slack.token}` },
      body: JSON.stringify({ channel: sales, blocks: [section('From JSON')] }),
    })
    expect(await response.json()).toMatchObject({ ok: true, channel: sales })
    await clientOf(slack).chat.postMessage({
      channel: sales,
      text: 'From a form',
      blocks: [section('x')] as never,
    })
    expect(slack.messages('sales').map(message => message.blocks.length)).toEqual([1, 1])
  })

  test('posts to a person as a direct message, opened once', async () => {
    const slack = await slackWith()
    const client = clientOf(slack)
    const first = await client.chat.postMessage({ channel: tom, text: 'One' })
    await client.chat.postMessage({ channel: String(first.channel), text: 'Two' })
    expect(first.channel).toMatch(/^D/)
    expect(texts(slack.messages(tom))).toEqual(['One', 'Two'])
  })

  test('posts only where the bot is, by Slack’s own words', async () => {
    const slack = await slackWith({
      channels: [
        { id: 'C0OPEN0001', name: 'open', topic: '', members: [maya] },
        { id: 'C0CLOSED01', name: 'closed', topic: '', private: true, members: [maya] },
      ],
    })
    const client = clientOf(slack)
    const error = async (channel: string) =>
      (await refusal(client.chat.postMessage({ channel, text: 'x' }))).error
    expect(await error('C0OPEN0001')).toBe('not_in_channel')
    expect(await error('C0CLOSED01')).toBe('channel_not_found')
    expect(await error('C0NOWHERE1')).toBe('channel_not_found')
    expect((await refusal(client.apiCall('chat.postMessage', { channel: tom }))).error).toBe('no_text')
    await slack.command('/invite @tilly', { channel: 'open' })
    expect(await client.chat.postMessage({ channel: 'C0OPEN0001', text: 'x' })).toMatchObject({ ok: true })
  })

  test('changes a message in place, and only the bot’s own', async () => {
    const slack = await slackWith()
    const client = clientOf(slack)
    const { ts } = await client.chat.postMessage({
      channel: sales,
      text: 'Before',
      blocks: [section('Before')] as never,
    })
    await client.chat.update({
      channel: sales,
      ts: String(ts),
      text: 'After',
      blocks: [section('After')] as never,
    })
    expect(slack.messages('sales')).toEqual([
      expect.objectContaining({ ts, text: 'After', blocks: [expect.objectContaining(section('After'))] }),
    ])
    await slack.command('mine', { channel: 'sales' })
    const error = async (change: { ts: string; channel?: string; text?: string }) =>
      (await refusal(client.chat.update({ channel: sales, text: 'x', ...change }))).error
    expect(await error({ ts: String(slack.messages('sales')[1]?.ts) })).toBe('cant_update_message')
    expect(await error({ ts: '1.000001' })).toBe('message_not_found')
    expect(await error({ ts: String(ts), channel: 'C0NOWHERE1' })).toBe('channel_not_found')
    expect(await error({ ts: String(ts), text: 'x'.repeat(4001) })).toBe('msg_too_long')
  })

  test('deletes a message, and only the bot’s own', async () => {
    const slack = await slackWith()
    const client = clientOf(slack)
    const { ts } = await client.chat.postMessage({ channel: sales, text: 'One' })
    await slack.command('mine', { channel: 'sales' })
    const gone: string[] = []
    slack.workspace.listen(change => change.kind === 'removed' && gone.push(change.message.ts))
    const error = async (ts: string, channel = sales) =>
      (await refusal(client.chat.delete({ channel, ts }))).error
    expect(await error(String(slack.messages('sales')[1]?.ts))).toBe('cant_delete_message')
    expect(await error(String(ts), 'C0NOWHERE1')).toBe('channel_not_found')
    expect(await client.chat.delete({ channel: sales, ts: String(ts) })).toMatchObject({
      ok: true,
      channel: sales,
      ts,
    })
    expect(await error(String(ts))).toBe('message_not_found')
    expect(texts(slack.messages('sales'))).toEqual(['mine'])
    expect(gone).toEqual([ts])
    await slack.command('/nonsense', { channel: 'sales' })
    expect(await error(String(slack.ephemerals(maya, 'sales')[0]?.ts))).toBe('message_not_found')
  })

  test('gives the address of a message', async () => {
    const slack = await slackWith()
    const client = clientOf(slack)
    const { ts } = await client.chat.postMessage({ channel: sales, text: 'One' })
    const link = (message_ts: string) => client.chat.getPermalink({ channel: sales, message_ts })
    expect((await link(String(ts))).permalink).toBe(
      `${slack.url}/archives/${sales}/p${String(ts).replace('.', '')}`,
    )
    expect((await refusal(link('1.000001'))).error).toBe('message_not_found')
  })

  test('keeps the last 500 messages of a conversation and the 200 files last in use', async () => {
    const slack = await slackWith()
    const client = clientOf(slack)
    const gone: string[] = []
    slack.workspace.listen(change => change.kind === 'removed' && gone.push(change.message.text))
    for (let at = 0; at < 503; at++) slack.workspace.post({ channel: sales, user: maya, text: `${at}` })
    slack.workspace.post({ channel: 'C0GENERAL1', user: maya, text: 'Alone' })
    expect(texts(slack.messages('sales'))).toEqual(Array.from({ length: 500 }, (_, at) => `${at + 3}`))
    expect(gone).toEqual(['0', '1', '2'])
    expect(texts(slack.messages('general'))).toEqual(['Alone'])

    const [first, second] = [await uploaded(client, await png()), await uploaded(client, await png())]
    for (let at = 0; at < 199; at++) {
      await client.files.getUploadURLExternal({ filename: 'a.png', length: 3 })
      expect(slack.file(first)).toBeDefined()
    }
    expect(slack.file(second)).toBeUndefined()
    expect((await fetch(`${slack.url}/files/${first}`)).status).toBe(200)
  })
})

describe('Files', () => {
  const image = (id: string) => ({ type: 'image', slack_file: { id }, alt_text: 'A chart' })

  test('a picture that is not ready refuses the message, which goes through when it is', async () => {
    let now = Date.now()
    const slack = await slackWith({ fileDelay: 1500, now: () => now })
    const client = clientOf(slack)
    const id = await uploaded(client, await png())
    const post = () =>
      client.chat.postMessage({ channel: sales, text: 'x', blocks: [section('x'), image(id)] as never })
    expect(await refusal(post())).toEqual({
      error: 'invalid_blocks',
      messages: ['[ERROR] invalid slack file [json-pointer:/blocks/1/slack_file]'],
    })
    expect(slack.messages('sales')).toEqual([])
    now += 1500
    const { ts } = await post()
    expect(slack.messages('sales').map(message => message.ts)).toEqual([ts])
    expect(slack.messages('sales')[0]?.sizes).toEqual({ [id]: { width: 8, height: 8 } })
    const served = await fetch(`${slack.url}/files/${id}`)
    expect(served.headers.get('content-type')).toBe('image/png')
    expect(new Uint8Array(await served.arrayBuffer())).toEqual(await png())
  })

  test('what is not a picture, not complete or only for one person is never shown', async () => {
    const slack = await slackWith()
    const client = clientOf(slack)
    const text = await uploaded(client, new TextEncoder().encode('<svg onload="alert(1)"/>'))
    const wrong = await refusal(
      client.chat.postMessage({ channel: sales, text: 'x', blocks: [image(text)] as never }),
    )
    expect(wrong.messages).toEqual(['[ERROR] invalid slack file [json-pointer:/blocks/0/slack_file]'])
    expect((await fetch(`${slack.url}/files/${text}`)).status).toBe(404)

    const { file_id, upload_url } = await client.files.getUploadURLExternal({ filename: 'a.png', length: 3 })
    expect((await fetch(String(upload_url), { method: 'POST', body: 'four' })).status).toBe(400)
    expect(
      (await refusal(client.files.completeUploadExternal({ files: [{ id: String(file_id), title: '' }] })))
        .error,
    ).toBe('file_not_found')

    const id = await uploaded(client, await png())
    const app = await appFor(slack)
    app.command('/hello', ({ ack }) => ack({ text: 'x', blocks: [image(id)] as never }))
    expect(await slack.command('/hello')).toEqual({ ok: false, error: 'invalid_blocks' })
    expect(slack.ephemerals(maya, 'general')).toEqual([])
  })
})

describe('Blocks', () => {
  const point = (label: string) => ({ label, value: 1 })
  const plot = (labels: string[], categories = labels, series = 1) => ({
    type: 'data_visualization',
    title: 'Sales',
    chart: {
      type: 'bar',
      series: many(series, at => ({ name: `s${at}`, data: labels.map(point) })),
      axis_config: { categories },
    },
  })

  const choice = (at: number) => ({ text: plain(`${at}`), value: `${at}` })
  const menu = (options: number) => ({ type: 'static_select', options: many(options, choice) })
  const opinion = { text: plain('Good'), value: 'good' }
  const feedback = (action_id: string) => ({
    type: 'feedback_buttons',
    action_id,
    positive_button: opinion,
    negative_button: opinion,
  })
  const trash = { type: 'icon_button', icon: 'trash', text: plain('Remove') }
  const dataTable = (rows: number, columns: number, text = 'x') => ({
    type: 'data_table',
    caption: 'Customers',
    rows: many(rows, () => many(columns, () => raw(text))),
  })
  const row = (...elements: object[]) => [{ type: 'actions', elements }]

  test('all the kinds a message may hold are taken', async () => {
    const slack = await slackWith()
    const rich = {
      type: 'rich_text',
      elements: [
        {
          type: 'rich_text_section',
          elements: [
            { type: 'text', text: 'a', style: { bold: true } },
            { type: 'user', user_id: tom },
          ],
        },
      ],
    }
    const blocks = [
      { type: 'header', text: { type: 'plain_text', text: 'x'.repeat(150) } },
      { ...section('x'.repeat(3000)), accessory: button('a') },
      { type: 'section', fields: many(10, () => ({ type: 'mrkdwn', text: 'x'.repeat(2000) })) },
      { type: 'divider' },
      { type: 'context', elements: many(10, () => ({ type: 'mrkdwn', text: 'x' })) },
      { type: 'actions', elements: many(25, at => button(`b${at}`)) },
      {
        type: 'table',
        rows: many(100, () => many(20, () => raw('x'))),
        column_settings: [{ align: 'right' }, null],
      },
      plot(
        many(20, at => `${at}`),
        undefined,
        6,
      ),
      rich,
      { type: 'markdown', text: 'x'.repeat(12_000) },
      dataTable(201, 20),
      { type: 'context_actions', elements: [feedback('f'), { ...trash, action_id: 't' }] },
      { type: 'actions', elements: [menu(100), { type: 'overflow', options: many(5, choice) }] },
      {
        type: 'actions',
        elements: [
          { type: 'datepicker', initial_date: '2026-11-23' },
          { type: 'timepicker', initial_time: '23:59', timezone: 'America/Santiago' },
          { type: 'datetimepicker', initial_date_time: 1_790_000_000 },
          { type: 'radio_buttons', options: many(10, choice), initial_option: choice(9) },
          { type: 'checkboxes', options: many(10, choice), initial_options: [choice(0)] },
          { type: 'conversations_select', filter: { include: ['private', 'public'] } },
        ],
      },
      {
        type: 'input',
        label: plain('x'.repeat(2000)),
        element: { type: 'plain_text_input', max_length: 3000 },
      },
      { type: 'data_visualization', title: 'Shares', chart: { type: 'pie', segments: [point('North')] } },
    ]
    await clientOf(slack).chat.postMessage({ channel: sales, text: 'x', blocks: blocks as never })
    const [message] = slack.messages('sales')
    expect(message?.blocks.map(block => block.type)).toEqual(blocks.map(block => block.type))
    expect(new Set(message?.blocks.map(block => block.block_id)).size).toBe(blocks.length)
  })

  const wrong: [name: string, blocks: unknown[], message: string][] = [
    ['an unknown kind', [{ type: 'sparkline' }], 'unsupported type: sparkline [json-pointer:/blocks/0/type]'],
    [
      'a kind named like a built-in',
      [{ type: 'constructor' }],
      'unsupported type: constructor [json-pointer:/blocks/0/type]',
    ],
    ['no kind at all', [{}], 'missing required field: type [json-pointer:/blocks/0]'],
    [
      'too many blocks',
      many(51, () => ({ type: 'divider' })),
      'no more than 50 items allowed [json-pointer:/blocks]',
    ],
    [
      'a long header',
      [{ type: 'header', text: { type: 'plain_text', text: 'x'.repeat(151) } }],
      'must be less than 151 characters [json-pointer:/blocks/0/text/text]',
    ],
    [
      'a header in mrkdwn',
      [{ type: 'header', text: { type: 'mrkdwn', text: 'x' } }],
      '[json-pointer:/blocks/0/text/type]',
    ],
    [
      'a long section',
      [section('x'.repeat(3001))],
      'must be less than 3001 characters [json-pointer:/blocks/0/text/text]',
    ],
    ['an empty section', [section('')], 'must be more than 0 characters [json-pointer:/blocks/0/text/text]'],
    [
      'a section of nothing',
      [{ type: 'section' }],
      'must provide either text or fields [json-pointer:/blocks/0]',
    ],
    [
      'eleven fields',
      [{ type: 'section', fields: many(11, () => ({ type: 'mrkdwn', text: 'x' })) }],
      'no more than 10 items allowed [json-pointer:/blocks/0/fields]',
    ],
    [
      'a property Slack does not know',
      [{ type: 'divider', colour: 'red' }],
      'invalid additional property: colour [json-pointer:/blocks/0]',
    ],
    [
      'a long button',
      [
        {
          type: 'actions',
          elements: [{ ...button('a'), text: { type: 'plain_text', text: 'x'.repeat(76) } }],
        },
      ],
      'must be less than 76 characters [json-pointer:/blocks/0/elements/0/text/text]',
    ],
    [
      'a long value',
      [{ type: 'actions', elements: [{ ...button('a'), value: 'x'.repeat(2001) }] }],
      'must be less than 2001 characters [json-pointer:/blocks/0/elements/0/value]',
    ],
    [
      'twin buttons',
      [{ type: 'actions', elements: [button('a'), button('a')] }],
      '`action_id` "a" already exists [json-pointer:/blocks/0/elements/1/action_id]',
    ],
    [
      'twin blocks',
      many(2, () => ({ type: 'divider', block_id: 'x' })),
      '`block_id` "x" already exists [json-pointer:/blocks/1/block_id]',
    ],
    [
      'a picture without words',
      [{ type: 'image', image_url: 'https://example.com/a.png' }],
      'missing required field: alt_text [json-pointer:/blocks/0]',
    ],
    [
      'a picture from nowhere',
      [{ type: 'image', alt_text: 'x' }],
      'must provide either image_url or slack_file [json-pointer:/blocks/0]',
    ],
    [
      'a picture Slack cannot reach',
      [{ type: 'image', alt_text: 'x', image_url: 'http://127.0.0.1:3000/a.png' }],
      'downloading image failed [json-pointer:/blocks/0/image_url]',
    ],
    [
      'a table of 101 rows',
      [{ type: 'table', rows: many(101, () => [raw('x')]) }],
      'no more than 100 items allowed [json-pointer:/blocks/0/rows]',
    ],
    [
      'a table of 21 columns',
      [{ type: 'table', rows: [many(21, () => raw('x'))] }],
      'no more than 20 items allowed [json-pointer:/blocks/0/rows/0]',
    ],
    [
      'a table with too much in it',
      [{ type: 'table', rows: [[raw('x'.repeat(10_001))]] }],
      'must be less than 10001 characters [json-pointer:/blocks/0/rows]',
    ],
    [
      'a cell of another kind',
      [{ type: 'table', rows: [[{ type: 'mrkdwn', text: 'x' }]] }],
      'unsupported type: mrkdwn [json-pointer:/blocks/0/rows/0/0/type]',
    ],
    [
      'a chart whose labels stray',
      [plot(['a', 'b'], ['a', 'c'])],
      'labels must match axis_config.categories [json-pointer:/blocks/0/chart/series/0/data]',
    ],
    [
      'a chart of 21 points',
      [plot(many(21, at => `${at}`))],
      'no more than 20 items allowed [json-pointer:/blocks/0/chart/series/0/data]',
    ],
    [
      'seven series',
      [plot(['a'], ['a'], 7)],
      'no more than 6 items allowed [json-pointer:/blocks/0/chart/series]',
    ],
    [
      'a long label',
      [plot(['x'.repeat(21)])],
      'must be less than 21 characters [json-pointer:/blocks/0/chart/series/0/data/0/label]',
    ],
    [
      'a menu of 101',
      row(menu(101)),
      'no more than 100 items allowed [json-pointer:/blocks/0/elements/0/options]',
    ],
    [
      'a menu of nothing',
      row({ type: 'static_select' }),
      'must provide either options or option_groups [json-pointer:/blocks/0/elements/0]',
    ],
    [
      'six behind the dots',
      row({ type: 'overflow', options: many(6, choice) }),
      'no more than 5 items allowed [json-pointer:/blocks/0/elements/0/options]',
    ],
    [
      'eleven boxes to tick',
      row({ type: 'checkboxes', options: many(11, choice) }),
      'no more than 10 items allowed [json-pointer:/blocks/0/elements/0/options]',
    ],
    [
      'a long option',
      row({ type: 'radio_buttons', options: [{ text: plain('x'.repeat(76)), value: 'x' }] }),
      'must be less than 76 characters [json-pointer:/blocks/0/elements/0/options/0/text/text]',
    ],
    [
      'a long value of an option',
      row({ ...menu(1), options: [{ text: plain('x'), value: 'x'.repeat(76) }] }),
      'must be less than 76 characters [json-pointer:/blocks/0/elements/0/options/0/value]',
    ],
    [
      'a long question before',
      row({ ...button('a'), confirm: { title: plain('x'.repeat(101)), text: plain('x') } }),
      'must be less than 101 characters [json-pointer:/blocks/0/elements/0/confirm/title/text]',
    ],
    [
      'a long yes',
      row({ ...button('a'), confirm: { text: plain('x'), confirm: plain('x'.repeat(31)) } }),
      'must be less than 31 characters [json-pointer:/blocks/0/elements/0/confirm/confirm/text]',
    ],
    [
      'a long placeholder',
      row({ ...menu(1), placeholder: plain('x'.repeat(151)) }),
      'must be less than 151 characters [json-pointer:/blocks/0/elements/0/placeholder/text]',
    ],
    [
      'a long label',
      [{ type: 'input', label: plain('x'.repeat(2001)), element: { type: 'plain_text_input' } }],
      'must be less than 2001 characters [json-pointer:/blocks/0/label/text]',
    ],
    [
      'six opinions',
      [{ type: 'context_actions', elements: many(6, at => feedback(`${at}`)) }],
      'no more than 5 items allowed [json-pointer:/blocks/0/elements]',
    ],
    [
      'a data table without words',
      [{ ...dataTable(2, 1), caption: undefined }],
      'missing required field: caption [json-pointer:/blocks/0]',
    ],
    [
      'a data table of 202 rows',
      [dataTable(202, 1)],
      'no more than 201 items allowed [json-pointer:/blocks/0/rows]',
    ],
    [
      'a data table of 21 columns',
      [dataTable(2, 21)],
      'no more than 20 items allowed [json-pointer:/blocks/0/rows/0]',
    ],
    [
      'a data table with too much in it',
      [dataTable(3, 1, 'x'.repeat(6667))],
      'must be less than 20001 characters [json-pointer:/blocks/0/rows]',
    ],
    ['a page of 101 rows', [{ ...dataTable(2, 1), page_size: 101 }], '[json-pointer:/blocks/0/page_size]'],
    [
      'a long Markdown text',
      [{ type: 'markdown', text: 'x'.repeat(12_001) }],
      'must be less than 12001 characters [json-pointer:/blocks/0/text]',
    ],
    [
      'two long Markdown texts',
      many(2, () => ({ type: 'markdown', text: 'x'.repeat(6001) })),
      'must be less than 12001 characters [json-pointer:/blocks]',
    ],
    [
      'what only a form may hold',
      [{ type: 'alert', text: plain('x') }],
      'unsupported type: alert [json-pointer:/blocks/0/type]',
    ],
    [
      'a long name of an action',
      row(button('x'.repeat(256))),
      'must be less than 256 characters [json-pointer:/blocks/0/elements/0/action_id]',
    ],
    [
      'a long name of a block',
      [{ type: 'divider', block_id: 'x'.repeat(256) }],
      'must be less than 256 characters [json-pointer:/blocks/0/block_id]',
    ],
    [
      'three charts',
      many(3, () => plot(['a'])),
      'no more than 2 data_visualization blocks allowed [json-pointer:/blocks/2]',
    ],
  ]

  test('what Slack refuses is refused with its place, and nothing is posted', async () => {
    const slack = await slackWith()
    const client = clientOf(slack)
    for (const [name, blocks, message] of wrong) {
      const found = await refusal(
        client.chat.postMessage({ channel: sales, text: 'x', blocks: blocks as never }),
      )
      expect(found.error, name).toBe('invalid_blocks')
      expect(found.messages.join('\n'), name).toContain(message)
      expect(found.messages.join('\n'), name).toMatch(/^\[ERROR\] /)
    }
    expect(slack.messages('sales')).toEqual([])
  })

  test('a second table has an error of its own', async () => {
    const slack = await slackWith()
    const blocks = many(2, () => ({ type: 'table', rows: [[raw('x')]] })) as never
    expect(
      (await refusal(clientOf(slack).chat.postMessage({ channel: sales, text: 'x', blocks }))).error,
    ).toBe('invalid_attachments')
  })
})

describe('The door', () => {
  const knock = async (slack: LocalSlack, path: string, headers: Record<string, string>, method = 'GET') => {
    const call = request(`${slack.url}${path}`, { method, headers })
    call.end(method === 'POST' ? JSON.stringify({ channel: sales, user: maya, text: 'x' }) : undefined)
    const [response] = await once(call, 'response')
    response.resume()
    return response as { statusCode: number; headers: Record<string, string> }
  }
  const json = { 'content-type': 'application/json' }

  test('the page is served with a strict policy and no address from elsewhere', async () => {
    const slack = await slackWith()
    const page = await fetch(slack.url)
    const policy = String(page.headers.get('content-security-policy'))
    expect(policy).toContain("default-src 'none'")
    expect(policy).not.toMatch(/unsafe|\*|https?:/)
    expect(await page.text()).not.toMatch(/https?:\/\//)
  })

  test('another host name is turned away everywhere', async () => {
    const slack = await slackWith()
    for (const path of ['/', '/page/events', '/api/auth.test', '/files/F012345678'])
      expect((await knock(slack, path, { host: 'evil.example' })).statusCode, path).toBe(403)
    const port = new URL(slack.url).port
    expect((await knock(slack, '/', { host: `localhost:${port}` })).statusCode).toBe(200)
  })

  test('only the page itself may act for a person', async () => {
    const slack = await slackWith()
    const say = async (headers: Record<string, string>) =>
      (await knock(slack, '/page/say', headers, 'POST')).statusCode
    expect(await say({ ...json, origin: 'https://evil.example' })).toBe(403)
    expect(await say({ ...json, origin: 'http://127.0.0.1:1' })).toBe(403)
    expect(await say({ ...json, 'sec-fetch-site': 'cross-site' })).toBe(403)
    expect(await say({ 'content-type': 'text/plain', origin: slack.url })).toBe(415)
    expect(slack.messages('sales')).toEqual([])
    expect(await say({ ...json, origin: slack.url })).toBe(200)
    expect(texts(slack.messages('sales'))).toEqual(['x'])
  })

  test('a person acts only where they are, and only on what they can see', async () => {
    const slack = await slackWith()
    const act = async (action: string, what: Record<string, string>) =>
      (
        await fetch(`${slack.url}/page/${action}`, {
          method: 'POST',
          headers: json,
          body: JSON.stringify(what),
        })
      ).status
    expect(await act('say', { channel: 'C0MANAGER1', user: 'U0ELEN0005', text: 'x' })).toBe(400)
    expect(await act('say', { channel: sales, user: slack.workspace.bot.id, text: 'x' })).toBe(400)
    await slack.command('/nonsense', { channel: 'sales' })
    const ts = String(slack.ephemerals(maya, 'sales')[0]?.ts)
    expect(await act('dismiss', { channel: sales, user: tom, ts })).toBe(400)
    expect(await act('dismiss', { channel: sales, user: maya, ts })).toBe(200)
    expect(slack.ephemerals(maya, 'sales')).toEqual([])
  })
})

describe('Text', () => {
  const said = (parts: Inline[]): string =>
    parts
      .map(part => {
        if ('text' in part) return part.text
        if ('inside' in part) return said(part.inside)
        return part.kind === 'break' ? '\n' : `<${part.kind}>`
      })
      .join('')

  test('markup is read as Slack reads it', () => {
    const [line] = mrkdwn(
      '*Net* rose_by_ 2*3*4 `a*b*` <https://x.example|here> &lt;b&gt; <@U1> <!here> :tada:',
    )
    expect(line).toEqual({
      kind: 'lines',
      inside: [
        { kind: 'bold', inside: [{ kind: 'text', text: 'Net' }] },
        { kind: 'text', text: ' rose_by_ 2*3*4 ' },
        { kind: 'code', text: 'a*b*' },
        { kind: 'text', text: ' ' },
        { kind: 'link', url: 'https://x.example', label: 'here' },
        { kind: 'text', text: ' <b> ' },
        { kind: 'user', id: 'U1', label: '' },
        { kind: 'text', text: ' ' },
        { kind: 'broadcast', range: 'here' },
        { kind: 'text', text: ' ' },
        { kind: 'emoji', name: 'tada' },
      ],
    })
    expect(mrkdwn('a\n&gt; b\n&gt; c\n```x *y*```').map(piece => piece.kind)).toEqual([
      'lines',
      'quote',
      'pre',
    ])
  })

  test('text that was escaped comes back as it was, whatever it holds', () => {
    const plain = fc
      .string({ unit: fc.constantFrom(...'ab &<>"\'/;(){}%£é') })
      .filter(text => text.trim() !== '')
    fc.assert(
      fc.property(plain, text => {
        const escaped = text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
        const [piece] = mrkdwn(`x${escaped}`)
        expect(piece?.kind === 'lines' && said(piece.inside)).toBe(`x${text}`)
      }),
    )
  })

  test('an axis has a few round steps that span the data', () => {
    fc.assert(
      fc.property(fc.integer({ min: -1e6, max: 0 }), fc.integer({ min: 1, max: 1e7 }), (low, high) => {
        const steps = ticks(low, high)
        expect(steps[0]).toBeLessThanOrEqual(low)
        expect(steps.at(-1)).toBeGreaterThanOrEqual(high)
        expect(steps.length).toBeGreaterThanOrEqual(2)
        expect(steps.length).toBeLessThanOrEqual(8)
      }),
    )
  })
})

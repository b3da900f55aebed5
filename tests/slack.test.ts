import { once } from 'node:events'
import { createServer } from 'node:http'
import fc from 'fast-check'
import { Temporal } from 'temporal-polyfill'
import { describe, expect, onTestFinished, test } from 'vitest'
import type { Chart } from '../charts/chart.ts'
import { pictures } from '../charts/png.ts'
import { checkBlocks } from '../playground/blocks/check.ts'
import { signature } from '../playground/deliver.ts'
import type { Message as Shown } from '../playground/shapes.ts'
import type { LocalSlack } from '../playground/slack.ts'
import { everything } from '../src/access.ts'
import { cell } from '../src/cell.ts'
import { open } from '../src/db.ts'
import { env } from '../src/env.ts'
import { heard } from '../src/heard.ts'
import type { Answer, Insight } from '../src/insight.ts'
import { insights } from '../src/insights/index.ts'
import { logger } from '../src/log.ts'
import { filterForms } from '../src/parameters.ts'
import { period } from '../src/period.ts'
import { forms } from '../src/period-forms.ts'
import { sentences } from '../src/slack/blocks.ts'
import { controls } from '../src/slack/controls.ts'
import { explain } from '../src/slack/explain.ts'
import { common, help } from '../src/slack/help.ts'
import { bot } from '../src/slack/listen.ts'
import { brief, message } from '../src/slack/message.ts'
import { native } from '../src/slack/native.ts'
import { seal } from '../src/slack/seal.ts'
import { table as tableOf } from '../src/slack/table.ts'
import { cut, fallback, typed } from '../src/slack/text.ts'
import { orm } from '../src/tx.ts'
import { cable } from './helpers/cable.ts'
import {
  chart,
  direct,
  drawing,
  hostile,
  image,
  labels,
  mine,
  running,
  sales,
  start,
  table,
  updates,
  voice,
  whisper,
  words,
  you,
} from './helpers/tilly.ts'
import { unhurried } from './helpers/unhurried.ts'

/** What asks for more people or more time than there are here. */
const asksForMore = new Set(['demographics', 'newvsreturning', 'customer', 'avgspend'])

describe('A private answer', () => {
  test.each(insights.map(({ name }) => name).filter(name => !asksForMore.has(name)))(
    'of /%s is a direct message: words, table, and the picture by one change',
    async name => {
      const { slack } = await start()
      await slack.command(`/${name}`)
      const posted = await direct(slack)
      expect(table(posted)?.rows.length).toBeGreaterThan(1)
      expect(posted.text.length).toBeGreaterThan(20)
      const pictured = await slack.until(() => mine(slack).find(image))
      expect(pictured.ts).toBe(posted.ts)
      const shown = image(pictured)
      expect(shown?.alt_text.length).toBeGreaterThan(20)
      const id =
        shown && 'slack_file' in shown && shown.slack_file && 'id' in shown.slack_file
          ? shown.slack_file.id
          : ''
      expect(slack.file(String(id))?.mimetype).toBe('image/png')
      expect(slack.file(String(id))?.altText).toBe(shown?.alt_text.slice(0, 1000))
      expect(updates(slack)).toHaveLength(1)
      expect(mine(slack)).toHaveLength(1)
    },
  )

  test('puts words before the picture', async () => {
    const { slack } = await start()
    await slack.command('/weeklysales')
    await slack.until(() => mine(slack).find(image))
    const at = (name: string) => slack.calls.findIndex(({ method }) => method === name)
    expect(at('chat.postMessage')).toBeLessThan(at('chat.update'))
    expect(String(slack.calls[at('chat.postMessage')]?.args.blocks)).not.toContain('slack_file')
    expect(String(slack.calls[at('chat.update')]?.args.blocks)).toContain('slack_file')
  })

  test('leaves the finding where the command was typed, with Open and Share here', async () => {
    const { slack } = await start()
    await slack.command('/weeklysales', { channel: 'sales' })
    const said = await whisper(slack, 'sales')
    const [posted] = mine(slack)
    expect(labels(said)).toEqual(['Open in messages', 'Share here'])
    expect(words(said)).toContain(`/archives/${posted?.channel}/p${posted?.ts.replace('.', '')}`)
    expect(said.text).toBe(posted?.text)
    expect(slack.messages('sales')).toEqual([])
  })

  test('says nothing twice where the command was typed in the direct message itself', async () => {
    const { slack } = await start()
    await slack.command('/weeklysales', { channel: you })
    await slack.until(() => mine(slack).find(image))
    expect(slack.ephemerals(you, you)).toEqual([])
    expect(mine(slack)).toHaveLength(1)
  })

  test('draws and uploads the same picture once, however many ask', async () => {
    const { slack } = await start()
    await slack.command('/weeklysales', { channel: you })
    await slack.until(() => mine(slack).find(image))
    await slack.command('/weeklysales last 12 weeks', { channel: you })
    await slack.until(() => mine(slack).filter(image).length === 2)
    expect(slack.calls.filter(({ method }) => method === 'files.completeUploadExternal')).toHaveLength(1)
  })
})

describe('Sharing', () => {
  test('posts words, table and picture to the channel under the name of who shared, once', async () => {
    const { slack } = await start()
    await slack.command('/topcustomers', { channel: 'sales' })
    const said = await whisper(slack, 'sales')
    await Promise.all([slack.click(said, 'Share here'), slack.click(said, 'Share here')])
    const shared = await slack.until(() => slack.messages('sales').find(image))
    expect(shared.blocks[0]).toMatchObject({
      type: 'rich_text',
      elements: [{ elements: [{ text: 'Shared by ' }, { type: 'user', user_id: you }] }],
    })
    expect(table(shared)?.rows).toEqual(table((await direct(slack)) as Shown)?.rows)
    await slack.until(() => slack.ephemerals(you, 'sales')[0]?.text === 'Shared here.')
    expect(slack.messages('sales')).toHaveLength(1)
    expect(slack.ephemerals(you, 'sales')).toHaveLength(1)
  })

  test('says that it is shared to whoever presses again, without posting again', async () => {
    const { slack } = await start()
    await slack.command('/topcustomers', { channel: 'sales' })
    const said = await whisper(slack, 'sales')
    // Their window still shows the button, as after a reply that did not arrive.
    const stale = structuredClone(said)
    await slack.click(said, 'Share here')
    await slack.until(() => said.text === 'Shared here.' && slack.messages('sales').find(image))
    await slack.click(stale, 'Share here')
    await slack.until(() => stale.text === 'Shared here.')
    expect(slack.messages('sales')).toHaveLength(1)
  })

  /** An answer shared in #sales, with what whoever shared it is told. */
  async function shared(slack: LocalSlack) {
    await slack.command('/topcustomers', { channel: 'sales' })
    const said = await whisper(slack, 'sales')
    const before = structuredClone(said)
    await slack.click(said, 'Share here')
    const posted = await slack.until(() => slack.messages('sales').find(image))
    await slack.until(() => said.text === 'Shared here.')
    return { said, before, posted }
  }

  test('can be undone by who shared, once, and then be shared again', async () => {
    const { slack } = await start()
    const { said, before } = await shared(slack)
    expect(labels(said)).toEqual(['Undo'])
    await Promise.all([slack.click(said, 'Undo'), slack.click(said, 'Undo')])
    await slack.until(() => said.text === 'Taken back.')
    expect(labels(said)).toEqual([])
    expect(slack.messages('sales')).toEqual([])
    expect(slack.ephemerals(you, 'sales')).toHaveLength(1)
    expect(slack.calls.filter(({ method }) => method === 'chat.delete')).toHaveLength(1)
    expect(mine(slack)).toHaveLength(1)
    await slack.click(before, 'Share here')
    await slack.until(() => slack.messages('sales').find(image))
  })

  test('says kindly that what is to be undone is already gone', async () => {
    const { slack } = await start()
    const { said, posted } = await shared(slack)
    slack.workspace.remove(posted)
    await slack.click(said, 'Undo')
    await slack.until(() => said.text.startsWith('It is already gone'))
  })

  test('is undone by nobody else, and says where Slack does not allow it', async () => {
    const { slack } = await start()
    const { said, posted } = await shared(slack)
    const tom = 'U0TOMO0002'
    await slack.click(said, 'Undo', tom)
    const told = await slack.until(() => slack.ephemerals(tom, 'sales')[0])
    expect(told.text).toContain('Only the person who shared')
    posted.user = tom
    await slack.click(said, 'Undo')
    expect((await whisper(slack, 'sales', 2)).text).toContain('(cant_delete_message)')
    expect(slack.messages('sales')).toHaveLength(1)
    expect(labels(said)).toEqual(['Undo'])
  })

  test('leaves follow-ups that answer whoever presses them, privately', async () => {
    const { slack } = await start()
    await slack.command('/topcustomers', { channel: 'sales' })
    await slack.click(await whisper(slack, 'sales'), 'Share here')
    const shared = await slack.until(() => slack.messages('sales').find(table))
    const tom = 'U0TOMO0002'
    await slack.click(shared, 'Returns', tom)
    await slack.until(() => slack.messages(tom).find(image))
    expect(labels(await slack.until(() => slack.ephemerals(tom, 'sales')[0]))).toEqual([
      'Open in messages',
      'Share here',
    ])
    expect(slack.messages('sales')).toHaveLength(1)
  })

  test('says how to invite the bot where it is not a member, and works once it is', async () => {
    const { slack } = await start()
    await slack.command('/returns', { channel: 'warehouse' })
    const said = await whisper(slack, 'warehouse')
    await slack.click(said, 'Share here')
    const refused = await whisper(slack, 'warehouse', 2)
    expect(refused.text).toContain('/invite @tilly')
    expect(labels(slack.ephemerals(you, 'warehouse')[0] as Shown)).toContain('Share here')
    await slack.command('/invite @tilly', { channel: 'warehouse' })
    await slack.click(said, 'Share here')
    expect(await slack.until(() => slack.messages('warehouse').find(table))).toBeDefined()
  })
})

describe('A public answer', () => {
  const shown = { env: { ANSWERS: 'public' } as const }

  test('goes to the channel, with who asked', async () => {
    const { slack } = await start(shown)
    await slack.command('/weeklysales', { channel: 'sales' })
    const posted = await slack.until(() => slack.messages('sales').find(image))
    expect(words(posted)).toContain(`"user_id":"${you}"`)
    expect(table(posted)).toBeDefined()
    expect(slack.ephemerals(you, 'sales')).toEqual([])
  })

  test('comes as the reply to the command, with a native chart, where the bot is not a member', async () => {
    const { slack } = await start(shown)
    await slack.command('/weeklysales', { channel: 'warehouse' })
    const posted = await slack.until(() => slack.messages('warehouse').find(table))
    expect(chart(posted)).toBeDefined()
  })
})

describe('A picture that cannot be had', () => {
  test('because its file is never ready becomes a native chart', async () => {
    const { slack } = await start({ fileDelay: 600_000, patience: { ...unhurried, file: 1200 } })
    await slack.command('/topcustomers', { channel: you })
    const posted = await slack.until(() => mine(slack).find(chart))
    expect(table(posted)).toBeDefined()
    expect(updates(slack)).toHaveLength(1)
  })

  test('because its file is late is waited for', async () => {
    const { slack } = await start({ fileDelay: 300 })
    await slack.command('/topcustomers', { channel: you })
    const posted = await slack.until(() => mine(slack).find(image))
    expect(chart(posted)).toBeUndefined()
  })

  test('because the upload is refused becomes a native chart', async () => {
    const { slack } = await start()
    // An administrator has switched uploads off: the address Slack gave takes nothing.
    slack.workspace.files.set = () => slack.workspace.files
    await slack.command('/weeklysales', { channel: you })
    expect(chart(await slack.until(() => mine(slack).find(chart)))?.chart.type).toBe('line')
  })

  test('because the drawing process is killed becomes a native chart', async () => {
    const impatient = pictures(1, () => {}, 0.001)
    running.push(() => impatient.close())
    const { slack, lines } = await start({ pictures: impatient })
    await slack.command('/returns', { channel: you })
    const posted = await slack.until(() => mine(slack).find(chart))
    expect(chart(posted)?.chart.type).toBe('bar')
    expect(slack.calls.some(({ method }) => method.startsWith('files.'))).toBe(false)
    expect(lines.some(line => line.includes('the picture could not be drawn'))).toBe(true)
  })
})

describe('Names from the data', () => {
  test('never mention, link or format, wherever they stand', async () => {
    const { slack } = await start({ env: { ANSWERS: 'public' } })
    for (const [index, name] of [
      'topcustomers',
      'returns',
      'topcustomers region:"North & <South>"',
    ].entries()) {
      await slack.command(`/${name}`, { channel: 'sales' })
      const posted = await slack.until(() => slack.messages('sales').filter(image)[index])
      expect(posted.text).not.toMatch(/<[^ ]/)
      const markup = JSON.stringify(posted.blocks, (key, value) => (key === 'user_id' ? undefined : value))
      expect(markup).not.toContain('"mrkdwn"')
      expect(markup).not.toMatch(/"type":"(broadcast|link|channel|usergroup|emoji)"/)
      expect(markup).not.toMatch(/[\u202a-\u202e\u2066-\u2069]/)
      const cells =
        table(posted)
          ?.rows.flat()
          .map(cell => ('text' in cell ? cell.text : '')) ?? []
      for (const hostileName of hostile.slice(0, 3))
        expect(cells.some(cell => cell.includes(hostileName))).toBe(true)
    }
  })
})

describe('What cannot be answered', () => {
  test.each([
    ['/sales', 'What you can ask'],
    ['/sales help', 'What you can ask'],
    ['/weeklysales help', '/weeklysales'],
    ['/sales help returns', '/returns'],
    ['/sales help periods', 'Every way to write a period'],
    ['/sales help filters', 'Every way to write a filter'],
  ])('%s is help, for the person alone', async (typed, title) => {
    const { slack } = await start()
    await slack.command(typed)
    const said = await whisper(slack)
    expect(said.blocks[0]).toMatchObject({ type: 'header', text: { text: title } })
    expect(words(said)).toContain(title.endsWith('filter') ? 'vs last year' : 'last 12 weeks')
    expect(mine(slack)).toEqual([])
  })

  test.each([
    ['/sales wekelysales', 'Did you mean weeklysales?'],
    ['/weeklysales planet:mars', 'has no filter “planet:”'],
    ['/topcustomers region:wst', 'There is no region “wst”.'],
    ['/topcustomers 0', 'less than 1'],
    ['/weeklysales last fortnight', 'For example: /weeklysales last quarter'],
    ['/weeklysales region:<!channel>', 'There is no region “&lt;!channel&gt;”.'],
  ])('%s is a sentence with what would work, for the person alone', async (typed, sentence) => {
    const { slack } = await start()
    await slack.command(typed, { channel: 'sales' })
    const said = await whisper(slack, 'sales')
    expect(said.text).toContain(sentence)
    expect(words(said)).not.toContain('"mrkdwn"')
    expect(slack.messages('sales')).toEqual([])
  })

  test('is shown with the command as it is typed where commands begin with a prefix', async () => {
    const { slack } = await start({ env: { COMMAND_PREFIX: 'hv-' } })
    await slack.command('/hv-topcustomers 0', { channel: 'sales' })
    expect((await whisper(slack, 'sales')).text).toContain('For example: /hv-topcustomers 20 last quarter')
  })

  test('a command Slack knows and the bot does not is named as unknown', async () => {
    const { slack } = await start()
    slack.workspace.commands.push({ command: '/weather', description: '', usage: '' })
    expect(await slack.command('/weather')).toEqual({ ok: true })
    expect((await whisper(slack)).text).toContain('I know no question called “weather”')
  })

  test('a database that is away is said with a reference, and the bot answers again later', async () => {
    const line = await cable(sales().url)
    running.push(line.cut)
    const behind = await open({ DATABASE_URL: line.url, DATA_DIR: '' })
    running.push(() => behind.close())
    const { slack, url, lines } = await start({ reader: behind.reader })
    await line.cut()
    await slack.command('/weeklysales', { channel: you })
    const said = await whisper(slack, you)
    const [, ref = ''] = /I can’t reach the sales data right now; .*\(ref (\w{4})\)/.exec(said.text) ?? []
    expect(lines.some(line => line.includes(`"ref":"${ref}"`) && line.includes('"err":'))).toBe(true)
    expect((await fetch(`${url}/readyz`)).status).toBe(503)
    expect((await fetch(`${url}/healthz`)).status).toBe(200)

    await line.mend()
    await slack.command('/weeklysales', { channel: you })
    expect(table(await direct(slack))).toBeDefined()
    expect((await fetch(`${url}/readyz`)).status).toBe(200)
  })

  test('stale sales are no reason not to be ready, and a note where that is asked', async () => {
    const { url } = await start({ env: { STALE_AFTER_DAYS: 0 } })
    const ready = async (at = url) => {
      const response = await fetch(`${at}/readyz`)
      return [response.status, await response.text()]
    }
    expect(await ready()).toEqual([200, 'ready\nSales are loaded through 28 June 2026, a day ago.\n'])
    expect(await ready((await start()).url)).toEqual([200, 'ready\n'])
  })

  test('a bug of ours is a sentence with a reference, and the bot answers the next question', async () => {
    const [weeklysales, ...others] = insights
    const failing: Insight = {
      ...weeklysales,
      answer: () => Promise.reject(new Error('a share needs a whole; whole: 0')),
    }
    const { slack, lines } = await start({ questions: [failing, ...others] })
    await slack.command('/weeklysales')
    const said = await whisper(slack)
    const [, ref = ''] = /That broke on our side \(ref (\w{4})\)/.exec(said.text) ?? []
    expect(said.text).not.toContain('whole')
    expect(lines.some(line => line.includes(`"ref":"${ref}"`) && line.includes('whole: 0'))).toBe(true)
    await slack.command('/returns')
    expect(table(await direct(slack))).toBeDefined()
  })

  test('a button nobody knows is acknowledged and logged, and said to be an old one', async () => {
    const { slack, lines } = await start()
    const posted = slack.workspace.post({
      channel: 'C0SALES001',
      user: slack.workspace.bot.id,
      text: 'old',
      blocks: [
        {
          type: 'actions',
          block_id: 'b',
          elements: [{ type: 'button', action_id: 'gone', text: { type: 'plain_text', text: 'Old' } }],
        },
      ],
    })
    expect(await slack.click(posted, 'gone')).toEqual({ ok: true })
    expect((await whisper(slack, 'sales')).text).toContain('from an older version of me')
    expect(lines.some(line => line.includes('"action":"gone"'))).toBe(true)
  })
})

describe('The bot', () => {
  /** A question that takes as long as the test likes. */
  function slow() {
    const [weeklysales, ...others] = insights
    let release = () => {}
    const held = new Promise<void>(resolve => {
      release = resolve
    })
    const insight: Insight = {
      ...weeklysales,
      async answer(...question) {
        await held
        return weeklysales.answer(...question)
      },
    }
    return { questions: [insight, ...others], release: () => release() }
  }

  test('acknowledges before the answer is computed, and says that it is working on it', async () => {
    const { questions, release } = slow()
    const { slack } = await start({ questions, patience: { ...unhurried, words: 500 } })
    expect(await slack.command('/weeklysales')).toEqual({ ok: true })
    expect(mine(slack)).toEqual([])
    expect((await whisper(slack)).text).toBe('Working on it…')
    release()
    expect(table(await direct(slack))).toBeDefined()
    await slack.until(() =>
      slack.ephemerals(you, 'general').some(said => labels(said).includes('Open in messages')),
    )
    expect(slack.ephemerals(you, 'general')).toHaveLength(1)
  })

  test('waits for the answers under way when it stops, and takes nothing new', async () => {
    const { questions, release } = slow()
    const { slack, tilly } = await start({ questions })
    running.pop()
    await slack.command('/weeklysales', { channel: you })
    let stopped = false
    const stopping = tilly.stop().then(() => {
      stopped = true
    })
    expect((await slack.command('/returns', { channel: you })).ok).toBe(false)
    expect(stopped).toBe(false)
    release()
    await stopping
    expect(image((await direct(slack)) as Shown)).toBeDefined()
  })

  test('does not wait for ever when it stops', async () => {
    const { questions, release } = slow()
    const { slack, tilly, lines } = await start({ questions })
    running.pop()
    await slack.command('/weeklysales', { channel: you })
    await tilly.stop(50)
    expect(lines.some(line => line.includes('stopped before everything was answered'))).toBe(true)
    release()
    await slack.until(() => mine(slack).find(image))
  })

  test('listens under a prefix, and offers commands with it', async () => {
    const { slack } = await start({ env: { COMMAND_PREFIX: 'hv-' } })
    await slack.command('/hv-weeklysales', { channel: you })
    expect(table(await direct(slack))).toBeDefined()
    await slack.command('/hv-sales help', { channel: you })
    expect(words(await whisper(slack, you))).toContain('/hv-topcustomers')
  })

  test('refuses a request with a wrong or an old signature', async () => {
    const { slack, url } = await start()
    const body = new URLSearchParams({
      command: '/weeklysales',
      text: '',
      user_id: you,
      channel_id: 'C0GENERAL1',
    }).toString()
    const send = (secret: string, time: number) =>
      fetch(`${url}/slack/events`, {
        method: 'POST',
        body,
        headers: {
          'content-type': 'application/x-www-form-urlencoded',
          'x-slack-request-timestamp': String(time),
          'x-slack-signature': signature(secret, time, body),
        },
      })
    const now = Math.floor(Date.now() / 1000)
    expect((await send('wrong', now)).status).toBe(401)
    expect((await send(slack.signingSecret, now - 600)).status).toBe(401)
    expect(slack.calls.filter(({ method }) => method !== 'auth.test')).toEqual([])
  })

  test('says in a sentence what it lacks to start', async () => {
    await expect(start({ env: { SLACK_BOT_TOKEN: undefined } })).rejects.toThrow(
      'SLACK_BOT_TOKEN is not set.',
    )
    await expect(start({ env: { SLACK_SIGNING_SECRET: undefined } })).rejects.toThrow(
      'Neither SLACK_APP_TOKEN nor SLACK_SIGNING_SECRET is set.',
    )
    await expect(start({ env: { SLACK_BOT_TOKEN: 'xoxb-other' } })).rejects.toThrow(
      'does not accept the bot token',
    )
  })

  test('says in a sentence that its port is taken', async () => {
    const other = createServer().listen(0, '127.0.0.1')
    await once(other, 'listening')
    onTestFinished(() => void other.close())
    const taken = other.address()
    const port = typeof taken === 'object' && taken ? taken.port : 0
    const { tilly } = await start()
    await tilly.stop()
    running.pop()
    await expect(tilly.start(port, '127.0.0.1')).rejects.toThrow(`Port ${port} is taken`)
  })

  test('posts again what Slack put off, and never what it may have taken', async () => {
    const { slack } = await start()
    const proxy = await flaky(slack)
    const { tilly, port } = await behindProxy(proxy.url, slack)
    running.push(() => tilly.stop())
    slack.deliverTo(`http://127.0.0.1:${port}/slack/events`)

    proxy.fail('chat.postMessage', { status: 429, headers: { 'retry-after': '1' }, forward: false })
    await slack.command('/weeklysales', { channel: you })
    await slack.until(() => mine(slack).find(image))
    expect(mine(slack)).toHaveLength(1)

    proxy.fail('chat.postMessage', { status: 503, forward: true })
    await slack.command('/returns', { channel: you })
    expect((await whisper(slack, you)).text).toContain('Slack did not say whether it took the answer.')
    expect(mine(slack)).toHaveLength(2)
  })

  test.each([
    ['an answer that got lost', { status: 503, forward: true }],
    [
      'an error that says nothing',
      { status: 200, body: '{"ok":false,"error":"fatal_error"}', forward: true },
    ],
  ])('says after %s that it cannot know whether an answer was shared, at every press', async (_, failure) => {
    const { slack } = await start()
    const proxy = await flaky(slack)
    const { tilly, port } = await behindProxy(proxy.url, slack)
    running.push(() => tilly.stop())
    slack.deliverTo(`http://127.0.0.1:${port}/slack/events`)
    await slack.command('/returns', { channel: 'sales' })
    const said = await whisper(slack, 'sales')
    proxy.fail('chat.postMessage', failure)
    for (const press of [1, 2]) {
      await slack.click(said, 'Share here')
      const told = await whisper(slack, 'sales', press + 1)
      expect(told.text).toContain('Slack did not say whether it took the answer.')
    }
    expect(slack.messages('sales')).toHaveLength(1)
  })

  test('shares at the second press what surely was not shared at the first', async () => {
    const { slack } = await start()
    const proxy = await flaky(slack)
    const { tilly, port } = await behindProxy(proxy.url, slack)
    running.push(() => tilly.stop())
    slack.deliverTo(`http://127.0.0.1:${port}/slack/events`)
    await slack.command('/returns', { channel: 'sales' })
    const said = await whisper(slack, 'sales')
    proxy.fail('chat.postMessage', {
      status: 200,
      body: '{"ok":false,"error":"restricted_action"}',
      forward: false,
    })
    await slack.click(said, 'Share here')
    expect((await whisper(slack, 'sales', 2)).text).toContain('does not let me post here (restricted_action)')
    await slack.click(said, 'Share here')
    await slack.until(() => slack.messages('sales').find(image))
  })

  test('answers in the reply to the command where Slack lets it send no direct message', async () => {
    const { slack } = await start()
    const proxy = await flaky(slack)
    const { tilly, port } = await behindProxy(proxy.url, slack)
    running.push(() => tilly.stop())
    slack.deliverTo(`http://127.0.0.1:${port}/slack/events`)
    proxy.fail('chat.postMessage', {
      status: 200,
      body: '{"ok":false,"error":"messages_tab_disabled"}',
      forward: false,
    })
    await slack.command('/returns', { channel: 'sales' })
    const said = await whisper(slack, 'sales')
    expect(table(said)).toBeDefined()
    expect(chart(said)).toBeDefined()
    expect(mine(slack)).toEqual([])
  })

  async function behindProxy(apiUrl: string, slack: LocalSlack) {
    const tilly = bot({
      env: {
        ...env({}),
        SLACK_BOT_TOKEN: slack.token,
        SLACK_SIGNING_SECRET: slack.signingSecret,
        SLACK_API_URL: apiUrl,
      },
      insights,
      reader: sales().reader,
      pictures: drawing,
      heard: heard(orm(sales().owner), logger('silent')),
      log: logger('silent'),
      now: () => Temporal.Instant.from('2026-06-29T09:00:00Z'),
      scopeOf: () => everything,
      patience: unhurried,
    })
    return { tilly, port: await tilly.start(0, '127.0.0.1') }
  }

  type Failure = { status: number; headers?: Record<string, string>; body?: string; forward: boolean }

  /** Stands before the Web API and fails one call as told: refused, or answered badly after it was carried out. */
  async function flaky(slack: LocalSlack) {
    const failures = new Map<string, Failure>()
    const server = createServer(async (request, response) => {
      const method = request.url?.split('/').at(-1) ?? ''
      const parts: Buffer[] = []
      for await (const part of request) parts.push(part)
      const failure = failures.get(method)
      failures.delete(method)
      const forwarded =
        failure?.forward === false
          ? undefined
          : await fetch(`${slack.apiUrl}${method}`, {
              method: 'POST',
              body: Buffer.concat(parts),
              headers: {
                'content-type': request.headers['content-type'] ?? '',
                authorization: request.headers.authorization ?? '',
              },
            })
      const text = failure ? (failure.body ?? '') : ((await forwarded?.text()) ?? '')
      response.writeHead(failure?.status ?? 200, { 'content-type': 'application/json', ...failure?.headers })
      response.end(text)
    })
    server.listen(0, '127.0.0.1')
    await once(server, 'listening')
    running.push(async () => void server.close())
    const address = server.address()
    return {
      url: `http://127.0.0.1:${typeof address === 'object' && address ? address.port : 0}/api/`,
      fail: (method: string, how: Failure) => void failures.set(method, how),
    }
  }
})

describe('A message', () => {
  const [weeklysales, topcustomers] = insights
  const chartOf = (categories: string[], description: string, values: (number | null)[] = []): Chart => ({
    width: 1,
    height: 1,
    params: [],
    datasets: {},
    layer: [],
    description,
    usermeta: {
      native: {
        type: values.length > 0 ? 'line' : 'bar',
        categories,
        series: [categories.map((_, at) => at), values, categories.map(() => 1)].map(values => ({
          name: description,
          values: categories.map((_, at) => values[at] ?? null),
        })),
      },
    },
  })
  const answer = (changes: Partial<Answer>): Answer => ({
    insight: 'topcustomers',
    asked: { period: { from: '2026-01-01', to: '2026-06-29', label: 'June', complete: true, unit: 'day' } },
    asOf: '2026-06-28',
    dataThrough: '2026-06-28',
    headline: 'The finding',
    detail: '',
    context: 'June',
    chart: null,
    rows: [],
    next: [],
    ...changes,
  })
  const files = new Map([
    [
      'F0123456789',
      {
        id: 'F0123456789',
        name: '',
        title: '',
        altText: '',
        length: 1,
        created: 0,
        mimetype: 'image/png',
        readyAt: 0,
      },
    ],
  ])
  const judge = (blocks: unknown[], pictures = true) =>
    checkBlocks(blocks, { most: 50, pictures, files, now: 1 })

  const long = fc.oneof(
    fc.string({ unit: 'grapheme', maxLength: 60 }),
    fc.string({ unit: 'grapheme', minLength: 200, maxLength: 5000 }),
    fc.constantFrom(...hostile, '', ' ', '&'.repeat(4500), '😀'.repeat(2500), 'word '.repeat(1500)),
  )
  const row = fc.record({
    name: long,
    net: fc.oneof(fc.double({ noNaN: true, min: -1e12, max: 1e12 }), fc.constant(null)),
    forfeited: fc.integer(),
    orders: fc.nat(),
    lastOrder: fc.constantFrom('2026-06-01', null),
  })

  test('keeps every limit of Slack, whatever the names and however many rows', () => {
    fc.assert(
      fc.property(
        fc.record({ headline: long, detail: long, context: long, alt: long, label: long }),
        fc.oneof(fc.constantFrom(0, 1, 99, 100, 200), fc.nat(300)),
        fc.array(row, { minLength: 1, maxLength: 8 }),
        fc.array(long, { maxLength: 24 }),
        fc.array(fc.option(fc.integer()), { maxLength: 24 }),
        fc.constantFrom(undefined, 'native' as const, { file: 'F0123456789' }),
        (texts, count, some, categories, values, picture) => {
          const { headline, detail, context, alt, label } = texts
          const found = answer({
            headline,
            detail,
            context,
            chart: chartOf(categories, alt, values),
            rows: Array.from({ length: count }, (_, at) => ({ ...some[at % some.length] })),
            next: Array.from({ length: 9 }, () => ({ label, ask: label })),
          })
          const trail = { words: label, before: [label, headline, detail] }
          for (const made of [
            message(found, topcustomers, voice, {
              ...{ picture, by: { did: 'Shared', user: you } },
              below: controls(found, topcustomers, trail, { seal: seal('xoxb-1'), isKept: true }),
            }),
            explain(found, topcustomers, voice),
            brief(found, { open: 'https://slack.example/', share: 'topcustomers' }),
          ]) {
            expect(judge(made.blocks)).toMatchObject({ ok: true })
            expect(made.text.length).toBeLessThan(4000)
            expect(made.text).not.toMatch(/[<>]/)
            expect(made.text).not.toMatch(/[\ud800-\udbff](?![\udc00-\udfff])/)
          }
        },
      ),
      { numRuns: 60 },
    )
  })

  test('holds no control character and no mark that turns text, wherever a name stands', () => {
    const unseen = /[\p{Cc}\u061c\u200e\u200f\u202a-\u202e\u2028\u2029\u2066-\u2069]/u
    const mark = fc.constantFrom(
      ...'\0\x07\b\t\n\r\x1b\x7f\x85\u061c\u200e\u200f\u202a\u202e\u2028\u2029\u2066\u2069',
    )
    const name = fc
      .array(fc.oneof(mark, fc.string({ unit: 'binary', maxLength: 3 })), { minLength: 1, maxLength: 40 })
      .map(parts => `a${parts.join('')}`)
    const strings = (value: unknown): string[] => {
      if (typeof value === 'string') return [value]
      return value && typeof value === 'object' ? Object.entries(value).flat().flatMap(strings) : []
    }
    fc.assert(
      fc.property(name, name, fc.boolean(), (one, other, isNative) => {
        const found = answer({
          headline: `Most from ${one}`,
          detail: other,
          context: `region ${one}`,
          chart: chartOf([one, other, `${one} `], other),
          rows: [{ name: one, net: 1, forfeited: 0, orders: 1, lastOrder: null }],
          next: [{ label: other, ask: `returns product:"${one}"` }],
        })
        const whole = message(found, topcustomers as Insight, voice, {
          picture: isNative ? 'native' : { file: 'F0123456789' },
          below: controls(
            found,
            topcustomers,
            { words: one, before: [other] },
            { seal: seal('x'), isKept: true },
          ),
        })
        const short = brief(found, { open: 'https://local.slack.com/a', share: `returns ${other}` })
        const mistake = sentences(`There is no region “${one}”.`, `Did you mean ${other}?`)
        const how = explain(found, topcustomers, voice)
        for (const text of strings([whole, short, mistake, how])) expect(text).not.toMatch(unseen)
      }),
    )
  })

  test('draws natively the latest twenty points that are known, and no series with gaps among them', () => {
    const days = Array.from({ length: 30 }, (_, at) => `Day ${at} of a month with a long name`)
    const figures = (skip: (at: number) => boolean) => days.map((_, at) => (skip(at) ? null : at))
    const drawn = native(
      {
        type: 'line',
        categories: days,
        series: [
          { name: 'Net sales', values: figures(at => at === 15) },
          { name: 'Last year', values: figures(at => at > 25) },
          { name: 'Returns', values: figures(at => at < 3) },
        ],
      },
      'Sales',
    )
    expect(drawn?.chart.series.map(({ name }) => name)).toEqual(['Net sales', 'Returns'])
    const [main] = drawn?.chart.series ?? []
    expect(main?.data.map(({ value }) => value)).toEqual([
      9,
      10,
      11,
      12,
      13,
      14,
      ...days.map((_, at) => at).slice(16),
    ])
    expect(new Set(drawn?.chart.axis_config.categories).size).toBe(20)
    expect(
      native({ type: 'bar', categories: ['a'], series: [{ name: 's', values: [null] }] }, 'x'),
    ).toBeUndefined()
  })

  test('says how many rows it has no room for', () => {
    const rows = Array.from({ length: 200 }, (_, at) => ({
      name: `Customer ${at}`,
      net: at,
      forfeited: 0,
      orders: 1,
      lastOrder: null,
    }))
    const made = message(answer({ rows }), topcustomers, voice)
    expect(table({ ...made, blocks: made.blocks } as Shown)?.rows).toHaveLength(100)
    expect(words(made as Shown)).toContain('… and 101 more rows')
  })

  test('writes figures at the right, in whole money, and leaves out what is detail', () => {
    const rows = [
      {
        customer: 'C1',
        name: 'Ann',
        net: 1234.56,
        gross: 2,
        forfeited: -0.2,
        change: 12.4,
        orders: 1200,
        lastOrder: '2026-06-01',
      },
    ]
    const shown = table(message(answer({ rows }), topcustomers, voice) as Shown)
    expect(shown?.rows.map(cells => cells.map(cell => ('text' in cell ? cell.text : '')))).toEqual([
      ['Customer', 'Net sales', 'Change', 'Orders'],
      ['Ann', '£1,235', '+£12', '1,200'],
    ])
    expect(shown?.column_settings?.map(column => column?.align)).toEqual(['left', 'right', 'right', 'right'])
  })

  test('has at most four columns, so that a phone shows them all', () => {
    for (const insight of insights) {
      const rows = [Object.fromEntries(Object.keys(insight.columns).map(name => [name, 1]))]
      const shown = table(message(answer({ rows }), insight, voice) as Shown)
      expect(shown?.rows[0]?.length).toBeLessThanOrEqual(4)
    }
  })

  test('writes a change with its sign, unless it rounds to nothing, in a table as in a terminal', () => {
    const changed = { columns: { change: { title: 'Change', as: 'change' as const } } }
    const rows = [3116.25, -2203.4, 0.3, 0, null].map(change => ({ change }))
    const { block } = tableOf(answer({ rows }), changed, voice)
    expect(block.rows.flat().map(cell => ('text' in cell ? cell.text : ''))).toEqual([
      'Change',
      ...['+£3,116', '−£2,203', '£0', '£0', '–'],
    ])
    expect(block.column_settings?.[0]?.align).toBe('right')
    expect(rows.map(row => cell(row, 'change', changed.columns.change, voice, 'exact'))).toEqual([
      ...['+£3,116.25', '−£2,203.40', '+£0.30', '£0.00', '–'],
    ])
  })

  test('of help names every word that a command takes', () => {
    expect(words(help(insights) as Shown)).not.toContain('undefined')
  })

  test('of help is a line for each command, with an example, then the usual periods and where the rest stands', () => {
    const shown = help(insights, 'hv-')
    const said = words(shown as Shown) ?? ''
    const [lines] = shown.blocks.flatMap(block =>
      block.type === 'rich_text' && 'elements' in block
        ? block.elements.flatMap(one => (one.type === 'rich_text_list' ? [one.elements] : []))
        : [],
    )
    const written = lines?.map(({ elements }) =>
      elements.map(one => ('text' in one ? one.text : '')).join(''),
    )
    expect(written).toEqual([
      ...insights.map(
        ({ name, about, examples }) => `/hv-${name}  ${about}. /hv-${name} ${examples.find(Boolean)}`,
      ),
      expect.stringMatching(/^\/hv-digest {2}The week.*\. \/hv-digest monday 8:00$/),
      expect.stringMatching(/^\/hv-alerts {2}Be told .*\. \/hv-alerts return rate of Toys above 8%$/),
      expect.stringMatching(/^\/hv-targets {2}What is planned.*\. \/hv-targets net sales june 2026 160k$/),
    ])
    const coverage = { firstDay: '2009-12-01', dataThrough: '2011-12-09', asOf: '2011-12-08' }
    for (const example of common) {
      expect(said).toContain(`"${example}"`)
      expect(period(example, coverage).complete).toBe(example !== 'this month')
    }
    expect(said).toContain('/hv-sales help periods')
    expect(said).toContain('/hv-sales help filters')
    for (const { example } of filterForms) expect(said).toContain(JSON.stringify(example).slice(1, -1))
    expect(said).not.toContain('year to date')
  })

  test('of help names every form of a period where they are asked for, and with one command', () => {
    for (const subject of ['periods' as const, [weeklysales]])
      for (const { example } of forms) expect(words(help(subject) as Shown)).toContain(`"${example}"`)
  })

  test('of help keeps the limits, for one command and for more than Slack can hold', () => {
    for (const list of [
      insights,
      [weeklysales],
      'periods' as const,
      'filters' as const,
      Array.from({ length: 60 }, () => weeklysales),
    ])
      expect(judge(help(list, 'hv-').blocks, false)).toMatchObject({ ok: true })
  })
})

describe('A text', () => {
  test('is cut at a word, with an ellipsis, and never inside a character', () => {
    expect(cut('one two three', 9)).toBe('one two…')
    expect(cut('😀😀😀', 4)).toBe('😀…')
    expect(cut('  a\n b ', 10)).toBe('a b')
    expect(cut('', 10)).toBe('–')
  })

  test('for notifications is escaped within its length', () => {
    expect(fallback('<!channel> & co')).toBe('&lt;!channel&gt; &amp; co')
    expect(fallback('&'.repeat(5000)).length).toBeLessThan(4000)
  })

  test('typed after a command loses what Slack put around names', () => {
    expect(typed('for <@U1|maya> in <#C1|sales> at <https://a.example|a> &amp; &lt;b&gt;')).toBe(
      'for @maya in #sales at https://a.example & <b>',
    )
  })
})

describe('The log', () => {
  test('never holds a token or a password', () => {
    const lines: string[] = []
    const log = logger('info', { write: line => void lines.push(line) })
    log.error(
      { err: new Error('bad xoxb-12-abc-DEF and xapp-1-A0-9-f'), token: 'secret-1' },
      'postgres://tilly:pa55@db/x',
    )
    expect(lines.join()).not.toMatch(/xoxb-12|xapp-1-A|secret-1|pa55/)
    expect(lines.join()).toContain('postgres://tilly:[secret]@db/x')
  })
})

import type { ModalView } from '@slack/types'
import { Temporal } from 'temporal-polyfill'
import { describe, expect, test } from 'vitest'
import type { Fault } from '../playground/faults.ts'
import { localSlack } from '../playground/slack.ts'
import { channels } from '../playground/team.ts'
import { everything } from '../src/access.ts'
import { type Env, env } from '../src/env.ts'
import { UserError } from '../src/errors.ts'
import { heard } from '../src/heard.ts'
import { insights } from '../src/insights/index.ts'
import { logger } from '../src/log.ts'
import { client } from '../src/slack/client.ts'
import type { Feature, FormOutcome } from '../src/slack/feature.ts'
import { commands } from '../src/slack/help.ts'
import { bot } from '../src/slack/listen.ts'
import { wishes } from '../src/slack/wishes/wishes.ts'
import { orm } from '../src/tx.ts'
import { drawing, image, mine, running, sales, start, whisper, words, you } from './helpers/tilly.ts'
import { unhurried, unhurriedSlack } from './helpers/unhurried.ts'

const form: ModalView = {
  type: 'modal',
  callback_id: 'wish',
  title: { type: 'plain_text', text: 'A wish' },
  submit: { type: 'plain_text', text: 'Wish' },
  blocks: [
    {
      type: 'input',
      block_id: 'wanted',
      label: { type: 'plain_text', text: 'What' },
      element: { type: 'plain_text_input', action_id: 'wanted' },
    },
  ],
}

/** A local Slack with a bot that does more than answer: what is told unasked, or one form that a test sees to. */
async function busy(wish?: () => Promise<FormOutcome>, patience = unhurried) {
  const slack = await localSlack({
    ...unhurriedSlack,
    commands: commands(insights),
    channels: structuredClone(channels),
  })
  running.push(() => slack.close())
  const settings: Env = {
    ...env({}),
    SLACK_BOT_TOKEN: slack.token,
    SLACK_SIGNING_SECRET: slack.signingSecret,
    SLACK_API_URL: slack.apiUrl,
  }
  const lines: string[] = []
  const log = logger('debug', { write: line => void lines.push(line) })
  const { reader, owner } = sales()
  const now = () => Temporal.Instant.from('2026-06-29T09:00:00Z')
  const given = { env: settings, reader, log, now, scopeOf: () => everything, patience }
  const web = client(settings, slack.token, log)
  const ours = (done: () => Promise<FormOutcome>): Feature => ({
    commands: [{ command: '/digest', description: '', usage: '' }],
    respond: async (_name, _text, _asker, trigger_id) =>
      void (await web.views.open({ trigger_id, view: form })),
    actions: {},
    forms: { wish: done },
  })
  const tilly = bot({
    ...{ ...given, insights, pictures: drawing },
    heard: heard(orm(owner), log),
    features: wish ? [ours(wish)] : wishes({ ...given, owner }),
  })
  const port = await tilly.start(0, '127.0.0.1')
  running.push(() => tilly.stop())
  slack.deliverTo(`http://127.0.0.1:${port}/slack/events`)
  /** Hands in the form. */
  async function submit() {
    await slack.command('/digest')
    const shown = await slack.until(() => slack.views()[0])
    return slack.submit(shown, { wanted: 'more' })
  }
  return { slack, tilly, lines, submit }
}

describe('A form handed in', () => {
  test('that breaks closes, and the bot stops only once who handed it in is told', async () => {
    const { slack, tilly, lines, submit } = await busy(() =>
      Promise.reject(new Error('a wish needs a reason; reason: none')),
    )
    slack.faults.add({ kind: 'ratelimited', method: 'chat.postMessage', retryAfter: 1, times: 1 })
    expect(await submit()).toEqual({ ok: true })
    expect(mine(slack)).toEqual([])
    await tilly.stop()
    const [told] = mine(slack)
    const [, ref = ''] = /That broke on our side \(ref (\w{4})\)/.exec(told?.text ?? '') ?? []
    expect(lines.some(line => line.includes(`"ref":"${ref}"`) && line.includes('reason: none'))).toBe(true)
    expect(slack.views()).toEqual([])
  })

  test('is told under its first field what is wrong, and stays open', async () => {
    const { slack, submit } = await busy(() => Promise.reject(new UserError('No.', { hint: 'Try yes.' })))
    expect(await submit()).toMatchObject({ ok: false, errors: { wanted: 'No. Try yes.' } })
    expect(slack.views()).toHaveLength(1)
    expect(mine(slack)).toEqual([])
  })

  test('that breaks is logged where Slack takes no message either', async () => {
    const { slack, tilly, lines, submit } = await busy(() => Promise.reject(new Error('broken; pieces: 2')), {
      ...unhurried,
      posting: 3000,
    })
    slack.faults.add({ kind: 'ratelimited', method: 'chat.postMessage', retryAfter: 99 })
    expect(await submit()).toEqual({ ok: true })
    await tilly.stop()
    expect(lines.some(line => line.includes('a reply did not arrive'))).toBe(true)
  })
})

test.each(['digest', 'alerts'])('/sales help %s is what its own command says of itself', async name => {
  const { slack } = await busy()
  // Slack gives each block an id.
  const said = async (at: number) =>
    (await whisper(slack, 'general', at)).blocks.map(({ block_id: _, ...block }) => block)
  await slack.command(`/${name} help`)
  const own = await said(1)
  expect(JSON.stringify(own)).toContain(`/${name}`)
  await slack.command(`/sales help ${name}`)
  expect(await said(2)).toEqual(own)
})

describe('Where Slack does not say whether it took a message', () => {
  const fault: Fault = { kind: 'unavailable-after', method: 'chat.postMessage', times: 1 }

  test.each([
    ['private', 'Look for it in our direct message. If it is not there, ask again.'],
    ['public', 'Look for it here. If it is not there, ask again.'],
  ] as const)('who asked is told where a %s answer may stand', async (ANSWERS, where) => {
    const { slack } = await start({ env: { ANSWERS } })
    slack.faults.add(fault)
    await slack.command('/weeklysales', { channel: 'sales' })
    const said = await whisper(slack, 'sales')
    expect(words(said)).toContain('Slack did not say whether it took the answer.')
    expect(words(said)).toContain(where)
    expect(slack.messages(ANSWERS === 'public' ? 'sales' : you)).toHaveLength(1)
  })

  test('who asked how an answer is computed is told to look in its thread', async () => {
    const { slack } = await start()
    await slack.command('/weeklysales', { channel: you })
    const posted = await slack.until(() => mine(slack).find(image))
    slack.faults.add(fault)
    await slack.click(posted, 'How is this computed?')
    const said = words(await whisper(slack, you))
    expect(said).toContain('Slack did not say whether it took the explanation.')
    expect(said).toContain('Look for it in the thread of the answer.')
  })
})

describe('A file', () => {
  const pressing = async (fault: Fault) => {
    const { slack } = await start({ patience: { ...unhurried, posting: 3000 } })
    await slack.command('/weeklysales', { channel: you })
    const posted = await slack.until(() => mine(slack).find(image))
    slack.faults.add(fault)
    await slack.click(posted, 'CSV')
    return (await whisper(slack, you)).text
  }

  test.each(['conversations.open', 'files.getUploadURLExternal', 'upload'])(
    'surely was not sent where Slack is away at %s, and may be asked for again',
    async method => {
      expect(await pressing({ kind: 'unavailable', method })).toMatch(
        /^That broke on our side .*Please try again/,
      )
    },
  )

  test.each<Fault>([
    { kind: 'unavailable-after' },
    { kind: 'cut-after' },
    { kind: 'refused', error: 'fatal_error' },
  ])('may have been sent where its last call ends with %j', async fault => {
    expect(await pressing({ ...fault, method: 'files.completeUploadExternal', times: 1 })).toContain(
      'Slack did not say whether it took the file.',
    )
  })
})

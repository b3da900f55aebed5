import fc from 'fast-check'
import { describe, expect, onTestFinished, test } from 'vitest'
import { deliveries, dueNow, subscriptions } from '../drizzle/schema/bot.ts'
import { working } from '../jobs/working.ts'
import { type LocalSlack, type LocalSlackOptions, localSlack } from '../playground/slack.ts'
import { channels, guest, people, stranger } from '../playground/team.ts'
import { everything } from '../src/access.ts'
import { env } from '../src/env.ts'
import { logger } from '../src/log.ts'
import { standingOf } from '../src/slack/membership.ts'
import { orm } from '../src/tx.ts'
import { clock } from './helpers/clock.ts'
import { sampleDatabase } from './helpers/database.ts'
import { drawing, image, labels, listen, mine, sales, start, whisper, words, you } from './helpers/tilly.ts'
import { unhurriedSlack } from './helpers/unhurried.ts'

const tom = 'U0TOMO0002'
const everybody = { people: [...people, guest, stranger] }
const own = { team_id: 'T1', is_enterprise_install: false }

describe('An account', () => {
  test.each([
    ['member', { team_id: 'T1' }],
    ['member', { team_id: 'T1', is_restricted: false, is_ultra_restricted: false, deleted: false }],
    ['guest', { team_id: 'T1', is_restricted: true }],
    ['guest', { team_id: 'T1', is_restricted: true, is_ultra_restricted: true }],
    ['stranger', { team_id: 'T2' }],
    ['stranger', { team_id: 'T2', is_restricted: true }],
    ['stranger', { team_id: 'T1', is_stranger: true }],
    ['stranger', {}],
    ['deactivated', { team_id: 'T1', deleted: true }],
    ['deactivated', { team_id: 'T1', deleted: true, is_restricted: true }],
    ['app', { team_id: 'T1', is_bot: true }],
    ['app', { team_id: 'T1', is_workflow_bot: true }],
    ['app', { team_id: 'T1', id: 'USLACKBOT' }],
    // An organization of several workspaces: who is in this one, too, belongs here.
    ['member', { team_id: 'T2', enterprise_user: { enterprise_id: 'E1', teams: ['T2', 'T1'] } }],
    ['stranger', { team_id: 'T2', enterprise_user: { enterprise_id: 'E1', teams: ['T2'] } }],
    ['member', { team_id: 'E1', enterprise_user: { enterprise_id: 'E1', teams: ['T1'] } }],
  ] as const)('is a %s of a workspace where Slack says %o', (standing, account) => {
    expect(standingOf(structuredClone(account) as object, { ...own, enterprise_id: 'E1' })).toBe(standing)
  })

  test.each([
    ['member', { team_id: 'T2', enterprise_user: { enterprise_id: 'E1', teams: ['T2'] } }],
    ['member', { team_id: 'T2', enterprise_id: 'E1' }],
    ['guest', { team_id: 'T2', enterprise_user: { enterprise_id: 'E1' }, is_restricted: true }],
    ['stranger', { team_id: 'T2', enterprise_user: { enterprise_id: 'E2', teams: ['T2'] } }],
    ['stranger', { team_id: 'T1' }],
  ] as const)('is a %s of an organization where Slack says %o', (standing, account) => {
    const org = { enterprise_id: 'E1', is_enterprise_install: true }
    expect(standingOf(structuredClone(account) as object, org)).toBe(standing)
  })

  test('is never a member where one thing speaks against it', () => {
    const against = fc.constantFrom(
      { team_id: 'T2' },
      { is_stranger: true },
      { is_restricted: true },
      { is_ultra_restricted: true },
      { deleted: true },
      { is_bot: true },
    )
    const flags = fc.record(
      { is_restricted: fc.boolean(), deleted: fc.boolean(), is_bot: fc.boolean(), is_stranger: fc.boolean() },
      { requiredKeys: [] },
    )
    fc.assert(
      fc.property(flags, against, (given, one) => {
        expect(standingOf({ team_id: 'T1', ...given, ...one }, own)).not.toBe('member')
      }),
    )
  })
})

/** An answer that a member has shared in #sales. */
async function shared(slack: LocalSlack) {
  await slack.command('/topcustomers', { channel: 'sales' })
  await slack.click(await whisper(slack, 'sales'), 'Share here')
  return slack.until(() => slack.messages('sales').find(image))
}

/** What somebody was told in #sales. */
const hears = (slack: LocalSlack, user: string, count = 1) =>
  slack.until(() => slack.ephemerals(user, 'sales')[count - 1])

const outsiders = [
  ['a guest', guest.id, /you are here as a guest/],
  ['somebody of another company', stranger.id, /you belong to another one/],
] as const

describe.each(outsiders)('%s', (_, user, sentence) => {
  test.each([
    '/weeklysales',
    '/sales help',
    '/customer 1',
    '/digest monday 8:00',
    '/alerts',
    '/targets',
    '/sales digest monday 8:00',
  ])('who types %s is refused in a sentence', async typed => {
    const { slack } = await start({ ...everybody, withWishes: true })
    expect(await slack.command(typed, { channel: 'sales', user })).toEqual({ ok: true })
    const said = await hears(slack, user)
    expect(words(said)).toMatch(sentence)
    expect(labels(said)).toEqual([])
    expect(slack.messages(user)).toEqual([])
    expect(await orm(sales().owner).select().from(subscriptions)).toEqual([])
  })

  test('who presses any button or chooses under a shared answer is refused, and the answer stays as it is', async () => {
    const { slack } = await start(everybody)
    const posted = await shared(slack)
    const before = structuredClone(posted.blocks)
    const buttons = labels(posted)
    expect(buttons.length).toBeGreaterThan(2)
    for (const [at, label] of buttons.entries()) {
      await slack.click(posted, label, user)
      expect(words(await hears(slack, user, at + 1)), label).toMatch(sentence)
    }
    expect(posted.blocks).toEqual(before)
    expect(slack.messages(user)).toEqual([])
    expect(
      slack.calls.filter(({ method, args }) => method === 'users.info' && args.user === user),
    ).toHaveLength(1)
  })
})

test('A form is refused to somebody who is a guest by now, and writes nothing down', async () => {
  const { slack } = await start({ ...everybody, withWishes: true })
  await slack.command('/digest', { channel: 'sales' })
  await slack.click(await whisper(slack, 'sales'), 'New digest')
  const view = await slack.until(() => slack.views().at(-1))
  slack.admin.restrict(you, 'one')
  await listen(slack, { withWishes: true })
  expect(JSON.stringify(await slack.submit(view))).toMatch(/you are here as a guest/)
  expect(await orm(sales().owner).select().from(subscriptions)).toEqual([])
})

test('A setting lets guests in, and never people of other companies', async () => {
  const { slack } = await start({ ...everybody, env: { GUESTS: 'allowed' } })
  await slack.command('/weeklysales', { channel: 'sales', user: guest.id })
  await slack.until(() => slack.messages(guest.id).find(image))
  await slack.command('/weeklysales', { channel: 'sales', user: stranger.id })
  expect(words(await hears(slack, stranger.id))).toMatch(/you belong to another one/)
})

test('A deactivated account is refused', async () => {
  const { slack } = await start()
  slack.admin.deactivate(tom)
  await slack.command('/weeklysales', { channel: 'sales', user: tom })
  expect(words(await hears(slack, tom))).toMatch(/your account is deactivated/)
})

describe('While Slack does not say who somebody is', () => {
  test.each([
    ['is away', { kind: 'unavailable' }, 'Please try again in a minute.'],
    ['puts it off', { kind: 'ratelimited', retryAfter: 40 }, 'Please try again in 40 seconds.'],
    ['has taken that scope away', { kind: 'refused', error: 'missing_scope' }, 'npm run doctor'],
    ['is slow', { kind: 'slow', wait: 60_000 }, 'Please try again in a minute.'],
  ] as const)('and %s, everybody is refused, and told what would help', async (_, wrong, hint) => {
    const patience = { posting: 120_000, file: 120_000, words: 120_000, form: 4000 }
    const { slack } = await start({ patience })
    const fault = slack.faults.add({ ...wrong, method: 'users.info' })
    await slack.command('/weeklysales', { channel: 'sales' })
    const said = await hears(slack, you)
    expect(words(said)).toMatch(/I can’t check right now that you may see the sales/)
    expect(words(said)).toContain(hint)
    expect(mine(slack)).toEqual([])
    fault.remove()
    if (wrong.kind === 'slow') return
    await slack.command('/weeklysales', { channel: 'sales' })
    await slack.until(() => mine(slack).find(image))
  })

  test('a member who asked minutes ago is still known', async () => {
    const { slack } = await start()
    await slack.command('/weeklysales', { channel: 'sales' })
    await slack.until(() => mine(slack).find(image))
    slack.faults.add({ kind: 'unavailable', method: 'users.info' })
    await slack.command('/topcustomers', { channel: 'sales' })
    await slack.until(() => mine(slack)[1])
  })
})

describe('A channel that other companies read', () => {
  test('takes no shared answer', async () => {
    const { slack } = await start()
    slack.admin.connect('sales')
    await slack.command('/topcustomers', { channel: 'sales' })
    await slack.click(await whisper(slack, 'sales'), 'Share here')
    expect(words(await hears(slack, you, 2))).toMatch(/People of other companies read this channel/)
    expect(slack.messages('sales')).toEqual([])
  })

  test('takes no shared answer while Slack does not say who reads it', async () => {
    const { slack } = await start({
      patience: { posting: 120_000, file: 120_000, words: 120_000, form: 4000 },
    })
    slack.faults.add({ kind: 'unavailable', method: 'conversations.info' })
    await slack.command('/topcustomers', { channel: 'sales' })
    await slack.click(await whisper(slack, 'sales'), 'Share here')
    expect(words(await hears(slack, you, 2))).toMatch(/I can’t check right now who reads this channel/)
    expect(slack.messages('sales')).toEqual([])
  })

  test('sees no answer where answers are public: it is private there', async () => {
    const { slack } = await start({ env: { ANSWERS: 'public' } })
    slack.admin.connect('sales')
    await slack.command('/weeklysales', { channel: 'sales' })
    await slack.until(() => mine(slack).find(image))
    expect(slack.messages('sales')).toEqual([])
  })

  test('is promised no digest', async () => {
    const { slack } = await start({ withWishes: true })
    slack.admin.connect('sales')
    await slack.command('/digest monday 8:00 here', { channel: 'sales' })
    expect(words(await hears(slack, you))).toMatch(/People of other companies read that channel/)
    expect(await orm(sales().owner).select().from(subscriptions)).toEqual([])
  })
})

/** What became of a digest that one person asked for and another place is to have. */
async function delivered(
  { owner = you, target = 'C0SALES001' }: { owner?: string; target?: string },
  { GUESTS = 'refused', ...options }: LocalSlackOptions & { GUESTS?: string } = {},
  before: (slack: LocalSlack) => void = () => {},
) {
  const database = await sampleDatabase()
  const db = orm(database.owner)
  const [digest] = await db
    .insert(subscriptions)
    .values({
      owner,
      target,
      weekday: 1,
      at: '08:00',
      timeZone: 'Europe/London',
      since: '2026-01-01T00:00:00Z',
    })
    .returning()
  const slack = await localSlack({
    ...unhurriedSlack,
    ...everybody,
    channels: structuredClone(channels),
    ...options,
  })
  before(slack)
  const worker = await working(database, {
    ...{ pictures: drawing, log: logger('silent'), scopeOf: () => everything, now: clock },
    ...{ clock: async () => clock(), lease: 60_000 },
    env: env({ SLACK_BOT_TOKEN: slack.token, SLACK_API_URL: slack.apiUrl, GUESTS }),
  })
  onTestFinished(async () => {
    await worker.stop()
    await slack.close()
  })
  const [row] = await db
    .insert(deliveries)
    .values({ kind: 'digest', subject: digest?.id ?? 0, due: '2026-06-29T07:00:00Z', target })
    .returning()
  await database.owner.notify(dueNow, row?.id ?? '')
  const outcome = async () => {
    const [now] = await db.select().from(deliveries)
    return { state: now?.state, why: now?.why }
  }
  return { slack, outcome }
}

describe('A delivery', () => {
  test.each([
    ['a guest asked for', { owner: guest.id }, 'owner_is_guest'],
    ['a guest asked for, for themselves', { owner: guest.id, target: guest.id }, 'owner_is_guest'],
    ['goes to a guest', { target: guest.id }, 'reader_is_guest'],
    ['goes to somebody of another company', { target: stranger.id }, 'reader_is_stranger'],
  ] satisfies [string, { owner?: string; target?: string }, string][])(
    'that %s is not sent, its row says why, and who asked is told',
    async (_, wish: { owner?: string; target?: string }, why) => {
      const { slack, outcome } = await delivered(wish)
      await expect.poll(outcome).toEqual({ state: 'failed', why })
      const told = slack.messages(wish.owner ?? you)
      expect(told).toHaveLength(1)
      expect(told[0]?.text).toMatch(/^Your digest could not be posted: .*(guest|another) /)
      for (const place of ['sales', stranger.id]) expect(slack.messages(place)).toEqual([])
    },
  )

  test('to a channel that other companies read is not sent, and who asked is told', async () => {
    const { slack, outcome } = await delivered({}, {}, ({ admin }) => admin.connect('sales'))
    await expect.poll(outcome).toEqual({ state: 'failed', why: 'read_by_other_companies' })
    expect(slack.messages('sales')).toEqual([])
    expect(slack.messages(you)[0]?.text).toContain('people of other companies read that channel')
  })

  test('for a guest is sent where guests are let in', async () => {
    const { outcome } = await delivered({ owner: guest.id }, { GUESTS: 'allowed' })
    await expect.poll(outcome).toEqual({ state: 'sent', why: null })
  })

  test('waits while Slack does not say who would read it', async () => {
    const { slack, outcome } = await delivered(
      {},
      { faults: [{ kind: 'unavailable', method: 'users.info', times: 8 }] },
    )
    await expect.poll(outcome).toEqual({ state: 'sent', why: null })
    expect(slack.messages('sales')).toHaveLength(1)
  })
})

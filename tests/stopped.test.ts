import type { Temporal } from 'temporal-polyfill'
import { afterAll, describe, expect, onTestFinished, test } from 'vitest'
import { pictures } from '../charts/png.ts'
import { deliveries, subscriptions } from '../drizzle/schema/bot.ts'
import { working } from '../jobs/working.ts'
import { type LocalSlack, localSlack } from '../playground/slack.ts'
import { channels } from '../playground/team.ts'
import { everything } from '../src/access.ts'
import { env } from '../src/env.ts'
import { logger } from '../src/log.ts'
import { orm } from '../src/tx.ts'
import { clock } from './helpers/clock.ts'
import { sampleDatabase } from './helpers/database.ts'
import { unhurriedSlack } from './helpers/unhurried.ts'

const drawing = pictures(1)
afterAll(() => drawing.close())

const [maya, tom, priya] = ['U0MAYA0001', 'U0TOMO0002', 'U0PRIY0003'] as const
const patience = { timeout: 120_000, interval: 100 }

/** A worker, and digests that are due half an hour after noon; a week passes where a test says so. */
async function atWork(wanted: { owner?: string; target?: string }[], before: (slack: LocalSlack) => unknown) {
  const database = await sampleDatabase()
  const db = orm(database.owner)
  await db.insert(subscriptions).values(
    wanted.map(({ owner = maya, target = 'C0SALES001' }) => ({
      ...{ owner, target, weekday: 3, at: '12:30', timeZone: 'Europe/London' },
      since: '2026-01-01T00:00:00Z',
    })),
  )
  let now = clock()
  const slack = await localSlack({ ...unhurriedSlack, channels: structuredClone(channels) })
  await before(slack)
  const worker = await working(database, {
    ...{ pictures: drawing, log: logger('silent'), scopeOf: () => everything, now: clock },
    clock: async () => now,
    env: env({ SLACK_BOT_TOKEN: slack.token, SLACK_API_URL: slack.apiUrl, ADMINS: `${priya}` }),
    lease: 60_000,
    every: 250,
  })
  onTestFinished(async () => {
    await worker.stop()
    await slack.close()
  })
  await expect.poll(() => database.owner`select at from ticks`, patience).toHaveLength(1)
  const ended = () =>
    db
      .select({ state: deliveries.state, why: deliveries.why })
      .from(deliveries)
      .orderBy(deliveries.due, deliveries.subject)
  return {
    slack,
    db,
    ended,
    passes(much: Temporal.DurationLike) {
      now = now.add(much)
    },
  }
}

const said = (slack: LocalSlack, to: string) => slack.messages(to).map(message => JSON.stringify(message))

describe('A digest that cannot be posted where it goes', () => {
  test.each([
    [
      'is archived',
      'is_archived',
      (slack: LocalSlack) => slack.admin.archive('sales'),
      /bring the channel back/,
    ],
    [
      'is read-only',
      'restricted_action_read_only_channel',
      (slack: LocalSlack) => slack.admin.restrictPosting('sales'),
      /Ask whoever manages the channel/,
    ],
    [
      'the bot was taken out of',
      'not_in_channel',
      (slack: LocalSlack) => slack.admin.remove('sales'),
      /Invite me there/,
    ],
  ])(
    'because the channel %s is paused, and its owner is told once what helps',
    async (_, why, breaks, remedy) => {
      const { slack, db, ended, passes } = await atWork([{}], breaks)
      passes({ minutes: 31 })
      await expect.poll(ended, patience).toEqual([{ state: 'failed', why }])
      expect(await db.select().from(subscriptions)).toMatchObject([{ paused: true, stopped: why }])
      const told = said(slack, maya)
      expect(told).toHaveLength(1)
      expect(told[0]).toMatch(remedy)
      expect(told[0]).toMatch(/I have paused it\./)
      expect(slack.messages('sales')).toEqual([])

      passes({ hours: 7 * 24 })
      await expect.poll(async () => (await db.select().from(deliveries)).length, patience).toBe(1)
      expect(said(slack, maya)).toHaveLength(1)
    },
  )

  test('because its reader’s account is deactivated is paused, and its owner is told', async () => {
    const { slack, db, ended, passes } = await atWork([{ target: tom }], ({ admin }) => admin.deactivate(tom))
    passes({ minutes: 31 })
    await expect.poll(ended, patience).toEqual([{ state: 'failed', why: 'reader_is_deactivated' }])
    expect(await db.select().from(subscriptions)).toMatchObject([{ paused: true }])
    expect(said(slack, maya)[0]).toMatch(/the account it goes to is deactivated.*Change where it goes/)
    expect(said(slack, maya)[0]).not.toMatch(/Invite/)
  })

  test('because its owner’s account is deactivated is paused, and the administrators are told', async () => {
    const { slack, db, ended, passes } = await atWork([{ owner: tom }], ({ admin }) => admin.deactivate(tom))
    passes({ minutes: 31 })
    await expect.poll(ended, patience).toEqual([{ state: 'failed', why: 'owner_is_deactivated' }])
    expect(await db.select().from(subscriptions)).toMatchObject([
      { paused: true, stopped: 'owner_is_deactivated' },
    ])
    const told = said(slack, priya)
    expect(told).toHaveLength(1)
    expect(told[0]).toContain(tom)
    expect(told[0]).toMatch(/A full member of this workspace can ask for the same with \/digest/)
    expect(slack.messages('sales')).toEqual([])
  })

  test('because direct messages are switched off is paused', async () => {
    const { db, ended, passes } = await atWork([{ target: maya }], ({ admin }) => admin.messagesTab(false))
    passes({ minutes: 31 })
    await expect.poll(ended, patience).toEqual([{ state: 'failed', why: 'messages_tab_disabled' }])
    expect(await db.select().from(subscriptions)).toMatchObject([
      { paused: true, stopped: 'messages_tab_disabled' },
    ])
  })
})

describe('A token that Slack does not accept for a while', () => {
  test('lets what is due wait, and its owner is told once why it is late', async () => {
    const { slack, db, ended, passes } = await atWork([{}, { target: 'C0RETURNS1' }], () => {})
    await slack.admin.revoke()
    passes({ minutes: 31 })
    await expect
      .poll(ended, patience)
      .toEqual(Array.from({ length: 2 }, () => ({ state: 'due', why: 'token_revoked' })))
    slack.admin.restore()
    await expect
      .poll(ended, patience)
      .toEqual(Array.from({ length: 2 }, () => ({ state: 'sent', why: null })))
    for (const place of ['sales', 'returns']) expect(slack.messages(place)).toHaveLength(1)
    await slack.until(() => slack.messages(maya)[0])
    expect(said(slack, maya)).toHaveLength(1)
    expect(said(slack, maya)[0]).toMatch(/comes late: for a while Slack did not let me in/)
    expect(await db.select().from(subscriptions)).toMatchObject([{ paused: false }, { paused: false }])
  })

  test('for longer than a day lets nothing end before its owner could be told', async () => {
    const { slack, db, ended, passes } = await atWork([{}], () => {})
    await slack.admin.revoke()
    passes({ minutes: 31 })
    await expect.poll(ended, patience).toEqual([{ state: 'due', why: 'token_revoked' }])
    await db.update(deliveries).set({ triedAt: '2026-06-29T11:00:00Z' })
    const calls = slack.calls.length
    await slack.until(() => slack.calls.length > calls + 2)
    expect(await ended()).not.toContainEqual(expect.objectContaining({ state: 'failed' }))
    slack.admin.restore()
    await expect.poll(ended, patience).toEqual([{ state: 'failed', why: 'token_revoked' }])
    expect(said(slack, maya)).toHaveLength(1)
  })
})

import { setTimeout as sleep } from 'node:timers/promises'
import { describe, expect, test } from 'vitest'
import { heard } from '../drizzle/schema/bot.ts'
import { signature } from '../playground/deliver.ts'
import type { LocalSlack } from '../playground/slack.ts'
import { orm } from '../src/tx.ts'
import { direct, image, listen, mine, sales, start, table, updates, whisper, you } from './helpers/tilly.ts'

/** Two bots of one workspace on one database; `tell` says which of them Slack tells from now on. */
async function two() {
  const { slack, url: first } = await start()
  const { url: second } = await listen(slack)
  const tell = (which: 'first' | 'second') =>
    slack.deliverTo(`${which === 'first' ? first : second}/slack/events`)
  tell('first')
  return { slack, tell, second }
}

/** Sends the last request that Slack delivered, or another, to another address as it was. */
async function repeat(slack: LocalSlack, url: string, form = slack.deliveries.at(-1)?.form ?? {}) {
  const body = new URLSearchParams(form).toString()
  const time = Math.floor(Date.now() / 1000)
  const sent = await fetch(`${url}/slack/events`, {
    method: 'POST',
    body,
    headers: {
      'content-type': 'application/x-www-form-urlencoded',
      'x-slack-request-timestamp': String(time),
      'x-slack-signature': signature(slack.signingSecret, time, body),
    },
  })
  expect(sent.status).toBe(200)
}

describe('Two bots side by side', () => {
  test('obey a request once, whichever of them it comes to again', async () => {
    const { slack, second } = await two()
    await slack.command('/weeklysales', { channel: you })
    await slack.until(() => mine(slack).find(image))
    await repeat(slack, second)
    await sleep(300)
    expect(mine(slack).filter(table)).toHaveLength(1)
  })

  test('share once what is pressed twice, and share it again once it was taken back', async () => {
    const { slack, tell } = await two()
    await slack.command('/topcustomers', { channel: 'sales' })
    const said = await whisper(slack, 'sales')
    const stale = structuredClone(said)
    const again = structuredClone(said)
    const pressed = slack.click(said, 'Share here')
    tell('second')
    await Promise.all([pressed, slack.click(stale, 'Share here')])
    await slack.until(() => said.text === 'Shared here.' && stale.text === 'Shared here.')
    expect(slack.messages('sales')).toHaveLength(1)

    // It is gone before the bot that takes it back hears so.
    slack.faults.add({ kind: 'unavailable-after', method: 'chat.delete', times: 1 })
    await slack.click(said, 'Undo')
    await slack.until(() => slack.messages('sales').length === 0)
    tell('first')
    await slack.click(again, 'Share here')
    await slack.until(() => slack.messages('sales').find(image))
    expect(slack.messages('sales')).toHaveLength(1)
  })

  test('never put the picture of one on the answer of the other', async () => {
    const { slack, tell } = await two()
    slack.faults.add({ kind: 'late-file', wait: 700, times: 1 })
    await slack.command('/weeklysales', { channel: you })
    const posted = await direct(slack)
    tell('second')
    await slack.click(posted, 'Top customers')
    await slack.until(() => posted.text.includes('customer') && image(posted))
    const shown = structuredClone(posted.blocks)
    const count = updates(slack).length
    await sleep(1200)
    expect(posted.blocks).toEqual(shown)
    expect(updates(slack)).toHaveLength(count)
  })

  test('say so, and obey nothing, while the database does not tell what was heard', async () => {
    const { slack, second } = await two()
    const { owner } = sales()
    await slack.command('/topcustomers', { channel: 'sales' })
    const said = await whisper(slack, 'sales')
    const stale = structuredClone(said)
    await slack.click(said, 'Share here')
    await slack.until(() => said.text === 'Shared here.')
    const before = mine(slack).length
    // Whoever claims has to wait for this, longer than a bot does.
    const held = owner.begin(async tx => {
      await tx`lock table heard in exclusive mode`
      for (const { form } of slack.deliveries.slice(-2)) await repeat(slack, second, form)
      await slack.click(stale, 'Share here')
      await slack.until(
        () =>
          slack
            .ephemerals(you, 'sales')
            .filter(({ text }) => text.startsWith('I can’t reach the sales data right now'))
            .at(2),
        30_000,
      )
    })
    await held
    expect(mine(slack)).toHaveLength(before)
    expect(slack.messages('sales')).toHaveLength(1)
  })

  test('remember no word and no person: only what Slack calls what was pressed, and where it led', async () => {
    const { slack } = await two()
    await slack.command('/topcustomers', { channel: 'sales' })
    await slack.click(await whisper(slack, 'sales'), 'Share here')
    await slack.until(() => slack.messages('sales').find(image))
    const rows = await orm(sales().owner).select().from(heard)
    expect(rows.length).toBeGreaterThan(1)
    expect(JSON.stringify(rows)).not.toContain('topcustomers')
    expect(JSON.stringify(rows)).not.toContain(you)
  })
})

import fc from 'fast-check'
import { expect, test } from 'vitest'
import { signature } from '../playground/deliver.ts'
import { isTimely } from '../src/slack/incoming.ts'
import { image, mine, start } from './helpers/tilly.ts'

const form = 'application/x-www-form-urlencoded'

/** A bot, and a way to send it a request with Slack's signature. */
async function signed() {
  const { slack, url } = await start()
  const send = async (body: string, time: number | string, type = form) => {
    const response = await fetch(`${url}/slack/events`, {
      method: 'POST',
      body,
      headers: {
        'content-type': type,
        'x-slack-request-timestamp': String(time),
        // Bolt signs the time as the number that it reads.
        'x-slack-signature': signature(slack.signingSecret, Number(time), body),
      },
    })
    return response.status
  }
  return { slack, url, send }
}

const now = () => Math.floor(Date.now() / 1000)

test('A signed request is taken within five minutes of its time, and refused at any other', async () => {
  const { slack, send } = await signed()
  const times = [
    now() + 400,
    now() + 1e9,
    now() - 400,
    'Infinity',
    '-Infinity',
    'NaN',
    -1,
    '1e99',
    '',
    '0x7fffffff',
  ]
  const fractional = `${now()}.5`
  for (const time of [...times, fractional])
    expect(await send('command=%2Fweeklysales&user_id=U0MAYA0001', time), String(time)).toBe(401)
  expect(slack.calls.filter(({ method }) => method === 'chat.postMessage')).toEqual([])
  expect(await send('ssl_check=0', now())).not.toBe(401)
})

test('A time is close where it is a whole number within 300 seconds', () => {
  const at = 1_800_000_000
  fc.assert(
    fc.property(fc.integer({ min: -100_000, max: 100_000 }), away => {
      expect(isTimely(String(at + away), at * 1000)).toBe(Math.abs(away) <= 300)
    }),
  )
  fc.assert(fc.property(fc.string(), text => isTimely(text, at * 1000) === (text === String(at))))
})

test('A signed body that is no object is refused, and the bot lives on', async () => {
  const { slack, send } = await signed()
  for (const body of ['null', '5', '"text"', 'true', '{', ''])
    expect(await send(body, now(), 'application/json'), body).toBe(400)
  for (const payload of ['null', '5', '{'])
    expect(await send(`payload=${encodeURIComponent(payload)}`, now()), payload).toBe(400)
  await slack.command('/weeklysales')
  await slack.until(() => mine(slack).find(image))
})

test('Without a signature the same is answered as any request without one', async () => {
  const { url } = await signed()
  for (const body of ['null', '{}']) {
    const headers = { 'content-type': 'application/json' }
    expect((await fetch(`${url}/slack/events`, { method: 'POST', body, headers })).status).toBe(401)
  }
})

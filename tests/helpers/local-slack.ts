import type { AddressInfo } from 'node:net'
import { App, LogLevel } from '@slack/bolt'
import { WebClient } from '@slack/web-api'
import sharp from 'sharp'
import { afterEach } from 'vitest'
import { type LocalSlack, type LocalSlackOptions, localSlack } from '../../playground/slack.ts'
import { channels } from '../../playground/team.ts'
import { unhurriedSlack } from './unhurried.ts'

/** The commands an app of these tests declares. */
export const commands = [
  { command: '/hello', description: 'Says hello', usage: '/hello [who]', escape: true },
  { command: '/late', description: 'Never acknowledges', usage: '/late' },
]

/** Three people and a channel of the local Slack. */
export const maya = 'U0MAYA0001'
export const tom = 'U0TOMO0002'
export const elena = 'U0ELEN0005'
export const sales = 'C0SALES001'

const open: (() => unknown)[] = []
afterEach(async () => {
  for (const close of open.splice(0).reverse()) await close()
})

/** Does something at the end of the test, the last thing first. */
export const atEnd = (close: () => unknown) => void open.push(close)

/** A local Slack that is closed with the test; its files are ready at once unless told. */
export async function slackWith(options: LocalSlackOptions = {}): Promise<LocalSlack> {
  const slack = await localSlack({
    commands,
    ...unhurriedSlack,
    channels: structuredClone(channels),
    ...options,
  })
  atEnd(slack.close)
  return slack
}

const nothing = () => undefined
/** A log that keeps quiet: refusals are what these tests are about. */
export const silent = {
  debug: nothing,
  info: nothing,
  warn: nothing,
  error: nothing,
  setLevel: nothing,
  setName: nothing,
  getLevel: () => LogLevel.ERROR,
}

/** Slack's own client, which tries everything once. */
export const clientOf = (slack: LocalSlack, token = slack.token) =>
  new WebClient(token, {
    slackApiUrl: slack.apiUrl,
    retryConfig: { retries: 0 },
    rejectRateLimitedCalls: true,
    logLevel: LogLevel.ERROR,
    logger: silent,
  })

/** A real Bolt app that takes deliveries over HTTP. */
export async function appFor(slack: LocalSlack, signingSecret = slack.signingSecret): Promise<App> {
  const app = new App({
    token: slack.token,
    signingSecret,
    clientOptions: { slackApiUrl: slack.apiUrl, retryConfig: { retries: 0 } },
    logger: silent,
  })
  const server = await app.start({ port: 0, host: '127.0.0.1' })
  atEnd(() => app.stop())
  const { port } = server.address() as AddressInfo
  slack.deliverTo(`http://127.0.0.1:${port}/slack/events`)
  return app
}

/** What Slack's SDK makes of a refusal. */
export async function refusal(call: Promise<unknown>): Promise<{ error: string; messages: string[] }> {
  const thrown = await call.then(
    () => undefined,
    (error: unknown) => error,
  )
  const { data } = thrown as { data: { error: string; response_metadata?: { messages?: string[] } } }
  return { error: data.error, messages: data.response_metadata?.messages ?? [] }
}

/** Uploads a file as Slack has it done; it belongs to no channel. */
export async function uploaded(client: WebClient, bytes: Uint8Array<ArrayBuffer>): Promise<string> {
  const { file_id, upload_url } = await client.files.getUploadURLExternal({
    filename: 'chart.png',
    length: bytes.length,
  })
  const put = await fetch(String(upload_url), { method: 'POST', body: bytes })
  if (put.status !== 200) throw new Error(`The file was not taken; status: ${put.status}`)
  await client.files.completeUploadExternal({ files: [{ id: String(file_id), title: 'Chart' }] })
  return String(file_id)
}

/** A small picture. */
export const png = async () =>
  new Uint8Array(
    await sharp({ create: { width: 8, height: 8, channels: 3, background: 'teal' } })
      .png()
      .toBuffer(),
  )

/** A paragraph. */
export const section = (text: string) => ({ type: 'section', text: { type: 'mrkdwn', text } })
/** Plain text. */
export const plain = (text: string) => ({ type: 'plain_text', text })
/** A button named like its action. */
export const button = (action_id: string) => ({ type: 'button', action_id, text: plain(action_id) })
/** So many of something. */
export const many = <T>(count: number, make: (at: number) => T) =>
  Array.from({ length: count }, (_, at) => make(at))

import { setTimeout as sleep } from 'node:timers/promises'
import {
  WebAPIHTTPError,
  WebAPIPlatformError,
  WebAPIRateLimitedError,
  WebAPIRequestError,
  type WebClient,
} from '@slack/web-api'
import type { Logger } from 'pino'
import type { Chart } from '../../charts/chart.ts'
import type { Pictures } from '../../charts/png.ts'
import type { Message } from './blocks.ts'
import type { Picture } from './message.ts'
import { cut } from './text.ts'

/** Where a message stands. */
export type Place = { channel: string; ts: string }

/**
 * What came of posting: Slack's own word where it surely refused, so that the answer can go another way; or the error
 * that leaves open whether the message stands there.
 */
export type Posted = Place | { refused: string } | { unsure: unknown }

/** Slack's Web API as an answer needs it. */
export type Post = ReturnType<typeof post>

/** How long a try may be repeated, in milliseconds. */
export type Patience = { posting: number; file: number }
export const patience: Patience = { posting: 20_000, file: 30_000 }

// Names are data: nothing in a text is to be looked for as a mention or a link.
const asWritten = { parse: 'none', link_names: false } as const
const unfurled = { unfurl_links: false, unfurl_media: false } as const

/** Wraps a client, so that nothing is posted twice and a picture that cannot be had stops nothing. */
export function post(tools: { client: WebClient; pictures: Pictures; log: Logger; patience: Patience }) {
  const { client, pictures, log, patience } = tools
  const files = new WeakMap<Chart, Promise<string | undefined>>()

  /** The uploaded picture of a chart, drawn and uploaded once for all who ask the same. */
  function file(chart: Chart): Promise<string | undefined> {
    const known = files.get(chart)
    if (known) return known
    const made = upload(chart).catch((error: unknown) => {
      files.delete(chart)
      log.warn({ err: error }, 'no picture: it could not be drawn or uploaded')
      return undefined
    })
    files.set(chart, made)
    return made
  }

  async function upload(chart: Chart): Promise<string> {
    const png = await pictures.png(chart)
    const wanted = { filename: 'answer.png', length: png.length, alt_txt: cut(chart.description, 1000) }
    const place = await insist(
      () => client.apiCall('files.getUploadURLExternal', wanted),
      mayRepeat,
      patience.posting,
    )
    const { upload_url: url, file_id: id } = place as { upload_url?: string; file_id?: string }
    if (!url || !id) throw new Error('Slack gave no place for a file; needed: upload_url and file_id')
    const sent = await fetch(url, {
      method: 'POST',
      body: new Uint8Array(png),
      signal: AbortSignal.timeout(20_000),
    })
    if (!sent.ok) throw new Error(`Slack did not take the file; status: ${sent.status}`)
    const title = cut(chart.description, 200)
    await insist(
      () => client.files.completeUploadExternal({ files: [{ id, title }] }),
      mayRepeat,
      patience.posting,
    )
    return id
  }

  return {
    /** Begins to draw and to upload, so that the picture is under way while words are posted. */
    prepare(chart: Chart | null) {
      if (chart) void file(chart)
    },

    /** Posts a message once, trying again only while it surely was not posted. */
    async words(channel: string, { text, blocks }: Message): Promise<Posted> {
      const send = () =>
        client.chat.postMessage({ channel, text, blocks, mrkdwn: false, ...asWritten, ...unfurled })
      try {
        const { channel: at = channel, ts = '' } = await insist(send, surelyNotDone, patience.posting)
        return { channel: at, ts }
      } catch (error) {
        if (surelyNotDone(error) || error instanceof WebAPIRateLimitedError) throw error
        if (!(error instanceof WebAPIPlatformError) || mayBeDone.test(error.data.error)) {
          log.warn({ err: error, channel }, 'it is not known whether a message was posted')
          return { unsure: error }
        }
        return { refused: error.data.error }
      }
    },

    /** Puts the picture into a message by one change, when its file is ready; else Slack's own chart, or nothing. */
    async picture(place: Place, chart: Chart | null, compose: (picture: Picture) => Message): Promise<void> {
      if (!chart) return
      const show = (picture: Picture, again: (error: unknown) => boolean, within: number) => {
        const { text, blocks } = compose(picture)
        return insist(() => client.chat.update({ ...place, text, blocks, ...asWritten }), again, within)
      }
      const id = await file(chart)
      try {
        if (id !== undefined) return void (await show({ file: id }, isNotReady, patience.file))
      } catch (error) {
        files.delete(chart)
        log.warn({ err: error, file: id }, 'no picture: the message did not take it')
      }
      if (!chart.usermeta.native) return
      await show('native', mayRepeat, patience.posting).catch((error: unknown) => {
        log.warn({ err: error }, 'no chart either: the words stand alone')
      })
    },

    /** Deletes a message of the bot's own; tells whether it was there, or Slack's own word where it refused. */
    async remove({ channel, ts }: Place): Promise<'removed' | 'missing' | { refused: string }> {
      try {
        await insist(() => client.chat.delete({ channel, ts }), mayRepeat, patience.posting)
        return 'removed'
      } catch (error) {
        if (!(error instanceof WebAPIPlatformError)) throw error
        const refused = error.data.error
        return refused === 'message_not_found' ? 'missing' : { refused }
      }
    },

    /** The address of a message, for a button. */
    async link({ channel, ts }: Place, team: string): Promise<string> {
      const found = await client.chat.getPermalink({ channel, message_ts: ts }).catch((error: unknown) => {
        log.warn({ err: error }, 'no permalink')
        return undefined
      })
      return found?.permalink ?? `slack://channel?team=${team}&id=${channel}`
    },

    /** The bot's own name, once Slack has accepted the token. */
    async name(): Promise<string | { refused: string } | undefined> {
      try {
        return (await client.auth.test()).user
      } catch (error) {
        if (error instanceof WebAPIPlatformError) return { refused: error.data.error }
        log.warn({ err: error }, 'Slack cannot be reached yet')
        return undefined
      }
    },
  }
}

/** Calls until it is done, with growing pauses (or the one Slack asks for), while `again` says so and time is left. */
async function insist<T>(
  call: () => Promise<T>,
  again: (error: unknown) => boolean,
  within: number,
): Promise<T> {
  let waited = 0
  for (let pause = 500; ; pause = Math.min(pause * 2, 8000)) {
    try {
      return await call()
    } catch (error) {
      const limited = error instanceof WebAPIRateLimitedError
      const wait = limited ? error.retryAfter * 1000 : pause
      if (waited + wait > within || !(limited || again(error))) throw error
      waited += wait
      await sleep(wait)
    }
  }
}

/** A request that never reached Slack cannot have been carried out. */
const surelyNotDone = (error: unknown) =>
  error instanceof WebAPIRequestError && /ECONNREFUSED|ENOTFOUND|EAI_AGAIN/.test(reasons(error.original))

// With these Slack says that some of it may have been carried out.
const mayBeDone = /^(fatal_error|internal_error)$/

/** What may be repeated without harm is repeated whatever went wrong on the way. */
const mayRepeat = (error: unknown) => error instanceof WebAPIRequestError || error instanceof WebAPIHTTPError

/** A file is ready some seconds after its upload; until then Slack refuses the message and changes nothing. */
const isNotReady = (error: unknown) =>
  mayRepeat(error) ||
  (error instanceof WebAPIPlatformError &&
    error.data.error === 'invalid_blocks' &&
    (error.data.response_metadata?.messages ?? []).some(message => message.includes('slack_file')))

const reasons = (error: unknown): string => {
  if (!(error instanceof Error)) return ''
  const inner = error instanceof AggregateError ? error.errors : [error.cause]
  return ['code' in error ? String(error.code) : '', ...inner.map(reasons)].join(' ')
}

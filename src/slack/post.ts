import { WebAPIPlatformError, WebAPIRateLimitedError, type WebClient } from '@slack/web-api'
import type { Logger } from 'pino'
import type { Chart } from '../../charts/chart.ts'
import type { Pictures } from '../../charts/png.ts'
import type { Message } from './blocks.ts'
import type { Change } from './changes.ts'
import { delivering, type Metadata } from './delivering.ts'
import { insist } from './insist.ts'
import type { Picture } from './message.ts'
import type { Patience } from './patience.ts'
import { isNotReady, mayRepeat, refusal, surelyNotDone } from './refusals.ts'
import { uploading } from './uploading.ts'

/** Where a message stands. */
export type Place = { channel: string; ts: string }

/**
 * What came of posting: Slack's own word where it surely refused, so that the answer can go another way; or the error
 * that leaves open whether the message stands there.
 */
export type Posted = Place | { refused: string } | { unsure: unknown }

/** Slack's Web API as an answer needs it. */
export type Post = ReturnType<typeof post>

/** A file to be sent: its name, the title and the comment it is shown with, in words of our own. */
export type File = { name: string; title: string; comment: string; bytes: Uint8Array<ArrayBuffer> }

/** Direct messages have ids that begin with D. */
export const isDirect = (channel: string) => channel.startsWith('D')

/** What a message carries besides, where it is an answer in a thread, and for how many milliseconds it is tried. */
type Extra = { metadata?: Metadata; thread?: string; within?: number }

/** A call that never reached Slack, or that Slack put off, has done nothing. */
const surelyNothing = (error: unknown) => surelyNotDone(error) || error instanceof WebAPIRateLimitedError

// Names are data: nothing in a text is to be looked for as a mention or a link.
const asWritten = { parse: 'none', link_names: false } as const
const unfurled = { unfurl_links: false, unfurl_media: false } as const

/** Wraps a client, so that nothing is posted twice and a picture that cannot be had stops nothing. */
export function post(tools: {
  client: WebClient
  pictures: Pictures
  log: Logger
  patience: Pick<Patience, 'posting' | 'file'>
}) {
  const { client, pictures, log, patience } = tools
  const { file, store, forget, mayTry, isOverdue, show } = uploading({ client, pictures, log, patience })

  async function send(
    channel: string,
    { text, blocks }: Message,
    { metadata, thread, within = patience.posting }: Extra = {},
  ): Promise<Place> {
    const call = () =>
      client.chat.postMessage({
        ...{ channel, text, blocks, mrkdwn: false, ...asWritten, ...unfurled },
        ...(metadata && { metadata }),
        ...(thread && { thread_ts: thread }),
      })
    const { channel: at = channel, ts = '' } = await insist(call, surelyNotDone, within)
    return { channel: at, ts }
  }

  async function openDirect(user: string): Promise<string> {
    const opened = await insist(() => client.conversations.open({ users: user }), mayRepeat, patience.posting)
    return opened.channel?.id ?? user
  }

  return {
    /** The picture of a chart, uploaded; nothing where it cannot be had. */
    async uploaded(chart: Chart | null): Promise<Picture | undefined> {
      const id = chart && (await file(chart))
      return id ? { file: id } : undefined
    },

    ...{ forget, mayTry, isOverdue, show },

    /** Begins to draw and to upload, so that the picture is under way while words are posted. */
    prepare(chart: Chart | null) {
      if (chart) void file(chart)
    },

    /** Posts a message once, in a thread if told, trying again only while it surely was not posted. */
    async words(channel: string, message: Message, thread?: string): Promise<Posted> {
      try {
        return await send(channel, message, { ...(thread && { thread }) })
      } catch (error) {
        const refused = refusal(error)
        if (refused !== undefined) return { refused }
        if (surelyNothing(error)) throw error
        log.warn({ err: error, channel }, 'it is not known whether a message was posted')
        return { unsure: error }
      }
    },

    ...delivering({ client, send, openDirect, patience: patience.posting, log }),

    /** Tells one person something in a channel, unseen by others; where Slack refuses that, in their direct message. */
    async aside(channel: string, user: string, message: Message): Promise<boolean> {
      const { text, blocks } = message
      try {
        await insist(
          () => client.chat.postEphemeral({ channel, user, text, blocks, ...asWritten }),
          surelyNotDone,
          patience.posting,
        )
        return true
      } catch (error) {
        log.warn({ err: error, channel }, 'a person could not be told where they are')
        if (refusal(error) === undefined) return false
      }
      return send(user, message).then(
        () => true,
        (error: unknown) => {
          log.warn({ err: error, user }, 'a person could not be told in their direct message')
          return false
        },
      )
    },

    /** Puts other words into a message of the bot's own, unless something was asked after them. */
    async replace(
      place: Place,
      { text, blocks }: Message,
      change: Change,
    ): Promise<'replaced' | 'late' | { refused: string }> {
      const put = () => client.chat.update({ ...place, text, blocks, ...asWritten })
      try {
        const done = await insist(() => change.words(put), mayRepeat, patience.posting)
        return done ? 'replaced' : 'late'
      } catch (error) {
        const refused = refusal(error)
        if (refused === undefined) throw error
        return { refused }
      }
    },

    /** Puts the picture into a message by one change, when its file is ready; else Slack's own chart, or nothing. */
    async picture(
      place: Place,
      chart: Chart | null,
      compose: (picture: Picture) => Message,
      change?: Change,
    ): Promise<void> {
      if (!chart) return
      const put = (picture: Picture, again: (error: unknown) => boolean, within: number) => {
        const { text, blocks } = compose(picture)
        const update = () => client.chat.update({ ...place, text, blocks, ...asWritten })
        return insist(() => (change ? change.picture(update) : update()), again, within)
      }
      const id = await file(chart)
      try {
        if (id !== undefined) {
          await put({ file: id }, error => mayRepeat(error) || isNotReady(error), patience.file)
          show(chart)
          return
        }
      } catch (error) {
        forget(chart)
        log.warn({ err: error, file: id }, 'no picture: the message did not take it')
      }
      if (!chart.usermeta.native) return
      await put('native', mayRepeat, patience.posting).catch((error: unknown) => {
        log.warn({ err: error }, 'no chart either: the words stand alone')
      })
    },

    /** Sends a file to a person in their direct message with the bot, once, and nowhere else. */
    async give(user: string, file: File): Promise<'given' | 'unsure' | { refused: string }> {
      const { name: filename, title, bytes, comment } = file
      let isCompleting = false
      try {
        const channel = await openDirect(user)
        if (!isDirect(channel)) throw new Error(`A file goes to a direct message only; channel: ${channel}`)
        const id = await store(bytes, { filename })
        const files: [{ id: string; title: string }] = [{ id, title }]
        const complete = () =>
          client.files.completeUploadExternal({ files, channel_id: channel, initial_comment: comment })
        // Until then nothing can stand there, and completed twice it might stand there twice.
        isCompleting = true
        await insist(complete, surelyNotDone, patience.posting)
        return 'given'
      } catch (error) {
        log.warn({ err: error, user }, 'a file could not be sent')
        const refused = refusal(error)
        if (refused !== undefined) return { refused }
        if (!isCompleting || surelyNothing(error)) throw error
        return 'unsure'
      }
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
  }
}

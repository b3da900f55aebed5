import { WebAPIRateLimitedError, type WebClient } from '@slack/web-api'
import type { Logger } from 'pino'
import type { Temporal } from 'temporal-polyfill'
import type { Message } from './blocks.ts'
import { insist } from './insist.ts'
import type { Place } from './post.ts'
import { isNotReady, mayRepeat, passing, refusal, surelyNotDone, withdrawn } from './refusals.ts'

/**
 * What came of posting something that was due: the file of its picture may not be ready; it is suspect where it may stand
 * there all the same.
 */
export type Delivered =
  | Place
  | { refused: string }
  | { isUnready: true }
  | { why: string; suspect: boolean; wait?: number }

// What tells a delivery's message from others; every app in the channel can read it, so it is an id and nothing else.
const event = 'tilly_delivery'
const deliveryOf = (metadata?: { event_type?: string; event_payload?: object }) =>
  metadata?.event_type === event && metadata.event_payload && 'delivery' in metadata.event_payload
    ? metadata.event_payload.delivery
    : undefined

/** How many seconds Slack's clock may be behind ours. */
const clockMargin = 300

const isPerson = (target: string) => /^[UW]/.test(target)

/** Slack is busy, or does not accept the token now: what is due waits, as it does while Slack is away. */
const passes = (word: string) => passing.test(word) || withdrawn.test(word)

/** What is due is posted under an id, by which it is found again. */
export const delivering = ({
  client,
  send,
  openDirect,
  patience,
  log,
}: {
  client: WebClient
  send: (channel: string, message: Message, extra: { metadata: Metadata; within: number }) => Promise<Place>
  openDirect: (user: string) => Promise<string>
  patience: number
  log: Logger
}) => ({
  /** Posts what was due, under its id: where it was not posted, whether that is sure and when to try again. */
  async deliver(channel: string, message: Message, id: string): Promise<Delivered> {
    try {
      return await send(channel, message, {
        metadata: { event_type: event, event_payload: { delivery: id } },
        // What has to wait goes back to the queue, and others have their turn.
        within: 0,
      })
    } catch (error) {
      if (isNotReady(error)) return { isUnready: true }
      const refused = refusal(error)
      if (refused !== undefined && !passes(refused)) return { refused }
      const why = refused ?? (error instanceof Error ? error.message : String(error))
      if (error instanceof WebAPIRateLimitedError)
        return { why, suspect: false, wait: error.retryAfter * 1000 }
      return { why, suspect: refused === undefined && !surelyNotDone(error) }
    }
  },

  /** Slack's word where it does not accept the bot's token. */
  async shut(): Promise<string | undefined> {
    try {
      await client.auth.test()
    } catch (error) {
      const word = refusal(error)
      if (word !== undefined && withdrawn.test(word)) return word
    }
    return undefined
  },

  /** Looks through a conversation for the message of a delivery, since it was first tried. */
  async find(target: string, id: string, since: Temporal.Instant): Promise<Place | undefined | 'unknown'> {
    try {
      const channel = isPerson(target) ? await openDirect(target) : target
      const oldest = String(since.epochMilliseconds / 1000 - clockMargin)
      for (let cursor: string | undefined; ; ) {
        const page = await insist(
          () =>
            client.conversations.history({
              ...{ channel, oldest, limit: 200, include_all_metadata: true },
              ...(cursor && { cursor }),
            }),
          mayRepeat,
          patience,
        )
        for (const { ts, metadata } of page.messages ?? [])
          if (ts && deliveryOf(metadata) === id) return { channel, ts }
        cursor = page.response_metadata?.next_cursor
        if (!cursor) return undefined
      }
    } catch (error) {
      const refused = refusal(error)
      if (refused === undefined || passes(refused)) throw error
      log.warn({ err: error, target }, 'Slack does not let us look what was posted')
      return 'unknown'
    }
  },
})

/** What a message carries for programs. */
export type Metadata = { event_type: string; event_payload: Record<string, string> }

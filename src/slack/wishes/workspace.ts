import { setTimeout as sleep } from 'node:timers/promises'
import type { View } from '@slack/types'
import { WebAPIPlatformError, type WebClient } from '@slack/web-api'
import { LRUCache } from 'lru-cache'
import type { Logger } from 'pino'
import { UserError } from '../../errors.ts'
import { isZone } from '../../time-zone.ts'
import type { Refusal } from './refusal.ts'

/** Where the bot may post: it is there, or it is not, or it may only read, or other companies read along, or Slack does not say. */
export type Presence = 'there' | 'absent' | 'archived' | 'read-only' | 'shared' | 'unknown'

/** What wishes ask of Slack. */
export type Workspace = ReturnType<typeof workspace>

/** A form must be open within three seconds: whatever is asked before that has this many milliseconds. */
const soon = 1200

/** People's time zones and channels, and forms, by a client of Slack. */
export function workspace({ client, log }: { client: WebClient; log: Logger }) {
  const zones = new LRUCache<string, string>({ max: 1000, ttl: 10 * 60_000 })
  const names = new LRUCache<string, string>({ max: 1000, ttl: 10 * 60_000 })
  let name: string | undefined

  /** What Slack answers soon, or nothing. */
  async function soonOr<T>(asked: Promise<T>): Promise<T | undefined> {
    try {
      return await Promise.race([asked, sleep(soon, undefined, { ref: false })])
    } catch (error) {
      log.warn({ err: error }, 'Slack did not say who or where')
      return undefined
    }
  }

  async function presence(channel: string): Promise<Presence> {
    try {
      const { channel: found, response_metadata } = await client.conversations.info({ channel })
      if (found?.name) names.set(channel, `#${found.name}`)
      if (found?.is_archived) return 'archived'
      if (found?.is_ext_shared || found?.is_pending_ext_shared) return 'shared'
      if (found?.is_read_only || found?.is_thread_only) return 'read-only'
      if (found?.is_member || found?.is_im) return 'there'
      const mayJoinIn = !found?.is_private && response_metadata?.scopes?.includes('chat:write.public')
      return mayJoinIn ? 'there' : 'absent'
    } catch (error) {
      // A private channel is hidden from whoever is not in it.
      if (error instanceof WebAPIPlatformError && error.data.error === 'channel_not_found') return 'absent'
      throw error
    }
  }

  async function handle(): Promise<string> {
    name ??= (await soonOr(client.auth.test()))?.user
    return name ?? 'tilly'
  }

  return {
    /** The time zone of a person, if Slack tells and we know it. */
    async zoneOf(user: string): Promise<string | undefined> {
      const known = zones.get(user)
      if (known) return known
      const zone = (await soonOr(client.users.info({ user })))?.user?.tz
      if (!zone || !isZone(zone)) return undefined
      zones.set(user, zone)
      return zone
    },

    handle,

    /** What a channel is called: #sales, or as much as Slack tells. */
    async called(channel: string): Promise<string> {
      if (!names.has(channel)) await soonOr(presence(channel))
      return names.get(channel) ?? 'the channel'
    },

    /** Whether the bot can post in a channel: what to say where it cannot, else whether that is sure. */
    async check(channel: string): Promise<{ sure: boolean } | Refusal> {
      const found = (await soonOr(presence(channel))) ?? 'unknown'
      if (found === 'archived')
        return {
          refusal: new UserError('That channel is archived, so I cannot post there.', {
            hint: 'Choose another one.',
          }),
        }
      if (found === 'read-only')
        return {
          refusal: new UserError('Only some people may post in that channel, and I am not one of them.', {
            hint: 'Choose another one, or ask whoever manages it to let me post.',
          }),
        }
      if (found === 'shared')
        return {
          refusal: new UserError(
            'People of other companies read that channel, so I do not post sales there.',
            {
              hint: 'Choose a channel of this workspace alone.',
            },
          ),
        }
      if (found === 'absent')
        return {
          refusal: new UserError('I am not in that channel, so I could not post there.', {
            hint: `Type /invite @${await handle()} there, then try again.`,
          }),
        }
      return { sure: found === 'there' }
    },

    /** Puts another form into the place of one that is open, unless it has changed or closed meanwhile. */
    async change({ id, hash }: { id: string; hash: string }, view: View): Promise<void> {
      try {
        await client.views.update({ view_id: id, hash, view })
      } catch (error) {
        if (!(error instanceof WebAPIPlatformError)) throw error
        if (!/^(hash_conflict|not_found)$/.test(error.data.error)) throw error
        log.info({ refused: error.data.error }, 'a form changed or closed before it was changed')
      }
    },

    /** Opens a form for whoever pressed or typed just now. */
    async open(trigger: string, view: View): Promise<void> {
      try {
        await client.views.open({ trigger_id: trigger, view })
      } catch (error) {
        if (error instanceof WebAPIPlatformError && /trigger/.test(error.data.error))
          throw new UserError('That took too long to open.', { hint: 'Try it again.' })
        throw error
      }
    },
  }
}

import type { WebClient } from '@slack/web-api'
import { LRUCache } from 'lru-cache'
import type { Logger } from 'pino'
import { insist } from './insist.ts'
import type { Patience } from './patience.ts'
import { isDirect } from './post.ts'
import { mayRepeat, refusal, withdrawn } from './refusals.ts'

/** Who reads a conversation: people of the own workspace, other companies as well, or who knows: it is hidden from the bot, or Slack does not answer. */
export type Audience = 'own' | 'shared' | 'hidden' | 'unknown'

// With these words Slack refuses every message there as well, and says so better.
const refusesPosts = (word: string) => word === 'channel_not_found' || withdrawn.test(word)

/** Tells who reads a conversation, asked of Slack and remembered for minutes. */
export function audience({
  client,
  log,
  patience,
}: {
  client: WebClient
  log: Logger
  patience: Pick<Patience, 'form'>
}): (channel: string) => Promise<Audience> {
  const known = new LRUCache<string, Audience>({
    max: 1000,
    ttl: 5 * 60_000,
    async fetchMethod(channel) {
      const ask = () => client.conversations.info({ channel })
      const { channel: found } = await insist(ask, mayRepeat, patience.form)
      return found?.is_ext_shared || found?.is_pending_ext_shared ? 'shared' : 'own'
    },
  })
  return async channel => {
    if (isDirect(channel) || /^[UW]/.test(channel)) return 'own'
    return known.forceFetch(channel).catch((error: unknown): Audience => {
      if (refusesPosts(refusal(error) ?? '')) return 'hidden'
      log.warn({ err: error, channel }, 'Slack did not say who reads a channel')
      return 'unknown'
    })
  }
}

import { LRUCache } from 'lru-cache'
import { UserError } from '../errors.ts'
import type { Insight } from '../insight.ts'
import type { Say } from '../words.ts'
import type { Asked } from './answering.ts'
import type { Asker } from './asker.ts'
import { sentences } from './blocks.ts'
import { message, type Picture } from './message.ts'
import type { Post } from './post.ts'
import { request } from './request.ts'

/** What came of posting: its picture on the way, or nobody knows whether it stands there. */
type Shared = { pictured: Promise<void> } | 'unsure'

/** Posts private answers for all of a channel to see; tells whoever presses what came of it, however often they press. */
export function sharing(tools: {
  insights: readonly Insight[]
  ask: (insight: Insight, text: string, asker: Asker) => Promise<Asked>
  slack: Post
  say: Say
  /** The bot's own name in Slack. */
  handle: () => string
}) {
  const { insights, ask, slack, say, handle } = tools
  // Whoever presses twice means once; what may have been posted is not posted again, and what surely was not may be.
  const shares = new LRUCache<string, Shared, () => Promise<Shared>>({
    max: 1000,
    fetchMethod: (_key, _stale, { context }) => context(),
  })

  async function post(words: string, asker: Asker): Promise<Shared> {
    const asked = request(words, insights)
    if ('help' in asked) throw new Error(`Only an answer can be shared; words: ${words}`)
    const { insight, text } = asked
    const { found } = await ask(insight, text, asker)
    const compose = (picture?: Picture) =>
      message(found, insight, say, { picture, by: { did: 'Shared', user: asker.user } })
    slack.prepare(found.chart)
    const posted = await slack.words(asker.channel, compose())
    if ('unsure' in posted) return 'unsure'
    if ('refused' in posted) throw refusal(posted.refused, handle())
    return { pictured: slack.picture(posted, found.chart, compose) }
  }

  /** Shares the answer to these words, once for each message whose button was pressed. */
  return async (words: string, pressed: string, asker: Asker): Promise<void> => {
    const shared = await shares.forceFetch(pressed, { context: () => post(words, asker) })
    if (shared === 'unsure')
      throw new UserError('Slack did not say whether it took the answer.', {
        hint: 'Look for it in this channel. If it is not there, ask again and share that answer.',
      })
    await Promise.all([shared.pictured, asker.reply(sentences('Shared here.'), { replaces: true })])
  }
}

const refusal = (refused: string, handle: string) =>
  /^(not_in_channel|channel_not_found)$/.test(refused)
    ? new UserError('I am not in this channel, so I cannot post here.', {
        hint: `Invite me with /invite @${handle}, then press Share here again.`,
      })
    : new UserError(`Slack does not let me post here (${refused}).`, { hint: 'Share it in another channel.' })

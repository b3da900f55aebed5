import { LRUCache } from 'lru-cache'
import { UserError } from '../errors.ts'
import type { Heard } from '../heard.ts'
import type { Insight } from '../insight.ts'
import type { Say } from '../words.ts'
import { type Asked, question } from './answering.ts'
import type { Asker } from './asker.ts'
import type { audience } from './audience.ts'
import { button, type Message, sentences } from './blocks.ts'
import type { changes } from './changes.ts'
import { controls } from './controls.ts'
import { message, type Picture } from './message.ts'
import type { Place, Post } from './post.ts'
import type { Seal } from './seal.ts'

/**
 * Posts private answers for all of a channel to see, and takes them back; tells whoever presses what came of it,
 * however often they press.
 */
export function sharing(tools: {
  insights: readonly Insight[]
  ask: (insight: Insight, text: string, asker: Asker) => Promise<Asked>
  slack: Post
  /** Who reads a conversation. */
  readers: ReturnType<typeof audience>
  changing: ReturnType<typeof changes>
  heard: Pick<Heard, 'once' | 'undo'>
  seal: Seal
  say: Say
  /** The bot's own name in Slack. */
  handle: () => string
}) {
  const { insights, ask, slack, readers, changing, heard, seal, say, handle } = tools

  /** Refuses where people of other companies read along, or may; what is hidden from the bot Slack refuses for itself. */
  async function forOwnEyes(channel: string) {
    const read = await readers(channel)
    if (read === 'shared')
      throw new UserError('People of other companies read this channel, so I do not post sales here.', {
        hint: 'Share it in a channel of this workspace alone.',
      })
    if (read === 'unknown')
      throw new UserError('I can’t check right now who reads this channel: Slack does not answer me.', {
        hint: 'Please try again in a minute.',
      })
  }

  /** Posts the answer, and tells where: or that nobody knows whether it stands there. */
  async function post(words: string, asker: Asker) {
    await forOwnEyes(asker.channel)
    const { insight, text } = question(words, insights)
    const { found } = await ask(insight, text, asker)
    const compose = (picture?: Picture) =>
      message(found, insight, say, {
        ...{ picture, by: { did: 'Shared', user: asker.user } },
        below: controls(found, insight, { words, before: [] }, { seal, isKept: true }),
      })
    slack.prepare(found.chart)
    const posted = await slack.words(asker.channel, compose())
    if ('unsure' in posted) return undefined
    if ('refused' in posted) throw refusal(posted.refused, handle())
    const { channel, ts } = posted
    return {
      place: { channel, ts },
      pictured: slack.picture(posted, found.chart, compose, changing.posted(posted)),
    }
  }

  // Whoever presses Undo twice means once.
  const removals = new LRUCache<string, Message, Place>({
    max: 1000,
    async fetchMethod(_key, _stale, { context: place }) {
      // Forgotten before it is gone: whoever shares again meanwhile must not be told that it stands there.
      await heard.undo(place)
      const done = await slack.remove(place)
      if (typeof done === 'object')
        throw new UserError(`Slack does not let me take it back (${done.refused}).`, {
          hint: 'Someone who looks after this workspace can delete the message.',
        })
      return sentences(
        done === 'removed' ? 'Taken back.' : 'It is already gone: nothing is left to take back.',
      )
    },
  })

  return {
    /** Shares the answer to these words, once for each message whose button was pressed. */
    async share(words: string, pressed: string, asker: Asker): Promise<void> {
      let pictured: Promise<void> | undefined
      // Whoever presses twice means once; what may have been posted is not posted again, and what surely was not may be.
      const place = await heard.once(`share ${pressed}`, async () => {
        const shared = await post(words, asker)
        pictured = shared?.pictured
        return shared?.place ?? 'unsure'
      })
      if (place === 'unsure')
        throw new UserError('Slack did not say whether it took the answer.', {
          hint: 'Look for it in this channel. If it is not there, ask again and share that answer.',
        })
      const told = confirmation({ user: asker.user, ...place }, seal)
      await Promise.all([pictured, asker.reply(told, { replaces: true })])
    },

    /** Deletes what was shared, for the person who shared it. */
    async takeBack(value: string, asker: Asker): Promise<void> {
      const { user, ...place } = undoOf(value)
      if (user !== asker.user) throw new UserError('Only the person who shared an answer can take it back.')
      await asker.reply(await removals.forceFetch(value, { context: place }), { replaces: true })
    },
  }
}

/** Who shared what, as the Undo button carries it. */
type Undo = Place & { user: string }

function undoOf(value: string): Undo {
  const [user, channel, ts] = value.split(' ')
  if (!user || !channel || !ts) throw new Error(`Undo needs a person, a channel and a ts; value: ${value}`)
  return { user, channel, ts }
}

function confirmation({ user, channel, ts }: Undo, seal: Seal): Message {
  const { text, blocks } = sentences('Shared here.')
  const value = seal.shut('undo', `${user} ${channel} ${ts}`)
  return value
    ? { text, blocks: [...blocks, { type: 'actions', elements: [button('undo', 'Undo', { value })] }] }
    : { text, blocks }
}

/** What to say where Slack does not let the bot post: its words for what people can do something about. */
function refusal(refused: string, handle: string): UserError {
  if (/^(not_in_channel|channel_not_found)$/.test(refused))
    return new UserError('I am not in this channel, so I cannot post here.', {
      hint: `Invite me with /invite @${handle}, then press Share here again.`,
    })
  if (refused === 'is_archived')
    return new UserError('This channel is archived, so nobody can post here.', {
      hint: 'Share it in another channel.',
    })
  if (/^(token_revoked|invalid_auth|account_inactive|not_authed|token_expired)$/.test(refused))
    return new UserError(`Slack no longer accepts me in this workspace (${refused}).`, {
      hint: 'Someone who looks after this workspace can install me again.',
    })
  return new UserError(`Slack does not let me post here (${refused}).`, {
    hint: 'Share it in another channel.',
  })
}

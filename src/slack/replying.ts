import { randomInt } from 'node:crypto'
import type { RespondFn } from '@slack/bolt'
import type { Logger } from 'pino'
import type { Analyst } from '../analyst.ts'
import { SalesAway, salesAway } from '../away.ts'
import { UserError } from '../errors.ts'
import type { Asker } from './asker.ts'
import { type Message, sentences } from './blocks.ts'
import type { Post } from './post.ts'
import type { Seal } from './seal.ts'
import { which } from './which.ts'

/** The same analyst, naming the database's absence while it is known whose absence it is: Slack may be away too. */
export const tellingAway = ({ answer }: Pick<Analyst, 'answer'>): Pick<Analyst, 'answer'> => ({
  answer: question =>
    answer(question).catch((error: unknown) => {
      throw salesAway(error)
    }),
})

/** What a person is told with: buttons where several may be meant, and a log for what is ours. */
type Told = { seal: Seal; log: Logger }

/** What a person is told about an error; what is ours is logged under a reference. */
export function excuse(error: unknown, { user, channel }: Asker, { seal, log }: Told): Message {
  if (error instanceof UserError)
    return error.choices ? which(error, seal) : sentences(error.message, error.hint)
  const ref = randomInt(36 ** 4)
    .toString(36)
    .padStart(4, '0')
  log.error({ err: error, ref, user, channel }, 'a question went unanswered')
  return error instanceof SalesAway
    ? sentences(`I can’t reach the sales data right now; please try again in a minute (ref ${ref}).`)
    : sentences(`That broke on our side (ref ${ref}). Please try again.`)
}

/** How a person is reached, and where it is written down that they were not. */
type Way = { slack: Post; log: Logger }

/**
 * Replies to a command take the place of one another where Slack lets them (it promises that for buttons only).
 * What is for one person's eyes finds them when the address to reply to is used up, too.
 */
export const reply =
  (
    respond: RespondFn,
    user: string,
    channel: string,
    { slack, log, first = false }: Way & { first?: boolean },
  ): Asker['reply'] =>
  async ({ text, blocks }, { replaces = first, everyone = false } = {}) => {
    try {
      await respond({
        text,
        // Bolt's types know no data_visualization yet.
        blocks: blocks as Exclude<(typeof blocks)[number], { type: 'data_visualization' }>[],
        response_type: everyone ? 'in_channel' : 'ephemeral',
        replace_original: replaces && !everyone,
      })
      return true
    } catch (error) {
      log.warn({ err: error }, 'a reply did not arrive')
      return !everyone && slack.aside(channel, user, { text, blocks })
    }
  }

/** Replies in a person's direct message. */
export const replyInDirect =
  (user: string, { slack, log }: Way): Asker['reply'] =>
  async message => {
    try {
      return 'ts' in (await slack.words(user, message))
    } catch (error) {
      log.warn({ err: error, user }, 'a reply did not arrive')
      return false
    }
  }

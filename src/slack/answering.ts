import { setTimeout as sleep } from 'node:timers/promises'
import type { Logger } from 'pino'
import type { Scope } from '../access.ts'
import type { Analyst } from '../analyst.ts'
import type { Answer, Insight } from '../insight.ts'
import type { Say } from '../words.ts'
import type { Asker } from './asker.ts'
import { sentences } from './blocks.ts'
import { help } from './help.ts'
import { brief, message, type Picture } from './message.ts'
import type { Place, Post } from './post.ts'
import { request } from './request.ts'

/** After this long a person is told that the answer is under way. */
const slow = 1500

/** What came of a question, and whether the person was told to wait. */
export type Asked = { found: Answer; isSlow: boolean }

/** Answers questions where they were asked: help and pointers in the reply, answers as messages. */
export function answering(tools: {
  insights: readonly Insight[]
  analyst: Analyst
  scopeOf: (user: string) => Scope
  slack: Post
  say: Say
  isPublic: boolean
  prefix: string
  log: Logger
}) {
  const { insights, analyst, scopeOf, slack, say, isPublic, prefix, log } = tools

  /** Asks, and says after a moment that the answer is under way. */
  async function ask(insight: Insight, text: string, { user, reply }: Asker): Promise<Asked> {
    const finding = analyst.answer({ insight, text, scope: scopeOf(user) })
    const isSlow = await Promise.race([finding.then(() => false), sleep(slow, true, { ref: false })])
    if (isSlow) await reply(sentences('Working on it…'))
    return { found: await finding, isSlow }
  }

  async function post(insight: Insight, text: string, asker: Asker) {
    const { found, isSlow } = await ask(insight, text, asker)
    const by = isPublic && !isDirect(asker.channel) ? { did: 'Asked' as const, user: asker.user } : undefined
    const compose = (picture?: Picture) => message(found, insight, say, { picture, by })
    slack.prepare(found.chart)
    const posted = await slack.words(isPublic ? asker.channel : asker.user, compose())
    if ('unsure' in posted) throw posted.unsure
    if ('refused' in posted) {
      log.warn({ refused: posted.refused, channel: asker.channel }, 'answered in the reply to the command')
      const standing = { everyone: isPublic }
      if (!(await asker.reply(compose('native'), standing))) await asker.reply(compose(), standing)
      return
    }
    await Promise.all([
      slack.picture(posted, found.chart, compose),
      posted.channel !== asker.channel
        ? asker.reply(await pointer(found, posted, `${insight.name} ${text}`, asker))
        : isSlow && asker.reply(sentences('Here it is.')),
    ])
  }

  const pointer = async (found: Answer, place: Place, words: string, { channel, team }: Asker) =>
    brief(found, { open: await slack.link(place, team), share: isDirect(channel) ? undefined : words.trim() })

  return {
    ask,
    /** Answers the words of a command or a follow-up. */
    async respond(words: string, asker: Asker): Promise<void> {
      const asked = request(words, insights)
      if ('help' in asked) await asker.reply(help(asked.help, prefix))
      else await post(asked.insight, asked.text, asker)
    },
  }
}

/** Direct messages have ids that begin with D. */
const isDirect = (channel: string) => channel.startsWith('D')

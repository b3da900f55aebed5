import { setTimeout as sleep } from 'node:timers/promises'
import type { Logger } from 'pino'
import type { Scope } from '../access.ts'
import type { Analyst } from '../analyst.ts'
import { UserError } from '../errors.ts'
import type { Answer, Insight } from '../insight.ts'
import type { Say } from '../words.ts'
import type { Asker } from './asker.ts'
import type { audience } from './audience.ts'
import { sentences } from './blocks.ts'
import type { changes } from './changes.ts'
import { controls } from './controls.ts'
import { help } from './help.ts'
import { brief, message, type Picture } from './message.ts'
import type { Patience } from './patience.ts'
import { isDirect, type Place, type Post } from './post.ts'
import { request } from './request.ts'
import type { Seal } from './seal.ts'
import type { Trail } from './trail.ts'

/** What came of a question, and whether the person was told something that no longer holds once it is answered. */
export type Asked = { found: Answer; isWaiting: boolean }

/** Where an answer goes: for everyone in the channel to see, or to the person who asked. */
type To = 'everyone' | 'asker'

/** Answers questions where they were asked: help and pointers in the reply, answers as messages. */
export function answering(tools: {
  insights: readonly Insight[]
  analyst: Pick<Analyst, 'answer'>
  scopeOf: (user: string) => Scope
  slack: Post
  /** Who reads a conversation. */
  readers: ReturnType<typeof audience>
  changing: ReturnType<typeof changes>
  seal: Seal
  say: Say
  isPublic: boolean
  prefix: string
  patience: Pick<Patience, 'words'>
  log: Logger
}) {
  const { insights, analyst, scopeOf, slack, readers, changing, seal, say, isPublic, prefix, patience, log } =
    tools

  /** Asks, and says after a moment that the answer is under way. */
  async function ask(insight: Insight, text: string, { user, reply }: Asker): Promise<Asked> {
    const finding = analyst.answer({ insight, text, scope: scopeOf(user) })
    const isSlow = await Promise.race([
      finding.then(() => false),
      sleep(patience.words, true, { ref: false }),
    ])
    if (isSlow) await reply(sentences('Working on it…'))
    return { found: await finding, isWaiting: isSlow }
  }

  /** Posts an answer as a message of its own, and points to it where it was asked. */
  async function post(insight: Insight, { found, isWaiting }: Asked, trail: Trail, asker: Asker, to: To) {
    const isShown = to === 'everyone'
    const by = isShown && !isDirect(asker.channel) ? { did: 'Asked' as const, user: asker.user } : undefined
    const compose = (picture?: Picture, isKept = true) =>
      message(found, insight, say, {
        ...{ picture, by },
        below: controls(found, insight, trail, { seal, isKept }),
      })
    slack.prepare(found.chart)
    const posted = await slack.words(isShown ? asker.channel : asker.user, compose())
    if ('unsure' in posted)
      throw new UserError('Slack did not say whether it took the answer.', {
        hint: `Look for it ${isShown ? 'here' : 'in our direct message'}. If it is not there, ask again.`,
        cause: posted.unsure,
      })
    if ('refused' in posted) {
      log.warn({ refused: posted.refused, channel: asker.channel }, 'answered in the reply to the command')
      const standing = { everyone: isShown }
      if (!(await asker.reply(compose('native', isShown), standing)))
        await asker.reply(compose(undefined, isShown), standing)
      return
    }
    await Promise.all([
      slack.picture(posted, found.chart, compose, changing.posted(posted)),
      posted.channel !== asker.channel
        ? asker.reply(await pointer(found, posted, trail.words, asker))
        : isWaiting && asker.reply(sentences('Here it is.')),
    ])
  }

  async function pointer(found: Answer, place: Place, words: string, { channel, team }: Asker) {
    const share = isDirect(channel) ? undefined : seal.shut('share', words)
    return brief(found, { open: await slack.link(place, team), share })
  }

  /** Answers are public where a setting says so, and nobody of another company reads along. */
  const audienceIn = async (channel: string): Promise<To> =>
    isPublic && (await readers(channel)) === 'own' ? 'everyone' : 'asker'

  return {
    ask,

    /** Answers the words of a command. */
    async respond(words: string, asker: Asker): Promise<void> {
      const asked = request(words, insights)
      if ('help' in asked) return void (await asker.reply(help(asked.help, prefix)))
      const { insight, text } = asked
      const trail = { words: `${insight.name} ${text}`.trim(), before: [] }
      const to = await audienceIn(asker.channel)
      await post(insight, await ask(insight, text, asker), trail, asker, to)
    },

    /** Answers what a person meant who was asked back: where the command would have been, and instead of what was asked. */
    async choose(words: string, asker: Asker): Promise<void> {
      const { insight, text } = question(words, insights)
      const { found } = await ask(insight, text, asker)
      const trail = { words, before: [] }
      await post(insight, { found, isWaiting: true }, trail, asker, await audienceIn(asker.channel))
    },

    /** Answers a follow-up to what others see, too: to whoever asked it alone. */
    async follow(words: string, asker: Asker): Promise<void> {
      const { insight, text } = question(words, insights)
      await post(insight, await ask(insight, text, asker), { words, before: [] }, asker, 'asker')
    },

    /** Answers in the place of an answer that stands in a person's direct message; anew where that is gone. */
    async change(trail: Trail, place: Place, at: number, asker: Asker): Promise<void> {
      const change = changing.pressed(place, at)
      const { insight, text } = question(trail.words, insights)
      const asked = await ask(insight, text, asker)
      const { found } = asked
      const compose = (picture?: Picture) =>
        message(found, insight, say, {
          ...{ picture },
          below: controls(found, insight, trail, { seal, isKept: true }),
        })
      slack.prepare(found.chart)
      const done = await slack.replace(place, compose(), change)
      if (done === 'late') return
      if (done === 'replaced') return slack.picture(place, found.chart, compose, change)
      log.warn({ refused: done.refused, ...place }, 'answered in a message of its own')
      await post(insight, asked, trail, asker, 'asker')
    },
  }
}

/** The question that the words of a button ask. */
export function question(words: string, insights: readonly Insight[]) {
  const asked = request(words, insights)
  if ('help' in asked) throw new Error(`A button asks a question; words: ${words}`)
  return asked
}

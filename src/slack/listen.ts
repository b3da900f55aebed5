import { randomInt } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { App, type BlockAction, type ButtonAction, type RespondFn } from '@slack/bolt'
import { WebClient } from '@slack/web-api'
import { LRUCache } from 'lru-cache'
import type { Logger } from 'pino'
import type { Sql } from 'postgres'
import type { Temporal } from 'temporal-polyfill'
import type { Pictures } from '../../charts/png.ts'
import type { Scope } from '../access.ts'
import { analyst } from '../analyst.ts'
import { named } from '../ask.ts'
import { isAway } from '../db.ts'
import type { Env } from '../env.ts'
import { UserError } from '../errors.ts'
import type { Answer, Insight } from '../insight.ts'
import { slackLogger } from '../log.ts'
import { say } from '../words.ts'
import { type Message, sentences } from './blocks.ts'
import { front, help } from './help.ts'
import { brief, message, type Picture } from './message.ts'
import { patience, post } from './post.ts'
import { door, listening } from './serve.ts'
import { typed } from './text.ts'

type Tools = {
  env: Env
  insights: readonly Insight[]
  reader: Sql
  pictures: Pictures
  log: Logger
  now: () => Temporal.Instant
  scopeOf: (user: string) => Scope
  patience?: typeof patience
}

/** Who did something where, and a way to tell them, unseen by others. */
type From = {
  user: string
  channel: string
  team: string
  /** Tells whether it arrived: an address to reply to lives for half an hour. */
  reply(message: Message, how?: { replaces?: boolean; everyone?: boolean }): Promise<boolean>
}

/** What the words after a command come to. */
type Understood = { help: readonly Insight[] } | { insight: Insight; text: string }

/** A running bot. */
export type Bot = {
  /** Begins to listen, once Slack has accepted the token; tells the port. */
  start(port: number, host?: string): Promise<number>
  /** Takes nothing more and waits for what is under way. */
  stop(within?: number): Promise<void>
}

/** After this long a person is told that the answer is under way. */
const slow = 1500

/** Tilly in Slack: takes commands and buttons over HTTP, and answers them. */
export function bot(tools: Tools): Bot {
  const { env, insights, reader, pictures, log, now, scopeOf } = tools
  const { token, signingSecret } = secretsOf(env)
  const isPublic = env.ANSWERS === 'public'
  const house = { locale: env.COMPANY_LOCALE, currency: env.COMPANY_CURRENCY, timeZone: env.COMPANY_TIMEZONE }
  const voice = say(house)
  const { answer } = analyst({ reader, house, now })
  const address = env.SLACK_API_URL ? { slackApiUrl: env.SLACK_API_URL } : {}
  // The SDK repeats writes on its own, and one of them may have been carried out: we decide what is repeated.
  const client = new WebClient(token, {
    ...address,
    logger: slackLogger(log, true),
    retryConfig: { retries: 0 },
    rejectRateLimitedCalls: true,
    timeout: 15_000,
  })
  const slack = post({ client, pictures, log, patience: tools.patience ?? patience })
  const work = new Set<Promise<void>>()
  const shared = new LRUCache<string, true>({ max: 1000 })
  let handle = 'tilly'

  /** The one boundary: whatever goes wrong while someone waits, they are told, and the process lives on. */
  function run(from: From, job: () => Promise<void>) {
    const done = job()
      .catch(async (error: unknown) => void (await from.reply(excuse(error, from))))
      .finally(() => work.delete(done))
    work.add(done)
  }

  function excuse(error: unknown, { user, channel }: From): Message {
    if (error instanceof UserError) return sentences(error.message, error.hint)
    const ref = randomInt(36 ** 4)
      .toString(36)
      .padStart(4, '0')
    log.error({ err: error, ref, user, channel }, 'a question went unanswered')
    return error instanceof SalesAway
      ? sentences(`I can’t reach the sales data right now; please try again in a minute (ref ${ref}).`)
      : sentences(`That broke on our side (ref ${ref}). Please try again.`)
  }

  function understood(words: string): Understood {
    const [word = '', ...rest] = words.trim().split(/\s+/)
    if (word.toLowerCase() === front) return understood(rest.join(' '))
    if (word === '') return { help: insights }
    const [only = '', more] = rest
    if (word.toLowerCase() === 'help') return { help: only ? [named(only, insights)] : insights }
    const insight = named(word, insights)
    return only.toLowerCase() === 'help' && more === undefined
      ? { help: [insight] }
      : { insight, text: rest.join(' ') }
  }

  async function respond(words: string, from: From) {
    const asked = understood(words)
    if ('help' in asked) await from.reply(help(asked.help, env.COMMAND_PREFIX))
    else await tell(asked.insight, asked.text, from)
  }

  /** Asks, and says after a moment that the answer is under way; tells whether that was said. */
  async function ask(insight: Insight, text: string, { user, reply }: From) {
    const finding = answer({ insight, text, scope: scopeOf(user) }).catch((error: unknown) => {
      throw isAway(error) ? new SalesAway('the sales data is away', { cause: error }) : error
    })
    const isSlow = await Promise.race([finding.then(() => false), sleep(slow, true, { ref: false })])
    if (isSlow) await reply(sentences('Working on it…'))
    return { found: await finding, isSlow }
  }

  async function tell(insight: Insight, text: string, from: From) {
    const { found, isSlow } = await ask(insight, text, from)
    const by = isPublic && !isDirect(from.channel) ? { did: 'Asked' as const, user: from.user } : undefined
    const compose = (picture?: Picture) => message(found, insight, voice, { picture, by })
    slack.prepare(found.chart)
    const place = await slack.words(isPublic ? from.channel : from.user, compose())
    if ('refused' in place) {
      log.warn({ refused: place.refused, channel: from.channel }, 'answered in the reply to the command')
      const how = { everyone: isPublic }
      if (!(await from.reply(compose('native'), how))) await from.reply(compose(), how)
      return
    }
    await Promise.all([
      slack.picture(place, found.chart, compose),
      place.channel !== from.channel
        ? from.reply(await pointer(found, place, `${insight.name} ${text}`, from))
        : isSlow && from.reply(sentences('Here it is.')),
    ])
  }

  const pointer = async (
    found: Answer,
    place: { channel: string; ts: string },
    words: string,
    { channel, team }: From,
  ) =>
    brief(found, { open: await slack.link(place, team), share: isDirect(channel) ? undefined : words.trim() })

  /** Posts a private answer for all of a channel to see. */
  async function share(words: string, pressed: string, from: From) {
    const asked = understood(words)
    if ('help' in asked) throw new Error(`Only an answer can be shared; words: ${words}`)
    const { insight, text } = asked
    const { found } = await ask(insight, text, from)
    // Whoever presses twice means once; and what may have been posted is not posted again.
    if (shared.has(pressed)) return
    shared.set(pressed, true)
    const compose = (picture?: Picture) =>
      message(found, insight, voice, { picture, by: { did: 'Shared', user: from.user } })
    slack.prepare(found.chart)
    const place = await slack.words(from.channel, compose())
    if ('refused' in place) {
      shared.delete(pressed)
      throw /^(not_in_channel|channel_not_found)$/.test(place.refused)
        ? new UserError('I am not in this channel, so I cannot post here.', {
            hint: `Invite me with /invite @${handle}, then press Share here again.`,
          })
        : new UserError(`Slack does not let me post here (${place.refused}).`, {
            hint: 'Share it in another channel.',
          })
    }
    await Promise.all([
      slack.picture(place, found.chart, compose),
      from.reply(sentences('Shared here.'), { replaces: true }),
    ])
  }

  /** Replies to a command take the place of one another where Slack lets them (it promises that for buttons only). */
  const teller =
    (respond: RespondFn, first = false): From['reply'] =>
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
        return false
      }
    }

  const receiver = door({ signingSecret, check: () => reader`select 1`, log })
  const app = new App({
    receiver,
    // One workspace, one token: nothing to look up, so that nothing comes before the acknowledgement.
    authorize: async () => ({ botToken: token }),
    logger: slackLogger(log),
    clientOptions: {
      ...address,
      fetch: (url, init) => fetch(url, { signal: AbortSignal.timeout(15_000), ...init }),
    },
    convoStore: false,
  })
  app.error(async error => log.error({ err: error }, 'a listener failed'))

  app.command(/.*/, async ({ ack, body, respond: answerTo }) => {
    await ack()
    const from = {
      user: body.user_id,
      channel: body.channel_id,
      team: body.team_id,
      reply: teller(answerTo, true),
    }
    const word = body.command.slice(1)
    const bare = word.startsWith(env.COMMAND_PREFIX) ? word.slice(env.COMMAND_PREFIX.length) : word
    run(from, () => respond(`${bare} ${typed(body.text)}`.trim(), from))
  })

  app.action<BlockAction<ButtonAction>>(/.*/, async ({ ack, body, action, respond: answerTo }) => {
    await ack()
    const { action_id: id, value = '' } = action
    if (id === 'open') return
    const channel = body.channel?.id ?? body.user.id
    const from = { user: body.user.id, channel, team: body.team?.id ?? '', reply: teller(answerTo) }
    if (/^ask-\d+$/.test(id)) run(from, () => respond(value, from))
    else if (id === 'share') run(from, () => share(value, `${channel} ${body.container.message_ts}`, from))
    else log.warn({ action: id }, 'a button nobody knows')
  })

  return {
    async start(port, host) {
      const name = await slack.name()
      if (typeof name === 'object')
        throw new UserError(`Slack does not accept the bot token (${name.refused}).`, {
          hint: 'Check SLACK_BOT_TOKEN in .env.',
        })
      handle = name ?? handle
      const server = await listening(port, () => receiver.start(host ? { port, host } : { port }))
      const bound = server.address()
      return typeof bound === 'object' && bound ? bound.port : port
    },
    async stop(within = 25_000) {
      const settled = async () => {
        await receiver.stop()
        while (work.size > 0) await Promise.all(work)
      }
      await Promise.race([settled(), sleep(within, undefined, { ref: false })])
      if (work.size > 0) log.warn({ left: work.size }, 'stopped before everything was answered')
    },
  }
}

/** What only the Slack app's owner knows, or a sentence about what is missing. */
export function secretsOf(env: Pick<Env, 'SLACK_BOT_TOKEN' | 'SLACK_SIGNING_SECRET'>) {
  const { SLACK_BOT_TOKEN: token, SLACK_SIGNING_SECRET: signingSecret } = env
  if (token && signingSecret) return { token, signingSecret }
  throw new UserError(`${token ? 'SLACK_SIGNING_SECRET' : 'SLACK_BOT_TOKEN'} is not set.`, {
    hint: 'Put SLACK_BOT_TOKEN and SLACK_SIGNING_SECRET of your Slack app into .env, or try `npm run demo`, which needs neither.',
  })
}

/** The database did not answer: nothing is wrong with the question. */
class SalesAway extends Error {}

/** Direct messages have ids that begin with D. */
const isDirect = (channel: string) => channel.startsWith('D')

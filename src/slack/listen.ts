import { randomInt } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { App, type BlockAction, type ButtonAction, type RespondFn } from '@slack/bolt'
import { WebClient } from '@slack/web-api'
import type { Logger } from 'pino'
import type { Sql } from 'postgres'
import type { Temporal } from 'temporal-polyfill'
import type { Pictures } from '../../charts/png.ts'
import type { Scope } from '../access.ts'
import { type Analyst, analyst } from '../analyst.ts'
import { isAway } from '../away.ts'
import type { Env } from '../env.ts'
import { UserError } from '../errors.ts'
import type { Insight } from '../insight.ts'
import { slackLogger } from '../log.ts'
import { say } from '../words.ts'
import { answering } from './answering.ts'
import type { Asker } from './asker.ts'
import { type Message, sentences } from './blocks.ts'
import { patience, post } from './post.ts'
import { listening, receiver } from './serve.ts'
import { sharing } from './sharing.ts'
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

/** A running bot. */
export type Bot = {
  /** Begins to listen, once Slack has accepted the token; tells the port. */
  start(port: number, host?: string): Promise<number>
  /** Takes nothing more and waits for what is under way. */
  stop(within?: number): Promise<void>
}

/** Tilly in Slack: takes commands and buttons over HTTP, and answers them. */
export function bot(tools: Tools): Bot {
  const { env, insights, reader, pictures, log, now, scopeOf } = tools
  const { token, signingSecret } = secretsOf(env)
  const company = {
    locale: env.COMPANY_LOCALE,
    currency: env.COMPANY_CURRENCY,
    timeZone: env.COMPANY_TIMEZONE,
  }
  const written = say(company)
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
  const { ask, respond } = answering({
    insights,
    analyst: tellingAway(analyst({ reader, house: company, now })),
    scopeOf,
    slack,
    say: written,
    isPublic: env.ANSWERS === 'public',
    prefix: env.COMMAND_PREFIX,
    log,
  })
  let handle = 'tilly'
  const { share, takeBack } = sharing({ insights, ask, slack, say: written, handle: () => handle })
  const work = new Set<Promise<void>>()

  /** The one boundary: whatever goes wrong while someone waits, they are told, and the process lives on. */
  function run(asker: Asker, job: () => Promise<void>) {
    const done = job()
      .catch(async (error: unknown) => void (await asker.reply(excuse(error, asker, log))))
      .finally(() => work.delete(done))
    work.add(done)
  }

  const http = receiver({ signingSecret, check: () => reader`select 1`, log })
  const app = new App({
    receiver: http,
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

  app.command(/.*/, async ({ ack, body, respond: send }) => {
    await ack()
    const asker = {
      user: body.user_id,
      channel: body.channel_id,
      team: body.team_id,
      reply: reply(send, log, true),
    }
    const word = body.command.slice(1)
    const bare = word.startsWith(env.COMMAND_PREFIX) ? word.slice(env.COMMAND_PREFIX.length) : word
    run(asker, () => respond(`${bare} ${typed(body.text)}`.trim(), asker))
  })

  app.action<BlockAction<ButtonAction>>(/.*/, async ({ ack, body, action, respond: send }) => {
    await ack()
    const { action_id: id, value = '' } = action
    if (id === 'open') return
    const channel = body.channel?.id ?? body.user.id
    const asker = { user: body.user.id, channel, team: body.team?.id ?? '', reply: reply(send, log) }
    if (/^ask-\d+$/.test(id)) run(asker, () => respond(value, asker))
    else if (id === 'share') run(asker, () => share(value, `${channel} ${body.container.message_ts}`, asker))
    else if (id === 'undo') run(asker, () => takeBack(value, asker))
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
      const server = await listening(port, () => http.start(host ? { port, host } : { port }))
      const bound = server.address()
      return typeof bound === 'object' && bound ? bound.port : port
    },
    async stop(within = 25_000) {
      const settled = async () => {
        await http.stop()
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

/** The same analyst, naming the database's absence while it is known whose absence it is: Slack may be away too. */
const tellingAway = ({ answer }: Analyst): Analyst => ({
  answer: question =>
    answer(question).catch((error: unknown) => {
      throw isAway(error) ? new SalesAway('the sales data is away', { cause: error }) : error
    }),
})

/** What a person is told about an error; what is ours is logged under a reference. */
function excuse(error: unknown, { user, channel }: Asker, log: Logger): Message {
  if (error instanceof UserError) return sentences(error.message, error.hint)
  const ref = randomInt(36 ** 4)
    .toString(36)
    .padStart(4, '0')
  log.error({ err: error, ref, user, channel }, 'a question went unanswered')
  return error instanceof SalesAway
    ? sentences(`I can’t reach the sales data right now; please try again in a minute (ref ${ref}).`)
    : sentences(`That broke on our side (ref ${ref}). Please try again.`)
}

/** Replies to a command take the place of one another where Slack lets them (it promises that for buttons only). */
const reply =
  (respond: RespondFn, log: Logger, first = false): Asker['reply'] =>
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

import { randomInt } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { App, type BlockAction, type RespondFn } from '@slack/bolt'
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
import { changes } from './changes.ts'
import { accepted, client, clientOptions, secretsOf } from './client.ts'
import type { Feature } from './feature.ts'
import { umbrella } from './help.ts'
import { chosen, firstField, formOf } from './payload.ts'
import { type Post, patience, post } from './post.ts'
import { pressing } from './pressing.ts'
import { repeats } from './repeats.ts'
import { older, seal } from './seal.ts'
import { httpDoor, listening, socketDoor } from './serve.ts'
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
  /** What the bot does beside answering. */
  features?: readonly Feature[]
  patience?: typeof patience
}

/** A running bot. */
export type Bot = {
  /** Opens the port, and tells it once Slack has accepted the bot, however long Slack is away. */
  start(port: number, host?: string): Promise<number>
  /** Ends with a sentence where Slack accepts the bot no more. */
  refused: Promise<never>
  /** Takes nothing more and waits for what is under way. */
  stop(within?: number): Promise<void>
}

/** Tilly in Slack: takes commands and buttons over HTTP, and answers them. */
export function bot(tools: Tools): Bot {
  const { env, insights, reader, pictures, log, now, scopeOf, features = [] } = tools
  const secrets = secretsOf(env)
  const { token } = secrets
  const company = {
    locale: env.COMPANY_LOCALE,
    currency: env.COMPANY_CURRENCY,
    timeZone: env.COMPANY_TIMEZONE,
  }
  const written = say(company)
  const web = client(env, token, log)
  const slack = post({
    client: web,
    pictures,
    log,
    patience: tools.patience ?? patience,
  })
  const spoken = { insights, slack, changing: changes(), seal: seal(token), say: written }
  const answers = answering({
    ...spoken,
    analyst: tellingAway(analyst({ reader, company, now })),
    scopeOf,
    isPublic: env.ANSWERS === 'public',
    prefix: env.COMMAND_PREFIX,
    log,
  })
  let handle = 'tilly'
  const shared = sharing({ ...spoken, ask: answers.ask, handle: () => handle })
  const press = pressing({ ...spoken, answers, shared })
  const isRepeated = repeats()
  const work = new Set<Promise<void>>()

  /** The one boundary: whatever goes wrong while someone waits, they are told, and the process lives on. */
  function run(asker: Asker, job: () => Promise<void>) {
    const done = job()
      .catch(async (error: unknown) => void (await asker.reply(excuse(error, asker, log))))
      .finally(() => work.delete(done))
    work.add(done)
  }

  const stopping = new AbortController()
  let isAccepted = false
  const checks = [
    { missing: 'the sales data does not answer', holds: () => reader`select from coverage limit 0` },
    { missing: 'Slack has not accepted the bot yet', holds: () => isAccepted },
  ]
  const door =
    secrets.appToken !== undefined
      ? socketDoor(secrets.appToken, clientOptions(env), { checks, log })
      : httpDoor(secrets.signingSecret, { checks, log })
  const app = new App({
    receiver: door.receiver,
    // One workspace, one token: nothing to look up, so that nothing comes before the acknowledgement.
    authorize: async () => ({ botToken: token }),
    logger: slackLogger(log),
    clientOptions: {
      ...clientOptions(env),
      fetch: (url, init) => fetch(url, { signal: AbortSignal.timeout(15_000), ...init }),
    },
    convoStore: false,
  })
  app.error(async error => log.error({ err: error }, 'a listener failed'))
  const arriving = new Set<Promise<void>>()
  app.use(async ({ next }) => {
    const heard = next().finally(() => arriving.delete(heard))
    arriving.add(heard)
    await heard
  })

  app.command(/.*/, async ({ ack, body, respond: send }) => {
    await ack()
    if (isRepeated(body.trigger_id)) return
    const asker = {
      user: body.user_id,
      channel: body.channel_id,
      team: body.team_id,
      reply: reply(send, body.user_id, body.channel_id, { slack, log, first: true }),
    }
    const word = body.command.slice(1)
    const bare = word.startsWith(env.COMMAND_PREFIX) ? word.slice(env.COMMAND_PREFIX.length) : word
    const said = typed(body.text).trim()
    const [name, text] = bare === umbrella ? firstWord(said) : [bare, said]
    const [called, words] = name === 'help' ? [text.toLowerCase(), 'help'] : [name, text]
    const feature = features.find(({ commands }) => commands.some(one => one.command === `/${called}`))
    run(asker, () =>
      feature
        ? feature.respond(called, words, asker, body.trigger_id)
        : answers.respond(`${bare} ${said}`.trim(), asker),
    )
  })

  app.action<BlockAction>(/.*/, async ({ ack, body, action, respond: send }) => {
    await ack()
    const id = action.action_id
    if (id === 'open' || isRepeated(`${body.trigger_id} ${id}`)) return
    const value = chosen(action)
    const channel = body.channel?.id ?? body.user.id
    const user = body.user.id
    const asker = {
      user,
      channel,
      team: body.team?.id ?? '',
      reply: reply(send, user, channel, { slack, log }),
    }
    const ts = body.message?.ts
    const act = features.map(({ actions }) => actions[id]).find(Boolean)
    const pressed = press(id)
    if (act)
      run(asker, () =>
        act({
          ...{ asker, value, trigger: body.trigger_id },
          ...(ts && { place: { channel, ts } }),
          ...(body.view && { view: formOf(body.view) }),
        }),
      )
    else if (pressed)
      run(asker, () =>
        pressed({
          ...{ asker, value, at: Number(action.action_ts), message: body.container.message_ts },
          ...(body.message && { blocks: body.message.blocks ?? [] }),
        }),
      )
    else {
      log.warn({ action: id }, 'a button nobody knows')
      run(asker, () => Promise.reject(older()))
    }
  })

  app.view(/.*/, async ({ ack, body, view }) => {
    const form = features.map(({ forms }) => forms[view.callback_id]).find(Boolean)
    if (!form) return void (await ack())
    // A form has no place to reply to: whoever handed it in is told in their direct message.
    const asker = {
      ...{ user: body.user.id, channel: body.user.id, team: body.team?.id ?? '' },
      reply: async (message: Message) => 'ts' in (await slack.words(body.user.id, message)),
    }
    const { meta, values } = formOf(view)
    const outcome = await form({ asker, meta, values }).catch(async (error: unknown) => {
      if (error instanceof UserError)
        return { errors: { [firstField(view)]: `${error.message} ${error.hint ?? ''}` } }
      await ack()
      await asker.reply(excuse(error, asker, log))
      return undefined
    })
    if (outcome === 'close') await ack()
    else if (outcome && 'errors' in outcome) await ack({ response_action: 'errors', errors: outcome.errors })
    else if (outcome) await ack({ response_action: 'update', view: outcome.update })
  })

  let refuse: (reason: unknown) => void = () => {}
  const refused = new Promise<never>((_, reject) => {
    refuse = reject
  })
  // Whoever asks for it hears of it, and nobody else.
  refused.catch(() => {})

  /** Waits until Slack has accepted the tokens, and stays in touch where that is for us to do. */
  async function beAccepted() {
    handle = (await accepted(web, log, stopping.signal)) ?? handle
    isAccepted = true
    const { keep } = door
    if (keep)
      await new Promise<void>((resolve, reject) => {
        keep(resolve).then(resolve, (error: unknown) => {
          reject(error)
          refuse(error)
        })
      })
  }

  return {
    refused,
    async start(port, host) {
      const server = await listening(port, () => door.open(port, host))
      const bound = server.address()
      try {
        await beAccepted()
      } catch (error) {
        await door.close(Promise.resolve())
        throw error
      }
      return typeof bound === 'object' && bound ? bound.port : port
    },
    async stop(within = 25_000) {
      stopping.abort()
      const settled = async () => {
        await door.close(Promise.allSettled(arriving))
        while (work.size > 0) await Promise.all(work)
      }
      await Promise.race([settled(), sleep(within, undefined, { ref: false })])
      if (work.size > 0) log.warn({ left: work.size }, 'stopped before everything was answered')
    },
  }
}

const firstWord = (text: string): [string, string] => {
  const [word = '', ...rest] = text.split(/\s+/)
  return [word.toLowerCase(), rest.join(' ')]
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

/**
 * Replies to a command take the place of one another where Slack lets them (it promises that for buttons only).
 * What is for one person's eyes finds them when the address to reply to is used up, too.
 */
const reply =
  (
    respond: RespondFn,
    user: string,
    channel: string,
    { slack, log, first = false }: { slack: Post; log: Logger; first?: boolean },
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

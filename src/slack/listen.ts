import { setTimeout as sleep } from 'node:timers/promises'
import { App, type BlockAction, type Receiver, type SlashCommand, type ViewSubmitAction } from '@slack/bolt'
import type { Logger } from 'pino'
import type { Sql } from 'postgres'
import type { Temporal } from 'temporal-polyfill'
import type { Pictures } from '../../charts/png.ts'
import type { Scope } from '../access.ts'
import { analyst } from '../analyst.ts'
import { covered } from '../covered.ts'
import { companyOf, type Env } from '../env.ts'
import { UserError } from '../errors.ts'
import { listening } from '../health.ts'
import type { Heard } from '../heard.ts'
import type { Insight } from '../insight.ts'
import type { Limits } from '../limits.ts'
import { slackLogger } from '../log.ts'
import { loadedInWords } from '../stale.ts'
import { say } from '../words.ts'
import { answering } from './answering.ts'
import type { Asker } from './asker.ts'
import { audience } from './audience.ts'
import { changes } from './changes.ts'
import { accepted, client, clientOptions, secretsOf } from './client.ts'
import type { Feature } from './feature.ts'
import { umbrella } from './help.ts'
import { membership } from './membership.ts'
import { type Patience, patience as usual } from './patience.ts'
import { chosen, firstField, formOf } from './payload.ts'
import { post } from './post.ts'
import { pressing } from './pressing.ts'
import { excuse, reply, replyInDirect, tellingAway } from './replying.ts'
import { older, seal } from './seal.ts'
import { httpDoor, socketDoor } from './serve.ts'
import { sharing } from './sharing.ts'
import { typed } from './text.ts'
import { isChoice } from './which.ts'

type Tools = {
  env: Env
  insights: readonly Insight[]
  reader: Sql
  pictures: Pictures
  /** What it shares with other bots beside it. */
  heard: Heard
  /** Slack's rate limits, known to all that call it. */
  limits?: Limits
  log: Logger
  now: () => Temporal.Instant
  scopeOf: (user: string) => Scope
  /** What the bot does beside answering. */
  features?: readonly Feature[]
  patience?: Patience
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
  const { env, insights, reader, pictures, heard, log, now, scopeOf, features = [], patience = usual } = tools
  const secrets = secretsOf(env)
  const { token } = secrets
  const company = companyOf(env)
  const written = say(company)
  const web = client(env, token, log, tools)
  const slack = post({
    client: web,
    pictures,
    log,
    patience,
  })
  const members = membership({ client: web, guests: env.GUESTS, log, patience })
  const readers = audience({ client: web, log, patience })
  const spoken = { insights, slack, readers, changing: changes(heard), seal: seal(token), say: written }
  const answers = answering({
    ...spoken,
    analyst: tellingAway(analyst({ reader, company, now, begin: `/${env.COMMAND_PREFIX}` })),
    scopeOf,
    isPublic: env.ANSWERS === 'public',
    prefix: env.COMMAND_PREFIX,
    patience,
    log,
  })
  let handle = 'tilly'
  const shared = sharing({ ...spoken, heard, ask: answers.ask, handle: () => handle })
  const press = pressing({ ...spoken, answers, shared, currency: company.currency })
  const work = new Set<Promise<void>>()

  /** The one boundary: whatever goes wrong while someone waits, they are told, and the process lives on. */
  function run(asker: Asker, job: () => Promise<void>): Promise<void> {
    const done = job()
      .catch(
        async (error: unknown) => void (await asker.reply(excuse(error, asker, { seal: spoken.seal, log }))),
      )
      .finally(() => work.delete(done))
    work.add(done)
    return done
  }

  /**
   * Whether a request is to be obeyed: it is refused where the person is not let in, and left alone where it was obeyed
   * before, for a signed request may be sent again, by anybody and to any of the bots.
   */
  async function admitted({ user }: Asker, id: string): Promise<boolean> {
    await members.admit(user)
    return heard.first(id)
  }
  const obey = (asker: Asker, id: string, job: () => Promise<void>) =>
    run(asker, async () => void ((await admitted(asker, id)) && (await job())))

  const stopping = new AbortController()
  let isAccepted = false
  const checks = [
    { missing: 'the sales data does not answer', holds: () => reader`select from coverage limit 0` },
    { missing: 'Slack has not accepted the bot yet', holds: () => isAccepted },
  ]
  const notes = async () => loadedInWords(await covered(reader), { ...company, now }).note
  const door =
    secrets.appToken !== undefined
      ? socketDoor(secrets.appToken, clientOptions(env), { checks, notes, log })
      : httpDoor(secrets.signingSecret, { checks, notes, log })
  const app = listener(door.receiver, token, env, log)
  const arriving = new Set<Promise<void>>()
  app.use(async ({ next }) => {
    const heard = next().finally(() => arriving.delete(heard))
    arriving.add(heard)
    await heard
  })

  app.command(/.*/, async ({ ack, body, respond: send }) => {
    await ack()
    const asker = {
      user: body.user_id,
      channel: body.channel_id,
      team: body.team_id,
      reply: reply(send, body.user_id, body.channel_id, { slack, log, first: true }),
    }
    const { said, name, words } = commanded(body, env.COMMAND_PREFIX)
    const feature = features.find(({ commands }) => commands.some(one => one.command === `/${name}`))
    obey(asker, body.trigger_id, () =>
      feature ? feature.respond(name, words, asker, body.trigger_id) : answers.respond(said, asker),
    )
  })

  app.action<BlockAction>(/.*/, async ({ ack, body, action, respond: send }) => {
    await ack()
    const id = action.action_id
    if (id === 'open') return
    const value = chosen(action)
    const channel = body.channel?.id ?? body.user.id
    const user = body.user.id
    const asker = {
      user,
      channel,
      team: body.team?.id ?? '',
      // What is asked back gives way to what was meant.
      reply: reply(send, user, channel, { slack, log, first: isChoice(id) }),
    }
    const ts = body.message?.ts
    const act = features.map(({ actions }) => own(actions, id)).find(Boolean)
    const pressed = press(id)
    obey(asker, `${body.trigger_id} ${id}`, async () => {
      if (act)
        return act({
          ...{ asker, value, trigger: body.trigger_id },
          ...(ts && { place: { channel, ts } }),
          ...(body.view && { view: formOf(body.view) }),
        })
      if (pressed)
        return pressed({
          ...{ asker, value, at: Number(action.action_ts), message: body.container.message_ts },
          ...(body.message && { blocks: body.message.blocks ?? [] }),
        })
      log.warn({ action: id }, 'a button nobody knows')
      throw older()
    })
  })

  app.view<ViewSubmitAction>(/.*/, async ({ ack, body, view }) => {
    const form = features.map(({ forms }) => own(forms, view.callback_id)).find(Boolean)
    if (!form) return void (await ack())
    // A form has no place to reply to: whoever handed it in is told in their direct message.
    const asker = {
      ...{ user: body.user.id, channel: body.user.id, team: body.team?.id ?? '' },
      reply: replyInDirect(body.user.id, { slack, log }),
    }
    const { meta, values } = formOf(view)
    // What comes of a form is its acknowledgement.
    await run(asker, async () => {
      const later = (more: Promise<unknown>) => void run(asker, async () => void (await more))
      const tooLate = sleep(patience.form, undefined, { ref: false }).then(() => {
        throw new UserError('That took too long.', { hint: 'Please send it again.' })
      })
      const answered = async () => {
        const isAdmitted = await Promise.race([admitted(asker, body.trigger_id), tooLate])
        return isAdmitted ? form({ asker, meta, values, later }) : 'close'
      }
      const outcome = await answered().catch(async (error: unknown) => {
        if (error instanceof UserError)
          return { errors: { [firstField(view)]: `${error.message} ${error.hint ?? ''}` } }
        await ack()
        throw error
      })
      if (outcome === 'close') await ack()
      else if ('errors' in outcome) await ack({ response_action: 'errors', errors: outcome.errors })
      else await ack({ response_action: 'update', view: outcome.update })
    })
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

/** Slack's SDK, which takes what comes in and leaves what is done about it to us. */
function listener(receiver: Receiver, token: string, env: Env, log: Logger): App {
  const app = new App({
    receiver,
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
  return app
}

/** What a command says in full, and the command it means with its words: `/sales digest on friday` is `/digest`'s. */
function commanded({ command, text }: Pick<SlashCommand, 'command' | 'text'>, prefix: string) {
  const word = command.slice(1)
  const bare = word.startsWith(prefix) ? word.slice(prefix.length) : word
  const typing = typed(text).trim()
  const [name, words] = bare === umbrella ? firstWord(typing) : [bare, typing]
  return {
    said: `${bare} ${typing}`.trim(),
    // `/sales help digest` is `/digest help`.
    ...(name === 'help' ? { name: words.toLowerCase(), words: name } : { name, words }),
  }
}

const firstWord = (text: string): [string, string] => {
  const [word = '', ...rest] = text.split(/\s+/)
  return [word.toLowerCase(), rest.join(' ')]
}

/** What a record holds under a name that came from outside: not what every object has. */
const own = <T>(record: Readonly<Record<string, T>>, name: string): T | undefined =>
  Object.hasOwn(record, name) ? record[name] : undefined

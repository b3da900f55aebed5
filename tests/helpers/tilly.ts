import type { ImageBlock, TableBlock } from '@slack/types'
import { Temporal } from 'temporal-polyfill'
import { afterEach, beforeAll } from 'vitest'
import { type Pictures, pictures } from '../../charts/png.ts'
import type { DataVisualization, Message as Shown } from '../../playground/shapes.ts'
import { type LocalSlack, type LocalSlackOptions, localSlack } from '../../playground/slack.ts'
import { channels } from '../../playground/team.ts'
import { everything } from '../../src/access.ts'
import type { Database } from '../../src/db.ts'
import { type Env, env } from '../../src/env.ts'
import { heard } from '../../src/heard.ts'
import type { Insight } from '../../src/insight.ts'
import { insights } from '../../src/insights/index.ts'
import { load } from '../../src/intake/load.ts'
import type { Entry, Source } from '../../src/intake/source.ts'
import { logger } from '../../src/log.ts'
import { commands } from '../../src/slack/help.ts'
import { bot } from '../../src/slack/listen.ts'
import type { Patience } from '../../src/slack/patience.ts'
import { wishes } from '../../src/slack/wishes/wishes.ts'
import { orm } from '../../src/tx.ts'
import { say } from '../../src/words.ts'
import { emptyDatabase } from './database.ts'
import { unhurried, unhurriedSlack } from './unhurried.ts'

/** How figures are written. */
export const voice = say({ locale: 'en-GB', currency: 'GBP' })
/** Who asks. */
export const you = 'U0MAYA0001'

/** Names that would mention, format, link or turn what stands beside them. */
export const hostile = [
  '<!channel> & <@U0TOMO0002>',
  '*bold* _it_ ~no~ `code`',
  '<https://evil.example|click> :tada:',
  '\u202eרהפוך שם\u2066',
  '👩‍👩‍👧 شركة 🛒',
]

/** Twenty weeks to Sunday 28 June 2026: each customer orders every week, and something comes back. */
function ledger(): Source {
  const first = Temporal.PlainDate.from('2026-02-09')
  const entries: Entry[] = []
  for (let week = 0; week < 20; week++)
    for (const [who] of hostile.entries()) {
      const day = first.add({ weeks: week, days: who })
      const product = { key: `P${who}`, name: `Thing ${hostile[who]}`, category: 'Things', merchandise: true }
      const line = {
        order: `O${week}-${who}`,
        at: `${day} 10:00:00`,
        product: product.key,
        customer: `C${who}`,
        region: 'North & <South>',
        channel: 'online',
        quantity: '2',
        gross: String(100 + 10 * who + week),
      }
      const number = entries.length + 1
      entries.push({ number, product, line: { ...line, kind: 'sale', identity: `sale ${number}` } })
      if (week % 4 !== 3) continue
      const back = { ...line, order: `R${week}-${who}`, at: `${day} 18:00:00`, quantity: '1', gross: '50' }
      entries.push({
        number: number + 1,
        product,
        line: { ...back, kind: 'return', identity: `return ${number}` },
      })
    }
  return {
    name: 'hostile',
    files: ['hostile.csv'],
    customers: async function* () {
      for (const [who, name] of hostile.entries()) yield { key: `C${who}`, name }
    },
    entries: async function* () {
      yield* entries
    },
  }
}

let database: Awaited<ReturnType<typeof emptyDatabase>>
/** What draws the pictures. */
export const drawing = pictures(1)

beforeAll(async () => {
  database = await emptyDatabase()
  await load(database.owner, ledger(), { through: '2026-06-28' })
  return () => drawing.close()
})

/** How a bot differs from the usual. */
type BotOptions = {
  env?: Partial<Env> | undefined
  pictures?: Pictures | undefined
  reader?: Database['reader'] | undefined
  questions?: readonly Insight[]
  /** Whether it takes digests, alerts and targets, too. */
  withWishes?: boolean
  /** How long a try is repeated: as long as a busy machine needs, unless the test is about giving up. */
  patience?: Patience | undefined
}

/** How a local Slack and its bot differ from the usual. */
type Options = Omit<LocalSlackOptions, 'commands'> & BotOptions

/** What is to be stopped after a test. */
export const running: (() => Promise<unknown>)[] = []
afterEach(async () => {
  for (const stop of running.splice(0).toReversed()) await stop()
})

/** A local Slack with the bot listening to it, and what the bot wrote into its log. */
export async function start(options: Options = {}) {
  const {
    env: changes,
    pictures,
    reader,
    questions = insights,
    patience,
    withWishes = false,
    ...rest
  } = options
  const slack = await localSlack({
    ...unhurriedSlack,
    commands: commands(questions, changes?.COMMAND_PREFIX),
    // Who is invited in one test is not a member in the next.
    channels: structuredClone(channels),
    ...rest,
  })
  running.push(() => slack.close())
  return {
    slack,
    ...(await listen(slack, { env: changes, pictures, reader, questions, patience, withWishes })),
  }
}

/** A bot that listens to a local Slack from now on, beside those that are there. */
export async function listen(
  slack: LocalSlack,
  {
    env: changes,
    pictures: drawn = drawing,
    patience = unhurried,
    reader = database.reader,
    questions = insights,
    withWishes = false,
  }: BotOptions = {},
) {
  const lines: string[] = []
  const log = logger('debug', { write: line => void lines.push(line) })
  const given = {
    env: {
      ...env({}),
      SLACK_BOT_TOKEN: slack.token,
      SLACK_SIGNING_SECRET: slack.signingSecret,
      SLACK_API_URL: slack.apiUrl,
      ...changes,
    },
    ...{ reader, log, scopeOf: () => everything, patience },
    now: () => Temporal.Instant.from('2026-06-29T09:00:00Z'),
  }
  const tilly = bot({
    ...{ ...given, insights: questions, pictures: drawn },
    heard: heard(orm(database.owner), log),
    ...(withWishes && { features: wishes({ ...given, owner: database.owner }) }),
  })
  const port = await tilly.start(0, '127.0.0.1')
  running.push(() => tilly.stop())
  const url = `http://127.0.0.1:${port}`
  slack.deliverTo(`${url}/slack/events`)
  return { tilly, url, lines }
}

/** The picture of a message. */
export const image = (shown: Shown) =>
  shown.blocks.find((block): block is ImageBlock => block.type === 'image')
/** The table of a message. */
export const table = (shown: Shown) =>
  shown.blocks.find((block): block is TableBlock => block.type === 'table')
/** Slack's own chart in a message. */
export const chart = (shown: Shown) =>
  shown.blocks.find((block): block is DataVisualization => block.type === 'data_visualization')
/** What the buttons of a message say. */
export const labels = (shown: Shown) =>
  shown.blocks.flatMap(block =>
    block.type === 'actions'
      ? block.elements.flatMap(one => (one.type === 'button' ? [one.text.text] : []))
      : [],
  )
/** Everything a message says. */
export const words = (shown: Shown | undefined) => JSON.stringify(shown?.blocks)

/** What the bot said in the direct message. */
export const mine = (slack: LocalSlack) => slack.messages(you).filter(({ user }) => user !== you)
/** What the bot said there, so many messages on. */
export const direct = (slack: LocalSlack, count = 1) => slack.until(() => mine(slack)[count - 1])
/** What only you see in a channel. */
export const whisper = (slack: LocalSlack, channel = 'general', count = 1) =>
  slack.until(() => slack.ephemerals(you, channel)[count - 1])
/** The changes of messages that were carried out. */
export const updates = (slack: LocalSlack) =>
  slack.calls.filter(({ method, reply }) => method === 'chat.update' && reply.ok)

/** The database with those twenty weeks. */
export const sales = () => database

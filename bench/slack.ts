import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createRequire } from 'node:module'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath, pathToFileURL } from 'node:url'
import type { Sql } from 'postgres'
import { Temporal } from 'temporal-polyfill'
import { type LocalSlack, localSlack } from '../playground/slack.ts'
import { everything } from '../src/access.ts'
import { analyst } from '../src/analyst.ts'
import { dayOf } from '../src/calendar.ts'
import type { Insight } from '../src/insight.ts'
import { insights } from '../src/insights/index.ts'
import { commands } from '../src/slack/help.ts'
import { company } from '../tests/helpers/company.ts'
import type { Measured } from './measured.ts'

const top = fileURLToPath(new URL('..', import.meta.url))
const tsx = pathToFileURL(createRequire(import.meta.url).resolve('tsx')).href

/** What can be asked by its name alone. */
const plain = insights.filter(({ examples }) => examples.includes(''))

/** What people type: a few questions that come again and again. */
const usual = plain.flatMap(insight =>
  ['', 'last quarter', 'this month', 'all'].map(text => ({ insight, text })),
)

/** As what they are typed, those questions whose answers have a picture, which is waited for. */
async function pictured(reader: Sql, questions: readonly { insight: Insight; text: string }[]) {
  const { answer } = analyst({ reader, company, now: Temporal.Now.instant })
  const typed: string[] = []
  for (const { insight, text } of questions) {
    const { chart } = await answer({ insight, text, scope: everything })
    if (chart) typed.push(`/${insight.name} ${text}`.trim())
  }
  return typed
}

/**
 * How soon the bot acknowledges commands and posts words, under load, through the local Slack without delays.
 * The bot runs as `npm start` runs it; Slack and the people in it are this process, as they are elsewhere in life.
 */
export async function slack(tools: {
  owner: Sql
  reader: Sql
  env: Record<string, string>
}): Promise<Measured[]> {
  const people = Array.from({ length: 400 }, (_, at) => ({
    id: `U${String(at).padStart(9, '0')}`,
    handle: `person${at}`,
    name: `Person ${at}`,
    title: '',
    colour: 0,
  }))
  const often = await pictured(tools.reader, usual)
  const days = await coverage(tools.owner)
  const local = await localSlack({ people, commands: commands(insights), fileDelay: 0 })
  const { bot, port } = await start(local, tools.env)
  try {
    local.deliverTo(`http://127.0.0.1:${port}/slack/events`)
    const ask = asking(
      local,
      people.map(({ id }) => id),
    )
    for (const question of often.slice(0, 6)) await (await ask(question)).words
    await quiet(local)

    const bare: number[] = []
    const acknowledged = await load(20, 300, async at => {
      if (at % 10 === 0)
        bare.push(await took(() => fetch(`http://127.0.0.1:${port}/healthz`).then(answer => answer.text())))
      return (await ask(often[at % often.length] ?? '')).acknowledged
    })
    await quiet(local)
    const many = await load(50, 500, async at => (await ask(often[at % often.length] ?? '')).acknowledged)
    await quiet(local)
    const worded = await load(5, 100, async at => (await ask(fresh(at, days))).words)
    await quiet(local)
    return [
      row('Slack: acknowledged, 20 commands a second', acknowledged, 0.99, 100, bare),
      row('Slack: acknowledged, 50 interactions a second', many, 0.99, 100, bare),
      row('Slack: words posted, 5 new questions a second', worded, 0.95, 1000, bare),
    ]
  } finally {
    bot.kill('SIGTERM')
    if (bot.exitCode === null) await once(bot, 'exit')
    await local.close()
  }
}

function row(name: string, times: number[], part: number, aim: number, bare: number[]): Measured {
  const ms = (value: number) => `${value.toFixed(0)} ms`
  return {
    name,
    ratio: aim / percentile(times, part),
    aim: `under ${ms(aim)} at the ${part * 100}th percentile: a ratio over 1`,
    detail: `${ms(percentile(times, part))} (median ${ms(percentile(times, 0.5))}, worst ${ms(Math.max(...times))}, ${times.length} times); a bare request ${percentile(bare, 0.5).toFixed(1)} ms`,
  }
}

const percentile = (times: number[], part: number) =>
  times.toSorted((a, b) => a - b)[Math.ceil(times.length * part) - 1] ?? Number.NaN

async function took(work: () => Promise<unknown>): Promise<number> {
  const begun = performance.now()
  await work()
  return performance.now() - begun
}

/** Begins so many a second, whether or not the ones before are done. */
async function load(
  perSecond: number,
  count: number,
  work: (at: number) => Promise<number>,
): Promise<number[]> {
  const begun = performance.now()
  const all: Promise<number>[] = []
  for (let at = 0; at < count; at++) {
    await sleep(Math.max(0, begun + (1000 / perSecond) * at - performance.now()))
    all.push(work(at))
  }
  return Promise.all(all)
}

/** Types a command as the next person: when it was acknowledged, and when that person had the words, in milliseconds. */
function asking(local: LocalSlack, people: readonly string[]) {
  let next = 0
  return async (typed: string) => {
    const user = people[next++ % people.length] ?? ''
    const before = local.messages(user).length
    const begun = performance.now()
    const words = local
      .until(() => local.messages(user).length > before, 60_000)
      .then(() => performance.now() - begun)
    const outcome = await local.command(typed, { user })
    if (!outcome.ok) throw new Error(`A command is acknowledged; ${typed}: ${outcome.error}`)
    return { acknowledged: performance.now() - begun, words }
  }
}

/** Waits until every message has its picture. */
async function quiet(local: LocalSlack) {
  const { conversations } = local.workspace
  const answers = () =>
    [...conversations.values()]
      .filter(({ kind }) => kind === 'direct')
      .flatMap(({ id }) => local.messages(id))
  await local.until(
    () => answers().every(({ blocks }) => blocks.some(({ type }) => type === 'image')),
    120_000,
  )
}

type Days = { first: string; last: string }

async function coverage(owner: Sql): Promise<Days> {
  const [row] = await owner<Days[]>`select first_day::text as first, as_of::text as last from coverage`
  if (!row) throw new Error('Nothing is loaded; needed: sales')
  return row
}

/** A question nobody has asked: a month to a year of days that differ each time, of which every answer has a picture. */
function fresh(at: number, { first, last }: Days): string {
  const from = dayOf(last).subtract({ days: 60 + 3 * at })
  const begin = from.since(dayOf(first)).sign < 0 ? dayOf(first).add({ days: at }) : from
  const end = dayOf(last).subtract({ days: at % 30 })
  return `/${plain[at % plain.length]?.name} ${begin}..${end}`
}

/** Starts the bot in a process of its own. */
async function start(
  local: LocalSlack,
  env: Record<string, string>,
): Promise<{ bot: ChildProcess; port: number }> {
  const bot = spawn(process.execPath, ['--import', tsx, 'src/main.ts'], {
    cwd: top,
    stdio: ['ignore', 'pipe', 'inherit'],
    env: {
      ...process.env,
      ...env,
      PORT: '0',
      ANSWERS: 'private',
      COMMAND_PREFIX: '',
      SLACK_BOT_TOKEN: local.token,
      SLACK_SIGNING_SECRET: local.signingSecret,
      SLACK_API_URL: local.apiUrl,
    },
  })
  let said = ''
  const port = await new Promise<number>((resolve, reject) => {
    bot.once('exit', code => reject(new Error(`The bot starts; status: ${code}; it said: ${said}`)))
    bot.stdout.on('data', chunk => {
      said = `${said}${chunk}`.slice(-4000)
      const [, found] = /"port":(\d+)[^\n]*Tilly is ready/.exec(said) ?? []
      if (found) resolve(Number(found))
    })
  })
  return { bot, port }
}

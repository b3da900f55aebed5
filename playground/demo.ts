import { Temporal } from 'temporal-polyfill'
import { pictures } from '../charts/png.ts'
import { working } from '../jobs/working.ts'
import { scopeOf } from '../src/access.ts'
import { progressBar } from '../src/command-line.ts'
import { type Database, open } from '../src/db.ts'
import { type Env, env } from '../src/env.ts'
import { listening } from '../src/health.ts'
import { heard } from '../src/heard.ts'
import { insights } from '../src/insights/index.ts'
import { logger } from '../src/log.ts'
import { aborted, root, stopping, within } from '../src/root.ts'
import { holdsOtherSales, loadSample } from '../src/sample/load-sample.ts'
import { plantPlan } from '../src/sample/plan.ts'
import { commands, umbrella } from '../src/slack/help.ts'
import { bot } from '../src/slack/listen.ts'
import { wishes } from '../src/slack/wishes/wishes.ts'
import { orm } from '../src/tx.ts'
import { localSlack } from './slack.ts'
import { people } from './team.ts'

const tell = (line: string) => process.stderr.write(`${line}\n`)

await root(async () => {
  // .env belongs to the real bot: the demo must not touch its database, nor speak with its tokens.
  const settings = env(process.env)
  const closing: (() => Promise<unknown>)[] = []
  const stop = stopping()
  try {
    await run(settings, closing, stop)
    await aborted(stop)
  } catch (error) {
    if (error !== stop.reason) throw error
  } finally {
    for (const close of closing.toReversed()) await close()
  }
})

/** Starts everything the demo is made of; what is to be closed is handed over as soon as it is open. */
async function run(settings: Env, closing: (() => Promise<unknown>)[], signal: AbortSignal) {
  const slack = await listening(settings.PORT, () =>
    localSlack({
      port: settings.PORT,
      limits: true,
      commands: commands(insights, settings.COMMAND_PREFIX),
      ...(process.env.COMPANY_NAME && { company: settings.COMPANY_NAME }),
    }),
  )
  closing.push(() => slack.close())
  const database = await open(settings, tell)
  closing.push(() => database.close())
  await fill(database, settings, signal)
  signal.throwIfAborted()

  const drawing = pictures()
  closing.push(() => drawing.close())
  const given = {
    env: {
      ...settings,
      SLACK_BOT_TOKEN: slack.token,
      SLACK_SIGNING_SECRET: slack.signingSecret,
      SLACK_API_URL: slack.apiUrl,
      // Whoever tries it may set targets.
      ADMINS: people.map(({ id }) => id),
    },
    insights,
    pictures: drawing,
    log: logger('warn'),
    now: Temporal.Now.instant,
    scopeOf,
  }
  const worker = await working(database, given)
  closing.push(() => worker.stop(within.work))
  const { owner, reader } = database
  const tilly = bot({
    ...{ ...given, reader },
    heard: heard(orm(owner), given.log),
    features: wishes({ ...given, owner, reader }),
  })
  const port = await tilly.start(0, '127.0.0.1')
  closing.push(() => tilly.stop(within.work))
  slack.deliverTo(`http://127.0.0.1:${port}/slack/events`)
  process.stdout.write(
    `Tilly is ready: ${slack.url}\nTry /${settings.COMMAND_PREFIX}${insights[0].name} there, or /${settings.COMMAND_PREFIX}${umbrella} help. Ctrl-C stops everything.\n`,
  )
}

/** Puts the sample company into a database without sales, or brings it up to yesterday; other sales stay as they are. */
async function fill(database: Database, { COMPANY_TIMEZONE }: Env, signal: AbortSignal) {
  if (await holdsOtherSales(database))
    return tell('The database holds sales of its own: the demo answers from these.')
  const end = Temporal.Now.plainDateISO(COMPANY_TIMEZONE).subtract({ days: 1 }).toString()
  const bar = progressBar()
  let begun = false
  try {
    await loadSample(database, {
      end,
      signal,
      onProgress: progress => {
        if (!begun) tell('Loading the sample company …')
        begun = true
        bar.show(progress)
      },
    })
  } finally {
    bar.stop()
  }
  await plantPlan(database)
}

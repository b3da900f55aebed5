import { Temporal } from 'temporal-polyfill'
import { pictures } from '../charts/png.ts'
import { scopeOf } from './access.ts'
import { open } from './db.ts'
import { insights } from './insights/index.ts'
import { logger } from './log.ts'
import { root, settings } from './root.ts'
import { bot, secretsOf } from './slack/listen.ts'

await root(async () => {
  const env = settings()
  const log = logger()
  const stopping = new Promise<string>(resolve => {
    // A signal may come twice, from the terminal and from npm or tsx that pass it on: the second must not cut the first short.
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, resolve)
  })

  // Without Slack's secrets there is nothing to open a database for.
  secretsOf(env)
  const drawing = pictures()
  const database = await open(env, line => log.info(line))
  try {
    const tilly = bot({
      env,
      insights,
      reader: database.reader,
      pictures: drawing,
      log,
      now: Temporal.Now.instant,
      scopeOf,
    })
    const port = await tilly.start(env.PORT)
    log.info({ port, answers: env.ANSWERS }, 'Tilly is ready')
    log.info({ signal: await stopping }, 'stopping')
    await tilly.stop()
  } finally {
    await drawing.close()
    await database.close()
  }
})

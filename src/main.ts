import { Temporal } from 'temporal-polyfill'
import { pictures } from '../charts/png.ts'
import { scopeOf } from './access.ts'
import { openPatiently } from './db.ts'
import { companyOf } from './env.ts'
import { heard } from './heard.ts'
import { insights } from './insights/index.ts'
import { limits } from './limits.ts'
import { logger } from './log.ts'
import { measuring } from './metrics.ts'
import { aborted, root, settings, stopping, within } from './root.ts'
import { secretsOf } from './slack/client.ts'
import { bot } from './slack/listen.ts'
import { wishes } from './slack/wishes/wishes.ts'
import { orm } from './tx.ts'

/** The bot, as .env says. */
await root(async () => {
  const env = settings()
  const log = logger()
  const stop = stopping(() => log.warn('ended while something was still under way'))
  // Without Slack's secrets there is nothing to open a database for.
  secretsOf(env)
  const drawing = pictures()
  const database = await openPatiently(env, line => log.info(line), stop)
  let measured: { close(): void } | undefined
  try {
    const today = { ...companyOf(env), now: Temporal.Now.instant }
    measured = await measuring(env.METRICS_PORT, { ...database, today })
    const given = { env, log, scopeOf, reader: database.reader, now: Temporal.Now.instant }
    const tilly = bot({
      ...{ ...given, insights, pictures: drawing },
      heard: heard(orm(database.owner), log),
      // A person waits: their calls are put off only where Slack has said so.
      limits: limits(orm(database.owner), log, { isPaced: false }),
      features: wishes({ ...given, owner: database.owner }),
    })
    // Slack and PostgreSQL may both be away for as long as they like; what they refuse ends the bot with a sentence.
    const ended = Promise.race([aborted(stop), tilly.refused, database.ready.then(() => aborted(stop))])
    try {
      const started = tilly
        .start(env.PORT, env.HOST)
        .then(port => stop.aborted || log.info({ port, answers: env.ANSWERS }, 'Tilly is ready'))
      await Promise.race([started, ended])
      await ended
    } finally {
      log.info('stopping')
      await tilly.stop(within.work)
    }
  } finally {
    measured?.close()
    await drawing.close()
    await database.close()
  }
})

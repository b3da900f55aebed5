import { Temporal } from 'temporal-polyfill'
import { pictures } from '../charts/png.ts'
import { scopeOf } from '../src/access.ts'
import { covered } from '../src/covered.ts'
import { openPatiently } from '../src/db.ts'
import { companyOf } from '../src/env.ts'
import { healthServer, listening, opened } from '../src/health.ts'
import { logger } from '../src/log.ts'
import { measuring } from '../src/metrics.ts'
import { aborted, root, settings, stopping, within } from '../src/root.ts'
import { accepted, client, tokenOf } from '../src/slack/client.ts'
import { loadedInWords } from '../src/stale.ts'
import { working } from './working.ts'

/** The jobs, as .env says. */
await root(async () => {
  const env = settings()
  const log = logger()
  const stop = stopping(() => log.warn('ended while something was still under way'))
  // Without Slack's token there is nothing to open a database for.
  const token = tokenOf(env)
  let isAccepted = false
  let isAtWork = false
  const database = await openPatiently(env, line => log.info(line), stop)
  const today = { ...companyOf(env), now: Temporal.Now.instant }
  const notes = async () => loadedInWords(await covered(database.reader), today).note
  const checks = [
    { missing: 'the sales data does not answer', holds: () => database.reader`select from coverage limit 0` },
    { missing: 'Slack has not accepted the worker yet', holds: () => isAccepted },
    { missing: 'the jobs have not begun', holds: () => isAtWork },
  ]
  const health = healthServer(checks, notes)
  const drawing = pictures()
  let measured: { close(): void } | undefined
  try {
    const place = env.METRICS_PORT
    // The bot on the same machine reads the same settings, and has the port itself.
    const next = place && { ...place, port: place.port && place.port + 1 }
    measured = await measuring(next, { ...database, today })
    await listening(env.WORKER_PORT, () => opened(health, env.WORKER_PORT, env.HOST), 'WORKER_PORT')
    // What is due waits in the database while Slack is away; a token that Slack refuses ends the worker with a sentence.
    const welcome = accepted(client(env, token, log), log, stop).then(() => {
      isAccepted = true
      return aborted(stop)
    })
    await Promise.race([database.ready, welcome])
    if (stop.aborted) return
    const beginning = working(database, {
      ...{ env, pictures: drawing, log, scopeOf },
      now: Temporal.Now.instant,
    })
    const worker = await Promise.race([beginning, welcome])
    if (!worker) return
    try {
      isAtWork = true
      log.info('Tilly is at work')
      await welcome
    } finally {
      log.info('stopping')
      await worker.stop(within.work)
    }
  } finally {
    measured?.close()
    health.close()
    health.closeAllConnections()
    await drawing.close()
    await database.close()
    // A queue that never came leaves a connection that is still being tried; nothing was begun that could be lost.
    setTimeout(() => process.exit(), 1000).unref()
  }
})

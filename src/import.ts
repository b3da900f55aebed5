import { SingleBar } from 'cli-progress'
import { open } from './db.ts'
import { UserError } from './errors.ts'
import { account } from './intake/account.ts'
import { collect } from './intake/collect.ts'
import { load } from './intake/load.ts'
import { importOptions } from './intake/options.ts'
import { settings as configured, root } from './root.ts'
import { refuseBesideSample } from './sample/load-sample.ts'

/** The command line of `npm run import`: it collects files into the ledger and says what became of every row. */
await root(async () => {
  const options = importOptions(process.argv.slice(2))
  const settings = configured()
  // The files are looked at before a database is started for them.
  const source = await collect(options.files, options.preset)
  const stop = new AbortController()
  const interrupt = () => stop.abort(new UserError('Interrupted: nothing was loaded.'))
  process.once('SIGINT', interrupt).once('SIGTERM', interrupt)
  const database = await open(settings, line => process.stderr.write(`${line}\n`))
  const bar = progress()
  try {
    await refuseBesideSample(database)
    const result = await load(database.owner, source, {
      ...options,
      signal: stop.signal,
      onProgress: bar.show,
    })
    bar.stop()
    const [covered] = await database.owner<{ through: string; asof: string }[]>`
      select data_through::text as through, as_of::text as asof from coverage where data_through is not null`
    const asOf =
      covered && `The data now ends on ${covered.through}; the last complete day is ${covered.asof}.`
    const style = { locale: settings.COMPANY_LOCALE, currency: settings.COMPANY_CURRENCY }
    process.stdout.write(
      options.json ? `${JSON.stringify(result)}\n` : account(result, style, { dryRun: options.dryRun, asOf }),
    )
    // Files of which no row can be taken are the wrong ones.
    if (result.read > 0 && result.loaded + result.unchanged === 0) process.exitCode = 2
  } finally {
    bar.stop()
    await database.close()
  }
})

/** A bar on a terminal, nothing elsewhere. */
function progress() {
  const bar = new SingleBar({
    format: '{phase} {bar} {percentage}%',
    barsize: 40,
    clearOnComplete: true,
    hideCursor: true,
    stream: process.stderr,
    noTTYOutput: false,
  })
  let started = false
  return {
    show: ({ phase, done, total }: { phase: string; done: number; total: number }) => {
      if (!process.stderr.isTTY) return
      if (!started) bar.start(total, done, { phase })
      started = true
      bar.setTotal(total)
      bar.update(done, { phase: phase.padEnd(8) })
    },
    stop: () => bar.stop(),
  }
}

import { Temporal } from 'temporal-polyfill'
import { commandLine, dayGiven, progressBar } from './command-line.ts'
import { open } from './db.ts'
import { UserError } from './errors.ts'
import { helpAsked } from './help-asked.ts'
import { account } from './intake/account.ts'
import { collect } from './intake/collect.ts'
import { load } from './intake/load.ts'
import { letters } from './letters.ts'
import { settings as configured, printable, root } from './root.ts'
import { refuseBesideSample } from './sample/load-sample.ts'

const usage = 'npm run import -- <files…> [--preset NAME] [--through DATE] [--dry-run] [--json]'

const help = `It reads like: ${usage}
  --preset NAME    where the files come from, where their header does not say it
  --through DATE   the last day that they hold in full, such as 2026-06-30
  --dry-run        reads them and keeps nothing
  --json           prints the account as JSON
`

/** The command line of `npm run import`: it collects files into the ledger and says what became of every row. */
await root(async () => {
  const args = process.argv.slice(2)
  if (helpAsked(args)) {
    process.stdout.write(help)
    return
  }
  const asked = argumentsOf(args)
  const settings = configured()
  const today = Temporal.Now.plainDateISO(settings.COMPANY_TIMEZONE).toString()
  if (asked.through !== undefined && asked.through > today)
    throw new UserError(`--through ${asked.through} is in the future.`, {
      hint: `Write ${today} or an earlier day.`,
    })
  // The files are looked at before a database is started for them.
  const source = await collect(asked.files, asked.preset)
  const stop = new AbortController()
  const interrupt = () => stop.abort(new UserError('Interrupted: nothing was loaded.'))
  process.once('SIGINT', interrupt).once('SIGTERM', interrupt)
  const database = await open(settings, line => process.stderr.write(`${line}\n`))
  const bar = progressBar()
  try {
    const result = await load(database.owner, source, {
      through: asked.through,
      dryRun: asked.dryRun,
      today,
      before: refuseBesideSample,
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
      asked.json ? `${JSON.stringify(result)}\n` : account(result, style, { dryRun: asked.dryRun, asOf }),
    )
    const { missing } = asked.dryRun ? {} : await letters(database.owner)
    if (missing) process.stderr.write(`${printable(`${missing.say} ${missing.hint}`)}\n`)
    // Files of which no row can be taken are the wrong ones.
    if (result.read > 0 && result.loaded + result.unchanged === 0) process.exitCode = 2
  } finally {
    bar.stop()
    await database.close()
  }
})

function argumentsOf(args: string[]) {
  const { values, positionals: files } = commandLine({
    args,
    usage,
    words: true,
    options: {
      preset: { type: 'string' },
      through: { type: 'string' },
      'dry-run': { type: 'boolean', default: false },
      json: { type: 'boolean', default: false },
      map: { type: 'string' },
      replace: { type: 'string' },
    },
  })
  for (const later of ['map', 'replace'] as const)
    if (values[later] !== undefined)
      throw new UserError(`--${later} is not there yet.`, {
        hint: 'It comes in a later version; leave it out.',
      })
  if (files.length === 0) throw new UserError('No file was named.', { hint: `It reads like: ${usage}` })
  const { preset, through, 'dry-run': dryRun, json } = values
  return { files, preset, through: through && dayGiven('--through', through), dryRun, json }
}

import { Temporal } from 'temporal-polyfill'
import { commandLine, dayGiven, progressBar, wholeGiven } from './command-line.ts'
import { open } from './db.ts'
import { helpAsked } from './help-asked.ts'
import { settings as configured, root } from './root.ts'
import { loadSample, removeSample } from './sample/load-sample.ts'

const usage = 'npm run sample -- [--lines N] [--seed N] [--end DATE], or --remove'

const help = `It reads like: ${usage}
  --lines N    about so many lines
  --seed N     another company of the same kind
  --end DATE   the last day, such as 2026-06-30; yesterday, unless it is said
  --remove     takes the sample company out, with the alerts on its members and with all targets
`

await root(async () => {
  const args = process.argv.slice(2)
  if (helpAsked(args)) {
    process.stdout.write(help)
    return
  }
  const { remove, ...asked } = argumentsOf(args)
  const settings = configured()
  const yesterday = Temporal.Now.plainDateISO(settings.COMPANY_TIMEZONE).subtract({ days: 1 })
  const end = asked.end ?? yesterday.toString()
  const bar = progressBar()
  const database = await open(settings, line => process.stderr.write(`${line}\n`))
  try {
    if (remove) {
      const { targets } = await removeSample(database)
      const planned = targets > 0 ? `, and with it all targets: ${targets}` : ''
      process.stdout.write(`The sample company is removed${planned}.\n`)
      return
    }
    bar.show({ phase: 'generating', done: 0, total: 1 })
    const loaded = await loadSample(database, { ...asked, end, onProgress: bar.show })
    bar.stop()
    process.stdout.write(
      loaded === 'unchanged'
        ? `This sample company, to ${end}, is loaded already: unchanged.\n`
        : `The sample company is loaded: ${loaded.loaded.toLocaleString('en-GB')} lines, to ${end}.\n`,
    )
  } finally {
    bar.stop()
    await database.close()
  }
})

function argumentsOf(args: string[]) {
  const { lines, seed, end, remove } = commandLine({
    args,
    usage,
    options: {
      lines: { type: 'string' },
      seed: { type: 'string' },
      end: { type: 'string' },
      remove: { type: 'boolean', default: false },
    },
  }).values
  return {
    remove,
    ...(lines !== undefined && { lines: wholeGiven('--lines', lines, 20_000, 100_000_000, usage) }),
    ...(seed !== undefined && { seed: wholeGiven('--seed', seed, 0, 2 ** 31 - 1, usage) }),
    ...(end !== undefined && { end: dayGiven('--end', end) }),
  }
}

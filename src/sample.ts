import { Temporal } from 'temporal-polyfill'
import { commandLine, dayGiven, progressBar } from './command-line.ts'
import { open } from './db.ts'
import { UserError } from './errors.ts'
import { settings as configured, root } from './root.ts'
import { loadSample, removeSample } from './sample/load-sample.ts'

const usage = 'npm run sample -- [--lines N] [--seed N] [--end DATE], or --remove'

await root(async () => {
  const { remove, ...asked } = argumentsOf(process.argv.slice(2))
  const settings = configured()
  const yesterday = Temporal.Now.plainDateISO(settings.COMPANY_TIMEZONE).subtract({ days: 1 })
  const end = asked.end ?? yesterday.toString()
  const bar = progressBar()
  const database = await open(settings, line => process.stderr.write(`${line}\n`))
  try {
    if (remove) {
      await removeSample(database)
      process.stdout.write('The sample company is removed.\n')
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
    ...(lines !== undefined && { lines: whole('lines', lines, 20_000, 100_000_000) }),
    ...(seed !== undefined && { seed: whole('seed', seed, 0, 2 ** 31 - 1) }),
    ...(end !== undefined && { end: dayGiven('--end', end) }),
  }
}

function whole(name: string, text: string, least: number, most: number) {
  const number = Number(text.replace(/[,_]/g, ''))
  if (/^[\d,_]+$/.test(text) && number >= least && number <= most) return number
  const [from, to] = [least, most].map(limit => limit.toLocaleString('en-GB'))
  throw new UserError(`--${name} ${text} is not a whole number from ${from} to ${to}.`, {
    hint: `It reads like: ${usage}`,
  })
}

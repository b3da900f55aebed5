import { parseArgs } from 'node:util'
import { SingleBar } from 'cli-progress'
import { Temporal } from 'temporal-polyfill'
import { dayAt } from './calendar.ts'
import { open } from './db.ts'
import { UserError } from './errors.ts'
import { settings as configured, root } from './root.ts'
import { loadSample, removeSample } from './sample/load-sample.ts'

const usual = 'npm run sample -- [--lines N] [--seed N] [--end DATE], or --remove'

await root(async () => {
  const settings = configured()
  const yesterday = Temporal.Now.plainDateISO(settings.COMPANY_TIMEZONE).subtract({ days: 1 })
  const { remove, ...asked } = argumentsOf(process.argv.slice(2))
  const end = asked.end ?? yesterday.toString()
  const bar = new SingleBar({
    format: '{phase} {bar} {percentage} %',
    hideCursor: true,
    clearOnComplete: true,
    stream: process.stderr,
  })
  const database = await open(settings, line => process.stderr.write(`${line}\n`))
  try {
    if (remove) {
      await removeSample(database)
      process.stdout.write('The sample company is removed.\n')
      return
    }
    bar.start(1, 0, { phase: 'generating' })
    const loaded = await loadSample(database, {
      ...asked,
      end,
      onProgress: ({ phase, done, total }) => {
        bar.setTotal(total)
        bar.update(done, { phase })
      },
    })
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
  const { lines, seed, end, remove = false } = parsed(args)
  return {
    remove,
    ...(lines !== undefined && { lines: whole('lines', lines, 20_000, 100_000_000) }),
    ...(seed !== undefined && { seed: whole('seed', seed, 0, 2 ** 31 - 1) }),
    ...(end !== undefined && { end: day(end) }),
  }
}

function parsed(args: string[]) {
  try {
    const options = {
      lines: { type: 'string' },
      seed: { type: 'string' },
      end: { type: 'string' },
      remove: { type: 'boolean' },
    } as const
    return parseArgs({ args, options }).values
  } catch (error) {
    throw new UserError(error instanceof Error ? (error.message.split('. ')[0] ?? '') : String(error), {
      hint: `It reads like: ${usual}`,
    })
  }
}

function whole(name: string, text: string, least: number, most: number) {
  const number = Number(text.replace(/[,_]/g, ''))
  if (/^[\d,_]+$/.test(text) && number >= least && number <= most) return number
  const [from, to] = [least, most].map(limit => limit.toLocaleString('en-GB'))
  throw new UserError(`--${name} ${text} is not a whole number from ${from} to ${to}.`, {
    hint: `It reads like: ${usual}`,
  })
}

function day(text: string) {
  const [, year, month, date] = /^(\d{4})-(\d{2})-(\d{2})$/.exec(text)?.map(Number) ?? []
  const found = year && month && date && year >= 1900 && year <= 2100 ? dayAt(year, month, date) : undefined
  if (found) return found.toString()
  throw new UserError(`--end ${text} is not a day.`, { hint: 'Write one such as 2026-06-30.' })
}

import { type ParseArgsConfig, parseArgs } from 'node:util'
import { SingleBar } from 'cli-progress'
import { dayAt } from './calendar.ts'
import { UserError } from './errors.ts'

type Options = NonNullable<ParseArgsConfig['options']>

/** What a command takes: its arguments as they were typed, how it reads, its options, and whether it takes words. */
type CommandLine<T extends Options> = { args: string[]; usage: string; options: T; words?: boolean }

/** Reads the arguments of a command, or says in one sentence what is wrong with them. */
export function commandLine<T extends Options>({ args, usage, options, words = false }: CommandLine<T>) {
  const wrong = fault({ args, options, words })
  if (wrong) throw new UserError(wrong, { hint: `It reads like: ${usage}` })
  return parseArgs({ args, options, allowPositionals: true })
}

/** What is wrong with arguments, in our words: Node's are several lines and talk of positionals. */
function fault({ args, options, words }: Omit<CommandLine<Options>, 'usage'>) {
  const { tokens } = parseArgs({ args, options, allowPositionals: true, strict: false, tokens: true })
  for (const token of tokens) {
    if (token.kind === 'positional' && !words) return `There is no place for “${token.value}”.`
    if (token.kind !== 'option') continue
    const { name, rawName, value, inlineValue } = token
    if (!Object.hasOwn(options, name)) return `There is no option ${rawName}.`
    if (options[name]?.type === 'boolean') {
      if (value !== undefined) return `${rawName} takes no value.`
      continue
    }
    if (!value) return `${rawName} needs a value.`
    if (!inlineValue && value.startsWith('-'))
      return `${rawName} needs a value that does not begin with a dash.`
  }
  return undefined
}

/** The day that was given to an option, as YYYY-MM-DD. */
export function dayGiven(option: string, text: string): string {
  const [, year, month, day] = /^(\d{4})-(\d{2})-(\d{2})$/.exec(text)?.map(Number) ?? []
  const found = year && month && day && year >= 1970 && year <= 2100 ? dayAt(year, month, day) : undefined
  if (found) return found.toString()
  throw new UserError(`${option} ${text} is not a day.`, { hint: 'Write one such as 2026-06-30.' })
}

/** The whole number that was given to an option, with or without marks between its thousands. */
export function wholeGiven(option: string, text: string, least: number, most: number, usage: string): number {
  const number = Number(text.replace(/[,_]/g, ''))
  if (/^[\d,_]+$/.test(text) && number >= least && number <= most) return number
  const [from, to] = [least, most].map(limit => limit.toLocaleString('en-GB'))
  throw new UserError(`${option} ${text} is not a whole number from ${from} to ${to}.`, {
    hint: `It reads like: ${usage}`,
  })
}

type Terminal = NodeJS.WritableStream & { isTTY?: boolean }

/** How far something is: a bar on a terminal, nothing elsewhere. */
export function progressBar(stream: Terminal = process.stderr) {
  const bar = new SingleBar({
    format: '{phase} {bar} {percentage} %',
    barsize: 40,
    clearOnComplete: true,
    hideCursor: true,
    stream,
  })
  let isBegun = false
  return {
    show: ({ phase, done, total }: { phase: string; done: number; total: number }) => {
      if (!stream.isTTY) return
      if (!isBegun) bar.start(total, done, { phase })
      isBegun = true
      bar.setTotal(total)
      bar.update(done, { phase: phase.padEnd(10) })
    },
    stop: () => {
      if (isBegun) bar.stop()
      isBegun = false
    },
  }
}

import { parseArgs } from 'node:util'
import { UserError } from '../errors.ts'

/** What the command line of an import asks for. */
export type ImportOptions = {
  files: string[]
  preset?: string
  through?: string
  dryRun: boolean
  json: boolean
}

const usage = 'Usage: npm run import -- <files…> [--preset NAME] [--through DATE] [--dry-run] [--json]'

/** Reads the command line of an import, or says in one sentence what is wrong with it. */
export const importOptions = (argv: readonly string[]): ImportOptions => {
  const { values, positionals: files } = parsed(argv)
  for (const later of ['map', 'replace'] as const)
    if (values[later] !== undefined)
      throw new UserError(`--${later} is not there yet.`, {
        hint: 'It comes in a later version; leave it out.',
      })
  if (files.length === 0) throw new UserError('No file was named.', { hint: usage })
  const { through, preset } = values
  if (through !== undefined && !isDay(through))
    throw new UserError(`--through ${through} is no date.`, {
      hint: 'Write it as YYYY-MM-DD, such as 2011-12-09.',
    })
  return { files, preset, through, dryRun: values['dry-run'] ?? false, json: values.json ?? false }
}

const parsed = (argv: readonly string[]) => {
  try {
    return parseArgs({
      args: [...argv],
      allowPositionals: true,
      options: {
        preset: { type: 'string' },
        through: { type: 'string' },
        'dry-run': { type: 'boolean' },
        json: { type: 'boolean' },
        map: { type: 'string' },
        replace: { type: 'string' },
      },
    })
  } catch (error) {
    const [what] = (error instanceof Error ? error.message : String(error)).split('. ')
    throw new UserError(`${what}.`, { hint: usage, cause: error })
  }
}

/** Whether a text is a day of the calendar, written as YYYY-MM-DD. */
const isDay = (text: string) => {
  const date = new Date(`${text}T00:00:00Z`)
  return (
    /^(19[7-9]\d|20\d\d|2100)-\d\d-\d\d$/.test(text) &&
    !Number.isNaN(+date) &&
    date.toISOString().startsWith(text)
  )
}

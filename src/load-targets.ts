import { readFile } from 'node:fs/promises'
import { everything } from './access.ts'
import { commandLine } from './command-line.ts'
import { open } from './db.ts'
import { UserError } from './errors.ts'
import { helpAsked } from './help-asked.ts'
import { settings as configured, root } from './root.ts'
import { cellsOf, fileOf, targetsIn } from './targets/file.ts'
import { type Changed, keeping } from './targets/keeping.ts'
import { namesFor, targetsFor } from './targets/listing.ts'
import { orm } from './tx.ts'
import { counted, type Say, say } from './words.ts'

const usage = 'npm run targets -- [FILE.csv] [--replace] [--dry-run] [--json]'

const help = `It reads like: ${usage}
  FILE.csv    with the columns measure, period, member and value; without a file, the targets there are are printed
  --replace   removes the targets that the file does not hold
  --dry-run   reads the file and changes nothing
  --json      prints JSON
`

/** The command line of `npm run targets`: it sets the targets of a file, or prints those that there are as such a file. */
await root(async () => {
  const args = process.argv.slice(2)
  if (helpAsked(args)) {
    process.stdout.write(help)
    return
  }
  const { file, json, ...options } = argumentsOf(args)
  const settings = configured()
  const company = { locale: settings.COMPANY_LOCALE, currency: settings.COMPANY_CURRENCY }
  // The file is looked at before a database is started for it.
  const text = file === undefined ? undefined : await readFile(file, 'utf8').catch(unreadable(file))
  const database = await open(settings, line => process.stderr.write(`${line}\n`))
  try {
    if (text === undefined) {
      const all = await targetsFor(database.reader, everything)
      process.stdout.write(json ? `${JSON.stringify(all.map(cellsOf))}\n` : fileOf(all))
      return
    }
    const wanted = targetsIn(text, await namesFor(database.reader, everything), company)
    const changed = await keeping(orm(database.owner)).set(wanted, options)
    const account = { read: wanted.length, ...changed, dryRun: options.dryRun }
    process.stdout.write(json ? `${JSON.stringify(account)}\n` : `${accountInWords(account, say(company))}\n`)
  } finally {
    await database.close()
  }
})

function argumentsOf(args: string[]) {
  const { values, positionals } = commandLine({
    args,
    usage,
    words: true,
    options: {
      replace: { type: 'boolean', default: false },
      'dry-run': { type: 'boolean', default: false },
      json: { type: 'boolean', default: false },
    },
  })
  const [file, another] = positionals
  const { replace, 'dry-run': dryRun, json } = values
  if (another !== undefined)
    throw new UserError('Targets are read from one file.', { hint: `It reads like: ${usage}` })
  if (file === undefined && (replace || dryRun))
    throw new UserError('No file was named.', { hint: `It reads like: ${usage}` })
  return { file, replace, dryRun, json }
}

function unreadable(file: string) {
  return (error: NodeJS.ErrnoException): never => {
    throw new UserError(error.code === 'ENOENT' ? `There is no file ${file}.` : `${file} cannot be read.`, {
      cause: error,
    })
  }
}

function accountInWords(
  { read, added, changed, unchanged, removed, dryRun }: Changed & { read: number; dryRun: boolean },
  say: Say,
): string {
  const parts = [
    `${say.count(added)} new`,
    `${say.count(changed)} changed`,
    `${say.count(unchanged)} as before`,
  ]
  const gone = removed > 0 ? `; ${counted(removed, 'other', say)} removed` : ''
  return `${counted(read, 'target', say)} read: ${say.list(parts)}${gone}.${dryRun ? ' Nothing was kept: this was a rehearsal.' : ''}`
}

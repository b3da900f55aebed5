import { writeFile } from 'node:fs/promises'
import Table from 'cli-table3'
import { Temporal } from 'temporal-polyfill'
import { pictures } from '../charts/png.ts'
import { everything, scopeOf } from './access.ts'
import { analyst } from './analyst.ts'
import { named } from './ask.ts'
import { cell, headed, isFigure } from './cell.ts'
import { commandLine } from './command-line.ts'
import { csv } from './csv.ts'
import { open } from './db.ts'
import { companyOf } from './env.ts'
import { UserError } from './errors.ts'
import type { Answer, Insight } from './insight.ts'
import { insights } from './insights/index.ts'
import { filterForms, usage } from './parameters.ts'
import { forms } from './period-forms.ts'
import { printable, root, settings } from './root.ts'
import { type Say, say } from './words.ts'

const options = {
  json: { type: 'boolean' },
  csv: { type: 'boolean' },
  png: { type: 'string' },
  as: { type: 'string' },
  help: { type: 'boolean', short: 'h' },
} as const

const example = 'npm run --silent ask -- topcustomers 20 last quarter [--json] [--csv] [--png FILE]'

const print = (text: string) => {
  process.stdout.write(`${text}\n`)
}

/** The question that a word names; targets are no question, and have a command of their own. */
function question(word: string): Insight {
  if (/^\/?targets?$/i.test(word))
    throw new UserError('Targets are not asked for here.', {
      hint: 'Use `npm run targets` to list them, and `npm run targets -- FILE.csv` to set them.',
    })
  return named(word, insights)
}

function help(word: string): string {
  const asked = word ? [question(word)] : insights
  return [
    `Ask in a terminal: ${example}`,
    '',
    ...asked.flatMap(insight => [
      `${insight.name}: ${insight.about}`,
      `  ${usage(insight)}`,
      ...insight.examples.map(example => `  ask -- ${insight.name} ${example}`.trimEnd()),
      '',
    ]),
    'Filters:',
    ...filterForms.map(({ example, means }) => `  ${example.padEnd(24)} ${means}`),
    '',
    'Periods:',
    ...forms.map(({ example, means }) => `  ${example.padEnd(24)} ${means}`),
  ].join('\n')
}

function inWords(answer: Answer, insight: Insight, voice: Say): string {
  const columns = Object.entries(headed(insight.columns, answer.asked))
  const table = new Table({
    head: columns.map(([, { title }]) => title),
    colAligns: columns.map(([, column]) => (isFigure(column) ? 'right' : 'left')),
    style: { head: [], border: [], compact: true },
  })
  for (const row of answer.rows)
    table.push(columns.map(([name, column]) => cell(row, name, column, voice, 'exact')))
  return [
    answer.headline,
    answer.detail,
    ...(answer.rows.length > 0 ? [table.toString()] : []),
    answer.context,
  ]
    .filter(Boolean)
    .join('\n\n')
}

async function draw(answer: Answer, file: string) {
  if (!answer.chart)
    throw new UserError('There is nothing to draw: the answer has no rows.', { hint: 'Try a longer period.' })
  const pool = pictures(1)
  try {
    const png = await pool.png(answer.chart)
    await writeFile(file, png).catch(error => {
      throw new UserError(`The picture cannot be written to ${file}: ${error.code}.`, {
        hint: 'Name a file in a folder that exists and has room.',
      })
    })
  } finally {
    await pool.close()
  }
}

await root(async () => {
  const { values, positionals } = commandLine({
    args: process.argv.slice(2),
    usage: example,
    options,
    words: true,
  })
  const [word, ...rest] = positionals
  const bare = Object.keys(values).length === 0
  if (values.help || word === 'help' || (word === undefined && bare)) return print(help(rest[0] ?? ''))
  if (values.json && values.csv)
    throw new UserError('One of --json and --csv.', { hint: `It reads like: ${example}` })

  const insight = question(word ?? '')
  const env = settings()
  const company = companyOf(env)
  const database = await open(env, line => process.stderr.write(`${line}\n`))
  try {
    const { answer } = analyst({ reader: database.reader, company, now: Temporal.Now.instant })
    const answered = await answer({
      insight,
      text: rest.join(' '),
      scope: values.as === undefined ? everything : scopeOf(values.as),
    })
    if (values.png !== undefined) await draw(answered, values.png)
    if (values.json) print(JSON.stringify(answered, null, 2))
    else if (values.csv) process.stdout.write(csv(answered.rows, Object.keys(insight.columns)))
    else print(printable(inWords(answered, insight, say(company))))
  } finally {
    await database.close()
  }
})

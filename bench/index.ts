import { cpus } from 'node:os'
import Table from 'cli-table3'
import { commandLine, wholeGiven } from '../src/command-line.ts'
import { open } from '../src/db.ts'
import { root } from '../src/root.ts'
import { loadSample } from '../src/sample/load-sample.ts'
import { scratchServer } from '../tests/helpers/scratch-server.ts'
import { charts } from './charts.ts'
import { jobs } from './jobs.ts'
import { loading } from './load.ts'
import type { Measured } from './measured.ts'
import { questions } from './questions.ts'
import { slack } from './slack.ts'

const tell = (line: string) => process.stderr.write(`${line}\n`)

const usage = 'npm run bench -- [--lines N] [--questions]'

await root(async () => {
  const asked = commandLine({
    args: process.argv.slice(2),
    usage,
    options: { lines: { type: 'string' }, questions: { type: 'boolean', default: false } },
  }).values
  const lines = wholeGiven('--lines', asked.lines ?? '1000000', 20_000, 100_000_000, usage)
  const server = await scratchServer()
  const measured: Measured[] = []
  try {
    if (!asked.questions) {
      tell('Drawing charts …')
      measured.push(...(await charts()))
      tell('Loading sales …')
      measured.push(...(await loading(server.url, tell)))
    }
    const url = await server.database('bench')
    const database = await open({ DATABASE_URL: url, DATA_DIR: '' })
    try {
      tell('Loading the sample company …')
      await loadSample(database, { end: '2026-06-30', lines })
      // As PostgreSQL does by itself in the minutes after a load.
      await database.owner`vacuum analyze`
      tell('Asking questions …')
      measured.push(...(await questions(database)))
      if (!asked.questions) {
        tell('Waiting for a digest …')
        measured.push(...(await jobs(database)))
        tell('Asking in Slack …')
        measured.push(
          ...(await slack({
            owner: database.owner,
            reader: database.reader,
            env: { DATABASE_URL: url, DATABASE_READ_URL: '' },
          })),
        )
      }
    } finally {
      await database.close()
    }
  } finally {
    await server.close()
  }
  const table = new Table({ head: ['measured', 'ratio', 'aim', 'detail'], style: { head: [], border: [] } })
  for (const { name, ratio, aim, detail } of measured) table.push([name, ratio.toFixed(2), aim, detail])
  process.stdout.write(`${table}\nNode ${process.version}, ${cpus().length} × ${cpus()[0]?.model}\n`)
})

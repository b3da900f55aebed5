import { existsSync } from 'node:fs'
import { cpus } from 'node:os'
import Table from 'cli-table3'
import { open } from '../src/db.ts'
import { collect } from '../src/intake/collect.ts'
import { load } from '../src/intake/load.ts'
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

await root(async () => {
  const server = await scratchServer()
  const measured: Measured[] = []
  try {
    tell('Drawing charts …')
    measured.push(...(await charts()))
    tell('Loading sales …')
    measured.push(...(await loading(server.url, tell)))

    const url = await server.database('bench')
    const database = await open({ DATABASE_URL: url, DATA_DIR: '' })
    try {
      // Without the real sales, a sample company of the same size stands in for them.
      const file = process.env.REAL_SALES
      if (file && existsSync(file)) await load(database.owner, await collect([file]))
      else await loadSample(database, { end: '2026-06-30', lines: 1_000_000 })
      tell('Asking questions …')
      measured.push(...(await questions(database)))
      tell('Waiting for a digest …')
      measured.push(...(await jobs(database)))
      tell('Asking in Slack …')
      measured.push(
        ...(await slack({ owner: database.owner, env: { DATABASE_URL: url, DATABASE_READ_URL: '' } })),
      )
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

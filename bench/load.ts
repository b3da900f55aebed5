import { spawn } from 'node:child_process'
import { createReadStream, createWriteStream, existsSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { fileURLToPath } from 'node:url'
import { createGunzip } from 'node:zlib'
import postgres, { type Sql } from 'postgres'
import { type Measured, median } from './measured.ts'

const runs = 3
const columns = ['invoice', 'code', 'description', 'quantity', 'at', 'price', 'customer', 'country']
const program = fileURLToPath(new URL('../src/import.ts', import.meta.url))
const peak = `data:text/javascript,process.on('exit', () => process.stderr.write('peak ' + process.resourceUsage().maxRSS + '\\n'))`

/**
 * How long the real sales take from the packed file to the summaries, beside a plain copy of the unpacked file, each
 * time in a database of its own; `url` is any database on the server whose owner may create others.
 */
export async function loading(
  url: string,
  say: (line: string) => void,
  file = process.env.REAL_SALES,
): Promise<Measured[]> {
  if (!file || !existsSync(file)) {
    say('Loading real sales is skipped: name the packed file of Online Retail II in REAL_SALES.')
    return []
  }
  const folder = await mkdtemp(join(tmpdir(), 'tilly-bench-'))
  const admin = postgres(url, { max: 1, onnotice: () => {} })
  const unpacked = join(folder, 'sales.csv')
  const copies: number[] = []
  const loads: number[] = []
  let memory = 0
  try {
    await pipeline(createReadStream(file), createGunzip(), createWriteStream(unpacked))
    for (let run = 0; run < runs; run++) {
      const name = `tilly_bench_${process.pid}_${run}`
      await admin`create database ${admin(name)}`
      const address = Object.assign(new URL(url), { pathname: `/${name}` }).href
      copies.push(await copying(address, unpacked))
      const { seconds, megabytes } = await importing(address, file)
      loads.push(seconds)
      memory = Math.max(memory, megabytes)
      await admin`drop database ${admin(name)} with (force)`
    }
  } finally {
    await admin.end()
    await rm(folder, { recursive: true, force: true })
  }
  const [load, copy] = [median(loads), median(copies)]
  return [
    {
      name: 'load: real sales from the packed file',
      ratio: load / copy,
      aim: 'at most 20 times a copy',
      detail: `${load.toFixed(1)} s, ${memory.toFixed(0)} MB in Node; a copy of the unpacked file ${copy.toFixed(2)} s`,
    },
  ]
}

/** What `\copy` does: the file as it is, into eight text columns that are not logged. */
async function copying(url: string, file: string) {
  const sql: Sql = postgres(url, { max: 1, onnotice: () => {} })
  await sql.unsafe(`create unlogged table raw (${columns.map(column => `${column} text`).join(', ')})`)
  const start = performance.now()
  const query = sql`copy raw from stdin (format csv, header true)`.simple()
  const target = await query.writable()
  const served = new Promise((resolve, reject) => Object.assign(query, { resolve, reject }))
  await Promise.all([pipeline(createReadStream(file, { highWaterMark: 1 << 18 }), target), served])
  const seconds = (performance.now() - start) / 1000
  await sql`drop table raw`
  await sql.end()
  return seconds
}

/** The command line itself, in a process of its own, with the most memory it held. */
async function importing(url: string, file: string) {
  const child = spawn(
    process.execPath,
    ['--max-semi-space-size=32', '--import', 'tsx', '--import', peak, program, file, '--json'],
    {
      env: { ...process.env, DATABASE_URL: url, DATABASE_READ_URL: '' },
      stdio: ['ignore', 'pipe', 'pipe'],
    },
  )
  let [out, err] = ['', '']
  child.stdout.on('data', chunk => {
    out += chunk
  })
  child.stderr.on('data', chunk => {
    err += chunk
  })
  const status = await new Promise(resolve => child.once('close', resolve))
  if (status !== 0) throw new Error(`an import ends with 0; status: ${status}, ${err}`)
  const { seconds }: { seconds: number } = JSON.parse(out)
  return { seconds, megabytes: Number(/peak (\d+)/.exec(err)?.[1]) / 1024 }
}

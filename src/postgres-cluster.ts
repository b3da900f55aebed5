import { execFileSync } from 'node:child_process'
import { createHash, randomBytes } from 'node:crypto'
import {
  chownSync,
  existsSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import postgres from 'postgres'
import { UserError } from './errors.ts'
import {
  canEnter,
  makePassage,
  type Programs,
  postgresPrograms,
  run,
  serverAccount,
  systemFolder,
} from './postgres-programs.ts'

type Log = (line: string) => void
/** Where the server listens, and what only we know. */
export type Secret = { password: string; port: number }

/** The data of one embedded PostgreSQL: `folder` is ours and holds its password, `cluster` is the server's own. */
export type Cluster = { folder: string; cluster: string; programs: Programs; log: Log }

const settings = {
  listen_addresses: '127.0.0.1',
  unix_socket_directories: '', // their paths may be 107 bytes long, those of data folders longer
  max_connections: 60,
  max_locks_per_transaction: 256, // a question over many partitions locks each
  shared_buffers: '256MB',
  work_mem: '32MB',
  maintenance_work_mem: '256MB',
  max_wal_size: '2GB',
  jit: 'off', // compiling costs more than these queries take
  timezone: 'UTC',
  log_timezone: 'UTC',
  log_checkpoints: 'off',
}

/** Where the cluster lives: in the data folder, unless the server's account cannot enter it. */
export async function clusterOf(folder: string, log: Log): Promise<Cluster> {
  const inside = join(folder, 'postgres')
  const account = serverAccount(existsSync(inside) ? inside : folder)
  const programs = await postgresPrograms(account, log)
  if (!account || canEnter(account, folder)) return { folder, cluster: inside, programs, log }
  const outside = join(systemFolder, createHash('sha256').update(folder).digest('hex').slice(0, 16))
  makePassage(outside)
  log(`The account of PostgreSQL cannot enter ${folder}: the data is kept in ${outside}.`)
  return { folder, cluster: join(outside, 'postgres'), programs, log }
}

/** The address of the running server of this cluster, once it answers; nothing where none runs. */
export async function running(place: Cluster): Promise<Secret | undefined> {
  const pidFile = join(place.cluster, 'postmaster.pid')
  const known = secretOf(place)
  let said = false
  for (const end = Date.now() + 10 * 60_000; Date.now() < end; await sleep(200)) {
    const [pid = '', , , port = ''] = read(pidFile)?.split('\n') ?? []
    if (!isServer(Number(pid), place.cluster)) {
      if (pid) disown(pidFile)
      return undefined
    }
    if (!known) {
      await stop(place)
      return undefined
    }
    const found = { ...known, port: Number(port) }
    if (found.port && (await answers(found, place.cluster))) return found
    if (!said) place.log('PostgreSQL is getting ready: waiting for it.')
    said = true
  }
  throw new UserError(`The PostgreSQL server of ${place.folder} does not answer.`, {
    hint: `Its log is ${join(place.cluster, 'server.log')}.`,
  })
}

/** PostgreSQL refuses to start while the number in its pid file belongs to any living process: put one that no process has. */
function disown(pidFile: string) {
  const [, ...rest] = (read(pidFile) ?? '').split('\n')
  // The rest stays: by it PostgreSQL makes sure that no orphan of the old server still writes.
  if (rest.length > 0) writeFileSync(pidFile, ['999999999', ...rest].join('\n'))
}

/** Starts the server of this cluster, which is made if there is none. */
export async function start(place: Cluster): Promise<Secret> {
  const { cluster, programs } = place
  if (existsSync(cluster) && !secretOf(place)) {
    const aside = `${cluster}-${new Date().toISOString().replaceAll(/\D/g, '').slice(0, 14)}`
    renameSync(cluster, aside)
    place.log(`The password of the data in ${cluster} is lost: the data is put aside as ${aside}.`)
  }
  if (!existsSync(cluster)) await initialise(place)
  const made = read(join(cluster, 'PG_VERSION'))?.trim()
  if (made !== programs.version.split('.')[0]) {
    throw new UserError(
      `The data in ${place.folder} was written by PostgreSQL ${made ?? '(unknown)'}, and this is ${programs.version}.`,
      {
        hint: 'Set DATA_DIR to a new folder, or delete this one if its data can be loaded again.',
      },
    )
  }
  const serverLog = join(cluster, 'server.log')
  for (let attempt = 1; ; attempt++) {
    const secret = { ...secretOrThrow(place), port: await freePort(secretOf(place)?.port) }
    if (existsSync(serverLog)) renameSync(serverLog, `${serverLog}.1`)
    const options = Object.entries({ port: secret.port, ...settings }).map(
      ([name, value]) => `-c ${name}=${value}`,
    )
    const { code, output } = await run(programs, 'pg_ctl', [
      'start',
      '-D',
      cluster,
      '-l',
      serverLog,
      '-w',
      '-t',
      '600',
      '-o',
      options.join(' '),
    ])
    if (code === 0) {
      remember(place, secret)
      return secret
    }
    const lines = `${output}\n${read(serverLog) ?? ''}`
    // The port was taken meanwhile, or backends of a killed server are still on their way out: both pass.
    const passing = /Address already in use|pre-existing shared memory block/.test(lines)
    if (!passing || attempt === 20)
      throw new UserError(`PostgreSQL did not start: ${lastWords(lines)}`, {
        hint: hintFor(lines) ?? `Its log is ${serverLog}.`,
      })
    await sleep(500)
  }
}

/** Makes an empty cluster, beside its place until it is whole, so that a cut-off attempt leaves nothing that looks like one. */
async function initialise(place: Cluster) {
  const draft = `${place.cluster}.new`
  const passwordFile = `${place.cluster}.password`
  const secret = { password: randomBytes(24).toString('base64url'), port: 0 }
  rmSync(draft, { recursive: true, force: true })
  mkdirSync(draft, { mode: 0o700 })
  writeFileSync(passwordFile, secret.password, { mode: 0o600 })
  const { account } = place.programs
  if (account) for (const path of [draft, passwordFile]) chownSync(path, account.uid, account.gid)
  try {
    // Encoding and order of text come from PostgreSQL itself, not from the machine's locales.
    const { code, output } = await run(place.programs, 'initdb', [
      `--pgdata=${draft}`,
      '--username=tilly',
      `--pwfile=${passwordFile}`,
      '--auth=scram-sha-256',
      '--encoding=UTF8',
      '--locale-provider=builtin',
      '--builtin-locale=C.UTF-8',
      '--locale=C',
      '--data-checksums',
      '--no-instructions',
    ])
    if (code !== 0)
      throw new UserError(`PostgreSQL could not lay out its data: ${lastWords(output)}`, {
        hint: hintFor(output) ?? 'Set DATABASE_URL to a PostgreSQL of your own.',
      })
    remember(place, secret)
    renameSync(draft, place.cluster)
  } finally {
    rmSync(passwordFile, { force: true })
    rmSync(draft, { recursive: true, force: true })
  }
}

const secretFile = (place: Cluster) => join(place.folder, 'postgres.json')

function secretOf(place: Cluster): Secret | undefined {
  const text = read(secretFile(place))
  return text === undefined ? undefined : (JSON.parse(text) as Secret)
}

function secretOrThrow(place: Cluster) {
  const secret = secretOf(place)
  if (!secret)
    throw new Error(`the password of the embedded PostgreSQL is missing; file: ${secretFile(place)}`)
  return secret
}

function remember(place: Cluster, secret: Secret) {
  const draft = `${secretFile(place)}.new`
  writeFileSync(draft, JSON.stringify(secret), { mode: 0o600 })
  giveToOwner(draft, place.folder)
  renameSync(draft, secretFile(place))
}

/** Lets what root wrote into a person's data folder be the person's. */
export function giveToOwner(path: string, folder: string) {
  if (process.getuid?.() !== 0) return
  const { uid, gid } = statSync(folder)
  chownSync(path, uid, gid)
}

/** The address of a database, for its owner. */
export const urlOf = ({ password, port }: Secret, database: string) =>
  `postgres://tilly:${password}@127.0.0.1:${port}/${database}`

/** Says whether our server is the one behind the port: another may have taken the port, and none but ours knows the password. */
async function answers(secret: Secret, cluster: string) {
  const sql = postgres(urlOf(secret, 'postgres'), { max: 1, connect_timeout: 5 })
  try {
    const [row] = await sql`show data_directory`
    return row?.data_directory === cluster
  } catch {
    return false
  } finally {
    await sql.end({ timeout: 1 })
  }
}

/** Makes the database that Tilly works in, once. */
export async function createDatabase(secret: Secret) {
  const sql = postgres(urlOf(secret, 'postgres'), { max: 1, connect_timeout: 30 })
  try {
    const [found] = await sql`select from pg_database where datname = 'tilly'`
    if (!found) await sql`create database tilly`
  } finally {
    await sql.end({ timeout: 5 })
  }
}

const pidIn = (cluster: string) => Number(read(join(cluster, 'postmaster.pid'))?.split('\n')[0])

/** Stops the server of this cluster in order, if it runs. */
export async function stop(place: Cluster) {
  // pg_ctl would signal whoever has the number in the pid file now.
  if (!isServer(pidIn(place.cluster), place.cluster)) return
  const { code, output } = await run(place.programs, 'pg_ctl', [
    'stop',
    '-D',
    place.cluster,
    '-m',
    'fast',
    '-w',
    '-t',
    '300',
  ])
  if (code !== 0) place.log(`PostgreSQL did not stop: ${lastWords(output)}`)
}

/** Says whether the process is the server of this cluster, and not another that was given its number. */
function isServer(pid: number, cluster: string) {
  if (!(pid > 0)) return false
  try {
    const command =
      process.platform === 'linux'
        ? readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ')
        : execFileSync('ps', ['-o', 'command=', '-p', String(pid)], { encoding: 'utf8' })
    return command.includes('/bin/postgres ') && command.includes(` ${cluster} `)
  } catch {
    return false
  }
}

/** The wished port if nobody listens on it, else any free one. */
function freePort(wish = 0): Promise<number> {
  return new Promise((done, fail) => {
    const server = createServer()
    server.on('error', error => (wish ? done(freePort()) : fail(error)))
    server.listen(wish, '127.0.0.1', () => {
      const address = server.address()
      server.close(() => done(typeof address === 'object' && address ? address.port : 0))
    })
  })
}

function read(file: string) {
  try {
    return readFileSync(file, 'utf8')
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined
    throw error
  }
}

/** What the server said last of why it failed. */
function lastWords(log: string) {
  const lines = log.split('\n').filter(line => line.trim() !== '')
  const grave = lines.filter(line => /\b(FATAL|PANIC|error):/.test(line))
  return (grave.at(-1) ?? lines.at(-1) ?? 'it said nothing')
    .replace(/^.*?\b(FATAL|PANIC|error):\s*/, '')
    .trim()
}

const hintFor = (log: string) =>
  /No space left on device|Disk quota exceeded/.test(log)
    ? 'Free some space, or set DATA_DIR to a folder on another disk.'
    : undefined

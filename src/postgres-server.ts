import { existsSync, renameSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { UserError } from './errors.ts'
import {
  answers,
  type Cluster,
  failure,
  initialise,
  read,
  remember,
  renew,
  type Secret,
  secretOf,
} from './postgres-cluster.ts'
import { isServer, lastWords, run } from './postgres-programs.ts'

const settings = {
  listen_addresses: '127.0.0.1',
  unix_socket_directories: '', // their paths may be 107 bytes long, those of data folders longer
  max_connections: 120,
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

/** The address of the running server of this cluster, once it answers; nothing where none runs. */
export async function running(place: Cluster, known = secretOf(place)): Promise<Secret | undefined> {
  const pidFile = join(place.cluster, 'postmaster.pid')
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

/** The port of the server, if it runs and takes connections. */
export function readyPort({ cluster }: Cluster): number | undefined {
  const [pid, , , port, , , , state = ''] = read(join(cluster, 'postmaster.pid'))?.split('\n') ?? []
  return state.startsWith('ready') && isServer(Number(pid), cluster) ? Number(port) : undefined
}

/** Starts the server of this cluster, which is made if there is none. */
export async function start(place: Cluster): Promise<Secret> {
  const { cluster, programs } = place
  if (!existsSync(cluster)) return restart(place, await initialise(place))
  const made = read(join(cluster, 'PG_VERSION'))?.trim()
  if (made !== programs.version.split('.')[0]) {
    throw new UserError(
      `The data in ${place.folder} was written by PostgreSQL ${made ?? '(unknown)'}, and this is ${programs.version}.`,
      {
        hint: 'Set DATA_DIR to a new folder, or delete this one if its data can be loaded again.',
      },
    )
  }
  return restart(place, secretOf(place) ?? (await renew(place)))
}

/** Starts the server of a cluster that is whole, on the port it had where that is free. */
export async function restart(place: Cluster, { password, port }: Secret): Promise<Secret> {
  const { cluster, programs } = place
  const serverLog = join(cluster, 'server.log')
  for (let attempt = 1; ; attempt++) {
    const secret = { password, port: await freePort(port) }
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
    if (!passing || attempt === 20) throw failure(place, 'did not start', lines, `Its log is ${serverLog}.`)
    await sleep(500)
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

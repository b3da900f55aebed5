import { randomUUID } from 'node:crypto'
import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { codes } from './away.ts'
import { UserError } from './errors.ts'
import { lives, processName, withLock } from './lock.mjs'
import {
  type Cluster,
  clusterOf,
  createDatabase,
  giveToOwner,
  room,
  type Secret,
  secretOf,
  urlOf,
} from './postgres-cluster.ts'
import { readyPort, restart, running, start, stop } from './postgres-server.ts'

// One server for all processes that use a data folder. Whoever finds none starts it, whoever finds one joins it,
// a server whose starter was killed included; each process leaves a note while it uses the server, and the last to
// leave stops it. So a short `ask` never takes the server away from a `demo` that joined it, and none is left behind.
// Whoever finds it dead while using it starts it again: each new connection asks first where it listens.

/**
 * The embedded server: `url` is for its owner (a superuser), `port` tells where it listens now, having started it
 * again if it died, and `stop` ends our use of it.
 */
export type Embedded = { url: string; port(): Promise<number>; stop(): Promise<void> }

type Log = (line: string) => void

/** Starts the embedded PostgreSQL in dataDir, or finds the one that already runs there. */
export async function embedded(dataDir: string, log: Log = () => {}): Promise<Embedded> {
  const wanted = resolve(dataDir)
  try {
    const folder = openFolder(wanted)
    const lock = join(folder, 'postgres.lock')
    const waiting = () => log('Another process is starting PostgreSQL: waiting for it.')
    const { place, secret, note } = await withLock(lock, () => enter(folder, log), waiting)
    const revived = oneAtATime(() => withLock(lock, () => revive(place, secret)))
    let last = secret.port
    let left: Promise<void> | undefined
    return {
      url: urlOf(secret, 'tilly'),
      async port() {
        try {
          if (!left) last = readyPort(place) ?? (await revived()).port
        } catch (error) {
          // Whoever asks is refused at the last port, and tries again; the reason is for who runs us.
          const reason = inWords(error, wanted)
          log(`PostgreSQL is away: ${reason instanceof Error ? reason.message : String(reason)}`)
        }
        return last
      },
      stop: () => (left ??= leave(place, lock, note)),
    }
  } catch (error) {
    throw inWords(error, wanted)
  }
}

async function enter(folder: string, log: Log) {
  const place = await clusterOf(folder, log)
  if (!secretOf(place) && notes(folder).length > 0)
    throw new UserError(`The password of the data in ${folder} is lost while other processes use it.`, {
      hint: 'End them and try again: it is then made anew, and no data is lost.',
    })
  const note = leaveNote(folder)
  try {
    const secret = (await running(place)) ?? (await start(place))
    await createDatabase(secret)
    return { place, secret, note }
  } catch (error) {
    await depart(place, note)
    throw error
  }
}

/** Starts the server again, unless another process did; never makes data anew under who uses it. */
async function revive(place: Cluster, known: Secret) {
  const found = await running(place, known)
  if (found) return found
  place.log('PostgreSQL has died: starting it again.')
  return restart(place, known)
}

async function leave(place: Cluster, lock: string, note: string) {
  const work = () => depart(place, note)
  // Who deletes the data folder under a running server deletes the lock with it.
  if (!existsSync(place.folder)) return work()
  try {
    await withLock(lock, work)
  } catch (error) {
    // On a full disk nobody gets a lock, so nobody enters.
    if (!codes(error).includes('ENOSPC')) throw error
    await work()
  }
}

/** Takes our note away, and stops the server if it was the last. */
async function depart(place: Cluster, note: string) {
  rmSync(note, { force: true })
  if (notes(place.folder).length === 0) await stop(place)
}

const notesOf = (folder: string) => join(folder, 'postgres.users')

function leaveNote(folder: string) {
  mkdirSync(notesOf(folder), { recursive: true })
  const note = join(notesOf(folder), randomUUID())
  writeFileSync(note, processName())
  for (const path of [notesOf(folder), note]) giveToOwner(path, folder)
  return note
}

/** The notes of living processes; those of the dead are thrown away. */
function notes(folder: string) {
  const all = existsSync(notesOf(folder))
    ? readdirSync(notesOf(folder)).map(name => join(notesOf(folder), name))
    : []
  return all.filter(note => lives(readFileSync(note, 'utf8')) || rmSync(note, { force: true }))
}

/** The folder by its one true path, as the lock, the pid file and the server compare paths. */
function openFolder(folder: string) {
  makeFolder(folder)
  return realpathSync(folder)
}

/** Makes a folder and those above it, one by one: where a disk takes none, as /proc, Node's own recursion never ends. */
function makeFolder(folder: string) {
  if (isFolder(folder)) return
  if (!existsSync(folder)) makeFolder(dirname(folder))
  try {
    mkdirSync(folder)
    // Whatever the umask: the account of root's server passes through.
    if (process.getuid?.() === 0) chmodSync(folder, 0o755)
  } catch (error) {
    // Another process may have made it meanwhile.
    if (!isFolder(folder)) throw error
  }
}

const isFolder = (path: string) => statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false

const elsewhere = 'Set DATA_DIR to a folder that can be written, or DATABASE_URL to a PostgreSQL of your own.'

const full = { say: 'is on a full disk', hint: room }
const closed = { say: 'is not ours to write in', hint: elsewhere }
const readOnly = { say: 'is on a disk that takes no files', hint: elsewhere }
const noFolder = { say: 'is no folder', hint: elsewhere }

const troubles: Record<string, { say: string; hint: string }> = {
  ENOSPC: full,
  EDQUOT: full,
  '53100': full,
  EACCES: closed,
  EPERM: closed,
  EROFS: readOnly,
  ENOENT: readOnly, // what /proc says to whoever makes something in it
  EEXIST: noFolder,
  ENOTDIR: noFolder,
  ELOOP: noFolder,
  ENAMETOOLONG: { say: 'has too long a name', hint: elsewhere },
  '28P01': {
    say: 'has the password of other data in its postgres.json',
    hint: 'Put the right file back, or delete it: the password is then made anew, and no data is lost.',
  },
}

function inWords(error: unknown, folder: string) {
  if (!(error instanceof Error && 'code' in error)) return error
  const trouble = troubles[String(error.code)]
  return trouble
    ? new UserError(`The data folder ${folder} ${trouble.say}.`, { hint: trouble.hint, cause: error })
    : error
}

/** The same promise for all who ask while the work runs. */
function oneAtATime<T>(work: () => Promise<T>) {
  let running: Promise<T> | undefined
  return () => {
    running ??= work().finally(() => {
      running = undefined
    })
    return running
  }
}

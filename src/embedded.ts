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
import { join, resolve } from 'node:path'
import { UserError } from './errors.ts'
import { lives, processName, withLock } from './lock.mjs'
import {
  type Cluster,
  clusterOf,
  createDatabase,
  giveToOwner,
  running,
  start,
  stop,
  urlOf,
} from './postgres-cluster.ts'

// One server for all processes that use a data folder. Whoever finds none starts it, whoever finds one joins it,
// a server whose starter was killed included; each process leaves a note while it uses the server, and the last to
// leave stops it. So a short `ask` never takes the server away from a `demo` that joined it, and none is left behind.

/** The embedded server: `url` is for its owner (a superuser), `stop` ends our use of it. */
export type Embedded = { url: string; stop(): Promise<void> }

type Log = (line: string) => void

/** Starts the embedded PostgreSQL in dataDir, or finds the one that already runs there. */
export async function embedded(dataDir: string, log: Log = () => {}): Promise<Embedded> {
  const wanted = resolve(dataDir)
  try {
    const folder = openFolder(wanted)
    const lock = join(folder, 'postgres.lock')
    const waiting = () => log('Another process is starting PostgreSQL: waiting for it.')
    const joined = await withLock(lock, () => enter(folder, log), waiting)
    return { url: joined.url, stop: once(() => leave(joined.cluster, lock, joined.note)) }
  } catch (error) {
    throw inWords(error, wanted)
  }
}

async function enter(folder: string, log: Log) {
  const cluster = await clusterOf(folder, log)
  const secret = (await running(cluster)) ?? (await start(cluster))
  await createDatabase(secret)
  return { cluster, url: urlOf(secret, 'tilly'), note: leaveNote(folder) }
}

/** Takes our note away, and stops the server if it was the last. */
async function leave(cluster: Cluster, lock: string, note: string) {
  const work = async () => {
    rmSync(note, { force: true })
    if (notes(cluster.folder).length === 0) await stop(cluster)
  }
  // Who deletes the data folder under a running server deletes the lock with it.
  await (existsSync(cluster.folder) ? withLock(lock, work) : work())
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
  if (!existsSync(folder)) {
    mkdirSync(folder, { recursive: true })
    // Whatever the umask: the account of root's server passes through.
    if (process.getuid?.() === 0) chmodSync(folder, 0o755)
  }
  if (!statSync(folder).isDirectory()) mkdirSync(folder)
  return realpathSync(folder)
}

const elsewhere = 'Set DATA_DIR to a folder that can be written, or DATABASE_URL to a PostgreSQL of your own.'
const free = 'Free some space, or set DATA_DIR to a folder on another disk.'

const troubles: Record<string, { say: string; hint: string }> = {
  ENOSPC: { say: 'is on a full disk', hint: free },
  EDQUOT: { say: 'is on a full disk', hint: free },
  EACCES: { say: 'is not ours to write in', hint: elsewhere },
  EPERM: { say: 'is not ours to write in', hint: elsewhere },
  EROFS: { say: 'is on a read-only disk', hint: elsewhere },
  EEXIST: { say: 'is no folder', hint: elsewhere },
  ENOTDIR: { say: 'is no folder', hint: elsewhere },
  ENAMETOOLONG: { say: 'has too long a name', hint: elsewhere },
}

function inWords(error: unknown, folder: string) {
  if (!(error instanceof Error && 'code' in error)) return error
  // Node says ENOENT where the disk, /proc say, takes no new folder.
  const barred = error.code === 'ENOENT' && 'syscall' in error && error.syscall === 'mkdir'
  const trouble = barred ? troubles.EROFS : troubles[String(error.code)]
  return trouble
    ? new UserError(`The data folder ${folder} ${trouble.say}.`, { hint: trouble.hint, cause: error })
    : error
}

function once(work: () => Promise<void>) {
  let done: Promise<void> | undefined
  return () => (done ??= work())
}

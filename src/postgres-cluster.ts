import { createHash, randomBytes } from 'node:crypto'
import {
  chownSync,
  existsSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statfsSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { dirname, join } from 'node:path'
import postgres from 'postgres'
import { z } from 'zod'
import { codes } from './away.ts'
import { UserError } from './errors.ts'
import {
  canEnter,
  lastWords,
  makePassage,
  type Programs,
  postgresPrograms,
  run,
  serverAccount,
  systemFolder,
} from './postgres-programs.ts'

type Log = (line: string) => void
const secret = z.object({
  password: z.string().regex(/^[\w-]+$/),
  port: z.int().min(0).max(65535).catch(0), // one that cannot be read is any
})
/** Where the server listens, and what only we know. */
export type Secret = z.output<typeof secret>

/** The data of one embedded PostgreSQL: `folder` is ours and holds its password, `cluster` is the server's own. */
export type Cluster = { folder: string; cluster: string; programs: Programs; log: Log }

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

/** Makes an empty cluster, beside its place until it is whole, so that a cut-off attempt leaves nothing that looks like one. */
export async function initialise(place: Cluster): Promise<Secret> {
  const draft = `${place.cluster}.new`
  const passwordFile = `${place.cluster}.password`
  const secret = newSecret()
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
      throw failure(
        place,
        'could not lay out its data',
        output,
        'Set DATABASE_URL to a PostgreSQL of your own.',
      )
    remember(place, secret)
    renameSync(draft, place.cluster)
    return secret
  } finally {
    rmSync(passwordFile, { force: true })
    rmSync(draft, { recursive: true, force: true })
  }
}

/** Gives data whose password is lost a new one, in the mode of PostgreSQL that serves one user and asks for none. */
export async function renew(place: Cluster): Promise<Secret> {
  const secret = newSecret()
  const order = `alter role tilly password '${secret.password}'\n`
  const { code, output } = await run(
    place.programs,
    'postgres',
    ['--single', '-D', place.cluster, 'postgres'],
    order,
  )
  if (code !== 0)
    throw failure(
      place,
      'could not renew its lost password',
      output,
      `Put the file ${secretFile(place)} back, or try again.`,
    )
  place.log(`The password in ${secretFile(place)} was lost: there is a new one, and the data is as it was.`)
  return secret
}

/** Why one of PostgreSQL's programs failed, in words; on a full disk its log, being there, may be empty. */
export function failure({ cluster }: Cluster, what: string, output: string, hint: string) {
  const { bavail, bsize } = statfsSync(dirname(cluster))
  const full =
    /No space left on device|Check free disk space|Disk quota exceeded/.test(output) ||
    bavail * bsize < 2 ** 20
  return full
    ? new UserError(`The disk that holds ${cluster} is full: PostgreSQL ${what}.`, { hint: room })
    : new UserError(`PostgreSQL ${what}: ${lastWords(output)}`, { hint })
}

/** What helps where a disk is full. */
export const room = 'Free some space, or set DATA_DIR to a folder on another disk.'

const newSecret = (): Secret => ({ password: randomBytes(24).toString('base64url'), port: 0 })

const secretFile = (place: Cluster) => join(place.folder, 'postgres.json')

/** The password and the port; nothing where their file is missing or damaged. */
export function secretOf(place: Cluster): Secret | undefined {
  try {
    return secret.safeParse(JSON.parse(read(secretFile(place)) ?? '')).data
  } catch (error) {
    if (error instanceof SyntaxError) return undefined
    throw error
  }
}

/** Keeps the password and the port for the next start and for other processes. */
export function remember(place: Cluster, secret: Secret) {
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
export async function answers(secret: Secret, cluster: string) {
  const sql = postgres(urlOf(secret, 'postgres'), { max: 1, connect_timeout: 5 })
  try {
    const [row] = await sql`show data_directory`
    return row?.data_directory === cluster
  } catch (error) {
    if (codes(error).includes('28P01')) throw error
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

/** The text of a file; nothing where there is none. */
export function read(file: string) {
  try {
    return readFileSync(file, 'utf8')
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined
    throw error
  }
}

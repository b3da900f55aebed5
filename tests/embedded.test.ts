import { execFileSync, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statfsSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import postgres, { type Sql } from 'postgres'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { regions } from '../drizzle/schema/sales.ts'
import { everything } from '../src/access.ts'
import { isAway } from '../src/away.ts'
import { open } from '../src/db.ts'
import { embedded } from '../src/embedded.ts'
import { UserError } from '../src/errors.ts'
import { lives, processName } from '../src/lock.mjs'
import { snapshot } from '../src/tx.ts'

const user = new URL('helpers/embedded-user.ts', import.meta.url).pathname
const processes: number[] = []
let folder = ''

const temporary = () => {
  const path = mkdtempSync(join(tmpdir(), 'tilly-embedded-'))
  chmodSync(path, 0o755)
  return path
}

/** Whether small disks can be mounted, to fill them. */
const disks =
  process.platform === 'linux' &&
  spawnSync('/usr/bin/unshare', ['--mount', '/bin/mount', '-t', 'tmpfs', 'tmpfs', '/mnt']).status === 0
const mounted: string[] = []

/** A data folder whose server has run and stopped: laying one out takes longer than all else here. */
let laidOut = ''

beforeAll(async () => {
  laidOut = temporary()
  await (await embedded(laidOut)).stop()
})

afterAll(() => rmSync(laidOut, { recursive: true, force: true }))

beforeEach(() => {
  folder = temporary()
  execFileSync('cp', ['-a', `${laidOut}/.`, folder])
})

afterEach(() => {
  for (const path of mounted.splice(0)) execFileSync('/bin/umount', ['--lazy', path])
  for (const pid of [...processes.splice(0), serverPid() ?? 0]) if (isAlive(pid)) process.kill(pid, 'SIGKILL')
  rmSync(folder, { recursive: true, force: true })
})

const ask = async (url: string, query: string) => {
  const sql = postgres(url, { max: 1 })
  try {
    const [row] = await sql.unsafe(query).values()
    return row?.[0]
  } finally {
    await sql.end()
  }
}

/** The server's process, as its pid file names it; nothing where none runs. */
const serverPid = (data = folder) => {
  try {
    return Number(readFileSync(join(data, 'postgres', 'postmaster.pid'), 'utf8').split('\n')[0])
  } catch {
    return undefined
  }
}

const isAlive = (pid: number) => lives(processName(pid))

/** Another process that uses the data folder until it is told to end. */
const anotherProcess = async (data = folder) => {
  const child = spawn(process.execPath, ['--import', 'tsx', user, data], {
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  if (child.pid) processes.push(child.pid)
  const [url] = (await once(createInterface(child.stdout), 'line')) as [string]
  const ended = once(child, 'exit')
  const end = async (signal?: 'SIGKILL' | 'SIGINT') => {
    if (signal) child.kill(signal)
    else child.stdin.end()
    await ended
  }
  return { url, end }
}

describe('the embedded PostgreSQL', () => {
  test('serves a database in UTF-8 with an order of text and a language of its own, on loopback alone', async () => {
    const server = await embedded(folder)
    expect(server.url).toMatch(/^postgres:\/\/tilly:\S{20,}@127\.0\.0\.1:\d+\/tilly$/)
    expect(await ask(server.url, 'show listen_addresses')).toBe('127.0.0.1')
    expect(await ask(server.url, 'show unix_socket_directories')).toBe('')
    expect(await ask(server.url, 'show server_encoding')).toBe('UTF8')
    expect(await ask(server.url, 'show timezone')).toBe('UTC')
    expect(await ask(server.url, "select datlocale from pg_database where datname = 'tilly'")).toBe('C.UTF-8')
    expect(await ask(server.url, "select lower('ÄÖÜ')")).toBe('äöü')
    await expect(ask(server.url, 'select 1 / 0')).rejects.toThrow('division by zero')
    await server.stop()
    expect(serverPid()).toBeUndefined()
  })

  test('lets nobody in without the password, which only we may read', async () => {
    const server = await embedded(folder)
    await expect(ask(server.url.replace(/:[^:@]+@/, ':guess@'), 'select 1')).rejects.toThrow('password')
    expect(statSync(join(folder, 'postgres.json')).mode & 0o777).toBe(0o600)
    await server.stop()
  })

  test('keeps data, password and port over a restart, and stops only once', async () => {
    const first = await embedded(folder)
    await ask(first.url, 'create table kept as select 42 as answer')
    await Promise.all([first.stop(), first.stop()])
    const second = await embedded(folder)
    expect(second.url).toBe(first.url)
    expect(await ask(second.url, 'select answer from kept')).toBe(42)
    await second.stop()
  })

  test('is found by a second process, which leaves it running', async () => {
    const server = await embedded(folder)
    const pid = serverPid()
    const other = await anotherProcess()
    expect(other.url).toBe(server.url)
    await other.end()
    expect(serverPid()).toBe(pid)
    expect(await ask(server.url, 'select 1')).toBe(1)
    await server.stop()
    expect(serverPid()).toBeUndefined()
  })

  test('stays for a process that joined it when the one that started it ends, and goes with the last', async () => {
    const starter = await anotherProcess()
    const joined = await embedded(folder)
    await starter.end()
    expect(await ask(joined.url, 'select 1')).toBe(1)
    await joined.stop()
    expect(serverPid()).toBeUndefined()
  })

  test('is adopted where its starter was killed', async () => {
    const starter = await anotherProcess()
    const pid = serverPid()
    await starter.end('SIGKILL')
    const adopted = await embedded(folder)
    expect(adopted.url).toBe(starter.url)
    expect(serverPid()).toBe(pid)
    await adopted.stop()
    expect(serverPid()).toBeUndefined()
  })

  test.skipIf(process.platform !== 'linux')(
    'is not in the group of processes that Ctrl-C reaches',
    async () => {
      const server = await embedded(folder)
      const group = readFileSync(`/proc/${serverPid()}/stat`, 'utf8').split(') ').at(-1)?.split(' ')[2]
      expect(Number(group)).toBe(serverPid())
      await server.stop()
    },
  )

  test('recovers from its own kill -9 with all that was committed', async () => {
    const killed = await embedded(folder)
    await ask(killed.url, 'create table kept as select 42 as answer')
    process.kill(serverPid() ?? 0, 'SIGKILL')
    const recovered = await embedded(folder)
    expect(await ask(recovered.url, 'select answer from kept')).toBe(42)
    await recovered.stop()
    await killed.stop()
    expect(serverPid()).toBeUndefined()
  })

  test('is not fooled by a pid file whose number was given to another process', async () => {
    const killed = await embedded(folder)
    await ask(killed.url, 'create table kept as select 42 as answer')
    process.kill(serverPid() ?? 0, 'SIGKILL')
    const pidFile = join(folder, 'postgres', 'postmaster.pid')
    // A process of the same account as the server: PostgreSQL itself would refuse to start beside it.
    const { uid, gid } = statSync(pidFile)
    const bystander = spawn('sleep', ['60'], { uid, gid, cwd: '/' })
    if (bystander.pid) processes.push(bystander.pid)
    writeFileSync(pidFile, readFileSync(pidFile, 'utf8').replace(/^\d+/, String(bystander.pid)))
    const found = await embedded(folder)
    expect(await ask(found.url, 'select answer from kept')).toBe(42)
    expect(isAlive(bystander.pid ?? 0)).toBe(true)
    await found.stop()
    await killed.stop()
    expect(isAlive(bystander.pid ?? 0)).toBe(true)
  })

  test('is one server for processes that start at the same moment in an empty folder', async () => {
    rmSync(join(folder, 'postgres'), { recursive: true })
    rmSync(join(folder, 'postgres.json'))
    const all = await Promise.all([anotherProcess(), anotherProcess(), embedded(folder), embedded(folder)])
    expect(new Set(all.map(({ url }) => url)).size).toBe(1)
    const [one, two, three, four] = all
    await Promise.all([one.end(), three.stop(), two.end()])
    expect(await ask(four.url, 'select 1')).toBe(1)
    await four.stop()
    expect(serverPid()).toBeUndefined()
  })

  test('waits for no lock that a dead process left', async () => {
    writeFileSync(join(folder, 'postgres.lock'), '1 of-another-boot\nabc')
    const server = await embedded(folder)
    expect(await ask(server.url, 'select 1')).toBe(1)
    await server.stop()
  })

  test('takes another port where its own was taken meanwhile', async () => {
    const first = await embedded(folder)
    await first.stop()
    const squatter = createServer().listen(Number(new URL(first.url).port), '127.0.0.1')
    await once(squatter, 'listening')
    const second = await embedded(folder)
    expect(new URL(second.url).port).not.toBe(new URL(first.url).port)
    expect(await ask(second.url, 'select 1')).toBe(1)
    await second.stop()
    squatter.close()
  })

  test.each([
    ['missing', undefined],
    ['empty', ''],
    ['cut off', '{"password":"abc'],
    ['not what it was', '{"password":"%zz","port":"x"}'],
    ['no object', 'null'],
  ])('makes the password anew where its file is %s, and keeps the data', async (_, text) => {
    const first = await embedded(folder)
    await ask(first.url, 'create table kept as select 42 as answer')
    await first.stop()
    const file = join(folder, 'postgres.json')
    if (text === undefined) rmSync(file)
    else writeFileSync(file, text)
    const lines: string[] = []
    const second = await embedded(folder, line => lines.push(line))
    expect(await ask(second.url, 'select answer from kept')).toBe(42)
    expect(second.url).not.toBe(first.url)
    expect(lines.join()).toContain('there is a new one')
    expect(statSync(file).mode & 0o777).toBe(0o600)
    await second.stop()
  })

  test('makes no password anew under the processes that use the old one', async () => {
    const first = await embedded(folder)
    writeFileSync(join(folder, 'postgres.json'), '')
    const failed = await embedded(folder).catch((error: unknown) => error)
    expect(failed).toBeInstanceOf(UserError)
    expect(String(failed)).toContain('is lost while other processes use it')
    expect(await ask(first.url, 'select 1')).toBe(1)
    await first.stop()
  })

  test('makes the password of a server anew that a killed process left behind', async () => {
    const starter = await anotherProcess()
    await ask(starter.url, 'create table kept as select 42 as answer')
    await starter.end('SIGKILL')
    writeFileSync(join(folder, 'postgres.json'), '')
    const second = await embedded(folder)
    expect(await ask(second.url, 'select answer from kept')).toBe(42)
    await second.stop()
  })

  test('says in words that the password is of other data, and leaves no server behind', async () => {
    const first = await embedded(folder)
    await first.stop()
    writeFileSync(join(folder, 'postgres.json'), '{"password":"guess","port":0}')
    const failed = await embedded(folder).catch((error: unknown) => error)
    expect(failed).toBeInstanceOf(UserError)
    expect(String(failed)).toContain('has the password of other data')
    expect(serverPid()).toBeUndefined()
  })

  test('is the same by way of a link, in a folder with spaces, deeper than the path of a socket may be', async () => {
    const deep = join(folder, 'with spaces and ünicode', 'x'.repeat(120))
    const server = await embedded(deep)
    const link = join(folder, 'link')
    symlinkSync(deep, link)
    const same = await embedded(link)
    expect(same.url).toBe(server.url)
    expect(await ask(same.url, 'select 1')).toBe(1)
    await server.stop()
    expect(serverPid(deep)).toBeGreaterThan(0)
    await same.stop()
    expect(serverPid(deep)).toBeUndefined()
  })

  test('is laid out in an empty folder, and in one below others that are to be made', async () => {
    for (const path of [join(folder, 'empty'), join(folder, 'a', 'b')]) {
      if (path.endsWith('empty')) mkdirSync(path, { mode: 0o755 })
      const server = await embedded(path)
      expect(await ask(server.url, 'select 1')).toBe(1)
      await server.stop()
    }
  })

  test('says in words that the data folder is a file, or below one', async () => {
    const file = join(folder, 'file')
    writeFileSync(file, '')
    for (const path of [file, join(file, 'below'), join(file, 'far', 'below')]) {
      const failed = await embedded(path).catch((error: unknown) => error)
      expect(failed).toBeInstanceOf(UserError)
      expect(String(failed)).toContain(`${path} is no folder`)
    }
  })

  test.skipIf(process.platform !== 'linux')(
    'says in words that a disk takes no files, where Node looks for ever',
    async () => {
      for (const path of ['/proc/tilly', '/proc/tilly/below']) {
        const failed = await embedded(path).catch((error: unknown) => error)
        expect(failed).toBeInstanceOf(UserError)
        expect(String(failed)).toContain(`${path} is on a disk that takes no files`)
      }
    },
  )

  describe.skipIf(!disks)('on a small disk (which only root may mount)', () => {
    const disk = (megabytes: number) => {
      const path = join(folder, 'disk')
      mkdirSync(path)
      execFileSync('/bin/mount', ['-t', 'tmpfs', '-o', `size=${megabytes}m,mode=755`, 'tmpfs', path])
      mounted.push(path)
      return join(path, 'data')
    }

    test.each([1, 20, 36, 39])('says that it is full with %i MB', async megabytes => {
      const data = disk(megabytes)
      const failed = await embedded(data).catch((error: unknown) => error)
      expect(failed).toBeInstanceOf(UserError)
      expect(String(failed)).toMatch(/disk that holds .* is full|on a full disk/)
      expect(serverPid(data)).toBeUndefined()
    })

    test('says that it is full where the server finds no room to start, and starts once there is', async () => {
      const data = disk(80)
      await (await embedded(data)).stop()
      const filling = join(data, '..', 'filling')
      for (const left of [0, 8]) {
        const { bavail, bsize } = statfsSync(data)
        writeFileSync(filling, Buffer.alloc(bavail * bsize - left * 1024))
        const failed = await embedded(data).catch((error: unknown) => error)
        expect(failed).toBeInstanceOf(UserError)
        expect(String(failed)).toMatch(/disk that holds .* is full|on a full disk/)
        rmSync(filling)
      }
      const server = await embedded(data)
      expect(await ask(server.url, 'select 1')).toBe(1)
      // A disk that fills up meanwhile does not keep it from being stopped.
      const { bavail, bsize } = statfsSync(data)
      writeFileSync(filling, Buffer.alloc(bavail * bsize))
      await server.stop()
      expect(serverPid(data)).toBeUndefined()
    })
  })

  test('says in words that the data are of another version', async () => {
    const server = await embedded(folder)
    await server.stop()
    writeFileSync(join(folder, 'postgres', 'PG_VERSION'), '14\n')
    const failed = await embedded(folder).catch((error: unknown) => error)
    expect(failed).toBeInstanceOf(UserError)
    expect(String(failed)).toContain('was written by PostgreSQL 14')
  })

  test("gives the server's own last words where it cannot start", async () => {
    const server = await embedded(folder)
    await server.stop()
    writeFileSync(join(folder, 'postgres', 'postgresql.conf'), 'no_such_setting = on\n')
    const failed = await embedded(folder).catch((error: unknown) => error)
    expect(failed).toBeInstanceOf(UserError)
    expect(String(failed)).toMatch(/PostgreSQL did not start: .*(no_such_setting|configuration file)/)
  })
})

/** Kills the server and every process it made, at once. */
const killServer = () => {
  const server = serverPid() ?? 0
  const family = execFileSync('ps', ['-A', '-o', 'pid=,ppid='], { encoding: 'utf8' })
    .split('\n')
    .map(line => line.trim().split(/\s+/).map(Number))
    .filter(([pid, parent]) => pid === server || parent === server)
  expect(family.length).toBeGreaterThan(3)
  for (const [pid = 0] of family) if (isAlive(pid)) process.kill(pid, 'SIGKILL')
}

const count = (reader: Sql) =>
  snapshot(reader, everything, async tx => (await tx.select().from(regions)).length)

/** Another process that answers every line of its input with what it counts. */
const source = new URL('../src/', import.meta.url).href
const asker = `
  const { open } = await import('${source}db.ts')
  const { snapshot } = await import('${source}tx.ts')
  const { createInterface } = await import('node:readline')
  const { sql } = await import('drizzle-orm')
  const database = await open({ DATA_DIR: process.argv[1] })
  console.log('open')
  for await (const _ of createInterface(process.stdin))
    console.log(JSON.stringify(await snapshot(database.reader, { regions: '*', channels: '*' },
      tx => tx.execute(sql\`select count(*)::int as regions from regions\`)).catch(error => error.message)))
  await database.close()`

const anotherAsker = async () => {
  const child = spawn(process.execPath, ['--import', 'tsx', '--input-type=module', '-e', asker, folder], {
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  if (child.pid) processes.push(child.pid)
  const lines = createInterface(child.stdout)[Symbol.asyncIterator]()
  const ended = once(child, 'exit')
  expect(await lines.next()).toMatchObject({ value: 'open' })
  return {
    async count() {
      child.stdin.write('count\n')
      return (await lines.next()).value
    },
    async end() {
      child.stdin.end()
      await ended
    },
  }
}

describe('A process whose embedded PostgreSQL was killed', () => {
  test('starts it again with its next question, each time, and loses nothing', async () => {
    const lines: string[] = []
    const database = await open({ DATA_DIR: folder }, line => lines.push(line))
    await database.owner`insert into regions (name) values ('North'), ('South')`
    expect(await count(database.reader)).toBe(2)
    for (const time of [1, 2]) {
      killServer()
      expect(await Promise.all([1, 2, 3].map(() => count(database.reader)))).toEqual([2, 2, 2])
      expect(await database.owner`select 1 as one`).toEqual([{ one: 1 }])
      expect(lines.filter(line => line.includes('starting it again'))).toHaveLength(time)
    }
    await database.close()
    expect(serverPid()).toBeUndefined()
  })

  test('starts it again where the server alone was killed, and its port was taken', async () => {
    const database = await open({ DATA_DIR: folder })
    const port = Number(JSON.parse(readFileSync(join(folder, 'postgres.json'), 'utf8')).port)
    killServer()
    // What was killed may hold its port for a moment longer.
    const squatter = createServer()
    squatter.on('error', () => setTimeout(() => squatter.listen(port, '127.0.0.1'), 20))
    squatter.listen(port, '127.0.0.1')
    await expect.poll(() => squatter.listening).toBe(true)
    expect(await count(database.reader)).toBe(0)
    squatter.close()
    await database.close()
    expect(serverPid()).toBeUndefined()
  })

  test('shares the one that was started again with the others that use it', async () => {
    const database = await open({ DATA_DIR: folder })
    await database.owner`insert into regions (name) values ('North')`
    const other = await anotherAsker()
    expect(await other.count()).toBe('[{"regions":1}]')
    for (const _ of [1, 2]) {
      killServer()
      const [ours, theirs] = await Promise.all([count(database.reader), other.count()])
      expect([ours, theirs]).toEqual([1, '[{"regions":1}]'])
    }
    const pid = serverPid()
    await database.close()
    expect(serverPid()).toBe(pid)
    expect(await other.count()).toBe('[{"regions":1}]')
    await other.end()
    expect(serverPid()).toBeUndefined()
  })

  test('makes no empty data where the data is gone, and says that the server is away', async () => {
    const lines: string[] = []
    const database = await open({ DATA_DIR: folder }, line => lines.push(line))
    killServer()
    rmSync(join(folder, 'postgres'), { recursive: true })
    const failed = await count(database.reader).catch((error: unknown) => error)
    expect(isAway(failed)).toBe(true)
    expect(lines.join()).toContain('PostgreSQL is away')
    expect(existsSync(join(folder, 'postgres'))).toBe(false)
    await database.close()
  })
})

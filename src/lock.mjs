import { execFileSync } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { linkSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'

// Plain JavaScript, because setup.mjs needs it before anything is installed. Types: lock.d.mts.

/** Names a process so that a later one with the same number is not taken for it: "pid birth". */
export const processName = (pid = process.pid) => `${pid} ${birth(pid)}`

/** Says whether the process that `processName` named still runs. */
export function lives(name) {
  const [pid, born] = [Number.parseInt(name, 10), name.slice(name.indexOf(' ') + 1)]
  return pid > 0 && born !== '' && birth(pid) === born
}

/** Runs `work` while no other living process holds the lock file, and says once if it has to wait. */
export async function withLock(file, work, onWait = () => {}) {
  const mine = `${processName()}\n${randomUUID()}`
  for (let waited = false; !created(file, mine); waited = true) {
    if (!waited) onWait()
    if (!brokenIfStale(file)) await sleep(100)
  }
  try {
    return await work()
  } finally {
    if (read(file) === mine) rmSync(file, { force: true })
  }
}

function created(file, text) {
  try {
    writeFileSync(file, text, { flag: 'wx', mode: 0o644 })
    return true
  } catch (error) {
    if (error.code === 'EEXIST') return false
    // Made, but not written: nobody shall wait for it.
    if (error.code === 'ENOSPC' || error.code === 'EDQUOT') rmSync(file, { force: true })
    throw error
  }
}

function brokenIfStale(file) {
  const text = read(file)
  if (text === undefined) return true
  const [holder = ''] = text.split('\n')
  // Between creating and writing it a lock is empty for an instant; one that stays so was cut off.
  const held = text === '' ? Date.now() - age(file) < 5000 : lives(holder)
  if (held) return false
  const aside = `${file}.${randomUUID()}`
  try {
    renameSync(file, aside)
    // Another process may have broken the same lock and taken it anew since it was read: give it back.
    if (read(aside) !== text) linkSync(aside, file)
  } catch (error) {
    if (error.code !== 'ENOENT' && error.code !== 'EEXIST') throw error
  }
  rmSync(aside, { force: true })
  return true
}

function read(file) {
  try {
    return readFileSync(file, 'utf8')
  } catch (error) {
    if (error.code === 'ENOENT') return undefined
    throw error
  }
}

function age(file) {
  return statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? 0
}

/** When the process was started, in the system's own words; empty if there is none. */
function birth(pid) {
  try {
    if (process.platform !== 'linux') {
      return execFileSync('ps', ['-o', 'lstart=', '-p', String(pid)], { encoding: 'utf8' }).trim()
    }
    // The name of a program may hold spaces and brackets: count the fields after its last bracket.
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').at(-1)?.split(' ') ?? []
    return fields[0] === 'Z' ? '' : (fields[19] ?? '')
  } catch {
    return ''
  }
}

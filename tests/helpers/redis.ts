import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { Redis } from 'ioredis'
import { freePort } from './free-port.ts'

/** A Redis of its own on loopback, kept in memory; undefined where the machine has none. */
export async function scratchRedis(): Promise<{ url: string; stop(): Promise<void> } | undefined> {
  const port = await freePort()
  const server = spawn(
    'redis-server',
    ['--port', `${port}`, '--bind', '127.0.0.1', '--save', '', '--dir', '/tmp'],
    {
      stdio: 'ignore',
    },
  )
  if (!(await starts(server))) return undefined
  const url = `redis://127.0.0.1:${port}`
  const probe = new Redis(url, { maxRetriesPerRequest: null })
  probe.on('error', () => {})
  await probe.ping()
  probe.disconnect()
  return {
    url,
    async stop() {
      server.kill()
      if (server.exitCode === null) await once(server, 'exit')
    },
  }
}

const starts = (server: ChildProcess) =>
  Promise.race([once(server, 'spawn').then(() => true), once(server, 'error').then(() => false)]).catch(
    () => false,
  )

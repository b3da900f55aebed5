import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { Redis } from 'ioredis'
import { freePort } from './free-port.ts'

/** A Redis of its own on loopback that keeps nothing on disk, and what a test may do to it. */
type ScratchRedis = {
  url: string
  /** Lets it lose everything that it holds. */
  flush(): Promise<void>
  stop(): Promise<void>
}

/** Starts such a Redis, on a port if one is given; undefined where the machine has none. */
export async function scratchRedis(port?: number): Promise<ScratchRedis | undefined> {
  return serve(port ?? (await freePort()))
}

async function serve(port: number): Promise<ScratchRedis | undefined> {
  const server = spawn(
    'redis-server',
    ['--port', `${port}`, '--bind', '127.0.0.1', '--save', '', '--dir', '/tmp'],
    {
      stdio: 'ignore',
    },
  )
  if (!(await starts(server))) return undefined
  const url = `redis://127.0.0.1:${port}`
  const asking = async (ask: (redis: Redis) => Promise<unknown>) => {
    const redis = new Redis(url, { maxRetriesPerRequest: null })
    redis.on('error', () => {})
    await ask(redis)
    redis.disconnect()
  }
  await asking(redis => redis.ping())
  return {
    url,
    flush: () => asking(redis => redis.flushall()),
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

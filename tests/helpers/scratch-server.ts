import { chmod, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import postgres, { type Sql } from 'postgres'
import { embedded } from '../../src/embedded.ts'

/** The server of DATABASE_URL, or an embedded one of its own, with new databases that go when it is closed. */
export async function scratchServer() {
  const folder = process.env.DATABASE_URL ? undefined : await mkdtemp(join(tmpdir(), 'tilly-scratch-'))
  // Where root runs this, the server is another account's, which has to get into the folder.
  if (folder) await chmod(folder, 0o755)
  const server = folder ? await embedded(join(folder, 'data')) : undefined
  const url = process.env.DATABASE_URL ?? server?.url ?? ''
  const admin = postgres(url, { max: 1, onnotice: () => {} })
  const names: string[] = []
  return {
    url,
    /** Makes a database and tells its address. */
    async database(name: string) {
      const unique = `tilly_${name}_${process.pid}`
      await admin`create database ${admin(unique)}`
      names.push(unique)
      return Object.assign(new URL(url), { pathname: `/${unique}` }).href
    },
    async close() {
      try {
        for (const name of names) await dropped(admin, name)
      } finally {
        await admin.end()
        await server?.stop()
        if (folder) await rm(folder, { recursive: true, force: true })
      }
    },
  }
}

/**
 * Drops a database. The reader's connections and the server's own vacuum may not be ended by us: they are waited for, and
 * on a busy machine a vacuum takes its time.
 */
export async function dropped(admin: Sql, name: string, tries = 600): Promise<void> {
  try {
    await admin`drop database if exists ${admin(name)} with (force)`
  } catch (error) {
    const isWorkedIn = error instanceof Error && 'code' in error && error.code === '42501'
    if (tries === 0 || !isWorkedIn) throw error
    await sleep(200)
    await dropped(admin, name, tries - 1)
  }
}

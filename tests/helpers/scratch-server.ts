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
      for (const name of names) await dropped(admin, name)
      await admin.end()
      await server?.stop()
      if (folder) await rm(folder, { recursive: true, force: true })
    },
  }
}

/** Drops a database; a connection of the reader's that is just closing may not be ended by us, so it is waited for. */
async function dropped(admin: Sql, name: string, patience = 50): Promise<void> {
  try {
    await admin`drop database ${admin(name)} with (force)`
  } catch (error) {
    if (patience === 0 || !(error instanceof Error && 'code' in error && error.code === '42501')) throw error
    await sleep(100)
    await dropped(admin, name, patience - 1)
  }
}

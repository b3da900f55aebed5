import { chmod, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import postgres from 'postgres'
import type { TestProject } from 'vitest/node'
import { open } from '../../src/db.ts'
import { embedded } from '../../src/embedded.ts'
import { loadSample } from '../../src/sample/load-sample.ts'

/** The last day of the sample company in tests. */
const sampleEnd = '2026-06-30'

declare module 'vitest' {
  interface ProvidedContext {
    /** Databases to be copied by a test file: migrated and empty, and with the sample company in it. */
    databases: { empty: string; sample: string }
  }
}

/** One server for the whole run (DATABASE_URL, or an embedded one of its own), with templates to clone. */
export async function setup(project: TestProject) {
  const folder = process.env.DATABASE_URL ? undefined : await mkdtemp(join(tmpdir(), 'tilly-tests-'))
  // Where root runs the tests, the server is another account's, which has to get into the folder.
  if (folder) await chmod(folder, 0o755)
  const server = folder ? await embedded(join(folder, 'data')) : undefined
  const url = process.env.DATABASE_URL ?? server?.url ?? ''
  const admin = postgres(url, { max: 1, onnotice: () => {} })
  const template = async (name: string) => {
    const address = new URL(url)
    address.pathname = `/tilly_${name}_${process.pid}`
    await admin`create database ${admin(address.pathname.slice(1))}`
    return address.href
  }
  const databases = { empty: await template('empty'), sample: await template('sample') }
  await (await open({ DATABASE_URL: databases.empty, DATA_DIR: '' })).close()
  const sample = await open({ DATABASE_URL: databases.sample, DATA_DIR: '' })
  await loadSample(sample, { end: sampleEnd })
  await sample.close()
  project.provide('databases', databases)

  return async () => {
    for (const address of Object.values(databases))
      await admin`drop database ${admin(new URL(address).pathname.slice(1))} with (force)`
    await admin.end()
    await server?.stop()
    if (folder) await rm(folder, { recursive: true, force: true })
  }
}

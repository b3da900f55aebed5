import type { TestProject } from 'vitest/node'
import { open } from '../../src/db.ts'
import { loadSample } from '../../src/sample/load-sample.ts'
import { scratchServer } from './scratch-server.ts'

/** The last day of the sample company in tests. */
const sampleEnd = '2026-06-30'

declare module 'vitest' {
  interface ProvidedContext {
    /** Databases to be copied by a test file: migrated and empty, and with the sample company in it. */
    databases: { empty: string; sample: string }
  }
}

/** One server for the whole run, with templates to copy. */
export async function setup(project: TestProject) {
  const server = await scratchServer()
  const databases = { empty: await server.database('empty'), sample: await server.database('sample') }
  await (await open({ DATABASE_URL: databases.empty, DATA_DIR: '' })).close()
  const sample = await open({ DATABASE_URL: databases.sample, DATA_DIR: '' })
  await loadSample(sample, { end: sampleEnd })
  await sample.close()
  project.provide('databases', databases)
  return server.close
}

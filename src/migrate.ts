import { PostgresConnection } from 'bullmq'
import { commandLine } from './command-line.ts'
import { open } from './db.ts'
import { root, settings } from './root.ts'

/** Brings everything in the database up to date: our own schema, and the queue's where no Redis keeps it. */
await root(async () => {
  commandLine({ args: process.argv.slice(2), usage: 'npm run migrate', options: {} })
  const env = settings()
  const database = await open(env, line => process.stderr.write(`${line}\n`))
  try {
    if (!env.REDIS_URL) await migrateQueue(database.url)
  } finally {
    await database.close()
  }
  process.stdout.write('The schema is up to date.\n')
})

async function migrateQueue(connectionString: string) {
  const connection = new PostgresConnection({ connectionString, migrate: true, max: 1 })
  try {
    await connection.waitUntilReady()
  } finally {
    await connection.close()
  }
}

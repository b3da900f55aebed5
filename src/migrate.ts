import { PostgresConnection } from 'bullmq'
import { commandLine } from './command-line.ts'
import { type Database, open } from './db.ts'
import { queuePending } from './queue-schema.ts'
import { root, settings } from './root.ts'

/** Brings everything in the database up to date: our own schema, and the queue's where no Redis keeps it; says what that took. */
await root(async () => {
  commandLine({ args: process.argv.slice(2), usage: 'npm run migrate', options: {} })
  const env = settings()
  const database = await open(env, line => process.stderr.write(`${line}\n`))
  try {
    const queue = env.REDIS_URL ? 0 : await migrateQueue(database)
    process.stdout.write(`${outcome(database.applied, queue)}\n`)
  } finally {
    await database.close()
  }
})

function counted(count: number) {
  return `${count} migration${count === 1 ? '' : 's'}`
}

function outcome(own: number, queue: number): string {
  if (own + queue === 0) return 'The schema was up to date: nothing was to do.'
  const applied = [own > 0 && counted(own), queue > 0 && `${counted(queue)} of the queue`].filter(Boolean)
  return `Applied ${applied.join(' and ')}: the schema is up to date.`
}

/** Tells how many migrations it took. */
async function migrateQueue({ owner, url: connectionString }: Database): Promise<number> {
  const pending = await queuePending(owner)
  const connection = new PostgresConnection({ connectionString, migrate: true, max: 1 })
  try {
    await connection.waitUntilReady()
    return pending
  } finally {
    await connection.close()
  }
}

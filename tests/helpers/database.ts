import postgres, { type Sql } from 'postgres'
import { afterAll, inject } from 'vitest'
import { type Database, open } from '../../src/db.ts'
import { dropped } from './scratch-server.ts'

type TestDatabase = Database & { url: string }
const opened: TestDatabase[] = []
let copies = 0

afterAll(async () => {
  for (const database of opened) {
    await database.close()
    await administer(inject('databases').empty, admin =>
      dropped(admin, new URL(database.url).pathname.slice(1)),
    )
  }
})

/** A migrated and empty database of its own, dropped when the test file ends. */
export const emptyDatabase = () => copy(inject('databases').empty)

/** A database with the sample company to 30 June 2026, of its own. */
export const sampleDatabase = () => copy(inject('databases').sample)

async function copy(template: string): Promise<TestDatabase> {
  const url = new URL(template)
  const source = url.pathname.slice(1)
  url.pathname = `/${source}_${process.pid}_${++copies}`
  await administer(
    template,
    admin => admin`create database ${admin(url.pathname.slice(1))} template ${admin(source)}`,
  )
  const database = { ...(await open({ DATABASE_URL: url.href, DATA_DIR: '' })), url: url.href }
  opened.push(database)
  return database
}

// A template can only be copied while nobody is connected to it, so the orders are given from elsewhere.
async function administer(server: string, order: (admin: Sql) => PromiseLike<unknown>) {
  const url = new URL(server)
  url.pathname = '/postgres'
  const admin = postgres(url.href, { max: 1, onnotice: () => {} })
  try {
    await order(admin)
  } finally {
    await admin.end()
  }
}

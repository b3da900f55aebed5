import { open } from './db.ts'
import { env } from './env.ts'
import { root } from './root.ts'

await root(async () => {
  const database = await open(env(process.env))
  await database.close()
  process.stdout.write('The schema is up to date.\n')
})

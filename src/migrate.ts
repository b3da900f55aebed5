import { open } from './db.ts'
import { root, settings } from './root.ts'

await root(async () => {
  const database = await open(settings())
  await database.close()
  process.stdout.write('The schema is up to date.\n')
})

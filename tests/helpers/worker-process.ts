import { pictures } from '../../charts/png.ts'
import { working } from '../../jobs/working.ts'
import { everything } from '../../src/access.ts'
import { open } from '../../src/db.ts'
import { env } from '../../src/env.ts'
import { logger } from '../../src/log.ts'
import { clock } from './clock.ts'

/*
 * A worker as a process of its own, for tests that kill it. Its claims are short, so that what it held is soon another's.
 */

const settings = env(process.env)
const database = await open(settings)
await working(database, {
  ...{ env: settings, pictures: pictures(1), log: logger('silent'), now: clock },
  clock: async () => clock(),
  scopeOf: () => everything,
  lease: 5000,
})
process.send?.('at work')

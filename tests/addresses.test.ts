import { request } from 'node:http'
import { describe, expect, test } from 'vitest'
import { sampleDatabase } from './helpers/database.ts'
import { slackAt, start } from './helpers/process.ts'

/*
 * Which addresses a process listens on. Linux takes every 127.x.x.x for its own: who listens on 127.0.0.1 alone is not
 * found at 127.0.0.2, and who listens on every address is.
 */

/** Whether something listens at an address. */
const listens = (host: string, port: number) =>
  new Promise<boolean>(resolve => {
    request({ host, port, path: '/healthz' }, response => resolve(response.resume().statusCode === 200))
      .on('error', () => resolve(false))
      .end()
  })

/** Who must reach the process: Slack’s proxy over HTTP, else this machine alone. */
type Mode = 'socket' | 'http' | 'worker'

describe.skipIf(process.platform !== 'linux')('A process listens', () => {
  test.each<[mode: Mode, where: string, host: string | undefined, loopback: boolean, other: boolean]>([
    ['socket', 'on loopback alone', undefined, true, false],
    ['worker', 'on loopback alone', undefined, true, false],
    ['http', 'on every address, for a proxy elsewhere', undefined, true, true],
    ['http', 'where HOST says', '127.0.0.1', true, false],
    ['socket', 'where HOST says', '127.0.0.2', false, true],
    ['worker', 'where HOST says', '127.0.0.2', false, true],
    ['http', 'where HOST says', '127.0.0.2', false, true],
    ['worker', 'on every address where HOST says so', '0.0.0.0', true, true],
  ])('(%s) %s', async (mode, _where, host, loopback, other) => {
    const place = await slackAt()
    await place.there()
    const tilly = await start(
      {
        ...{
          ...place.env,
          ...place[mode === 'http' ? 'http' : 'socket'],
          DATABASE_URL: (await sampleDatabase()).url,
        },
        ...(host && { HOST: host }),
      },
      mode === 'worker' ? 'jobs/worker.ts' : 'src/main.ts',
    )
    const found = async () => ({
      loopback: await listens('127.0.0.1', tilly.port),
      other: await listens('127.0.0.2', tilly.port),
    })
    await expect.poll(found).toEqual({ loopback, other })
  })
})

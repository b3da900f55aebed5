import { Temporal } from 'temporal-polyfill'
import { describe, expect, onTestFinished, test } from 'vitest'
import { deliveries } from '../drizzle/schema/bot.ts'
import { open } from '../src/db.ts'
import { env } from '../src/env.ts'
import { UserError } from '../src/errors.ts'
import { measuring } from '../src/metrics.ts'
import { orm } from '../src/tx.ts'
import { cable } from './helpers/cable.ts'
import { company } from './helpers/company.ts'
import { emptyDatabase, sampleDatabase } from './helpers/database.ts'

const at = (day: string) => ({ ...company, now: () => Temporal.Instant.from(`${day}T11:00:00Z`) })
const loopback = { host: '127.0.0.1', port: 0 }

/** The figures at /metrics of a database on a day, by name. */
async function figures(
  database: Pick<Awaited<ReturnType<typeof sampleDatabase>>, 'owner' | 'reader'>,
  day: string,
) {
  const measured = await measuring(loopback, { ...database, today: at(day) })
  onTestFinished(() => measured.close())
  const response = await fetch(`http://127.0.0.1:${measured.port}/metrics`)
  expect(response.status).toBe(200)
  expect(response.headers.get('content-type')).toMatch(/^text\/plain; version=0\.0\.4/)
  const lines = (await response.text()).split('\n').filter(line => line && !line.startsWith('#'))
  return Object.fromEntries(
    lines.map(line => {
      const [, name = '', value] = /^(\S+) (\S+)$/.exec(line) ?? []
      return [name, Number(value)]
    }),
  )
}

describe('The metrics', () => {
  test('tell how old sales are, and how it stands with what was due', async () => {
    const database = await sampleDatabase()
    const some = (state: 'sent' | 'failed', hours: number) => ({
      ...{ kind: 'digest' as const, subject: 1, target: `C${state}${hours}`, state },
      due: Temporal.Now.instant().subtract({ hours }).toString(),
    })
    await orm(database.owner)
      .insert(deliveries)
      .values([some('sent', 1), some('sent', 2), some('failed', 3), some('failed', 30)])
    expect(await figures(database, '2026-07-03')).toMatchObject({
      tilly_database_up: 1,
      // The last day of the sample company ends when 1 July begins in London, where it is summer.
      tilly_sales_through_timestamp_seconds: Date.parse('2026-06-30T23:00:00Z') / 1000,
      tilly_sales_age_days: 3,
      tilly_sales_stale: 0,
      'tilly_deliveries{state="sent"}': 2,
      'tilly_deliveries{state="failed"}': 1,
      'tilly_deliveries{state="due"}': 0,
      process_resident_memory_bytes: expect.any(Number),
    })
    expect(await figures(database, '2026-07-04')).toMatchObject({
      tilly_sales_age_days: 4,
      tilly_sales_stale: 1,
    })
  })

  test('leave out what is not known', async () => {
    const nothing = await figures(await emptyDatabase(), '2026-07-04')
    expect(nothing.tilly_database_up).toBe(1)
    expect(Object.keys(nothing).filter(name => name.startsWith('tilly_sales'))).toEqual([])

    const line = await cable((await sampleDatabase()).url)
    onTestFinished(line.cut)
    const behind = await open({ DATABASE_URL: line.url, DATA_DIR: '' })
    onTestFinished(() => behind.close())
    await line.cut()
    const away = await figures(behind, '2026-07-04')
    expect(Object.keys(away).filter(name => name.startsWith('tilly_'))).toEqual(['tilly_database_up'])
    expect(away.tilly_database_up).toBe(0)
  })

  test('are served of nothing else, nowhere where no port is set, and say where a port is taken', async () => {
    const database = await emptyDatabase()
    const today = at('2026-07-04')
    const first = await measuring(loopback, { ...database, today })
    onTestFinished(() => first.close())
    expect((await fetch(`http://127.0.0.1:${first.port}/`)).status).toBe(404)
    expect((await fetch(`http://127.0.0.1:${first.port}/metrics`, { method: 'POST' })).status).toBe(404)
    expect((await measuring(undefined, { ...database, today })).port).toBeUndefined()
    const port = first.port ?? 0
    const second = measuring({ ...loopback, port }, { ...database, today })
    await expect(second).rejects.toMatchObject({
      message: `Port ${port} is taken by another program.`,
      hint: `Stop that program, or set another port: METRICS_PORT=${port + 1}.`,
    })
    await expect(second).rejects.toBeInstanceOf(UserError)
  })

  test('are for this machine alone unless an address is set', () => {
    const place = (METRICS_PORT: string) => env({ METRICS_PORT }).METRICS_PORT
    expect(place('')).toBeUndefined()
    expect(place('9464')).toEqual({ host: '127.0.0.1', port: 9464 })
    expect(place('0.0.0.0:9464')).toEqual({ host: '0.0.0.0', port: 9464 })
    expect(place('[::]:9464')).toEqual({ host: '::', port: 9464 })
    for (const wrong of ['http', '65535', ':9464x', '9464:'])
      expect(() => place(wrong)).toThrow(`METRICS_PORT=${wrong} is not a port`)
  })
})

import { execFileSync } from 'node:child_process'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import postgres from 'postgres'
import { describe, expect, test } from 'vitest'
import { embedded } from '../src/embedded.ts'
import { emptyDatabase } from './helpers/database.ts'
import { blocks, folder } from './helpers/printed.ts'

const printed = () => blocks('docs/deploy.md', 'Backups')

/** Whether this machine's pg_dump reads that server: it must not be older. */
async function reads({ owner }: Awaited<ReturnType<typeof emptyDatabase>>) {
  const [row] = await owner`select current_setting('server_version_num')::int / 10000 as major`
  try {
    const own = /\) (\d+)/.exec(execFileSync('pg_dump', ['--version'], { encoding: 'utf8' }))?.[1]
    return Number(own) >= Number(row?.major)
  } catch {
    return false
  }
}

describe('The backup that docs/deploy.md prints', () => {
  test('can be put back, and one that fails keeps the last', async context => {
    const database = await emptyDatabase()
    if (!(await reads(database))) context.skip('there is no pg_dump here that reads this server')
    const [backUp = '', putBack = ''] = await printed()
    const { at, run } = await folder()
    const write = (env: string) => writeFile(join(at, '.env'), env)
    await write(`COMPANY_NAME=Your company & sons\nDATABASE_URL=${database.url}\n`)
    await database.owner`insert into heard (id) values ('kept')`
    expect(await run(backUp)).toMatchObject({ status: 0 })
    const kept = await readFile(join(at, 'tilly.dump'))
    expect(kept.subarray(0, 5).toString()).toBe('PGDMP')

    await database.owner`delete from heard`
    expect(await run(putBack)).toMatchObject({ status: 0 })
    expect(await database.owner`select id from heard`).toMatchObject([{ id: 'kept' }])

    for (const broken of ['DATABASE_URL=\n', '', 'DATABASE_URL=postgres://nobody@127.0.0.1:1/none\n']) {
      await write(broken)
      const failed = await run(backUp)
      expect(failed.status, failed.said).not.toBe(0)
      expect((await readFile(join(at, 'tilly.dump'))).equals(kept)).toBe(true)
    }
  })

  test('of an embedded PostgreSQL can be put back, and what is no archive takes nothing away', async () => {
    const [, , pack = '', unpack = ''] = await printed()
    const { at, run } = await folder()
    const data = join(at, '.tilly')
    /** Gives an order to the embedded server, which runs only meanwhile. */
    const order = async (query: string) => {
      const server = await embedded(data)
      const sql = postgres(server.url, { max: 1 })
      try {
        return await sql.unsafe(query)
      } finally {
        await sql.end()
        await server.stop()
      }
    }
    await order('create table kept as select 42 as answer')
    expect(await run(pack)).toMatchObject({ status: 0 })
    await order('drop table kept')
    expect(await run(unpack)).toMatchObject({ status: 0 })
    expect(await order('select answer from kept')).toMatchObject([{ answer: 42 }])

    await run('mv tilly.tar.gz whole && head -c 1000 whole > tilly.tar.gz')
    expect((await run(unpack)).status).not.toBe(0)
    expect(await order('select answer from kept')).toMatchObject([{ answer: 42 }])
  })

  test('of an embedded PostgreSQL stays as it was where there is nothing to pack', async () => {
    const [, , pack = ''] = await printed()
    const { at, run } = await folder()
    await writeFile(join(at, 'tilly.tar.gz'), 'the last')
    expect((await run(pack)).status).not.toBe(0)
    expect(await readFile(join(at, 'tilly.tar.gz'), 'utf8')).toBe('the last')
  })
})

test('.env.example can be read by a shell', async () => {
  const { run } = await folder()
  expect(await run('set -eu; . ./.env.example; test "$COMPANY_NAME" = "Your company"')).toEqual({
    status: 0,
    said: '',
  })
})

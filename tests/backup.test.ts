import { execFile, execFileSync } from 'node:child_process'
import { mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, onTestFinished, test } from 'vitest'
import { emptyDatabase } from './helpers/database.ts'

const root = fileURLToPath(new URL('..', import.meta.url))

/** The shell blocks under a heading of docs/deploy.md, as they are printed. */
async function printed(heading: string): Promise<string[]> {
  const page = await readFile(join(root, 'docs/deploy.md'), 'utf8')
  const section = page.split(`\n## ${heading}\n`)[1]?.split('\n## ')[0] ?? ''
  return [...section.matchAll(/```sh\n([\s\S]*?)```/g)].map(([, lines = '']) => lines)
}

/** A folder with the code in it and an .env of its own, where lines are run as a person would. */
async function folder(env: string) {
  const at = await mkdtemp(join(tmpdir(), 'tilly-backup-'))
  onTestFinished(() => rm(at, { recursive: true, force: true }))
  for (const name of await readdir(root))
    if (!/^(\.git|\.env$|\.tilly|tests)/.test(name)) await symlink(join(root, name), join(at, name))
  await writeFile(join(at, '.env'), env)
  const { DATABASE_URL: _, DATABASE_READ_URL: __, ...others } = process.env
  const run = (lines: string) =>
    new Promise<{ status: number; said: string }>(resolve => {
      execFile('bash', ['-c', lines], { cwd: at, env: others }, (error, stdout, stderr) =>
        resolve({ status: error ? Number(error.code ?? 1) : 0, said: `${stdout}${stderr}` }),
      )
    })
  return { at, run, write: (text: string) => writeFile(join(at, '.env'), text) }
}

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
    const [backUp = '', putBack = ''] = await printed('Backups')
    const { at, run, write } = await folder(
      `COMPANY_NAME=Your company & sons\nDATABASE_URL=${database.url}\n`,
    )
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

  test('packs the folder of an embedded PostgreSQL, and keeps the last where there is none', async () => {
    const [, , pack = ''] = await printed('Backups')
    const { at, run } = await folder('')
    await run('mkdir .tilly && echo kept > .tilly/data')
    expect(await run(pack)).toMatchObject({ status: 0 })
    const packed = await readFile(join(at, 'tilly.tar.gz'))
    await run('rm -r .tilly')
    expect((await run(pack)).status).not.toBe(0)
    expect((await readFile(join(at, 'tilly.tar.gz'))).equals(packed)).toBe(true)
  })
})

test('.env.example can be read by a shell', async () => {
  const { run } = await folder('')
  expect(await run('set -eu; . ./.env.example; test "$COMPANY_NAME" = "Your company"')).toEqual({
    status: 0,
    said: '',
  })
})

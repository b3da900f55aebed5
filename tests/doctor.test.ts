import { execFile } from 'node:child_process'
import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { beforeAll, describe, expect, test } from 'vitest'
import type { LocalSlack } from '../playground/slack.ts'
import { scopes } from '../src/slack/manifest.ts'
import { emptyDatabase, sampleDatabase } from './helpers/database.ts'
import { slackWith } from './helpers/local-slack.ts'
import { scratchServer } from './helpers/scratch-server.ts'

const root = fileURLToPath(new URL('..', import.meta.url))

let url = ''
beforeAll(async () => {
  url = (await emptyDatabase()).url
  await run('src/migrate.ts', { DATABASE_URL: url })
})

type Told = { status: number | string | null | undefined; lines: Record<string, string>; all: string }

function run(script: string, env: Record<string, string | undefined>): Promise<Told> {
  const { REDIS_URL: _, DATABASE_READ_URL: __, ...others } = process.env
  const options = { cwd: root, env: { ...others, ...env } }
  return new Promise(resolve => {
    execFile(process.execPath, ['--import', 'tsx', script], options, (error, stdout, stderr) => {
      const lines = stdout.split('\n').flatMap(line => {
        const [, mark, name, says] = /^(ok|note|wrong|broken|–) +(.{12})(.*)$/.exec(line) ?? []
        return mark && name ? [[name.trim(), `${mark}: ${says}`]] : []
      })
      resolve({
        status: error ? error.code : 0,
        lines: Object.fromEntries(lines),
        all: `${stdout}${stderr}`,
      })
    })
  })
}

const doctor = (slack: LocalSlack, env: Record<string, string | undefined> = {}) =>
  run('src/doctor.ts', {
    ...{ DATABASE_URL: url, SLACK_API_URL: slack.apiUrl },
    ...{ SLACK_BOT_TOKEN: slack.token, SLACK_APP_TOKEN: slack.appToken },
    ...env,
  })

/** A local Slack whose bot may do what the manifest asks for. */
const installed = (held: readonly string[] = Object.keys(scopes)) => slackWith({ scopes: held })

describe('The doctor', () => {
  test('says of each thing that it is well, ends with status 0, and tells no secret', async () => {
    const slack = await installed()
    const { status, lines, all } = await doctor(slack)
    expect(all).toMatch(/^All is well\.$/m)
    expect(lines.sales).toBe('note: No sales are loaded yet.')
    expect(Object.entries(lines).filter(([, says]) => !/^(ok|note): /.test(says))).toEqual([])
    expect(Object.keys(lines)).toEqual([
      ...['Node', 'settings', 'Slack', 'bot token', 'scopes', 'app token'],
      ...['database', 'migrations', 'login', 'sales', 'queue'],
      ...['clock', 'font', 'pictures', 'names', 'manifest'],
    ])
    expect(status).toBe(0)
    for (const secret of [slack.token, slack.appToken, new URL(url).password || slack.token])
      expect(all).not.toContain(secret)
  })

  test('says through when sales are loaded, and notes where that is long ago', async () => {
    const slack = await installed()
    const { url: DATABASE_URL } = await sampleDatabase()
    const { lines } = await doctor(slack, { DATABASE_URL })
    expect(lines.sales).toMatch(/^note: Sales are loaded through 30 June 2026, [\d,]+ days ago\.$/)
    const patient = await doctor(slack, { DATABASE_URL, STALE_AFTER_DAYS: '9999' })
    expect(patient.lines.sales).toBe('ok: loaded through 30 June 2026')
  })

  test('looks at the signing secret where requests come over HTTP', async () => {
    const slack = await installed()
    const http = { SLACK_APP_TOKEN: '', SLACK_SIGNING_SECRET: slack.signingSecret }
    const { status, lines, all } = await doctor(slack, http)
    expect(lines.settings).toBe('ok: complete, for HTTP on port 3000')
    expect(lines['app token']).toBe('ok: not needed: requests come over HTTP')
    expect(status).toBe(0)
    expect(all).not.toContain(slack.signingSecret)
    const wrong = await doctor(slack, { ...http, SLACK_SIGNING_SECRET: 'my-secret-secret' })
    expect(wrong.lines.settings).toMatch(/^wrong: SLACK_SIGNING_SECRET cannot be right\. .* is 32 digits/)
    expect(wrong.all).not.toContain('my-secret-secret')
    expect(wrong.status).toBe(2)
  })

  test('says which tokens are missing or refused, and what to do about each', async () => {
    const slack = await installed()
    const none = await doctor(slack, { SLACK_BOT_TOKEN: '', SLACK_APP_TOKEN: '' })
    expect(none.lines.settings).toMatch(
      /^wrong: Not set: SLACK_BOT_TOKEN, with which .*; and SLACK_APP_TOKEN, with which .*, or for HTTP instead SLACK_SIGNING_SECRET, which .*\. Copy/,
    )
    expect(none.lines.Slack).toMatch(/^–: /)
    expect(none.lines.database).toMatch(/^ok: PostgreSQL/)
    expect(none.status).toBe(2)
    const one = await doctor(slack, { SLACK_APP_TOKEN: '' })
    expect(one.lines.settings).toMatch(/^wrong: Not set: SLACK_APP_TOKEN, with which/)
    expect(one.lines.settings).not.toContain('SLACK_BOT_TOKEN')
    const swapped = await doctor(slack, { SLACK_BOT_TOKEN: slack.appToken, SLACK_APP_TOKEN: slack.token })
    expect(swapped.lines.settings).toMatch(
      /^wrong: SLACK_BOT_TOKEN and SLACK_APP_TOKEN cannot be right\. SLACK_BOT_TOKEN begins with xoxb-/,
    )
    const others = await doctor(slack, { SLACK_BOT_TOKEN: 'xoxb-other-1', SLACK_APP_TOKEN: 'xapp-other-1' })
    expect(others.lines['bot token']).toMatch(
      /^wrong: Slack does not accept the bot token \(invalid_auth\)\. Copy/,
    )
    expect(others.lines['app token']).toMatch(/^wrong: Slack does not accept the app token \(.*\)\. Make one/)
    expect(others.lines.scopes).toMatch(/^–: /)
    expect(others.all).not.toMatch(/xoxb-other|xapp-other/)
    expect(others.status).toBe(2)
  })

  test('names the scopes that the token lacks, and the manifest that asks for them', async () => {
    const slack = await installed(['commands', 'chat:write'])
    const { lines, status } = await doctor(slack)
    expect(lines.scopes).toMatch(
      /^wrong: The bot token lacks files:write, im:write.*\. Put slack-manifest\.json into/,
    )
    expect(status).toBe(2)
    // The manifest beside the code would turn Socket Mode on where the app is called over HTTP, and drop a prefix.
    const http = { SLACK_APP_TOKEN: '', SLACK_SIGNING_SECRET: slack.signingSecret }
    for (const [env, option] of [
      [http, '--url https://…'],
      [{ COMMAND_PREFIX: 'hv-' }, '--socket'],
    ] as const) {
      const { lines } = await doctor(slack, env)
      expect(lines.scopes).toContain(`Put what \`npm run --silent generate -- ${option}\` prints into`)
      expect(lines.manifest).toBe(`ok: is current; \`npm run --silent generate -- ${option}\` prints yours`)
    }
  })

  test('tells where an embedded PostgreSQL has its data', async () => {
    const slack = await installed()
    const folder = await mkdtemp(join(tmpdir(), 'tilly-doctor-'))
    try {
      const { lines } = await doctor(slack, { DATABASE_URL: '', DATA_DIR: folder })
      const place = /^ok: PostgreSQL \S+, embedded, in (\/.*)$/.exec(lines.database ?? '')?.[1]
      expect(await readdir(place ?? '')).toContain('PG_VERSION')
      // Where root runs this, nobody else may enter the folder.
      if (process.getuid?.() !== 0) expect(place).toBe(join(folder, 'postgres'))
      else await rm(dirname(place ?? folder), { recursive: true })
    } finally {
      await rm(folder, { recursive: true, force: true })
    }
  })

  test('keeps passwords to itself, but not how an address with one reads', async () => {
    const slack = await installed()
    const { lines, all } = await doctor(slack, {
      DATABASE_URL: 'mysql://a:hushhush@b/c',
      REDIS_URL: 'http://',
    })
    expect(lines.database).toContain('It reads like postgres://user:password@host:5432/database;')
    expect(lines.queue).toContain('It reads like redis://:password@host:6379,')
    expect(all).not.toContain('hushhush')
  })

  test('says that Slack, the database or Redis cannot be reached, and looks at everything else', async () => {
    const slack = await installed()
    await slack.close()
    const { lines, status, all } = await doctor(slack, {
      DATABASE_URL: 'postgres://tilly:hushhush@127.0.0.1:1/tilly',
      REDIS_URL: 'redis://:hushhush@127.0.0.1:1',
    })
    expect(lines.Slack).toMatch(/^wrong: Slack cannot be reached at 127\.0\.0\.1:\d+ \(ECONNREFUSED\)/)
    expect(lines.database).toMatch(/^wrong: PostgreSQL at 127\.0\.0\.1:1 does not answer/)
    expect(lines.migrations).toMatch(/^–: /)
    expect(lines.queue).toMatch(/^wrong: Redis at 127\.0\.0\.1:1 does not answer/)
    expect(lines.clock).toMatch(/^–: /)
    expect(lines.pictures).toMatch(/^ok: drawn/)
    expect(all).not.toContain('hushhush')
    expect(status).toBe(2)
  })

  test('says that migrations are missing, of a database that is new', async () => {
    const slack = await installed()
    const server = await scratchServer()
    try {
      const { lines, status } = await doctor(slack, { DATABASE_URL: await server.database('new') })
      expect(lines.database).toMatch(/^ok: /)
      expect(lines.migrations).toMatch(
        /^wrong: \d+ migrations are still to be applied\. Run `npm run migrate`\.$/,
      )
      expect(lines.login).toMatch(/^–: /)
      expect(status).toBe(2)
    } finally {
      await server.close()
    }
  })

  test('refuses a login of questions that sees everything', async () => {
    const slack = await installed()
    const { lines, status } = await doctor(slack, { DATABASE_READ_URL: url })
    expect(lines.login).toMatch(/^wrong: The login .* sees everything/)
    expect(status).toBe(2)
  })

  test('says that the clock is wrong', async () => {
    const slack = await installed()
    const { lines, status } = await doctor(slack, {
      NODE_OPTIONS: `--import=${new URL('helpers/late-clock.mjs', import.meta.url).href}`,
    })
    expect(lines.clock).toMatch(/^wrong: This machine’s clock is 1\d\d seconds behind Slack’s\./)
    expect(status).toBe(2)
  })

  test('says in one sentence which setting cannot be read', async () => {
    const slack = await installed()
    const { all, status } = await doctor(slack, { PORT: 'many' })
    expect(all.trim()).toBe(
      'PORT=many is not a port; write a number from 0 to 65535. See .env.example for what each setting takes.',
    )
    expect(status).toBe(2)
  })
})

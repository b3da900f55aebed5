import { execFile } from 'node:child_process'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { PassThrough } from 'node:stream'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { LATEST_SCHEMA_VERSION } from 'bullmq'
import { parse } from 'csv-parse/sync'
import postgres from 'postgres'
import sharp from 'sharp'
import { Temporal } from 'temporal-polyfill'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { progressBar } from '../src/command-line.ts'
import { filterNames } from '../src/insight.ts'
import { insights } from '../src/insights/index.ts'
import { filterForms } from '../src/parameters.ts'
import { emptyDatabase, sampleDatabase } from './helpers/database.ts'
import { scratchServer } from './helpers/scratch-server.ts'

const tsx = pathToFileURL(createRequire(import.meta.url).resolve('tsx')).href
const source = (name: string) => fileURLToPath(new URL(`../src/${name}.ts`, import.meta.url))

let url: string
let folder: string

beforeAll(async () => {
  url = (await sampleDatabase()).url
  folder = await mkdtemp(join(tmpdir(), 'tilly-cli-'))
})
afterAll(() => rm(folder, { recursive: true, force: true }))

type Ended = { status: number; out: string; words: string }

/** Runs a command line as a person does, in a process of its own. */
const run = (name: string, args: string[], env: Record<string, string> = {}) =>
  new Promise<Ended>(resolve => {
    const options = { cwd: folder, env: { ...process.env, DATABASE_URL: url, ...env }, maxBuffer: 1 << 26 }
    execFile(process.execPath, ['--import', tsx, source(name), ...args], options, (error, out, words) =>
      resolve({ status: error ? Number(error.code) : 0, out, words }),
    )
  })
const ask = (text: string, env?: Record<string, string>) => run('cli', text.split(' ').filter(Boolean), env)

describe('ask', () => {
  test('prints words and a table', async () => {
    const { status, out, words } = await ask('topcustomers 3 last quarter')
    expect({ status, words }).toEqual({ status: 0, words: '' })
    expect(out).toMatch(/^The top 3 customers bring £[\d.]+k/)
    expect(out.match(/^│/gm)).toHaveLength(4)
    expect(out).toContain('Q2 2026')
  })

  test.each(insights)(
    '--json of $name prints exactly one value, the answer',
    async ({ name, word, examples }) => {
      const whom = filterNames.some(filter => filter === word) ? `${examples[0]} ` : ''
      const { status, out } = await ask(`${name} ${whom}last quarter --json`)
      expect(status).toBe(0)
      const answer = JSON.parse(out)
      // What was estimated for the words stands only where something was.
      expect(Object.keys(answer).filter(key => key !== 'model' && key !== 'stale')).toEqual(
        'insight asked asOf dataThrough headline detail context chart rows next'.split(' '),
      )
      expect(answer).toMatchObject({
        insight: name,
        asked: { period: { from: '2026-04-01', to: '2026-07-01' } },
        asOf: '2026-06-30',
        dataThrough: '2026-06-30',
      })
      expect(answer.rows.length).toBeGreaterThan(0)
    },
  )

  test('--json has the rows that scripts rely on', async () => {
    const keys = async (text: string) =>
      Object.keys(JSON.parse((await ask(`${text} --json`)).out).rows[0]).toSorted()
    expect(await keys('weeklysales')).toEqual(
      'week gross discounts returns cancellations adjustments net orders customers complete lastYear peak target'
        .split(' ')
        .toSorted(),
    )
    expect(await keys('topcustomers')).toEqual(
      'customer name net gross forfeited orders lastOrder rank previousRank share change'
        .split(' ')
        .toSorted(),
    )
    expect(await keys('returns')).toEqual(
      'product name category returned cancelled forfeited units charged orderedForfeited rate provisional share'
        .split(' ')
        .toSorted(),
    )
  })

  test('--csv prints the same rows, and --png draws them', async () => {
    const file = join(folder, 'top.png')
    const { status, out } = await ask(`topcustomers 5 --csv --png ${file}`)
    expect(status).toBe(0)
    expect(parse(out)).toHaveLength(6)
    const { width = 0, height = 0, format } = await sharp(await readFile(file)).metadata()
    expect(format).toBe('png')
    expect(width / height).toBeGreaterThan(4 / 3 - 0.05)
  })

  test('without words shows what can be asked', async () => {
    const { status, out } = await ask('')
    expect(status).toBe(0)
    for (const { about } of insights) expect(out).toContain(about)
    for (const { example } of filterForms) expect(out).toContain(`  ${example}`)
  })

  test.each([
    ['bananas', /no question called “bananas”.*weeklysales/],
    ['targets', /^Targets are not asked for here\. Use `npm run targets`/],
    ['help targets', /npm run targets/],
    ['topcustomers region:atlantis', /no region “atlantis”.*North/],
    ['topcustomers colour:red', /no filter “colour:”/],
    ['returns lst week', /last week/],
    ['returns --jsn', /There is no option --jsn\. It reads like: npm run/],
    ['returns --png', /--png needs a value\. It reads like/],
    ['returns --png=', /--png needs a value\./],
    ['returns --png --json', /--png needs a value that does not begin with a dash\./],
    ['returns --json=yes', /--json takes no value\./],
    ['--json', /Which question\?/],
    ['returns --json --csv', /One of --json and --csv/],
    ['returns --png /nowhere/at/all.png', /cannot be written to \/nowhere/],
    ['returns 1995 --png x.png', /nothing to draw/i],
  ])('%s is a mistake in one sentence, with status 2 and nothing on stdout', async (text, sentence) => {
    const { status, out, words } = await ask(text)
    expect({ status, out }).toEqual({ status: 2, out: '' })
    expect(words).toMatch(sentence)
    expect(words.trim().split('\n')).toHaveLength(1)
  })

  test.each([
    [{ DATABASE_URL: 'postgres://tilly:x@127.0.0.1:9/none' }, /127\.0\.0\.1:9 does not answer/],
    [{ DATABASE_URL: 'mysql://x' }, /DATABASE_URL is not the address of a PostgreSQL/],
    [{ COMPANY_TIMEZONE: 'Mars/Base' }, /COMPANY_TIMEZONE=Mars\/Base is not a time zone/],
    [{ COMPANY_LOCALE: 'x_y' }, /COMPANY_LOCALE=x_y is not a locale/],
    [{ PORT: 'abc' }, /PORT=abc is not a port/],
  ])('a wrong setting is a mistake in one sentence: %j', async (env, sentence) => {
    const { status, words } = await ask('returns', env)
    expect(words).toMatch(sentence)
    expect(status).toBe(2)
  })

  test.each(['Asia/Kolkata', 'Europe/Kyiv', 'Etc/UTC'])('answers in the time zone %s', async zone => {
    expect((await ask('weeklysales', { COMPANY_TIMEZONE: zone })).status).toBe(0)
  })

  test('writes figures as the locale does', async () => {
    const { out } = await ask('weeklysales last week', { COMPANY_LOCALE: 'de-DE', COMPANY_CURRENCY: 'EUR' })
    expect(out).toMatch(/\d\.\d{3},\d\d\s€/)
  })
})

describe('import', () => {
  const header = 'Invoice,StockCode,Description,Quantity,InvoiceDate,Price,Customer ID,Country\n'
  const importing = async (rows: string, url: string) => {
    const file = join(folder, 'sales.csv')
    await writeFile(file, header + rows)
    return run('import', [file, '--json'], { DATABASE_URL: url })
  }

  test('never mixes sales with the sample company, which can be taken out', async () => {
    const { url } = await sampleDatabase()
    const row = '1,10001,Kite,2,2024-06-01 10:00,3.50,77,France\n'
    const refused = await importing(row, url)
    expect(refused).toMatchObject({ status: 2, out: '' })
    expect(refused.words).toMatch(/holds the sample company.*--remove/)
    const plan = join(folder, 'plan.csv')
    await writeFile(plan, 'measure,period,value\nnet sales,june 2024,160k\n')
    expect(await run('load-targets', [plan], { DATABASE_URL: url })).toMatchObject({ status: 0 })
    expect(await run('sample', ['--remove'], { DATABASE_URL: url })).toMatchObject({
      status: 0,
      out: 'The sample company is removed, and with it all targets: 1.\n',
    })
    const { status, out } = await importing(row, url)
    expect({ status, ...JSON.parse(out) }).toMatchObject({ status: 0, loaded: 1, totals: { sale: 7 } })
    const kept = await run('sample', ['--remove'], { DATABASE_URL: url })
    expect(kept).toMatchObject({ status: 2 })
    expect(kept.words).toMatch(/other sales than the sample company/)
  })

  test('takes several of the largest amounts that a line may have', async () => {
    const { url } = await emptyDatabase()
    const rows = ['08:26', '08:27'].map(
      at => `B${at},10001,Lamp,99999999999,2024-01-04 ${at}:00,0.01,17850,France\n`,
    )
    const { out } = await importing(rows.join(''), url)
    expect(JSON.parse(out)).toMatchObject({ loaded: 2, totals: { sale: 1_999_999_999.98 } })
  })

  test('of rows that all are rejected is a mistake, and still accounts for them', async () => {
    const { url } = await emptyDatabase()
    const { status, out } = await importing('1,10001,Kite,2,01/06/2026,3.50,77,France\n', url)
    expect(status).toBe(2)
    expect(JSON.parse(out).rejected).toEqual({ 'a date that is not like 2011-12-09 12:50:00': 1 })
  })

  test('knows what day it is, and takes no row of another', async () => {
    const { url } = await emptyDatabase()
    const tomorrow = Temporal.Now.plainDateISO('Europe/London').add({ days: 1 })
    const row = (day: Temporal.PlainDate, number: number) => `${number},10001,Kite,2,${day},3.50,77,France\n`
    const rows = [row(tomorrow, 1), row(tomorrow.add({ days: 2 }), 2), row(tomorrow.subtract({ days: 9 }), 3)]
    expect(JSON.parse((await importing(rows.join(''), url)).out)).toMatchObject({
      loaded: 2,
      rejected: { 'a date in the future': 1 },
      through: tomorrow.toString(),
    })
  })

  test('without lines does not say where the data ends', async () => {
    const { url } = await emptyDatabase()
    const file = join(folder, 'header.csv')
    await writeFile(file, header)
    const { status, out } = await run('import', [file, '--through', '2024-01-01'], { DATABASE_URL: url })
    expect(status).toBe(0)
    expect(out).toContain('Nothing to load: there are no rows.')
    expect(out).not.toMatch(/null|data now ends/)
  })

  test.each<[string, RegExp]>([
    ['', /No file was named\. It reads like: npm run import/],
    ['--foo x', /There is no option --foo\./],
    ['x --replace orders', /--replace is not there yet\./],
    ['x --map m', /--map is not there yet\./],
    ['x --through 2011-02-30', /--through 2011-02-30 is not a day\. Write one such as/],
    [
      'x --through 2099-01-01',
      /--through 2099-01-01 is in the future\. Write 20\d\d-\d\d-\d\d or an earlier day\./,
    ],
    ['x --preset', /--preset needs a value\./],
    ['nowhere.csv', /There is no file nowhere\.csv\./],
  ])('%j is a mistake in one sentence, with status 2 and nothing on stdout', async (text, sentence) => {
    const { status, out, words } = await run('import', text.split(' ').filter(Boolean))
    expect({ status, out }).toEqual({ status: 2, out: '' })
    expect(words).toMatch(sentence)
    expect(words.trim().split('\n')).toHaveLength(1)
  })
})

test.each([
  ['import', '--preset NAME'],
  ['sample', '--remove'],
  ['load-targets', '--replace'],
])('%s says how it reads', async (root, option) => {
  for (const asked of ['--help', '-h', 'help']) {
    const { status, out, words } = await run(root, [asked])
    expect({ status, words }).toEqual({ status: 0, words: '' })
    expect(out).toMatch(/^It reads like: npm run /)
    expect(out).toContain(option)
  }
})

test('What a terminal would obey is not printed', async () => {
  const { words } = await ask('returns region:\u001b[31mred')
  expect(words).toContain('U+001B')
  expect(words).not.toContain('\u001b')
})

describe('migrate', () => {
  const nothing = { status: 0, out: 'The schema was up to date: nothing was to do.\n' }

  test('says how many migrations it applied, ours and the queue’s, and then that nothing was to do', async () => {
    const server = await scratchServer()
    const env = { DATABASE_URL: await server.database('migrate'), REDIS_URL: '' }
    const sql = postgres(env.DATABASE_URL, { max: 1, onnotice: () => {} })
    try {
      const { status, out } = await run('migrate', [], env)
      const [, own, queue] =
        /^Applied (\d+) migrations and (\d+) migrations of the queue: the schema is up to date\.\n$/.exec(
          out,
        ) ?? []
      expect(status).toBe(0)
      const journal = await readFile(
        new URL('../drizzle/migrations/meta/_journal.json', import.meta.url),
        'utf8',
      )
      expect(Number(own)).toBe(JSON.parse(journal).entries.length)
      expect(Number(queue)).toBe(LATEST_SCHEMA_VERSION)
      expect(await run('migrate', [], env)).toMatchObject(nothing)
      await sql`drop schema bullmq cascade`
      expect((await run('migrate', [], env)).out).toBe(
        `Applied ${queue} migrations of the queue: the schema is up to date.\n`,
      )
    } finally {
      await sql.end()
      await server.close()
    }
  })

  test('leaves the queue to Redis where there is one', async () => {
    expect(await run('migrate', [], { REDIS_URL: 'redis://127.0.0.1:1' })).toMatchObject(nothing)
  })
})

test.each([
  ['migrate', '--force', /There is no option --force\. It reads like: npm run migrate/],
  ['migrate', 'now', /There is no place for “now”\./],
  ['generate', '--chek', /There is no option --chek\. It reads like: npm run generate/],
  ['sample', '--constructor', /There is no option --constructor\./],
])('%s refuses %s', async (name, argument, sentence) => {
  const { status, out, words } = await run(name, [argument])
  expect({ status, out }).toEqual({ status: 2, out: '' })
  expect(words).toMatch(sentence)
})

test('Progress is shown on a terminal only, and taken away in the end', () => {
  for (const isTTY of [true, false]) {
    const stream = Object.assign(new PassThrough({ encoding: 'utf8' }), { isTTY, columns: 80 })
    const bar = progressBar(stream)
    bar.show({ phase: 'reading', done: 0, total: 4 })
    bar.show({ phase: 'reading', done: 1, total: 4 })
    bar.stop()
    const shown = String(stream.read() ?? '')
    if (isTTY) expect(shown).toMatch(/reading/)
    else expect(shown).toBe('')
  }
})

test('The bot does not start without its secrets, and says which', async () => {
  const { status, words } = await run('main', [], { SLACK_BOT_TOKEN: '', SLACK_SIGNING_SECRET: '' })
  expect(status).toBe(2)
  expect(words).toMatch(/SLACK_BOT_TOKEN/)
})

test('What is generated is up to date', async () => {
  expect(await run('generate', ['--check'])).toMatchObject({ status: 0 })
})

import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { beforeAll, describe, expect, test } from 'vitest'
import { settings } from '../src/env.ts'
import { emptyDatabase } from './helpers/database.ts'
import { blocks, commands, folder, page, pages, root } from './helpers/printed.ts'

/** What is run for real below, in this order, with the status it ends with and what it says. */
const journey: [command: string, status: number, said: RegExp][] = [
  ['cp .env.example .env && chmod 600 .env', 0, /^$/],
  ['node setup.mjs', 0, /^$/],
  ['npm run migrate', 0, /the schema is up to date/],
  ['npm start', 2, /^SLACK_BOT_TOKEN is not set\./m],
  ['npm run worker', 2, /^SLACK_BOT_TOKEN is not set\./m],
  ['npm run sample', 0, /The sample company is loaded/],
  ['npm run import -- sales.csv.gz', 2, /sample/],
  ['npm run targets -- targets.csv --dry-run', 0, /3/],
  ['npm run targets -- targets.csv', 0, /3/],
  ['npm run --silent targets > targets.csv', 0, /^$/],
  ['npm run targets -- targets.csv --replace', 0, /3/],
  ['npm run --silent ask -- topcustomers 20 last quarter', 0, /^The top 20 customers bring/],
  ['npm run sample -- --remove', 0, /The sample company is removed, and with it all targets: 3\./],
  ['npm run import -- sales.csv.gz', 0, /Loaded 1 row of 1/],
  ['npm run doctor', 2, /SLACK_BOT_TOKEN/],
  ['npm run --silent generate -- --socket', 0, /"socket_mode_enabled": true/],
]

/** What is only checked below, and why it is not run here; the lines on backups are run in backup.test.ts. */
const onlyChecked: Record<string, string> = {
  'git clone <address of this repository> tilly && cd tilly': 'the address is the reader’s',
  'git pull': 'there is nothing to pull from',
  'npm ci --omit=dev': 'a registry would have to be there; setup.test.ts runs on what it leaves',
  'sudo systemctl daemon-reload': 'it is the machine’s own systemd',
  'sudo systemctl enable --now tilly tilly-worker': 'it is the machine’s own systemd',
  'sudo systemctl restart tilly tilly-worker': 'it is the machine’s own systemd',
  'journalctl -u tilly -f': 'it is the machine’s own systemd',
  'npm run demo': 'it runs until it is stopped; playground.test.ts starts what it starts',
  'npm test': 'it is what runs this test',
  'npm run check': 'it is the step before the tests',
  'npm run generate': 'it writes into the code; `npm run check` compares all that it would write',
  'npm run bench -- [--lines N] [--questions]': 'it measures for minutes',
  'DATA_DIR=.tilly/docs npm run sample -- --end 2026-06-30': 'it belongs to the next line',
  'DATA_DIR=.tilly/docs npm run generate -- --pictures': 'it draws anew what the docs show',
}

const printed: { name: string; block: string }[] = []
beforeAll(async () => {
  for (const name of await pages()) printed.push(...(await blocks(name)).map(block => ({ name, block })))
})
const all = () => printed.flatMap(({ block }) => commands(block))

describe('Every line that the docs print for a shell', () => {
  test('is run by a test, or only checked for a reason', async () => {
    const backup = (await blocks('docs/deploy.md', 'Backups')).flatMap(commands)
    const known = new Set([...journey.map(([command]) => command), ...Object.keys(onlyChecked), ...backup])
    expect(backup).toHaveLength(4)
    expect([...new Set(all())].sort()).toEqual([...known].sort())
  })

  test('can be read by a shell', () => {
    for (const { name, block } of printed) {
      const { status, stderr } = spawnSync('bash', ['-n'], { input: block, encoding: 'utf8' })
      expect({ status, stderr }, `${name}:\n${block}`).toEqual({ status: 0, stderr: '' })
    }
  })

  test('names scripts of package.json, files that are there and settings that are read', async () => {
    const { scripts } = JSON.parse(await readFile(join(root, 'package.json'), 'utf8'))
    for (const command of all()) {
      const script = /\bnpm (?:run )?(?:--silent )?(?!ci\b)([\w:]+)/.exec(command)?.[1]
      if (script) expect(scripts, command).toHaveProperty(script)
      const file = /\bnode (\w\S*)/.exec(command)?.[1]
      if (file) expect(existsSync(join(root, file)), command).toBe(true)
      for (const [, setting] of command.matchAll(/\b([A-Z]+(?:_[A-Z]+)+)\b/g))
        expect(Object.keys(settings.shape), command).toContain(setting)
    }
  })
})

describe('Every page', () => {
  /** What is written in capitals and is no setting. */
  const others = ['REAL_SALES']

  test('names settings that are read, scripts of package.json and files that are there', async () => {
    const { scripts } = JSON.parse(await readFile(join(root, 'package.json'), 'utf8'))
    for (const name of await pages()) {
      const text = await page(name)
      for (const [, setting = ''] of text.matchAll(/`([A-Z]+(?:_[A-Z]+)+)(?:=[^`]*)?`/g))
        expect([...Object.keys(settings.shape), ...others], name).toContain(setting)
      for (const [, script = ''] of text.matchAll(/\bnpm run (?:--silent )?([\w:]+)/g))
        expect(scripts, name).toHaveProperty(script)
      for (const [, file = ''] of text.matchAll(
        /(?:--import tsx |`)((?:src|jobs|tests|docs|charts)\/[\w./-]+)/g,
      ))
        if (!file.includes('yourquestion'))
          expect(existsSync(join(root, file)), `${name}: ${file}`).toBe(true)
    }
  })
})

test('The way from a copy of the code to own sales is as the docs print it', async () => {
  const { at, run } = await folder()
  const { url } = await emptyDatabase()
  const sales = `Invoice,StockCode,Description,Quantity,InvoiceDate,Price,Customer ID,Country
1,85048,LIGHTS,12,2026-06-01 07:45:00,6.95,13085,France
`
  const planned = /```csv\n([\s\S]*?)```/.exec(await page('docs/targets.md'))?.[1] ?? ''
  await writeFile(join(at, 'sales.csv.gz'), gzipSync(sales))
  await writeFile(join(at, 'targets.csv'), planned)
  for (const [command, status, said] of journey) {
    const outcome = await run(command)
    expect(outcome.status, `${command}\n${outcome.said}`).toBe(status)
    expect(outcome.said, command).toMatch(said)
    if (!command.startsWith('cp ')) continue
    const env = await readFile(join(at, '.env'), 'utf8')
    await writeFile(join(at, '.env'), env.replace(/^DATABASE_URL=$/m, `DATABASE_URL=${url}`))
  }
})

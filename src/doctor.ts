import { readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { commandLine } from './command-line.ts'
import type { Check } from './doctor/check.ts'
import { databaseChecks } from './doctor/database.ts'
import { machineChecks } from './doctor/machine.ts'
import { namesCheck } from './doctor/names.ts'
import { ownManifest } from './doctor/own-manifest.ts'
import { slackChecks } from './doctor/slack.ts'
import type { Env } from './env.ts'
import { UserError } from './errors.ts'
import { insights } from './insights/index.ts'
import { masked } from './log.ts'
import { printable, root, settings } from './root.ts'
import { commands } from './slack/help.ts'
import { manifest } from './slack/manifest.ts'

type Outcome = { mark: 'ok' | 'note' | 'wrong' | 'broken' | '–'; says: string }

async function outcome({ look }: Check): Promise<Outcome> {
  try {
    const says = await look()
    if (says === undefined) return { mark: '–', says: 'cannot be looked at until the above is well' }
    return typeof says === 'string'
      ? { mark: 'ok', says: masked(says) }
      : { mark: 'note', says: masked(says.note) }
  } catch (error) {
    const says = masked(error instanceof Error ? error.message : String(error))
    if (!(error instanceof UserError)) return { mark: 'broken', says: `That broke on our side: ${says}` }
    // A hint is our own words: how an address with a password reads stays in it.
    return { mark: 'wrong', says: error.hint ? `${says} ${error.hint}` : says }
  }
}

/** Says a line, and puts down for the end what it means. */
function tell(name: string, { mark, says }: Outcome, secrets: readonly string[]) {
  const line = secrets.reduce((text, secret) => text.replaceAll(secret, '[secret]'), says)
  process.stdout.write(`${mark.padEnd(7)}${name.padEnd(12)}${printable(line).replace(/\s+/g, ' ').trim()}\n`)
  if (mark === 'broken') process.exitCode = 1
  if (mark === 'wrong') process.exitCode ??= 2
}

/** The secrets of the settings; what is as short as a word is none, and words are what the doctor says. */
const secretsIn = (env: Env) =>
  [env.SLACK_BOT_TOKEN, env.SLACK_APP_TOKEN, env.SLACK_SIGNING_SECRET]
    .filter(secret => secret !== undefined)
    .filter(({ length }) => length > 8)

/** So many milliseconds clocks may differ: Slack's requests are refused after five minutes, and digests would be late. */
const tolerance = 30_000

function agreeing(slack: number | undefined, database: number | undefined): string | undefined {
  const clocks = { 'Slack’s': slack, 'the database’s': database }
  for (const [whose, ahead] of Object.entries(clocks))
    if (ahead !== undefined && Math.abs(ahead) > tolerance)
      throw new UserError(
        `This machine’s clock is ${Math.round(Math.abs(ahead) / 1000)} seconds ${ahead > 0 ? 'behind' : 'ahead of'} ${whose}.`,
        { hint: 'Let a time service set it: timedatectl set-ntp true.' },
      )
  const known = Object.entries(clocks).filter(([, ahead]) => ahead !== undefined)
  return known.length > 0 ? `agrees with ${known.map(([whose]) => whose).join(' and ')}` : undefined
}

/** Whether the manifest that stands beside the code is the one that the code makes. */
async function current(env: Env): Promise<string> {
  const file = fileURLToPath(new URL('../slack-manifest.json', import.meta.url))
  const print = ownManifest(env)
  const stands = await readFile(file, 'utf8').catch(() => '')
  if (stands !== `${JSON.stringify(manifest(commands(insights)), null, 2)}\n`)
    throw new UserError('slack-manifest.json is not the one of this version.', {
      hint: `Run \`npm run generate\`, and put ${print ? `what ${print} prints` : 'it'} into your Slack app anew (App Manifest).`,
    })
  return print ? `is current; ${print} prints yours` : 'slack-manifest.json is current'
}

/** What is missing to run: a line for each thing that was looked at. Nothing is changed, and no secret is told. */
await root(async () => {
  commandLine({ args: process.argv.slice(2), usage: 'npm run doctor', options: {} })
  const env = settings()
  const { node, drawing } = machineChecks()
  const slack = slackChecks(env)
  const database = databaseChecks(env)
  const clock: Check = { name: 'clock', look: async () => agreeing(slack.ahead(), database.ahead()) }
  const manifested: Check = { name: 'manifest', look: async () => current(env) }
  try {
    for (const check of [
      node,
      ...slack.checks,
      ...database.checks,
      clock,
      ...drawing,
      namesCheck(database),
      manifested,
    ])
      tell(check.name, await outcome(check), secretsIn(env))
  } finally {
    await database.close()
  }
  process.stdout.write(process.exitCode ? 'See docs/deploy.md for more.\n' : 'All is well.\n')
})

import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { expect } from 'vitest'
import { type LocalSlackOptions, localSlack } from '../../playground/slack.ts'
import { insights } from '../../src/insights/index.ts'
import { commands } from '../../src/slack/help.ts'
import { scopes } from '../../src/slack/manifest.ts'
import { freePort } from './free-port.ts'
import { atEnd } from './local-slack.ts'
import { root } from './printed.ts'
import { unhurriedSlack } from './unhurried.ts'

/*
 * The bot and the worker as processes of their own, at a local Slack that can be away.
 */

export const patience = { timeout: 120_000, interval: 100 }

/** A Slack on a port of its own, where it can be away and come back; the bot may do there what its manifest asks for. */
export async function slackAt(options: LocalSlackOptions = {}) {
  const given = {
    ...{ ...unhurriedSlack, port: await freePort(), token: 'xoxb-of-tests', appToken: 'xapp-of-tests' },
    ...{ signingSecret: 'e'.repeat(32), scopes: Object.keys(scopes), commands: commands(insights) },
    ...options,
  }
  const there = async () => {
    const slack = await localSlack(given)
    atEnd(slack.close)
    return slack
  }
  return {
    there,
    env: { SLACK_BOT_TOKEN: given.token, SLACK_API_URL: `http://127.0.0.1:${given.port}/api/` },
    socket: { SLACK_APP_TOKEN: given.appToken },
    http: { SLACK_SIGNING_SECRET: given.signingSecret },
  }
}

type Process = {
  child: ChildProcess
  port: number
  /** Everything it has said so far. */
  said(): string
  /** Its status once it has ended. */
  ended: Promise<number | null>
  /** What a path of its port answers. */
  at(path: string): Promise<string>
}

const ofScript = (script: string) => [process.execPath, '--import', 'tsx', script]

/** Starts the bot, or the jobs, as a process of its own. */
export const start = (env: Record<string, string>, script = 'src/main.ts'): Promise<Process> =>
  startCommand(env, ofScript(script))

/** Starts a command that starts one of them. */
export async function startCommand(
  env: Record<string, string>,
  [command = '', ...args]: string[],
): Promise<Process> {
  const port = env.PORT ? Number(env.PORT) : await freePort()
  const { REDIS_URL: _, DATABASE_READ_URL: __, DATABASE_URL: ___, ...others } = process.env
  const child = spawn(command, args, {
    cwd: root,
    env: { ...others, PORT: String(port), WORKER_PORT: String(port), ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let said = ''
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', data => {
      said += data
    })
  }
  const ended = once(child, 'exit').then(([code]: (number | null)[]) => code ?? null)
  atEnd(async () => {
    child.kill('SIGKILL')
    await ended
  })
  return {
    child,
    port,
    ended,
    said: () => said,
    at: path =>
      fetch(`http://127.0.0.1:${port}${path}`).then(
        async response => `${response.status} ${(await response.text()).trim()}`,
        () => 'nobody answers',
      ),
  }
}

export const ready = (process: Process) =>
  expect.poll(() => process.at('/readyz'), patience).toMatch(/^200 ready/)

import { setTimeout as sleep } from 'node:timers/promises'
import { WebAPIRateLimitedError, WebClient, type WebClientOptions } from '@slack/web-api'
import type { Logger } from 'pino'
import type { Env } from '../env.ts'
import { UserError } from '../errors.ts'
import type { Limits } from '../limits.ts'
import { slackLogger } from '../log.ts'
import { outage } from './outage.ts'
import { passing, refusal } from './refusals.ts'

/** Where Slack's Web API is. */
export const addressOf = ({ SLACK_API_URL: address }: Pick<Env, 'SLACK_API_URL'>): string =>
  (address ?? 'https://slack.com/api/').replace(/\/?$/, '/')

/** How every client of Slack's Web API is made: it repeats nothing, for the SDK would repeat writes, and one may have been carried out. */
export const clientOptions = (env: Pick<Env, 'SLACK_API_URL'>, timeout = 15_000): WebClientOptions => ({
  slackApiUrl: addressOf(env),
  retryConfig: { retries: 0 },
  rejectRateLimitedCalls: true,
  timeout,
})

/** A client that makes no call before its turn: it fails as Slack would, without asking Slack. */
class PacedClient extends WebClient {
  readonly #limits: Limits

  constructor(token: string, options: WebClientOptions, limits: Limits) {
    super(token, options)
    this.#limits = limits
  }

  override async apiCall(method: string, options?: Record<string, unknown>) {
    const channel = typeof options?.channel === 'string' ? options.channel : undefined
    const wait = await this.#limits.take(method, channel)
    if (wait > 0) throw new WebAPIRateLimitedError(Math.ceil(wait / 1000))
    try {
      return await super.apiCall(method, options)
    } catch (error) {
      if (error instanceof WebAPIRateLimitedError)
        await this.#limits.putOff(method, channel, error.retryAfter)
      throw error
    }
  }
}

/** A client of Slack's Web API that repeats nothing, and keeps to the limits that it is given. */
export function client(
  env: Pick<Env, 'SLACK_API_URL'>,
  token: string,
  log: Logger,
  { timeout, limits }: { timeout?: number; limits?: Limits } = {},
): WebClient {
  const options = { ...clientOptions(env, timeout), logger: slackLogger(log, true) }
  return limits ? new PacedClient(token, options, limits) : new WebClient(token, options)
}

/** The bot's token, or a sentence about where it belongs. */
export function tokenOf({ SLACK_BOT_TOKEN: token }: Pick<Env, 'SLACK_BOT_TOKEN'>): string {
  if (token) return token
  throw new UserError('SLACK_BOT_TOKEN is not set.', {
    hint: 'Put the tokens of your Slack app into .env, or try `npm run demo`, which needs none.',
  })
}

/** What only the Slack app's owner knows, or a sentence about what is missing. */
export function secretsOf(env: Pick<Env, 'SLACK_BOT_TOKEN' | 'SLACK_APP_TOKEN' | 'SLACK_SIGNING_SECRET'>) {
  const token = tokenOf(env)
  const { SLACK_APP_TOKEN: appToken, SLACK_SIGNING_SECRET: signingSecret } = env
  if (appToken) return { token, appToken }
  if (signingSecret) return { token, signingSecret, appToken: undefined }
  throw new UserError('Neither SLACK_APP_TOKEN nor SLACK_SIGNING_SECRET is set.', {
    hint: 'Put the app token (for Socket Mode) or the signing secret (for HTTP) of your Slack app into .env, or try `npm run demo`, which needs neither.',
  })
}

/** Waits until Slack accepts the bot's token, however long Slack is away, and tells the bot's name; a refusal is a sentence. */
export async function accepted(client: WebClient, log: Logger, stop: AbortSignal) {
  const tries = patiently(stop)
  const away = outage(log, client.slackApiUrl)
  while (await tries.next()) {
    try {
      const { user } = await client.auth.test()
      away.back('Slack is within reach')
      return user
    } catch (error) {
      refuse(error, 'bot', 'SLACK_BOT_TOKEN')
      away.failed(error, 'Slack cannot be reached yet: trying again')
      tries.wait(error)
    }
  }
  return undefined
}

/** Ends with a sentence where Slack refuses a token; whatever else went wrong may pass. */
export function refuse(error: unknown, which: 'bot' | 'app', setting: string): void {
  const word = refusal(error)
  if (word === undefined || passing.test(word)) return
  throw new UserError(`Slack does not accept the ${which} token (${word}).`, {
    hint: `Check ${setting} in .env; \`npm run doctor\` says more.`,
    cause: error,
  })
}

/** Turns of a task that is tried until it is done or given up: at once, then after growing pauses of up to ten seconds. */
export function patiently(stop: AbortSignal) {
  let pause = 0
  let least = 0
  return {
    /** Waits for the next turn, and tells whether there is one. */
    async next(): Promise<boolean> {
      await pausing(Math.max(pause, least), stop)
      pause = Math.min(pause === 0 ? 500 : 2 * pause, 10_000)
      least = 0
      return !stop.aborted
    },
    /** Takes to heart what an error says about when to come back. */
    wait(error: unknown): void {
      if (error instanceof WebAPIRateLimitedError) least = error.retryAfter * 1000
    },
    /** It was done: the next turn comes at once. */
    done(): void {
      pause = 0
    },
  }
}

/** Waits so many milliseconds, or until a signal aborts. */
export async function pausing(milliseconds: number, stop: AbortSignal): Promise<void> {
  if (milliseconds > 0 && !stop.aborted)
    await sleep(milliseconds, undefined, { signal: stop }).catch(() => {})
}

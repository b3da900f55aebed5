import { z } from 'zod'
import { codes } from '../away.ts'
import type { Env } from '../env.ts'
import { UserError } from '../errors.ts'
import { addressOf } from '../slack/client.ts'
import { appScopes, scopes } from '../slack/manifest.ts'
import type { Check } from './check.ts'
import { isOverHttp, ownManifest } from './own-manifest.ts'

type Called = { reply: z.output<typeof answered>; scopes: string[]; ahead: number | undefined }

const answered = z.looseObject({
  ok: z.boolean(),
  error: z.string().optional(),
  user: z.string().optional(),
  team: z.string().optional(),
})

/** Looks at the tokens, at what they may do, and whether Slack is within reach. */
export function slackChecks(env: Env): { checks: Check[]; ahead: () => number | undefined } {
  let test: Called | undefined
  return {
    /** How many milliseconds Slack's clock is ahead of ours. */
    ahead: () => test?.ahead,
    checks: [
      { name: 'settings', look: async () => shaped(env) },
      {
        name: 'Slack',
        async look() {
          if (!env.SLACK_BOT_TOKEN) return undefined
          test = await call(env, 'auth.test', env.SLACK_BOT_TOKEN)
          return 'is within reach'
        },
      },
      {
        name: 'bot token',
        async look() {
          if (!test) return undefined
          const { ok, error, user, team } = test.reply
          if (ok) return `@${user} in ${team}`
          throw new UserError(`Slack does not accept the bot token (${error}).`, {
            hint: 'Copy the Bot User OAuth Token of your app (OAuth & Permissions) to SLACK_BOT_TOKEN in .env.',
          })
        },
      },
      {
        name: 'scopes',
        async look() {
          if (!test?.reply.ok) return undefined
          const lacking = Object.keys(scopes).filter(scope => !test?.scopes.includes(scope))
          if (lacking.length === 0) return 'as in the manifest'
          throw new UserError(`The bot token lacks ${lacking.join(', ')}.`, {
            hint: `Put ${printed(env)} into your app anew (App Manifest), and install it again (Install App).`,
          })
        },
      },
      {
        name: 'app token',
        async look() {
          if (!env.SLACK_APP_TOKEN) return isOverHttp(env) ? 'not needed: requests come over HTTP' : undefined
          const { reply } = await call(env, 'apps.connections.open', env.SLACK_APP_TOKEN)
          if (reply.ok) return 'opens connections (Socket Mode)'
          throw new UserError(`Slack does not accept the app token (${reply.error}).`, {
            hint: `Make one with ${appScopes.join(', ')} (Basic Information, App-Level Tokens), and put it into .env as SLACK_APP_TOKEN.`,
          })
        },
      },
    ],
  }
}

const printed = (env: Env) => {
  const print = ownManifest(env)
  return print ? `what ${print} prints` : 'slack-manifest.json'
}

/** What each secret is for, where Slack shows it, and the form that Slack gives it. */
const secrets = {
  SLACK_BOT_TOKEN: {
    is: 'with which Tilly speaks in Slack (Install App, Bot User OAuth Token)',
    ...{ form: /^xoxb-/, reads: 'begins with xoxb-' },
  },
  SLACK_APP_TOKEN: {
    is: 'with which she opens her connection to Slack (Basic Information, App-Level Tokens)',
    ...{ form: /^xapp-/, reads: 'begins with xapp-' },
  },
  SLACK_SIGNING_SECRET: {
    is: 'which shows that a request is Slack’s (Basic Information, Signing Secret)',
    ...{ form: /^[0-9a-f]{32}$/, reads: 'is 32 digits and letters from a to f' },
  },
} as const

const named = (name: keyof typeof secrets) => `${name}, ${secrets[name].is}`

/** Whether all that is needed is set and has the form that Slack gives it; everything that is not is named at once. */
function shaped(env: Env): string {
  const isOpen = env.SLACK_APP_TOKEN || env.SLACK_SIGNING_SECRET
  const missing = [
    ...(env.SLACK_BOT_TOKEN ? [] : [named('SLACK_BOT_TOKEN')]),
    ...(isOpen ? [] : [`${named('SLACK_APP_TOKEN')}, or for HTTP instead ${named('SLACK_SIGNING_SECRET')}`]),
  ]
  if (missing.length > 0)
    throw new UserError(`Not set: ${missing.join('; and ')}.`, {
      hint: 'Copy it from your app at https://api.slack.com/apps into .env.',
    })
  const used = ['SLACK_BOT_TOKEN', isOverHttp(env) ? 'SLACK_SIGNING_SECRET' : 'SLACK_APP_TOKEN'] as const
  const wrong = used.filter(name => !secrets[name].form.test(env[name] ?? ''))
  if (wrong.length > 0)
    throw new UserError(`${wrong.join(' and ')} cannot be right.`, {
      hint: wrong.map(name => `${name} ${secrets[name].reads}: copy it anew.`).join(' '),
    })
  return isOverHttp(env) ? `complete, for HTTP on port ${env.PORT}` : 'complete, for Socket Mode'
}

/** Calls a method of the Web API once, and keeps what the SDK would not tell: the headers. */
async function call(env: Env, method: string, token: string): Promise<Called> {
  const base = addressOf(env)
  if (!URL.canParse(base))
    throw new UserError('SLACK_API_URL is not an address.', { hint: 'Leave it empty: it is for tests.' })
  const began = Date.now()
  const response = await fetch(new URL(method, base), {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/x-www-form-urlencoded' },
    signal: AbortSignal.timeout(10_000),
  }).catch((error: unknown) => {
    const reason = error instanceof Error ? (error.cause ?? error) : error
    const why = codes(error)[0] ?? (reason instanceof Error ? reason.message : String(reason))
    throw new UserError(`Slack cannot be reached at ${new URL(base).host} (${why}).`, {
      hint: 'This machine must reach it by https: ask whoever keeps the firewall, and check SLACK_API_URL, which is empty but for tests.',
      cause: error,
    })
  })
  const reply = answered.safeParse(await response.json().catch(() => undefined))
  if (!reply.success)
    throw new UserError(`${new URL(base).host} answers, but not as Slack does (HTTP ${response.status}).`, {
      hint: 'Try again in a minute; see https://status.slack.com.',
    })
  const date = Date.parse(response.headers.get('date') ?? '')
  return {
    reply: reply.data,
    scopes: (response.headers.get('x-oauth-scopes') ?? '').split(/\s*,\s*/),
    // The header has whole seconds: half a second more is closer to the truth.
    ahead: Number.isNaN(date) ? undefined : date + 500 - (began + Date.now()) / 2,
  }
}

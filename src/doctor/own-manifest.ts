import type { Env } from '../env.ts'

type Settings = Pick<Env, 'SLACK_APP_TOKEN' | 'SLACK_SIGNING_SECRET' | 'COMMAND_PREFIX'>

/** Whether requests come over HTTP: an app token, where there is one, wins. */
export const isOverHttp = (env: Settings): boolean =>
  !env.SLACK_APP_TOKEN && Boolean(env.SLACK_SIGNING_SECRET)

/** What prints the manifest of this app, where slack-manifest.json is not it: for HTTP, or with a prefix. */
export function ownManifest(env: Settings): string | undefined {
  const print = '`npm run --silent generate -- '
  if (isOverHttp(env)) return `${print}--url https://…\``
  return env.COMMAND_PREFIX ? `${print}--socket\`` : undefined
}

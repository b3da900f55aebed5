import { z } from 'zod'
import { UserError } from './errors.ts'
import { isZone } from './time-zone.ts'

const optional = z.preprocess(value => (value === '' ? undefined : value), z.string().optional())
const withDefault = (value: string) => optional.transform(text => text ?? value)

/** Whether Intl takes a value; it tells by throwing. */
const taken = (make: () => unknown) => {
  try {
    make()
    return true
  } catch {
    return false
  }
}
const zone = withDefault('Europe/London').refine(
  isZone,
  'is not a time zone; write one such as Europe/Berlin or UTC',
)
const locale = withDefault('en-GB').refine(
  locale => taken(() => new Intl.NumberFormat(locale)),
  'is not a locale; write one such as en-GB or de-DE',
)
const port = (usual: string) =>
  withDefault(usual)
    .refine(
      text => /^\d{1,5}$/.test(text) && Number(text) <= 65535,
      'is not a port; write a number from 0 to 65535',
    )
    .transform(Number)

const place = /^(?:(.+):)?(\d{1,5})$/
const placeOf = (text: string | undefined) => {
  const [, host = '127.0.0.1', port] = place.exec(text ?? '') ?? []
  return port === undefined ? undefined : { host: host.replace(/^\[|\]$/g, ''), port: Number(port) }
}

/** Every setting, in the order of .env.example, with what it means. */
export const settings = z.object({
  DATABASE_URL: optional.describe(
    'PostgreSQL 15 or newer, owner of the database. Empty: an embedded PostgreSQL in DATA_DIR.',
  ),
  DATABASE_READ_URL: optional.describe(
    'The login that answers questions. Empty: made beside the owner of DATABASE_URL.',
  ),
  DATA_DIR: withDefault('.tilly').describe('Where the embedded PostgreSQL keeps its data.'),
  PORT: port('3000').describe('The port the bot (or the demo) listens on.'),
  WORKER_PORT: port('3001').describe('The port of the worker, where whoever watches asks for its health.'),
  HOST: optional.describe(
    'The address that bot and worker listen on, such as 0.0.0.0. Empty: 127.0.0.1; every address where the bot takes requests over HTTP, which a proxy hands over from elsewhere.',
  ),
  METRICS_PORT: optional
    .refine(
      text => text === undefined || (placeOf(text)?.port ?? 65536) < 65535,
      'is not a port; write one such as 9464 or 0.0.0.0:9464',
    )
    .transform(placeOf)
    .describe(
      'Where Prometheus finds /metrics of the bot; the worker has the next port. Only this machine, unless an address stands before the port: 0.0.0.0:9464. Empty: no metrics.',
    ),
  REDIS_URL: optional.describe('A Redis for the queue of jobs. Empty: the queue is kept in the database.'),
  SLACK_BOT_TOKEN: optional.describe('The bot token of the Slack app (xoxb-…).'),
  SLACK_APP_TOKEN: optional.describe(
    'The app token of the Slack app (xapp-…): Socket Mode, which needs no public address.',
  ),
  SLACK_SIGNING_SECRET: optional.describe(
    'The signing secret of the Slack app, for requests over HTTP where there is no app token.',
  ),
  SLACK_API_URL: optional.describe("Another Web API than Slack's, for tests."),
  ADMINS: withDefault('')
    .transform(text => text.split(/[\s,]+/).filter(Boolean))
    .refine(
      ids => ids.every(id => /^[UW][A-Z0-9]{2,}$/.test(id)),
      'is not a list of Slack ids; write such as U012ABCDEF,U034GHIJKL',
    )
    .describe('Who may set targets: Slack ids of people, separated by commas. Empty: nobody in Slack.'),
  ANSWERS: withDefault('private')
    .pipe(z.enum(['private', 'public'], 'is private or public'))
    .describe('private: answers are direct messages until shared. public: they go to the channel.'),
  GUESTS: withDefault('refused')
    .pipe(z.enum(['refused', 'allowed'], 'is refused or allowed'))
    .describe(
      'refused: only full members of the workspace may ask. allowed: its guests as well, and they see everything; people of other workspaces never.',
    ),
  COMPANY_NAME: withDefault('Your company').describe('The name of the company, as the demo shows it.'),
  COMPANY_TIMEZONE: zone.describe('The time zone of days and weeks.'),
  COMPANY_CURRENCY: withDefault('GBP')
    .pipe(z.string().regex(/^[A-Z]{3}$/, 'is three capital letters, such as EUR'))
    .describe('The currency of all amounts.'),
  COMPANY_LOCALE: locale.describe('How numbers and money are written.'),
  STALE_AFTER_DAYS: withDefault('3')
    .refine(text => /^\d{1,4}$/.test(text), 'is not a number of days; write one from 0 to 9999')
    .transform(Number)
    .describe(
      'Where the last day of sales is more days ago than this, every answer says through when they are loaded.',
    ),
  COMMAND_PREFIX: withDefault('')
    .pipe(z.string().regex(/^[a-z0-9_-]{0,12}$/, 'is up to 12 small letters, digits, - or _'))
    .describe('Put before every command, where another app has claimed the names.'),
})

export type Env = z.output<typeof settings>

/** How the company writes figures, where its days begin, and how many days ago its sales may end. */
export const companyOf = (env: Env) => ({
  locale: env.COMPANY_LOCALE,
  currency: env.COMPANY_CURRENCY,
  timeZone: env.COMPANY_TIMEZONE,
  staleAfter: env.STALE_AFTER_DAYS,
})

/** Reads the settings, and says which one is wrong. */
export const env = (source: Record<string, string | undefined>): Env => {
  const parsed = settings.safeParse(source)
  if (parsed.success) return parsed.data
  const issue = parsed.error.issues[0]
  const name = String(issue?.path[0])
  throw new UserError(`${name}=${source[name] ?? ''} ${issue?.message ?? 'cannot be read'}.`, {
    hint: 'See .env.example for what each setting takes.',
  })
}

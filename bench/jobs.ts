import { Temporal } from 'temporal-polyfill'
import { pictures } from '../charts/png.ts'
import { subscriptions } from '../drizzle/schema/bot.ts'
import { working } from '../jobs/working.ts'
import { localSlack } from '../playground/slack.ts'
import { everything } from '../src/access.ts'
import type { Database } from '../src/db.ts'
import { env } from '../src/env.ts'
import { logger } from '../src/log.ts'
import { orm } from '../src/tx.ts'
import type { Measured } from './measured.ts'

const aim = 5

/** How soon a digest stands in Slack after its time has come, by the scheduler's own tick; Slack's delays are off. */
export async function jobs(database: Database): Promise<Measured[]> {
  const measured: Measured[] = []
  for (const url of [undefined, process.env.REDIS_URL].filter((url, at) => at === 0 || url)) {
    const slack = await localSlack({ fileDelay: 0 })
    const drawing = pictures(1)
    const worker = await working(database, {
      ...{ pictures: drawing, log: logger('warn'), now: Temporal.Now.instant },
      scopeOf: () => everything,
      env: env({ SLACK_BOT_TOKEN: slack.token, SLACK_API_URL: slack.apiUrl, REDIS_URL: url }),
    })
    try {
      const seconds = await sinceDue(database, () =>
        slack.until(() => slack.messages('sales').length > 0, 180_000),
      )
      measured.push({
        name: `jobs: from due to posted, ${url ? 'Redis' : 'PostgreSQL'}`,
        ratio: aim / seconds,
        aim: `under ${aim} s: a ratio over 1`,
        detail: `${seconds.toFixed(2)} s for a single digest`,
      })
    } finally {
      await worker.stop()
      await drawing.close()
      await slack.close()
    }
  }
  return measured
}

/** Asks for a digest at the minute after the next, and tells how many seconds after it something has happened. */
async function sinceDue({ owner }: Database, happens: () => Promise<unknown>): Promise<number> {
  const db = orm(owner)
  const now = Temporal.Now.zonedDateTimeISO('UTC')
  const due = now.round({ smallestUnit: 'minute', roundingMode: 'ceil' }).add({ minutes: 1 })
  await db.delete(subscriptions)
  await db.insert(subscriptions).values({
    ...{ owner: 'U0MAYA0001', target: 'C0SALES001', since: now.toInstant().toString() },
    ...{
      weekday: due.dayOfWeek,
      at: due.toPlainTime().toString({ smallestUnit: 'minute' }),
      timeZone: 'UTC',
    },
  })
  await happens()
  return Temporal.Now.instant().since(due.toInstant()).total('seconds')
}

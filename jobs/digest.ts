import { eq } from 'drizzle-orm'
import { subscriptions } from '../drizzle/schema/bot.ts'
import { movers } from '../src/insights/movers.ts'
import { returns } from '../src/insights/returns.ts'
import { weeklysales } from '../src/insights/weeklysales.ts'
import { notice } from '../src/slack/notice.ts'
import type { Composed, Delivery } from './deliveries.ts'
import type { Tools } from './job.ts'

/** The week's summary: what net sales came to and what moved them, what came back, and the weeks as a picture. */
export async function digest(
  { subject, about }: Pick<Delivery, 'subject' | 'about'>,
  { db, analyst, scopeOf, prefix }: Tools,
): Promise<Composed> {
  const [row] = await db.select().from(subscriptions).where(eq(subscriptions.id, subject))
  if (!row) return { skip: 'the digest was deleted' }
  if (row.paused && !about.asked) return { skip: 'the digest was paused' }
  const scope = scopeOf(row.owner)
  const asked = (insight: Parameters<typeof analyst.answer>[0]['insight'], text: string) =>
    analyst.answer({ insight, text, scope })
  const week = await asked(movers, 'last week')
  if (week.asOf === null) return { skip: 'no sales are loaded' }
  const weeks = await asked(weeklysales, 'last 12 weeks')
  const back = await asked(returns, '3 last week')
  return {
    owner: row.owner,
    chart: weeks.chart,
    compose: picture =>
      notice(
        {
          headline: week.headline,
          detail: week.detail,
          more: [back, weeks],
          context: `${week.context} · every week: /${prefix}digest`,
          chart: weeks.chart,
          about: 'Net sales week by week',
          actions: [],
        },
        picture,
      ),
  }
}

import { eq } from 'drizzle-orm'
import { z } from 'zod'
import { rules } from '../drizzle/schema/bot.ts'
import { alertChart, alertWords, ruleInWords } from '../src/alert.ts'
import { weeksFrom } from '../src/rule.ts'
import { notice } from '../src/slack/notice.ts'
import { dated } from '../src/stale.ts'
import type { Composed, Delivery } from './deliveries.ts'
import type { Tools } from './job.ts'

/** How many weeks an alert shows. */
const shownWeeks = 26

const aboutTurn = z.object({
  week: z.iso.date(),
  passed: z.boolean(),
  value: z.number(),
  /** The week in which it passed, where that was not told. */
  began: z.iso.date().optional(),
})

/** What an alert says about the turn it was written down for. */
export async function alert(
  delivery: Delivery,
  { db, watcher, scopeOf, say, prefix, stale }: Tools,
): Promise<Composed> {
  const [row] = await db.select().from(rules).where(eq(rules.id, delivery.subject))
  if (!row) return { skip: 'the alert was deleted' }
  if (row.paused) return { skip: 'the alert was paused' }
  const turn = aboutTurn.parse(delivery.about)
  const next = weeksFrom(turn.week, 1)
  const { rule, weeks } = await watcher.watch(row, weeksFrom(next, -shownWeeks), next, scopeOf(row.owner))
  const words = alertWords(rule, turn, weeks, say)
  const chart = alertChart(rule, weeks, words.headline, say)
  const { headline, putOff } = dated(words.headline, await stale(), say)
  const detail = [putOff, words.detail].filter(Boolean).join(' ')
  const context = `Alert: ${ruleInWords(rule, say)} · change or pause it with /${prefix}alerts`
  return {
    chart,
    compose: picture => notice({ headline, detail, context, chart, about: 'An alert', actions: [] }, picture),
  }
}

import { and, desc, eq, isNull } from 'drizzle-orm'
import { Temporal } from 'temporal-polyfill'
import { z } from 'zod'
import { deliveries, incidents, rules } from '../drizzle/schema/bot.ts'
import { UserError } from '../src/errors.ts'
import { knownOn, lastJudged, type Turn, turns, weeksFrom } from '../src/rule.ts'
import { sentences } from '../src/slack/blocks.ts'
import { withdrawn } from '../src/slack/refusals.ts'
import { job, type Tools } from './job.ts'
import { toDeliver } from './schedule.ts'

/**
 * Judges the weeks, known for good, that a rule has not been held against yet: an incident begins where its threshold is
 * passed and ends where that is over, and each is told once. Of several turns at once only the last is news.
 */
export const judge = job({
  name: 'judge',
  payload: z.object({ rule: z.int() }),
  async run({ rule: id }, tools) {
    const { db, watcher, scopeOf, enqueue, timeZone, now } = tools
    const [row] = await db.select().from(rules).where(eq(rules.id, id))
    if (!row || row.paused) return
    const asOf = await watcher.asOf()
    if (!asOf) return
    const last = lastJudged(row.measure, asOf)
    const first = row.judged ? weeksFrom(row.judged, 1) : last
    if (first > last) return
    const watched = await watcher
      .watch(row, first, weeksFrom(last, 1), scopeOf(row.owner))
      .catch(error => (error instanceof UserError ? stop(row, error, tools) : Promise.reject(error)))
    if (!watched) return
    const at = await now()
    const due = await db.transaction(async tx => {
      // Whoever else judged the same weeks meanwhile has written them down.
      const [mine] = await tx
        .update(rules)
        .set({ judged: last })
        .where(
          and(eq(rules.id, id), row.judged === null ? isNull(rules.judged) : eq(rules.judged, row.judged)),
        )
        .returning({ id: rules.id })
      if (!mine) return []
      const isOpen = and(eq(incidents.ruleId, id), isNull(incidents.ended))
      const [open] = await tx.select().from(incidents).where(isOpen).orderBy(desc(incidents.began))
      const found = turns(watched.rule, watched.weeks, open !== undefined)
      for (const { week, passed } of found)
        if (passed) await tx.insert(incidents).values({ ruleId: id, began: week }).onConflictDoNothing()
        else await tx.update(incidents).set({ ended: week }).where(isOpen)
      if (found.length === 0) return []
      // A week that was judged before, and is judged again because the data went back, has been told.
      return tx
        .insert(deliveries)
        .values(
          found.map((turn, nth) => told(row, turn, found.slice(nth + 1), found[nth - 1], { timeZone, at })),
        )
        .onConflictDoNothing()
        .returning({ id: deliveries.id, state: deliveries.state })
    })
    await enqueue(due.filter(({ state }) => state === 'due').map(({ id }) => toDeliver(id)))
  },
})

/** Pauses an alert that cannot be judged any more, and tells its owner why. */
async function stop(
  { id, owner }: Pick<typeof rules.$inferSelect, 'id' | 'owner'>,
  { message }: UserError,
  { db, slack, prefix }: Tools,
): Promise<undefined> {
  const told = await slack.words(
    owner,
    sentences(`I have paused one of your alerts. ${message}`, `See /${prefix}alerts.`),
  )
  // It is told, and paused, once Slack accepts the bot's token again.
  if ('refused' in told && withdrawn.test(told.refused)) return
  await db.update(rules).set({ paused: true }).where(eq(rules.id, id))
}

/** A turn as a delivery, due when its week was known for good; one that a later week has undone is no news any more. */
const told = (
  { id, target, measure }: { id: number; target: string; measure: string },
  { week, value, passed }: Turn,
  later: readonly Turn[],
  before: Turn | undefined,
  { timeZone, at }: { timeZone: string; at: Temporal.Instant },
) => ({
  kind: 'alert' as const,
  subject: id,
  target,
  due: Temporal.PlainDate.from(knownOn(measure, week)).toZonedDateTime(timeZone).toInstant().toString(),
  about: { week, value, passed, ...(before && !passed && { began: before.week }) },
  ...(later.length > 0 && {
    state: 'missed' as const,
    why: 'a later week came in at the same time',
    endedAt: at.toString(),
  }),
})

import { and, desc, eq, isNull } from 'drizzle-orm'
import { Temporal } from 'temporal-polyfill'
import { z } from 'zod'
import { deliveries, incidents, rules } from '../drizzle/schema/bot.ts'
import { lastWeek, type Turn, turns, weeksFrom } from '../src/rule.ts'
import { job, type Tools } from './job.ts'
import { wanted } from './schedule.ts'

/**
 * Judges the complete weeks that a rule has not been held against yet: an incident begins where its threshold is
 * passed and ends where that is over, and each is told once. Of several turns at once only the last is news.
 */
export const judge = job({
  name: 'judge',
  payload: z.object({ rule: z.int() }),
  async run({ rule: id }, tools) {
    const { db, watcher, scopeOf, enqueue } = tools
    const [row] = await db.select().from(rules).where(eq(rules.id, id))
    if (!row || row.paused) return
    const asOf = await watcher.asOf()
    if (!asOf) return
    const last = lastWeek(asOf)
    const first = row.judged ? weeksFrom(row.judged, 1) : last
    if (first > last) return
    const { rule, weeks } = await watcher.watch(row, first, weeksFrom(last, 1), scopeOf(row.owner))
    await db.transaction(async tx => {
      // Whoever else judged the same weeks meanwhile has written them down.
      const [mine] = await tx
        .update(rules)
        .set({ judged: last })
        .where(
          and(eq(rules.id, id), row.judged === null ? isNull(rules.judged) : eq(rules.judged, row.judged)),
        )
        .returning({ id: rules.id })
      if (!mine) return
      const [open] = await tx
        .select()
        .from(incidents)
        .where(and(eq(incidents.ruleId, id), isNull(incidents.ended)))
        .orderBy(desc(incidents.began))
      const found = turns(rule, weeks, open !== undefined)
      if (found.length === 0) return
      await tx
        .insert(deliveries)
        .values(found.map((turn, at) => told(row, turn, at === found.length - 1, tools)))
      for (const { week, passed } of found)
        if (passed) await tx.insert(incidents).values({ ruleId: id, began: week })
        else
          await tx
            .update(incidents)
            .set({ ended: week })
            .where(and(eq(incidents.ruleId, id), isNull(incidents.ended)))
    })
    await enqueue(await wanted(db))
  },
})

/** A turn as a delivery, due when its week was over; one that a later week has undone is no news any more. */
const told = (
  { id, target }: { id: number; target: string },
  { week, passed }: Turn,
  isLast: boolean,
  { timeZone, now }: Tools,
) => ({
  kind: 'alert',
  subject: id,
  target,
  due: Temporal.PlainDate.from(weeksFrom(week, 1)).toZonedDateTime(timeZone).toInstant().toString(),
  about: { week, passed },
  ...(!isLast && {
    state: 'missed' as const,
    why: 'a later week came in at the same time',
    endedAt: now().toString(),
  }),
})

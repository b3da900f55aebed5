import { and, eq } from 'drizzle-orm'
import { heard, rules, subscriptions } from '../drizzle/schema/bot.ts'
import { failure, isLasting, lateAgain } from '../src/slack/failure.ts'
import { withdrawn } from '../src/slack/refusals.ts'
import { type Delivery, ownerOf, settle } from './deliveries.ts'
import type { Tools } from './job.ts'

/*
 * What cannot be posted ends here: it is written down, it is paused where it would fail every week, and somebody who can
 * do something about it is told, once.
 */

const tableOf = ({ kind }: Delivery) => (kind === 'digest' ? subscriptions : rules)

/** Who is to be told of a delivery: whoever asked for it by hand, else whoever asked for the digest or the alert. */
const concerned = async (delivery: Delivery, { db }: Tools) =>
  typeof delivery.about.by === 'string' ? delivery.about.by : await ownerOf(db, delivery)

/** Ends a delivery that cannot be posted; tells whether it is over, which it is not until somebody could be told. */
export async function giveUp(delivery: Delivery, why: string, tools: Tools): Promise<boolean> {
  const { db, log } = tools
  log.error({ delivery: delivery.id, why }, 'a delivery failed')
  const isPaused = !delivery.about.asked && isLasting(why)
  const owner = await concerned(delivery, tools)
  if (owner && !(isPaused && (await isStopped(delivery, tools)))) {
    if (!(await tell(owner, { ...delivery, why, isPaused }, tools))) return false
    if (isPaused) await stop(delivery, why, tools)
  }
  await settle(db, delivery, { state: 'failed', why })
  return true
}

const isStopped = async (delivery: Delivery, { db }: Tools) => {
  const table = tableOf(delivery)
  const [row] = await db.select({ paused: table.paused }).from(table).where(eq(table.id, delivery.subject))
  return row?.paused ?? true
}

const stop = (delivery: Delivery, why: string, { db }: Tools) => {
  const table = tableOf(delivery)
  return db
    .update(table)
    .set({ paused: true, stopped: why })
    .where(and(eq(table.id, delivery.subject), eq(table.paused, false)))
}

/** Tells the owner; where the owner cannot be told, the administrators; tells whether Slack lets anything be said. */
async function tell(
  owner: string,
  failed: Pick<Delivery, 'kind' | 'target'> & { why: string; isPaused: boolean },
  { slack, admins, prefix, log }: Tools,
): Promise<boolean> {
  const command = `/${prefix}${failed.kind === 'alert' ? 'alerts' : failed.kind}`
  const about = { ...failed, command }
  const isGone = /^owner_is_(?!guest)/.test(failed.why)
  const told = isGone ? { refused: failed.why } : await slack.words(owner, failure(about))
  if (!('refused' in told)) return true
  if (withdrawn.test(told.refused)) return false
  const others = admins.filter(admin => admin !== owner)
  if (others.length === 0)
    log.warn({ owner, why: failed.why }, 'neither the owner nor an administrator could be told')
  for (const admin of others) await slack.words(admin, failure({ ...about, owner }))
  return true
}

/** Tells a person, once a day, that what was due comes late because Slack did not accept the bot's token. */
export async function tellLate(delivery: Delivery, tools: Tools): Promise<void> {
  const { why, kind } = delivery
  if (why === null || !withdrawn.test(why)) return
  const { db, slack, now, log } = tools
  const owner = await concerned(delivery, tools)
  if (!owner) return
  const day = (await now()).toString().slice(0, 10)
  const first = await db
    .insert(heard)
    .values({ id: `late ${owner} ${day}` })
    .onConflictDoNothing()
    .returning({ id: heard.id })
  if (first.length === 0) return
  await slack
    .words(owner, lateAgain({ kind, why }))
    .catch((error: unknown) =>
      log.warn({ err: error, owner }, 'a person was not told why something came late'),
    )
}

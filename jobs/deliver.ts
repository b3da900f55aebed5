import { Temporal } from 'temporal-polyfill'
import { z } from 'zod'
import type { Delivered } from '../src/slack/delivering.ts'
import type { Picture } from '../src/slack/message.ts'
import { alert } from './alert.ts'
import { barred } from './barred.ts'
import {
  type Composed,
  claim,
  type Delivery,
  type End,
  instantOf,
  openTo,
  release,
  renew,
  settle,
} from './deliveries.ts'
import { digest } from './digest.ts'
import { giveUp, tellLate } from './giving-up.ts'
import { job, type Tools } from './job.ts'
import { toDeliver } from './schedule.ts'

const kinds: Record<Delivery['kind'], (delivery: Delivery, tools: Tools) => Promise<Composed>> = {
  digest,
  alert,
}

/** For so long it is tried again: what comes later than a day is no news any more. */
const patience = { hours: 24 }

/** The pause before another try, in milliseconds: half a second, then twice the last, up to five minutes. */
const pause = (attempts: number) => Math.min(500 * 2 ** (attempts - 1), 300_000)

/**
 * Sends what is due, once: what may have been sent before is looked for where it would stand, and what cannot be known
 * is written down as unknown, never guessed. Whatever else goes wrong, the claim runs out and the scheduler comes back.
 */
export const deliver = job({
  name: 'deliver',
  payload: z.object({ delivery: z.uuid() }),
  async run({ delivery: id }, tools) {
    const { db, slack, lease, enqueue } = tools
    const claimed = await claim(db, id, lease)
    if (claimed === undefined) return
    if (typeof claimed === 'number') return enqueue([toDeliver(id, { wait: claimed })])
    const putOff = async (why: string, { suspect = false, wait = pause(claimed.attempts) } = {}) => {
      await release(db, claimed, { wait, suspect, why })
      await enqueue([toDeliver(id, { wait })])
    }

    const before = claimed.suspect && (await standing(claimed, tools))
    if (before) return void (await settle(db, claimed, before))
    const end = async (why: string) => {
      if (!(await giveUp(claimed, why, tools))) await putOff(why)
    }
    if (await isOver(claimed, tools)) return end(claimed.why ?? 'it took too long')

    const bar = await barred(claimed, tools)
    // Slack that does not accept the token says nothing of anybody: that is the reason that people are told.
    if (bar === 'unknown') return putOff((await slack.shut()) ?? 'Slack does not say who would read it')
    if (bar) return end(bar)
    const composed = await kinds[claimed.kind](claimed, tools)
    if ('skip' in composed) return void (await settle(db, claimed, { state: 'skipped', why: composed.skip }))
    if ('wait' in composed) return putOff(composed.why, composed)
    const picture = await slack.uploaded(composed.chart)
    if (picture && !slack.mayTry(composed.chart)) return putOff(unready, { wait: soon })
    // What took longer to make than the claim lasts is another's by now.
    if (!(await renew(db, claimed, lease))) return

    const posted = await post(claimed, composed, picture, tools)
    if ('ts' in posted) {
      await settle(db, claimed, { state: 'sent', channel: posted.channel, ts: posted.ts })
      await tellLate(claimed, tools)
    } else if ('isUnready' in posted) await putOff(unready, { wait: soon })
    else if ('refused' in posted) await end(posted.refused)
    else if (posted.wait !== undefined)
      await putOff(posted.why, { wait: await inLine(claimed, posted.wait, tools) })
    // What Slack may still be carrying out is not there yet: it is looked for later.
    else await putOff(posted.why, { wait: posted.suspect ? lease / 3 : undefined, ...posted })
  },
})

const unready = 'Slack does not show the picture yet'

/** After so many milliseconds it is looked again whether Slack shows a picture. */
const soon = 1000

/** How long to wait for a turn, in milliseconds: as many as wait for the same place come back one after the other. */
const inLine = async ({ target }: Delivery, wait: number, { db }: Tools) =>
  wait + Math.random() * (await openTo(db, target)) * 1000

const isOver = async ({ triedAt, due }: Delivery, { now }: Tools) =>
  Temporal.Instant.compare(instantOf(triedAt ?? due).add(patience), await now()) < 0

/**
 * Posts with the picture, and where Slack does not take that with its own chart, or with words alone: blocks that Slack
 * refuses were surely not posted. Until the file of a picture is ready, the message waits for it, but not for ever.
 */
async function post(
  { id, target }: Delivery,
  { chart, compose }: Extract<Composed, { compose: unknown }>,
  picture: Picture | undefined,
  { slack }: Tools,
): Promise<Delivered> {
  if (picture) {
    const posted = await slack.deliver(target, compose(picture), id)
    if ('ts' in posted) slack.show(chart)
    const isGivenUp = 'isUnready' in posted && slack.isOverdue(chart)
    if (!isGivenUp && !isInvalid(posted)) return posted
    slack.forget(chart)
  }
  const posted = await slack.deliver(target, compose('native'), id)
  return isInvalid(posted) ? slack.deliver(target, compose(), id) : posted
}

const isInvalid = (posted: Delivered) => 'refused' in posted && posted.refused === 'invalid_blocks'

/** What is known of a delivery that an earlier try may have posted: that it stands there, or that nobody can know. */
async function standing({ id, target, triedAt, due }: Delivery, { slack }: Tools): Promise<End | undefined> {
  const found = await slack.find(target, id, instantOf(triedAt ?? due))
  if (found === 'unknown')
    return { state: 'unknown', why: 'Slack did not say whether it was posted, and does not let us look' }
  return found && { state: 'sent', ...found }
}

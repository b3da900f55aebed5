import { z } from 'zod'
import { failure } from '../src/slack/failure.ts'
import { alert } from './alert.ts'
import {
  type Composed,
  claim,
  type Delivery,
  type End,
  instantOf,
  ownerOf,
  release,
  renew,
  settle,
} from './deliveries.ts'
import { digest } from './digest.ts'
import { job, type Tools } from './job.ts'
import { deliver as again } from './schedule.ts'

const kinds: Record<string, (delivery: Delivery, tools: Tools) => Promise<Composed>> = { digest, alert }

/** After so many tries it is given up. */
const mostAttempts = 40

/** The pause before another try, in milliseconds: half a second, then twice the last, up to half a minute. */
const pause = (attempts: number) => Math.min(500 * 2 ** Math.min(attempts - 1, 6), 30_000)

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
    if (typeof claimed === 'number') return enqueue([again(id, { wait: claimed })])

    const before = claimed.suspect && (await standing(claimed, tools))
    if (before) return void (await settle(db, claimed, before))
    if (claimed.attempts > mostAttempts)
      return giveUp(claimed, { state: 'failed', why: claimed.why ?? 'it was tried too often' }, tools)

    const composed = await kinds[claimed.kind]?.(claimed, tools)
    if (!composed) throw new Error(`a delivery of a known kind; kind: ${claimed.kind}`)
    if ('skip' in composed) return void (await settle(db, claimed, { state: 'skipped', why: composed.skip }))
    const { chart, compose } = composed
    slack.prepare(chart)
    const picture = slack.ready(chart)
    // What took longer to make than the claim lasts is another's by now.
    if (!(await renew(db, claimed, lease))) return

    const posted = await slack.deliver(claimed.target, compose(picture ?? 'native'), id)
    if ('ts' in posted) {
      await settle(db, claimed, { state: 'sent', ...posted })
      if (!picture) await slack.picture(posted, chart, compose)
      return
    }
    if ('refused' in posted) {
      if (!picture || posted.refused !== 'invalid_blocks')
        return giveUp(claimed, { state: 'failed', why: posted.refused }, tools)
      // The file that others have taken is gone.
      slack.forget(chart)
      await release(db, claimed, { wait: 0, suspect: false, why: posted.refused })
      return enqueue([again(id, { wait: 1 })])
    }
    const { wait = pause(claimed.attempts), suspect, why } = posted
    await release(db, claimed, { wait, suspect, why })
    await enqueue([again(id, { wait })])
  },
})

/** What is known of a delivery that an earlier try may have posted: that it stands there, or that nobody can know. */
async function standing({ id, target, triedAt, due }: Delivery, { slack }: Tools): Promise<End | undefined> {
  const found = await slack.find(target, id, instantOf(triedAt ?? due))
  if (found === 'unknown')
    return { state: 'unknown', why: 'Slack did not say whether it was posted, and does not let us look' }
  return found && { state: 'sent', ...found }
}

/** Writes down a failure, and tells whoever asked for it. */
async function giveUp(delivery: Delivery, end: End & { why: string }, { db, slack, log, prefix }: Tools) {
  if (!(await settle(db, delivery, end))) return
  log.error({ delivery: delivery.id, why: end.why }, 'a delivery failed')
  const owner = await ownerOf(db, delivery)
  if (!owner || owner === delivery.target) return
  const { kind, target } = delivery
  const command = `/${prefix}${kind === 'alert' ? 'alerts' : kind}`
  await slack.words(owner, failure({ kind, target, why: end.why, command }))
}

import { randomBytes } from 'node:crypto'

/** Why a trigger cannot be used. */
export type Spent = 'expired_trigger_id' | 'exchanged_trigger_id' | 'unknown'

/** Slack's names for things people did: each opens one modal, within so many milliseconds. */
export function triggers(now: () => number, within: number) {
  const issued = new Map<string, { user: string; until: number; used: boolean }>()
  return {
    /** A fresh trigger_id for a person. */
    issue(user: string): string {
      for (const [id, one] of issued) if (one.until + 60_000 < now()) issued.delete(id)
      const id = `${Math.floor(now() / 1000)}.${now()}.${randomBytes(8).toString('hex')}`
      issued.set(id, { user, until: now() + within, used: false })
      return id
    },
    /** Uses a trigger up, and tells whose it was. */
    use(id: string): { user: string } | { spent: Spent } {
      const found = issued.get(id)
      if (!found) return { spent: 'unknown' }
      if (found.used) return { spent: 'exchanged_trigger_id' }
      if (found.until <= now()) return { spent: 'expired_trigger_id' }
      found.used = true
      return { user: found.user }
    },
  }
}

import { LRUCache } from 'lru-cache'

/** Tells what has come before: a signed request that is sent again, by whomever, is not obeyed again. */
export function repeats() {
  // Slack's signatures are good for five minutes.
  const known = new LRUCache<string, true>({ max: 20_000, ttl: 10 * 60_000 })
  return (id: string): boolean => {
    if (!id) return false
    const isKnown = known.has(id)
    known.set(id, true)
    return isKnown
  }
}

/** How many messages a channel takes at once before it takes one a second. */
const BURST = 4

/**
 * Slack's rate limits: so many calls a minute of a method, and one message a second to a channel with short bursts.
 * Each is a bucket that holds what may be used at once and fills again evenly.
 */
export function rateLimits(now: () => number) {
  const buckets = new Map<string, { left: number; at: number }>()

  /** Takes one from a bucket, or says how many seconds until there is one. */
  function take(name: string, size: number, aSecond: number): number | undefined {
    const at = now()
    const found = buckets.get(name) ?? { left: size, at }
    const left = Math.min(size, found.left + ((at - found.at) / 1000) * aSecond)
    buckets.set(name, { left: left < 1 ? left : left - 1, at })
    return left < 1 ? Math.ceil((1 - left) / aSecond) : undefined
  }

  return {
    /** Counts a call; tells after how many seconds Slack would take it, where it is too much. */
    call: (method: string, perMinute: number) => take(method, perMinute, perMinute / 60),
    /** Counts a message to a channel, likewise. */
    message: (channel: string) => take(`to ${channel}`, BURST, 1),
  }
}

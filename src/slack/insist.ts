import { setTimeout as sleep } from 'node:timers/promises'
import { WebAPIRateLimitedError } from '@slack/web-api'

/** Calls until it is done, with growing pauses (or the one Slack asks for), while `again` says so and time is left. */
export async function insist<T>(
  call: () => Promise<T>,
  again: (error: unknown) => boolean,
  within: number,
): Promise<T> {
  const until = performance.now() + within
  for (let pause = 500; ; pause = Math.min(pause * 2, 8000)) {
    try {
      return await call()
    } catch (error) {
      const limited = error instanceof WebAPIRateLimitedError
      const wait = limited ? error.retryAfter * 1000 : pause
      if (performance.now() + wait > until || !(limited || again(error))) throw error
      await sleep(wait)
    }
  }
}

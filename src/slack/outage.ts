import type { Logger } from 'pino'
import { codes } from '../away.ts'

/** Whether the n-th failure in a row is told: the first, the 4th, the 16th and so on, and the 360th, an hour, and its multiples. */
const isTold = (failures: number) => Number.isInteger(Math.log2(failures) / 2) || failures % 360 === 0

/**
 * What the log says while something is tried again and again, every ten seconds in the end: of a night without Slack a
 * few lines with the address, not thousands, and one when it is back.
 */
export function outage(log: Logger, address: string | undefined) {
  let failures = 0
  let isKnown = false
  return {
    /** A try has failed. */
    failed(error: unknown, what: string): void {
      failures += 1
      if (!isTold(failures)) return
      isKnown = true
      // The SDK says that fetch failed; what the network said is the reason.
      const network = codes(error).filter(code => !code.startsWith('slack_'))
      log.warn({ address, failures, why: [String(error), ...network].join(', ') }, what)
    },
    /** A try has succeeded: told where the failure was. */
    back(what: string): void {
      if (isKnown) log.info({ address, failures }, what)
      isKnown = false
    },
    /** It has lasted: the next failure is the first of others. */
    done(): void {
      failures = 0
    },
  }
}

import { Temporal } from 'temporal-polyfill'

/** Whether a time zone can be reckoned with: Intl takes some names, such as IST, that mean several. */
export function isZone(timeZone: string): boolean {
  try {
    Temporal.Instant.fromEpochMilliseconds(0).toZonedDateTimeISO(timeZone)
    return true
  } catch {
    return false
  }
}

import { Temporal } from 'temporal-polyfill'

/** Noon of the day after the sample company's last. */
export const clock = () => Temporal.Instant.from('2026-07-01T11:00:00Z')

import { Temporal } from 'temporal-polyfill'

/** A local time (HH:MM) on some ISO weekdays (1 is Monday, 7 is Sunday) in an IANA time zone. */
export type Recurrence = { weekdays: readonly number[]; at: string; timeZone: string }

/**
 * The instants after one and up to another, that one included, at which a recurrence falls due, earliest first.
 *
 * Adjacent ranges share no instant and miss none; a range that ends before it begins is empty. Each date has one
 * instant: the first one where its local time comes twice, and the first after the gap where the clock skips it,
 * even if that is past midnight. Dates skipped whole share the instant after them, which then stands once.
 * No weekday, a weekday outside 1 to 7, a time that is not HH:MM or an unknown zone (a RangeError) is an error.
 */
export function due(
  recurrence: Recurrence,
  from: Temporal.Instant,
  to: Temporal.Instant,
): Temporal.Instant[] {
  const found: Temporal.Instant[] = []
  for (const instant of instantsAfter(recurrence, from)) {
    if (isAfter(instant, to)) break
    found.push(instant)
  }
  return found
}

/** The first instant after another at which a recurrence falls due, by the rules of `due`. */
export const nextDue = (recurrence: Recurrence, after: Temporal.Instant): Temporal.Instant =>
  instantsAfter(recurrence, after).next().value

// A date before the local date of `from` is over, its instant passed. Later dates never have earlier instants, since
// each has the first instant at which the clock reaches its time: so callers may stop at one that is too late.
function* instantsAfter(
  { weekdays, at, timeZone }: Recurrence,
  from: Temporal.Instant,
): Generator<Temporal.Instant, never> {
  const time = timeOfDay(at)
  checkWeekdays(weekdays)
  let last = from
  for (let day = from.toZonedDateTimeISO(timeZone).toPlainDate(); ; day = day.add({ days: 1 })) {
    if (!weekdays.includes(day.dayOfWeek)) continue
    const instant = firstInstant(day.toPlainDateTime(time), timeZone)
    if (!isAfter(instant, last)) continue
    yield instant
    last = instant
  }
}

// 'compatible' and 'later' would move a skipped time on by the length of the gap: 02:30 to 03:30, when 03:00 was first.
// 'earlier' moves it back to before the gap, so that the next change of offset is where the gap ends.
function firstInstant(local: Temporal.PlainDateTime, timeZone: string): Temporal.Instant {
  const found = local.toZonedDateTime(timeZone, { disambiguation: 'earlier' })
  if (found.toPlainDateTime().equals(local)) return found.toInstant()
  const end = found.getTimeZoneTransition('next')
  if (!end) throw new Error(`a skipped local time; a change of offset follows it: ${local} in ${timeZone}`)
  return end.toInstant()
}

function timeOfDay(at: string): Temporal.PlainTime {
  if (!/^([01]\d|2[0-3]):[0-5]\d$/.test(at)) throw new Error(`a time of day; HH:MM, 00:00 to 23:59: ${at}`)
  return Temporal.PlainTime.from(at)
}

function checkWeekdays(weekdays: readonly number[]): void {
  const known = weekdays.every(day => Number.isInteger(day) && day >= 1 && day <= 7)
  if (weekdays.length === 0 || !known)
    throw new Error(`weekdays; one or more of 1 (Monday) to 7 (Sunday): ${JSON.stringify(weekdays)}`)
}

const isAfter = (one: Temporal.Instant, other: Temporal.Instant): boolean =>
  Temporal.Instant.compare(one, other) > 0

import Fuse from 'fuse.js'
import { UserError } from '../errors.ts'
import { shortened } from '../names/members.ts'

/** A day of the week (1 is Monday) and a time of day (HH:MM). */
export type WeekTime = { weekday: number; at: string }

/** The days of the week as they are written, Monday first. */
export const weekdays = [
  'Monday',
  'Tuesday',
  'Wednesday',
  'Thursday',
  'Friday',
  'Saturday',
  'Sunday',
] as const

/** A day of the week as it is written. */
export const weekdayInWords = (weekday: number) => weekdays[weekday - 1] ?? ''

const example = 'For example: monday 8:00, or friday 17:30 here.'

// Words that people put around a day and a time, and that change nothing.
const filling = /^(a|and|at|each|every|in|me|my|o'clock|on|the|to|week|weekly|dm|direct|message)$/
const often = /^(daily|day|weekdays?|month|monthly|hourly|hour)$/

/** When a digest is to come, as people type it: monday 8:00, every fri at 5.30pm here. */
export function weekTime(text: string): WeekTime & { here: boolean } {
  const words = text
    .toLowerCase()
    .replace(/(\d)\s+(am|pm)\b/g, '$1$2')
    .split(/[\s,]+/)
    .filter(Boolean)
  const days: number[] = []
  const times: string[] = []
  let here = false
  for (const word of words) {
    const day = dayOf(word)
    if (day) days.push(day)
    else if (/^\d/.test(word)) times.push(timeOf(word))
    else if (/^(noon|midday)$/.test(word)) times.push('12:00')
    else if (word === 'midnight') times.push('00:00')
    else if (/^here[.!]?$/.test(word)) here = true
    else if (often.test(word))
      throw new UserError('A digest comes once a week.', { hint: `Name one day. ${example}` })
    else if (!filling.test(word)) throw notUnderstood(word)
  }
  const [weekday, ...otherDays] = days
  const [at, ...otherTimes] = times
  if (weekday === undefined) throw new UserError('On which day of the week?', { hint: example })
  if (at === undefined) throw new UserError('At what time of day?', { hint: example })
  if (otherDays.length > 0 || otherTimes.length > 0)
    throw new UserError('That is more than one day or time.', {
      hint: `Each digest has one: ask for them one by one. ${example}`,
    })
  return { weekday, at, here }
}

/** The day a word names: monday, mondays, mon, tues. */
function dayOf(word: string): number | undefined {
  const name = word.replace(/\.$/, '')
  const found = weekdays.findIndex(day => {
    const whole = day.toLowerCase()
    return name === `${whole}s` || (name.length >= 2 && name !== 'me' && whole.startsWith(name))
  })
  return found < 0 ? undefined : found + 1
}

function timeOf(word: string): string {
  const [, hours = '', minutes = '00', half] =
    /^(\d{1,2})(?:[:.h](\d{2}))?(?:h|uhr)?(am|pm)?$/.exec(word.replace(/[.!]$/, '')) ?? []
  const written = Number(hours)
  const isTwelve = half !== undefined
  const isTime =
    hours !== '' && Number(minutes) < 60 && (isTwelve ? written >= 1 && written <= 12 : written < 24)
  if (!isTime)
    throw new UserError(`“${shortened(word)}” is not a time of day.`, {
      hint: 'Write it as 8:00, 17:30 or 5:30pm.',
    })
  const hour = isTwelve ? (written % 12) + (half === 'pm' ? 12 : 0) : written
  return `${String(hour).padStart(2, '0')}:${minutes}`
}

function notUnderstood(word: string): UserError {
  const [near] = new Fuse(weekdays, { threshold: 0.4 }).search(word)
  return new UserError(`I do not understand “${shortened(word)}”.`, {
    hint: near ? `Did you mean ${near.item}? ${example}` : example,
  })
}

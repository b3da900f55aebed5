import type { Temporal } from 'temporal-polyfill'
import { dayInWords, dayOf } from './calendar.ts'
import type { Answer } from './insight.ts'
import type { Coverage } from './period.ts'
import { type Say, sentence } from './words.ts'

/*
 * Sales are stale when their last day lies more than a few days back. "Last week" is then another week than the reader
 * has in mind, so the first line of whatever is said about such sales says through when they are loaded.
 */

/** What tells how old sales are, and how old they may be. */
export type Today = { now: () => Temporal.Instant; timeZone: string; staleAfter: number }

/** How many days before today the last day of sales was. */
export const age = (dataThrough: string, { now, timeZone }: Pick<Today, 'now' | 'timeZone'>): number =>
  dayOf(dataThrough).until(now().toZonedDateTimeISO(timeZone).toPlainDate(), { largestUnit: 'days' }).days

/** Whether sales ended longer ago than they may have. */
export const isStale = (dataThrough: string, today: Today): boolean =>
  age(dataThrough, today) > today.staleAfter

/** The last day of an answer's sales, where they are stale. */
export const staleThrough = ({ stale, dataThrough }: Pick<Answer, 'stale' | 'dataThrough'>) =>
  (stale && dataThrough) || undefined

/** Through when sales are loaded, for whoever runs Tilly; as a note where they are stale, or there are none. */
export function loadedInWords(covered: Coverage | null, today: Today): { says: string; note?: string } {
  if (!covered) return { says: 'none yet', note: 'No sales are loaded yet.' }
  const day = dayInWords(dayOf(covered.dataThrough))
  if (!isStale(covered.dataThrough, today)) return { says: `loaded through ${day}` }
  const days = age(covered.dataThrough, today)
  const ago = days === 1 ? 'a day ago' : `${days.toLocaleString('en-GB')} days ago`
  const says = `loaded through ${day}, ${ago}`
  return { says, note: `Sales are ${says}.` }
}

/** A longer headline is not read at a glance. */
const longest = 150

/**
 * A headline that ends with the day through which sales are loaded, where that is worth saying. Where there is no room for
 * it, the last part of the finding is put off for it, to the beginning of what explains the headline; and where even that
 * is too long, the day itself.
 */
export function dated(
  headline: string,
  through: string | undefined,
  say: Pick<Say, 'shortDate'>,
): { headline: string; putOff?: string } {
  if (through === undefined) return { headline }
  const day = say.shortDate(through)
  const subject = headline.lastIndexOf(' – ')
  const part = headline.slice(0, subject).lastIndexOf('; ')
  const shorter = {
    headline: headline.slice(0, part) + headline.slice(subject),
    putOff: `${sentence(headline.slice(part + 2, subject))}.`,
  }
  const fitting = [{ headline }, ...(part > 0 ? [shorter] : [])]
    .flatMap(one =>
      [`sales loaded through ${day}`, `data to ${day}`].map(clause => ({
        ...one,
        headline: `${one.headline} · ${clause}`,
      })),
    )
    .find(one => one.headline.length <= longest)
  return fitting ?? { headline, putOff: `Sales are loaded through ${day}.` }
}

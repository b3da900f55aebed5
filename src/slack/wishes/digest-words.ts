import type { RichTextElement } from '@slack/types'
import type { Temporal } from 'temporal-polyfill'
import { weekInWords } from '../../alert.ts'
import { nextDue } from '../../due.ts'
import { weekBefore } from '../../rule.ts'
import type { DigestWish, Subscription } from '../../wishes/subscribing.ts'
import { weekdayInWords } from '../../wishes/week-time.ts'
import type { Say } from '../../words.ts'
import { lead, type Message, quiet } from '../blocks.ts'
import { pausedInWords } from '../failure.ts'
import { fallback } from '../text.ts'
import { bullets, code, moment, place, rich, text } from './rich.ts'

/** When a digest comes: Monday at 08:00 (Europe/London). */
export const timeInWords = ({ weekday, at, timeZone }: Pick<DigestWish, 'weekday' | 'at' | 'timeZone'>) =>
  `${weekdayInWords(weekday)} at ${at} (${timeZone.replaceAll('_', ' ')})`

/** A digest by where it goes and when: the digest to #sales, Mondays at 08:00. */
export const digestNamed = ({ weekday, at }: Pick<DigestWish, 'weekday' | 'at'>, called: string) =>
  `the digest to ${called}, ${weekdayInWords(weekday)}s at ${at}`

/** When a digest comes next, in the reader's own time zone, and about which week. */
function next({ weekday, at, timeZone }: DigestWish, now: Temporal.Instant, say: Say): RichTextElement[] {
  const due = nextDue({ weekdays: [weekday], at, timeZone }, now)
  const week = weekInWords(weekBefore(due, timeZone), say)
  return [text('. Next: '), moment(due, timeZone), text(`, about the week of ${week}.`)]
}

/** For so long a digest waits for the sales of its week. */
export const waits = 'If the sales of that week are not loaded by then, I wait for them, up to six hours.'

/** A digest in a paragraph: when, where to, and when next. */
export const aboutDigest = (
  row: Subscription,
  { reader, now, say }: { reader: string; now: Temporal.Instant; say: Say },
): RichTextElement[] => [
  text(`Every ${timeInWords(row)}, to `),
  place(row.target, reader),
  ...(row.owner === reader ? [] : [text(', asked for by '), { type: 'user' as const, user_id: row.owner }]),
  ...(row.paused ? [text(`. ${pausedInWords(row)}`)] : next(row, now, say)),
]

/** How digests are asked for. */
export function digestHelp(prefix: string): Message {
  const command = `/${prefix}digest`
  const lines = [
    ['', 'your digests and this channel’s, with buttons to preview, send, change, pause and delete them'],
    [' monday 8:00', 'every Monday at 8:00 in your time zone, as a direct message'],
    [' friday 17:30 here', 'every Friday at 17:30, in this channel'],
    [' new', 'a form for the same, with a choice of channel and time zone'],
  ]
  return {
    text: fallback(`${command}: the week’s summary, every week. For example: ${command} monday 8:00`),
    blocks: [
      lead(command),
      rich(text('The week in one message: net sales, what moved them, what came back, and a picture.')),
      bullets(...lines.map(([typed, does]) => [code(`${command}${typed}`), text(`  ${does}`)])),
      quiet(
        'It is about the last full week, Monday to Sunday. Anyone in a channel can pause or delete its digests.',
      ),
    ],
  }
}

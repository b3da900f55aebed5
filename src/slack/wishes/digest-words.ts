import type { RichTextElement } from '@slack/types'
import type { Temporal } from 'temporal-polyfill'
import { nextDue } from '../../due.ts'
import type { DigestWish, Subscription } from '../../wishes/subscribing.ts'
import { weekdayInWords } from '../../wishes/week-time.ts'
import { lead, type Message, quiet } from '../blocks.ts'
import { fallback } from '../text.ts'
import { bullets, code, moment, place, rich, text } from './rich.ts'

/** When a digest comes: Monday at 08:00 (Europe/London). */
export const timeInWords = ({ weekday, at, timeZone }: Pick<DigestWish, 'weekday' | 'at' | 'timeZone'>) =>
  `${weekdayInWords(weekday)} at ${at} (${timeZone.replaceAll('_', ' ')})`

/** When a digest comes next, in the reader's own time zone. */
export const next = ({ weekday, at, timeZone }: DigestWish, now: Temporal.Instant): RichTextElement =>
  moment(nextDue({ weekdays: [weekday], at, timeZone }, now), timeZone)

/** A digest in a paragraph: when, where to, and when next. */
export const aboutDigest = (row: Subscription, reader: string, now: Temporal.Instant): RichTextElement[] => [
  text(`Every ${timeInWords(row)}, to `),
  place(row.target, reader),
  ...(row.owner === reader ? [] : [text(', asked for by '), { type: 'user' as const, user_id: row.owner }]),
  ...(row.paused ? [text('. Paused.')] : [text('. Next: '), next(row, now), text('.')]),
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
      rich(
        text('The week’s summary, every week: net sales and what moved them, what came back, and a picture.'),
      ),
      bullets(...lines.map(([typed, does]) => [code(`${command}${typed}`), text(`  ${does}`)])),
      quiet('It is about the last complete week. Anyone in a channel can pause or delete its digests.'),
    ],
  }
}

import type { KnownBlock, RichTextElement } from '@slack/types'
import type { Temporal } from 'temporal-polyfill'
import { cut } from '../text.ts'

/** Text in parts: names stay names, and moments show in the reader's own time zone. */
export const rich = (...elements: RichTextElement[]): KnownBlock => ({
  type: 'rich_text',
  elements: [{ type: 'rich_text_section', elements }],
})

/** A list of lines. */
export const bullets = (...lines: RichTextElement[][]): KnownBlock => ({
  type: 'rich_text',
  elements: [
    {
      type: 'rich_text_list',
      style: 'bullet',
      elements: lines.map(elements => ({ type: 'rich_text_section', elements })),
    },
  ],
})

/** Plain words, with the spaces around them. */
export const text = (words: string): RichTextElement => ({ type: 'text', text: words })
/** What a line is about; names from the data are cleaned. */
export const bold = (words: string): RichTextElement => ({
  type: 'text',
  text: cut(words, 1000),
  style: { bold: true },
})
/** What can be typed. */
export const code = (words: string): RichTextElement => ({ type: 'text', text: words, style: { code: true } })

const isPerson = (target: string) => /^[UW]/.test(target)

/** Where something goes, as its reader calls it. */
export function place(target: string, reader: string): RichTextElement {
  if (target === reader) return text('you, as a direct message')
  return isPerson(target) ? { type: 'user', user_id: target } : { type: 'channel', channel_id: target }
}

/** A moment in the reader's own time zone; where Slack does not know that, in the one given. */
export const moment = (instant: Temporal.Instant, timeZone: string): RichTextElement => ({
  type: 'date',
  timestamp: Math.floor(instant.epochMilliseconds / 1000),
  format: '{date_long_pretty} at {time}',
  fallback: `${new Intl.DateTimeFormat('en-GB', { dateStyle: 'full', timeStyle: 'short', timeZone }).format(instant.epochMilliseconds)} (${timeZone})`,
})

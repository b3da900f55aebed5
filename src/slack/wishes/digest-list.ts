import type { Button, KnownBlock } from '@slack/types'
import type { Temporal } from 'temporal-polyfill'
import type { Subscription } from '../../wishes/subscribing.ts'
import { weekdayInWords } from '../../wishes/week-time.ts'
import { counted, type Say } from '../../words.ts'
import { button, lead, type Message, paragraph, plain } from '../blocks.ts'
import { fallback } from '../text.ts'
import { aboutDigest, timeInWords } from './digest-words.ts'
import { isChannel } from './fields.ts'
import { code, rich, text } from './rich.ts'

/** Slack takes 50 blocks in a message, and each digest or alert has three. */
export const perPage = 15

/** What the buttons of a list carry: sealed by whoever makes the message. */
export type Carry = (id: number, page: number) => string

type About = {
  reader: string
  prefix: string
  now: Temporal.Instant
  say: Say
  carry: Carry
  /** What the places they go to are called. */
  called: (target: string) => string
  /** What has just been done, with a way to undo it. */
  note?: { says: string; undo?: string } | undefined
  page?: number
}

/** The digests of a person and a channel, each with what can be done about it. */
export function digestList(rows: readonly Subscription[], about: About): Message {
  const { reader, prefix, now, say, carry, called, note, page = 0 } = about
  const command = `/${prefix}digest`
  const title = rows.length === 0 ? 'No digest yet' : counted(rows.length, 'digest', say)
  const shown = rows.slice(page * perPage, (page + 1) * perPage)
  return {
    text: fallback(
      [note?.says, `${title}.`, ...shown.map(row => `${timeInWords(row)}${row.paused ? ', paused' : ''}.`)]
        .filter(Boolean)
        .join(' '),
    ),
    blocks: [
      ...(note ? noted(note, 'digest-undo') : []),
      lead(title),
      ...shown.flatMap(row => [
        rich(...aboutDigest(row, { reader, now, say })),
        deeds(row, carry(row.id, page), called(row.target)),
        divider,
      ]),
      ...(rows.length === 0
        ? [
            rich(
              text('The week’s summary, every week. Press New digest, or type '),
              code(`${command} monday 8:00`),
            ),
          ]
        : []),
      {
        type: 'actions',
        elements: [
          button('digest-new', 'New digest', { value: 'new' }),
          ...turning('digest-page', page, rows.length),
        ],
      },
    ],
  }
}

/** What parts one digest or alert from the next. */
export const divider: KnownBlock = { type: 'divider' }

/** What has just been done, above a list. */
export const noted = ({ says, undo }: { says: string; undo?: string }, action: string): KnownBlock[] => [
  paragraph(says),
  ...(undo ? [{ type: 'actions' as const, elements: [button(action, 'Undo', { value: undo })] }] : []),
]

/** Buttons to the pages of a list before and after this one. */
export const turning = (action: string, page: number, count: number): Button[] => [
  ...(page > 0 ? [button(`${action}-back`, 'Earlier ones', { value: String(page - 1) })] : []),
  ...((page + 1) * perPage < count ? [button(`${action}-on`, 'More', { value: String(page + 1) })] : []),
]

/** The buttons of one digest. */
export const deeds = (row: Subscription, value: string, called: string): KnownBlock => ({
  type: 'actions',
  elements: [
    button('digest-preview', 'Preview', { value }),
    sending(row, value, called),
    row.paused ? button('digest-resume', 'Resume', { value }) : button('digest-pause', 'Pause', { value }),
    button('digest-change', 'Change', { value }),
    deleting('digest-delete', 'digest', value),
  ],
})

/** A button that sends at once, and asks before it does so where others see it. */
const sending = ({ target, weekday, at }: Subscription, value: string, called: string): Button => ({
  ...button('digest-send', 'Send now', { value }),
  ...(isChannel(target) && {
    confirm: {
      title: plain(`Post it to ${called} now?`, 100),
      text: plain(
        `Everyone there sees it at once, with your name. The next one still comes on ${weekdayInWords(weekday)} at ${at}.`,
        300,
      ),
      confirm: plain('Post it', 30),
      deny: plain('Not now', 30),
    },
  }),
})

/** A button that asks before it deletes. */
export const deleting = (action: string, what: string, value: string): Button => ({
  ...button(action, 'Delete', { value }),
  confirm: {
    title: plain(`Delete this ${what}?`, 100),
    text: plain('What it has sent stays where it is. You can undo this right afterwards.', 300),
    confirm: plain('Delete', 30),
    deny: plain('Keep it', 30),
    style: 'danger',
  },
})

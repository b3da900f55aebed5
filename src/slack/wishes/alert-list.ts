import type { KnownBlock } from '@slack/types'
import type { Listed } from '../../wishes/alerting.ts'
import { counted, type Say } from '../../words.ts'
import { button, lead, type Message } from '../blocks.ts'
import { fallback } from '../text.ts'
import { stateInWords } from './alert-words.ts'
import { deleting, divider, noted, perPage, turning } from './digest-list.ts'
import { bold, code, place, rich, text } from './rich.ts'
import type { Note } from './tools.ts'

type About = {
  reader: string
  prefix: string
  say: Say
  carry: (id: number, page: number) => string
  /** What an alert watches, in words. */
  nameOf: (row: Listed) => string
  note?: Note | undefined
  page?: number
}

/** The alerts of a person and a channel, each with its state and what can be done about it. */
export function alertList(rows: readonly Listed[], about: About): Message {
  const { reader, prefix, say, carry, nameOf, note, page = 0 } = about
  const title = rows.length === 0 ? 'No alert yet' : counted(rows.length, 'alert', say)
  const shown = rows.slice(page * perPage, (page + 1) * perPage)
  const entry = (row: Listed): KnownBlock[] => [
    rich(
      bold(nameOf(row)),
      text(', to '),
      place(row.target, reader),
      ...(row.owner === reader
        ? []
        : [text(', asked for by '), { type: 'user' as const, user_id: row.owner }]),
      text(`\n${stateInWords(row, say)}`),
    ),
    deeds(row, carry(row.id, page), reader),
    divider,
  ]
  return {
    text: fallback(
      [note?.says, `${title}.`, ...shown.map(row => `${nameOf(row)}: ${stateInWords(row, say)}`)]
        .filter(Boolean)
        .join(' '),
    ),
    blocks: [
      ...(note ? noted(note, 'alert-undo') : []),
      lead(title),
      ...shown.flatMap(entry),
      ...(rows.length === 0
        ? [
            rich(
              text('I tell you when a figure goes above or below your limit. Press New alert, or type '),
              code(`/${prefix}alerts return rate of Toys above 8%`),
            ),
          ]
        : []),
      {
        type: 'actions',
        elements: [
          button('alert-new', 'New alert', { value: 'new' }),
          ...turning('alert-page', page, rows.length),
        ],
      },
    ],
  }
}

const deeds = ({ paused, owner }: Listed, value: string, reader: string): KnownBlock => ({
  type: 'actions',
  elements: [
    button('alert-preview', 'Preview', { value }),
    paused ? button('alert-resume', 'Resume', { value }) : button('alert-pause', 'Pause', { value }),
    ...(owner === reader ? [button('alert-change', 'Change', { value })] : []),
    deleting('alert-delete', 'alert', value),
  ],
})

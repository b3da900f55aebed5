import type { KnownBlock, View } from '@slack/types'
import { lateness, weekInWords } from '../../alert.ts'
import type { Listed } from '../../wishes/alerting.ts'
import type { foreseen } from '../../wishes/foreseen.ts'
import { type Say, sentence } from '../../words.ts'
import { button, lead, type Message, paragraph, quiet } from '../blocks.ts'
import { pausedInWords } from '../failure.ts'
import { fallback } from '../text.ts'
import { modal } from './fields.ts'
import { bullets, code, place, rich, text } from './rich.ts'
import { invitation } from './tools.ts'

/** What an alert would have said, before it is saved. */
export type Preview = ReturnType<typeof foreseen> & { target: string; reader: string; sure: boolean }

/** A preview as a message: with buttons to save it or not where it is not saved yet. */
export const previewMessage = (preview: Preview, sealed?: string): Message => ({
  text: fallback(`${preview.title}: ${preview.told}`),
  blocks: [lead(preview.title), ...previewed(preview), ...(sealed === undefined ? [] : [saving(sealed)])],
})

const saving = (sealed: string): KnownBlock => ({
  type: 'actions',
  elements: [
    { ...button('alert-save', 'Save', { value: sealed }), style: 'primary' },
    button('alert-cancel', 'Cancel', { value: 'cancel' }),
  ],
})

/** A preview as the second step of a form. */
export const previewView = (preview: Preview, sealed: string): View =>
  modal('What I would have said', [lead(preview.title), ...previewed(preview)], {
    ...{ callback_id: 'alert-save', private_metadata: sealed, submit: 'Save', close: 'Cancel' },
  })

function previewed({ told, episodes, notes, promise, target, reader, sure }: Preview): KnownBlock[] {
  return [
    paragraph(told),
    ...(episodes.length > 0 ? [bullets(...episodes.map(episode => [text(episode)]))] : []),
    ...notes.map(quiet),
    target === reader
      ? rich(text(`I’ll tell you ${promise}.`))
      : rich(text('I’ll post it to '), place(target, reader), text(` ${promise}.`)),
    ...(sure ? [] : [invitation]),
  ]
}

/** How an alert stands, in the words of a list. */
export function stateInWords(
  { measure, passing, paused, stopped, judged, passedSince }: Omit<Listed, 'id' | 'owner' | 'target'>,
  say: Say,
): string {
  if (paused) return pausedInWords({ stopped })
  const state = passedSince
    ? `${sentence(passing)} since the week of ${weekInWords(passedSince, say)}: you hear from me when that is over.`
    : judged
      ? `All quiet. The last week I looked at: ${weekInWords(judged, say)}.`
      : 'Waiting for the first full week of sales.'
  return [state, lateness(measure)].filter(Boolean).join(' ')
}

/** How alerts are asked for. */
export function alertHelp(prefix: string): Message {
  const command = `/${prefix}alerts`
  const lines = [
    ['', 'your alerts and this channel’s, with buttons to preview, pause, change and delete them'],
    [' return rate of Toys above 8%', 'tells you when the return rate of Toys goes above 8%'],
    [' repeat rate below 30%', 'watches all sales'],
    [
      ' net sales below 50k region:north',
      'region:, channel:, category: or product: say which kind of name it is',
    ],
    [' orders of Online above 1,200 here', 'posts it to this channel'],
    [' new', 'a form to choose from'],
  ]
  return {
    text: fallback(
      `${command}: be told when a figure goes above or below a limit. For example: ${command} repeat rate below 30%`,
    ),
    blocks: [
      lead(command),
      rich(
        text(
          'I look at every full week and tell you once when a figure goes above or below your limit, and once when it is back.',
        ),
      ),
      bullets(...lines.map(([typed, does]) => [code(`${command}${typed}`), text(`  ${does}`)])),
      rich(
        text('Write the limit like '),
        ...['8%', '5,000', '50k', '1.2m'].flatMap((example, at) => [
          ...(at > 0 ? [text(', ')] : []),
          code(example),
        ]),
        text('. Before you save an alert I show you what it would have told you in the last 26 weeks.'),
      ),
      quiet('Anyone in a channel can pause or delete its alerts.'),
    ],
  }
}

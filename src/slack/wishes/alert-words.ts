import type { KnownBlock, View } from '@slack/types'
import { weekInWords } from '../../alert.ts'
import type { foreseen } from '../../wishes/foreseen.ts'
import type { Say } from '../../words.ts'
import { button, lead, type Message, paragraph, quiet } from '../blocks.ts'
import { fallback } from '../text.ts'
import { modal } from './fields.ts'
import { bullets, code, place, rich, text } from './rich.ts'
import { invitation } from './tools.ts'

/** What an alert would have said, before it is saved. */
export type Preview = ReturnType<typeof foreseen> & { target: string; reader: string; sure: boolean }

/** A preview in the place of a command: with buttons to save it or not. */
export const previewMessage = (preview: Preview, sealed: string): Message => ({
  text: fallback(`${preview.title}: ${preview.told}`),
  blocks: [
    lead(preview.title),
    ...previewed(preview),
    {
      type: 'actions',
      elements: [
        { ...button('alert-save', 'Save', { value: sealed }), style: 'primary' },
        button('alert-cancel', 'Cancel', { value: 'cancel' }),
      ],
    },
  ],
})

/** A preview as the second step of a form. */
export const previewView = (preview: Preview, sealed: string): View =>
  modal('What it would have said', [lead(preview.title), ...previewed(preview)], {
    ...{ callback_id: 'alert-save', private_metadata: sealed, submit: 'Save', close: 'Cancel' },
  })

function previewed({ told, turns, notes, target, reader, sure }: Preview): KnownBlock[] {
  return [
    paragraph(told),
    ...(turns.length > 0 ? [bullets(...turns.map(turn => [text(turn)]))] : []),
    ...notes.map(quiet),
    rich(
      text('It speaks once when the threshold is passed and once when that is over, to '),
      place(target, reader),
      text('.'),
    ),
    ...(sure ? [] : [invitation]),
  ]
}

/** How an alert stands, in the words of a list. */
export function stateInWords(
  { paused, judged, passedSince }: { paused: boolean; judged: string | null; passedSince: string | null },
  say: Say,
): string {
  if (paused) return 'Paused.'
  if (passedSince) return `Passed since the week of ${weekInWords(passedSince, say)}.`
  return judged
    ? `Quiet, last judged for the week of ${weekInWords(judged, say)}.`
    : 'Waits for the first complete week.'
}

/** How alerts are asked for. */
export function alertHelp(prefix: string): Message {
  const command = `/${prefix}alerts`
  const lines = [
    ['', 'your alerts and this channel’s, with buttons to pause and delete them'],
    [' return rate of Toys above 8%', 'tells you when the return rate of a category passes 8%'],
    [' repeat rate below 30%', 'watches everything'],
    [
      ' net sales below 50k region:north',
      'region:, channel:, category: or product: say which kind of name it is',
    ],
    [' orders of Online above 1,200 here', 'tells this channel'],
    [' new', 'a form with all measures'],
  ]
  return {
    text: fallback(
      `${command}: be told when a measure passes a threshold. For example: ${command} repeat rate below 30%`,
    ),
    blocks: [
      lead(command),
      rich(
        text(
          'You are told when a measure of a complete week passes a threshold, and once more when that is over.',
        ),
      ),
      bullets(...lines.map(([typed, does]) => [code(`${command}${typed}`), text(`  ${does}`)])),
      rich(
        text('A threshold reads like '),
        ...['8%', '5,000', '50k', '1.2m'].flatMap((example, at) => [
          ...(at > 0 ? [text(', ')] : []),
          code(example),
        ]),
        text('. Before an alert is saved you see what it would have said in the last 26 weeks.'),
      ),
      quiet('Anyone in a channel can pause or delete its alerts.'),
    ],
  }
}

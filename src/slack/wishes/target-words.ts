import type { KnownBlock } from '@slack/types'
import { allMeasures, measureInWords } from '../../measures.ts'
import type { Listed } from '../../targets/listing.ts'
import { stretchInWords } from '../../targets.ts'
import { counted, type Say, sentence } from '../../words.ts'
import { button, lead, type Message, quiet } from '../blocks.ts'
import { fallback } from '../text.ts'
import { divider, noted, perPage, turning } from './digest-list.ts'
import { bold, bullets, code, rich, text } from './rich.ts'
import type { Note } from './tools.ts'

/** A target in words. */
export type Told = Pick<Listed, 'measure' | 'from' | 'to' | 'value' | 'of'>

/** What a target is for: net sales of North, June 2026. */
export const targetNamed = ({ measure, from, to, of }: Omit<Told, 'value'>) =>
  `${measureInWords(measure)}${of ? ` of ${of.member.name}` : ''}, ${stretchInWords({ from, to })}`

/** The value of a target in full. */
export function targetValue({ measure, value }: Pick<Told, 'measure' | 'value'>, say: Say): string {
  const { format } = allMeasures[measure]
  const number = Number(value)
  if (format === 'share') return say.share(number, Number.isInteger(Math.round(number * 1e6) / 1e3) ? 1 : 2)
  return format === 'count'
    ? say.count(number)
    : Number.isInteger(number)
      ? say.money(number)
      : say.exact(number)
}

type About = {
  prefix: string
  say: Say
  /** What the button at each carries; nothing for whoever may not change them. */
  carry?: ((id: number, page: number) => string) | undefined
  note?: Note | undefined
  page: number
}

/** The targets that a person may see, each with what can be done about it. */
export function targetList(rows: readonly Listed[], { prefix, say, carry, note, page }: About): Message {
  const title = rows.length === 0 ? 'No target yet' : counted(rows.length, 'target', say)
  const shown = rows.slice(page * perPage, (page + 1) * perPage)
  const entry = (row: Listed): KnownBlock[] => [
    rich(bold(sentence(targetNamed(row))), text(`: ${targetValue(row, say)}`)),
    ...(carry
      ? [
          {
            type: 'actions' as const,
            elements: [button('target-remove', 'Remove', { value: carry(row.id, page) })],
          },
        ]
      : []),
    divider,
  ]
  const pages = turning('target-page', page, rows.length)
  return {
    text: fallback(
      [
        note?.says,
        `${title}.`,
        ...shown.map(row => `${sentence(targetNamed(row))}: ${targetValue(row, say)}.`),
      ]
        .filter(Boolean)
        .join(' '),
    ),
    blocks: [
      ...(note ? noted(note, 'target-undo') : []),
      lead(title),
      ...shown.flatMap(entry),
      ...(rows.length === 0
        ? [
            rich(
              text(
                carry
                  ? 'Say what is planned, and answers show what came of it: '
                  : 'Nothing is planned for what you may see. Whoever sets targets types: ',
              ),
              code(`/${prefix}targets net sales june 2026 160k`),
            ),
          ]
        : []),
      ...(pages.length > 0 ? [{ type: 'actions' as const, elements: pages }] : []),
    ],
  }
}

/** How targets are set. */
export function targetHelp(prefix: string): Message {
  const command = `/${prefix}targets`
  const lines = [
    ['', 'the targets there are, as far as you may see what they are for'],
    [' net sales june 2026 160k', 'plans 160k for June; the same again with another value replaces it'],
    [
      ' net sales Q3 2026 120k region:north',
      'region:, channel:, category: or product: plans for one of them',
    ],
    [' return rate 2026 7%', 'an average or a rate holds for every week and month of its period'],
    [' remove net sales june 2026', 'removes it; you can undo that right afterwards'],
  ]
  return {
    text: fallback(`${command}: what is planned. For example: ${command} net sales june 2026 160k`),
    blocks: [
      lead(command),
      rich(
        code(`/${prefix}kpis`),
        text(', '),
        code(`/${prefix}weeklysales`),
        text(' and digests show what was planned beside what came of it.'),
      ),
      bullets(...lines.map(([typed, does]) => [code(`${command}${typed}`), text(`  ${does}`)])),
      quiet(
        'Amounts and orders are spread evenly over the days of their target; where targets overlap, the shorter one counts.',
      ),
    ],
  }
}

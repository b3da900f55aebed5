import type { KnownBlock } from '@slack/types'
import { allMeasures, measureInWords } from '../../measures.ts'
import { adding } from '../../reporting/names.ts'
import { valueInWords } from '../../targets/in-words.ts'
import type { Listed } from '../../targets/listing.ts'
import type { Standing } from '../../targets/standing.ts'
import { stretchInWords } from '../../targets.ts'
import { against, counted, type Say, sentence } from '../../words.ts'
import { button, lead, type Message, quiet } from '../blocks.ts'
import { fallback } from '../text.ts'
import { divider, noted, turning } from './digest-list.ts'
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

/** A target and how it stands. */
type Stood = Listed & { standing: Standing | undefined }

/** How a target stands: what it came to so far, what was expected by then, and what is left. */
export function standingInWords({ standing, ...row }: Stood, say: Say): string {
  if (!standing) return 'no sales of its days are loaded yet'
  const { actual, expected, isOver, through } = standing
  if (actual === null) return 'not known yet'
  const value = (amount: number) => valueInWords(amount, row.measure, say)
  const isRate = allMeasures[row.measure].format === 'share'
  const far = (than: number, what: string) =>
    isRate
      ? `${say.points(Math.abs(actual - than))} points ${actual > than ? 'above' : 'below'} ${what}`
      : (against(actual, than, what, say) ?? `against ${value(than)}`)
  if (isOver) return `${value(actual)} reached, ${far(Number(row.value), 'the plan')}`
  const left = Number(row.value) - actual
  return [
    `${value(actual)} so far, to ${say.shortDay(through)}`,
    expected === null
      ? 'customers are planned for the whole period alone'
      : adding(row.measure) === 'sum'
        ? `${far(expected, `the ${value(expected)} expected by then`)}`
        : far(expected, 'the plan'),
    // Of an average nothing is left to be sold.
    !('denominator' in allMeasures[row.measure]) &&
      (left > 0 ? `${value(left)} left` : 'the plan is reached'),
  ]
    .filter(Boolean)
    .join('; ')
}

/** The targets that a person may see, the newest first, each with how it stands and what can be done about it. */
export function targetList(
  rows: readonly Listed[],
  shown: readonly Stood[],
  { prefix, say, carry, note, page }: About,
): Message {
  const title = rows.length === 0 ? 'No target yet' : counted(rows.length, 'target', say)
  const entry = (row: Stood): KnownBlock[] => [
    rich(
      bold(sentence(targetNamed(row))),
      text(`: ${targetValue(row, say)} planned. ${sentence(standingInWords(row, say))}.`),
    ),
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
        ...shown.map(
          row =>
            `${sentence(targetNamed(row))}: ${targetValue(row, say)} planned, ${standingInWords(row, say)}.`,
        ),
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
        'Amounts and orders are spread over the days of their target by the season of past sales, evenly where it is not known; where targets overlap, the shorter one counts.',
      ),
    ],
  }
}

import type { KnownBlock, RichTextElement } from '@slack/types'
import type { Insight } from '../insight.ts'
import { comparing } from '../names/misread.ts'
import { filterForms, usage } from '../parameters.ts'
import { forms } from '../period-forms.ts'
import { sentence } from '../words.ts'
import { lead, type Message, paragraph, quiet } from './blocks.ts'
import { fallback } from './text.ts'
import { wishCommands } from './wishes/commands.ts'

/** A command as Slack's manifest declares it. */
export type Command = { command: string; description: string; usage: string }

/** The command that stands before any question: /sales weeklysales, or /sales help. */
export const umbrella = 'sales'

/** Every command of the bot: one a question, those for what is told unasked, and one that stands before them all. */
export const commands = (insights: readonly Insight[], prefix = ''): Command[] => [
  ...insights.map(insight => ({
    command: `/${prefix}${insight.name}`,
    description: insight.about,
    usage: usage(insight).slice(insight.name.length).trim(),
  })),
  ...wishCommands.map(({ command, ...rest }) => ({ command: `/${prefix}${command.slice(1)}`, ...rest })),
  {
    command: `/${prefix}${umbrella}`,
    description: 'What you can ask, and how',
    usage: '[help] or [question …]',
  },
]

/** What help is about: questions, or every way to write a period or a filter. */
export type HelpSubject = readonly Insight[] | 'periods' | 'filters'

/** How one command is used in full, all of them in short, or every way to write a period or a filter. */
export function help(subject: HelpSubject, prefix = ''): Message {
  if (subject === 'periods') return aboutPeriods
  if (subject === 'filters') return aboutFilters
  const [only] = subject
  return only && subject.length === 1 ? aboutOne(only, prefix) : aboutAll(subject, prefix)
}

function aboutAll(insights: readonly Insight[], prefix: string): Message {
  const title = 'What you can ask'
  const whole = `/${prefix}${umbrella} help`
  const lines = [...insights, ...wishCommands].map(one => inShort(one, prefix))
  const more = [
    `${whole} ${insights[0]?.name ?? ''}`.trim(),
    ...wishCommands.map(({ command }) => `/${prefix}${command.slice(1)} help`),
  ]
  return {
    text: fallback(`${title}: ${lines.map(({ name, about }) => `${name}: ${about}`).join('; ')}`),
    blocks: [
      lead(title),
      {
        type: 'rich_text',
        elements: [
          {
            type: 'rich_text_list',
            style: 'bullet',
            elements: lines.map(({ name, about, example }) =>
              section(bold(name), text(`  ${about}. `), code(`${name} ${example}`.trim())),
            ),
          },
        ],
      },
      {
        type: 'rich_text',
        elements: [
          section(text('More about one command: '), ...codes(more)),
          section(text('A period can stand anywhere after the command: '), ...codes(common)),
          section(text('Every way to write one: '), code(`${whole} periods`)),
          section(text('So can filters: '), ...codes(filterForms.map(({ example }) => example))),
          section(text('What they mean: '), code(`${whole} filters`)),
        ],
      },
    ],
  }
}

function aboutOne(insight: Insight, prefix: string): Message {
  const title = `/${prefix}${insight.name}`
  return {
    text: fallback(`${title}: ${insight.about}`),
    blocks: [
      lead(title),
      explained(insight, insight.examples, prefix),
      { type: 'divider' },
      paragraph('A period can stand anywhere after the command:'),
      { type: 'rich_text', elements: [periods] },
      quiet(`Filters: ${typedIn(insight).join(' · ')}`),
    ],
  }
}

/** How filters of an insight are typed; not every one is compared with what is asked for. */
const typedIn = ({ params }: Insight) =>
  filterForms.flatMap(({ example }) => (example.startsWith('vs') && !('vs' in params.shape) ? [] : [example]))

/** The periods people ask for most, each as it is typed. */
export const common = ['last week', 'last quarter', 'last 12 weeks', 'this month', 'march', 'since march']

/** A command in a line: its name, what it is for, and the first example with words of its own. */
function inShort(one: Insight | (typeof wishCommands)[number], prefix: string) {
  if ('about' in one)
    return { name: `/${prefix}${one.name}`, about: one.about, example: one.examples.find(Boolean) ?? '' }
  const { command, description, usage } = one
  // How it is used begins with an example, in brackets.
  const [, example = ''] = /^\[([^\]]+)\]/.exec(usage) ?? []
  return { name: `/${prefix}${command.slice(1)}`, about: description, example }
}

const text = (text: string) => ({ type: 'text' as const, text })
const bold = (text: string) => ({ type: 'text' as const, text, style: { bold: true } })
const code = (text: string) => ({ type: 'text' as const, text, style: { code: true } })

const section = (...elements: RichTextElement[]) => ({ type: 'rich_text_section' as const, elements })

/** Several things to type, one after the other. */
const codes = (typed: readonly string[]) =>
  typed.flatMap((one, at) => [...(at > 0 ? [text(', ')] : []), code(one)])

const explained = (insight: Insight, examples: readonly string[], prefix: string): KnownBlock => ({
  type: 'rich_text',
  elements: [
    section(
      bold(`/${prefix}${insight.name}`),
      text(`  ${insight.about}\n`),
      code(`/${prefix}${usage(insight)}`),
    ),
    {
      type: 'rich_text_list',
      style: 'bullet',
      elements: examples.map(example => section(code(`/${prefix}${insight.name} ${example}`.trim()))),
    },
  ],
})

/** Ways to write something, each with what it means. */
const ways = (forms: readonly { example: string; means: string }[]) => ({
  type: 'rich_text_list' as const,
  style: 'bullet' as const,
  elements: forms.map(({ example, means }) =>
    section(code(example), text(`  ${sentence(means.replaceAll('`', ''))}`)),
  ),
})

const periods = ways(forms)

const aboutPeriods: Message = {
  text: fallback(`Every way to write a period: ${forms.map(({ example }) => example).join(', ')}`),
  blocks: [
    lead('Every way to write a period'),
    { type: 'rich_text', elements: [periods] },
    quiet('A period can stand anywhere after the command.'),
  ],
}

const aboutFilters: Message = {
  text: fallback(`Every way to write a filter: ${filterForms.map(({ example }) => example).join(', ')}`),
  blocks: [
    lead('Every way to write a filter'),
    { type: 'rich_text', elements: [ways(filterForms)] },
    quiet(
      `A filter can stand anywhere after the command. “vs last year” works with ${comparing.join(', ')}.`,
    ),
  ],
}

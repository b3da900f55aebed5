import type { KnownBlock, RichTextElement } from '@slack/types'
import type { Insight } from '../insight.ts'
import { usage } from '../parameters.ts'
import { forms } from '../period.ts'
import { sentence } from '../words.ts'
import { lead, type Message, paragraph, quiet } from './blocks.ts'
import { fallback } from './text.ts'

/** A command as Slack's manifest declares it. */
export type Command = { command: string; description: string; usage: string }

/** The command that stands before any question: /sales weeklysales, or /sales help. */
export const umbrella = 'sales'

/** Every command of the bot: one a question, and one that stands before them all. */
export const commands = (insights: readonly Insight[], prefix = ''): Command[] => [
  ...insights.map(insight => ({
    command: `/${prefix}${insight.name}`,
    description: insight.about,
    usage: usage(insight).slice(insight.name.length).trim(),
  })),
  {
    command: `/${prefix}${umbrella}`,
    description: 'What you can ask, and how',
    usage: '[help] or [question …]',
  },
]

/** How one command is used, or all of them. */
export function help(insights: readonly Insight[], prefix = ''): Message {
  const [only] = insights
  const title = only && insights.length === 1 ? `/${prefix}${only.name}` : 'What you can ask'
  const listed = insights.slice(0, most)
  return {
    text: fallback(
      `${title}: ${insights.map(({ name, about }) => `/${prefix}${name}: ${about}`).join('; ')}`,
    ),
    blocks: [
      lead(title),
      ...listed.map(insight => explained(insight, prefix)),
      ...(listed.length < insights.length ? [quiet(`… and ${insights.length - listed.length} more`)] : []),
      { type: 'divider' },
      paragraph('A period can stand anywhere after the command:'),
      { type: 'rich_text', elements: [periods] },
      quiet('A filter takes several values, too: region:north,south'),
    ],
  }
}

/** Slack takes 50 blocks in a message; six of them are not commands. */
const most = 40

const text = (text: string) => ({ type: 'text' as const, text })
const bold = (text: string) => ({ type: 'text' as const, text, style: { bold: true } })
const code = (text: string) => ({ type: 'text' as const, text, style: { code: true } })

const section = (...elements: RichTextElement[]) => ({ type: 'rich_text_section' as const, elements })

const explained = (insight: Insight, prefix: string): KnownBlock => ({
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
      elements: insight.examples.map(example => section(code(`/${prefix}${insight.name} ${example}`.trim()))),
    },
  ],
})

const periods = {
  type: 'rich_text_list' as const,
  style: 'bullet' as const,
  elements: forms.map(({ example, means }) =>
    section(code(example), text(`  ${sentence(means.replaceAll('`', ''))}`)),
  ),
}

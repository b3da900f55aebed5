import type { Block, Button, KnownBlock, PlainTextElement } from '@slack/types'
import { clean } from '../../charts/fit.ts'
import { cut, fallback } from './text.ts'

/** Slack's own chart, which `@slack/types` does not know yet. */
export type DataVisualization = Block & {
  type: 'data_visualization'
  title: string
  chart: {
    type: 'line' | 'bar'
    series: { name: string; data: { label: string; value: number }[] }[]
    axis_config: { categories: string[] }
  }
}

/** What Slack is sent: blocks, and the text that notifications and screen readers say. */
export type Message = { text: string; blocks: (KnownBlock | DataVisualization)[] }

/** Text that is nothing but text: no mention, link, format or emoji code in a name comes to life. */
export const plain = (text: string, most = 3000): PlainTextElement => ({
  type: 'plain_text',
  text: cut(text, most),
  emoji: false,
})

/** The first line, large where Slack's heading has room for it. */
export const lead = (text: string): KnownBlock =>
  cut(text, 3000).length <= 150
    ? { type: 'header', text: plain(text, 150) }
    : {
        type: 'rich_text',
        elements: [
          {
            type: 'rich_text_section',
            elements: [{ type: 'text', text: cut(text, 3000), style: { bold: true } }],
          },
        ],
      }

/** A paragraph. */
export const paragraph = (text: string): KnownBlock => ({ type: 'section', text: plain(text) })

/** A quiet line. */
export const quiet = (text: string): KnownBlock => ({ type: 'context', elements: [plain(text)] })

/** A button that tells the bot, or opens an address. */
export const button = (id: string, label: string, carries: { value: string } | { url: string }): Button => ({
  type: 'button',
  action_id: id,
  text: plain(label, 75),
  // What it tells has names in it, too, and they are found without what is left out of them here.
  ...('value' in carries ? { value: clean(carries.value) } : carries),
})

/** A message of one sentence, with what would work under it. */
export const sentences = (say: string, hint?: string): Message => ({
  text: fallback([say, hint].filter(Boolean).join(' ')),
  blocks: [paragraph(say), ...(hint ? [quiet(hint)] : [])],
})

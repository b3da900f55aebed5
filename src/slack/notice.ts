import type { Button, KnownBlock } from '@slack/types'
import type { Chart } from '../../charts/chart.ts'
import { lead, type Message, paragraph, quiet } from './blocks.ts'
import { type Picture, shown } from './message.ts'
import { fallback } from './text.ts'

/** What Tilly says unasked: a finding with what explains it, its picture, and what can be done about it. */
export type Notice = {
  headline: string
  detail: string
  /** Further findings, each with its explanation. */
  more?: readonly { headline: string; detail: string }[]
  context: string
  chart: Chart | null
  /** What the picture's native form is about. */
  about: string
  actions: readonly Button[]
}

/** A notice as a Slack message. */
export const notice = (
  { headline, detail, more = [], context, chart, about, actions }: Notice,
  picture?: Picture,
): Message => ({
  text: fallback([headline, detail].filter(Boolean).join('. ')),
  blocks: [
    lead(headline),
    ...(detail ? [paragraph(detail)] : []),
    ...shown(chart, about, picture),
    ...more.flatMap(finding),
    quiet(context),
    ...(actions.length > 0 ? [{ type: 'actions' as const, elements: [...actions] }] : []),
  ],
})

const finding = ({ headline, detail }: { headline: string; detail: string }): KnownBlock[] => [
  {
    type: 'rich_text',
    elements: [
      {
        type: 'rich_text_section',
        elements: [
          { type: 'text', text: headline, style: { bold: true } },
          ...(detail ? [{ type: 'text' as const, text: `\n${detail}` }] : []),
        ],
      },
    ],
  },
]

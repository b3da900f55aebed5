import type { KnownBlock } from '@slack/types'
import type { Chart } from '../../charts/chart.ts'
import type { Answer, Insight } from '../insight.ts'
import type { Say } from '../words.ts'
import { button, lead, type Message, paragraph, quiet } from './blocks.ts'
import { native } from './native.ts'
import { table } from './table.ts'
import { cut, fallback } from './text.ts'

/** What shows the finding beside the words: an uploaded file, or Slack's own chart. */
export type Picture = { file: string } | 'native'

/** What differs from place to place: the picture once there is one, who brought the answer here, and its buttons. */
type Options = {
  picture?: Picture | undefined
  by?: { did: 'Asked' | 'Shared'; user: string } | undefined
  /** What can be done with the answer. */
  below?: readonly KnownBlock[]
}

/** An answer as a Slack message: the finding, the picture, the table behind it, and what can be done with it. */
export function message(
  answer: Answer,
  insight: Insight,
  say: Say,
  { picture, by, below = [] }: Options = {},
): Message {
  const { block, left } = table(answer, insight, say)
  return {
    text: fallback(finding(answer)),
    blocks: [
      ...(by ? [credit(by)] : []),
      lead(answer.headline),
      ...(answer.detail ? [paragraph(answer.detail)] : []),
      ...shown(answer.chart, insight.about, picture),
      ...(answer.rows.length > 0 ? [block] : []),
      quiet(
        [
          answer.context,
          left > 0 && `… and ${say.count(left)} ${insight.latestFirst ? 'earlier' : 'more'} rows`,
        ]
          .filter(Boolean)
          .join(' · '),
      ),
      ...below,
    ],
  }
}

/** The same in short, for where it was asked: the finding, and buttons to see and (with a sealed value) share the whole. */
export function brief(
  answer: Answer,
  { open, share }: { open: string; share?: string | undefined },
): Message {
  return {
    text: fallback(finding(answer)),
    blocks: [
      lead(answer.headline),
      ...(answer.detail ? [paragraph(answer.detail)] : []),
      quiet(answer.context),
      {
        type: 'actions',
        elements: [
          button('open', 'Open in messages', { url: open }),
          ...(share ? [button('share', 'Share here', { value: share })] : []),
        ],
      },
    ],
  }
}

const finding = ({ headline, detail }: Answer) => [headline, detail].filter(Boolean).join('. ')

const credit = ({ did, user }: { did: string; user: string }): KnownBlock => ({
  type: 'rich_text',
  elements: [
    {
      type: 'rich_text_section',
      elements: [
        { type: 'text', text: `${did} by ` },
        { type: 'user', user_id: user },
      ],
    },
  ],
})

/** A chart as a block: the uploaded picture, or Slack's own chart where it can be drawn. */
export function shown(chart: Chart | null, about: string, picture?: Picture): Message['blocks'] {
  if (!chart || !picture) return []
  if (picture !== 'native')
    return [{ type: 'image', slack_file: { id: picture.file }, alt_text: cut(chart.description, 2000) }]
  const drawn = chart.usermeta.native && native(chart.usermeta.native, about)
  return drawn ? [drawn] : []
}

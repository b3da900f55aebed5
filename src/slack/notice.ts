import type { Button, KnownBlock } from '@slack/types'
import type { Chart } from '../../charts/chart.ts'
import { weekdayInWords } from '../wishes/week-time.ts'
import { lead, type Message, paragraph, quiet } from './blocks.ts'
import { type Picture, shown } from './message.ts'
import { fallback } from './text.ts'
import { bullets, place, rich, text } from './wishes/rich.ts'

/** What Tilly says unasked: a finding with what explains it, its picture, and what can be done about it. */
export type Notice = {
  headline: string
  /** What explains it: a paragraph, or several findings of a line each. */
  detail: string | readonly string[]
  context: string
  chart: Chart | null
  /** What the picture's native form is about. */
  about: string
  actions: readonly Button[]
  /** Where it goes and when, where only its reader sees this one to know what it will be like. */
  preview?: { reader: string; target: string; weekday: number; at: string } | undefined
  /** Who had it sent, where it did not come by itself. */
  by?: string | undefined
}

/** A notice as a Slack message. */
export function notice(
  { headline, detail, context, chart, about, actions, preview, by }: Notice,
  picture?: Picture,
): Message {
  const found = typeof detail === 'string' ? [detail].filter(Boolean) : detail
  return {
    text: fallback([`${preview ? 'Preview: ' : ''}${headline}`, ...found].join('. ')),
    blocks: [
      ...(preview ? [previewed(preview)] : []),
      lead(headline),
      ...(typeof detail === 'string' ? found.map(paragraph) : listed(found)),
      ...shown(chart, about, picture),
      ...(actions.length > 0 ? [{ type: 'actions' as const, elements: [...actions] }] : []),
      ...(by ? [rich(text('Sent by '), { type: 'user', user_id: by })] : []),
      quiet(context),
    ],
  }
}

const listed = (lines: readonly string[]): KnownBlock[] =>
  lines.length > 0 ? [bullets(...lines.map(line => [text(line)]))] : []

const previewed = ({ reader, target, weekday, at }: NonNullable<Notice['preview']>) =>
  rich(
    text('Preview – only you see this; it goes to '),
    place(target, reader),
    text(` every ${weekdayInWords(weekday)} at ${at}.`),
  )

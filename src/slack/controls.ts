import type { KnownBlock, StaticSelect } from '@slack/types'
import type { Answer, Insight } from '../insight.ts'
import { button, plain } from './blocks.ts'
import type { Seal } from './seal.ts'
import { exactly, shutBefore, shutQuestion, type Trail } from './trail.ts'

/** The periods that are offered under every answer, each as a person would type it. */
export const periods = [
  'last week',
  'last 4 weeks',
  'last 12 weeks',
  'last month',
  'last quarter',
  'last 12 months',
  'this year',
  'all',
] as const

const labels: Partial<Record<string, string>> = { 'this year': 'This year so far', all: 'All time' }
const label = (period: string) => labels[period] ?? period.charAt(0).toUpperCase() + period.slice(1)

/** How many follow-ups stand beside the periods. */
const mostFollows = 5

type Options = {
  seal: Seal
  /** Whether Slack keeps the message and shows it with every press: of what only one person sees, it does not. */
  isKept: boolean
}

/** What can be done with an answer: the way back, another period, what to ask next, its rows, and how it came about. */
export function controls(
  answer: Answer,
  insight: Insight,
  trail: Trail,
  { seal, isKept }: Options,
): KnownBlock[] {
  const exact = exactly(answer, insight)
  const question = shutQuestion('how', trail.words, exact, seal)
  const pressed = (id: string, says: string, value: string | undefined) =>
    value === undefined ? [] : [button(id, says, { value })]
  const rows = shutQuestion('csv', trail.words, exact, seal)
  const isLoaded = answer.asOf !== null
  const asks = [
    ...pressed('back', '← Back', isKept && question ? shutBefore(trail.before, seal) : undefined),
    ...(isKept && isLoaded && exact && question ? [menu(seal)] : []),
    ...answer.next
      .slice(0, mostFollows)
      .flatMap(({ label, ask }, index) => pressed(`ask-${index}`, label, seal.shut('ask', ask))),
  ]
  const about = [
    ...pressed('csv', 'CSV', answer.rows.length > 0 ? rows : undefined),
    ...pressed('how', 'How is this computed?', isLoaded ? question : undefined),
  ]
  return [asks, about].filter(some => some.length > 0).map(elements => ({ type: 'actions', elements }))
}

const menu = (seal: Seal): StaticSelect => ({
  type: 'static_select',
  action_id: 'period',
  placeholder: plain('Other period', 150),
  options: periods.flatMap(period => {
    const value = seal.shut('period', period)
    return value ? [{ text: plain(label(period), 75), value }] : []
  }),
})

import { z } from 'zod'
import { type Answer, filterNames, type Insight } from '../insight.ts'
import { again, optionsOf } from '../parameters.ts'
import type { Message } from './blocks.ts'
import type { Seal } from './seal.ts'

/** What led to an answer: the words of its question, and those of the questions that stood in its place before it. */
export type Trail = { words: string; before: readonly string[] }

/** A question in absolute days, taken apart around its period: the same rows whenever it is asked again. */
export type Exact = z.infer<typeof exactQuestion>
const exactQuestion = z.object({ head: z.string(), period: z.string(), filters: z.string() })

/** What a message tells of itself when one of its buttons is pressed. */
export type Told = Trail & { exact?: Exact | undefined }

/** Longer texts are not taken for questions. */
const longest = 500

/** How many questions back the way leads. */
const mostBefore = 20

/** The question that an answer answers, or nothing where it is too long to be asked. */
export function exactly({ asked }: Answer, insight: Insight): Exact | undefined {
  const [name = '', period = '', ...filters] = again(insight.name, asked).split(' ')
  // A member that it is about stands among the filters.
  const isMember = filterNames.some(filter => filter === insight.word)
  const own = isMember ? undefined : insight.word && asked[insight.word]
  const exact = {
    head: own === undefined ? name : `${name} ${own}`,
    period,
    filters: [
      ...filters,
      ...optionsOf(insight).flatMap(name => (asked[name] === undefined ? [] : [`${name}:"${asked[name]}"`])),
    ].join(' '),
  }
  return inWords(exact).length > longest ? undefined : exact
}

/** A question taken apart, in the words that ask it; about another period if one is given. */
export const inWords = ({ head, period, filters }: Exact, other = period): string =>
  `${head} ${other} ${filters}`.trimEnd()

/** The buttons that carry the question of an answer: the one that explains it, and the one that sends its rows. */
type Carrier = 'how' | 'csv'

/** What such a button carries: the question as it was asked, and in absolute days. */
export const shutQuestion = (carrier: Carrier, words: string, exact: Exact | undefined, seal: Seal) =>
  seal.shut(carrier, JSON.stringify({ words, ...(exact && { exact }) }))

const carriedQuestion = z.object({ words: z.string(), exact: exactQuestion.optional() })

/** The question that such a button carries. */
export const openQuestion = (value: string, carrier: Carrier, seal: Seal): Omit<Told, 'before'> =>
  carriedQuestion.parse(JSON.parse(seal.open(carrier, value)))

/** What the way back carries: as many questions as there is room for, the last one first. */
export function shutBefore(before: readonly string[], seal: Seal): string | undefined {
  for (let kept = Math.min(before.length, mostBefore); kept > 0; kept--) {
    const value = seal.shut('back', JSON.stringify(before.slice(0, kept)))
    if (value) return value
  }
  return undefined
}

/** The questions that the way back carries. */
export const openBefore = (value: string, seal: Seal): string[] =>
  z.array(z.string()).parse(JSON.parse(seal.open('back', value)))

/** What a message tells of itself by its buttons; nothing where it has none that tells. */
export function told(blocks: Message['blocks'], seal: Seal): Told | undefined {
  const carried = (id: string) => {
    for (const block of blocks)
      if (block.type === 'actions' && 'elements' in block)
        for (const element of block.elements)
          if (element.type === 'button' && element.action_id === id) return element.value
    return undefined
  }
  const question = carried('how')
  if (question === undefined) return undefined
  const before = carried('back')
  return {
    ...openQuestion(question, 'how', seal),
    before: before === undefined ? [] : openBefore(before, seal),
  }
}

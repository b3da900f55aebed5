import type { RichTextSection } from '@slack/types'
import { type Answer, dimensions, type Insight } from '../insight.ts'
import { allMeasures, measureInWords } from '../measures.ts'
import { dayAfter } from '../period.ts'
import { type Say, sentence } from '../words.ts'
import { lead, type Message, paragraph, quiet } from './blocks.ts'
import { cut, fallback } from './text.ts'

/** How an answer came about: what was counted, in which days, what every measure means, and how far the data goes. */
export function explain(answer: Answer, insight: Insight, say: Say): Message {
  const { asOf, dataThrough, context } = answer
  const scope = [...counted(answer, insight, say), isPart(answer) && part].filter(Boolean).join(' ')
  return {
    text: fallback(`How this is computed: ${insight.about}, ${days(answer, say)}. ${scope}`),
    blocks: [
      lead('How this is computed'),
      paragraph(`${insight.about}, ${days(answer, say)}.`),
      {
        type: 'rich_text',
        elements: [{ type: 'rich_text_list', style: 'bullet', elements: insight.measures.map(measure) }],
      },
      paragraph(scope),
      ...(asOf && dataThrough
        ? [paragraph(`The data goes to ${say.day(dataThrough)}; the last complete day is ${say.day(asOf)}.`)]
        : []),
      quiet(context),
    ],
  }
}

/** The first and the last day that were counted. */
function days({ asked: { period } }: Answer, say: Say): string {
  const last = dayAfter(period.to, -1)
  return period.from === last
    ? `on ${say.day(last)}`
    : `from ${say.day(period.from)} to ${say.day(last)}, both days included`
}

/** What is counted and what was filtered out. */
function counted({ asked, rows }: Answer, { word }: Insight, say: Say): string[] {
  const filters = dimensions.flatMap(dimension => {
    const names = [...new Set(asked[dimension]?.map(({ name }) => name))]
    return names.length > 0 ? [`${dimension} ${say.list(names)}`] : []
  })
  const most = word ? asked[word] : undefined
  return [
    filters.length > 0
      ? `Only this is counted: ${filters.join('; ')}.`
      : 'Everything that you may see is counted: there is no filter.',
    ...(typeof most === 'number' && rows.length >= most ? [`The list ends after ${say.count(most)}.`] : []),
  ]
}

const part = 'Part of this period is not complete in the data.'
const isPart = ({ asked: { period } }: Answer) => !period.complete

const measure = (name: Insight['measures'][number]): RichTextSection => ({
  type: 'rich_text_section',
  elements: [
    { type: 'text', text: `${sentence(measureInWords(name))}: `, style: { bold: true } },
    { type: 'text', text: cut(allMeasures[name].about, 500) },
  ],
})

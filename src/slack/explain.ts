import type { RichTextBlock } from '@slack/types'
import { columnsOf, headed } from '../cell.ts'
import { compared, type Versus } from '../compare.ts'
import { type Answer, type Insight, narrowing } from '../insight.ts'
import { allMeasures, type MeasureName, measureInWords } from '../measures.ts'
import { dayAfter, type Period } from '../period.ts'
import { type Say, sentence } from '../words.ts'
import { lead, type Message, paragraph } from './blocks.ts'
import { cut, fallback } from './text.ts'

/** How an answer came about: what each column of its table means, and which days, filters and data were counted. */
export function explain(answer: Answer, insight: Insight, say: Say): Message {
  // In a thread it may outlive the answer above it, which gives way to another period or question.
  const title = `How this is computed: ${insight.about}, ${answer.asked.period.label}`
  const ending = end(answer, insight, say).join(' ')
  const counted = basis(answer, insight, say)
  return {
    text: fallback(
      [`${title}.`, ...(ending ? [ending] : []), ...counted.map(([name, text]) => `${name}: ${text}.`)].join(
        ' ',
      ),
    ),
    blocks: [
      lead(title),
      ...(ending ? [paragraph(ending)] : []),
      ...[meanings(insight, answer), rowsOf(insight), counted].filter(lines => lines.length > 0).map(bullets),
    ],
  }
}

/** What something is called, and what is said of it. */
type Line = readonly [name: string, text: string]

/** What every column that the person sees means, or the measures of an insight whose columns say nothing. */
function meanings({ columns, measures }: Insight, { asked }: Answer): Line[] {
  const lines = columnsOf(headed(columns, asked)).shown.flatMap(([, { title, means }]) =>
    means ? [[title, means] as const] : [],
  )
  return lines.length > 0 ? lines : measures.map(inFull)
}

/** What every measure means whose figures are told one below the other. */
const rowsOf = ({ columns, measures }: Insight): Line[] =>
  Object.values(columns).some(column => column.as === 'measure') ? measures.map(inFull) : []

const inFull = (name: MeasureName): Line => [sentence(measureInWords(name)), allMeasures[name].about]

/** What was counted: in which days, against which, narrowed to what, and in which data. */
function basis({ asked, rows, asOf, dataThrough }: Answer, { columns }: Insight, say: Say): Line[] {
  const { period } = asked
  const versus: Versus = asked.vs === 'last year' ? 'last year' : 'previous'
  const compares =
    rows.length > 0 && (asked.vs !== undefined || Object.values(columns).some(({ before }) => before))
  const filters = narrowing(asked).map(
    ({ filter, names, isLeftOut }) => `${isLeftOut ? 'without ' : ''}${filter} ${say.list(names)}`,
  )
  return [
    ...(compares
      ? [
          [
            'Compared with',
            `${versus === 'previous' ? 'the period before' : 'a year before'}, ${days(compared(period, versus), say)}`,
          ] as const,
        ]
      : []),
    ['Period', `${days(period, say)}${period.complete ? '' : '; part of it is not complete in the data'}`],
    ['Filters', filters.join('; ') || 'none, so everything that you may see is counted'],
    ...(asOf && dataThrough ? [['Data', through(asOf, dataThrough, say)] as const] : []),
  ]
}

/** Where a list ends that could go on. */
function end({ asked, rows }: Answer, { word }: Insight, say: Say): string[] {
  const most = word ? asked[word] : undefined
  return typeof most === 'number' && rows.length >= most ? [`The list ends after ${say.count(most)}.`] : []
}

/** The first and the last day that were counted. */
function days({ from, to }: Pick<Period, 'from' | 'to'>, say: Say): string {
  const last = dayAfter(to, -1)
  return from === last ? say.day(last) : `${say.day(from)} to ${say.day(last)}, both days included`
}

const through = (asOf: string, dataThrough: string, say: Say) =>
  asOf === dataThrough
    ? `complete through ${say.day(asOf)}`
    : `through ${say.day(dataThrough)}; the last complete day is ${say.day(asOf)}`

const bullets = (lines: readonly Line[]): RichTextBlock => ({
  type: 'rich_text',
  elements: [
    {
      type: 'rich_text_list',
      style: 'bullet',
      elements: lines.map(([name, text]) => ({
        type: 'rich_text_section',
        elements: [
          { type: 'text', text: `${name}: `, style: { bold: true } },
          { type: 'text', text: cut(text, 1000) },
        ],
      })),
    },
  ],
})

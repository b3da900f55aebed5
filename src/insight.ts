import { z } from 'zod'
import type { Chart } from '../charts/chart.ts'
import type { MeasureName } from './measures.ts'
import { type Coverage, dayAfter, type Period } from './period.ts'
import type { Tx } from './tx.ts'
import { type Say, sentence } from './words.ts'

/*
 * Insight: a question that can be asked. Answer: what came back; it knows nothing of Slack.
 * Everything a person sees is derived from one of the two.
 */

export type Value = string | number | boolean | null
export type Row = Record<string, Value>

/** How a column of rows is headed and written. A `detail` column is left out where room is short. */
export type Column = {
  title: string
  as: 'text' | 'money' | 'count' | 'share' | 'day' | 'flag'
  detail?: true
}

/** A member of a dimension, as a filter names it. */
export type Member = { id: number; name: string; key?: string }

/** What a filter can be set on. */
export const dimensions = ['region', 'channel', 'category', 'product'] as const
export type Dimension = (typeof dimensions)[number]

/** The parameters of a question, parsed: the period in absolute days, the filters as members. */
export type Asked = { period: Period; count?: number } & Partial<Record<Dimension, readonly Member[]>>

/** A follow-up offered under an answer: a command text, and what its button says. */
export type Follow = { label: string; ask: string }

export type Answer = {
  insight: string
  asked: Asked
  asOf: string | null
  dataThrough: string | null
  /** The finding in a sentence, with its number: the notification, and the title of the picture. */
  headline: string
  detail: string
  /** Which period, which filters, what was left out. */
  context: string
  chart: Chart | null
  rows: Row[]
  next: Follow[]
}

/** A query that nobody has awaited: it can be printed, explained and run. */
export type Query<R> = PromiseLike<R[]> & { toSQL(): { sql: string; params: unknown[] } }

type Queries = Record<string, Query<Row>>

/** What the queries of an insight found, by their names. */
type Found<Q extends Queries> = { [K in keyof Q]: Awaited<Q[K]> }

/** What words and pictures are made of beside the rows. */
export type Circumstances = { asked: Asked; coverage: Coverage; say: Say; headline: string }

type Words = { headline: string; detail?: string; note?: string }

type Definition<Q extends Queries, R extends Row> = {
  name: string
  about: string
  /** The texts after the command that show what can be asked; the first is the plain command. */
  examples: readonly [string, ...string[]]
  /** What the bare word or number of the command means, for the usage line. */
  word?: string
  params: z.ZodObject
  measures: readonly MeasureName[]
  columns: { [K in keyof R & string]: Column }
  /** The queries, run in order in one snapshot. */
  query: (tx: Tx, asked: Asked) => Q
  /** The rows of the answer, completed from what the queries found. */
  rows: (found: Found<Q>, asked: Asked, coverage: Coverage) => R[]
  /** The finding; for no rows at all, words for nothing. */
  words: (rows: R[], found: Found<Q>, about: Omit<Circumstances, 'headline'>) => Words
  chart: (rows: R[], about: Circumstances) => Chart
  next: (rows: R[], asked: Asked) => Follow[]
}

/** An insight as everyone else sees it: the types of its rows are closed over. */
export type Insight = Pick<
  Definition<Queries, Row>,
  'name' | 'about' | 'examples' | 'word' | 'params' | 'measures'
> & {
  columns: Record<string, Column>
  queries(tx: Tx, asked: Asked): Queries
  answer(
    tx: Tx,
    asked: Asked,
    about: { coverage: Coverage | null; today: Coverage; say: Say },
  ): Promise<Answer>
}

/** Makes a question that can be asked out of its definition. */
export function insight<Q extends Queries, R extends Row>(definition: Definition<Q, R>): Insight {
  const { name, about, examples, word, params, measures, columns, query } = definition
  return {
    name,
    about,
    examples,
    ...(word && { word }),
    params,
    measures,
    columns,
    queries: query,
    async answer(tx, asked, { coverage, today, say }) {
      const found = await inOrder(query(tx, asked))
      const circumstances = { asked, coverage: coverage ?? today, say }
      const rows = definition.rows(found, asked, circumstances.coverage)
      const { headline, detail = '', note } = definition.words(rows, found, circumstances)
      return {
        insight: name,
        asked,
        asOf: coverage?.asOf ?? null,
        dataThrough: coverage?.dataThrough ?? null,
        headline,
        detail,
        context: context(asked, coverage, say, note),
        chart: coverage && rows.length > 0 ? definition.chart(rows, { ...circumstances, headline }) : null,
        rows,
        next: definition.next(rows, asked),
      }
    },
  }
}

async function inOrder<Q extends Queries>(queries: Q): Promise<Found<Q>> {
  const found: Record<string, Row[]> = {}
  for (const [name, query] of Object.entries(queries)) found[name] = await query
  return found as Found<Q>
}

/** The line that every answer ends with: period, filters, how far the data goes, what was left out. */
function context(asked: Asked, coverage: Coverage | null, say: Say, note?: string): string {
  if (!coverage) return 'No sales have been loaded yet: `npm run import` loads them.'
  const filters = dimensions.flatMap(dimension => {
    const members = asked[dimension]
    return members ? [`${dimension} ${say.list(members.map(member => member.name))}`] : []
  })
  return [
    sentence(asked.period.label),
    ...filters,
    `complete through ${say.day(coverage.asOf)}`,
    ...(note ? [note] : []),
  ].join(' · ')
}

/** The parameter that every insight has: a period in words, by default the last 12 complete months. */
export const period = z.string().default('last 12 months')

/** How many rows to list. */
export const count = (usual: number) =>
  z.coerce
    .number('is no number')
    .int('is no whole number')
    .min(1, 'is less than 1')
    .max(1000, 'is more than 1,000')
    .default(usual)

/** Filters on the dimensions named: each takes one member or several, separated by commas. */
export const filters = <D extends Dimension>(...names: D[]) =>
  Object.fromEntries(
    names.map(name => [
      name,
      z
        .string()
        .optional()
        .meta({ title: `${name}:…` }),
    ]),
  ) as {
    [K in D]: z.ZodOptional<z.ZodString>
  }

/** A period as the text that asks for it again, in absolute days. */
export const range = ({ from, to }: Pick<Period, 'from' | 'to'>) => `${from}..${dayAfter(to, -1)}`

/** How the words after the command are written, for help and for every sentence about a mistake. */
export const usage = ({ name, params }: Pick<Insight, 'name' | 'params'>) =>
  `${name} ${Object.keys(params.shape)
    .map(name => `[${titled(name)}]`)
    .join(' ')}`

const titled = (parameter: string) =>
  parameter === 'count' ? 'how many' : parameter === 'period' ? parameter : `${parameter}:…`

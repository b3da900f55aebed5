import type { z } from 'zod'
import type { Chart } from '../charts/chart.ts'
import { dayOf } from './calendar.ts'
import { comparedIn } from './compare.ts'
import type { MeasureName } from './measures.ts'
import type { Coverage, Period } from './period.ts'
import type { Tx } from './tx.ts'
import { type Say, sentence } from './words.ts'

/*
 * Insight: a question that can be asked. Answer: what came back; it knows nothing of Slack.
 * Everything a person sees is derived from one of the two.
 */

export type Value = string | number | boolean | null
export type Row = Record<string, Value>

/**
 * How a column of rows is headed and written; a `change` is money with its sign, a `month` is 2026-03, or a day that a week begins on. A row about a measure names it in a
 * `measure`, and its `value` and how it has `moved` are written as that measure is.
 */
export type Column = {
  title: string
  as:
    | 'text'
    | 'money'
    | 'change'
    | 'count'
    | 'share'
    | 'day'
    | 'month'
    | 'flag'
    | 'measure'
    | 'value'
    | 'moved'
  /** What it counts, on which day, and what is left out, for whoever asks how it is computed. */
  means?: string
  /** The parameter whose value heads it instead, where rows can be told apart by one thing or another: `by`. */
  headedBy?: string
  /** It is left out where room is short: always, or where a parameter is so, or is not. */
  detail?: true | { where: Readonly<Record<string, string>> } | { unless: Readonly<Record<string, string>> }
  /** It is of the period before, which the one asked for is compared with. */
  before?: true
  /** The column that says whether the row is whole; what is not whole is marked as a part. */
  whole?: string
}

/** A member of a dimension, as a filter names it. */
export type Member = { id: number; name: string; key?: string }

/** What sales are told apart by. */
export const dimensions = ['region', 'channel', 'category', 'product'] as const
export type Dimension = (typeof dimensions)[number]

/** What a filter can be set on: members of a dimension, customers, and what is known of customers (`attr:city=London`). */
export const filterNames = [...dimensions, 'customer', 'attr'] as const
export type FilterName = (typeof filterNames)[number]

/** The members that a question is narrowed to, by filter. */
export type Narrowed = Partial<Record<FilterName, readonly Member[]>>

/** What every question is about: a period in absolute days, the members it is narrowed to, and those left out. */
export type Filtered = { period: Period; except?: Narrowed } & Narrowed

/** The parameters of a question, parsed: its period and filters, and whatever else its insight takes. */
export type Asked = Filtered & { readonly [parameter: string]: unknown }

type AskedOf<P extends z.ZodRawShape> = Filtered & Omit<z.output<z.ZodObject<P>>, keyof Filtered>

/** A follow-up offered under an answer: a command text, and what its button says. */
export type Follow = { label: string; ask: string }

export type Answer = {
  insight: string
  asked: Asked
  asOf: string | null
  dataThrough: string | null
  /** The last day of sales was longer ago than usual when it was asked. */
  stale?: true
  /** The finding in a sentence, with its number, and what it is about: the notification. */
  headline: string
  detail: string
  /** Which period, which filters, what was left out. */
  context: string
  chart: Chart | null
  rows: Row[]
  /** What was estimated for the words, by its name: the standard deviation of a week, say. */
  model?: Record<string, number>
  next: Follow[]
}

/** A query that nobody has awaited: it can be printed, explained and run. */
export type Query<R> = PromiseLike<R[]> & { toSQL(): { sql: string; params: unknown[] } }

type Queries = Record<string, Query<Row>>

/** What the queries of an insight found, by their names. */
type Found<Q extends Queries> = { [K in keyof Q]: Awaited<Q[K]> }

/** What words and pictures are made of beside the rows. */
export type Circumstances<A = Asked> = { asked: A; coverage: Coverage; say: Say; title: string }

/**
 * The finding in one short sentence, which is also the picture's title unless that has one of its own; what explains it;
 * what was left out.
 */
type Words = { finding: string; title?: string; detail?: string; note?: string }

type Definition<P extends z.ZodRawShape, Q extends Queries, R extends Row> = {
  name: string
  about: string
  /** The texts after the command that show what can be asked; the first is the plain command. */
  examples: readonly [string, ...string[]]
  /** The parameter that a bare word or number after the command stands for. */
  word?: keyof P & string
  params: z.ZodObject<P>
  /** Whether people look for the last rows first, as in a history. */
  latestFirst?: true
  /** What it shows, for its page in the docs. */
  measures: readonly MeasureName[]
  columns: { [K in keyof R & string]: Column }
  /** The queries, run in order in one snapshot. */
  query: (tx: Tx, asked: AskedOf<P>) => Q
  /** The rows of the answer, completed from what the queries found. */
  rows: (found: Found<Q>, asked: AskedOf<P>, coverage: Coverage) => R[]
  /** What is estimated for the words. */
  model?: (found: Found<Q>, asked: AskedOf<P>, coverage: Coverage) => Record<string, number>
  /** The finding; for no rows at all, words for nothing. */
  words: (rows: R[], found: Found<Q>, about: Omit<Circumstances<AskedOf<P>>, 'title'>) => Words
  /** The picture, unless the words say it all. */
  chart: (rows: R[], about: Circumstances<AskedOf<P>> & { found: Found<Q> }) => Chart | null
  next: (rows: R[], asked: AskedOf<P>, found: Found<Q>) => Follow[]
}

/** An insight as everyone else sees it: the types of its parameters and rows are closed over. */
export type Insight = Pick<
  Definition<z.ZodRawShape, Queries, Row>,
  'name' | 'about' | 'examples' | 'word' | 'params' | 'measures' | 'latestFirst'
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
export function insight<P extends z.ZodRawShape, Q extends Queries, R extends Row>(
  definition: Definition<P, Q, R>,
): Insight {
  const { name, about, examples, word, params, measures, columns, latestFirst } = definition
  // Whoever asks has parsed the parameters with this very schema.
  const own = (asked: Asked) => asked as AskedOf<P>
  return {
    name,
    about,
    examples,
    ...(word && { word }),
    ...(latestFirst && { latestFirst }),
    params,
    measures,
    columns,
    queries: (tx, asked) => definition.query(tx, own(asked)),
    async answer(tx, asked, { coverage, today, say }) {
      const found = await inOrder(definition.query(tx, fromItsMonth(own(asked), coverage)))
      const circumstances = { asked: own(asked), coverage: coverage ?? today, say }
      const rows = definition.rows(found, own(asked), circumstances.coverage)
      const { finding, title = finding, detail = '', note } = definition.words(rows, found, circumstances)
      return {
        insight: name,
        asked,
        asOf: coverage?.asOf ?? null,
        dataThrough: coverage?.dataThrough ?? null,
        headline: coverage ? `${finding} – ${subject(asked)}` : 'No sales are loaded yet',
        detail: [detail, coverage && elsewhere(asked, coverage, say)].filter(Boolean).join(' '),
        context: context(asked, coverage, say, { note, isCompared: rows.length > 0 }),
        chart:
          coverage && rows.length > 0 ? definition.chart(rows, { ...circumstances, found, title }) : null,
        rows,
        ...(coverage && definition.model && { model: definition.model(found, own(asked), coverage) }),
        next: definition.next(rows, own(asked), found),
      }
    },
  }
}

/**
 * A question from the first day of the data on, with the month of that day whole: nothing lies before it, and months are
 * answered by their roll-ups.
 */
function fromItsMonth<A extends Asked>(asked: A, coverage: Coverage | null): A {
  const { from } = asked.period
  if (!coverage || from > coverage.firstDay) return asked
  return { ...asked, period: { ...asked.period, from: dayOf(from).with({ day: 1 }).toString() } }
}

async function inOrder<Q extends Queries>(queries: Q): Promise<Found<Q>> {
  const found: Record<string, Row[]> = {}
  for (const [name, query] of Object.entries(queries)) found[name] = await query
  return found as Found<Q>
}

/** The names a question is narrowed to or leaves out, each once: several products may share one. */
const named = (narrowed: Narrowed | undefined, called: typeof nameOf) =>
  filterNames.flatMap(filter => {
    const names = [...new Set(narrowed?.[filter]?.map(member => called(filter, member)))]
    return names.length > 0 ? [{ filter, names }] : []
  })

// A value alone says little: none, but of what?
const nameOf = (filter: FilterName, { name, key }: Member) =>
  filter === 'attr' && key ? key.replace('=', ' ') : name

/** A name where nothing beside it says of what: of a customer without one, a bare number would not do. */
const nameAlone: typeof nameOf = (filter, member) =>
  filter === 'customer' && member.name === member.key ? `Customer ${member.name}` : nameOf(filter, member)

/** What a question is narrowed to: the names by filter, and those it leaves out. */
export const narrowing = (
  asked: Filtered,
  called = nameOf,
): { filter: FilterName; names: string[]; isLeftOut: boolean }[] => [
  ...named(asked, called).map(one => ({ ...one, isLeftOut: false })),
  ...named(asked.except, called).map(one => ({ ...one, isLeftOut: true })),
]

/** What a question is about, for subtitles: its period and filters. */
export const subject = (asked: Filtered) =>
  [
    asked.period.label,
    ...narrowing(asked, nameAlone).flatMap(({ names, isLeftOut }) =>
      isLeftOut ? names.map(name => `without ${name}`) : names,
    ),
  ].join(', ')

/** Words for a question that found nothing: what is not known yet is not zero. */
export const nothingFound = ({ period }: Filtered, { asOf }: Coverage, what: string) =>
  period.from > asOf ? 'No figures yet' : `No ${what}`

/** Where there are sales, for whoever asked about days without any data. */
const elsewhere = ({ period }: Filtered, { firstDay, dataThrough }: Coverage, say: Say) =>
  period.to <= firstDay || period.from > dataThrough
    ? `“all” has sales from ${say.day(firstDay)} to ${say.day(dataThrough)}.`
    : ''

/** The line that every answer ends with: period, what it is compared with, filters, how far the data goes, what was left out. */
function context(
  asked: Asked,
  coverage: Coverage | null,
  say: Say,
  { note, isCompared }: { note?: string | undefined; isCompared: boolean },
): string {
  if (!coverage) return 'Whoever looks after me loads them with `npm run import`.'
  const filters = narrowing(asked).map(
    ({ filter, names, isLeftOut }) =>
      `${isLeftOut ? 'without ' : ''}${filter === 'attr' ? '' : `${filter} `}${say.list(names)}`,
  )
  const other = isCompared ? comparedIn(asked, coverage) : undefined
  return [
    sentence(asked.period.label),
    ...(other ? [`compared with ${other.period.label}`] : []),
    ...filters,
    `complete through ${say.day(coverage.asOf)}`,
    ...(note ? [note] : []),
  ].join(' · ')
}

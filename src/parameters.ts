import { z } from 'zod'
import {
  type Asked,
  type Filtered,
  type FilterName,
  filterNames,
  type Insight,
  type Narrowed,
} from './insight.ts'
import { periodTyped } from './period-typed.ts'

/*
 * What can be said after a command. Each parameter is a text until it is asked; its title stands in the usage line.
 */

/** The parameter that every insight has: a period in words, with the one that is meant when none is said. */
export const during = (usual: string) => z.string().default(usual).meta({ title: 'period' })

/** How many rows to list. */
export const howMany = (usual: number) =>
  z.coerce
    .number('is not a number')
    .int('is not a whole number')
    .min(1, 'is less than 1')
    .max(1000, 'is more than 1000')
    .default(usual)
    .meta({ title: 'how many' })

/** The filters named: each takes one member or several, separated by commas. */
export const filters = <F extends FilterName>(...names: F[]) => {
  const filter = (name: F) =>
    z
      .string()
      .optional()
      .meta({ title: `${name}:…` })
  return Object.fromEntries(names.map(name => [name, filter(name)])) as Record<F, ReturnType<typeof filter>>
}

/** Every filter there is. */
export const everyFilter = () => filters(...filterNames)

/** The forms a filter can be written in, and what is written beside them, for help. */
export const filterForms: readonly { example: string; means: string }[] = [
  {
    example: 'region:north',
    means: 'only of one region; also `channel:`, `category:`, `product:`, `customer:`',
  },
  { example: 'attr:city=London', means: 'only of customers of whom this is known' },
  { example: 'region:north,south', means: 'only of several of a kind' },
  { example: 'region:"United Kingdom"', means: 'a name of several words' },
  { example: 'not:category:toys', means: 'all but this' },
  { example: 'vs last year', means: 'compared with the same a year before, instead of the period before' },
]

/** The parameter that says what a period is compared with. */
export const versus = () =>
  z.enum(['previous', 'last year']).default('previous').meta({ title: 'vs last year' })

/** The names of the parameters that are said by their name, as `by:region`: all but the period, the bare word and filters. */
export const optionsOf = ({ params, word }: Pick<Insight, 'params' | 'word'>): string[] =>
  Object.keys(params.shape).filter(
    name => name !== 'period' && name !== word && !filterNames.some(filter => filter === name),
  )

/** How the words after the command are written, for help and for every sentence about a mistake. */
export const usage = ({ name, params }: Pick<Insight, 'name' | 'params'>) =>
  [
    name,
    ...Object.values(params.shape).map(field => `[${z.globalRegistry.get(field as z.ZodType)?.title}]`),
  ].join(' ')

/** The text that asks another insight about the same period and members. */
export const again = (insight: string, asked: Filtered | Asked) =>
  [insight, periodTyped(asked.period), ...written(asked), ...written(asked.except, 'not:')].join(' ')

/** Filters as they are typed; what may be called the same as another is named by its key. */
const written = (narrowed: Narrowed | undefined, before = '') =>
  filterNames.flatMap(
    filter =>
      narrowed?.[filter]?.map(
        ({ name, key }) =>
          `${before}${filter}:"${filter === 'attr' || filter === 'customer' ? (key ?? name) : name}"`,
      ) ?? [],
  )

import { z } from 'zod'
import { type Asked, type Dimension, dimensions, type Filtered, type Insight } from './insight.ts'
import { dayAfter } from './period.ts'

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

/** Filters on the dimensions named: each takes one member or several, separated by commas. */
export const filters = <D extends Dimension>(...names: D[]) => {
  const filter = (name: D) =>
    z
      .string()
      .optional()
      .meta({ title: `${name}:…` })
  return Object.fromEntries(names.map(name => [name, filter(name)])) as Record<D, ReturnType<typeof filter>>
}

/** How the words after the command are written, for help and for every sentence about a mistake. */
export const usage = ({ name, params }: Pick<Insight, 'name' | 'params'>) =>
  [
    name,
    ...Object.values(params.shape).map(field => `[${z.globalRegistry.get(field as z.ZodType)?.title}]`),
  ].join(' ')

/** The text that asks another insight about the same period and members. */
export const again = (insight: string, asked: Filtered | Asked) => {
  const { from, to } = asked.period
  const narrowed = dimensions.flatMap(
    dimension => asked[dimension]?.map(({ name }) => `${dimension}:"${name}"`) ?? [],
  )
  return [insight, `${from}..${dayAfter(to, -1)}`, ...narrowed].join(' ')
}

import { type SQLWrapper, sql } from 'drizzle-orm'
import { categories, channels, coverage, products, regions } from '../../drizzle/schema/sales.ts'
import type { orderCategories, orderFacts, productDays } from '../../drizzle/schema/summaries.ts'
import { startOf } from '../facts/units-of-time.ts'
import { type Part, type Step, steps } from './names.ts'

/** A column of a view with what stands in its comment. */
export type Column = {
  name: string
  about: string
  value: SQLWrapper
  /** The rows of a view are told apart by these. */
  key?: true
}

/** What views read. */
export type Summary = typeof orderFacts | typeof orderCategories | typeof productDays

const covered = (day: 'firstDay' | 'asOf') => sql`(select ${coverage[day]} from ${coverage})`

/** When a row is: its day with the week and month it lies in, or its week or month, and whether that is complete. */
export function timeOf(step: Step, { day }: Summary): Column[] {
  const start = startOf(step, day)
  const about = {
    day: "A day of the company's time zone",
    week: 'The Monday on which the week begins',
    month: 'The first day of the month',
  }
  if (step === 'day')
    return steps.map(one => ({
      name: one,
      about: about[one],
      value: startOf(one, day),
      ...(one === 'day' && { key: true }),
    }))
  const end = sql`(${start} + ${sql.raw(`interval '1 ${step}'`)})::date`
  return [
    { name: step, about: about[step], value: start, key: true },
    {
      name: 'complete',
      about: `Whether the data covers all of the ${step}: compare no ${step} that it cuts short`,
      value: sql`${start} >= ${covered('firstDay')} and ${end} <= ${covered('asOf')} + 1`,
    },
  ]
}

/** Where an order was placed. */
export const regionColumn: Column = {
  name: 'region',
  about: 'The region of the order',
  value: regions.name,
  key: true,
}
/** How an order was placed. */
export const channelColumn: Column = {
  name: 'channel',
  about: 'The sales channel of the order',
  value: channels.name,
  key: true,
}
/** What was sold. */
export const categoryColumn: Column = {
  name: 'category',
  about: 'The category of the product; empty where it has none',
  value: categories.name,
  key: true,
}

/** Which member of a dimension a row is of. */
export const membersOf: Record<Part, readonly Column[]> = {
  whole: [],
  region: [regionColumn],
  channel: [channelColumn],
  category: [categoryColumn],
  product: [
    { name: 'product', about: "The shop's own code of the product", value: products.key, key: true },
    { name: 'product_name', about: 'The name of the product', value: products.name, key: true },
    categoryColumn,
  ],
}

import { toSnakeCase } from 'drizzle-orm/casing'
import { allMeasures, type CustomerFacts, type Measure, type MeasureName, measures } from '../measures.ts'

/** How a measure is put together over more days than one. */
export type Adding = 'sum' | 'ratio' | 'distinct'

const parts = ['whole', 'region', 'channel', 'category', 'product'] as const
/** The whole, or a dimension. */
export type Part = (typeof parts)[number]
/** What a row can be of. */
export const steps = ['day', 'week', 'month'] as const
/** A day, week or month. */
export type Step = (typeof steps)[number]

/** Whether a measure needs only amounts: the others count orders or customers. */
export const isAmount = (name: MeasureName): name is keyof typeof measures => name in measures
/** A measure by its name, whatever it needs. */
export const measureOf = (name: MeasureName): Measure<CustomerFacts> => allMeasures[name]

// An order has one day, one region and one channel, so orders add up over these; customers come on many days.
const ofOrders: ReadonlySet<MeasureName> = new Set(['orders', 'averageOrderValue'])

/** How a measure is put together over more days than one: added up, as a ratio of sums, or not from its days at all. */
export function adding(name: MeasureName): Adding {
  if (!isAmount(name) && !ofOrders.has(name)) return 'distinct'
  return measureOf(name).denominator ? 'ratio' : 'sum'
}

/** The name of the view of a measure, whole or by a dimension, a row a day, week or month. */
export function viewName(name: MeasureName, part: Part = 'whole', step: Step = 'day'): string {
  const by = part === 'whole' ? '' : `_by_${part}`
  return `${toSnakeCase(name)}${by}${{ day: '', week: '_weekly', month: '_monthly' }[step]}`
}

/** The dimensions by which summaries can tell a measure: orders and customers are not counted by product. */
export const partsOf = (name: MeasureName): readonly Part[] =>
  parts.filter(part => part !== 'product' || isAmount(name))

/** The steps of time for which a measure has views: one whose days do not add up has weeks and months of its own. */
export const stepsOf = (name: MeasureName): readonly Step[] => (adding(name) === 'distinct' ? steps : ['day'])

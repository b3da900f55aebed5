import { type SQL, type SQLWrapper, sql } from 'drizzle-orm'
import { toSnakeCase } from 'drizzle-orm/casing'
import { categories, channels, coverage, customers, products, regions } from '../../drizzle/schema/sales.ts'
import { orderCategories, orderFacts, productDays } from '../../drizzle/schema/summaries.ts'
import { startOf } from '../facts/units-of-time.ts'
import {
  allMeasures,
  type CustomerFacts,
  customerMeasures,
  exact,
  type Format,
  type MeasureName,
  shown,
} from '../measures.ts'
import { openFor } from '../rule.ts'
import {
  type Column,
  categoryColumn,
  channelColumn,
  membersOf,
  regionColumn,
  type Summary,
  timeOf,
} from './columns.ts'
import { adding, isAmount, measureOf, type Part, partsOf, type Step, stepsOf, viewName } from './names.ts'

/*
 * The views of the schema `reporting`, one a measure and dimension, for Tableau, Power BI and their like. Their SQL is
 * made of the measures; a migration holds it as it was when it was written, and a test holds the two together.
 */

/** A view with what stands in its comments. */
export type ReportingView = { name: string; about: string; columns: readonly Column[]; select: SQL }
const inRegion = ({ regionId }: Summary) => sql`\n  join ${regions} on ${regions.id} = ${regionId}`
const inChannel = ({ channelId }: Summary) => sql`\n  join ${channels} on ${channels.id} = ${channelId}`
const ofProduct = sql`\n  join ${products} on ${products.id} = ${productDays.productId}`
const ofCategory = sql`\n  left join ${categories} on ${categories.id} = ${products.categoryId}`
const inCategory = sql`\n  join ${categories} on ${categories.id} = ${orderCategories.categoryId}`
const byCustomer = ({ customerId }: typeof orderFacts | typeof orderCategories) =>
  sql`\n  left join ${customers} on ${customers.id} = ${customerId}`

/** What a view reads: the summary that answers for a measure and dimension, with the names of the members. */
function sourceOf(name: MeasureName, part: Part): { facts: Summary; from: SQL; where: SQL } {
  const isOfGoods = measureOf(name).of === 'goods'
  const where = isOfGoods ? sql`\nwhere ${products.merchandise}` : sql``
  if (isAmount(name) && (isOfGoods || part === 'category' || part === 'product')) {
    const joins = [
      ofProduct,
      ...(part === 'category' || part === 'product' ? [ofCategory] : []),
      ...(part === 'region' ? [inRegion(productDays)] : []),
      ...(part === 'channel' ? [inChannel(productDays)] : []),
    ]
    return { facts: productDays, from: sql`${productDays}${sql.join(joins)}`, where }
  }
  const facts = part === 'category' ? orderCategories : orderFacts
  const joins = [
    ...(part === 'region' ? [inRegion(facts)] : []),
    ...(part === 'channel' ? [inChannel(facts)] : []),
    ...(part === 'category' ? [inCategory] : []),
    ...(name in customerMeasures ? [byCustomer(facts)] : []),
  ]
  return { facts, from: sql`${facts}${joins.length > 0 ? sql.join(joins) : sql``}`, where }
}

/** What a measure's functions are given; the summary of products has no orders, and no measure of amounts asks for any. */
const factsOf = (facts: Summary, start: SQL): CustomerFacts => ({
  orderId: sql`null`,
  customerId: sql`null`,
  ...facts,
  firstDay: customers.firstDay,
  start,
})

const select = (columns: readonly Column[], from: SQL, where = sql``): SQL => {
  const keys = columns.filter(({ key }) => key).map(({ value }) => value)
  const listed = columns.map(({ name, value }) => sql`\n  ${value} as ${sql.identifier(name)}`)
  const grouped = keys.length > 0 ? sql`\ngroup by ${sql.join(keys, sql`, `)}` : sql``
  return sql`select${sql.join(listed, sql`,`)}\nfrom ${from}${where}${grouped}`
}

const unit: Record<Format, string> = {
  money: ", in the company's currency",
  count: '',
  share: ', as a share: 0.05 is 5 %',
}

const late = (name: MeasureName) =>
  openFor(name) > 0 ? ` It can still rise for ${openFor(name)} days after the day of the order.` : ''

/** How a value is put together over more rows than one. */
function addingUp(name: MeasureName, part: Part, step: Step): string {
  const value = toSnakeCase(name)
  const notOver = part === 'category' && !isAmount(name) ? ', but never over categories' : ''
  if (adding(name) === 'sum') return `Add ${value} up over as many rows as you like${notOver}.`
  if (adding(name) === 'ratio')
    return `Over more rows than one it is the sum of numerator divided by the sum of denominator${notOver}, never an average of ${value}.`
  const kept =
    step === 'day'
      ? ` For weeks and months read ${viewName(name, part, 'week')} and ${viewName(name, part, 'month')}, for any other period ${rowsFor(part)}.`
      : ` For any other period read ${rowsFor(part)}.`
  return `A customer counts once a ${step} in each row, so rows do not add up.${kept}`
}

const rowsFor = (part: Part) => (part === 'category' ? 'each_order_by_category' : 'each_order')

const a = (step: Step, part: Part) => `One row a ${step}${part === 'whole' ? '' : ` and ${part}`}`

function measureView(name: MeasureName, part: Part, step: Step): ReportingView {
  const measure = measureOf(name)
  const { facts: summary, from, where } = sourceOf(name, part)
  const facts = factsOf(summary, startOf(step, summary.day))
  const { numerator, denominator } = measure
  const value = {
    name: toSnakeCase(name),
    about: `${measure.about}${unit[measure.format]}${
      denominator || measure.format === 'count' ? '' : '; exact: round it when it has been added up'
    }`,
    value: denominator ? shown(measure, facts) : exact(measure, facts),
  }
  const ratio = denominator
    ? [
        {
          name: 'numerator',
          about: `The upper part of ${toSnakeCase(name)}, exact`,
          value: numerator(facts),
        },
        {
          name: 'denominator',
          about: `The lower part of ${toSnakeCase(name)}, exact`,
          value: denominator(facts),
        },
      ]
    : []
  const columns = [...timeOf(step, summary), ...membersOf[part], value, ...ratio]
  return {
    name: viewName(name, part, step),
    about: `${measure.about}. ${a(step, part)}. ${addingUp(name, part, step)}${late(name)}`,
    columns,
    select: select(columns, from, where),
  }
}

/** A row an order and day (and category): for distinct counts over any period and filter. */
function orderView(facts: typeof orderFacts | typeof orderCategories): ReportingView {
  const byCategory = facts === orderCategories
  const given = factsOf(facts, sql`null`)
  const listed = Object.keys(allMeasures) as MeasureName[]
  const amounts = listed.flatMap((name): Column[] => {
    const { about, numerator, denominator, of } = measureOf(name)
    if (of === 'goods' || name in customerMeasures) return []
    if (!denominator && isAmount(name))
      return [{ name: toSnakeCase(name), about: `${about}, exact`, value: numerator(given) }]
    return denominator
      ? [
          {
            name: `${toSnakeCase(name)}_numerator`,
            about: `The upper part of ${toSnakeCase(name)}, exact`,
            value: numerator(given),
          },
        ]
      : []
  })
  // Whether a row counts as an order, or its customer as active, is asked of the measures themselves.
  const counted = (name: 'orders' | 'activeCustomers', id: SQLWrapper) =>
    sql`case when ${measureOf(name).numerator(given)} > 0 then ${id} end`
  const columns: Column[] = [
    { name: 'order_id', about: 'The number of the order in Tilly', value: facts.orderId, key: true },
    ...timeOf('day', facts),
    regionColumn,
    channelColumn,
    ...(byCategory ? [{ ...categoryColumn, about: 'The category of the products' }] : []),
    {
      name: 'customer_id',
      about: 'The number of the customer in Tilly; empty for guests',
      value: facts.customerId,
      key: true,
    },
    {
      name: 'customer_first_day',
      about: 'The day of the first order of the customer',
      value: customers.firstDay,
      key: true,
    },
    {
      name: 'order_placed',
      about:
        'order_id on the day the order was placed, else empty: count its distinct values, without the empty one, for orders',
      value: counted('orders', facts.orderId),
    },
    {
      name: 'active_customer',
      about:
        'customer_id on the day of an order, else empty: count its distinct values, without the empty one, for active customers',
      value: counted('activeCustomers', facts.customerId),
    },
    ...amounts,
  ]
  const from = sql`${facts}${inRegion(facts)}${inChannel(facts)}${byCategory ? inCategory : sql``}${byCustomer(facts)}`
  return {
    name: rowsFor(byCategory ? 'category' : 'whole'),
    about: `Orders, customers and amounts for any period and filter. One row an order and day on which something happened to it${
      byCategory ? ', and category; what has no category is left out' : ''
    }. Amounts add up; orders and customers are counted by their distinct numbers.`,
    columns,
    select: select(columns, from),
  }
}

const dataView = (): ReportingView => {
  const columns = [
    { name: 'first_day', about: 'The first day of the data', value: coverage.firstDay },
    { name: 'data_through', about: 'The last day of the data', value: coverage.dataThrough },
    {
      name: 'as_of',
      about: 'The last complete day: compare no period that ends later with one that does not',
      value: coverage.asOf,
    },
  ]
  return {
    name: 'data',
    about: 'What the data covers, in one row.',
    columns,
    select: select(columns, sql`${coverage}`),
  }
}

/** Every view of the schema `reporting`. */
export const reportingViews: readonly ReportingView[] = [
  ...(Object.keys(allMeasures) as MeasureName[]).flatMap(name =>
    partsOf(name).flatMap(part => stepsOf(name).map(step => measureView(name, part, step))),
  ),
  orderView(orderFacts),
  orderView(orderCategories),
  dataView(),
]

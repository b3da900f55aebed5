import { desc, eq, type SQL, sql } from 'drizzle-orm'
import { z } from 'zod'
import { mostBars } from '../../charts/bar-rows.ts'
import { bars } from '../../charts/bars.ts'
import { attributes, customers } from '../../drizzle/schema/sales.ts'
import { compared, comparison, isPastKnown } from '../compare.ts'
import { activeIn, customersIn } from '../facts/customers-in.ts'
import { guestNote, guestSales } from '../figures/guests.ts'
import { insight, nothingFound, subject } from '../insight.ts'
import { customerMeasures, measures, orderMeasures, shown } from '../measures.ts'
import { again, during, everyFilter, versus } from '../parameters.ts'
import { against, counted, sentence } from '../words.ts'

/** A group of fewer people is not shown: its figures would be those of persons. */
const fewest = 10
/** What fewer people spend on average says little. */
const enough = 50
/** More groups than this nobody reads. */
const most = 1000

/** Who the customers are. */
export const demographics = insight({
  name: 'demographics',
  about: 'Who the customers are, by anything the source knows of them: age, city, …',
  examples: ['', 'city', 'loyalty last quarter', 'age 2026 region:north not:attr:loyalty=none'],
  word: 'attribute',
  params: z.object({
    // Whatever a source may call an attribute; what it has none of is said in the answer.
    attribute: z
      .string()
      .max(60)
      .regex(/^\p{L}[\p{L}\p{M}\p{N} ._-]*$/u)
      .optional()
      .meta({ title: 'attribute' }),
    period: during('last 12 months'),
    vs: versus(),
    ...everyFilter(),
  }),
  measures: ['activeCustomers', 'netSales', 'averageCustomerSpend', 'repeatRate'],
  columns: {
    attribute: {
      title: 'By',
      as: 'text',
      detail: true,
      means: 'What customers are told apart by; the first of what the source has, unless one is named',
    },
    value: {
      title: 'Group',
      as: 'text',
      means:
        'Customers of whom the source says this, the largest group first; groups of fewer than 10 people are not shown',
    },
    customers: {
      title: 'Customers',
      as: 'count',
      means: 'Customers of the group who ordered in the period, each counted once; guests are left out',
    },
    net: {
      title: 'Net sales',
      as: 'money',
      means:
        'What the group was charged in the period, without tax, less what it sent back, cancelled or was credited in it',
    },
    averageSpend: {
      title: 'Average',
      as: 'money',
      means: 'Net sales of the group by customer who ordered',
    },
    repeatRate: {
      title: 'Ordered before',
      as: 'share',
      detail: true,
      means:
        'Of the customers who ordered in the period, the share who had ordered before it; not known in the first year of data',
    },
  },

  query: (tx, asked) => {
    // Of somebody in the scope, that is: the policy of customers says whom there is.
    const names = tx
      .$with('names')
      .as(
        tx
          .select({ name: attributes.name })
          .from(attributes)
          .where(sql`exists (select from ${customers} where ${customers.attributes} ? ${attributes.name})`),
      )
    const typed = sql`lower(${asked.attribute ?? ''})`
    // The name as it is typed comes before one of other capitals.
    const chosen = tx.$with('chosen').as(
      tx
        .select({ name: sql<string>`${names.name}`.as('chosen_attribute') })
        .from(names)
        .where(sql`lower(${names.name}) = ${typed} or ${typed} = ''`)
        .orderBy(desc(sql`${names.name} = ${asked.attribute ?? ''}`), names.name)
        .limit(1),
    )
    const before = { ...asked, period: { ...asked.period, ...compared(asked.period, asked.vs) } }
    const spent = tx.$with('spent').as(tx.select().from(customersIn(tx, asked, 'period')))
    const about = {
      ...{ customerId: spent.customerId, customers: spent.customers, net: spent.net },
      ...{ firstDay: spent.firstDay, start: spent.unit },
    }
    const groups = tx.$with('groups').as(
      tx
        .select({
          attribute: sql<string>`${chosen.name}`.as('grouped_by'),
          value: sql<string | null>`${customers.attributes} ->> ${chosen.name}`.as('value'),
          customers: shown(orderMeasures.activeCustomers, about).as('active'),
          net: shown(measures.netSales, about).as('net'),
          averageSpend: shown(orderMeasures.averageCustomerSpend, about).as('average_spend'),
          repeatRate: shown(customerMeasures.repeatRate, about).as('repeat_rate'),
        })
        .from(spent)
        // How many customers a policy leaves is guessed far too low: an inner join would begin with them.
        .leftJoin(customers, eq(customers.id, spent.customerId))
        .crossJoin(chosen)
        .groupBy(sql`1`, sql`2`),
    )
    const everybody = tx.select({ spend: shown(orderMeasures.averageCustomerSpend, about) }).from(spent)
    const kind = sql<
      'shown' | 'small' | 'unknown'
    >`case when ${groups.value} is null then 'unknown' when ${groups.customers} >= ${sql.raw(String(fewest))} then 'shown' else 'small' end`
    return {
      names: tx.with(names).select({ name: names.name }).from(names).orderBy(names.name),
      // Groups that are not shown are added up: how many they are, and how many people.
      groups: tx
        .with(names, chosen, spent, groups)
        .select({
          kind,
          attribute: groups.attribute,
          value: sql<string | null>`case when ${kind} = 'shown' then ${groups.value} end`,
          groups: number(sql`count(*) filter (where ${groups.customers} > 0)`),
          customers: number(sql`sum(${groups.customers})`),
          net: number(sql`sum(${groups.net})`),
          averageSpend: sql<number | null>`max(${groups.averageSpend})`.mapWith(Number),
          repeatRate: sql<number | null>`max(${groups.repeatRate})`.mapWith(Number),
          ofEverybody: sql<number | null>`(${everybody})`.mapWith(Number),
          customersInAll: number(sql`sum(sum(${groups.customers})) over ()`),
        })
        .from(groups)
        .groupBy(sql`1`, sql`2`, sql`3`)
        .orderBy(sql`${kind} = 'shown'`, sql`sum(${groups.customers}) desc`, sql`3`)
        .limit(most),
      whole: guestSales(tx, asked),
      before: activeIn(tx, before),
    }
  },

  rows: ({ groups }, asked, coverage) => {
    const isKnown = isPastKnown(asked.period.from, coverage)
    const shown = groups.flatMap(({ kind, groups: _, value, repeatRate, ...row }) =>
      kind === 'shown' && value !== null
        ? [
            {
              attribute: row.attribute,
              value,
              customers: row.customers,
              net: row.net,
              averageSpend: row.averageSpend,
              repeatRate: isKnown ? repeatRate : null,
            },
          ]
        : [],
    )
    return shown.length > mostBars ? shown : inOrder(shown)
  },

  words: (rows, { names, groups, whole: [whole], before: [before] }, { asked, coverage, say }) => {
    const all = names.map(({ name }) => name)
    const { attribute } = asked
    if (all.length === 0)
      return {
        finding: 'Nothing is known of customers beside what they bought',
        detail: 'Age, city or anything else shows here once the files loaded have columns for it.',
      }
    if (attribute && !all.some(name => name.toLowerCase() === attribute.toLowerCase()))
      return {
        finding: `Nothing called ${attribute} is known of customers`,
        detail: `There is ${say.list(all)}.`,
      }
    const notes = [
      guestNote(whole, say),
      !isPastKnown(asked.period.from, coverage) &&
        'who had ordered before is not known in the first year of data',
    ].filter(Boolean)
    const note = notes.length > 0 ? { note: notes.join(' · ') } : {}
    const customers = groups[0]?.customersInAll ?? 0
    if (!whole || customers === 0) return { finding: nothingFound(asked, coverage, 'customers'), ...note }
    const of = (kind: 'small' | 'unknown') => groups.find(group => group.kind === kind)
    const [small, unknown] = [of('small')?.groups ?? 0, of('unknown')?.customers ?? 0]
    const about = groups[0]?.attribute
    const apart = [
      small > 0 &&
        `${counted(small, 'group', say)} of fewer than ${fewest} customers ${small === 1 ? 'is' : 'are'} not shown.`,
      unknown > 0 && `Of ${counted(unknown, 'customer', say)} the ${about} is not known.`,
      rows.length > most - 3 && `Only the ${say.count(rows.length)} largest groups are shown.`,
    ]
    const first = rows.toSorted((one, other) => other.customers - one.customers)[0]
    if (!first)
      return {
        finding: `No ${about} is shared by as many as ${fewest} customers`,
        detail: apart.filter(Boolean).join(' '),
        ...note,
      }
    const overall = groups[0]?.ofEverybody ?? 0
    const other = comparison(asked, asked.vs, coverage)
    const earlier = other ? (before?.customers ?? 0) : 0
    // Counts differ by chance as their square roots do.
    const moved = other && against(customers, earlier, other.called, say, Math.sqrt(customers + earlier))
    const among = rows.filter(row => row.customers >= enough)
    const [top, bottom] = extremes(among)
    return {
      finding: `${sentence(named(first))} is the largest group: ${say.count(first.customers)} of ${counted(customers, 'customer', say)}, spending ${say.short(first.averageSpend ?? 0)} each; all spend ${say.short(overall)}`,
      detail: [
        moved && `In all, customers are ${moved}.`,
        top &&
          bottom &&
          `${among.length < rows.length ? `Of groups of at least ${enough}, ${named(top)}` : sentence(named(top))} spends most, ${say.short(top.averageSpend ?? 0)} each; ${named(bottom)} least, ${say.short(bottom.averageSpend ?? 0)}.`,
        ...apart,
      ]
        .filter(Boolean)
        .join(' '),
      ...note,
    }
  },

  chart: (rows, { asked, say, title }) =>
    bars(rows, {
      title,
      subtitle: `Customers by ${rows[0]?.attribute}, ${subject(asked)}; right: what one spends on average`,
      x: 'customers',
      y: 'value',
      measure: 'Customers',
      note: row => (row.averageSpend === null ? '–' : say.short(row.averageSpend)),
      format: say.count,
    }),

  next: (_rows, asked) => [
    { label: 'What they spend', ask: again('avgspend', asked) },
    { label: 'New or returning', ask: again('newvsreturning', asked) },
    { label: 'Top customers', ask: again('topcustomers', asked) },
  ],
})

const number = (value: SQL) => sql<number>`${value}`.mapWith(Number)

type Group = { attribute: string; value: string; averageSpend: number | null }

/** A group in words: age 25-34. */
const named = ({ attribute, value }: Group) => `${attribute} ${value}`

/**
 * Groups that are ranges of numbers, as ages are, from the lowest to the highest: 18-24, 25-34, 65+. All others stay as
 * they come, the largest first.
 */
function inOrder<R extends Group>(rows: readonly R[]): R[] {
  const begins = new Map(
    rows.map(({ value }) => {
      const [, below, number] = /^\s*(<|≤|under|below|up to)?\s*\p{Sc}?\s*(\d+(?:\.\d+)?)/iu.exec(value) ?? []
      return [value, number === undefined ? undefined : below ? -1 : Number(number)]
    }),
  )
  if ([...begins.values()].includes(undefined)) return [...rows]
  return rows.toSorted((one, other) => (begins.get(one.value) ?? 0) - (begins.get(other.value) ?? 0))
}

/** The groups whose customers spend most and least each, where there is more than one. */
function extremes<R extends Group>(rows: readonly R[]): [] | [R, R] {
  const inOrder = rows.toSorted((one, other) => (other.averageSpend ?? 0) - (one.averageSpend ?? 0))
  const [top, bottom] = [inOrder[0], inOrder.at(-1)]
  return top && bottom && top.averageSpend !== bottom.averageSpend ? [top, bottom] : []
}

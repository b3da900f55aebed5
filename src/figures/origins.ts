import { and, desc, eq, type SQL, sql } from 'drizzle-orm'
import { z } from 'zod'
import { channels, regions } from '../../drizzle/schema/sales.ts'
import { comparison, compared as daysCompared } from '../compare.ts'
import { customersAsked, salesAsked, within } from '../facts/asked.ts'
import { type Column, type Filtered, type Insight, insight, nothingFound, type Row } from '../insight.ts'
import { exact, measures, orderMeasures, shown } from '../measures.ts'
import { ordinary, recentWeeks } from '../noise.ts'
import { during, everyFilter, versus } from '../parameters.ts'
import { counted } from '../words.ts'
import { orderCourse } from './course.ts'
import { notable } from './notable-changes.ts'
import {
  changeMeans,
  figures,
  leading,
  listed,
  movedMost,
  notCompared,
  onlyFew,
  partColumns,
  than,
  trendsChart,
} from './parts.ts'

const tables = { channel: channels, region: regions }
const columns = { channel: 'channelId', region: 'regionId' } as const

/** Of fewer orders, shares and changes say little. */
const fewOrders = 30

type Origin = {
  name: string
  about: string
  examples: readonly [string, ...string[]]
  /** What sales are told apart by, and what it is for whoever asks how it is computed. */
  by: keyof typeof tables
  member: Column
  next: (asked: Filtered) => { label: string; ask: string }[]
}

/** Makes the question where sales come from: by channel, by region. */
export const origins = ({ name, about, examples, by, member, next }: Origin): Insight =>
  insight({
    name,
    about,
    examples,
    params: z.object({ period: during('last 12 months'), vs: versus(), ...everyFilter() }),
    measures: ['netSales', 'grossSales', 'forfeitedSales', 'orders', 'activeCustomers'],
    columns: {
      [by]: member,
      net: {
        title: 'Net sales',
        as: 'money',
        means:
          'What was charged in the period, without tax, less what came back, was cancelled or was credited in it, whenever it had been ordered',
      },
      share: { title: 'Share', as: 'share', means: `Net sales as a part of those of every ${by} here` },
      change: {
        title: 'Change',
        as: 'change',
        means: changeMeans,
      },
      gross: {
        title: 'Gross',
        as: 'money',
        detail: true,
        means: 'List value of what was ordered in the period, before discounts and without tax',
      },
      forfeited: {
        title: 'Refunded',
        as: 'money',
        detail: true,
        means:
          'Goods that came back or were cancelled in the period, at what was charged for them, also from earlier orders; net sales are already less by it',
      },
      orders: {
        title: 'Orders',
        as: 'count',
        detail: true,
        means: 'Orders placed in the period, each counted once, also those cancelled later',
      },
      customers: {
        title: 'Customers',
        as: 'count',
        detail: true,
        means: `Customers known by name or number who ordered in the period; who ordered in more than one ${by} counts in each, and guests are left out`,
      },
    },

    query: (tx, asked) => {
      const table = tables[by]
      const other = daysCompared(asked.period, asked.vs)
      const before = { ...asked, period: { ...asked.period, ...other } }
      const [sales, facts] = [salesAsked(asked), customersAsked(asked)]
      const now = tx
        .select({
          id: sql<number>`${sales[columns[by]]}`.as('now_id'),
          net: exact(measures.netSales, sales).as('now_net'),
          gross: shown(measures.grossSales, sales).as('now_gross'),
          forfeited: shown(measures.forfeitedSales, sales).as('now_forfeited'),
          orders: shown(orderMeasures.orders, sales).as('now_orders'),
        })
        .from(sales)
        .where(within(sales, asked))
        .groupBy(sales[columns[by]])
        .as('now')
      const buyers = tx
        .select({
          id: sql<number>`${facts[columns[by]]}`.as('buyers_id'),
          customers: shown(orderMeasures.activeCustomers, facts).as('now_customers'),
        })
        .from(facts)
        .where(and(within(facts, asked), sql`${facts.saleLines} > 0`))
        .groupBy(facts[columns[by]])
        .as('buyers')
      const earlier = salesAsked(before)
      const then = tx
        .select({
          id: sql<number>`${earlier[columns[by]]}`.as('then_id'),
          net: exact(measures.netSales, earlier).as('then_net'),
        })
        .from(earlier)
        .where(within(earlier, before))
        .groupBy(earlier[columns[by]])
        .as('then')
      const known = (figure: SQL.Aliased<number>) => sql<number>`coalesce(${figure}, 0)`.mapWith(Number)
      return {
        origins: tx
          .select({
            id: table.id,
            name: table.name,
            ...partColumns(now, then),
            gross: known(now.gross),
            forfeited: known(now.forfeited),
            orders: known(now.orders),
            customers: known(buyers.customers),
          })
          .from(now)
          .fullJoin(then, eq(now.id, then.id))
          .leftJoin(buyers, eq(buyers.id, now.id))
          .innerJoin(table, eq(table.id, sql`coalesce(${now.id}, ${then.id})`))
          .orderBy(desc(sql`coalesce(${now.net}, 0)`), table.name),
        course: orderCourse(tx, asked, columns[by]),
        recent: recentWeeks(tx, asked),
      }
    },

    rows: (found, asked, coverage): Row[] => {
      const compared = comparison(asked, asked.vs, coverage)
      return listed(found.origins, compared).map(part => {
        const { id: _, name, ...rest } = figures(part, compared)
        return { [by]: name, ...rest }
      })
    },

    words: (_rows, found, { asked, coverage, say }) => {
      const compared = comparison(asked, asked.vs, coverage)
      const parts = listed(found.origins, compared)
      const [first] = parts
      if (!first) return { finding: nothingFound(asked, coverage, 'sales') }
      const chance = compared && ordinary(found.recent, asked, compared.period, coverage)
      const all = than(first.allNet, first.allPrevious, compared, say, chance)
      const count = parts.reduce((sum, part) => sum + part.orders, 0)
      const orders = count > 0 ? counted(count, 'order', say) : 'no orders'
      const now = parts.filter(({ isNow }) => isNow)
      const several = now.length > 1
      const few = onlyFew(count, fewOrders, 'order', say)
      return {
        finding:
          parts.length === 1 && first.name === 'Unspecified'
            ? `Net sales were ${say.short(first.net)}; the data names no ${by}`
            : leading(parts, first, compared, say),
        detail: [
          several
            ? `Together ${counted(now.length, by, say)} brought ${say.short(first.allNet)}${all ? `, ${all},` : ''} in ${orders}.`
            : !few && `It took ${orders}.`,
          parts.length > 1 && compared && movedMost(notable(parts, chance ?? 0), say),
          few,
        ]
          .filter(Boolean)
          .join(' '),
        ...(!compared && { note: notCompared }),
      }
    },

    chart: (_rows, { found, asked, coverage, say, title }) => {
      const compared = comparison(asked, asked.vs, coverage)
      return trendsChart(listed(found.origins, compared), {
        ...{ title, by, asked, compared, say },
        ...{ steps: found.course, coverage, of: 'net' },
      })
    },

    next: (_rows, asked) => next(asked),
  })

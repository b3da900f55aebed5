import { and, desc, eq, isNotNull, isNull, sql } from 'drizzle-orm'
import { z } from 'zod'
import { bars } from '../../charts/bars.ts'
import { customers } from '../../drizzle/schema/sales.ts'
import { ordersAsked, within } from '../facts.ts'
import { insight, nothingFound, subject } from '../insight.ts'
import { exact, measures, orderMeasures, shown } from '../measures.ts'
import { again, during, everyFilter, howMany } from '../parameters.ts'
import { counted } from '../words.ts'

/** Who the best customers are. */
export const topcustomers = insight({
  name: 'topcustomers',
  about: 'The customers who bring the most net sales',
  examples: [
    '',
    '20 last quarter',
    '50 all',
    '5 region:north',
    '20 last quarter attr:London not:attr:loyalty=none',
  ],
  word: 'count',
  params: z.object({
    count: howMany(10),
    period: during('last 12 months'),
    ...everyFilter(),
  }),
  measures: ['netSales', 'grossSales', 'forfeitedSales', 'orders'],
  columns: {
    name: {
      title: 'Customer',
      as: 'text',
      means: 'Who ordered, by name or number; guests, who gave neither, are left out',
    },
    net: {
      title: 'Net sales',
      as: 'money',
      means:
        'What the customer was charged in the period, without tax, less what they sent back, cancelled or were credited in it, whenever it had been ordered',
    },
    orders: {
      title: 'Orders',
      as: 'count',
      means: 'Orders they placed in the period, each counted once, also those cancelled later',
    },
    forfeited: {
      title: 'Refunded',
      as: 'money',
      means:
        'Goods they sent back or cancelled in the period, at what was charged for them, also from earlier orders; net sales are already less by it',
    },
    lastOrder: {
      title: 'Last order',
      as: 'day',
      detail: true,
      means: 'The day of their last order in the period',
    },
    gross: {
      title: 'Gross',
      as: 'money',
      detail: true,
      means: 'List value of what they ordered in the period, before discounts and without tax',
    },
    customer: { title: 'Id', as: 'text', detail: true, means: 'What the shop’s data calls the customer' },
  },

  query: (tx, asked) => {
    const facts = ordersAsked(asked)
    const best = tx
      .select({
        id: facts.customerId,
        net: exact(measures.netSales, facts).as('exact_net'),
        shownNet: shown(measures.netSales, facts).as('net'),
        gross: shown(measures.grossSales, facts).as('gross'),
        forfeited: shown(measures.forfeitedSales, facts).as('forfeited'),
        orders: shown(orderMeasures.orders, facts).as('orders'),
        lastOrder: sql<string | null>`max(${facts.day}) filter (where ${facts.saleLines} > 0)`.as(
          'last_order',
        ),
      })
      .from(facts)
      .where(and(within(facts, asked), isNotNull(facts.customerId)))
      .groupBy(facts.customerId)
      .orderBy(desc(exact(measures.netSales, facts)), facts.customerId)
      .limit(asked.count)
      .as('best')
    return {
      customers: tx
        .select({
          customer: customers.key,
          // A bare number is no name.
          name: sql<string>`case when ${customers.name} = ${customers.key} then 'Customer ' || ${customers.key} else ${customers.name} end`,
          net: best.shownNet,
          gross: best.gross,
          forfeited: best.forfeited,
          orders: best.orders,
          lastOrder: best.lastOrder,
        })
        .from(best)
        .innerJoin(customers, eq(customers.id, best.id))
        .orderBy(desc(best.net), best.id),
      whole: tx
        .select({
          net: shown(measures.netSales, facts),
          customers: shown(orderMeasures.activeCustomers, facts),
          charged: shown(measures.chargedSales, facts),
        })
        .from(facts)
        .where(within(facts, asked)),
      guests: tx
        .select({ charged: shown(measures.chargedSales, facts) })
        .from(facts)
        .where(and(within(facts, asked), isNull(facts.customerId))),
    }
  },

  rows: found => [...found.customers],

  words: (rows, { whole: [whole], guests: [guests] }, { asked, coverage, say }) => {
    const [first] = rows
    const note =
      guests && whole && guests.charged > 0 && whole.charged > 0
        ? {
            note: `${say.share(guests.charged / whole.charged)} of sales were to guests, who are not counted as customers`,
          }
        : {}
    if (!first || !whole) return { finding: nothingFound(asked, coverage, 'customers'), ...note }
    const net = rows.reduce((sum, row) => sum + row.net, 0)
    const who = rows.length === 1 ? `${first.name} brings` : `The top ${rows.length} customers bring`
    const share = whole.net > 0 && net > 0 ? `, ${say.share(net / whole.net)} of net sales` : ''
    return {
      finding: `${who} ${say.short(net)}${share}`,
      detail: [
        rows.length > 1 &&
          `${first.name} comes first with ${say.short(first.net)} in ${counted(first.orders, 'order', say)}.`,
        `${counted(whole.customers, 'customer', say)} ordered.`,
      ]
        .filter(Boolean)
        .join(' '),
      ...note,
    }
  },

  chart: (rows, { asked, say, title }) =>
    bars(rows, {
      title,
      subtitle: `Net sales by customer, ${subject(asked)}`,
      x: 'net',
      y: 'name',
      measure: 'Net sales',
      note: row => counted(row.orders, 'order', say),
      format: say.short,
    }),

  next: (_rows, asked) => [
    { label: 'Week by week', ask: again('weeklysales', asked) },
    { label: 'Returns', ask: again('returns', asked) },
  ],
})

import { and, desc, eq, inArray, sql } from 'drizzle-orm'
import { z } from 'zod'
import { timeline } from '../../charts/timeline.ts'
import { customers, lines, products } from '../../drizzle/schema/sales.ts'
import { orderFacts } from '../../drizzle/schema/summaries.ts'
import { dayOf } from '../calendar.ts'
import { linesThroughOrders, ordersAsked, within } from '../facts/asked.ts'
import { type Filtered, insight, nothingFound, subject } from '../insight.ts'
import { cents, measures, orderMeasures, shown } from '../measures.ts'
import { again, during, filters } from '../parameters.ts'
import { type Coverage, dayAfter } from '../period.ts'
import { counted, type Say } from '../words.ts'

type Profile = {
  customer: string
  name: string
  firstOrder: string | null
  lastOrder: string | null
  orders: number
  net: number
  returns: number
  favourites: string
  usualGap: number | null
  daysSince: number | null
  attributes: string
}

/** All about one customer. */
export const customer = insight({
  name: 'customer',
  about: 'All about one customer, by name or id',
  examples: ['Bilal Hussain', 'C00007', 'jakub novak 2025', 'Antoine Murphy last 12 months category:toys'],
  word: 'customer',
  params: z.object({
    ...filters('customer'),
    period: during('all'),
    ...filters('region', 'channel', 'category', 'product'),
  }),
  measures: ['netSales', 'returns', 'orders'],
  columns: {
    name: { title: 'Customer', as: 'text', means: 'Who it is, by name, or by number where no name is known' },
    lastOrder: { title: 'Last order', as: 'day', means: 'The day of the last order in the period' },
    orders: {
      title: 'Orders',
      as: 'count',
      means: 'Orders placed in the period, each counted once, also those cancelled later',
    },
    net: {
      title: 'Net sales',
      as: 'money',
      means:
        'What was charged in the period, without tax, less what was sent back, cancelled or credited in it, whenever it had been ordered',
    },
    firstOrder: {
      title: 'First order',
      as: 'day',
      detail: true,
      means: 'The day of the first order in the period',
    },
    usualGap: {
      title: 'Usual gap in days',
      as: 'count',
      detail: true,
      means: 'The days from one day with an order to the next: half of the gaps are shorter, half longer',
    },
    daysSince: {
      title: 'Days since',
      as: 'count',
      detail: true,
      means:
        'Days from the last order to the last complete day of the data, or of the period where it ends before',
    },
    returns: {
      title: 'Returned',
      as: 'money',
      detail: true,
      means: 'Goods sent back in the period, at what was charged for them, also from earlier orders',
    },
    favourites: {
      title: 'Favourites',
      as: 'text',
      detail: true,
      means: 'The three products with the most net sales; charges that are not for goods are left out',
    },
    attributes: {
      title: 'Known of them',
      as: 'text',
      detail: true,
      means: 'Whatever else the shop’s data says of the customer',
    },
    customer: { title: 'Id', as: 'text', detail: true, means: 'What the shop’s data calls the customer' },
  },

  query: (tx, asked) => {
    const facts = ordersAsked(asked)
    const ids = asked.customer?.map(({ id }) => id) ?? []
    const isOrder = sql`sum(${facts.saleLines}) > 0`
    const theirs = linesThroughOrders(asked)
    const net = sql`sum(case ${lines.kind} when 'sale' then 1 else -1 end * (${lines.gross} - ${lines.discount}))`
    const liked = tx
      .select({
        id: sql<number>`${orderFacts.customerId}`.as('liker'),
        productId: lines.productId,
        rank: sql<number>`row_number() over (partition by ${orderFacts.customerId} order by ${net} desc, ${lines.productId})`.as(
          'rank',
        ),
        net: cents(net).as('product_net'),
      })
      .from(orderFacts)
      .innerJoin(lines, theirs.lines)
      .innerJoin(products, theirs.products)
      .where(and(theirs.where, eq(products.merchandise, true)))
      .groupBy(orderFacts.customerId, lines.productId)
      .having(sql`${net} > 0`)
      .as('liked')
    return {
      people: tx
        .select({
          id: customers.id,
          customer: customers.key,
          // A bare number is no name.
          name: sql<string>`case when ${customers.name} = ${customers.key} then 'Customer ' || ${customers.key} else ${customers.name} end`,
          attributes: sql<string>`coalesce((select string_agg(a.key || ' ' || a.value, '; ' order by a.key) from jsonb_each_text(${customers.attributes}) a), '')`,
        })
        .from(customers)
        .where(inArray(customers.id, ids))
        .orderBy(customers.name, customers.id),
      sums: tx
        .select({
          id: sql<number>`${facts.customerId}`,
          orders: shown(orderMeasures.orders, facts),
          net: shown(measures.netSales, facts),
          returns: shown(measures.returns, facts),
          cancellations: shown(measures.cancellations, facts),
        })
        .from(facts)
        .where(within(facts, asked))
        .groupBy(facts.customerId),
      orders: tx
        .select({
          id: sql<number>`${facts.customerId}`,
          day: sql<string>`${facts.day}::text`,
          charged: sql<
            number | null
          >`case when ${isOrder} then ${shown(measures.chargedSales, facts)} end`.mapWith(Number),
          forfeited: shown(measures.forfeitedSales, facts),
        })
        .from(facts)
        .where(within(facts, asked))
        .groupBy(facts.customerId, facts.orderId, facts.day)
        .orderBy(facts.day, facts.orderId),
      favourites: tx
        .select({ id: liked.id, name: products.name, net: liked.net })
        .from(liked)
        .innerJoin(products, eq(products.id, liked.productId))
        .where(sql`${liked.rank} <= 3`)
        .orderBy(liked.id, desc(liked.net), liked.rank),
    }
  },

  rows: ({ people, sums, orders, favourites }, asked, coverage) => {
    const until = lastDay(asked, coverage)
    return people.flatMap(({ id, attributes, ...who }): Profile[] => {
      const sum = sums.find(one => one.id === id)
      if (!sum) return []
      const ordered = daysOf(orders.filter(one => one.id === id))
      const lastOrder = ordered.at(-1) ?? null
      return [
        {
          ...who,
          firstOrder: ordered[0] ?? null,
          lastOrder,
          orders: sum.orders,
          net: sum.net,
          returns: sum.returns,
          favourites: favourites
            .filter(one => one.id === id)
            .map(({ name }) => name)
            .join('; '),
          usualGap: middle(ordered.slice(1).map((day, at) => daysFrom(ordered[at] ?? day, day))),
          // Of the last day, which may not be over, there can be orders already.
          daysSince: lastOrder === null ? null : Math.max(0, daysFrom(lastOrder, until)),
          attributes,
        },
      ]
    })
  },

  words: (rows, { orders, sums, favourites }, { asked, coverage, say }) => {
    const [one] = rows
    if (!one) return { finding: nothingFound(asked, coverage, 'orders') }
    const amounts = rows.map(row => `${row.name}: ${inAll(row, say)}`)
    if (rows.length > 1)
      return {
        finding: `${rows.length} customers brought ${say.short(rows.reduce((sum, row) => sum + row.net, 0))} net`,
        detail: `${amounts.slice(0, 5).join('. ')}.`,
      }
    const { firstOrder, lastOrder, returns } = one
    if (!firstOrder || !lastOrder)
      return {
        finding: `${one.name}: nothing ordered, only earlier orders settled`,
        detail: `${say.exact(returns)} was returned; net sales are ${say.exact(one.net)}.`,
      }
    const orderDays = daysOf(orders).length
    const cancelled = sums[0]?.cancellations ?? 0
    return {
      finding: `${one.name}: ${standing(one, orderDays, asked, coverage, say)}; ${inAll(one, say)}`,
      detail: [
        orderDays > 1
          ? `${
              asked.period.from <= coverage.firstDay
                ? 'First ordered on'
                : 'The first order of the time asked for was on'
            } ${say.day(firstOrder)}, ${asked.period.from <= coverage.firstDay ? 'last on' : 'the last on'} ${say.day(lastOrder)}.`
          : `Ordered on ${say.day(firstOrder)}.`,
        favourites.length > 0 &&
          `Bought most of ${say.list(favourites.map(({ name, net }) => `${name} (${say.short(net)})`))}.`,
        returns > 0 && `${say.short(returns)} came back.`,
        cancelled > 0 && `${say.short(cancelled)} was cancelled.`,
        one.attributes && `Known of them: ${one.attributes}.`,
      ]
        .filter(Boolean)
        .join(' '),
    }
  },

  chart: (rows, { asked, coverage, say, title, found }) =>
    rows.length > 1
      ? null
      : timeline(found.orders, {
          title,
          subtitle: `Charged by order, ${subject(asked)}`,
          x: 'day',
          y: 'charged',
          measure: 'Charged',
          forfeits: { y: ['forfeited'], label: 'Returns and cancellations' },
          through: lastDay(asked, coverage),
          format: say.short,
          day: say.shortDate,
          month: say.month,
        }),

  next: (_rows, asked) => [
    { label: 'Their returns', ask: again('returns', asked) },
    { label: 'Week by week', ask: again('weeklysales', asked) },
  ],
})

/** The days with an order, each once. */
const daysOf = (orders: readonly { day: string; charged: number | null }[]) => [
  ...new Set(orders.filter(({ charged }) => charged !== null).map(({ day }) => day)),
]

const daysFrom = (one: string, other: string) => dayOf(one).until(dayOf(other), { largestUnit: 'days' }).days

/** The last complete day of what is asked: silence is counted until then. */
const lastDay = ({ period }: Filtered, { asOf }: Coverage) => {
  const last = dayAfter(period.to, -1)
  return last < asOf ? last : asOf
}

/** The median. */
function middle(values: readonly number[]): number | null {
  const sorted = values.toSorted((one, other) => one - other)
  const [low, high] = [sorted[(sorted.length - 1) >> 1], sorted[sorted.length >> 1]]
  return low === undefined || high === undefined ? null : (low + high) / 2
}

const inAll = ({ orders, net }: Profile, say: Say) =>
  `${counted(orders, 'order', say)}, ${say.short(net)} net`

/** Fewer days with an order than this make no habit. */
const habit = 4

/** Whether an order is overdue, by what is usual with this customer. */
function standing(
  { usualGap, daysSince, lastOrder }: Profile,
  orderDays: number,
  asked: Filtered,
  coverage: Coverage,
  say: Say,
): string {
  const since = daysSince ?? 0
  const silence = since === 0 ? 'ordered on the last day' : `no order for ${counted(since, 'day', say)}`
  // Of a period long over nobody asks what is due.
  if (lastDay(asked, coverage) < coverage.asOf)
    return `ordered on ${counted(orderDays, 'day', say)}, last on ${say.day(lastOrder ?? '')}`
  if (usualGap === null || orderDays < habit) return `${silence}; what is usual shows after more orders`
  const verdict = since > 2 * usualGap ? 'overdue' : since > usualGap ? 'a little late' : 'not due yet'
  return `${verdict}, ${silence}, usually ${say.count(usualGap)}`
}

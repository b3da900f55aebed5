import { z } from 'zod'
import { bars } from '../../charts/bars.ts'
import { comparison, type Versus } from '../compare.ts'
import { salesAsked, within } from '../facts/asked.ts'
import { bestCustomers } from '../figures/best-customers.ts'
import { guestNote, guestSales } from '../figures/guests.ts'
import { insight, nothingFound, subject } from '../insight.ts'
import { measures, shown } from '../measures.ts'
import { again, during, everyFilter, howMany, versus } from '../parameters.ts'
import { counted, type Say } from '../words.ts'

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
    vs: versus(),
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
    change: {
      title: 'Change',
      as: 'change',
      before: true,
      means:
        'Net sales less those of the period that it is compared with: the one before, or the same a year before',
    },
    orders: {
      title: 'Orders',
      as: 'count',
      means: 'Orders they placed in the period, each counted once, also those cancelled later',
    },
    forfeited: {
      title: 'Refunded',
      as: 'money',
      detail: true,
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
    share: {
      title: 'Share',
      as: 'share',
      detail: true,
      means: 'The customer’s part of all net sales of the period, those to guests included',
    },
    rank: {
      title: 'Rank',
      as: 'count',
      detail: true,
      means:
        'The place by net sales among those who ordered in the period; of equals the one loaded first comes first',
    },
    previousRank: {
      title: 'Rank before',
      as: 'count',
      detail: true,
      means: 'The place by net sales in the period that it is compared with; none where nothing was ordered',
    },
    customer: { title: 'Id', as: 'text', detail: true, means: 'What the shop’s data calls the customer' },
  },

  query: (tx, asked) => {
    const sales = salesAsked(asked)
    return {
      customers: bestCustomers(tx, asked),
      whole: tx
        .select({ net: shown(measures.netSales, sales) })
        .from(sales)
        .where(within(sales, asked)),
      guests: guestSales(tx, asked),
    }
  },

  rows: (found, asked, coverage) => {
    const isCompared = comparison(asked, asked.vs, coverage) !== undefined
    return found.customers.map(({ active, riser, rise, faller, fall, ...row }) => ({
      ...row,
      previousRank: isCompared ? row.previousRank : null,
      change: isCompared ? row.change : null,
    }))
  },

  words: (rows, { customers: [found], whole: [whole], guests: [guests] }, { asked, coverage, say }) => {
    const [first] = rows
    const guestsSaid = guestNote(guests, say)
    const note = guestsSaid ? { note: guestsSaid } : {}
    if (!first || !found || !whole) return { finding: nothingFound(asked, coverage, 'customers'), ...note }
    const net = rows.reduce((sum, row) => sum + row.net, 0)
    const who = rows.length === 1 ? `${first.name} brings` : `The top ${rows.length} customers bring`
    const part = whole.net > 0 && net > 0 ? `, ${say.share(net / whole.net)} of net sales` : ''
    return {
      finding: `${who} ${say.short(net)}${part}`,
      detail: [
        ...standings(rows, asked.vs, say),
        hasChange(rows) && farthest(found, asked.vs, say),
        `${counted(found.active, 'customer', say)} ordered.`,
      ]
        .filter(Boolean)
        .join(' '),
      ...note,
    }
  },

  chart: (rows, { asked, say, title }) =>
    bars(rows, {
      title,
      subtitle: `Net sales by customer, ${subject(asked)}${hasChange(rows) ? `; right: change since ${asked.vs === 'previous' ? 'the period before' : 'a year before'}` : ''}`,
      x: 'net',
      y: 'name',
      measure: 'Net sales',
      note: row => (row.change === null ? counted(row.orders, 'order', say) : say.change(row.change)),
      fell: ({ change }) => Number(change) < 0,
      format: say.short,
    }),

  next: (_rows, asked) => [
    { label: 'Week by week', ask: again('weeklysales', asked) },
    { label: 'Returns', ask: again('returns', asked) },
  ],
})

type Ranked = { name: string; rank: number; previousRank: number | null; change: number | null }

const hasChange = (rows: readonly Ranked[]) => rows.some(({ change }) => change !== null)

/** Who of the listed comes first, and who is new among them. */
function standings(rows: readonly (Ranked & { net: number; orders: number })[], vs: Versus, say: Say) {
  const [first] = rows
  if (!first || rows.length === 1) return []
  const fresh = rows.filter(isNew).map(({ name }) => name)
  const named = fresh.length > mostNew + 1 ? fresh.slice(0, mostNew) : fresh
  const others = fresh.length - named.length
  const who = say.list([...named, ...(others > 0 ? [`${say.count(others)} others`] : [])])
  return [
    `${first.name} comes first with ${say.short(first.net)} in ${counted(first.orders, 'order', say)}.`,
    fresh.length > 0 &&
      `Of these ${say.count(rows.length)}, ${who} had bought nothing ${vs === 'previous' ? 'the period before' : 'a year before'}.`,
  ]
}

type Farthest = { riser: string | null; rise: number; faller: string | null; fall: number }

/** Who rose and who fell most of all who ordered in the period compared with, whether they are listed or not. */
function farthest({ riser, rise, faller, fall }: Farthest, vs: Versus, say: Say): string | false {
  const parts = [
    riser && rise > 0 && `${riser} rose most (${say.change(rise)})`,
    faller && fall < 0 && `${faller} fell most (${say.change(fall)})`,
  ].filter(part => typeof part === 'string')
  const whom = `Of all who ordered ${vs === 'previous' ? 'in the period before' : 'a year before'}`
  return parts.length > 0 && `${whom}, ${say.list(parts)}.`
}

/** So many of the new are named. */
const mostNew = 4

/** Whether a customer had bought nothing in the time compared with. */
const isNew = ({ change, previousRank }: Ranked) => change !== null && previousRank === null

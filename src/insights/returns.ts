import { desc, eq, gt, sql } from 'drizzle-orm'
import { z } from 'zod'
import { bars } from '../../charts/bars.ts'
import { categories, products } from '../../drizzle/schema/sales.ts'
import { productSums } from '../facts.ts'
import { type Filtered, insight, nothingFound, subject } from '../insight.ts'
import { exact, measures, returnWindow, shown } from '../measures.ts'
import { again, during, everyFilter, howMany } from '../parameters.ts'
import { type Coverage, dayAfter } from '../period.ts'

/** What returns and cancellations cost. */
export const returns = insight({
  name: 'returns',
  about: 'The products whose returns and cancellations cost the most',
  examples: [
    '',
    '20 last quarter',
    'all',
    'last 8 weeks category:toys',
    '5 last year attr:65+ not:category:toys',
  ],
  word: 'count',
  params: z.object({
    count: howMany(10),
    period: during('last 12 months'),
    ...everyFilter(),
  }),
  measures: [
    'returns',
    'cancellations',
    'forfeitedSales',
    'chargedSales',
    'orderedForfeited',
    'forfeitRate',
    'unmatchedForfeits',
  ],
  columns: {
    name: {
      title: 'Product',
      as: 'text',
      means: 'What came back or was cancelled; charges that are not for goods, such as postage, are left out',
    },
    forfeited: {
      title: 'Total',
      as: 'money',
      means:
        'Goods that came back or were cancelled in the period, at what was charged for them, also from earlier orders',
    },
    rate: {
      title: 'Rate',
      as: 'share',
      means:
        'Of what was charged for orders placed in the period, the share that has come back or been cancelled since; what cannot be matched to its order is left out',
    },
    returned: {
      title: 'Returned',
      as: 'money',
      means: 'The part of the total that customers sent back, counted on the day it came back',
    },
    cancelled: {
      title: 'Cancelled',
      as: 'money',
      detail: true,
      means:
        'The part of the total that was called off before it was sent, counted on the day it was called off',
    },
    charged: {
      title: 'Charged',
      as: 'money',
      detail: true,
      means: 'What was charged for orders placed in the period, without tax, before anything came back',
    },
    orderedForfeited: {
      title: 'Of these orders',
      as: 'money',
      detail: true,
      means:
        'What has come back or been cancelled since of the orders placed in the period; the rate is its share of what was charged',
    },
    category: {
      title: 'Category',
      as: 'text',
      detail: true,
      means: 'The category that the product belongs to',
    },
    product: { title: 'Code', as: 'text', detail: true, means: 'What the shop’s data calls the product' },
  },

  query: (tx, asked) => {
    const sums = productSums(tx, asked)
    const whole = tx
      .select({
        forfeited: shown(measures.forfeitedSales, sums).as('all_forfeited'),
        cancelled: shown(measures.cancellations, sums).as('all_cancelled'),
        unmatched: shown(measures.unmatchedForfeits, sums).as('all_unmatched'),
        rate: shown(measures.forfeitRate, sums).as('all_rate'),
      })
      .from(sums)
      .as('whole')
    const worst = tx
      .select({
        id: sums.productId,
        exact: exact(measures.forfeitedSales, sums).as('exact_forfeited'),
        returned: shown(measures.returns, sums).as('returned'),
        cancelled: shown(measures.cancellations, sums).as('cancelled'),
        forfeited: shown(measures.forfeitedSales, sums).as('forfeited'),
        charged: shown(measures.chargedSales, sums).as('charged'),
        orderedForfeited: shown(measures.orderedForfeited, sums).as('ordered_forfeited'),
        rate: shown(measures.forfeitRate, sums).as('rate'),
      })
      .from(sums)
      .groupBy(sums.productId)
      .having(gt(exact(measures.forfeitedSales, sums), sql`0`))
      .orderBy(desc(exact(measures.forfeitedSales, sums)), sums.productId)
      .limit(asked.count)
      .as('worst')
    return {
      // One reading for both, the products and the whole: it is what the question takes its time for.
      products: tx
        .with(sums)
        .select({
          product: products.key,
          name: products.name,
          category: categories.name,
          returned: worst.returned,
          cancelled: worst.cancelled,
          forfeited: worst.forfeited,
          charged: worst.charged,
          orderedForfeited: worst.orderedForfeited,
          rate: worst.rate,
          allForfeited: whole.forfeited,
          allCancelled: whole.cancelled,
          allUnmatched: whole.unmatched,
          allRate: whole.rate,
        })
        .from(worst)
        .innerJoin(products, eq(products.id, worst.id))
        .leftJoin(categories, eq(categories.id, products.categoryId))
        .crossJoin(whole)
        .orderBy(desc(worst.exact), worst.id),
    }
  },

  rows: found =>
    found.products.map(({ allForfeited, allCancelled, allUnmatched, allRate, ...product }) => product),

  words: (rows, { products: [whole] }, { asked, coverage, say }) => {
    const [first] = rows
    if (!first || !whole) return { finding: nothingFound(asked, coverage, 'returns and no cancellations') }
    const lastReturn = dayAfter(asked.period.to, returnWindow - 1)
    const open = lastReturn > coverage.asOf
    const several = rows.length > 1
    const rate = whole.allRate
    return {
      finding: `${say.short(whole.allForfeited)} came back or was cancelled${
        several ? `; ${first.name} leads with ${say.short(first.forfeited)}` : ''
      }`,
      detail: [
        whole.allCancelled > 0 && `${say.short(whole.allCancelled)} of it was cancelled.`,
        isEarly(asked, coverage)
          ? `What share of these orders comes back is known from ${say.day(lastReturn)}.`
          : rate !== null &&
            `Of what was ordered in this period, ${say.share(rate)} has come back or been cancelled${open ? ' so far' : ''}${
              several && first.rate !== null ? `; of ${first.name} it is ${say.share(first.rate)}` : ''
            }.`,
      ]
        .filter(Boolean)
        .join(' '),
      note: [
        whole.allUnmatched > 0 &&
          `${say.share(whole.allUnmatched / whole.allForfeited)} of it could not be matched to a sale`,
        open &&
          !isEarly(asked, coverage) &&
          `rates may rise until ${say.day(lastReturn)}, while the latest orders can still come back`,
      ]
        .filter(Boolean)
        .join(' · '),
    }
  },

  chart: (rows, { asked, coverage, say, title }) =>
    bars(rows, {
      title,
      subtitle: `Returns and cancellations by product, ${subject(asked)}${
        isEarly(asked, coverage) ? '' : '; right: share of what was ordered that came back'
      }`,
      x: 'forfeited',
      y: 'name',
      measure: 'Returns and cancellations',
      ...(!isEarly(asked, coverage) && {
        note: (row: { rate: number | null }) => (row.rate === null ? '–' : say.share(row.rate)),
      }),
      colour: 'forfeit',
      format: say.short,
    }),

  next: (_rows, asked) => [
    { label: 'Week by week', ask: again('weeklysales', asked) },
    { label: 'Top customers', ask: again('topcustomers', asked) },
  ],
})

/** Whether nearly everything that was ordered in the period can still come back: a share of it would say nothing. */
const isEarly = ({ period }: Filtered, { asOf }: Coverage) => period.from > dayAfter(asOf, -returnWindow)

import { z } from 'zod'
import { barsAndRate } from '../../charts/bars-and-rate.ts'
import { compared, comparison, type Versus } from '../compare.ts'
import { forfeited, forfeits, givenReasons, type Split, splits } from '../figures/forfeits.ts'
import { onlyFew } from '../figures/parts.ts'
import { weeklyForfeits, wholeWeeks } from '../figures/weekly-forfeits.ts'
import { type Filtered, insight, nothingFound, subject } from '../insight.ts'
import { measures, returnWindow } from '../measures.ts'
import { ordinary, recentWeeks } from '../noise.ts'
import { again, during, everyFilter, howMany, versus } from '../parameters.ts'
import type { Coverage } from '../period.ts'
import { isSettled, returnsUntil } from '../return-window.ts'
import { against, counted, type Say, sentence } from '../words.ts'

/** Of less that came back, parts and rates say little. */
const fewUnits = 30
/** A finding that is longer does not say why as well, nor its picture what leads, and one that is longer still not even that. */
const [longest, longestLeading] = [96, 112]

/** What returns and cancellations cost. */
export const returns = insight({
  name: 'returns',
  about: 'What returns and cancellations cost: of which products, where and why',
  examples: [
    '',
    '20 last quarter',
    'all',
    'last 8 weeks category:toys',
    '5 last year attr:65+ not:category:toys',
    'by:reason last quarter vs last year',
    'by:region',
    'by:category last year',
    'by:channel last 6 months',
  ],
  word: 'count',
  params: z.object({
    count: howMany(10),
    by: z.enum(splits).default('product').meta({ title: 'by:category, region, channel or reason' }),
    period: during('last 12 months'),
    vs: versus(),
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
      headedBy: 'by',
      as: 'text',
      means:
        'What goods that came back or were cancelled are told apart by; charges that are not for goods, such as postage, are left out',
    },
    forfeited: {
      title: 'Total',
      as: 'money',
      means:
        'Goods that came back or were cancelled in the period, at what was charged for them, also from earlier orders',
    },
    share: {
      title: 'Share',
      as: 'share',
      detail: { unless: { by: 'reason' } },
      means: 'The part of all that came back or was cancelled in the period',
    },
    rate: {
      title: '% back or cancelled',
      as: 'share',
      detail: { where: { by: 'reason' } },
      means:
        'Of what was charged for orders placed in the period, the share that has come back or been cancelled since; what cannot be matched to its order is left out. Not told apart by reason',
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
    units: {
      title: 'Units',
      as: 'count',
      detail: true,
      means: 'How many, or how much, came back or was cancelled in the period',
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
    provisional: {
      title: 'Rate may rise',
      as: 'flag',
      detail: true,
      means: `Whether the latest of these orders were placed less than ${returnWindow} days before the last complete day of the data, so that the rate may still rise`,
    },
    category: {
      title: 'In category',
      as: 'text',
      detail: true,
      means: 'The category that the product belongs to; empty unless the rows are products',
    },
    product: {
      title: 'Code',
      as: 'text',
      detail: true,
      means: 'What the shop’s data calls the product; empty unless the rows are products',
    },
  },

  query: (tx, asked) => ({
    parts: forfeits(tx, asked),
    before: forfeited(tx, { ...asked, period: { ...asked.period, ...compared(asked.period, asked.vs) } }),
    reasons: givenReasons(tx, asked),
    weeks: weeklyForfeits(tx, asked),
    recent: recentWeeks(tx, asked, measures.forfeitedSales),
  }),

  rows: (found, asked, coverage) =>
    found.parts.map(({ product, name, category, forfeited, share, returned, cancelled, units, ...part }) => {
      // What a reason will be given for nobody knows when an order is placed.
      const isReason = asked.by === 'reason'
      const rate = isReason ? null : part.rate
      return {
        ...{ product, name, category, forfeited, share, rate, returned, cancelled, units },
        charged: isReason ? null : part.charged,
        orderedForfeited: isReason ? null : part.orderedForfeited,
        provisional: rate === null ? null : !isSettled(asked.period, coverage.asOf),
      }
    }),

  words: (rows, found, { asked, coverage, say }) => {
    const [first] = rows
    const [whole] = found.parts
    if (!first || !whole) return { finding: nothingFound(asked, coverage, 'returns and no cancellations') }
    const { last, isOpen: open, isEarly: early } = returnsUntil(asked, coverage)
    const until = say.day(last)
    const rate = whole.allRate
    const few = onlyFew(whole.allUnits, fewUnits, 'unit', say)
    const ofAll = (part: number) => say.share(part / whole.allForfeited)
    const noReason =
      asked.by === 'reason' && rows.length > 1 ? found.parts.find(({ isKnown }) => !isKnown) : undefined
    const cost = `${say.short(whole.allForfeited)} came back or was cancelled${moved(whole.allForfeited, found, { asked, coverage, say })}`
    const { leads, main } = leading(found, asked, say)
    const why = main ? `, ${main.share} “${main.name}”` : ''
    const isShort = `${cost}${why}${leads}`.length <= longest
    const isLed = `${cost}${leads}`.length <= longestLeading
    return {
      finding: `${cost}${isShort ? why : ''}${isLed ? leads : ''}`,
      ...(isLed && cost.length + leads.length > longest && { title: cost }),
      detail: [
        few ??
          `That is ${counted(whole.allUnits, 'unit', say)}${noReason || whole.allCancelled === 0 ? '' : `; ${say.short(whole.allCancelled)} of it was cancelled`}.`,
        !isLed && `${sentence(leads.slice(2))}.`,
        !isShort && main && `“${main.name}” is the main reason given, with ${main.share}.`,
        noReason &&
          `No reason is given for ${ofAll(noReason.forfeited)} of it${
            noReason.returned === 0
              ? ', all of it cancelled'
              : noReason.cancelled > noReason.returned
                ? ', most of it cancelled'
                : ''
          }.`,
        early
          ? `What share of these orders is returned or cancelled is known from ${until}.`
          : rate !== null &&
            `Of what was ordered in this period, ${say.share(rate)} has come back or been cancelled${open ? ' so far' : ''}${
              rows.length > 1 && first.rate !== null
                ? `; of ${first.name} it is ${say.share(first.rate)}`
                : ''
            }.`,
      ]
        .filter(Boolean)
        .join(' '),
      note: [
        whole.allUnmatched > 0 && `${ofAll(whole.allUnmatched)} of it could not be matched to a sale`,
        open &&
          (!early || rows.some(row => row.rate !== null)) &&
          `rates may rise until ${until}, while ${early ? 'these' : 'the latest'} orders can still come back`,
      ]
        .filter(Boolean)
        .join(' · '),
    }
  },

  chart: (rows, { found, asked, coverage, say, title }) => {
    const all = found.parts[0]?.allForfeited ?? 0
    const beside =
      asked.by === 'reason'
        ? 'share of the total'
        : returnsUntil(asked, coverage).isEarly
          ? ''
          : 'share returned or cancelled'
    return barsAndRate(rows, {
      title,
      subtitle: `Returns and cancellations by ${asked.by}, ${subject(asked)}${beside && `; right: ${beside}`}`,
      x: 'forfeited',
      y: 'name',
      measure: 'Returns and cancellations',
      ...(beside && {
        note: ({ forfeited, rate }) =>
          asked.by === 'reason' ? say.share(forfeited / all) : rate === null ? '–' : say.share(rate),
      }),
      colour: 'forfeit',
      format: say.short,
      rate: {
        weeks: wholeWeeks(found.weeks, asked, coverage),
        x: 'week',
        y: 'rate',
        settled: 'isSettled',
        heading: 'Of each week’s orders, what came back or was cancelled since',
        open: 'may rise',
        format: say.percent,
        day: say.shortDay,
        month: say.month,
      },
    })
  },

  next: (_rows, asked, { parts: [whole], reasons }) => {
    const known: Record<Split, boolean> = {
      reason: reasons.length > 0,
      category: isSeveral(whole?.categories, asked.category),
      region: isSeveral(whole?.regions, asked.region),
      channel: isSeveral(whole?.channels, asked.channel),
      product: asked.by !== 'product' && isSeveral(2, asked.product),
    }
    const ways = (['reason', 'region', 'category', 'channel', 'product'] as const).filter(
      split => split !== asked.by && known[split],
    )
    return [
      ...ways.slice(0, 3).map(split => ({
        label: `By ${split}`,
        ask: `${again('returns', asked)} by:${split}`,
      })),
      { label: 'Week by week', ask: again('weeklysales', asked) },
      { label: 'Top customers', ask: again('topcustomers', asked) },
    ]
  },
})

type Found = {
  parts: readonly { name: string; isKnown: boolean; forfeited: number; allForfeited: number }[]
  reasons: readonly { name: string; share: number | null; units: number }[]
  before: readonly { forfeited: number }[]
  recent: readonly { week: string; net: number }[]
}

/** How far it lies from what came back in the period that it is compared with: ", 12% above the period before". */
function moved(
  all: number,
  { before: [before], recent }: Found,
  { asked, coverage, say }: { asked: Filtered & { vs: Versus }; coverage: Coverage; say: Say },
) {
  const other = comparison(asked, asked.vs, coverage)
  if (!other || !before) return ''
  const chance = ordinary(recent, asked, other.period, coverage)
  const change = against(all, before.forfeited, other.called, say, chance)
  return change ? `, ${change}` : ''
}

/** What leads, after what it all cost ("; Puzzle leads with £310"), and the reason given for most of it. */
function leading({ parts, reasons: [main] }: Found, { by }: { by: Split }, say: Say) {
  const [first] = parts
  const lead = parts.find(({ isKnown }) => isKnown)
  if (by === 'reason')
    return {
      leads: lead
        ? `; main reason given: ${lead.name} (${say.percent(lead.forfeited / lead.allForfeited)})`
        : ', and no reason is given for any of it',
    }
  return {
    leads: first && parts.length > 1 ? `; ${first.name} leads with ${say.short(first.forfeited)}` : '',
    ...(main && main.units >= fewUnits && { main: { name: main.name, share: say.percent(main.share ?? 0) } }),
  }
}

const isSeveral = (count = 0, asked?: readonly object[]) => (asked?.length ?? count) > 1

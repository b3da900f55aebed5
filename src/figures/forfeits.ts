import { and, desc, eq, gt, inArray, type SQL, type SQLWrapper, sql } from 'drizzle-orm'
import { unionAll } from 'drizzle-orm/pg-core'
import { categories, channels, lines, products, reasons, regions } from '../../drizzle/schema/sales.ts'
import { added, amounts } from '../facts/amounts.ts'
import { type ProductPart, productParts, productSums } from '../facts/asked.ts'
import { between, known, narrowed, open, productsWhere } from '../facts/filters.ts'
import { lineFacts } from '../facts/lines.ts'
import type { Filtered } from '../insight.ts'
import { exact, type Facts, measures, share, shown } from '../measures.ts'
import type { Period } from '../period.ts'
import type { Tx } from '../tx.ts'

/*
 * Goods that came back or were cancelled, told apart: by product, category, region and channel from the summaries, by
 * reason from the credits themselves.
 */

/** What returns are told apart by. */
export const splits = ['product', 'category', 'region', 'channel', 'reason'] as const
export type Split = (typeof splits)[number]

/** What those are called together that the data puts nowhere. */
const nowhere = { category: 'Without category', reason: 'No reason given' } as const

const tables = { category: categories, region: regions, channel: channels, reason: reasons }

type Asked = Filtered & { by: Split; count: number }
type Stretch = Pick<Period, 'from' | 'to'>

/** The goods that are asked for; charges that are no goods cannot come back. */
const goods = (asked: Filtered) =>
  productsWhere(
    and(
      eq(products.merchandise, true),
      open(products.id, asked, 'product'),
      open(products.categoryId, asked, 'category'),
    ),
  )

type Placed = Record<'day' | 'regionId' | 'channelId' | 'productId', SQLWrapper>

/** The rows of goods that belong to some days and to the filters asked for. */
export const goodsWithin = (facts: Placed, asked: Filtered, stretch: Stretch = asked.period) =>
  and(placedWithin(facts, asked, stretch), inArray(facts.productId, goods(asked)))

/** The rows that belong to some days and to the regions and channels asked for. */
export const placedWithin = (facts: Omit<Placed, 'productId'>, asked: Filtered, stretch: Stretch) =>
  and(
    between(facts.day, stretch),
    open(facts.regionId, asked, 'region'),
    open(facts.channelId, asked, 'channel'),
  )

const ofThose = ({ customerId }: Record<'customerId', SQLWrapper>, asked: Filtered) =>
  and(open(customerId, asked, 'customer'), known(customerId, asked))

/** No summary of products tells customers apart. */
export const isOfCustomers = (asked: Filtered) => narrowed(asked, 'customer') || narrowed(asked, 'attr')

/** Goods sold and given back by where they were ordered. */
function originSums(tx: Tx, asked: Filtered, by: 'regionId' | 'channelId') {
  const part = ({ facts, ...days }: ProductPart) =>
    tx
      .select({ memberId: sql<number>`${facts[by]}`.as('member_id'), ...amounts(facts) })
      .from(facts)
      .where(goodsWithin(facts, asked, days))
  const days = () => {
    const [one, ...more] = productParts(asked.period)
    const [other, ...rest] = more.map(part)
    return (other ? unionAll(part(one), other, ...rest) : part(one)).as('origin_facts')
  }
  const linesOf = () => {
    const facts = lineFacts(asked)
    return tx
      .select({ memberId: sql<number>`${facts[by]}`.as('member_id'), ...amounts(facts) })
      .from(facts)
      .where(goodsWithin(facts, asked))
      .as('origin_facts')
  }
  const facts = isOfCustomers(asked) ? linesOf() : days()
  return tx
    .select({ memberId: sql<number>`${facts.memberId}`.as('member_id'), ...added(facts) })
    .from(facts)
    .groupBy(facts.memberId)
}

/**
 * The credits for goods in the period and the filters asked for: found through the index that holds credits alone, by
 * their day, for no summary knows why goods came back.
 */
const credits = (asked: Filtered) =>
  and(
    // Written out, for PostgreSQL takes an index of some rows only where it can see that they are all.
    sql`${lines.kind} in ('return', 'cancellation')`,
    goodsWithin(lines, asked),
    ofThose(lines, asked),
  )

/** Credits by reason, if at all; those without one count under no id that a reason has. */
function reasonSums(tx: Tx, asked: Filtered, asIf?: SQL) {
  const nothing = sql`0::numeric`
  const amount = (kind: 'return' | 'cancellation') =>
    sql`case ${lines.kind} when ${sql.raw(`'${kind}'`)} then ${lines.gross} - ${lines.discount} else 0 end`
  const facts: Facts = {
    ...{ saleLines: nothing, units: nothing, gross: nothing, discounts: nothing, adjustments: nothing },
    ...{ matched: nothing, orderedReturned: nothing, orderedCancelled: nothing, net: nothing },
    returns: amount('return'),
    cancellations: amount('cancellation'),
    forfeitedUnits: lines.quantity,
    net: nothing,
  }
  const id = sql<number>`coalesce(${lines.reasonId}, 0)`
  return tx
    .select({ memberId: id.as('member_id'), ...added(facts) })
    .from(lines)
    .where(and(asIf, credits(asked)))
    .groupBy(id)
}

/**
 * The reasons that are given, the main one first, each with its part of all that came back or was cancelled. Where no
 * reason was ever given, or the answer is by reason in any case, no credit is read for it.
 */
export function givenReasons(tx: Tx, asked: Asked) {
  const isWorthIt = and(sql`${asked.by !== 'reason'}::boolean`, gt(count(reasons), 0))
  const sums = reasonSums(tx, asked, isWorthIt).as('reason_sums')
  const forfeited = sql`(${sums.returns} + ${sums.cancellations})`
  const all = tx
    .select({
      id: sql<number>`${sums.memberId}`.as('given_id'),
      share: share(forfeited, sql`sum(${forfeited}) over ()`).as('share'),
      units: sql<number>`${sums.forfeitedUnits}`.mapWith(Number).as('units'),
    })
    .from(sums)
    .as('all_reasons')
  return tx
    .select({ name: reasons.name, share: all.share, units: all.units })
    .from(all)
    .innerJoin(reasons, eq(reasons.id, all.id))
    .orderBy(desc(all.share), reasons.name)
}

/** Goods sold and given back in the period, a row a member of what they are told apart by. */
function memberSums(tx: Tx, asked: Asked, sums: ReturnType<typeof productSums>) {
  if (asked.by === 'region') return originSums(tx, asked, 'regionId')
  if (asked.by === 'channel') return originSums(tx, asked, 'channelId')
  if (asked.by === 'reason') return reasonSums(tx, asked)
  const id =
    asked.by === 'product' ? sql<number>`${products.id}` : sql<number>`coalesce(${products.categoryId}, 0)`
  return tx
    .select({ memberId: id.as('member_id'), ...added(sums) })
    .from(sums)
    .innerJoin(products, eq(products.id, sums.productId))
    .groupBy(id)
}

const count = (table: SQLWrapper) => sql<number>`(select count(*) from ${table})`.mapWith(Number)

const figures = (facts: Facts) => ({
  exact: exact(measures.forfeitedSales, facts).as('exact_forfeited'),
  returned: shown(measures.returns, facts).as('returned'),
  cancelled: shown(measures.cancellations, facts).as('cancelled'),
  forfeited: shown(measures.forfeitedSales, facts).as('forfeited'),
  charged: shown(measures.chargedSales, facts).as('charged'),
  orderedForfeited: shown(measures.orderedForfeited, facts).as('ordered_forfeited'),
  rate: shown(measures.forfeitRate, facts).as('rate'),
  units: units(facts).as('units'),
})

const units = (facts: Facts) => sql<number>`coalesce(sum(${facts.forfeitedUnits}), 0)`.mapWith(Number)

/** What came back or was cancelled of goods, in all. */
export function forfeited(tx: Tx, asked: Filtered) {
  const sums = productSums(tx, asked)
  return tx
    .with(sums)
    .select({ forfeited: shown(measures.forfeitedSales, sums) })
    .from(sums)
}

/** What came back or was cancelled, told apart as asked, the most first; beside each the whole, and how it could be told apart. */
export function forfeits(tx: Tx, asked: Asked) {
  const sums = productSums(tx, asked)
  const members = tx.$with('members').as(memberSums(tx, asked, sums))
  const whole = tx
    .select({
      forfeited: shown(measures.forfeitedSales, sums).as('all_forfeited'),
      cancelled: shown(measures.cancellations, sums).as('all_cancelled'),
      unmatched: shown(measures.unmatchedForfeits, sums).as('all_unmatched'),
      rate: shown(measures.forfeitRate, sums).as('all_rate'),
      units: units(sums).as('all_units'),
      exact: exact(measures.forfeitedSales, sums).as('all_exact'),
      categories: count(categories).as('all_categories'),
      regions: count(regions).as('all_regions'),
      channels: count(channels).as('all_channels'),
    })
    .from(sums)
    .as('whole')
  const worst = tx
    .select({ id: sql<number>`${members.memberId}`.as('worst_id'), ...figures(members) })
    .from(members)
    .groupBy(members.memberId)
    .having(gt(exact(measures.forfeitedSales, members), sql`0`))
    .orderBy(desc(exact(measures.forfeitedSales, members)), members.memberId)
    .limit(asked.count)
    .as('worst')
  const told = {
    returned: worst.returned,
    cancelled: worst.cancelled,
    forfeited: worst.forfeited,
    share: share(sql`${worst.exact}`, sql`${whole.exact}`),
    charged: worst.charged,
    orderedForfeited: worst.orderedForfeited,
    rate: worst.rate,
    units: worst.units,
    isKnown: sql<boolean>`${worst.id} > 0`,
    allForfeited: whole.forfeited,
    allCancelled: whole.cancelled,
    allUnmatched: whole.unmatched,
    allRate: whole.rate,
    allUnits: whole.units,
    categories: whole.categories,
    regions: whole.regions,
    channels: whole.channels,
  }
  if (asked.by === 'product')
    return tx
      .with(sums, members)
      .select({
        product: sql<string | null>`${products.key}`,
        name: sql<string>`${products.name}`,
        category: sql<string | null>`${categories.name}`,
        ...told,
      })
      .from(worst)
      .innerJoin(products, eq(products.id, worst.id))
      .leftJoin(categories, eq(categories.id, products.categoryId))
      .crossJoin(whole)
      .orderBy(desc(worst.exact), worst.id)
  const table = tables[asked.by]
  return tx
    .with(sums, members)
    .select({
      product: sql<string | null>`null`,
      name: sql<string>`coalesce(${table.name}, ${asked.by === 'reason' ? nowhere.reason : nowhere.category})`,
      category: sql<string | null>`null`,
      ...told,
    })
    .from(worst)
    .leftJoin(table, eq(table.id, worst.id))
    .crossJoin(whole)
    .orderBy(desc(worst.exact), worst.id)
}

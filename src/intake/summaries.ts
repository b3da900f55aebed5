import type { PendingQuery, Row, TransactionSql } from 'postgres'

/*
 * Summaries grow by what a load contributes, never by a scan of all lines. One pair of statements serves all six.
 * MERGE instead of `insert … on conflict`: the load is alone (it holds a lock), and this is much faster.
 * What goes by month waits for the end of the load: a month is in many chunks, and each row that is written again
 * leaves the old one behind, which makes questions read twice as much.
 */

type Fragment = PendingQuery<Row[]>

/** What is added up of sale lines, and what of credits; apart, because most lines are sales and most sums cost. */
const sold = ['sale_lines', 'units', 'gross', 'discounts']
const soldInOrders = [...sold, 'hour']
const ofCustomers = ['sale_lines', 'orders', 'net', 'first_day', 'charged']
const givenBack = [
  'returns',
  'cancellations',
  'adjustments',
  'matched',
  'ordered_returned',
  'ordered_cancelled',
  'forfeited_units',
]

const ofOrder = ['customer_id', 'region_id', 'channel_id']

/** A summary's columns but its amounts; `order` is that of the index read most, where it is not that of the keys. */
type Summary = { keys: readonly string[]; about: readonly string[]; order?: readonly string[] }

const facts = {
  order_facts: { keys: ['order_id', 'day'], about: ofOrder },
  order_categories: { keys: ['order_id', 'day', 'category_id'], about: ofOrder },
  sales_days: { keys: ['day', 'region_id', 'channel_id', 'is_guest'], about: [] },
  customer_months: {
    keys: ['day', 'customer_id', 'region_id', 'channel_id'],
    about: ['since'],
    order: ['customer_id', 'day', 'region_id', 'channel_id'],
  },
  product_days: { keys: ['day', 'product_id', 'region_id', 'channel_id'], about: [] },
  product_months: { keys: ['day', 'product_id', 'region_id', 'channel_id'], about: [] },
}
type Fact = keyof typeof facts

/** What waits for the end of a load, with the amounts that do. */
const waiting = { customer_months: ofCustomers, product_months: [...sold, ...givenBack] }
type Waiting = keyof typeof waiting

const each = (tx: TransactionSql, names: readonly string[], text: (name: string) => string) =>
  tx.unsafe(names.map(text).join(', '))

/** Makes the tables in which amounts wait for the end of a load. */
export async function prepareMonths(tx: TransactionSql) {
  for (const [fact, amounts] of Object.entries(waiting))
    await tx`create temp table ${tx(`waiting_${fact}`)} on commit drop as
      select ${each(tx, [...facts[fact as Waiting].keys, ...amounts], name => name)} from ${tx(fact)} limit 0`
}

/** Adds the fresh sale lines to every summary, and notes what they are worth. */
export async function addSales(tx: TransactionSql) {
  const sales = salesOf(tx, tx`fresh`)
  await add(tx, 'order_facts', soldInOrders, sales)
  await tx`insert into loaded
    select 'sale', day, sum(sale_lines), sum(gross - discounts) from added_order_facts group by day`
  await add(tx, 'sales_days', [...sold, 'orders'], guestsApart(tx, newOrders(tx)))
  await wait(tx, 'customer_months', ofCustomers, byCustomer(tx))
  await add(tx, 'order_categories', soldInOrders, categorised(tx, sales))
  await add(tx, 'product_days', sold, sales)
  await wait(tx, 'product_months', sold, byMonth(tx, sold, tx`added_product_days`))
}

/** Adds the fresh credits to every summary, and what changed in the matches. */
export async function addCredits(tx: TransactionSql) {
  await tx`create temp table given_back on commit drop as ${creditsOf(tx, tx`fresh`, tx`match_changes m`)}`
  await tx`analyze given_back`
  const credits = tx`given_back`
  await add(tx, 'order_facts', givenBack, credits)
  await add(tx, 'sales_days', givenBack, guestsApart(tx, credits))
  await wait(tx, 'customer_months', ['net'], lostByCustomer(tx, credits))
  await add(tx, 'order_categories', givenBack, categorised(tx, credits))
  await add(tx, 'product_days', givenBack, credits)
  await wait(tx, 'product_months', givenBack, byMonth(tx, givenBack, credits))
}

/** Adds what waited to the summaries by month. */
export async function addMonths(tx: TransactionSql) {
  await tx`analyze waiting_customer_months, waiting_product_months`
  await add(tx, 'customer_months', waiting.customer_months, withSince(tx))
  await add(tx, 'product_months', waiting.product_months, tx`waiting_product_months`)
}

/** Sale lines as rows of amounts. */
const salesOf = (tx: TransactionSql, lines: Fragment) => tx`(
  select order_id, day, product_id, customer_id, region_id, channel_id,
    1 as sale_lines, quantity as units, gross, discount as discounts, extract(hour from at)::smallint as hour
  from ${lines} where kind = 'sale') sales`

/** Credits as rows of amounts, and matches: on the credit's own row as matched, and on its sale's as what came back. */
const creditsOf = (tx: TransactionSql, lines: Fragment, matches: Fragment) => tx`
  select order_id, day, product_id, customer_id, region_id, channel_id,
    case kind when 'return' then gross - discount end as returns,
    case kind when 'cancellation' then gross - discount end as cancellations,
    case kind when 'adjustment' then gross - discount end as adjustments,
    null::numeric as matched, null::numeric as ordered_returned, null::numeric as ordered_cancelled,
    case when kind in ('return', 'cancellation') then quantity end as forfeited_units
  from ${lines} where kind <> 'sale'
  union all
  select o.id, b.day, m.product_id, m.customer_id, o.region_id, o.channel_id, null, null, null,
    case when b.own then m.amount end,
    case when not b.own and m.kind = 'return' then m.amount end,
    case when not b.own and m.kind = 'cancellation' then m.amount end, null
  from ${matches}
  cross join lateral (values (true, m.credit_order_id, m.credit_day), (false, m.sale_order_id, m.sale_day))
    b(own, order_id, day)
  join orders o on o.id = b.order_id`

/** What was just added to orders, with those of them that had no sale line before. */
const newOrders = (tx: TransactionSql) => tx`(
  select a.*, case when f.sale_lines = a.sale_lines then 1 end as orders
  from added_order_facts a join order_facts f on f.order_id = a.order_id and f.day = a.day) orders`

const guestsApart = (tx: TransactionSql, source: Fragment) =>
  tx`(select *, customer_id is null as is_guest from ${source}) apart`

const monthOf = (tx: TransactionSql) => tx`date_trunc('month', day::timestamp)::date`

const byCustomer = (tx: TransactionSql) => tx`(
  select ${monthOf(tx)} as day, customer_id, region_id, channel_id, sale_lines, orders, gross - discounts as net,
    day as first_day, gross - discounts as charged
  from ${newOrders(tx)} where customer_id is not null) bought`

const lostByCustomer = (tx: TransactionSql, credits: Fragment) => tx`(
  select ${monthOf(tx)} as day, customer_id, region_id, channel_id,
    -(coalesce(returns, 0) + coalesce(cancellations, 0) + coalesce(adjustments, 0)) as net
  from ${credits} where customer_id is not null
    and (returns is not null or cancellations is not null or adjustments is not null)) lost`

// Only when all sales are there it is known which was a customer's first.
const withSince = (tx: TransactionSql) => tx`(
  select w.*, c.first_day as since from waiting_customer_months w join customers c on c.id = w.customer_id) months`

const categorised = (tx: TransactionSql, source: Fragment) =>
  tx`(select s.*, p.category_id from (select * from ${source}) s
    join products p on p.id = s.product_id and p.category_id is not null) categorised`

const byMonth = (tx: TransactionSql, amounts: readonly string[], source: Fragment) =>
  tx`(select ${monthOf(tx)} as day, product_id, region_id, channel_id, ${each(tx, amounts, name => name)}
    from ${source}) months`

// Of the hour of an order and the first day of a customer the earliest counts; all else adds up.
const earliest = new Set(['hour', 'first_day'])
const overRows = (name: string) => (earliest.has(name) ? `min(${name})` : `coalesce(sum(${name}), 0)`)
const withMore = (name: string) =>
  earliest.has(name) ? `least(t.${name}, s.${name})` : `t.${name} + s.${name}`

/** Rows of amounts added up by some columns. */
const grouped = (
  tx: TransactionSql,
  by: readonly string[],
  amounts: readonly string[],
  source: Fragment,
) => tx`
  select ${each(tx, by, name => name)}, ${each(tx, amounts, name => `${overRows(name)} as ${name}`)}
  from ${source} group by ${each(tx, by, name => name)}`

/**
 * Adds rows of amounts to the rows of a summary, or makes them. Beyond the last key it has there is none to look for;
 * up to it, rows are looked up one by one in the order of the keys, which is a walk along the index. For a sum of
 * decimals a hash takes a kilobyte a group, so the groups are sorted. What was added stays in `added_…` until the next.
 */
async function add(tx: TransactionSql, fact: Fact, amounts: readonly string[], source: Fragment) {
  const { keys, about, order }: Summary = facts[fact]
  const all = [...keys, ...about, ...amounts]
  const added = tx(`added_${fact}`)
  const known = tx.unsafe(`(${keys[0]} <= (select max(${keys[0]}) from ${fact}))`)
  await tx`
    drop table if exists ${added};
    set local enable_hashagg = off;
    create temp table ${added} on commit drop as ${grouped(tx, [...keys, ...about], amounts, source)}
      order by ${each(tx, keys, name => name)};
    set local enable_hashagg = on; set local enable_hashjoin = off; set local enable_mergejoin = off;
    merge into ${tx(fact)} t using (select * from ${added} where ${known}) s
      on ${tx.unsafe(keys.map(key => `t.${key} = s.${key}`).join(' and '))}
    when matched then update set ${each(tx, amounts, name => `${name} = ${withMore(name)}`)}
    when not matched then insert (${each(tx, all, name => name)}) values (${each(tx, all, name => `s.${name}`)});
    set local enable_hashjoin = on; set local enable_mergejoin = on;
    insert into ${tx(fact)} (${each(tx, all, name => name)})
      select ${each(tx, all, name => name)} from ${added} where ${known} is not true
      ${order ? tx`order by ${each(tx, order, name => name)}` : tx``}`.simple()
}

/** Keeps rows of amounts for the end of the load. */
async function wait(tx: TransactionSql, fact: Waiting, amounts: readonly string[], source: Fragment) {
  const { keys } = facts[fact]
  await tx`insert into ${tx(`waiting_${fact}`)} (${each(tx, [...keys, ...amounts], name => name)})
    ${grouped(tx, keys, amounts, source)}`
}

/** Counts the orders anew, by category, that have a product whose category changed. */
export async function recategorise(tx: TransactionSql) {
  const [some] = await tx`select from recategorised limit 1`
  if (!some) return
  await tx`create temp table affected on commit drop as
    select distinct order_id from lines where product_id in (select id from recategorised)`
  await tx`analyze affected`
  await tx`delete from order_categories where order_id in (select order_id from affected)`
  const lines = tx`(select * from lines where order_id in (select order_id from affected)) l`
  const matches = tx`(select * from matches
    where credit_order_id in (select order_id from affected) or sale_order_id in (select order_id from affected)) m`
  const credits = tx`(select * from (${creditsOf(tx, lines, matches)}) c where order_id in (select order_id from affected)) c`
  await add(tx, 'order_categories', soldInOrders, categorised(tx, salesOf(tx, lines)))
  await add(tx, 'order_categories', givenBack, categorised(tx, credits))
}

import type { TransactionSql } from 'postgres'

/** Marks the rows that are exact duplicates of an earlier one of this run. */
export async function repetitions(tx: TransactionSql) {
  await tx`create temp table repeated on commit drop as
    select id from (
      select l.id, row_number() over (partition by l.key, r.order_key order by l.id) as nth
      from staged_lines l join staged_runs r on r.id = l.run where l.key in (
        select key from (select key, lag(key) over (order by key) as before from staged_lines) sorted where key = before)
    ) same where nth > 1
    union all
    select id from (
      select id, row_number() over (partition by key, reason order by id) as nth from staged_rejections
    ) same where nth > 1`
  await tx`analyze repeated`
}

/**
 * Adds the orders that are not known yet, each with one customer, region, channel and day: those of its first sale
 * line, or of its first line. An order of which only credits were known takes the day of its first sale.
 */
export async function orders(tx: TransactionSql) {
  await tx`create temp table heads on commit drop as
    select distinct on (order_key) order_key as key, customer, region, channel, sale is not null as sells,
      coalesce(sale_at, first_at)::date as day, coalesce(sale, first) as line
    from staged_runs order by order_key, sale is null, coalesce(sale, first)`
  await tx`analyze heads`
  await tx`create temp table new_heads on commit drop as
    select * from heads h where not exists (select from orders o where o.key = h.key)`
  await tx`insert into customers (key, name) select customer, customer
    from (select distinct customer from new_heads where customer is not null) h
    where not exists (select from customers c where c.key = h.customer) order by customer`
  await tx`insert into orders (key, day, customer_id, region_id, channel_id)
    select h.key, h.day, c.id, r.id, ch.id from new_heads h
    left join customers c on c.key = h.customer
    join staged_regions sr on sr.id = h.region join regions r on r.name = sr.name
    join staged_channels sc on sc.id = h.channel join channels ch on ch.name = sc.name
    order by h.line`
  await tx`update orders o set day = h.day from heads h where o.key = h.key and h.sells and o.day <> h.day
    and not exists (select from order_facts f where f.order_id = o.id and f.sale_lines > 0)`
  await tx`create temp table known_runs on commit drop as
    select s.id, o.id as order_id, o.day, o.customer_id, o.region_id, o.channel_id, array_remove(array[
      case when s.customer is distinct from c.key then 'customer of the order' end,
      case when sr.name <> r.name then 'region of the order' end,
      case when sc.name <> ch.name then 'channel of the order' end], null) as changes
    from staged_runs s join orders o on o.key = s.order_key left join customers c on c.id = o.customer_id
    join regions r on r.id = o.region_id join staged_regions sr on sr.id = s.region
    join channels ch on ch.id = o.channel_id join staged_channels sc on sc.id = s.channel`
  await tx`analyze known_runs`
  await tx`update customers c set
      regions = (select array_agg(distinct id order by id) from unnest(c.regions || n.regions) id),
      channels = (select array_agg(distinct id order by id) from unnest(c.channels || n.channels) id)
    from (
      select customer_id, array_agg(distinct region_id) as regions, array_agg(distinct channel_id) as channels
      from known_runs where customer_id is not null group by customer_id
    ) n where n.customer_id = c.id and not (c.regions @> n.regions and c.channels @> n.channels)`
}

/** The lines of this run that the ledger has not, each with what it takes from its order. */
export async function freshLines(tx: TransactionSql) {
  await tx`create temp table fresh on commit drop as
    select o.order_id, e.key, case e.kind when 'sale' then o.day else e.at::date end as day, e.at, e.kind,
      o.customer_id, p.id as product_id, o.region_id, o.channel_id, r.id as reason_id,
      e.quantity, e.gross, e.discount,
      case when o.changes = '{}' and e.changed is null and (e.kind <> 'sale' or e.at::date = o.day) then null
        else o.changes || array_remove(array[
          case when e.kind = 'sale' and e.at::date <> o.day then 'day of the order' end, e.changed], null)
      end as changes
    from staged_lines e
    join known_runs o on o.id = e.run
    join (select s.id as staged, p.id from staged_products s join products p on p.key = s.key) p on p.staged = e.product
    left join (select s.id as staged, r.id from staged_reasons s join reasons r on r.name = s.name) r on r.staged = e.reason
    where not exists (select from repeated d where d.id = e.id)
      and not exists (select from lines l where l.order_id = o.order_id and l.key = e.key)`
  await tx`analyze fresh`
}

/** Counts and adds up the fresh lines by kind and day, once for all that is asked of them. */
export async function freshTotals(tx: TransactionSql) {
  await tx`create temp table fresh_totals on commit drop as
    select kind, day, count(*) as lines, sum(gross - discount) as charged from fresh group by kind, day`
}

/**
 * Settles what each credit is. No merchandise: an adjustment. The same customer bought the product in one line on the
 * same calendar day, before it and in at least its quantity: a cancellation. Every other: a return.
 */
export async function kinds(tx: TransactionSql) {
  const [unsettled] = await tx`select from fresh where kind = 'credit' limit 1`
  if (!unsettled) return
  await tx`create temp table unsettled on commit drop as
    select order_id, key, customer_id, product_id, at, quantity from fresh where kind = 'credit' and customer_id is not null`
  await tx`analyze unsettled`
  const boughtBefore = tx`s.customer_id = c.customer_id and s.product_id = c.product_id and s.kind = 'sale'
    and s.at between date_trunc('day', c.at) and c.at and s.quantity >= c.quantity`
  await tx`create temp table called_off on commit drop as
    select c.order_id, c.key from unsettled c join fresh s on ${boughtBefore}
    union select c.order_id, c.key from unsettled c join lines s on ${boughtBefore}`
  await tx`update fresh f set kind = case
      when not (select merchandise from products p where p.id = f.product_id) then 'adjustment'
      when exists (select from called_off c where c.order_id = f.order_id and c.key = f.key) then 'cancellation'
      else 'return' end
    where kind = 'credit'`
}

/** Writes the fresh lines; a year that is new gets its indexes when it is filled, which is several times faster. */
export async function append(tx: TransactionSql, importId: number) {
  const years = await tx<{ year: number; made: boolean }[]>`
    select year, create_ledger_year(year) as made
    from (select distinct extract(year from day)::integer as year from fresh_totals) years order by year`
  for (const { year, made } of years) {
    const target = made ? `lines_${year}` : 'lines'
    await tx`insert into ${tx(target)} (order_id, key, day, at, kind, customer_id, product_id, region_id, channel_id,
        reason_id, import_id, quantity, gross, discount)
      select order_id, key, day, at, kind::line_kind, customer_id, product_id, region_id, channel_id,
        reason_id, ${importId}, quantity, gross, discount
      from fresh where day between make_date(${year}, 1, 1) and make_date(${year}, 12, 31)`
    if (made) await tx`select attach_ledger_year(${year})`
  }
}

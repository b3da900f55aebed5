import type { TransactionSql } from 'postgres'

/** The years whose lines this load writes before the ledger has them: attached when filled, or when looked into. */
export type OpenYears = Set<number>

/**
 * Adds the orders that are not known yet, each with one customer, region, channel and day: those of its first sale
 * line, or of its first line. An order of which only credits were known takes the day of its first sale.
 */
export async function orders(tx: TransactionSql) {
  await tx`
    insert into heads
    select distinct on (s.order_key) s.order_key, s.id, s.customer, s.region, s.channel, s.at::date, s.kind = 'sale',
      o.id is not null, count(*) over (partition by s.order_key) > 1
    from staged_runs s left join orders o on o.key = s.order_key order by s.order_key, s.id;
    analyze heads;
    insert into customers (key, name) select customer, customer
    from (select distinct customer from heads where not known and customer is not null) h
    where not exists (select from customers c where c.key = h.customer) order by customer;
    insert into orders (key, day, customer_id, region_id, channel_id)
    select h.order_key, h.day, c.id, r.id, ch.id from heads h
    left join customers c on c.key = h.customer
    join staged_regions sr on sr.id = h.region join regions r on r.name = sr.name
    join staged_channels sc on sc.id = h.channel join channels ch on ch.name = sc.name
    where not h.known order by h.run;
    update orders o set day = h.day from heads h where h.known and h.sells and o.key = h.order_key
    and o.day <> h.day and not exists (select from order_facts f where f.order_id = o.id and f.sale_lines > 0);
    insert into known_runs
    select s.id, o.id, s.at, nullif(s.kind, 'credit')::line_kind,
      case s.kind when 'sale' then o.day else s.at::date end, o.customer_id, o.region_id, o.channel_id, h.known, h.several,
      nullif(array_remove(array[
        case when s.customer is distinct from c.key then 'customer of the order' end,
        case when sr.name <> r.name then 'region of the order' end,
        case when sc.name <> ch.name then 'channel of the order' end,
        case when s.kind = 'sale' and s.at::date <> o.day then 'day of the order' end], null), '{}')
    from staged_runs s join heads h on h.order_key = s.order_key join orders o on o.key = s.order_key
    left join customers c on c.id = o.customer_id
    join regions r on r.id = o.region_id join staged_regions sr on sr.id = s.region
    join channels ch on ch.id = o.channel_id join staged_channels sc on sc.id = s.channel;
    analyze known_runs;
    with moved as (
      update customers c set
        regions = (select array_agg(distinct id order by id) from unnest(c.regions || n.regions) id),
        channels = (select array_agg(distinct id order by id) from unnest(c.channels || n.channels) id),
        first_day = least(c.first_day, n.first_day)
      from (
        select customer_id, array_agg(distinct region_id) as regions, array_agg(distinct channel_id) as channels,
          min(day) filter (where kind = 'sale') as first_day
        from known_runs where customer_id is not null group by customer_id
      ) n where n.customer_id = c.id and not (c.regions @> n.regions and c.channels @> n.channels
        and (n.first_day is null or c.first_day <= n.first_day) is true)
      returning c.id, c.first_day
    )
    update customer_months m set since = moved.first_day
    from moved where m.customer_id = moved.id and m.since is distinct from moved.first_day`.simple()
}

/** Makes the years that the ledger has not yet, and attaches those whose orders an earlier chunk had; says all. */
export async function openYears(tx: TransactionSql, open: OpenYears): Promise<number[]> {
  const years = await tx<{ year: number; known: boolean; made: boolean }[]>`
    select year, known, create_ledger_year(year) as made from (
      select extract(year from day)::integer as year, bool_or(known) as known from known_runs group by year
    ) years order by year`
  for (const { year, made } of years) if (made) open.add(year)
  await attachYears(
    tx,
    open,
    years.filter(one => one.known && !one.made).map(one => one.year),
  )
  return years.map(one => one.year)
}

/** Attaches years to the ledger. A year gets its indexes when it is filled, which is several times faster. */
export async function attachYears(tx: TransactionSql, open: OpenYears, years: readonly number[] = [...open]) {
  for (const year of years) if (open.delete(year)) await tx`select attach_ledger_year(${year})`
}

/**
 * The lines that the ledger has not, each with what it takes from its order. Only orders that were there before, or
 * that come back in this chunk, can repeat a line.
 */
export async function freshLines(tx: TransactionSql, importId: number): Promise<number> {
  const met = await tx`insert into met_lines
    select e.run, e.key, o.order_id, row_number() over (partition by o.order_id, e.key order by e.run) > 1, l.import_id
    from known_runs o join staged_lines e on e.run = o.id
    left join lines l on l.order_id = o.order_id and l.key = e.key and l.day = o.day
    where o.known or o.several`
  if (met.count > 0) {
    await tx`analyze met_lines`
    await tx`insert into unchanged select order_id, key from met_lines where not again and import_id <> ${importId}`
  }
  await tx`insert into fresh
    select o.order_id, e.key, o.day, o.at, o.kind, o.customer_id, p.id, o.region_id, o.channel_id, r.id,
      e.quantity, e.gross, e.discount, case when e.changed is null then o.changes else array_append(o.changes, e.changed) end
    from staged_lines e
    join known_runs o on o.id = e.run
    join product_ids p on p.staged = e.product
    left join (select s.id as staged, r.id from staged_reasons s join reasons r on r.name = s.name) r on r.staged = e.reason
    where not exists (
      select from met_lines m where m.run = e.run and m.key = e.key and (m.again or m.import_id is not null))`
  const [{ repeated } = { repeated: 0 }] = await tx<{ repeated: number }[]>`
    select count(*)::integer as repeated from met_lines where again or import_id = ${importId}`
  return repeated
}

/**
 * Settles what each credit is. No merchandise: an adjustment. The same customer bought the product in one line on the
 * same calendar day, before it and in at least its quantity: a cancellation. Every other: a return.
 */
export async function kinds(tx: TransactionSql) {
  await tx`create temp table called_off on commit drop as
    select distinct c.order_id, c.key
    from fresh c join lines s on s.customer_id = c.customer_id and s.product_id = c.product_id and s.kind = 'sale'
      and s.at between date_trunc('day', c.at) and c.at and s.quantity >= c.quantity
    where c.kind is null`
  await tx`update fresh f set kind = case
      when not (select merchandise from products p where p.id = f.product_id) then 'adjustment'::line_kind
      when exists (select from called_off c where c.order_id = f.order_id and c.key = f.key) then 'cancellation'
      else 'return' end
    where kind is null`
}

/** Writes the fresh lines, and notes what of them was changed. */
export async function append(tx: TransactionSql, years: readonly number[], importId: number) {
  for (const year of years)
    await tx`insert into ${tx(`lines_${year}`)} (order_id, key, day, at, kind, customer_id, product_id, region_id,
        channel_id, reason_id, import_id, quantity, gross, discount)
      select order_id, key, day, at, kind, customer_id, product_id, region_id, channel_id,
        reason_id, ${importId}, quantity, gross, discount
      from fresh where day between make_date(${year}, 1, 1) and make_date(${year}, 12, 31)`
  await tx`insert into changed
    select reason, count(*) from (select unnest(changes) as reason from fresh where changes is not null) c group by reason`
}

import type { TransactionSql } from 'postgres'

const days = 28

/**
 * What the data covers now: nothing without lines. Of what imports declared the last counts, so that a wrong day can be
 * corrected, and none ends before the last row. The last day is complete when it was declared, or when its last row is
 * not before closing time: the first quartile of when the last rows of the days before it came.
 */
export async function cover(tx: TransactionSql, changed: boolean) {
  await tx`with last_days as (
      select distinct day from order_facts where day > (select max(day) from order_facts) - 400
      order by day desc limit ${days + 1}
    ), closing as (
      select f.day, max(l.at - l.day::timestamp) as last_row
      from order_facts f join lines l on l.order_id = f.order_id and l.day = f.day
      where f.day in (select day from last_days) group by f.day
    ), declared as (
      select declared_through from imports where declared_through is not null order by id desc limit 1
    ), now_covered as (
      select (select min(day) from order_facts) as first_day,
        case when count(*) > 0 then greatest(max(day), (select declared_through from declared)) end as data_through,
        coalesce((select declared_through from declared) >= max(day), false)
          or max(last_row) filter (where nth = 1)
            >= coalesce(percentile_disc(0.25) within group (order by last_row) filter (where nth > 1), '0') as complete
      from (select *, row_number() over (order by day desc) as nth from closing) closing
    )
    update coverage c set first_day = n.first_day, data_through = n.data_through,
      as_of = n.data_through - (not n.complete)::integer,
      version = c.version + (${changed} or (c.first_day, c.data_through, c.as_of) is distinct from
        (n.first_day, n.data_through, n.data_through - (not n.complete)::integer))::integer
    from now_covered n where n.data_through is not null or ${changed}`
}

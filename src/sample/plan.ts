import type { Database } from '../db.ts'

/**
 * Plants a made-up plan for the last twelve months: net sales and orders of the same month a year before and a little
 * more, in round figures. What was planned for a month already stays.
 */
export async function plantPlan({ owner }: Pick<Database, 'owner'>): Promise<void> {
  await owner.begin(async tx => {
    const planted = await tx`
      with months as (
        select date_trunc('month', day::timestamp)::date as month,
          sum(gross - discounts - returns - cancellations - adjustments) as net,
          count(distinct order_id) filter (where sale_lines > 0) as orders
        from order_facts group by 1
      ), planned as (
        select (month + interval '1 year')::date as "from", net, orders from months
        where month > (select date_trunc('month', max(day)::timestamp) - interval '2 years' from order_facts)
          and month <= (select max(day) from order_facts) - interval '1 year'
      )
      insert into targets (measure, "from", "to", value)
      select measure, "from", ("from" + interval '1 month')::date, value
      from planned, lateral (values ('netSales', round(net * 1.08, -3)), ('orders', round(orders * 1.06, -1))) as plans (measure, value)
      where value > 0
      on conflict do nothing`
    if (planted.count > 0) await tx`update coverage set version = version + 1`
  })
}

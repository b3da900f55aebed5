-- weeks
select date_trunc('week', "sales_days"."day"::timestamp)::date::text as "week", round(coalesce(sum("sales_days"."gross"), 0), 2), round(coalesce(sum("sales_days"."discounts"), 0), 2), round(coalesce(sum("sales_days"."returns"), 0), 2), round(coalesce(sum("sales_days"."cancellations"), 0), 2), round(coalesce(sum("sales_days"."adjustments"), 0), 2), round(coalesce(sum("sales_days"."net"), 0), 2), round(coalesce(sum("sales_days"."orders"), 0), 0) from "sales_days" where ("sales_days"."day" >= $1 and "sales_days"."day" < $2) group by 1 order by 1

-- customers
select date_trunc('week', "order_facts"."day"::timestamp)::date::text as "week", round(count(distinct "order_facts"."customer_id") filter (where "order_facts"."sale_lines" > 0), 0) from "order_facts" where (("order_facts"."day" >= $1 and "order_facts"."day" < $2) and "order_facts"."sale_lines" > 0) group by 1 order by 1

-- yearAgo
select date_trunc('week', "sales_days"."day"::timestamp)::date::text as "week", round(coalesce(sum("sales_days"."net"), 0), 2) from "sales_days" where ("sales_days"."day" >= $1 and "sales_days"."day" < $2) group by 1 order by 1

-- targets
select "measure", "from", "to", "value" from "targets" where ("targets"."from" < $1 and "targets"."to" > $2 and "targets"."dimension" is null) order by "targets"."measure" asc, "targets"."from" asc, "targets"."to" asc

-- sold
select "day"::text as "day", round((coalesce(sum("sales_days"."gross"), 0) - coalesce(sum("sales_days"."discounts"), 0)), 2) as "charged" from "sales_days" where (("sales_days"."day" >= $1 and "sales_days"."day" < $2) and exists (select "measure", "from", "to", "value" from "targets" where ("targets"."from" < $3 and "targets"."to" > $4 and "targets"."dimension" is null) order by "targets"."measure" asc, "targets"."from" asc, "targets"."to" asc)) group by "sales_days"."day" order by "sales_days"."day"

-- whole
select round(coalesce(sum("sales_days"."net"), 0), 2), round(coalesce(sum("sales_days"."returns" + "sales_days"."cancellations"), 0), 2), round(coalesce(sum("sales_days"."orders"), 0), 0) from "sales_days" where ("sales_days"."day" >= $1 and "sales_days"."day" < $2)

-- everybody
select round(count(distinct "order_facts"."customer_id") filter (where "order_facts"."sale_lines" > 0), 0) from "order_facts" where (("order_facts"."day" >= $1 and "order_facts"."day" < $2) and "order_facts"."sale_lines" > 0)

-- recent
select date_trunc('week', "sales_days"."day"::timestamp)::date::text as "week", round(coalesce(sum("sales_days"."net"), 0), 2) from "sales_days" where ("sales_days"."day" >= $1 and "sales_days"."day" < $2) group by 1 order by 1

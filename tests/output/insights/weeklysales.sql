-- weeks
select date_trunc('week', "day")::date::text as "week", round(coalesce(sum("order_facts"."gross"), 0), 2), round(coalesce(sum("order_facts"."discounts"), 0), 2), round(coalesce(sum("order_facts"."returns"), 0), 2), round(coalesce(sum("order_facts"."cancellations"), 0), 2), round(coalesce(sum("order_facts"."adjustments"), 0), 2), round(coalesce(sum("order_facts"."net"), 0), 2), round(count(*) filter (where "order_facts"."sale_lines" > 0), 0), round(count(distinct "order_facts"."customer_id") filter (where "order_facts"."sale_lines" > 0), 0) from "order_facts" where ("order_facts"."day" >= $1 and "order_facts"."day" < $2) group by 1 order by 1

-- yearAgo
select date_trunc('week', "day")::date::text as "week", round(coalesce(sum("order_facts"."net"), 0), 2) from "order_facts" where ("order_facts"."day" >= $1 and "order_facts"."day" < $2) group by 1 order by 1

-- targets
select "measure", "from", "to", "value" from "targets" where ("targets"."from" < $1 and "targets"."to" > $2 and "targets"."dimension" is null) order by "targets"."measure" asc, "targets"."from" asc, "targets"."to" asc

-- whole
select round(coalesce(sum("order_facts"."net"), 0), 2), round(coalesce(sum("order_facts"."returns" + "order_facts"."cancellations"), 0), 2), round(count(*) filter (where "order_facts"."sale_lines" > 0), 0), round(count(distinct "order_facts"."customer_id") filter (where "order_facts"."sale_lines" > 0), 0) from "order_facts" where ("order_facts"."day" >= $1 and "order_facts"."day" < $2)

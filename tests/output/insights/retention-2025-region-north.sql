-- cells
with "monthly" as (select "order_facts"."customer_id" as "id", "customer"."first_day" as "first", date_trunc('month', "order_facts"."day"::timestamp)::date as "month", min("order_facts"."day") as "first_here" from "order_facts" cross join lateral (select "first_day", "attributes" from "customers" where "customers"."id" = "order_facts"."customer_id" limit $1) "customer" where ((("order_facts"."day" >= $2 and "order_facts"."day" < $3) and "order_facts"."region_id" in ($4)) and "order_facts"."sale_lines" > 0 and "customer"."first_day" >= $5 and "customer"."first_day" < $6) group by 1, 2, 3) select to_char("first", 'YYYY-MM') as "cohort", (extract(year from "month") - extract(year from "first")) * 12
      + extract(month from "month") - extract(month from "first") as "age", count(*) as "active" from "monthly" where "id" in (select "id" from "monthly" where "first_here" = "first") group by 1, 2 order by 1, 2

-- whole
select round((coalesce(sum("order_facts"."gross"), 0) - coalesce(sum("order_facts"."discounts"), 0)), 2) from "order_facts" where (("order_facts"."day" >= $1 and "order_facts"."day" < $2) and "order_facts"."region_id" in ($3))

-- guests
select round((coalesce(sum("order_facts"."gross"), 0) - coalesce(sum("order_facts"."discounts"), 0)), 2) from "order_facts" where ((("order_facts"."day" >= $1 and "order_facts"."day" < $2) and "order_facts"."region_id" in ($3)) and "order_facts"."customer_id" is null)

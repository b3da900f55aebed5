-- cells
with "monthly" as (select "order_categories"."customer_id" as "id", "customer"."first_day" as "first", date_trunc('month', "order_categories"."day"::timestamp)::date as "month", min("order_categories"."day") as "first_here" from "order_categories" cross join lateral (select "first_day", "attributes" from "customers" where "customers"."id" = "order_categories"."customer_id" limit $1) "customer" where ((("order_categories"."day" >= $2 and "order_categories"."day" < $3) and "order_categories"."category_id" in ($4)) and "order_categories"."sale_lines" > 0 and "customer"."first_day" >= $5 and "customer"."first_day" < $6) group by 1, 2, 3) select to_char("first", 'YYYY-MM') as "cohort", (extract(year from "month") - extract(year from "first")) * 12
      + extract(month from "month") - extract(month from "first") as "age", count(*) as "active" from "monthly" where "id" in (select "id" from "monthly" where "first_here" = "first") group by 1, 2 order by 1, 2

-- whole
select round((coalesce(sum("order_categories"."gross"), 0) - coalesce(sum("order_categories"."discounts"), 0)), 2) from "order_categories" where (("order_categories"."day" >= $1 and "order_categories"."day" < $2) and "order_categories"."category_id" in ($3))

-- guests
select round((coalesce(sum("order_categories"."gross"), 0) - coalesce(sum("order_categories"."discounts"), 0)), 2) from "order_categories" where ((("order_categories"."day" >= $1 and "order_categories"."day" < $2) and "order_categories"."category_id" in ($3)) and "order_categories"."customer_id" is null)

-- days
select "day"::text as "day", ((coalesce(sum("sales_days"."gross"), 0) - coalesce(sum("sales_days"."discounts"), 0))) * 10000 as "charged" from "sales_days" where (("sales_days"."day" >= $1 and "sales_days"."day" < $2) and "sales_days"."region_id" in ($3)) group by "sales_days"."day" order by "sales_days"."day"

-- hours
with "hourly" as (select "day" as "day", "hour" as "hour", "day" - (extract(isodow from "day")::int - 1) as "monday", (coalesce(sum("order_facts"."gross"), 0) - coalesce(sum("order_facts"."discounts"), 0)) as "charged" from "order_facts" where ((("order_facts"."day" >= $1 and "order_facts"."day" < $2) and "order_facts"."region_id" in ($3)) and "order_facts"."hour" is not null and "order_facts"."sale_lines" > 0) group by 1, 2), "shares" as (select extract(isodow from "day")::int as "weekday", "hour", "charged", "charged" / nullif(sum("charged") over (partition by "day"), 0) as "of_day", case when "monday" >= greatest("coverage"."first_day", $4::date)
      and "monday" + 7 <= least("coverage"."as_of" + 1, $5::date) then "charged" / nullif(sum("charged") over (partition by "monday"), 0) end as "of_week" from "hourly" inner join "coverage" on "coverage"."id" = $6 where "day" <= "coverage"."as_of") select "weekday", "hour", (sum("charged")) * 10000 as "charged", coalesce(sum("of_day"), 0) as "of_day", coalesce(sum("of_day" * "of_day"), 0) as "squares", coalesce(sum("of_week"), 0) as "of_week" from "shares" group by 1, 2 order by 1, 2

-- whole
select round((coalesce(sum("sales_days"."gross"), 0) - coalesce(sum("sales_days"."discounts"), 0)), 2), round(coalesce(sum("sales_days"."orders"), 0), 0) from "sales_days" where (("sales_days"."day" >= $1 and "sales_days"."day" < $2) and "sales_days"."region_id" in ($3))

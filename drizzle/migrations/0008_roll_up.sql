CREATE TABLE "sales_days" (
	"day" date NOT NULL,
	"region_id" smallint NOT NULL,
	"channel_id" smallint NOT NULL,
	"orders" integer DEFAULT 0 NOT NULL,
	"sale_lines" integer DEFAULT 0 NOT NULL,
	"units" numeric(22, 3) DEFAULT '0' NOT NULL,
	"gross" numeric(24, 4) DEFAULT '0' NOT NULL,
	"discounts" numeric(24, 4) DEFAULT '0' NOT NULL,
	"returns" numeric(24, 4) DEFAULT '0' NOT NULL,
	"cancellations" numeric(24, 4) DEFAULT '0' NOT NULL,
	"adjustments" numeric(24, 4) DEFAULT '0' NOT NULL,
	"matched" numeric(24, 4) DEFAULT '0' NOT NULL,
	"ordered_returned" numeric(24, 4) DEFAULT '0' NOT NULL,
	"ordered_cancelled" numeric(24, 4) DEFAULT '0' NOT NULL,
	"forfeited_units" numeric(22, 3) DEFAULT '0' NOT NULL,
	"net" numeric(24, 4) GENERATED ALWAYS AS (gross - discounts - returns - cancellations - adjustments) STORED NOT NULL,
	CONSTRAINT "sales_days_day_region_id_channel_id_pk" PRIMARY KEY("day","region_id","channel_id")
);
--> statement-breakpoint
ALTER TABLE "sales_days" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
ALTER TABLE "order_categories" ADD COLUMN "net" numeric(24, 4) GENERATED ALWAYS AS (gross - discounts - returns - cancellations - adjustments) STORED NOT NULL;--> statement-breakpoint
ALTER TABLE "order_facts" ADD COLUMN "net" numeric(24, 4) GENERATED ALWAYS AS (gross - discounts - returns - cancellations - adjustments) STORED NOT NULL;--> statement-breakpoint
ALTER TABLE "product_days" ADD COLUMN "net" numeric(24, 4) GENERATED ALWAYS AS (gross - discounts - returns - cancellations - adjustments) STORED NOT NULL;--> statement-breakpoint
ALTER TABLE "product_months" ADD COLUMN "net" numeric(24, 4) GENERATED ALWAYS AS (gross - discounts - returns - cancellations - adjustments) STORED NOT NULL;--> statement-breakpoint
CREATE INDEX "order_facts_buyers" ON "order_facts" USING btree ("day","customer_id","region_id","channel_id") WHERE "order_facts"."sale_lines" > 0;--> statement-breakpoint
CREATE POLICY "scope" ON "sales_days" AS PERMISSIVE FOR SELECT TO public USING (((select current_setting('tilly.regions', true)) = '*' or region_id = any(array(select unnest(string_to_array(nullif(current_setting('tilly.regions', true), '*'), ','))::smallint))) and ((select current_setting('tilly.channels', true)) = '*' or channel_id = any(array(select unnest(string_to_array(nullif(current_setting('tilly.channels', true), '*'), ','))::smallint))));--> statement-breakpoint
-- What was loaded before.
INSERT INTO sales_days (day, region_id, channel_id, orders, sale_lines, units, gross, discounts, returns, cancellations, adjustments, matched, ordered_returned, ordered_cancelled, forfeited_units)
	SELECT day, region_id, channel_id, count(*) FILTER (WHERE sale_lines > 0),
		sum(sale_lines), sum(units), sum(gross), sum(discounts), sum(returns), sum(cancellations), sum(adjustments), sum(matched), sum(ordered_returned), sum(ordered_cancelled), sum(forfeited_units)
	FROM order_facts GROUP BY day, region_id, channel_id;--> statement-breakpoint
-- Whoever reads the views reads this column of their tables, too.
DO $$
DECLARE
	one record;
BEGIN
	FOR one IN SELECT DISTINCT grantee, table_name FROM information_schema.column_privileges
		WHERE table_schema = 'public' AND column_name = 'gross' AND privilege_type = 'SELECT' AND grantee NOT IN (current_user, 'PUBLIC')
			AND table_name IN ('order_facts', 'order_categories', 'product_days')
	LOOP
		EXECUTE format('GRANT SELECT (net) ON %I TO %I', one.table_name, one.grantee);
	END LOOP;
END $$;--> statement-breakpoint
-- The views whose measures are read from it, and those that count orders.
CREATE OR REPLACE VIEW reporting.net_sales WITH (security_invoker = true) AS
select
  "order_facts"."day" as "day",
  date_trunc('week', "order_facts"."day"::timestamp)::date as "week",
  date_trunc('month', "order_facts"."day"::timestamp)::date as "month",
  coalesce(sum("order_facts"."net"), 0) as "net_sales"
from "order_facts"
group by "order_facts"."day";
CREATE OR REPLACE VIEW reporting.net_sales_by_region WITH (security_invoker = true) AS
select
  "order_facts"."day" as "day",
  date_trunc('week', "order_facts"."day"::timestamp)::date as "week",
  date_trunc('month', "order_facts"."day"::timestamp)::date as "month",
  "regions"."name" as "region",
  coalesce(sum("order_facts"."net"), 0) as "net_sales"
from "order_facts"
  join "regions" on "regions"."id" = "order_facts"."region_id"
group by "order_facts"."day", "regions"."name";
CREATE OR REPLACE VIEW reporting.net_sales_by_channel WITH (security_invoker = true) AS
select
  "order_facts"."day" as "day",
  date_trunc('week', "order_facts"."day"::timestamp)::date as "week",
  date_trunc('month', "order_facts"."day"::timestamp)::date as "month",
  "channels"."name" as "channel",
  coalesce(sum("order_facts"."net"), 0) as "net_sales"
from "order_facts"
  join "channels" on "channels"."id" = "order_facts"."channel_id"
group by "order_facts"."day", "channels"."name";
CREATE OR REPLACE VIEW reporting.net_sales_by_category WITH (security_invoker = true) AS
select
  "product_days"."day" as "day",
  date_trunc('week', "product_days"."day"::timestamp)::date as "week",
  date_trunc('month', "product_days"."day"::timestamp)::date as "month",
  "categories"."name" as "category",
  coalesce(sum("product_days"."net"), 0) as "net_sales"
from "product_days"
  join "products" on "products"."id" = "product_days"."product_id"
  left join "categories" on "categories"."id" = "products"."category_id"
group by "product_days"."day", "categories"."name";
CREATE OR REPLACE VIEW reporting.net_sales_by_product WITH (security_invoker = true) AS
select
  "product_days"."day" as "day",
  date_trunc('week', "product_days"."day"::timestamp)::date as "week",
  date_trunc('month', "product_days"."day"::timestamp)::date as "month",
  "products"."key" as "product",
  "products"."name" as "product_name",
  "categories"."name" as "category",
  coalesce(sum("product_days"."net"), 0) as "net_sales"
from "product_days"
  join "products" on "products"."id" = "product_days"."product_id"
  left join "categories" on "categories"."id" = "products"."category_id"
group by "product_days"."day", "products"."key", "products"."name", "categories"."name";
CREATE OR REPLACE VIEW reporting.orders WITH (security_invoker = true) AS
select
  "order_facts"."day" as "day",
  date_trunc('week', "order_facts"."day"::timestamp)::date as "week",
  date_trunc('month', "order_facts"."day"::timestamp)::date as "month",
  count(*) filter (where "order_facts"."sale_lines" > 0) as "orders"
from "order_facts"
group by "order_facts"."day";
CREATE OR REPLACE VIEW reporting.orders_by_region WITH (security_invoker = true) AS
select
  "order_facts"."day" as "day",
  date_trunc('week', "order_facts"."day"::timestamp)::date as "week",
  date_trunc('month', "order_facts"."day"::timestamp)::date as "month",
  "regions"."name" as "region",
  count(*) filter (where "order_facts"."sale_lines" > 0) as "orders"
from "order_facts"
  join "regions" on "regions"."id" = "order_facts"."region_id"
group by "order_facts"."day", "regions"."name";
CREATE OR REPLACE VIEW reporting.orders_by_channel WITH (security_invoker = true) AS
select
  "order_facts"."day" as "day",
  date_trunc('week', "order_facts"."day"::timestamp)::date as "week",
  date_trunc('month', "order_facts"."day"::timestamp)::date as "month",
  "channels"."name" as "channel",
  count(*) filter (where "order_facts"."sale_lines" > 0) as "orders"
from "order_facts"
  join "channels" on "channels"."id" = "order_facts"."channel_id"
group by "order_facts"."day", "channels"."name";
CREATE OR REPLACE VIEW reporting.average_order_value WITH (security_invoker = true) AS
select
  "order_facts"."day" as "day",
  date_trunc('week', "order_facts"."day"::timestamp)::date as "week",
  date_trunc('month', "order_facts"."day"::timestamp)::date as "month",
  round((coalesce(sum("order_facts"."gross"), 0) - coalesce(sum("order_facts"."discounts"), 0))::numeric / nullif(count(*) filter (where "order_facts"."sale_lines" > 0), 0), 2) as "average_order_value",
  (coalesce(sum("order_facts"."gross"), 0) - coalesce(sum("order_facts"."discounts"), 0)) as "numerator",
  count(*) filter (where "order_facts"."sale_lines" > 0) as "denominator"
from "order_facts"
group by "order_facts"."day";
CREATE OR REPLACE VIEW reporting.average_order_value_by_region WITH (security_invoker = true) AS
select
  "order_facts"."day" as "day",
  date_trunc('week', "order_facts"."day"::timestamp)::date as "week",
  date_trunc('month', "order_facts"."day"::timestamp)::date as "month",
  "regions"."name" as "region",
  round((coalesce(sum("order_facts"."gross"), 0) - coalesce(sum("order_facts"."discounts"), 0))::numeric / nullif(count(*) filter (where "order_facts"."sale_lines" > 0), 0), 2) as "average_order_value",
  (coalesce(sum("order_facts"."gross"), 0) - coalesce(sum("order_facts"."discounts"), 0)) as "numerator",
  count(*) filter (where "order_facts"."sale_lines" > 0) as "denominator"
from "order_facts"
  join "regions" on "regions"."id" = "order_facts"."region_id"
group by "order_facts"."day", "regions"."name";
CREATE OR REPLACE VIEW reporting.average_order_value_by_channel WITH (security_invoker = true) AS
select
  "order_facts"."day" as "day",
  date_trunc('week', "order_facts"."day"::timestamp)::date as "week",
  date_trunc('month', "order_facts"."day"::timestamp)::date as "month",
  "channels"."name" as "channel",
  round((coalesce(sum("order_facts"."gross"), 0) - coalesce(sum("order_facts"."discounts"), 0))::numeric / nullif(count(*) filter (where "order_facts"."sale_lines" > 0), 0), 2) as "average_order_value",
  (coalesce(sum("order_facts"."gross"), 0) - coalesce(sum("order_facts"."discounts"), 0)) as "numerator",
  count(*) filter (where "order_facts"."sale_lines" > 0) as "denominator"
from "order_facts"
  join "channels" on "channels"."id" = "order_facts"."channel_id"
group by "order_facts"."day", "channels"."name";
CREATE OR REPLACE VIEW reporting.average_customer_spend WITH (security_invoker = true) AS
select
  "order_facts"."day" as "day",
  date_trunc('week', "order_facts"."day"::timestamp)::date as "week",
  date_trunc('month', "order_facts"."day"::timestamp)::date as "month",
  round(coalesce(sum("order_facts"."net") filter (where "order_facts"."customer_id" is not null), 0)::numeric / nullif(count(distinct "order_facts"."customer_id") filter (where "order_facts"."sale_lines" > 0), 0), 2) as "average_customer_spend",
  coalesce(sum("order_facts"."net") filter (where "order_facts"."customer_id" is not null), 0) as "numerator",
  count(distinct "order_facts"."customer_id") filter (where "order_facts"."sale_lines" > 0) as "denominator"
from "order_facts"
group by "order_facts"."day";
CREATE OR REPLACE VIEW reporting.average_customer_spend_weekly WITH (security_invoker = true) AS
select
  date_trunc('week', "order_facts"."day"::timestamp)::date as "week",
  date_trunc('week', "order_facts"."day"::timestamp)::date >= (select "coverage"."first_day" from "coverage") and (date_trunc('week', "order_facts"."day"::timestamp)::date + interval '1 week')::date <= (select "coverage"."as_of" from "coverage") + 1 as "complete",
  round(coalesce(sum("order_facts"."net") filter (where "order_facts"."customer_id" is not null), 0)::numeric / nullif(count(distinct "order_facts"."customer_id") filter (where "order_facts"."sale_lines" > 0), 0), 2) as "average_customer_spend",
  coalesce(sum("order_facts"."net") filter (where "order_facts"."customer_id" is not null), 0) as "numerator",
  count(distinct "order_facts"."customer_id") filter (where "order_facts"."sale_lines" > 0) as "denominator"
from "order_facts"
group by date_trunc('week', "order_facts"."day"::timestamp)::date;
CREATE OR REPLACE VIEW reporting.average_customer_spend_monthly WITH (security_invoker = true) AS
select
  date_trunc('month', "order_facts"."day"::timestamp)::date as "month",
  date_trunc('month', "order_facts"."day"::timestamp)::date >= (select "coverage"."first_day" from "coverage") and (date_trunc('month', "order_facts"."day"::timestamp)::date + interval '1 month')::date <= (select "coverage"."as_of" from "coverage") + 1 as "complete",
  round(coalesce(sum("order_facts"."net") filter (where "order_facts"."customer_id" is not null), 0)::numeric / nullif(count(distinct "order_facts"."customer_id") filter (where "order_facts"."sale_lines" > 0), 0), 2) as "average_customer_spend",
  coalesce(sum("order_facts"."net") filter (where "order_facts"."customer_id" is not null), 0) as "numerator",
  count(distinct "order_facts"."customer_id") filter (where "order_facts"."sale_lines" > 0) as "denominator"
from "order_facts"
group by date_trunc('month', "order_facts"."day"::timestamp)::date;
CREATE OR REPLACE VIEW reporting.average_customer_spend_by_region WITH (security_invoker = true) AS
select
  "order_facts"."day" as "day",
  date_trunc('week', "order_facts"."day"::timestamp)::date as "week",
  date_trunc('month', "order_facts"."day"::timestamp)::date as "month",
  "regions"."name" as "region",
  round(coalesce(sum("order_facts"."net") filter (where "order_facts"."customer_id" is not null), 0)::numeric / nullif(count(distinct "order_facts"."customer_id") filter (where "order_facts"."sale_lines" > 0), 0), 2) as "average_customer_spend",
  coalesce(sum("order_facts"."net") filter (where "order_facts"."customer_id" is not null), 0) as "numerator",
  count(distinct "order_facts"."customer_id") filter (where "order_facts"."sale_lines" > 0) as "denominator"
from "order_facts"
  join "regions" on "regions"."id" = "order_facts"."region_id"
group by "order_facts"."day", "regions"."name";
CREATE OR REPLACE VIEW reporting.average_customer_spend_by_region_weekly WITH (security_invoker = true) AS
select
  date_trunc('week', "order_facts"."day"::timestamp)::date as "week",
  date_trunc('week', "order_facts"."day"::timestamp)::date >= (select "coverage"."first_day" from "coverage") and (date_trunc('week', "order_facts"."day"::timestamp)::date + interval '1 week')::date <= (select "coverage"."as_of" from "coverage") + 1 as "complete",
  "regions"."name" as "region",
  round(coalesce(sum("order_facts"."net") filter (where "order_facts"."customer_id" is not null), 0)::numeric / nullif(count(distinct "order_facts"."customer_id") filter (where "order_facts"."sale_lines" > 0), 0), 2) as "average_customer_spend",
  coalesce(sum("order_facts"."net") filter (where "order_facts"."customer_id" is not null), 0) as "numerator",
  count(distinct "order_facts"."customer_id") filter (where "order_facts"."sale_lines" > 0) as "denominator"
from "order_facts"
  join "regions" on "regions"."id" = "order_facts"."region_id"
group by date_trunc('week', "order_facts"."day"::timestamp)::date, "regions"."name";
CREATE OR REPLACE VIEW reporting.average_customer_spend_by_region_monthly WITH (security_invoker = true) AS
select
  date_trunc('month', "order_facts"."day"::timestamp)::date as "month",
  date_trunc('month', "order_facts"."day"::timestamp)::date >= (select "coverage"."first_day" from "coverage") and (date_trunc('month', "order_facts"."day"::timestamp)::date + interval '1 month')::date <= (select "coverage"."as_of" from "coverage") + 1 as "complete",
  "regions"."name" as "region",
  round(coalesce(sum("order_facts"."net") filter (where "order_facts"."customer_id" is not null), 0)::numeric / nullif(count(distinct "order_facts"."customer_id") filter (where "order_facts"."sale_lines" > 0), 0), 2) as "average_customer_spend",
  coalesce(sum("order_facts"."net") filter (where "order_facts"."customer_id" is not null), 0) as "numerator",
  count(distinct "order_facts"."customer_id") filter (where "order_facts"."sale_lines" > 0) as "denominator"
from "order_facts"
  join "regions" on "regions"."id" = "order_facts"."region_id"
group by date_trunc('month', "order_facts"."day"::timestamp)::date, "regions"."name";
CREATE OR REPLACE VIEW reporting.average_customer_spend_by_channel WITH (security_invoker = true) AS
select
  "order_facts"."day" as "day",
  date_trunc('week', "order_facts"."day"::timestamp)::date as "week",
  date_trunc('month', "order_facts"."day"::timestamp)::date as "month",
  "channels"."name" as "channel",
  round(coalesce(sum("order_facts"."net") filter (where "order_facts"."customer_id" is not null), 0)::numeric / nullif(count(distinct "order_facts"."customer_id") filter (where "order_facts"."sale_lines" > 0), 0), 2) as "average_customer_spend",
  coalesce(sum("order_facts"."net") filter (where "order_facts"."customer_id" is not null), 0) as "numerator",
  count(distinct "order_facts"."customer_id") filter (where "order_facts"."sale_lines" > 0) as "denominator"
from "order_facts"
  join "channels" on "channels"."id" = "order_facts"."channel_id"
group by "order_facts"."day", "channels"."name";
CREATE OR REPLACE VIEW reporting.average_customer_spend_by_channel_weekly WITH (security_invoker = true) AS
select
  date_trunc('week', "order_facts"."day"::timestamp)::date as "week",
  date_trunc('week', "order_facts"."day"::timestamp)::date >= (select "coverage"."first_day" from "coverage") and (date_trunc('week', "order_facts"."day"::timestamp)::date + interval '1 week')::date <= (select "coverage"."as_of" from "coverage") + 1 as "complete",
  "channels"."name" as "channel",
  round(coalesce(sum("order_facts"."net") filter (where "order_facts"."customer_id" is not null), 0)::numeric / nullif(count(distinct "order_facts"."customer_id") filter (where "order_facts"."sale_lines" > 0), 0), 2) as "average_customer_spend",
  coalesce(sum("order_facts"."net") filter (where "order_facts"."customer_id" is not null), 0) as "numerator",
  count(distinct "order_facts"."customer_id") filter (where "order_facts"."sale_lines" > 0) as "denominator"
from "order_facts"
  join "channels" on "channels"."id" = "order_facts"."channel_id"
group by date_trunc('week', "order_facts"."day"::timestamp)::date, "channels"."name";
CREATE OR REPLACE VIEW reporting.average_customer_spend_by_channel_monthly WITH (security_invoker = true) AS
select
  date_trunc('month', "order_facts"."day"::timestamp)::date as "month",
  date_trunc('month', "order_facts"."day"::timestamp)::date >= (select "coverage"."first_day" from "coverage") and (date_trunc('month', "order_facts"."day"::timestamp)::date + interval '1 month')::date <= (select "coverage"."as_of" from "coverage") + 1 as "complete",
  "channels"."name" as "channel",
  round(coalesce(sum("order_facts"."net") filter (where "order_facts"."customer_id" is not null), 0)::numeric / nullif(count(distinct "order_facts"."customer_id") filter (where "order_facts"."sale_lines" > 0), 0), 2) as "average_customer_spend",
  coalesce(sum("order_facts"."net") filter (where "order_facts"."customer_id" is not null), 0) as "numerator",
  count(distinct "order_facts"."customer_id") filter (where "order_facts"."sale_lines" > 0) as "denominator"
from "order_facts"
  join "channels" on "channels"."id" = "order_facts"."channel_id"
group by date_trunc('month', "order_facts"."day"::timestamp)::date, "channels"."name";
CREATE OR REPLACE VIEW reporting.average_customer_spend_by_category WITH (security_invoker = true) AS
select
  "order_categories"."day" as "day",
  date_trunc('week', "order_categories"."day"::timestamp)::date as "week",
  date_trunc('month', "order_categories"."day"::timestamp)::date as "month",
  "categories"."name" as "category",
  round(coalesce(sum("order_categories"."net") filter (where "order_categories"."customer_id" is not null), 0)::numeric / nullif(count(distinct "order_categories"."customer_id") filter (where "order_categories"."sale_lines" > 0), 0), 2) as "average_customer_spend",
  coalesce(sum("order_categories"."net") filter (where "order_categories"."customer_id" is not null), 0) as "numerator",
  count(distinct "order_categories"."customer_id") filter (where "order_categories"."sale_lines" > 0) as "denominator"
from "order_categories"
  join "categories" on "categories"."id" = "order_categories"."category_id"
group by "order_categories"."day", "categories"."name";
CREATE OR REPLACE VIEW reporting.average_customer_spend_by_category_weekly WITH (security_invoker = true) AS
select
  date_trunc('week', "order_categories"."day"::timestamp)::date as "week",
  date_trunc('week', "order_categories"."day"::timestamp)::date >= (select "coverage"."first_day" from "coverage") and (date_trunc('week', "order_categories"."day"::timestamp)::date + interval '1 week')::date <= (select "coverage"."as_of" from "coverage") + 1 as "complete",
  "categories"."name" as "category",
  round(coalesce(sum("order_categories"."net") filter (where "order_categories"."customer_id" is not null), 0)::numeric / nullif(count(distinct "order_categories"."customer_id") filter (where "order_categories"."sale_lines" > 0), 0), 2) as "average_customer_spend",
  coalesce(sum("order_categories"."net") filter (where "order_categories"."customer_id" is not null), 0) as "numerator",
  count(distinct "order_categories"."customer_id") filter (where "order_categories"."sale_lines" > 0) as "denominator"
from "order_categories"
  join "categories" on "categories"."id" = "order_categories"."category_id"
group by date_trunc('week', "order_categories"."day"::timestamp)::date, "categories"."name";
CREATE OR REPLACE VIEW reporting.average_customer_spend_by_category_monthly WITH (security_invoker = true) AS
select
  date_trunc('month', "order_categories"."day"::timestamp)::date as "month",
  date_trunc('month', "order_categories"."day"::timestamp)::date >= (select "coverage"."first_day" from "coverage") and (date_trunc('month', "order_categories"."day"::timestamp)::date + interval '1 month')::date <= (select "coverage"."as_of" from "coverage") + 1 as "complete",
  "categories"."name" as "category",
  round(coalesce(sum("order_categories"."net") filter (where "order_categories"."customer_id" is not null), 0)::numeric / nullif(count(distinct "order_categories"."customer_id") filter (where "order_categories"."sale_lines" > 0), 0), 2) as "average_customer_spend",
  coalesce(sum("order_categories"."net") filter (where "order_categories"."customer_id" is not null), 0) as "numerator",
  count(distinct "order_categories"."customer_id") filter (where "order_categories"."sale_lines" > 0) as "denominator"
from "order_categories"
  join "categories" on "categories"."id" = "order_categories"."category_id"
group by date_trunc('month', "order_categories"."day"::timestamp)::date, "categories"."name";
CREATE OR REPLACE VIEW reporting.each_order WITH (security_invoker = true) AS
select
  "order_facts"."order_id" as "order_id",
  "order_facts"."day" as "day",
  date_trunc('week', "order_facts"."day"::timestamp)::date as "week",
  date_trunc('month', "order_facts"."day"::timestamp)::date as "month",
  "regions"."name" as "region",
  "channels"."name" as "channel",
  "order_facts"."customer_id" as "customer_id",
  "customers"."first_day" as "customer_first_day",
  case when count(*) filter (where "order_facts"."sale_lines" > 0) > 0 then "order_facts"."order_id" end as "order_placed",
  case when count(distinct "order_facts"."customer_id") filter (where "order_facts"."sale_lines" > 0) > 0 then "order_facts"."customer_id" end as "active_customer",
  coalesce(sum("order_facts"."gross"), 0) as "gross_sales",
  coalesce(sum("order_facts"."discounts"), 0) as "discounts",
  (coalesce(sum("order_facts"."gross"), 0) - coalesce(sum("order_facts"."discounts"), 0)) as "charged_sales",
  coalesce(sum("order_facts"."returns"), 0) as "returns",
  coalesce(sum("order_facts"."cancellations"), 0) as "cancellations",
  coalesce(sum("order_facts"."returns" + "order_facts"."cancellations"), 0) as "forfeited_sales",
  (coalesce(sum("order_facts"."returns" + "order_facts"."cancellations"), 0) - coalesce(sum("order_facts"."matched"), 0)) as "unmatched_forfeits",
  coalesce(sum("order_facts"."adjustments"), 0) as "adjustments",
  coalesce(sum("order_facts"."net"), 0) as "net_sales",
  coalesce(sum("order_facts"."ordered_returned" + "order_facts"."ordered_cancelled"), 0) as "ordered_forfeited",
  (coalesce(sum("order_facts"."gross"), 0) - coalesce(sum("order_facts"."discounts"), 0)) as "average_order_value_numerator",
  coalesce(sum("order_facts"."net") filter (where "order_facts"."customer_id" is not null), 0) as "average_customer_spend_numerator"
from "order_facts"
  join "regions" on "regions"."id" = "order_facts"."region_id"
  join "channels" on "channels"."id" = "order_facts"."channel_id"
  left join "customers" on "customers"."id" = "order_facts"."customer_id"
group by "order_facts"."order_id", "order_facts"."day", "regions"."name", "channels"."name", "order_facts"."customer_id", "customers"."first_day";
CREATE OR REPLACE VIEW reporting.each_order_by_category WITH (security_invoker = true) AS
select
  "order_categories"."order_id" as "order_id",
  "order_categories"."day" as "day",
  date_trunc('week', "order_categories"."day"::timestamp)::date as "week",
  date_trunc('month', "order_categories"."day"::timestamp)::date as "month",
  "regions"."name" as "region",
  "channels"."name" as "channel",
  "categories"."name" as "category",
  "order_categories"."customer_id" as "customer_id",
  "customers"."first_day" as "customer_first_day",
  case when count(distinct "order_categories"."order_id") filter (where "order_categories"."sale_lines" > 0) > 0 then "order_categories"."order_id" end as "order_placed",
  case when count(distinct "order_categories"."customer_id") filter (where "order_categories"."sale_lines" > 0) > 0 then "order_categories"."customer_id" end as "active_customer",
  coalesce(sum("order_categories"."gross"), 0) as "gross_sales",
  coalesce(sum("order_categories"."discounts"), 0) as "discounts",
  (coalesce(sum("order_categories"."gross"), 0) - coalesce(sum("order_categories"."discounts"), 0)) as "charged_sales",
  coalesce(sum("order_categories"."returns"), 0) as "returns",
  coalesce(sum("order_categories"."cancellations"), 0) as "cancellations",
  coalesce(sum("order_categories"."returns" + "order_categories"."cancellations"), 0) as "forfeited_sales",
  (coalesce(sum("order_categories"."returns" + "order_categories"."cancellations"), 0) - coalesce(sum("order_categories"."matched"), 0)) as "unmatched_forfeits",
  coalesce(sum("order_categories"."adjustments"), 0) as "adjustments",
  coalesce(sum("order_categories"."net"), 0) as "net_sales",
  coalesce(sum("order_categories"."ordered_returned" + "order_categories"."ordered_cancelled"), 0) as "ordered_forfeited",
  (coalesce(sum("order_categories"."gross"), 0) - coalesce(sum("order_categories"."discounts"), 0)) as "average_order_value_numerator",
  coalesce(sum("order_categories"."net") filter (where "order_categories"."customer_id" is not null), 0) as "average_customer_spend_numerator"
from "order_categories"
  join "regions" on "regions"."id" = "order_categories"."region_id"
  join "channels" on "channels"."id" = "order_categories"."channel_id"
  join "categories" on "categories"."id" = "order_categories"."category_id"
  left join "customers" on "customers"."id" = "order_categories"."customer_id"
group by "order_categories"."order_id", "order_categories"."day", "regions"."name", "channels"."name", "categories"."name", "order_categories"."customer_id", "customers"."first_day";

CREATE TABLE "customer_months" (
	"day" date NOT NULL,
	"customer_id" integer NOT NULL,
	"region_id" smallint NOT NULL,
	"channel_id" smallint NOT NULL,
	"sale_lines" integer DEFAULT 0 NOT NULL,
	"orders" integer DEFAULT 0 NOT NULL,
	"net" numeric(24, 4) DEFAULT '0' NOT NULL,
	"first_day" date,
	"gross" numeric(24, 4) DEFAULT '0' NOT NULL,
	"discounts" numeric(24, 4) DEFAULT '0' NOT NULL,
	CONSTRAINT "customer_months_day_customer_id_region_id_channel_id_pk" PRIMARY KEY("day","customer_id","region_id","channel_id")
);
--> statement-breakpoint
ALTER TABLE "customer_months" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE POLICY "scope" ON "customer_months" AS PERMISSIVE FOR SELECT TO public USING (((select current_setting('tilly.regions', true)) = '*' or region_id = any(array(select unnest(string_to_array(nullif(current_setting('tilly.regions', true), '*'), ','))::smallint))) and ((select current_setting('tilly.channels', true)) = '*' or channel_id = any(array(select unnest(string_to_array(nullif(current_setting('tilly.channels', true), '*'), ','))::smallint))));--> statement-breakpoint
-- What was loaded before.
INSERT INTO customer_months (day, customer_id, region_id, channel_id, sale_lines, orders, net, first_day, gross, discounts)
	SELECT date_trunc('month', day::timestamp)::date, customer_id, region_id, channel_id, sum(sale_lines),
		count(*) FILTER (WHERE sale_lines > 0), sum(net), min(day) FILTER (WHERE sale_lines > 0), sum(gross), sum(discounts)
	FROM order_facts WHERE customer_id IS NOT NULL GROUP BY 1, 2, 3, 4
	HAVING sum(sale_lines) > 0 OR bool_or(returns <> 0 OR cancellations <> 0 OR adjustments <> 0);

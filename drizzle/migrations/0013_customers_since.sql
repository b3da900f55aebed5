CREATE TABLE "attributes" (
	"name" text PRIMARY KEY NOT NULL
);
--> statement-breakpoint
ALTER TABLE "attributes" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE POLICY "scope" ON "attributes" AS PERMISSIVE FOR SELECT TO public USING ((select current_setting('tilly.regions', true)) <> '');--> statement-breakpoint
DROP INDEX "customer_months_buyers";--> statement-breakpoint
DROP INDEX "order_facts_buyers";--> statement-breakpoint
ALTER TABLE "sales_days" DROP CONSTRAINT "sales_days_day_region_id_channel_id_pk";--> statement-breakpoint
DELETE FROM "sales_days";--> statement-breakpoint
ALTER TABLE "sales_days" ADD COLUMN "is_guest" boolean NOT NULL;--> statement-breakpoint
ALTER TABLE "customer_months" ADD COLUMN "charged" numeric(24, 4) DEFAULT '0' NOT NULL;--> statement-breakpoint
ALTER TABLE "customer_months" ADD COLUMN "since" date;--> statement-breakpoint
-- What was loaded before.
INSERT INTO attributes (name) SELECT DISTINCT jsonb_object_keys(attributes) FROM customers;--> statement-breakpoint
INSERT INTO sales_days (day, region_id, channel_id, is_guest, orders, sale_lines, units, gross, discounts, returns, cancellations,
	adjustments, matched, ordered_returned, ordered_cancelled, forfeited_units)
	SELECT day, region_id, channel_id, customer_id IS NULL, count(*) FILTER (WHERE sale_lines > 0), sum(sale_lines), sum(units),
		sum(gross), sum(discounts), sum(returns), sum(cancellations), sum(adjustments), sum(matched), sum(ordered_returned),
		sum(ordered_cancelled), sum(forfeited_units)
	FROM order_facts GROUP BY 1, 2, 3, 4;--> statement-breakpoint
UPDATE customer_months m SET charged = gross - discounts, since = c.first_day FROM customers c WHERE c.id = m.customer_id;--> statement-breakpoint
ALTER TABLE "customer_months" DROP COLUMN "gross";--> statement-breakpoint
ALTER TABLE "customer_months" DROP COLUMN "discounts";--> statement-breakpoint
ALTER TABLE "sales_days" ADD CONSTRAINT "sales_days_day_region_id_channel_id_is_guest_pk" PRIMARY KEY("day","region_id","channel_id","is_guest");--> statement-breakpoint
CREATE INDEX "customer_months_customer" ON "customer_months" USING btree ("customer_id","day","region_id","channel_id","sale_lines","orders","net","charged","first_day","since");--> statement-breakpoint
CREATE INDEX "customer_months_new" ON "customer_months" USING btree ("day","customer_id","region_id","channel_id","sale_lines","net","since") WHERE "customer_months"."since" >= "customer_months"."day";--> statement-breakpoint
CREATE INDEX "order_facts_buyers" ON "order_facts" USING btree ("day","customer_id","region_id","channel_id","hour","gross","discounts") WHERE "order_facts"."sale_lines" > 0;

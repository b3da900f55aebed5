CREATE TABLE "targets" (
	"id" integer PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "targets_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 2147483647 START WITH 1 CACHE 1),
	"measure" text NOT NULL,
	"dimension" text,
	"member_id" integer,
	"from" date NOT NULL,
	"to" date NOT NULL,
	"value" numeric(24, 6) NOT NULL,
	CONSTRAINT "target_once" UNIQUE NULLS NOT DISTINCT("measure","dimension","member_id","from","to"),
	CONSTRAINT "whole_or_member" CHECK (("targets"."dimension" is null) = ("targets"."member_id" is null)),
	CONSTRAINT "days" CHECK ("targets"."from" < "targets"."to")
);
--> statement-breakpoint
ALTER TABLE "targets" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
ALTER TABLE "order_categories" ADD COLUMN "hour" smallint;--> statement-breakpoint
ALTER TABLE "order_categories" ADD COLUMN "forfeited_units" numeric(22, 3) DEFAULT '0' NOT NULL;--> statement-breakpoint
ALTER TABLE "order_facts" ADD COLUMN "hour" smallint;--> statement-breakpoint
ALTER TABLE "order_facts" ADD COLUMN "forfeited_units" numeric(22, 3) DEFAULT '0' NOT NULL;--> statement-breakpoint
ALTER TABLE "product_days" ADD COLUMN "forfeited_units" numeric(22, 3) DEFAULT '0' NOT NULL;--> statement-breakpoint
ALTER TABLE "product_months" ADD COLUMN "forfeited_units" numeric(22, 3) DEFAULT '0' NOT NULL;--> statement-breakpoint
CREATE INDEX "lines_credits" ON "lines" USING btree ("day") WHERE "lines"."kind" in ('return', 'cancellation');--> statement-breakpoint
CREATE POLICY "scope" ON "targets" AS PERMISSIVE FOR SELECT TO public USING (((select current_setting('tilly.regions', true)) = '*' or dimension = 'region' and member_id = any(array(select unnest(string_to_array(nullif(current_setting('tilly.regions', true), '*'), ','))::smallint))) and ((select current_setting('tilly.channels', true)) = '*' or dimension = 'channel' and member_id = any(array(select unnest(string_to_array(nullif(current_setting('tilly.channels', true), '*'), ','))::smallint))));--> statement-breakpoint
-- What the summaries say of lines that were loaded before.
UPDATE order_facts f SET hour = l.hour, forfeited_units = l.units FROM (
	SELECT order_id, day, min(extract(hour FROM at)) FILTER (WHERE kind = 'sale') AS hour, coalesce(sum(quantity) FILTER (WHERE kind IN ('return', 'cancellation')), 0) AS units
	FROM lines GROUP BY order_id, day
) l WHERE f.order_id = l.order_id AND f.day = l.day;--> statement-breakpoint
UPDATE order_categories f SET hour = l.hour, forfeited_units = l.units FROM (
	SELECT order_id, day, category_id, min(extract(hour FROM at)) FILTER (WHERE kind = 'sale') AS hour, coalesce(sum(quantity) FILTER (WHERE kind IN ('return', 'cancellation')), 0) AS units
	FROM lines JOIN products ON products.id = product_id WHERE category_id IS NOT NULL GROUP BY order_id, day, category_id
) l WHERE f.order_id = l.order_id AND f.day = l.day AND f.category_id = l.category_id;--> statement-breakpoint
UPDATE product_days f SET forfeited_units = l.units FROM (
	SELECT product_id, day, region_id, channel_id, sum(quantity) AS units
	FROM lines WHERE kind IN ('return', 'cancellation') GROUP BY product_id, day, region_id, channel_id
) l WHERE f.product_id = l.product_id AND f.day = l.day AND f.region_id = l.region_id AND f.channel_id = l.channel_id;--> statement-breakpoint
UPDATE product_months f SET forfeited_units = d.units FROM (
	SELECT product_id, date_trunc('month', day::timestamp)::date AS day, region_id, channel_id, sum(forfeited_units) AS units
	FROM product_days GROUP BY 1, 2, 3, 4
) d WHERE f.product_id = d.product_id AND f.day = d.day AND f.region_id = d.region_id AND f.channel_id = d.channel_id;

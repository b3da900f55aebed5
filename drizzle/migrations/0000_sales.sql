CREATE TYPE "public"."line_kind" AS ENUM('sale', 'return', 'cancellation', 'adjustment');--> statement-breakpoint
CREATE TABLE "categories" (
	"id" smallint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "categories_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 32767 START WITH 1 CACHE 1),
	"name" text NOT NULL,
	CONSTRAINT "categories_name_unique" UNIQUE("name")
);
--> statement-breakpoint
ALTER TABLE "categories" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "channels" (
	"id" smallint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "channels_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 32767 START WITH 1 CACHE 1),
	"name" text NOT NULL,
	CONSTRAINT "channels_name_unique" UNIQUE("name")
);
--> statement-breakpoint
ALTER TABLE "channels" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "coverage" (
	"id" smallint PRIMARY KEY DEFAULT 1 NOT NULL,
	"version" integer DEFAULT 0 NOT NULL,
	"first_day" date,
	"data_through" date,
	"as_of" date,
	CONSTRAINT "one_row" CHECK ("coverage"."id" = 1)
);
--> statement-breakpoint
ALTER TABLE "coverage" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "customers" (
	"id" integer PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "customers_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 2147483647 START WITH 1 CACHE 1),
	"key" text NOT NULL,
	"name" text NOT NULL,
	"attributes" jsonb DEFAULT '{}'::jsonb NOT NULL,
	"regions" smallint[] DEFAULT '{}' NOT NULL,
	"channels" smallint[] DEFAULT '{}' NOT NULL,
	CONSTRAINT "customers_key_unique" UNIQUE("key")
);
--> statement-breakpoint
ALTER TABLE "customers" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "imports" (
	"id" integer PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "imports_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 2147483647 START WITH 1 CACHE 1),
	"source" text NOT NULL,
	"files" text[] NOT NULL,
	"at" timestamp with time zone DEFAULT now() NOT NULL,
	"declared_through" date,
	"result" jsonb
);
--> statement-breakpoint
CREATE TABLE "lines" (
	"order_id" bigint NOT NULL,
	"key" bigint NOT NULL,
	"day" date NOT NULL,
	"at" timestamp NOT NULL,
	"kind" "line_kind" NOT NULL,
	"customer_id" integer,
	"product_id" integer NOT NULL,
	"region_id" smallint NOT NULL,
	"channel_id" smallint NOT NULL,
	"reason_id" smallint,
	"import_id" integer NOT NULL,
	"quantity" numeric(14, 3) DEFAULT '0' NOT NULL,
	"gross" numeric(16, 4) DEFAULT '0' NOT NULL,
	"discount" numeric(16, 4) DEFAULT '0' NOT NULL,
	CONSTRAINT "lines_order_id_key_day_pk" PRIMARY KEY("order_id","key","day")
) PARTITION BY RANGE ("day");
--> statement-breakpoint
ALTER TABLE "lines" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "matches" (
	"customer_id" integer NOT NULL,
	"product_id" integer NOT NULL,
	"credit_order_id" bigint NOT NULL,
	"credit_key" bigint NOT NULL,
	"credit_day" date NOT NULL,
	"sale_order_id" bigint NOT NULL,
	"sale_key" bigint NOT NULL,
	"sale_day" date NOT NULL,
	"quantity" numeric(14, 3) DEFAULT '0' NOT NULL,
	"amount" numeric(16, 4) DEFAULT '0' NOT NULL,
	CONSTRAINT "matches_credit_order_id_credit_key_sale_order_id_sale_key_pk" PRIMARY KEY("credit_order_id","credit_key","sale_order_id","sale_key")
);
--> statement-breakpoint
CREATE TABLE "order_categories" (
	"order_id" bigint NOT NULL,
	"day" date NOT NULL,
	"category_id" smallint NOT NULL,
	"customer_id" integer,
	"region_id" smallint NOT NULL,
	"channel_id" smallint NOT NULL,
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
	CONSTRAINT "order_categories_order_id_day_category_id_pk" PRIMARY KEY("order_id","day","category_id")
);
--> statement-breakpoint
ALTER TABLE "order_categories" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "order_facts" (
	"order_id" bigint NOT NULL,
	"day" date NOT NULL,
	"customer_id" integer,
	"region_id" smallint NOT NULL,
	"channel_id" smallint NOT NULL,
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
	CONSTRAINT "order_facts_order_id_day_pk" PRIMARY KEY("order_id","day")
);
--> statement-breakpoint
ALTER TABLE "order_facts" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "orders" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "orders_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"key" text NOT NULL,
	"day" date NOT NULL,
	"customer_id" integer,
	"region_id" smallint NOT NULL,
	"channel_id" smallint NOT NULL,
	CONSTRAINT "orders_key_unique" UNIQUE("key")
);
--> statement-breakpoint
ALTER TABLE "orders" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "product_days" (
	"product_id" integer NOT NULL,
	"day" date NOT NULL,
	"region_id" smallint NOT NULL,
	"channel_id" smallint NOT NULL,
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
	CONSTRAINT "product_days_day_product_id_region_id_channel_id_pk" PRIMARY KEY("day","product_id","region_id","channel_id")
);
--> statement-breakpoint
ALTER TABLE "product_days" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "product_months" (
	"product_id" integer NOT NULL,
	"day" date NOT NULL,
	"region_id" smallint NOT NULL,
	"channel_id" smallint NOT NULL,
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
	CONSTRAINT "product_months_day_product_id_region_id_channel_id_pk" PRIMARY KEY("day","product_id","region_id","channel_id")
);
--> statement-breakpoint
ALTER TABLE "product_months" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "products" (
	"id" integer PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "products_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 2147483647 START WITH 1 CACHE 1),
	"key" text NOT NULL,
	"name" text NOT NULL,
	"category_id" smallint,
	"merchandise" boolean NOT NULL,
	"cost" numeric(16, 4),
	CONSTRAINT "products_key_unique" UNIQUE("key")
);
--> statement-breakpoint
ALTER TABLE "products" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "reasons" (
	"id" smallint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "reasons_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 32767 START WITH 1 CACHE 1),
	"name" text NOT NULL,
	CONSTRAINT "reasons_name_unique" UNIQUE("name")
);
--> statement-breakpoint
ALTER TABLE "reasons" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "regions" (
	"id" smallint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "regions_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 32767 START WITH 1 CACHE 1),
	"name" text NOT NULL,
	CONSTRAINT "regions_name_unique" UNIQUE("name")
);
--> statement-breakpoint
ALTER TABLE "regions" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "rejected_rows" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "rejected_rows_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"import_id" integer NOT NULL,
	"number" integer NOT NULL,
	"reason" text NOT NULL,
	"raw" text NOT NULL,
	"key" bigint NOT NULL,
	CONSTRAINT "rejected_once" UNIQUE("key","reason")
);
--> statement-breakpoint
CREATE INDEX "lines_customer_product" ON "lines" USING btree ("customer_id","product_id");--> statement-breakpoint
CREATE INDEX "matches_customer_product" ON "matches" USING btree ("customer_id","product_id");--> statement-breakpoint
CREATE INDEX "order_categories_category" ON "order_categories" USING btree ("category_id","day");--> statement-breakpoint
CREATE INDEX "order_facts_day" ON "order_facts" USING btree ("day");--> statement-breakpoint
CREATE POLICY "scope" ON "categories" AS PERMISSIVE FOR SELECT TO public USING ((select current_setting('tilly.regions', true)) <> '');--> statement-breakpoint
CREATE POLICY "scope" ON "channels" AS PERMISSIVE FOR SELECT TO public USING ((select current_setting('tilly.channels', true)) = '*' or id = any(array(select unnest(string_to_array(nullif(current_setting('tilly.channels', true), '*'), ','))::smallint)));--> statement-breakpoint
CREATE POLICY "scope" ON "coverage" AS PERMISSIVE FOR SELECT TO public USING ((select current_setting('tilly.regions', true)) <> '');--> statement-breakpoint
CREATE POLICY "scope" ON "customers" AS PERMISSIVE FOR SELECT TO public USING (((select current_setting('tilly.regions', true)) = '*' or regions && array(select unnest(string_to_array(nullif(current_setting('tilly.regions', true), '*'), ','))::smallint)) and ((select current_setting('tilly.channels', true)) = '*' or channels && array(select unnest(string_to_array(nullif(current_setting('tilly.channels', true), '*'), ','))::smallint)));--> statement-breakpoint
CREATE POLICY "scope" ON "lines" AS PERMISSIVE FOR SELECT TO public USING (((select current_setting('tilly.regions', true)) = '*' or region_id = any(array(select unnest(string_to_array(nullif(current_setting('tilly.regions', true), '*'), ','))::smallint))) and ((select current_setting('tilly.channels', true)) = '*' or channel_id = any(array(select unnest(string_to_array(nullif(current_setting('tilly.channels', true), '*'), ','))::smallint))));--> statement-breakpoint
CREATE POLICY "scope" ON "order_categories" AS PERMISSIVE FOR SELECT TO public USING (((select current_setting('tilly.regions', true)) = '*' or region_id = any(array(select unnest(string_to_array(nullif(current_setting('tilly.regions', true), '*'), ','))::smallint))) and ((select current_setting('tilly.channels', true)) = '*' or channel_id = any(array(select unnest(string_to_array(nullif(current_setting('tilly.channels', true), '*'), ','))::smallint))));--> statement-breakpoint
CREATE POLICY "scope" ON "order_facts" AS PERMISSIVE FOR SELECT TO public USING (((select current_setting('tilly.regions', true)) = '*' or region_id = any(array(select unnest(string_to_array(nullif(current_setting('tilly.regions', true), '*'), ','))::smallint))) and ((select current_setting('tilly.channels', true)) = '*' or channel_id = any(array(select unnest(string_to_array(nullif(current_setting('tilly.channels', true), '*'), ','))::smallint))));--> statement-breakpoint
CREATE POLICY "scope" ON "orders" AS PERMISSIVE FOR SELECT TO public USING (((select current_setting('tilly.regions', true)) = '*' or region_id = any(array(select unnest(string_to_array(nullif(current_setting('tilly.regions', true), '*'), ','))::smallint))) and ((select current_setting('tilly.channels', true)) = '*' or channel_id = any(array(select unnest(string_to_array(nullif(current_setting('tilly.channels', true), '*'), ','))::smallint))));--> statement-breakpoint
CREATE POLICY "scope" ON "product_days" AS PERMISSIVE FOR SELECT TO public USING (((select current_setting('tilly.regions', true)) = '*' or region_id = any(array(select unnest(string_to_array(nullif(current_setting('tilly.regions', true), '*'), ','))::smallint))) and ((select current_setting('tilly.channels', true)) = '*' or channel_id = any(array(select unnest(string_to_array(nullif(current_setting('tilly.channels', true), '*'), ','))::smallint))));--> statement-breakpoint
CREATE POLICY "scope" ON "product_months" AS PERMISSIVE FOR SELECT TO public USING (((select current_setting('tilly.regions', true)) = '*' or region_id = any(array(select unnest(string_to_array(nullif(current_setting('tilly.regions', true), '*'), ','))::smallint))) and ((select current_setting('tilly.channels', true)) = '*' or channel_id = any(array(select unnest(string_to_array(nullif(current_setting('tilly.channels', true), '*'), ','))::smallint))));--> statement-breakpoint
CREATE POLICY "scope" ON "products" AS PERMISSIVE FOR SELECT TO public USING ((select current_setting('tilly.regions', true)) <> '');--> statement-breakpoint
CREATE POLICY "scope" ON "reasons" AS PERMISSIVE FOR SELECT TO public USING ((select current_setting('tilly.regions', true)) <> '');--> statement-breakpoint
CREATE POLICY "scope" ON "regions" AS PERMISSIVE FOR SELECT TO public USING ((select current_setting('tilly.regions', true)) = '*' or id = any(array(select unnest(string_to_array(nullif(current_setting('tilly.regions', true), '*'), ','))::smallint)));
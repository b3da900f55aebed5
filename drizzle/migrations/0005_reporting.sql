-- What other tools read. The views are made of src/measures.ts: `npm run --silent generate -- --reporting` prints them,
-- and a test fails where they are no longer those of the measures.
CREATE SCHEMA reporting;
COMMENT ON SCHEMA reporting IS 'Sales as Tilly counts them, one view a measure and dimension, for Tableau, Power BI and other tools';

-- The tables under the views, with the columns that the views read. None without policies is ever among them.
CREATE FUNCTION reporting.sources() RETURNS TABLE (source regclass, columns name[]) LANGUAGE sql STABLE AS $$
	SELECT t.oid::regclass, array_agg(DISTINCT a.attname)
	FROM pg_depend d
	JOIN pg_rewrite r ON r.oid = d.objid
	JOIN pg_class v ON v.oid = r.ev_class AND v.relnamespace = 'reporting'::regnamespace
	JOIN pg_class t ON t.oid = d.refobjid AND t.relkind IN ('r', 'p') AND t.relrowsecurity
	JOIN pg_attribute a ON a.attrelid = t.oid AND a.attnum = d.refobjsubid
	WHERE d.classid = 'pg_rewrite'::regclass AND d.refclassid = 'pg_class'::regclass AND d.refobjsubid > 0
	GROUP BY t.oid
$$;

-- Takes from a login what it was given here. A login that reads the ledger itself is not one of these.
CREATE FUNCTION reporting.dismiss(login name) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
	one record;
BEGIN
	IF has_table_privilege(login, 'public.lines', 'select') THEN
		RAISE EXCEPTION 'the login % reads the ledger itself', login USING HINT = 'Make a login of its own for each tool.';
	END IF;
	FOR one IN SELECT polname, polrelid::regclass AS source FROM pg_policy
		WHERE polroles = ARRAY[(SELECT oid FROM pg_roles WHERE rolname = login)]
	LOOP
		EXECUTE format('DROP POLICY %I ON %s', one.polname, one.source);
	END LOOP;
	FOR one IN SELECT oid::regclass AS source FROM pg_class
		WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p') AND relrowsecurity
	LOOP
		EXECUTE format('REVOKE ALL ON %s FROM %I', one.source, login);
	END LOOP;
	EXECUTE format('REVOKE ALL ON ALL TABLES IN SCHEMA reporting FROM %I', login);
	EXECUTE format('REVOKE ALL ON SCHEMA reporting FROM %I', login);
	EXECUTE format('ALTER DEFAULT PRIVILEGES FOR ROLE %I IN SCHEMA reporting REVOKE SELECT ON TABLES FROM %I',
		(SELECT pg_get_userbyid(nspowner) FROM pg_namespace WHERE nspname = 'reporting'), login);
END $$;

-- Lets a login read the views, of all regions and channels or of some, by name. What it sees is held by policies of its
-- own, which it cannot change: the settings of the policy "scope" can be set by whoever is connected.
CREATE FUNCTION reporting.admit(login name, regions text[] DEFAULT NULL, channels text[] DEFAULT NULL)
RETURNS void LANGUAGE plpgsql AS $$
DECLARE
	one record;
	dimension text;
	wanted text[];
	ids text;
	unknown text;
	bounds text[];
BEGIN
	IF (SELECT rolbypassrls FROM pg_roles WHERE rolname = login) THEN
		RAISE EXCEPTION 'the login % passes every policy by', login USING HINT = 'Take BYPASSRLS from it first.';
	END IF;
	PERFORM reporting.dismiss(login);
	EXECUTE format('GRANT USAGE ON SCHEMA reporting TO %I', login);
	EXECUTE format('GRANT SELECT ON ALL TABLES IN SCHEMA reporting TO %I', login);
	EXECUTE format('ALTER DEFAULT PRIVILEGES FOR ROLE %I IN SCHEMA reporting GRANT SELECT ON TABLES TO %I',
		(SELECT pg_get_userbyid(nspowner) FROM pg_namespace WHERE nspname = 'reporting'), login);
	FOR one IN SELECT source, columns FROM reporting.sources() LOOP
		EXECUTE format('GRANT SELECT (%s) ON %s TO %I',
			(SELECT string_agg(quote_ident(name), ', ') FROM unnest(one.columns) name), one.source, login);
		EXECUTE format('CREATE POLICY %I ON %s FOR SELECT TO %I USING (true)', 'opened to ' || login, one.source, login);
		bounds := '{}';
		FOR dimension, wanted IN VALUES ('region', regions), ('channel', channels) LOOP
			CONTINUE WHEN wanted IS NULL;
			EXECUTE format(
				'SELECT coalesce(array_agg(m.id) FILTER (WHERE m.id IS NOT NULL), ''{}'')::text,
					string_agg(w, '', '') FILTER (WHERE m.id IS NULL)
				FROM unnest($1) w LEFT JOIN public.%I m ON m.name = w', dimension || 's') INTO ids, unknown USING wanted;
			IF unknown IS NOT NULL THEN
				RAISE EXCEPTION 'no % is called %', dimension, unknown USING HINT = 'Write it as Tilly does.';
			END IF;
			IF one.source = ('public.' || dimension || 's')::regclass THEN
				bounds := bounds || format('id = ANY (%L::smallint[])', ids);
			ELSE
				bounds := bounds || ARRAY(
					SELECT format(CASE WHEN attname = dimension || '_id' THEN '%I = ANY (%L::smallint[])' ELSE '%I && %L::smallint[]' END, attname, ids)
					FROM pg_attribute
					WHERE attrelid = one.source AND attnum > 0 AND attname IN (dimension || '_id', dimension || 's')
				);
			END IF;
		END LOOP;
		IF bounds <> '{}' THEN
			EXECUTE format('CREATE POLICY %I ON %s AS RESTRICTIVE FOR SELECT TO %I USING (%s)',
				'bounds of ' || login, one.source, login, array_to_string(bounds, ' AND '));
		END IF;
	END LOOP;
END $$;

REVOKE ALL ON FUNCTION reporting.sources, reporting.dismiss, reporting.admit FROM PUBLIC;
--> statement-breakpoint
CREATE OR REPLACE VIEW reporting.gross_sales WITH (security_invoker = true) AS
select
  "order_facts"."day" as "day",
  date_trunc('week', "order_facts"."day"::timestamp)::date as "week",
  date_trunc('month', "order_facts"."day"::timestamp)::date as "month",
  coalesce(sum("order_facts"."gross"), 0) as "gross_sales"
from "order_facts"
group by "order_facts"."day";
COMMENT ON VIEW reporting.gross_sales IS 'List value of what was sold, before discounts, without tax. One row a day. Add gross_sales up over as many rows as you like.';
COMMENT ON COLUMN reporting.gross_sales.day IS 'A day of the company''s time zone';
COMMENT ON COLUMN reporting.gross_sales.week IS 'The Monday on which the week begins';
COMMENT ON COLUMN reporting.gross_sales.month IS 'The first day of the month';
COMMENT ON COLUMN reporting.gross_sales.gross_sales IS 'List value of what was sold, before discounts, without tax, in the company''s currency; exact: round it when it has been added up';

CREATE OR REPLACE VIEW reporting.gross_sales_by_region WITH (security_invoker = true) AS
select
  "order_facts"."day" as "day",
  date_trunc('week', "order_facts"."day"::timestamp)::date as "week",
  date_trunc('month', "order_facts"."day"::timestamp)::date as "month",
  "regions"."name" as "region",
  coalesce(sum("order_facts"."gross"), 0) as "gross_sales"
from "order_facts"
  join "regions" on "regions"."id" = "order_facts"."region_id"
group by "order_facts"."day", "regions"."name";
COMMENT ON VIEW reporting.gross_sales_by_region IS 'List value of what was sold, before discounts, without tax. One row a day and region. Add gross_sales up over as many rows as you like.';
COMMENT ON COLUMN reporting.gross_sales_by_region.day IS 'A day of the company''s time zone';
COMMENT ON COLUMN reporting.gross_sales_by_region.week IS 'The Monday on which the week begins';
COMMENT ON COLUMN reporting.gross_sales_by_region.month IS 'The first day of the month';
COMMENT ON COLUMN reporting.gross_sales_by_region.region IS 'The region of the order';
COMMENT ON COLUMN reporting.gross_sales_by_region.gross_sales IS 'List value of what was sold, before discounts, without tax, in the company''s currency; exact: round it when it has been added up';

CREATE OR REPLACE VIEW reporting.gross_sales_by_channel WITH (security_invoker = true) AS
select
  "order_facts"."day" as "day",
  date_trunc('week', "order_facts"."day"::timestamp)::date as "week",
  date_trunc('month', "order_facts"."day"::timestamp)::date as "month",
  "channels"."name" as "channel",
  coalesce(sum("order_facts"."gross"), 0) as "gross_sales"
from "order_facts"
  join "channels" on "channels"."id" = "order_facts"."channel_id"
group by "order_facts"."day", "channels"."name";
COMMENT ON VIEW reporting.gross_sales_by_channel IS 'List value of what was sold, before discounts, without tax. One row a day and channel. Add gross_sales up over as many rows as you like.';
COMMENT ON COLUMN reporting.gross_sales_by_channel.day IS 'A day of the company''s time zone';
COMMENT ON COLUMN reporting.gross_sales_by_channel.week IS 'The Monday on which the week begins';
COMMENT ON COLUMN reporting.gross_sales_by_channel.month IS 'The first day of the month';
COMMENT ON COLUMN reporting.gross_sales_by_channel.channel IS 'The sales channel of the order';
COMMENT ON COLUMN reporting.gross_sales_by_channel.gross_sales IS 'List value of what was sold, before discounts, without tax, in the company''s currency; exact: round it when it has been added up';

CREATE OR REPLACE VIEW reporting.gross_sales_by_category WITH (security_invoker = true) AS
select
  "product_days"."day" as "day",
  date_trunc('week', "product_days"."day"::timestamp)::date as "week",
  date_trunc('month', "product_days"."day"::timestamp)::date as "month",
  "categories"."name" as "category",
  coalesce(sum("product_days"."gross"), 0) as "gross_sales"
from "product_days"
  join "products" on "products"."id" = "product_days"."product_id"
  left join "categories" on "categories"."id" = "products"."category_id"
group by "product_days"."day", "categories"."name";
COMMENT ON VIEW reporting.gross_sales_by_category IS 'List value of what was sold, before discounts, without tax. One row a day and category. Add gross_sales up over as many rows as you like.';
COMMENT ON COLUMN reporting.gross_sales_by_category.day IS 'A day of the company''s time zone';
COMMENT ON COLUMN reporting.gross_sales_by_category.week IS 'The Monday on which the week begins';
COMMENT ON COLUMN reporting.gross_sales_by_category.month IS 'The first day of the month';
COMMENT ON COLUMN reporting.gross_sales_by_category.category IS 'The category of the product; empty where it has none';
COMMENT ON COLUMN reporting.gross_sales_by_category.gross_sales IS 'List value of what was sold, before discounts, without tax, in the company''s currency; exact: round it when it has been added up';

CREATE OR REPLACE VIEW reporting.gross_sales_by_product WITH (security_invoker = true) AS
select
  "product_days"."day" as "day",
  date_trunc('week', "product_days"."day"::timestamp)::date as "week",
  date_trunc('month', "product_days"."day"::timestamp)::date as "month",
  "products"."key" as "product",
  "products"."name" as "product_name",
  "categories"."name" as "category",
  coalesce(sum("product_days"."gross"), 0) as "gross_sales"
from "product_days"
  join "products" on "products"."id" = "product_days"."product_id"
  left join "categories" on "categories"."id" = "products"."category_id"
group by "product_days"."day", "products"."key", "products"."name", "categories"."name";
COMMENT ON VIEW reporting.gross_sales_by_product IS 'List value of what was sold, before discounts, without tax. One row a day and product. Add gross_sales up over as many rows as you like.';
COMMENT ON COLUMN reporting.gross_sales_by_product.day IS 'A day of the company''s time zone';
COMMENT ON COLUMN reporting.gross_sales_by_product.week IS 'The Monday on which the week begins';
COMMENT ON COLUMN reporting.gross_sales_by_product.month IS 'The first day of the month';
COMMENT ON COLUMN reporting.gross_sales_by_product.product IS 'The shop''s own code of the product';
COMMENT ON COLUMN reporting.gross_sales_by_product.product_name IS 'The name of the product';
COMMENT ON COLUMN reporting.gross_sales_by_product.category IS 'The category of the product; empty where it has none';
COMMENT ON COLUMN reporting.gross_sales_by_product.gross_sales IS 'List value of what was sold, before discounts, without tax, in the company''s currency; exact: round it when it has been added up';

CREATE OR REPLACE VIEW reporting.discounts WITH (security_invoker = true) AS
select
  "order_facts"."day" as "day",
  date_trunc('week', "order_facts"."day"::timestamp)::date as "week",
  date_trunc('month', "order_facts"."day"::timestamp)::date as "month",
  coalesce(sum("order_facts"."discounts"), 0) as "discounts"
from "order_facts"
group by "order_facts"."day";
COMMENT ON VIEW reporting.discounts IS 'What was taken off the list value. One row a day. Add discounts up over as many rows as you like.';
COMMENT ON COLUMN reporting.discounts.day IS 'A day of the company''s time zone';
COMMENT ON COLUMN reporting.discounts.week IS 'The Monday on which the week begins';
COMMENT ON COLUMN reporting.discounts.month IS 'The first day of the month';
COMMENT ON COLUMN reporting.discounts.discounts IS 'What was taken off the list value, in the company''s currency; exact: round it when it has been added up';

CREATE OR REPLACE VIEW reporting.discounts_by_region WITH (security_invoker = true) AS
select
  "order_facts"."day" as "day",
  date_trunc('week', "order_facts"."day"::timestamp)::date as "week",
  date_trunc('month', "order_facts"."day"::timestamp)::date as "month",
  "regions"."name" as "region",
  coalesce(sum("order_facts"."discounts"), 0) as "discounts"
from "order_facts"
  join "regions" on "regions"."id" = "order_facts"."region_id"
group by "order_facts"."day", "regions"."name";
COMMENT ON VIEW reporting.discounts_by_region IS 'What was taken off the list value. One row a day and region. Add discounts up over as many rows as you like.';
COMMENT ON COLUMN reporting.discounts_by_region.day IS 'A day of the company''s time zone';
COMMENT ON COLUMN reporting.discounts_by_region.week IS 'The Monday on which the week begins';
COMMENT ON COLUMN reporting.discounts_by_region.month IS 'The first day of the month';
COMMENT ON COLUMN reporting.discounts_by_region.region IS 'The region of the order';
COMMENT ON COLUMN reporting.discounts_by_region.discounts IS 'What was taken off the list value, in the company''s currency; exact: round it when it has been added up';

CREATE OR REPLACE VIEW reporting.discounts_by_channel WITH (security_invoker = true) AS
select
  "order_facts"."day" as "day",
  date_trunc('week', "order_facts"."day"::timestamp)::date as "week",
  date_trunc('month', "order_facts"."day"::timestamp)::date as "month",
  "channels"."name" as "channel",
  coalesce(sum("order_facts"."discounts"), 0) as "discounts"
from "order_facts"
  join "channels" on "channels"."id" = "order_facts"."channel_id"
group by "order_facts"."day", "channels"."name";
COMMENT ON VIEW reporting.discounts_by_channel IS 'What was taken off the list value. One row a day and channel. Add discounts up over as many rows as you like.';
COMMENT ON COLUMN reporting.discounts_by_channel.day IS 'A day of the company''s time zone';
COMMENT ON COLUMN reporting.discounts_by_channel.week IS 'The Monday on which the week begins';
COMMENT ON COLUMN reporting.discounts_by_channel.month IS 'The first day of the month';
COMMENT ON COLUMN reporting.discounts_by_channel.channel IS 'The sales channel of the order';
COMMENT ON COLUMN reporting.discounts_by_channel.discounts IS 'What was taken off the list value, in the company''s currency; exact: round it when it has been added up';

CREATE OR REPLACE VIEW reporting.discounts_by_category WITH (security_invoker = true) AS
select
  "product_days"."day" as "day",
  date_trunc('week', "product_days"."day"::timestamp)::date as "week",
  date_trunc('month', "product_days"."day"::timestamp)::date as "month",
  "categories"."name" as "category",
  coalesce(sum("product_days"."discounts"), 0) as "discounts"
from "product_days"
  join "products" on "products"."id" = "product_days"."product_id"
  left join "categories" on "categories"."id" = "products"."category_id"
group by "product_days"."day", "categories"."name";
COMMENT ON VIEW reporting.discounts_by_category IS 'What was taken off the list value. One row a day and category. Add discounts up over as many rows as you like.';
COMMENT ON COLUMN reporting.discounts_by_category.day IS 'A day of the company''s time zone';
COMMENT ON COLUMN reporting.discounts_by_category.week IS 'The Monday on which the week begins';
COMMENT ON COLUMN reporting.discounts_by_category.month IS 'The first day of the month';
COMMENT ON COLUMN reporting.discounts_by_category.category IS 'The category of the product; empty where it has none';
COMMENT ON COLUMN reporting.discounts_by_category.discounts IS 'What was taken off the list value, in the company''s currency; exact: round it when it has been added up';

CREATE OR REPLACE VIEW reporting.discounts_by_product WITH (security_invoker = true) AS
select
  "product_days"."day" as "day",
  date_trunc('week', "product_days"."day"::timestamp)::date as "week",
  date_trunc('month', "product_days"."day"::timestamp)::date as "month",
  "products"."key" as "product",
  "products"."name" as "product_name",
  "categories"."name" as "category",
  coalesce(sum("product_days"."discounts"), 0) as "discounts"
from "product_days"
  join "products" on "products"."id" = "product_days"."product_id"
  left join "categories" on "categories"."id" = "products"."category_id"
group by "product_days"."day", "products"."key", "products"."name", "categories"."name";
COMMENT ON VIEW reporting.discounts_by_product IS 'What was taken off the list value. One row a day and product. Add discounts up over as many rows as you like.';
COMMENT ON COLUMN reporting.discounts_by_product.day IS 'A day of the company''s time zone';
COMMENT ON COLUMN reporting.discounts_by_product.week IS 'The Monday on which the week begins';
COMMENT ON COLUMN reporting.discounts_by_product.month IS 'The first day of the month';
COMMENT ON COLUMN reporting.discounts_by_product.product IS 'The shop''s own code of the product';
COMMENT ON COLUMN reporting.discounts_by_product.product_name IS 'The name of the product';
COMMENT ON COLUMN reporting.discounts_by_product.category IS 'The category of the product; empty where it has none';
COMMENT ON COLUMN reporting.discounts_by_product.discounts IS 'What was taken off the list value, in the company''s currency; exact: round it when it has been added up';

CREATE OR REPLACE VIEW reporting.charged_sales WITH (security_invoker = true) AS
select
  "order_facts"."day" as "day",
  date_trunc('week', "order_facts"."day"::timestamp)::date as "week",
  date_trunc('month', "order_facts"."day"::timestamp)::date as "month",
  (coalesce(sum("order_facts"."gross"), 0) - coalesce(sum("order_facts"."discounts"), 0)) as "charged_sales"
from "order_facts"
group by "order_facts"."day";
COMMENT ON VIEW reporting.charged_sales IS 'Gross sales less discounts. One row a day. Add charged_sales up over as many rows as you like.';
COMMENT ON COLUMN reporting.charged_sales.day IS 'A day of the company''s time zone';
COMMENT ON COLUMN reporting.charged_sales.week IS 'The Monday on which the week begins';
COMMENT ON COLUMN reporting.charged_sales.month IS 'The first day of the month';
COMMENT ON COLUMN reporting.charged_sales.charged_sales IS 'Gross sales less discounts, in the company''s currency; exact: round it when it has been added up';

CREATE OR REPLACE VIEW reporting.charged_sales_by_region WITH (security_invoker = true) AS
select
  "order_facts"."day" as "day",
  date_trunc('week', "order_facts"."day"::timestamp)::date as "week",
  date_trunc('month', "order_facts"."day"::timestamp)::date as "month",
  "regions"."name" as "region",
  (coalesce(sum("order_facts"."gross"), 0) - coalesce(sum("order_facts"."discounts"), 0)) as "charged_sales"
from "order_facts"
  join "regions" on "regions"."id" = "order_facts"."region_id"
group by "order_facts"."day", "regions"."name";
COMMENT ON VIEW reporting.charged_sales_by_region IS 'Gross sales less discounts. One row a day and region. Add charged_sales up over as many rows as you like.';
COMMENT ON COLUMN reporting.charged_sales_by_region.day IS 'A day of the company''s time zone';
COMMENT ON COLUMN reporting.charged_sales_by_region.week IS 'The Monday on which the week begins';
COMMENT ON COLUMN reporting.charged_sales_by_region.month IS 'The first day of the month';
COMMENT ON COLUMN reporting.charged_sales_by_region.region IS 'The region of the order';
COMMENT ON COLUMN reporting.charged_sales_by_region.charged_sales IS 'Gross sales less discounts, in the company''s currency; exact: round it when it has been added up';

CREATE OR REPLACE VIEW reporting.charged_sales_by_channel WITH (security_invoker = true) AS
select
  "order_facts"."day" as "day",
  date_trunc('week', "order_facts"."day"::timestamp)::date as "week",
  date_trunc('month', "order_facts"."day"::timestamp)::date as "month",
  "channels"."name" as "channel",
  (coalesce(sum("order_facts"."gross"), 0) - coalesce(sum("order_facts"."discounts"), 0)) as "charged_sales"
from "order_facts"
  join "channels" on "channels"."id" = "order_facts"."channel_id"
group by "order_facts"."day", "channels"."name";
COMMENT ON VIEW reporting.charged_sales_by_channel IS 'Gross sales less discounts. One row a day and channel. Add charged_sales up over as many rows as you like.';
COMMENT ON COLUMN reporting.charged_sales_by_channel.day IS 'A day of the company''s time zone';
COMMENT ON COLUMN reporting.charged_sales_by_channel.week IS 'The Monday on which the week begins';
COMMENT ON COLUMN reporting.charged_sales_by_channel.month IS 'The first day of the month';
COMMENT ON COLUMN reporting.charged_sales_by_channel.channel IS 'The sales channel of the order';
COMMENT ON COLUMN reporting.charged_sales_by_channel.charged_sales IS 'Gross sales less discounts, in the company''s currency; exact: round it when it has been added up';

CREATE OR REPLACE VIEW reporting.charged_sales_by_category WITH (security_invoker = true) AS
select
  "product_days"."day" as "day",
  date_trunc('week', "product_days"."day"::timestamp)::date as "week",
  date_trunc('month', "product_days"."day"::timestamp)::date as "month",
  "categories"."name" as "category",
  (coalesce(sum("product_days"."gross"), 0) - coalesce(sum("product_days"."discounts"), 0)) as "charged_sales"
from "product_days"
  join "products" on "products"."id" = "product_days"."product_id"
  left join "categories" on "categories"."id" = "products"."category_id"
group by "product_days"."day", "categories"."name";
COMMENT ON VIEW reporting.charged_sales_by_category IS 'Gross sales less discounts. One row a day and category. Add charged_sales up over as many rows as you like.';
COMMENT ON COLUMN reporting.charged_sales_by_category.day IS 'A day of the company''s time zone';
COMMENT ON COLUMN reporting.charged_sales_by_category.week IS 'The Monday on which the week begins';
COMMENT ON COLUMN reporting.charged_sales_by_category.month IS 'The first day of the month';
COMMENT ON COLUMN reporting.charged_sales_by_category.category IS 'The category of the product; empty where it has none';
COMMENT ON COLUMN reporting.charged_sales_by_category.charged_sales IS 'Gross sales less discounts, in the company''s currency; exact: round it when it has been added up';

CREATE OR REPLACE VIEW reporting.charged_sales_by_product WITH (security_invoker = true) AS
select
  "product_days"."day" as "day",
  date_trunc('week', "product_days"."day"::timestamp)::date as "week",
  date_trunc('month', "product_days"."day"::timestamp)::date as "month",
  "products"."key" as "product",
  "products"."name" as "product_name",
  "categories"."name" as "category",
  (coalesce(sum("product_days"."gross"), 0) - coalesce(sum("product_days"."discounts"), 0)) as "charged_sales"
from "product_days"
  join "products" on "products"."id" = "product_days"."product_id"
  left join "categories" on "categories"."id" = "products"."category_id"
group by "product_days"."day", "products"."key", "products"."name", "categories"."name";
COMMENT ON VIEW reporting.charged_sales_by_product IS 'Gross sales less discounts. One row a day and product. Add charged_sales up over as many rows as you like.';
COMMENT ON COLUMN reporting.charged_sales_by_product.day IS 'A day of the company''s time zone';
COMMENT ON COLUMN reporting.charged_sales_by_product.week IS 'The Monday on which the week begins';
COMMENT ON COLUMN reporting.charged_sales_by_product.month IS 'The first day of the month';
COMMENT ON COLUMN reporting.charged_sales_by_product.product IS 'The shop''s own code of the product';
COMMENT ON COLUMN reporting.charged_sales_by_product.product_name IS 'The name of the product';
COMMENT ON COLUMN reporting.charged_sales_by_product.category IS 'The category of the product; empty where it has none';
COMMENT ON COLUMN reporting.charged_sales_by_product.charged_sales IS 'Gross sales less discounts, in the company''s currency; exact: round it when it has been added up';

CREATE OR REPLACE VIEW reporting.returns WITH (security_invoker = true) AS
select
  "order_facts"."day" as "day",
  date_trunc('week', "order_facts"."day"::timestamp)::date as "week",
  date_trunc('month', "order_facts"."day"::timestamp)::date as "month",
  coalesce(sum("order_facts"."returns"), 0) as "returns"
from "order_facts"
group by "order_facts"."day";
COMMENT ON VIEW reporting.returns IS 'Merchandise that came back, at what was charged, on the day it came back. One row a day. Add returns up over as many rows as you like.';
COMMENT ON COLUMN reporting.returns.day IS 'A day of the company''s time zone';
COMMENT ON COLUMN reporting.returns.week IS 'The Monday on which the week begins';
COMMENT ON COLUMN reporting.returns.month IS 'The first day of the month';
COMMENT ON COLUMN reporting.returns.returns IS 'Merchandise that came back, at what was charged, on the day it came back, in the company''s currency; exact: round it when it has been added up';

CREATE OR REPLACE VIEW reporting.returns_by_region WITH (security_invoker = true) AS
select
  "order_facts"."day" as "day",
  date_trunc('week', "order_facts"."day"::timestamp)::date as "week",
  date_trunc('month', "order_facts"."day"::timestamp)::date as "month",
  "regions"."name" as "region",
  coalesce(sum("order_facts"."returns"), 0) as "returns"
from "order_facts"
  join "regions" on "regions"."id" = "order_facts"."region_id"
group by "order_facts"."day", "regions"."name";
COMMENT ON VIEW reporting.returns_by_region IS 'Merchandise that came back, at what was charged, on the day it came back. One row a day and region. Add returns up over as many rows as you like.';
COMMENT ON COLUMN reporting.returns_by_region.day IS 'A day of the company''s time zone';
COMMENT ON COLUMN reporting.returns_by_region.week IS 'The Monday on which the week begins';
COMMENT ON COLUMN reporting.returns_by_region.month IS 'The first day of the month';
COMMENT ON COLUMN reporting.returns_by_region.region IS 'The region of the order';
COMMENT ON COLUMN reporting.returns_by_region.returns IS 'Merchandise that came back, at what was charged, on the day it came back, in the company''s currency; exact: round it when it has been added up';

CREATE OR REPLACE VIEW reporting.returns_by_channel WITH (security_invoker = true) AS
select
  "order_facts"."day" as "day",
  date_trunc('week', "order_facts"."day"::timestamp)::date as "week",
  date_trunc('month', "order_facts"."day"::timestamp)::date as "month",
  "channels"."name" as "channel",
  coalesce(sum("order_facts"."returns"), 0) as "returns"
from "order_facts"
  join "channels" on "channels"."id" = "order_facts"."channel_id"
group by "order_facts"."day", "channels"."name";
COMMENT ON VIEW reporting.returns_by_channel IS 'Merchandise that came back, at what was charged, on the day it came back. One row a day and channel. Add returns up over as many rows as you like.';
COMMENT ON COLUMN reporting.returns_by_channel.day IS 'A day of the company''s time zone';
COMMENT ON COLUMN reporting.returns_by_channel.week IS 'The Monday on which the week begins';
COMMENT ON COLUMN reporting.returns_by_channel.month IS 'The first day of the month';
COMMENT ON COLUMN reporting.returns_by_channel.channel IS 'The sales channel of the order';
COMMENT ON COLUMN reporting.returns_by_channel.returns IS 'Merchandise that came back, at what was charged, on the day it came back, in the company''s currency; exact: round it when it has been added up';

CREATE OR REPLACE VIEW reporting.returns_by_category WITH (security_invoker = true) AS
select
  "product_days"."day" as "day",
  date_trunc('week', "product_days"."day"::timestamp)::date as "week",
  date_trunc('month', "product_days"."day"::timestamp)::date as "month",
  "categories"."name" as "category",
  coalesce(sum("product_days"."returns"), 0) as "returns"
from "product_days"
  join "products" on "products"."id" = "product_days"."product_id"
  left join "categories" on "categories"."id" = "products"."category_id"
group by "product_days"."day", "categories"."name";
COMMENT ON VIEW reporting.returns_by_category IS 'Merchandise that came back, at what was charged, on the day it came back. One row a day and category. Add returns up over as many rows as you like.';
COMMENT ON COLUMN reporting.returns_by_category.day IS 'A day of the company''s time zone';
COMMENT ON COLUMN reporting.returns_by_category.week IS 'The Monday on which the week begins';
COMMENT ON COLUMN reporting.returns_by_category.month IS 'The first day of the month';
COMMENT ON COLUMN reporting.returns_by_category.category IS 'The category of the product; empty where it has none';
COMMENT ON COLUMN reporting.returns_by_category.returns IS 'Merchandise that came back, at what was charged, on the day it came back, in the company''s currency; exact: round it when it has been added up';

CREATE OR REPLACE VIEW reporting.returns_by_product WITH (security_invoker = true) AS
select
  "product_days"."day" as "day",
  date_trunc('week', "product_days"."day"::timestamp)::date as "week",
  date_trunc('month', "product_days"."day"::timestamp)::date as "month",
  "products"."key" as "product",
  "products"."name" as "product_name",
  "categories"."name" as "category",
  coalesce(sum("product_days"."returns"), 0) as "returns"
from "product_days"
  join "products" on "products"."id" = "product_days"."product_id"
  left join "categories" on "categories"."id" = "products"."category_id"
group by "product_days"."day", "products"."key", "products"."name", "categories"."name";
COMMENT ON VIEW reporting.returns_by_product IS 'Merchandise that came back, at what was charged, on the day it came back. One row a day and product. Add returns up over as many rows as you like.';
COMMENT ON COLUMN reporting.returns_by_product.day IS 'A day of the company''s time zone';
COMMENT ON COLUMN reporting.returns_by_product.week IS 'The Monday on which the week begins';
COMMENT ON COLUMN reporting.returns_by_product.month IS 'The first day of the month';
COMMENT ON COLUMN reporting.returns_by_product.product IS 'The shop''s own code of the product';
COMMENT ON COLUMN reporting.returns_by_product.product_name IS 'The name of the product';
COMMENT ON COLUMN reporting.returns_by_product.category IS 'The category of the product; empty where it has none';
COMMENT ON COLUMN reporting.returns_by_product.returns IS 'Merchandise that came back, at what was charged, on the day it came back, in the company''s currency; exact: round it when it has been added up';

CREATE OR REPLACE VIEW reporting.cancellations WITH (security_invoker = true) AS
select
  "order_facts"."day" as "day",
  date_trunc('week', "order_facts"."day"::timestamp)::date as "week",
  date_trunc('month', "order_facts"."day"::timestamp)::date as "month",
  coalesce(sum("order_facts"."cancellations"), 0) as "cancellations"
from "order_facts"
group by "order_facts"."day";
COMMENT ON VIEW reporting.cancellations IS 'Merchandise called off before it was fulfilled, at what was charged, on the day it was called off. One row a day. Add cancellations up over as many rows as you like.';
COMMENT ON COLUMN reporting.cancellations.day IS 'A day of the company''s time zone';
COMMENT ON COLUMN reporting.cancellations.week IS 'The Monday on which the week begins';
COMMENT ON COLUMN reporting.cancellations.month IS 'The first day of the month';
COMMENT ON COLUMN reporting.cancellations.cancellations IS 'Merchandise called off before it was fulfilled, at what was charged, on the day it was called off, in the company''s currency; exact: round it when it has been added up';

CREATE OR REPLACE VIEW reporting.cancellations_by_region WITH (security_invoker = true) AS
select
  "order_facts"."day" as "day",
  date_trunc('week', "order_facts"."day"::timestamp)::date as "week",
  date_trunc('month', "order_facts"."day"::timestamp)::date as "month",
  "regions"."name" as "region",
  coalesce(sum("order_facts"."cancellations"), 0) as "cancellations"
from "order_facts"
  join "regions" on "regions"."id" = "order_facts"."region_id"
group by "order_facts"."day", "regions"."name";
COMMENT ON VIEW reporting.cancellations_by_region IS 'Merchandise called off before it was fulfilled, at what was charged, on the day it was called off. One row a day and region. Add cancellations up over as many rows as you like.';
COMMENT ON COLUMN reporting.cancellations_by_region.day IS 'A day of the company''s time zone';
COMMENT ON COLUMN reporting.cancellations_by_region.week IS 'The Monday on which the week begins';
COMMENT ON COLUMN reporting.cancellations_by_region.month IS 'The first day of the month';
COMMENT ON COLUMN reporting.cancellations_by_region.region IS 'The region of the order';
COMMENT ON COLUMN reporting.cancellations_by_region.cancellations IS 'Merchandise called off before it was fulfilled, at what was charged, on the day it was called off, in the company''s currency; exact: round it when it has been added up';

CREATE OR REPLACE VIEW reporting.cancellations_by_channel WITH (security_invoker = true) AS
select
  "order_facts"."day" as "day",
  date_trunc('week', "order_facts"."day"::timestamp)::date as "week",
  date_trunc('month', "order_facts"."day"::timestamp)::date as "month",
  "channels"."name" as "channel",
  coalesce(sum("order_facts"."cancellations"), 0) as "cancellations"
from "order_facts"
  join "channels" on "channels"."id" = "order_facts"."channel_id"
group by "order_facts"."day", "channels"."name";
COMMENT ON VIEW reporting.cancellations_by_channel IS 'Merchandise called off before it was fulfilled, at what was charged, on the day it was called off. One row a day and channel. Add cancellations up over as many rows as you like.';
COMMENT ON COLUMN reporting.cancellations_by_channel.day IS 'A day of the company''s time zone';
COMMENT ON COLUMN reporting.cancellations_by_channel.week IS 'The Monday on which the week begins';
COMMENT ON COLUMN reporting.cancellations_by_channel.month IS 'The first day of the month';
COMMENT ON COLUMN reporting.cancellations_by_channel.channel IS 'The sales channel of the order';
COMMENT ON COLUMN reporting.cancellations_by_channel.cancellations IS 'Merchandise called off before it was fulfilled, at what was charged, on the day it was called off, in the company''s currency; exact: round it when it has been added up';

CREATE OR REPLACE VIEW reporting.cancellations_by_category WITH (security_invoker = true) AS
select
  "product_days"."day" as "day",
  date_trunc('week', "product_days"."day"::timestamp)::date as "week",
  date_trunc('month', "product_days"."day"::timestamp)::date as "month",
  "categories"."name" as "category",
  coalesce(sum("product_days"."cancellations"), 0) as "cancellations"
from "product_days"
  join "products" on "products"."id" = "product_days"."product_id"
  left join "categories" on "categories"."id" = "products"."category_id"
group by "product_days"."day", "categories"."name";
COMMENT ON VIEW reporting.cancellations_by_category IS 'Merchandise called off before it was fulfilled, at what was charged, on the day it was called off. One row a day and category. Add cancellations up over as many rows as you like.';
COMMENT ON COLUMN reporting.cancellations_by_category.day IS 'A day of the company''s time zone';
COMMENT ON COLUMN reporting.cancellations_by_category.week IS 'The Monday on which the week begins';
COMMENT ON COLUMN reporting.cancellations_by_category.month IS 'The first day of the month';
COMMENT ON COLUMN reporting.cancellations_by_category.category IS 'The category of the product; empty where it has none';
COMMENT ON COLUMN reporting.cancellations_by_category.cancellations IS 'Merchandise called off before it was fulfilled, at what was charged, on the day it was called off, in the company''s currency; exact: round it when it has been added up';

CREATE OR REPLACE VIEW reporting.cancellations_by_product WITH (security_invoker = true) AS
select
  "product_days"."day" as "day",
  date_trunc('week', "product_days"."day"::timestamp)::date as "week",
  date_trunc('month', "product_days"."day"::timestamp)::date as "month",
  "products"."key" as "product",
  "products"."name" as "product_name",
  "categories"."name" as "category",
  coalesce(sum("product_days"."cancellations"), 0) as "cancellations"
from "product_days"
  join "products" on "products"."id" = "product_days"."product_id"
  left join "categories" on "categories"."id" = "products"."category_id"
group by "product_days"."day", "products"."key", "products"."name", "categories"."name";
COMMENT ON VIEW reporting.cancellations_by_product IS 'Merchandise called off before it was fulfilled, at what was charged, on the day it was called off. One row a day and product. Add cancellations up over as many rows as you like.';
COMMENT ON COLUMN reporting.cancellations_by_product.day IS 'A day of the company''s time zone';
COMMENT ON COLUMN reporting.cancellations_by_product.week IS 'The Monday on which the week begins';
COMMENT ON COLUMN reporting.cancellations_by_product.month IS 'The first day of the month';
COMMENT ON COLUMN reporting.cancellations_by_product.product IS 'The shop''s own code of the product';
COMMENT ON COLUMN reporting.cancellations_by_product.product_name IS 'The name of the product';
COMMENT ON COLUMN reporting.cancellations_by_product.category IS 'The category of the product; empty where it has none';
COMMENT ON COLUMN reporting.cancellations_by_product.cancellations IS 'Merchandise called off before it was fulfilled, at what was charged, on the day it was called off, in the company''s currency; exact: round it when it has been added up';

CREATE OR REPLACE VIEW reporting.forfeited_sales WITH (security_invoker = true) AS
select
  "order_facts"."day" as "day",
  date_trunc('week', "order_facts"."day"::timestamp)::date as "week",
  date_trunc('month', "order_facts"."day"::timestamp)::date as "month",
  coalesce(sum("order_facts"."returns" + "order_facts"."cancellations"), 0) as "forfeited_sales"
from "order_facts"
group by "order_facts"."day";
COMMENT ON VIEW reporting.forfeited_sales IS 'Returns and cancellations. One row a day. Add forfeited_sales up over as many rows as you like.';
COMMENT ON COLUMN reporting.forfeited_sales.day IS 'A day of the company''s time zone';
COMMENT ON COLUMN reporting.forfeited_sales.week IS 'The Monday on which the week begins';
COMMENT ON COLUMN reporting.forfeited_sales.month IS 'The first day of the month';
COMMENT ON COLUMN reporting.forfeited_sales.forfeited_sales IS 'Returns and cancellations, in the company''s currency; exact: round it when it has been added up';

CREATE OR REPLACE VIEW reporting.forfeited_sales_by_region WITH (security_invoker = true) AS
select
  "order_facts"."day" as "day",
  date_trunc('week', "order_facts"."day"::timestamp)::date as "week",
  date_trunc('month', "order_facts"."day"::timestamp)::date as "month",
  "regions"."name" as "region",
  coalesce(sum("order_facts"."returns" + "order_facts"."cancellations"), 0) as "forfeited_sales"
from "order_facts"
  join "regions" on "regions"."id" = "order_facts"."region_id"
group by "order_facts"."day", "regions"."name";
COMMENT ON VIEW reporting.forfeited_sales_by_region IS 'Returns and cancellations. One row a day and region. Add forfeited_sales up over as many rows as you like.';
COMMENT ON COLUMN reporting.forfeited_sales_by_region.day IS 'A day of the company''s time zone';
COMMENT ON COLUMN reporting.forfeited_sales_by_region.week IS 'The Monday on which the week begins';
COMMENT ON COLUMN reporting.forfeited_sales_by_region.month IS 'The first day of the month';
COMMENT ON COLUMN reporting.forfeited_sales_by_region.region IS 'The region of the order';
COMMENT ON COLUMN reporting.forfeited_sales_by_region.forfeited_sales IS 'Returns and cancellations, in the company''s currency; exact: round it when it has been added up';

CREATE OR REPLACE VIEW reporting.forfeited_sales_by_channel WITH (security_invoker = true) AS
select
  "order_facts"."day" as "day",
  date_trunc('week', "order_facts"."day"::timestamp)::date as "week",
  date_trunc('month', "order_facts"."day"::timestamp)::date as "month",
  "channels"."name" as "channel",
  coalesce(sum("order_facts"."returns" + "order_facts"."cancellations"), 0) as "forfeited_sales"
from "order_facts"
  join "channels" on "channels"."id" = "order_facts"."channel_id"
group by "order_facts"."day", "channels"."name";
COMMENT ON VIEW reporting.forfeited_sales_by_channel IS 'Returns and cancellations. One row a day and channel. Add forfeited_sales up over as many rows as you like.';
COMMENT ON COLUMN reporting.forfeited_sales_by_channel.day IS 'A day of the company''s time zone';
COMMENT ON COLUMN reporting.forfeited_sales_by_channel.week IS 'The Monday on which the week begins';
COMMENT ON COLUMN reporting.forfeited_sales_by_channel.month IS 'The first day of the month';
COMMENT ON COLUMN reporting.forfeited_sales_by_channel.channel IS 'The sales channel of the order';
COMMENT ON COLUMN reporting.forfeited_sales_by_channel.forfeited_sales IS 'Returns and cancellations, in the company''s currency; exact: round it when it has been added up';

CREATE OR REPLACE VIEW reporting.forfeited_sales_by_category WITH (security_invoker = true) AS
select
  "product_days"."day" as "day",
  date_trunc('week', "product_days"."day"::timestamp)::date as "week",
  date_trunc('month', "product_days"."day"::timestamp)::date as "month",
  "categories"."name" as "category",
  coalesce(sum("product_days"."returns" + "product_days"."cancellations"), 0) as "forfeited_sales"
from "product_days"
  join "products" on "products"."id" = "product_days"."product_id"
  left join "categories" on "categories"."id" = "products"."category_id"
group by "product_days"."day", "categories"."name";
COMMENT ON VIEW reporting.forfeited_sales_by_category IS 'Returns and cancellations. One row a day and category. Add forfeited_sales up over as many rows as you like.';
COMMENT ON COLUMN reporting.forfeited_sales_by_category.day IS 'A day of the company''s time zone';
COMMENT ON COLUMN reporting.forfeited_sales_by_category.week IS 'The Monday on which the week begins';
COMMENT ON COLUMN reporting.forfeited_sales_by_category.month IS 'The first day of the month';
COMMENT ON COLUMN reporting.forfeited_sales_by_category.category IS 'The category of the product; empty where it has none';
COMMENT ON COLUMN reporting.forfeited_sales_by_category.forfeited_sales IS 'Returns and cancellations, in the company''s currency; exact: round it when it has been added up';

CREATE OR REPLACE VIEW reporting.forfeited_sales_by_product WITH (security_invoker = true) AS
select
  "product_days"."day" as "day",
  date_trunc('week', "product_days"."day"::timestamp)::date as "week",
  date_trunc('month', "product_days"."day"::timestamp)::date as "month",
  "products"."key" as "product",
  "products"."name" as "product_name",
  "categories"."name" as "category",
  coalesce(sum("product_days"."returns" + "product_days"."cancellations"), 0) as "forfeited_sales"
from "product_days"
  join "products" on "products"."id" = "product_days"."product_id"
  left join "categories" on "categories"."id" = "products"."category_id"
group by "product_days"."day", "products"."key", "products"."name", "categories"."name";
COMMENT ON VIEW reporting.forfeited_sales_by_product IS 'Returns and cancellations. One row a day and product. Add forfeited_sales up over as many rows as you like.';
COMMENT ON COLUMN reporting.forfeited_sales_by_product.day IS 'A day of the company''s time zone';
COMMENT ON COLUMN reporting.forfeited_sales_by_product.week IS 'The Monday on which the week begins';
COMMENT ON COLUMN reporting.forfeited_sales_by_product.month IS 'The first day of the month';
COMMENT ON COLUMN reporting.forfeited_sales_by_product.product IS 'The shop''s own code of the product';
COMMENT ON COLUMN reporting.forfeited_sales_by_product.product_name IS 'The name of the product';
COMMENT ON COLUMN reporting.forfeited_sales_by_product.category IS 'The category of the product; empty where it has none';
COMMENT ON COLUMN reporting.forfeited_sales_by_product.forfeited_sales IS 'Returns and cancellations, in the company''s currency; exact: round it when it has been added up';

CREATE OR REPLACE VIEW reporting.unmatched_forfeits WITH (security_invoker = true) AS
select
  "order_facts"."day" as "day",
  date_trunc('week', "order_facts"."day"::timestamp)::date as "week",
  date_trunc('month', "order_facts"."day"::timestamp)::date as "month",
  (coalesce(sum("order_facts"."returns" + "order_facts"."cancellations"), 0) - coalesce(sum("order_facts"."matched"), 0)) as "unmatched_forfeits"
from "order_facts"
group by "order_facts"."day";
COMMENT ON VIEW reporting.unmatched_forfeits IS 'The part of returns and cancellations whose sale could not be found. One row a day. Add unmatched_forfeits up over as many rows as you like.';
COMMENT ON COLUMN reporting.unmatched_forfeits.day IS 'A day of the company''s time zone';
COMMENT ON COLUMN reporting.unmatched_forfeits.week IS 'The Monday on which the week begins';
COMMENT ON COLUMN reporting.unmatched_forfeits.month IS 'The first day of the month';
COMMENT ON COLUMN reporting.unmatched_forfeits.unmatched_forfeits IS 'The part of returns and cancellations whose sale could not be found, in the company''s currency; exact: round it when it has been added up';

CREATE OR REPLACE VIEW reporting.unmatched_forfeits_by_region WITH (security_invoker = true) AS
select
  "order_facts"."day" as "day",
  date_trunc('week', "order_facts"."day"::timestamp)::date as "week",
  date_trunc('month', "order_facts"."day"::timestamp)::date as "month",
  "regions"."name" as "region",
  (coalesce(sum("order_facts"."returns" + "order_facts"."cancellations"), 0) - coalesce(sum("order_facts"."matched"), 0)) as "unmatched_forfeits"
from "order_facts"
  join "regions" on "regions"."id" = "order_facts"."region_id"
group by "order_facts"."day", "regions"."name";
COMMENT ON VIEW reporting.unmatched_forfeits_by_region IS 'The part of returns and cancellations whose sale could not be found. One row a day and region. Add unmatched_forfeits up over as many rows as you like.';
COMMENT ON COLUMN reporting.unmatched_forfeits_by_region.day IS 'A day of the company''s time zone';
COMMENT ON COLUMN reporting.unmatched_forfeits_by_region.week IS 'The Monday on which the week begins';
COMMENT ON COLUMN reporting.unmatched_forfeits_by_region.month IS 'The first day of the month';
COMMENT ON COLUMN reporting.unmatched_forfeits_by_region.region IS 'The region of the order';
COMMENT ON COLUMN reporting.unmatched_forfeits_by_region.unmatched_forfeits IS 'The part of returns and cancellations whose sale could not be found, in the company''s currency; exact: round it when it has been added up';

CREATE OR REPLACE VIEW reporting.unmatched_forfeits_by_channel WITH (security_invoker = true) AS
select
  "order_facts"."day" as "day",
  date_trunc('week', "order_facts"."day"::timestamp)::date as "week",
  date_trunc('month', "order_facts"."day"::timestamp)::date as "month",
  "channels"."name" as "channel",
  (coalesce(sum("order_facts"."returns" + "order_facts"."cancellations"), 0) - coalesce(sum("order_facts"."matched"), 0)) as "unmatched_forfeits"
from "order_facts"
  join "channels" on "channels"."id" = "order_facts"."channel_id"
group by "order_facts"."day", "channels"."name";
COMMENT ON VIEW reporting.unmatched_forfeits_by_channel IS 'The part of returns and cancellations whose sale could not be found. One row a day and channel. Add unmatched_forfeits up over as many rows as you like.';
COMMENT ON COLUMN reporting.unmatched_forfeits_by_channel.day IS 'A day of the company''s time zone';
COMMENT ON COLUMN reporting.unmatched_forfeits_by_channel.week IS 'The Monday on which the week begins';
COMMENT ON COLUMN reporting.unmatched_forfeits_by_channel.month IS 'The first day of the month';
COMMENT ON COLUMN reporting.unmatched_forfeits_by_channel.channel IS 'The sales channel of the order';
COMMENT ON COLUMN reporting.unmatched_forfeits_by_channel.unmatched_forfeits IS 'The part of returns and cancellations whose sale could not be found, in the company''s currency; exact: round it when it has been added up';

CREATE OR REPLACE VIEW reporting.unmatched_forfeits_by_category WITH (security_invoker = true) AS
select
  "product_days"."day" as "day",
  date_trunc('week', "product_days"."day"::timestamp)::date as "week",
  date_trunc('month', "product_days"."day"::timestamp)::date as "month",
  "categories"."name" as "category",
  (coalesce(sum("product_days"."returns" + "product_days"."cancellations"), 0) - coalesce(sum("product_days"."matched"), 0)) as "unmatched_forfeits"
from "product_days"
  join "products" on "products"."id" = "product_days"."product_id"
  left join "categories" on "categories"."id" = "products"."category_id"
group by "product_days"."day", "categories"."name";
COMMENT ON VIEW reporting.unmatched_forfeits_by_category IS 'The part of returns and cancellations whose sale could not be found. One row a day and category. Add unmatched_forfeits up over as many rows as you like.';
COMMENT ON COLUMN reporting.unmatched_forfeits_by_category.day IS 'A day of the company''s time zone';
COMMENT ON COLUMN reporting.unmatched_forfeits_by_category.week IS 'The Monday on which the week begins';
COMMENT ON COLUMN reporting.unmatched_forfeits_by_category.month IS 'The first day of the month';
COMMENT ON COLUMN reporting.unmatched_forfeits_by_category.category IS 'The category of the product; empty where it has none';
COMMENT ON COLUMN reporting.unmatched_forfeits_by_category.unmatched_forfeits IS 'The part of returns and cancellations whose sale could not be found, in the company''s currency; exact: round it when it has been added up';

CREATE OR REPLACE VIEW reporting.unmatched_forfeits_by_product WITH (security_invoker = true) AS
select
  "product_days"."day" as "day",
  date_trunc('week', "product_days"."day"::timestamp)::date as "week",
  date_trunc('month', "product_days"."day"::timestamp)::date as "month",
  "products"."key" as "product",
  "products"."name" as "product_name",
  "categories"."name" as "category",
  (coalesce(sum("product_days"."returns" + "product_days"."cancellations"), 0) - coalesce(sum("product_days"."matched"), 0)) as "unmatched_forfeits"
from "product_days"
  join "products" on "products"."id" = "product_days"."product_id"
  left join "categories" on "categories"."id" = "products"."category_id"
group by "product_days"."day", "products"."key", "products"."name", "categories"."name";
COMMENT ON VIEW reporting.unmatched_forfeits_by_product IS 'The part of returns and cancellations whose sale could not be found. One row a day and product. Add unmatched_forfeits up over as many rows as you like.';
COMMENT ON COLUMN reporting.unmatched_forfeits_by_product.day IS 'A day of the company''s time zone';
COMMENT ON COLUMN reporting.unmatched_forfeits_by_product.week IS 'The Monday on which the week begins';
COMMENT ON COLUMN reporting.unmatched_forfeits_by_product.month IS 'The first day of the month';
COMMENT ON COLUMN reporting.unmatched_forfeits_by_product.product IS 'The shop''s own code of the product';
COMMENT ON COLUMN reporting.unmatched_forfeits_by_product.product_name IS 'The name of the product';
COMMENT ON COLUMN reporting.unmatched_forfeits_by_product.category IS 'The category of the product; empty where it has none';
COMMENT ON COLUMN reporting.unmatched_forfeits_by_product.unmatched_forfeits IS 'The part of returns and cancellations whose sale could not be found, in the company''s currency; exact: round it when it has been added up';

CREATE OR REPLACE VIEW reporting.adjustments WITH (security_invoker = true) AS
select
  "order_facts"."day" as "day",
  date_trunc('week', "order_facts"."day"::timestamp)::date as "week",
  date_trunc('month', "order_facts"."day"::timestamp)::date as "month",
  coalesce(sum("order_facts"."adjustments"), 0) as "adjustments"
from "order_facts"
group by "order_facts"."day";
COMMENT ON VIEW reporting.adjustments IS 'Credits that are no merchandise: fees, postage, corrections. One row a day. Add adjustments up over as many rows as you like.';
COMMENT ON COLUMN reporting.adjustments.day IS 'A day of the company''s time zone';
COMMENT ON COLUMN reporting.adjustments.week IS 'The Monday on which the week begins';
COMMENT ON COLUMN reporting.adjustments.month IS 'The first day of the month';
COMMENT ON COLUMN reporting.adjustments.adjustments IS 'Credits that are no merchandise: fees, postage, corrections, in the company''s currency; exact: round it when it has been added up';

CREATE OR REPLACE VIEW reporting.adjustments_by_region WITH (security_invoker = true) AS
select
  "order_facts"."day" as "day",
  date_trunc('week', "order_facts"."day"::timestamp)::date as "week",
  date_trunc('month', "order_facts"."day"::timestamp)::date as "month",
  "regions"."name" as "region",
  coalesce(sum("order_facts"."adjustments"), 0) as "adjustments"
from "order_facts"
  join "regions" on "regions"."id" = "order_facts"."region_id"
group by "order_facts"."day", "regions"."name";
COMMENT ON VIEW reporting.adjustments_by_region IS 'Credits that are no merchandise: fees, postage, corrections. One row a day and region. Add adjustments up over as many rows as you like.';
COMMENT ON COLUMN reporting.adjustments_by_region.day IS 'A day of the company''s time zone';
COMMENT ON COLUMN reporting.adjustments_by_region.week IS 'The Monday on which the week begins';
COMMENT ON COLUMN reporting.adjustments_by_region.month IS 'The first day of the month';
COMMENT ON COLUMN reporting.adjustments_by_region.region IS 'The region of the order';
COMMENT ON COLUMN reporting.adjustments_by_region.adjustments IS 'Credits that are no merchandise: fees, postage, corrections, in the company''s currency; exact: round it when it has been added up';

CREATE OR REPLACE VIEW reporting.adjustments_by_channel WITH (security_invoker = true) AS
select
  "order_facts"."day" as "day",
  date_trunc('week', "order_facts"."day"::timestamp)::date as "week",
  date_trunc('month', "order_facts"."day"::timestamp)::date as "month",
  "channels"."name" as "channel",
  coalesce(sum("order_facts"."adjustments"), 0) as "adjustments"
from "order_facts"
  join "channels" on "channels"."id" = "order_facts"."channel_id"
group by "order_facts"."day", "channels"."name";
COMMENT ON VIEW reporting.adjustments_by_channel IS 'Credits that are no merchandise: fees, postage, corrections. One row a day and channel. Add adjustments up over as many rows as you like.';
COMMENT ON COLUMN reporting.adjustments_by_channel.day IS 'A day of the company''s time zone';
COMMENT ON COLUMN reporting.adjustments_by_channel.week IS 'The Monday on which the week begins';
COMMENT ON COLUMN reporting.adjustments_by_channel.month IS 'The first day of the month';
COMMENT ON COLUMN reporting.adjustments_by_channel.channel IS 'The sales channel of the order';
COMMENT ON COLUMN reporting.adjustments_by_channel.adjustments IS 'Credits that are no merchandise: fees, postage, corrections, in the company''s currency; exact: round it when it has been added up';

CREATE OR REPLACE VIEW reporting.adjustments_by_category WITH (security_invoker = true) AS
select
  "product_days"."day" as "day",
  date_trunc('week', "product_days"."day"::timestamp)::date as "week",
  date_trunc('month', "product_days"."day"::timestamp)::date as "month",
  "categories"."name" as "category",
  coalesce(sum("product_days"."adjustments"), 0) as "adjustments"
from "product_days"
  join "products" on "products"."id" = "product_days"."product_id"
  left join "categories" on "categories"."id" = "products"."category_id"
group by "product_days"."day", "categories"."name";
COMMENT ON VIEW reporting.adjustments_by_category IS 'Credits that are no merchandise: fees, postage, corrections. One row a day and category. Add adjustments up over as many rows as you like.';
COMMENT ON COLUMN reporting.adjustments_by_category.day IS 'A day of the company''s time zone';
COMMENT ON COLUMN reporting.adjustments_by_category.week IS 'The Monday on which the week begins';
COMMENT ON COLUMN reporting.adjustments_by_category.month IS 'The first day of the month';
COMMENT ON COLUMN reporting.adjustments_by_category.category IS 'The category of the product; empty where it has none';
COMMENT ON COLUMN reporting.adjustments_by_category.adjustments IS 'Credits that are no merchandise: fees, postage, corrections, in the company''s currency; exact: round it when it has been added up';

CREATE OR REPLACE VIEW reporting.adjustments_by_product WITH (security_invoker = true) AS
select
  "product_days"."day" as "day",
  date_trunc('week', "product_days"."day"::timestamp)::date as "week",
  date_trunc('month', "product_days"."day"::timestamp)::date as "month",
  "products"."key" as "product",
  "products"."name" as "product_name",
  "categories"."name" as "category",
  coalesce(sum("product_days"."adjustments"), 0) as "adjustments"
from "product_days"
  join "products" on "products"."id" = "product_days"."product_id"
  left join "categories" on "categories"."id" = "products"."category_id"
group by "product_days"."day", "products"."key", "products"."name", "categories"."name";
COMMENT ON VIEW reporting.adjustments_by_product IS 'Credits that are no merchandise: fees, postage, corrections. One row a day and product. Add adjustments up over as many rows as you like.';
COMMENT ON COLUMN reporting.adjustments_by_product.day IS 'A day of the company''s time zone';
COMMENT ON COLUMN reporting.adjustments_by_product.week IS 'The Monday on which the week begins';
COMMENT ON COLUMN reporting.adjustments_by_product.month IS 'The first day of the month';
COMMENT ON COLUMN reporting.adjustments_by_product.product IS 'The shop''s own code of the product';
COMMENT ON COLUMN reporting.adjustments_by_product.product_name IS 'The name of the product';
COMMENT ON COLUMN reporting.adjustments_by_product.category IS 'The category of the product; empty where it has none';
COMMENT ON COLUMN reporting.adjustments_by_product.adjustments IS 'Credits that are no merchandise: fees, postage, corrections, in the company''s currency; exact: round it when it has been added up';

CREATE OR REPLACE VIEW reporting.net_sales WITH (security_invoker = true) AS
select
  "order_facts"."day" as "day",
  date_trunc('week', "order_facts"."day"::timestamp)::date as "week",
  date_trunc('month', "order_facts"."day"::timestamp)::date as "month",
  ((coalesce(sum("order_facts"."gross"), 0) - coalesce(sum("order_facts"."discounts"), 0)) - coalesce(sum("order_facts"."returns" + "order_facts"."cancellations"), 0) - coalesce(sum("order_facts"."adjustments"), 0)) as "net_sales"
from "order_facts"
group by "order_facts"."day";
COMMENT ON VIEW reporting.net_sales IS 'Gross sales less discounts, returns, cancellations and adjustments. One row a day. Add net_sales up over as many rows as you like.';
COMMENT ON COLUMN reporting.net_sales.day IS 'A day of the company''s time zone';
COMMENT ON COLUMN reporting.net_sales.week IS 'The Monday on which the week begins';
COMMENT ON COLUMN reporting.net_sales.month IS 'The first day of the month';
COMMENT ON COLUMN reporting.net_sales.net_sales IS 'Gross sales less discounts, returns, cancellations and adjustments, in the company''s currency; exact: round it when it has been added up';

CREATE OR REPLACE VIEW reporting.net_sales_by_region WITH (security_invoker = true) AS
select
  "order_facts"."day" as "day",
  date_trunc('week', "order_facts"."day"::timestamp)::date as "week",
  date_trunc('month', "order_facts"."day"::timestamp)::date as "month",
  "regions"."name" as "region",
  ((coalesce(sum("order_facts"."gross"), 0) - coalesce(sum("order_facts"."discounts"), 0)) - coalesce(sum("order_facts"."returns" + "order_facts"."cancellations"), 0) - coalesce(sum("order_facts"."adjustments"), 0)) as "net_sales"
from "order_facts"
  join "regions" on "regions"."id" = "order_facts"."region_id"
group by "order_facts"."day", "regions"."name";
COMMENT ON VIEW reporting.net_sales_by_region IS 'Gross sales less discounts, returns, cancellations and adjustments. One row a day and region. Add net_sales up over as many rows as you like.';
COMMENT ON COLUMN reporting.net_sales_by_region.day IS 'A day of the company''s time zone';
COMMENT ON COLUMN reporting.net_sales_by_region.week IS 'The Monday on which the week begins';
COMMENT ON COLUMN reporting.net_sales_by_region.month IS 'The first day of the month';
COMMENT ON COLUMN reporting.net_sales_by_region.region IS 'The region of the order';
COMMENT ON COLUMN reporting.net_sales_by_region.net_sales IS 'Gross sales less discounts, returns, cancellations and adjustments, in the company''s currency; exact: round it when it has been added up';

CREATE OR REPLACE VIEW reporting.net_sales_by_channel WITH (security_invoker = true) AS
select
  "order_facts"."day" as "day",
  date_trunc('week', "order_facts"."day"::timestamp)::date as "week",
  date_trunc('month', "order_facts"."day"::timestamp)::date as "month",
  "channels"."name" as "channel",
  ((coalesce(sum("order_facts"."gross"), 0) - coalesce(sum("order_facts"."discounts"), 0)) - coalesce(sum("order_facts"."returns" + "order_facts"."cancellations"), 0) - coalesce(sum("order_facts"."adjustments"), 0)) as "net_sales"
from "order_facts"
  join "channels" on "channels"."id" = "order_facts"."channel_id"
group by "order_facts"."day", "channels"."name";
COMMENT ON VIEW reporting.net_sales_by_channel IS 'Gross sales less discounts, returns, cancellations and adjustments. One row a day and channel. Add net_sales up over as many rows as you like.';
COMMENT ON COLUMN reporting.net_sales_by_channel.day IS 'A day of the company''s time zone';
COMMENT ON COLUMN reporting.net_sales_by_channel.week IS 'The Monday on which the week begins';
COMMENT ON COLUMN reporting.net_sales_by_channel.month IS 'The first day of the month';
COMMENT ON COLUMN reporting.net_sales_by_channel.channel IS 'The sales channel of the order';
COMMENT ON COLUMN reporting.net_sales_by_channel.net_sales IS 'Gross sales less discounts, returns, cancellations and adjustments, in the company''s currency; exact: round it when it has been added up';

CREATE OR REPLACE VIEW reporting.net_sales_by_category WITH (security_invoker = true) AS
select
  "product_days"."day" as "day",
  date_trunc('week', "product_days"."day"::timestamp)::date as "week",
  date_trunc('month', "product_days"."day"::timestamp)::date as "month",
  "categories"."name" as "category",
  ((coalesce(sum("product_days"."gross"), 0) - coalesce(sum("product_days"."discounts"), 0)) - coalesce(sum("product_days"."returns" + "product_days"."cancellations"), 0) - coalesce(sum("product_days"."adjustments"), 0)) as "net_sales"
from "product_days"
  join "products" on "products"."id" = "product_days"."product_id"
  left join "categories" on "categories"."id" = "products"."category_id"
group by "product_days"."day", "categories"."name";
COMMENT ON VIEW reporting.net_sales_by_category IS 'Gross sales less discounts, returns, cancellations and adjustments. One row a day and category. Add net_sales up over as many rows as you like.';
COMMENT ON COLUMN reporting.net_sales_by_category.day IS 'A day of the company''s time zone';
COMMENT ON COLUMN reporting.net_sales_by_category.week IS 'The Monday on which the week begins';
COMMENT ON COLUMN reporting.net_sales_by_category.month IS 'The first day of the month';
COMMENT ON COLUMN reporting.net_sales_by_category.category IS 'The category of the product; empty where it has none';
COMMENT ON COLUMN reporting.net_sales_by_category.net_sales IS 'Gross sales less discounts, returns, cancellations and adjustments, in the company''s currency; exact: round it when it has been added up';

CREATE OR REPLACE VIEW reporting.net_sales_by_product WITH (security_invoker = true) AS
select
  "product_days"."day" as "day",
  date_trunc('week', "product_days"."day"::timestamp)::date as "week",
  date_trunc('month', "product_days"."day"::timestamp)::date as "month",
  "products"."key" as "product",
  "products"."name" as "product_name",
  "categories"."name" as "category",
  ((coalesce(sum("product_days"."gross"), 0) - coalesce(sum("product_days"."discounts"), 0)) - coalesce(sum("product_days"."returns" + "product_days"."cancellations"), 0) - coalesce(sum("product_days"."adjustments"), 0)) as "net_sales"
from "product_days"
  join "products" on "products"."id" = "product_days"."product_id"
  left join "categories" on "categories"."id" = "products"."category_id"
group by "product_days"."day", "products"."key", "products"."name", "categories"."name";
COMMENT ON VIEW reporting.net_sales_by_product IS 'Gross sales less discounts, returns, cancellations and adjustments. One row a day and product. Add net_sales up over as many rows as you like.';
COMMENT ON COLUMN reporting.net_sales_by_product.day IS 'A day of the company''s time zone';
COMMENT ON COLUMN reporting.net_sales_by_product.week IS 'The Monday on which the week begins';
COMMENT ON COLUMN reporting.net_sales_by_product.month IS 'The first day of the month';
COMMENT ON COLUMN reporting.net_sales_by_product.product IS 'The shop''s own code of the product';
COMMENT ON COLUMN reporting.net_sales_by_product.product_name IS 'The name of the product';
COMMENT ON COLUMN reporting.net_sales_by_product.category IS 'The category of the product; empty where it has none';
COMMENT ON COLUMN reporting.net_sales_by_product.net_sales IS 'Gross sales less discounts, returns, cancellations and adjustments, in the company''s currency; exact: round it when it has been added up';

CREATE OR REPLACE VIEW reporting.ordered_forfeited WITH (security_invoker = true) AS
select
  "order_facts"."day" as "day",
  date_trunc('week', "order_facts"."day"::timestamp)::date as "week",
  date_trunc('month', "order_facts"."day"::timestamp)::date as "month",
  coalesce(sum("order_facts"."ordered_returned" + "order_facts"."ordered_cancelled"), 0) as "ordered_forfeited"
from "order_facts"
group by "order_facts"."day";
COMMENT ON VIEW reporting.ordered_forfeited IS 'What was later returned or cancelled of the period''s own orders. One row a day. Add ordered_forfeited up over as many rows as you like. It can still rise for 30 days after the day of the order.';
COMMENT ON COLUMN reporting.ordered_forfeited.day IS 'A day of the company''s time zone';
COMMENT ON COLUMN reporting.ordered_forfeited.week IS 'The Monday on which the week begins';
COMMENT ON COLUMN reporting.ordered_forfeited.month IS 'The first day of the month';
COMMENT ON COLUMN reporting.ordered_forfeited.ordered_forfeited IS 'What was later returned or cancelled of the period''s own orders, in the company''s currency; exact: round it when it has been added up';

CREATE OR REPLACE VIEW reporting.ordered_forfeited_by_region WITH (security_invoker = true) AS
select
  "order_facts"."day" as "day",
  date_trunc('week', "order_facts"."day"::timestamp)::date as "week",
  date_trunc('month', "order_facts"."day"::timestamp)::date as "month",
  "regions"."name" as "region",
  coalesce(sum("order_facts"."ordered_returned" + "order_facts"."ordered_cancelled"), 0) as "ordered_forfeited"
from "order_facts"
  join "regions" on "regions"."id" = "order_facts"."region_id"
group by "order_facts"."day", "regions"."name";
COMMENT ON VIEW reporting.ordered_forfeited_by_region IS 'What was later returned or cancelled of the period''s own orders. One row a day and region. Add ordered_forfeited up over as many rows as you like. It can still rise for 30 days after the day of the order.';
COMMENT ON COLUMN reporting.ordered_forfeited_by_region.day IS 'A day of the company''s time zone';
COMMENT ON COLUMN reporting.ordered_forfeited_by_region.week IS 'The Monday on which the week begins';
COMMENT ON COLUMN reporting.ordered_forfeited_by_region.month IS 'The first day of the month';
COMMENT ON COLUMN reporting.ordered_forfeited_by_region.region IS 'The region of the order';
COMMENT ON COLUMN reporting.ordered_forfeited_by_region.ordered_forfeited IS 'What was later returned or cancelled of the period''s own orders, in the company''s currency; exact: round it when it has been added up';

CREATE OR REPLACE VIEW reporting.ordered_forfeited_by_channel WITH (security_invoker = true) AS
select
  "order_facts"."day" as "day",
  date_trunc('week', "order_facts"."day"::timestamp)::date as "week",
  date_trunc('month', "order_facts"."day"::timestamp)::date as "month",
  "channels"."name" as "channel",
  coalesce(sum("order_facts"."ordered_returned" + "order_facts"."ordered_cancelled"), 0) as "ordered_forfeited"
from "order_facts"
  join "channels" on "channels"."id" = "order_facts"."channel_id"
group by "order_facts"."day", "channels"."name";
COMMENT ON VIEW reporting.ordered_forfeited_by_channel IS 'What was later returned or cancelled of the period''s own orders. One row a day and channel. Add ordered_forfeited up over as many rows as you like. It can still rise for 30 days after the day of the order.';
COMMENT ON COLUMN reporting.ordered_forfeited_by_channel.day IS 'A day of the company''s time zone';
COMMENT ON COLUMN reporting.ordered_forfeited_by_channel.week IS 'The Monday on which the week begins';
COMMENT ON COLUMN reporting.ordered_forfeited_by_channel.month IS 'The first day of the month';
COMMENT ON COLUMN reporting.ordered_forfeited_by_channel.channel IS 'The sales channel of the order';
COMMENT ON COLUMN reporting.ordered_forfeited_by_channel.ordered_forfeited IS 'What was later returned or cancelled of the period''s own orders, in the company''s currency; exact: round it when it has been added up';

CREATE OR REPLACE VIEW reporting.ordered_forfeited_by_category WITH (security_invoker = true) AS
select
  "product_days"."day" as "day",
  date_trunc('week', "product_days"."day"::timestamp)::date as "week",
  date_trunc('month', "product_days"."day"::timestamp)::date as "month",
  "categories"."name" as "category",
  coalesce(sum("product_days"."ordered_returned" + "product_days"."ordered_cancelled"), 0) as "ordered_forfeited"
from "product_days"
  join "products" on "products"."id" = "product_days"."product_id"
  left join "categories" on "categories"."id" = "products"."category_id"
group by "product_days"."day", "categories"."name";
COMMENT ON VIEW reporting.ordered_forfeited_by_category IS 'What was later returned or cancelled of the period''s own orders. One row a day and category. Add ordered_forfeited up over as many rows as you like. It can still rise for 30 days after the day of the order.';
COMMENT ON COLUMN reporting.ordered_forfeited_by_category.day IS 'A day of the company''s time zone';
COMMENT ON COLUMN reporting.ordered_forfeited_by_category.week IS 'The Monday on which the week begins';
COMMENT ON COLUMN reporting.ordered_forfeited_by_category.month IS 'The first day of the month';
COMMENT ON COLUMN reporting.ordered_forfeited_by_category.category IS 'The category of the product; empty where it has none';
COMMENT ON COLUMN reporting.ordered_forfeited_by_category.ordered_forfeited IS 'What was later returned or cancelled of the period''s own orders, in the company''s currency; exact: round it when it has been added up';

CREATE OR REPLACE VIEW reporting.ordered_forfeited_by_product WITH (security_invoker = true) AS
select
  "product_days"."day" as "day",
  date_trunc('week', "product_days"."day"::timestamp)::date as "week",
  date_trunc('month', "product_days"."day"::timestamp)::date as "month",
  "products"."key" as "product",
  "products"."name" as "product_name",
  "categories"."name" as "category",
  coalesce(sum("product_days"."ordered_returned" + "product_days"."ordered_cancelled"), 0) as "ordered_forfeited"
from "product_days"
  join "products" on "products"."id" = "product_days"."product_id"
  left join "categories" on "categories"."id" = "products"."category_id"
group by "product_days"."day", "products"."key", "products"."name", "categories"."name";
COMMENT ON VIEW reporting.ordered_forfeited_by_product IS 'What was later returned or cancelled of the period''s own orders. One row a day and product. Add ordered_forfeited up over as many rows as you like. It can still rise for 30 days after the day of the order.';
COMMENT ON COLUMN reporting.ordered_forfeited_by_product.day IS 'A day of the company''s time zone';
COMMENT ON COLUMN reporting.ordered_forfeited_by_product.week IS 'The Monday on which the week begins';
COMMENT ON COLUMN reporting.ordered_forfeited_by_product.month IS 'The first day of the month';
COMMENT ON COLUMN reporting.ordered_forfeited_by_product.product IS 'The shop''s own code of the product';
COMMENT ON COLUMN reporting.ordered_forfeited_by_product.product_name IS 'The name of the product';
COMMENT ON COLUMN reporting.ordered_forfeited_by_product.category IS 'The category of the product; empty where it has none';
COMMENT ON COLUMN reporting.ordered_forfeited_by_product.ordered_forfeited IS 'What was later returned or cancelled of the period''s own orders, in the company''s currency; exact: round it when it has been added up';

CREATE OR REPLACE VIEW reporting.return_rate WITH (security_invoker = true) AS
select
  "product_days"."day" as "day",
  date_trunc('week', "product_days"."day"::timestamp)::date as "week",
  date_trunc('month', "product_days"."day"::timestamp)::date as "month",
  round(coalesce(sum("product_days"."ordered_returned"), 0)::numeric / nullif((coalesce(sum("product_days"."gross"), 0) - coalesce(sum("product_days"."discounts"), 0)), 0), 6) as "return_rate",
  coalesce(sum("product_days"."ordered_returned"), 0) as "numerator",
  (coalesce(sum("product_days"."gross"), 0) - coalesce(sum("product_days"."discounts"), 0)) as "denominator"
from "product_days"
  join "products" on "products"."id" = "product_days"."product_id"
where "products"."merchandise"
group by "product_days"."day";
COMMENT ON VIEW reporting.return_rate IS 'What was later returned of the period''s own orders, of what their merchandise was charged. One row a day. Over more rows than one it is the sum of numerator divided by the sum of denominator, never an average of return_rate. It can still rise for 30 days after the day of the order.';
COMMENT ON COLUMN reporting.return_rate.day IS 'A day of the company''s time zone';
COMMENT ON COLUMN reporting.return_rate.week IS 'The Monday on which the week begins';
COMMENT ON COLUMN reporting.return_rate.month IS 'The first day of the month';
COMMENT ON COLUMN reporting.return_rate.return_rate IS 'What was later returned of the period''s own orders, of what their merchandise was charged, as a share: 0.05 is 5 %';
COMMENT ON COLUMN reporting.return_rate.numerator IS 'The upper part of return_rate, exact';
COMMENT ON COLUMN reporting.return_rate.denominator IS 'The lower part of return_rate, exact';

CREATE OR REPLACE VIEW reporting.return_rate_by_region WITH (security_invoker = true) AS
select
  "product_days"."day" as "day",
  date_trunc('week', "product_days"."day"::timestamp)::date as "week",
  date_trunc('month', "product_days"."day"::timestamp)::date as "month",
  "regions"."name" as "region",
  round(coalesce(sum("product_days"."ordered_returned"), 0)::numeric / nullif((coalesce(sum("product_days"."gross"), 0) - coalesce(sum("product_days"."discounts"), 0)), 0), 6) as "return_rate",
  coalesce(sum("product_days"."ordered_returned"), 0) as "numerator",
  (coalesce(sum("product_days"."gross"), 0) - coalesce(sum("product_days"."discounts"), 0)) as "denominator"
from "product_days"
  join "products" on "products"."id" = "product_days"."product_id"
  join "regions" on "regions"."id" = "product_days"."region_id"
where "products"."merchandise"
group by "product_days"."day", "regions"."name";
COMMENT ON VIEW reporting.return_rate_by_region IS 'What was later returned of the period''s own orders, of what their merchandise was charged. One row a day and region. Over more rows than one it is the sum of numerator divided by the sum of denominator, never an average of return_rate. It can still rise for 30 days after the day of the order.';
COMMENT ON COLUMN reporting.return_rate_by_region.day IS 'A day of the company''s time zone';
COMMENT ON COLUMN reporting.return_rate_by_region.week IS 'The Monday on which the week begins';
COMMENT ON COLUMN reporting.return_rate_by_region.month IS 'The first day of the month';
COMMENT ON COLUMN reporting.return_rate_by_region.region IS 'The region of the order';
COMMENT ON COLUMN reporting.return_rate_by_region.return_rate IS 'What was later returned of the period''s own orders, of what their merchandise was charged, as a share: 0.05 is 5 %';
COMMENT ON COLUMN reporting.return_rate_by_region.numerator IS 'The upper part of return_rate, exact';
COMMENT ON COLUMN reporting.return_rate_by_region.denominator IS 'The lower part of return_rate, exact';

CREATE OR REPLACE VIEW reporting.return_rate_by_channel WITH (security_invoker = true) AS
select
  "product_days"."day" as "day",
  date_trunc('week', "product_days"."day"::timestamp)::date as "week",
  date_trunc('month', "product_days"."day"::timestamp)::date as "month",
  "channels"."name" as "channel",
  round(coalesce(sum("product_days"."ordered_returned"), 0)::numeric / nullif((coalesce(sum("product_days"."gross"), 0) - coalesce(sum("product_days"."discounts"), 0)), 0), 6) as "return_rate",
  coalesce(sum("product_days"."ordered_returned"), 0) as "numerator",
  (coalesce(sum("product_days"."gross"), 0) - coalesce(sum("product_days"."discounts"), 0)) as "denominator"
from "product_days"
  join "products" on "products"."id" = "product_days"."product_id"
  join "channels" on "channels"."id" = "product_days"."channel_id"
where "products"."merchandise"
group by "product_days"."day", "channels"."name";
COMMENT ON VIEW reporting.return_rate_by_channel IS 'What was later returned of the period''s own orders, of what their merchandise was charged. One row a day and channel. Over more rows than one it is the sum of numerator divided by the sum of denominator, never an average of return_rate. It can still rise for 30 days after the day of the order.';
COMMENT ON COLUMN reporting.return_rate_by_channel.day IS 'A day of the company''s time zone';
COMMENT ON COLUMN reporting.return_rate_by_channel.week IS 'The Monday on which the week begins';
COMMENT ON COLUMN reporting.return_rate_by_channel.month IS 'The first day of the month';
COMMENT ON COLUMN reporting.return_rate_by_channel.channel IS 'The sales channel of the order';
COMMENT ON COLUMN reporting.return_rate_by_channel.return_rate IS 'What was later returned of the period''s own orders, of what their merchandise was charged, as a share: 0.05 is 5 %';
COMMENT ON COLUMN reporting.return_rate_by_channel.numerator IS 'The upper part of return_rate, exact';
COMMENT ON COLUMN reporting.return_rate_by_channel.denominator IS 'The lower part of return_rate, exact';

CREATE OR REPLACE VIEW reporting.return_rate_by_category WITH (security_invoker = true) AS
select
  "product_days"."day" as "day",
  date_trunc('week', "product_days"."day"::timestamp)::date as "week",
  date_trunc('month', "product_days"."day"::timestamp)::date as "month",
  "categories"."name" as "category",
  round(coalesce(sum("product_days"."ordered_returned"), 0)::numeric / nullif((coalesce(sum("product_days"."gross"), 0) - coalesce(sum("product_days"."discounts"), 0)), 0), 6) as "return_rate",
  coalesce(sum("product_days"."ordered_returned"), 0) as "numerator",
  (coalesce(sum("product_days"."gross"), 0) - coalesce(sum("product_days"."discounts"), 0)) as "denominator"
from "product_days"
  join "products" on "products"."id" = "product_days"."product_id"
  left join "categories" on "categories"."id" = "products"."category_id"
where "products"."merchandise"
group by "product_days"."day", "categories"."name";
COMMENT ON VIEW reporting.return_rate_by_category IS 'What was later returned of the period''s own orders, of what their merchandise was charged. One row a day and category. Over more rows than one it is the sum of numerator divided by the sum of denominator, never an average of return_rate. It can still rise for 30 days after the day of the order.';
COMMENT ON COLUMN reporting.return_rate_by_category.day IS 'A day of the company''s time zone';
COMMENT ON COLUMN reporting.return_rate_by_category.week IS 'The Monday on which the week begins';
COMMENT ON COLUMN reporting.return_rate_by_category.month IS 'The first day of the month';
COMMENT ON COLUMN reporting.return_rate_by_category.category IS 'The category of the product; empty where it has none';
COMMENT ON COLUMN reporting.return_rate_by_category.return_rate IS 'What was later returned of the period''s own orders, of what their merchandise was charged, as a share: 0.05 is 5 %';
COMMENT ON COLUMN reporting.return_rate_by_category.numerator IS 'The upper part of return_rate, exact';
COMMENT ON COLUMN reporting.return_rate_by_category.denominator IS 'The lower part of return_rate, exact';

CREATE OR REPLACE VIEW reporting.return_rate_by_product WITH (security_invoker = true) AS
select
  "product_days"."day" as "day",
  date_trunc('week', "product_days"."day"::timestamp)::date as "week",
  date_trunc('month', "product_days"."day"::timestamp)::date as "month",
  "products"."key" as "product",
  "products"."name" as "product_name",
  "categories"."name" as "category",
  round(coalesce(sum("product_days"."ordered_returned"), 0)::numeric / nullif((coalesce(sum("product_days"."gross"), 0) - coalesce(sum("product_days"."discounts"), 0)), 0), 6) as "return_rate",
  coalesce(sum("product_days"."ordered_returned"), 0) as "numerator",
  (coalesce(sum("product_days"."gross"), 0) - coalesce(sum("product_days"."discounts"), 0)) as "denominator"
from "product_days"
  join "products" on "products"."id" = "product_days"."product_id"
  left join "categories" on "categories"."id" = "products"."category_id"
where "products"."merchandise"
group by "product_days"."day", "products"."key", "products"."name", "categories"."name";
COMMENT ON VIEW reporting.return_rate_by_product IS 'What was later returned of the period''s own orders, of what their merchandise was charged. One row a day and product. Over more rows than one it is the sum of numerator divided by the sum of denominator, never an average of return_rate. It can still rise for 30 days after the day of the order.';
COMMENT ON COLUMN reporting.return_rate_by_product.day IS 'A day of the company''s time zone';
COMMENT ON COLUMN reporting.return_rate_by_product.week IS 'The Monday on which the week begins';
COMMENT ON COLUMN reporting.return_rate_by_product.month IS 'The first day of the month';
COMMENT ON COLUMN reporting.return_rate_by_product.product IS 'The shop''s own code of the product';
COMMENT ON COLUMN reporting.return_rate_by_product.product_name IS 'The name of the product';
COMMENT ON COLUMN reporting.return_rate_by_product.category IS 'The category of the product; empty where it has none';
COMMENT ON COLUMN reporting.return_rate_by_product.return_rate IS 'What was later returned of the period''s own orders, of what their merchandise was charged, as a share: 0.05 is 5 %';
COMMENT ON COLUMN reporting.return_rate_by_product.numerator IS 'The upper part of return_rate, exact';
COMMENT ON COLUMN reporting.return_rate_by_product.denominator IS 'The lower part of return_rate, exact';

CREATE OR REPLACE VIEW reporting.cancellation_rate WITH (security_invoker = true) AS
select
  "product_days"."day" as "day",
  date_trunc('week', "product_days"."day"::timestamp)::date as "week",
  date_trunc('month', "product_days"."day"::timestamp)::date as "month",
  round(coalesce(sum("product_days"."ordered_cancelled"), 0)::numeric / nullif((coalesce(sum("product_days"."gross"), 0) - coalesce(sum("product_days"."discounts"), 0)), 0), 6) as "cancellation_rate",
  coalesce(sum("product_days"."ordered_cancelled"), 0) as "numerator",
  (coalesce(sum("product_days"."gross"), 0) - coalesce(sum("product_days"."discounts"), 0)) as "denominator"
from "product_days"
  join "products" on "products"."id" = "product_days"."product_id"
where "products"."merchandise"
group by "product_days"."day";
COMMENT ON VIEW reporting.cancellation_rate IS 'What was later cancelled of the period''s own orders, of what their merchandise was charged. One row a day. Over more rows than one it is the sum of numerator divided by the sum of denominator, never an average of cancellation_rate. It can still rise for 30 days after the day of the order.';
COMMENT ON COLUMN reporting.cancellation_rate.day IS 'A day of the company''s time zone';
COMMENT ON COLUMN reporting.cancellation_rate.week IS 'The Monday on which the week begins';
COMMENT ON COLUMN reporting.cancellation_rate.month IS 'The first day of the month';
COMMENT ON COLUMN reporting.cancellation_rate.cancellation_rate IS 'What was later cancelled of the period''s own orders, of what their merchandise was charged, as a share: 0.05 is 5 %';
COMMENT ON COLUMN reporting.cancellation_rate.numerator IS 'The upper part of cancellation_rate, exact';
COMMENT ON COLUMN reporting.cancellation_rate.denominator IS 'The lower part of cancellation_rate, exact';

CREATE OR REPLACE VIEW reporting.cancellation_rate_by_region WITH (security_invoker = true) AS
select
  "product_days"."day" as "day",
  date_trunc('week', "product_days"."day"::timestamp)::date as "week",
  date_trunc('month', "product_days"."day"::timestamp)::date as "month",
  "regions"."name" as "region",
  round(coalesce(sum("product_days"."ordered_cancelled"), 0)::numeric / nullif((coalesce(sum("product_days"."gross"), 0) - coalesce(sum("product_days"."discounts"), 0)), 0), 6) as "cancellation_rate",
  coalesce(sum("product_days"."ordered_cancelled"), 0) as "numerator",
  (coalesce(sum("product_days"."gross"), 0) - coalesce(sum("product_days"."discounts"), 0)) as "denominator"
from "product_days"
  join "products" on "products"."id" = "product_days"."product_id"
  join "regions" on "regions"."id" = "product_days"."region_id"
where "products"."merchandise"
group by "product_days"."day", "regions"."name";
COMMENT ON VIEW reporting.cancellation_rate_by_region IS 'What was later cancelled of the period''s own orders, of what their merchandise was charged. One row a day and region. Over more rows than one it is the sum of numerator divided by the sum of denominator, never an average of cancellation_rate. It can still rise for 30 days after the day of the order.';
COMMENT ON COLUMN reporting.cancellation_rate_by_region.day IS 'A day of the company''s time zone';
COMMENT ON COLUMN reporting.cancellation_rate_by_region.week IS 'The Monday on which the week begins';
COMMENT ON COLUMN reporting.cancellation_rate_by_region.month IS 'The first day of the month';
COMMENT ON COLUMN reporting.cancellation_rate_by_region.region IS 'The region of the order';
COMMENT ON COLUMN reporting.cancellation_rate_by_region.cancellation_rate IS 'What was later cancelled of the period''s own orders, of what their merchandise was charged, as a share: 0.05 is 5 %';
COMMENT ON COLUMN reporting.cancellation_rate_by_region.numerator IS 'The upper part of cancellation_rate, exact';
COMMENT ON COLUMN reporting.cancellation_rate_by_region.denominator IS 'The lower part of cancellation_rate, exact';

CREATE OR REPLACE VIEW reporting.cancellation_rate_by_channel WITH (security_invoker = true) AS
select
  "product_days"."day" as "day",
  date_trunc('week', "product_days"."day"::timestamp)::date as "week",
  date_trunc('month', "product_days"."day"::timestamp)::date as "month",
  "channels"."name" as "channel",
  round(coalesce(sum("product_days"."ordered_cancelled"), 0)::numeric / nullif((coalesce(sum("product_days"."gross"), 0) - coalesce(sum("product_days"."discounts"), 0)), 0), 6) as "cancellation_rate",
  coalesce(sum("product_days"."ordered_cancelled"), 0) as "numerator",
  (coalesce(sum("product_days"."gross"), 0) - coalesce(sum("product_days"."discounts"), 0)) as "denominator"
from "product_days"
  join "products" on "products"."id" = "product_days"."product_id"
  join "channels" on "channels"."id" = "product_days"."channel_id"
where "products"."merchandise"
group by "product_days"."day", "channels"."name";
COMMENT ON VIEW reporting.cancellation_rate_by_channel IS 'What was later cancelled of the period''s own orders, of what their merchandise was charged. One row a day and channel. Over more rows than one it is the sum of numerator divided by the sum of denominator, never an average of cancellation_rate. It can still rise for 30 days after the day of the order.';
COMMENT ON COLUMN reporting.cancellation_rate_by_channel.day IS 'A day of the company''s time zone';
COMMENT ON COLUMN reporting.cancellation_rate_by_channel.week IS 'The Monday on which the week begins';
COMMENT ON COLUMN reporting.cancellation_rate_by_channel.month IS 'The first day of the month';
COMMENT ON COLUMN reporting.cancellation_rate_by_channel.channel IS 'The sales channel of the order';
COMMENT ON COLUMN reporting.cancellation_rate_by_channel.cancellation_rate IS 'What was later cancelled of the period''s own orders, of what their merchandise was charged, as a share: 0.05 is 5 %';
COMMENT ON COLUMN reporting.cancellation_rate_by_channel.numerator IS 'The upper part of cancellation_rate, exact';
COMMENT ON COLUMN reporting.cancellation_rate_by_channel.denominator IS 'The lower part of cancellation_rate, exact';

CREATE OR REPLACE VIEW reporting.cancellation_rate_by_category WITH (security_invoker = true) AS
select
  "product_days"."day" as "day",
  date_trunc('week', "product_days"."day"::timestamp)::date as "week",
  date_trunc('month', "product_days"."day"::timestamp)::date as "month",
  "categories"."name" as "category",
  round(coalesce(sum("product_days"."ordered_cancelled"), 0)::numeric / nullif((coalesce(sum("product_days"."gross"), 0) - coalesce(sum("product_days"."discounts"), 0)), 0), 6) as "cancellation_rate",
  coalesce(sum("product_days"."ordered_cancelled"), 0) as "numerator",
  (coalesce(sum("product_days"."gross"), 0) - coalesce(sum("product_days"."discounts"), 0)) as "denominator"
from "product_days"
  join "products" on "products"."id" = "product_days"."product_id"
  left join "categories" on "categories"."id" = "products"."category_id"
where "products"."merchandise"
group by "product_days"."day", "categories"."name";
COMMENT ON VIEW reporting.cancellation_rate_by_category IS 'What was later cancelled of the period''s own orders, of what their merchandise was charged. One row a day and category. Over more rows than one it is the sum of numerator divided by the sum of denominator, never an average of cancellation_rate. It can still rise for 30 days after the day of the order.';
COMMENT ON COLUMN reporting.cancellation_rate_by_category.day IS 'A day of the company''s time zone';
COMMENT ON COLUMN reporting.cancellation_rate_by_category.week IS 'The Monday on which the week begins';
COMMENT ON COLUMN reporting.cancellation_rate_by_category.month IS 'The first day of the month';
COMMENT ON COLUMN reporting.cancellation_rate_by_category.category IS 'The category of the product; empty where it has none';
COMMENT ON COLUMN reporting.cancellation_rate_by_category.cancellation_rate IS 'What was later cancelled of the period''s own orders, of what their merchandise was charged, as a share: 0.05 is 5 %';
COMMENT ON COLUMN reporting.cancellation_rate_by_category.numerator IS 'The upper part of cancellation_rate, exact';
COMMENT ON COLUMN reporting.cancellation_rate_by_category.denominator IS 'The lower part of cancellation_rate, exact';

CREATE OR REPLACE VIEW reporting.cancellation_rate_by_product WITH (security_invoker = true) AS
select
  "product_days"."day" as "day",
  date_trunc('week', "product_days"."day"::timestamp)::date as "week",
  date_trunc('month', "product_days"."day"::timestamp)::date as "month",
  "products"."key" as "product",
  "products"."name" as "product_name",
  "categories"."name" as "category",
  round(coalesce(sum("product_days"."ordered_cancelled"), 0)::numeric / nullif((coalesce(sum("product_days"."gross"), 0) - coalesce(sum("product_days"."discounts"), 0)), 0), 6) as "cancellation_rate",
  coalesce(sum("product_days"."ordered_cancelled"), 0) as "numerator",
  (coalesce(sum("product_days"."gross"), 0) - coalesce(sum("product_days"."discounts"), 0)) as "denominator"
from "product_days"
  join "products" on "products"."id" = "product_days"."product_id"
  left join "categories" on "categories"."id" = "products"."category_id"
where "products"."merchandise"
group by "product_days"."day", "products"."key", "products"."name", "categories"."name";
COMMENT ON VIEW reporting.cancellation_rate_by_product IS 'What was later cancelled of the period''s own orders, of what their merchandise was charged. One row a day and product. Over more rows than one it is the sum of numerator divided by the sum of denominator, never an average of cancellation_rate. It can still rise for 30 days after the day of the order.';
COMMENT ON COLUMN reporting.cancellation_rate_by_product.day IS 'A day of the company''s time zone';
COMMENT ON COLUMN reporting.cancellation_rate_by_product.week IS 'The Monday on which the week begins';
COMMENT ON COLUMN reporting.cancellation_rate_by_product.month IS 'The first day of the month';
COMMENT ON COLUMN reporting.cancellation_rate_by_product.product IS 'The shop''s own code of the product';
COMMENT ON COLUMN reporting.cancellation_rate_by_product.product_name IS 'The name of the product';
COMMENT ON COLUMN reporting.cancellation_rate_by_product.category IS 'The category of the product; empty where it has none';
COMMENT ON COLUMN reporting.cancellation_rate_by_product.cancellation_rate IS 'What was later cancelled of the period''s own orders, of what their merchandise was charged, as a share: 0.05 is 5 %';
COMMENT ON COLUMN reporting.cancellation_rate_by_product.numerator IS 'The upper part of cancellation_rate, exact';
COMMENT ON COLUMN reporting.cancellation_rate_by_product.denominator IS 'The lower part of cancellation_rate, exact';

CREATE OR REPLACE VIEW reporting.forfeit_rate WITH (security_invoker = true) AS
select
  "product_days"."day" as "day",
  date_trunc('week', "product_days"."day"::timestamp)::date as "week",
  date_trunc('month', "product_days"."day"::timestamp)::date as "month",
  round(coalesce(sum("product_days"."ordered_returned" + "product_days"."ordered_cancelled"), 0)::numeric / nullif((coalesce(sum("product_days"."gross"), 0) - coalesce(sum("product_days"."discounts"), 0)), 0), 6) as "forfeit_rate",
  coalesce(sum("product_days"."ordered_returned" + "product_days"."ordered_cancelled"), 0) as "numerator",
  (coalesce(sum("product_days"."gross"), 0) - coalesce(sum("product_days"."discounts"), 0)) as "denominator"
from "product_days"
  join "products" on "products"."id" = "product_days"."product_id"
where "products"."merchandise"
group by "product_days"."day";
COMMENT ON VIEW reporting.forfeit_rate IS 'What was later returned or cancelled of the period''s own orders, of what their merchandise was charged. One row a day. Over more rows than one it is the sum of numerator divided by the sum of denominator, never an average of forfeit_rate. It can still rise for 30 days after the day of the order.';
COMMENT ON COLUMN reporting.forfeit_rate.day IS 'A day of the company''s time zone';
COMMENT ON COLUMN reporting.forfeit_rate.week IS 'The Monday on which the week begins';
COMMENT ON COLUMN reporting.forfeit_rate.month IS 'The first day of the month';
COMMENT ON COLUMN reporting.forfeit_rate.forfeit_rate IS 'What was later returned or cancelled of the period''s own orders, of what their merchandise was charged, as a share: 0.05 is 5 %';
COMMENT ON COLUMN reporting.forfeit_rate.numerator IS 'The upper part of forfeit_rate, exact';
COMMENT ON COLUMN reporting.forfeit_rate.denominator IS 'The lower part of forfeit_rate, exact';

CREATE OR REPLACE VIEW reporting.forfeit_rate_by_region WITH (security_invoker = true) AS
select
  "product_days"."day" as "day",
  date_trunc('week', "product_days"."day"::timestamp)::date as "week",
  date_trunc('month', "product_days"."day"::timestamp)::date as "month",
  "regions"."name" as "region",
  round(coalesce(sum("product_days"."ordered_returned" + "product_days"."ordered_cancelled"), 0)::numeric / nullif((coalesce(sum("product_days"."gross"), 0) - coalesce(sum("product_days"."discounts"), 0)), 0), 6) as "forfeit_rate",
  coalesce(sum("product_days"."ordered_returned" + "product_days"."ordered_cancelled"), 0) as "numerator",
  (coalesce(sum("product_days"."gross"), 0) - coalesce(sum("product_days"."discounts"), 0)) as "denominator"
from "product_days"
  join "products" on "products"."id" = "product_days"."product_id"
  join "regions" on "regions"."id" = "product_days"."region_id"
where "products"."merchandise"
group by "product_days"."day", "regions"."name";
COMMENT ON VIEW reporting.forfeit_rate_by_region IS 'What was later returned or cancelled of the period''s own orders, of what their merchandise was charged. One row a day and region. Over more rows than one it is the sum of numerator divided by the sum of denominator, never an average of forfeit_rate. It can still rise for 30 days after the day of the order.';
COMMENT ON COLUMN reporting.forfeit_rate_by_region.day IS 'A day of the company''s time zone';
COMMENT ON COLUMN reporting.forfeit_rate_by_region.week IS 'The Monday on which the week begins';
COMMENT ON COLUMN reporting.forfeit_rate_by_region.month IS 'The first day of the month';
COMMENT ON COLUMN reporting.forfeit_rate_by_region.region IS 'The region of the order';
COMMENT ON COLUMN reporting.forfeit_rate_by_region.forfeit_rate IS 'What was later returned or cancelled of the period''s own orders, of what their merchandise was charged, as a share: 0.05 is 5 %';
COMMENT ON COLUMN reporting.forfeit_rate_by_region.numerator IS 'The upper part of forfeit_rate, exact';
COMMENT ON COLUMN reporting.forfeit_rate_by_region.denominator IS 'The lower part of forfeit_rate, exact';

CREATE OR REPLACE VIEW reporting.forfeit_rate_by_channel WITH (security_invoker = true) AS
select
  "product_days"."day" as "day",
  date_trunc('week', "product_days"."day"::timestamp)::date as "week",
  date_trunc('month', "product_days"."day"::timestamp)::date as "month",
  "channels"."name" as "channel",
  round(coalesce(sum("product_days"."ordered_returned" + "product_days"."ordered_cancelled"), 0)::numeric / nullif((coalesce(sum("product_days"."gross"), 0) - coalesce(sum("product_days"."discounts"), 0)), 0), 6) as "forfeit_rate",
  coalesce(sum("product_days"."ordered_returned" + "product_days"."ordered_cancelled"), 0) as "numerator",
  (coalesce(sum("product_days"."gross"), 0) - coalesce(sum("product_days"."discounts"), 0)) as "denominator"
from "product_days"
  join "products" on "products"."id" = "product_days"."product_id"
  join "channels" on "channels"."id" = "product_days"."channel_id"
where "products"."merchandise"
group by "product_days"."day", "channels"."name";
COMMENT ON VIEW reporting.forfeit_rate_by_channel IS 'What was later returned or cancelled of the period''s own orders, of what their merchandise was charged. One row a day and channel. Over more rows than one it is the sum of numerator divided by the sum of denominator, never an average of forfeit_rate. It can still rise for 30 days after the day of the order.';
COMMENT ON COLUMN reporting.forfeit_rate_by_channel.day IS 'A day of the company''s time zone';
COMMENT ON COLUMN reporting.forfeit_rate_by_channel.week IS 'The Monday on which the week begins';
COMMENT ON COLUMN reporting.forfeit_rate_by_channel.month IS 'The first day of the month';
COMMENT ON COLUMN reporting.forfeit_rate_by_channel.channel IS 'The sales channel of the order';
COMMENT ON COLUMN reporting.forfeit_rate_by_channel.forfeit_rate IS 'What was later returned or cancelled of the period''s own orders, of what their merchandise was charged, as a share: 0.05 is 5 %';
COMMENT ON COLUMN reporting.forfeit_rate_by_channel.numerator IS 'The upper part of forfeit_rate, exact';
COMMENT ON COLUMN reporting.forfeit_rate_by_channel.denominator IS 'The lower part of forfeit_rate, exact';

CREATE OR REPLACE VIEW reporting.forfeit_rate_by_category WITH (security_invoker = true) AS
select
  "product_days"."day" as "day",
  date_trunc('week', "product_days"."day"::timestamp)::date as "week",
  date_trunc('month', "product_days"."day"::timestamp)::date as "month",
  "categories"."name" as "category",
  round(coalesce(sum("product_days"."ordered_returned" + "product_days"."ordered_cancelled"), 0)::numeric / nullif((coalesce(sum("product_days"."gross"), 0) - coalesce(sum("product_days"."discounts"), 0)), 0), 6) as "forfeit_rate",
  coalesce(sum("product_days"."ordered_returned" + "product_days"."ordered_cancelled"), 0) as "numerator",
  (coalesce(sum("product_days"."gross"), 0) - coalesce(sum("product_days"."discounts"), 0)) as "denominator"
from "product_days"
  join "products" on "products"."id" = "product_days"."product_id"
  left join "categories" on "categories"."id" = "products"."category_id"
where "products"."merchandise"
group by "product_days"."day", "categories"."name";
COMMENT ON VIEW reporting.forfeit_rate_by_category IS 'What was later returned or cancelled of the period''s own orders, of what their merchandise was charged. One row a day and category. Over more rows than one it is the sum of numerator divided by the sum of denominator, never an average of forfeit_rate. It can still rise for 30 days after the day of the order.';
COMMENT ON COLUMN reporting.forfeit_rate_by_category.day IS 'A day of the company''s time zone';
COMMENT ON COLUMN reporting.forfeit_rate_by_category.week IS 'The Monday on which the week begins';
COMMENT ON COLUMN reporting.forfeit_rate_by_category.month IS 'The first day of the month';
COMMENT ON COLUMN reporting.forfeit_rate_by_category.category IS 'The category of the product; empty where it has none';
COMMENT ON COLUMN reporting.forfeit_rate_by_category.forfeit_rate IS 'What was later returned or cancelled of the period''s own orders, of what their merchandise was charged, as a share: 0.05 is 5 %';
COMMENT ON COLUMN reporting.forfeit_rate_by_category.numerator IS 'The upper part of forfeit_rate, exact';
COMMENT ON COLUMN reporting.forfeit_rate_by_category.denominator IS 'The lower part of forfeit_rate, exact';

CREATE OR REPLACE VIEW reporting.forfeit_rate_by_product WITH (security_invoker = true) AS
select
  "product_days"."day" as "day",
  date_trunc('week', "product_days"."day"::timestamp)::date as "week",
  date_trunc('month', "product_days"."day"::timestamp)::date as "month",
  "products"."key" as "product",
  "products"."name" as "product_name",
  "categories"."name" as "category",
  round(coalesce(sum("product_days"."ordered_returned" + "product_days"."ordered_cancelled"), 0)::numeric / nullif((coalesce(sum("product_days"."gross"), 0) - coalesce(sum("product_days"."discounts"), 0)), 0), 6) as "forfeit_rate",
  coalesce(sum("product_days"."ordered_returned" + "product_days"."ordered_cancelled"), 0) as "numerator",
  (coalesce(sum("product_days"."gross"), 0) - coalesce(sum("product_days"."discounts"), 0)) as "denominator"
from "product_days"
  join "products" on "products"."id" = "product_days"."product_id"
  left join "categories" on "categories"."id" = "products"."category_id"
where "products"."merchandise"
group by "product_days"."day", "products"."key", "products"."name", "categories"."name";
COMMENT ON VIEW reporting.forfeit_rate_by_product IS 'What was later returned or cancelled of the period''s own orders, of what their merchandise was charged. One row a day and product. Over more rows than one it is the sum of numerator divided by the sum of denominator, never an average of forfeit_rate. It can still rise for 30 days after the day of the order.';
COMMENT ON COLUMN reporting.forfeit_rate_by_product.day IS 'A day of the company''s time zone';
COMMENT ON COLUMN reporting.forfeit_rate_by_product.week IS 'The Monday on which the week begins';
COMMENT ON COLUMN reporting.forfeit_rate_by_product.month IS 'The first day of the month';
COMMENT ON COLUMN reporting.forfeit_rate_by_product.product IS 'The shop''s own code of the product';
COMMENT ON COLUMN reporting.forfeit_rate_by_product.product_name IS 'The name of the product';
COMMENT ON COLUMN reporting.forfeit_rate_by_product.category IS 'The category of the product; empty where it has none';
COMMENT ON COLUMN reporting.forfeit_rate_by_product.forfeit_rate IS 'What was later returned or cancelled of the period''s own orders, of what their merchandise was charged, as a share: 0.05 is 5 %';
COMMENT ON COLUMN reporting.forfeit_rate_by_product.numerator IS 'The upper part of forfeit_rate, exact';
COMMENT ON COLUMN reporting.forfeit_rate_by_product.denominator IS 'The lower part of forfeit_rate, exact';

CREATE OR REPLACE VIEW reporting.orders WITH (security_invoker = true) AS
select
  "order_facts"."day" as "day",
  date_trunc('week', "order_facts"."day"::timestamp)::date as "week",
  date_trunc('month', "order_facts"."day"::timestamp)::date as "month",
  count(distinct "order_facts"."order_id") filter (where "order_facts"."sale_lines" > 0) as "orders"
from "order_facts"
group by "order_facts"."day";
COMMENT ON VIEW reporting.orders IS 'Orders with at least one sale line in the period. One row a day. Add orders up over as many rows as you like.';
COMMENT ON COLUMN reporting.orders.day IS 'A day of the company''s time zone';
COMMENT ON COLUMN reporting.orders.week IS 'The Monday on which the week begins';
COMMENT ON COLUMN reporting.orders.month IS 'The first day of the month';
COMMENT ON COLUMN reporting.orders.orders IS 'Orders with at least one sale line in the period';

CREATE OR REPLACE VIEW reporting.orders_by_region WITH (security_invoker = true) AS
select
  "order_facts"."day" as "day",
  date_trunc('week', "order_facts"."day"::timestamp)::date as "week",
  date_trunc('month', "order_facts"."day"::timestamp)::date as "month",
  "regions"."name" as "region",
  count(distinct "order_facts"."order_id") filter (where "order_facts"."sale_lines" > 0) as "orders"
from "order_facts"
  join "regions" on "regions"."id" = "order_facts"."region_id"
group by "order_facts"."day", "regions"."name";
COMMENT ON VIEW reporting.orders_by_region IS 'Orders with at least one sale line in the period. One row a day and region. Add orders up over as many rows as you like.';
COMMENT ON COLUMN reporting.orders_by_region.day IS 'A day of the company''s time zone';
COMMENT ON COLUMN reporting.orders_by_region.week IS 'The Monday on which the week begins';
COMMENT ON COLUMN reporting.orders_by_region.month IS 'The first day of the month';
COMMENT ON COLUMN reporting.orders_by_region.region IS 'The region of the order';
COMMENT ON COLUMN reporting.orders_by_region.orders IS 'Orders with at least one sale line in the period';

CREATE OR REPLACE VIEW reporting.orders_by_channel WITH (security_invoker = true) AS
select
  "order_facts"."day" as "day",
  date_trunc('week', "order_facts"."day"::timestamp)::date as "week",
  date_trunc('month', "order_facts"."day"::timestamp)::date as "month",
  "channels"."name" as "channel",
  count(distinct "order_facts"."order_id") filter (where "order_facts"."sale_lines" > 0) as "orders"
from "order_facts"
  join "channels" on "channels"."id" = "order_facts"."channel_id"
group by "order_facts"."day", "channels"."name";
COMMENT ON VIEW reporting.orders_by_channel IS 'Orders with at least one sale line in the period. One row a day and channel. Add orders up over as many rows as you like.';
COMMENT ON COLUMN reporting.orders_by_channel.day IS 'A day of the company''s time zone';
COMMENT ON COLUMN reporting.orders_by_channel.week IS 'The Monday on which the week begins';
COMMENT ON COLUMN reporting.orders_by_channel.month IS 'The first day of the month';
COMMENT ON COLUMN reporting.orders_by_channel.channel IS 'The sales channel of the order';
COMMENT ON COLUMN reporting.orders_by_channel.orders IS 'Orders with at least one sale line in the period';

CREATE OR REPLACE VIEW reporting.orders_by_category WITH (security_invoker = true) AS
select
  "order_categories"."day" as "day",
  date_trunc('week', "order_categories"."day"::timestamp)::date as "week",
  date_trunc('month', "order_categories"."day"::timestamp)::date as "month",
  "categories"."name" as "category",
  count(distinct "order_categories"."order_id") filter (where "order_categories"."sale_lines" > 0) as "orders"
from "order_categories"
  join "categories" on "categories"."id" = "order_categories"."category_id"
group by "order_categories"."day", "categories"."name";
COMMENT ON VIEW reporting.orders_by_category IS 'Orders with at least one sale line in the period. One row a day and category. Add orders up over as many rows as you like, but never over categories.';
COMMENT ON COLUMN reporting.orders_by_category.day IS 'A day of the company''s time zone';
COMMENT ON COLUMN reporting.orders_by_category.week IS 'The Monday on which the week begins';
COMMENT ON COLUMN reporting.orders_by_category.month IS 'The first day of the month';
COMMENT ON COLUMN reporting.orders_by_category.category IS 'The category of the product; empty where it has none';
COMMENT ON COLUMN reporting.orders_by_category.orders IS 'Orders with at least one sale line in the period';

CREATE OR REPLACE VIEW reporting.active_customers WITH (security_invoker = true) AS
select
  "order_facts"."day" as "day",
  date_trunc('week', "order_facts"."day"::timestamp)::date as "week",
  date_trunc('month', "order_facts"."day"::timestamp)::date as "month",
  count(distinct "order_facts"."customer_id") filter (where "order_facts"."sale_lines" > 0) as "active_customers"
from "order_facts"
group by "order_facts"."day";
COMMENT ON VIEW reporting.active_customers IS 'Identified customers with an order in the period; guests are no customers. One row a day. A customer counts once a day in each row, so rows do not add up. For weeks and months read active_customers_weekly and active_customers_monthly, for any other period each_order.';
COMMENT ON COLUMN reporting.active_customers.day IS 'A day of the company''s time zone';
COMMENT ON COLUMN reporting.active_customers.week IS 'The Monday on which the week begins';
COMMENT ON COLUMN reporting.active_customers.month IS 'The first day of the month';
COMMENT ON COLUMN reporting.active_customers.active_customers IS 'Identified customers with an order in the period; guests are no customers';

CREATE OR REPLACE VIEW reporting.active_customers_weekly WITH (security_invoker = true) AS
select
  date_trunc('week', "order_facts"."day"::timestamp)::date as "week",
  date_trunc('week', "order_facts"."day"::timestamp)::date >= (select "coverage"."first_day" from "coverage") and (date_trunc('week', "order_facts"."day"::timestamp)::date + interval '1 week')::date <= (select "coverage"."as_of" from "coverage") + 1 as "complete",
  count(distinct "order_facts"."customer_id") filter (where "order_facts"."sale_lines" > 0) as "active_customers"
from "order_facts"
group by date_trunc('week', "order_facts"."day"::timestamp)::date;
COMMENT ON VIEW reporting.active_customers_weekly IS 'Identified customers with an order in the period; guests are no customers. One row a week. A customer counts once a week in each row, so rows do not add up. For any other period read each_order.';
COMMENT ON COLUMN reporting.active_customers_weekly.week IS 'The Monday on which the week begins';
COMMENT ON COLUMN reporting.active_customers_weekly.complete IS 'Whether the data covers all of the week: compare no week that it cuts short';
COMMENT ON COLUMN reporting.active_customers_weekly.active_customers IS 'Identified customers with an order in the period; guests are no customers';

CREATE OR REPLACE VIEW reporting.active_customers_monthly WITH (security_invoker = true) AS
select
  date_trunc('month', "order_facts"."day"::timestamp)::date as "month",
  date_trunc('month', "order_facts"."day"::timestamp)::date >= (select "coverage"."first_day" from "coverage") and (date_trunc('month', "order_facts"."day"::timestamp)::date + interval '1 month')::date <= (select "coverage"."as_of" from "coverage") + 1 as "complete",
  count(distinct "order_facts"."customer_id") filter (where "order_facts"."sale_lines" > 0) as "active_customers"
from "order_facts"
group by date_trunc('month', "order_facts"."day"::timestamp)::date;
COMMENT ON VIEW reporting.active_customers_monthly IS 'Identified customers with an order in the period; guests are no customers. One row a month. A customer counts once a month in each row, so rows do not add up. For any other period read each_order.';
COMMENT ON COLUMN reporting.active_customers_monthly.month IS 'The first day of the month';
COMMENT ON COLUMN reporting.active_customers_monthly.complete IS 'Whether the data covers all of the month: compare no month that it cuts short';
COMMENT ON COLUMN reporting.active_customers_monthly.active_customers IS 'Identified customers with an order in the period; guests are no customers';

CREATE OR REPLACE VIEW reporting.active_customers_by_region WITH (security_invoker = true) AS
select
  "order_facts"."day" as "day",
  date_trunc('week', "order_facts"."day"::timestamp)::date as "week",
  date_trunc('month', "order_facts"."day"::timestamp)::date as "month",
  "regions"."name" as "region",
  count(distinct "order_facts"."customer_id") filter (where "order_facts"."sale_lines" > 0) as "active_customers"
from "order_facts"
  join "regions" on "regions"."id" = "order_facts"."region_id"
group by "order_facts"."day", "regions"."name";
COMMENT ON VIEW reporting.active_customers_by_region IS 'Identified customers with an order in the period; guests are no customers. One row a day and region. A customer counts once a day in each row, so rows do not add up. For weeks and months read active_customers_by_region_weekly and active_customers_by_region_monthly, for any other period each_order.';
COMMENT ON COLUMN reporting.active_customers_by_region.day IS 'A day of the company''s time zone';
COMMENT ON COLUMN reporting.active_customers_by_region.week IS 'The Monday on which the week begins';
COMMENT ON COLUMN reporting.active_customers_by_region.month IS 'The first day of the month';
COMMENT ON COLUMN reporting.active_customers_by_region.region IS 'The region of the order';
COMMENT ON COLUMN reporting.active_customers_by_region.active_customers IS 'Identified customers with an order in the period; guests are no customers';

CREATE OR REPLACE VIEW reporting.active_customers_by_region_weekly WITH (security_invoker = true) AS
select
  date_trunc('week', "order_facts"."day"::timestamp)::date as "week",
  date_trunc('week', "order_facts"."day"::timestamp)::date >= (select "coverage"."first_day" from "coverage") and (date_trunc('week', "order_facts"."day"::timestamp)::date + interval '1 week')::date <= (select "coverage"."as_of" from "coverage") + 1 as "complete",
  "regions"."name" as "region",
  count(distinct "order_facts"."customer_id") filter (where "order_facts"."sale_lines" > 0) as "active_customers"
from "order_facts"
  join "regions" on "regions"."id" = "order_facts"."region_id"
group by date_trunc('week', "order_facts"."day"::timestamp)::date, "regions"."name";
COMMENT ON VIEW reporting.active_customers_by_region_weekly IS 'Identified customers with an order in the period; guests are no customers. One row a week and region. A customer counts once a week in each row, so rows do not add up. For any other period read each_order.';
COMMENT ON COLUMN reporting.active_customers_by_region_weekly.week IS 'The Monday on which the week begins';
COMMENT ON COLUMN reporting.active_customers_by_region_weekly.complete IS 'Whether the data covers all of the week: compare no week that it cuts short';
COMMENT ON COLUMN reporting.active_customers_by_region_weekly.region IS 'The region of the order';
COMMENT ON COLUMN reporting.active_customers_by_region_weekly.active_customers IS 'Identified customers with an order in the period; guests are no customers';

CREATE OR REPLACE VIEW reporting.active_customers_by_region_monthly WITH (security_invoker = true) AS
select
  date_trunc('month', "order_facts"."day"::timestamp)::date as "month",
  date_trunc('month', "order_facts"."day"::timestamp)::date >= (select "coverage"."first_day" from "coverage") and (date_trunc('month', "order_facts"."day"::timestamp)::date + interval '1 month')::date <= (select "coverage"."as_of" from "coverage") + 1 as "complete",
  "regions"."name" as "region",
  count(distinct "order_facts"."customer_id") filter (where "order_facts"."sale_lines" > 0) as "active_customers"
from "order_facts"
  join "regions" on "regions"."id" = "order_facts"."region_id"
group by date_trunc('month', "order_facts"."day"::timestamp)::date, "regions"."name";
COMMENT ON VIEW reporting.active_customers_by_region_monthly IS 'Identified customers with an order in the period; guests are no customers. One row a month and region. A customer counts once a month in each row, so rows do not add up. For any other period read each_order.';
COMMENT ON COLUMN reporting.active_customers_by_region_monthly.month IS 'The first day of the month';
COMMENT ON COLUMN reporting.active_customers_by_region_monthly.complete IS 'Whether the data covers all of the month: compare no month that it cuts short';
COMMENT ON COLUMN reporting.active_customers_by_region_monthly.region IS 'The region of the order';
COMMENT ON COLUMN reporting.active_customers_by_region_monthly.active_customers IS 'Identified customers with an order in the period; guests are no customers';

CREATE OR REPLACE VIEW reporting.active_customers_by_channel WITH (security_invoker = true) AS
select
  "order_facts"."day" as "day",
  date_trunc('week', "order_facts"."day"::timestamp)::date as "week",
  date_trunc('month', "order_facts"."day"::timestamp)::date as "month",
  "channels"."name" as "channel",
  count(distinct "order_facts"."customer_id") filter (where "order_facts"."sale_lines" > 0) as "active_customers"
from "order_facts"
  join "channels" on "channels"."id" = "order_facts"."channel_id"
group by "order_facts"."day", "channels"."name";
COMMENT ON VIEW reporting.active_customers_by_channel IS 'Identified customers with an order in the period; guests are no customers. One row a day and channel. A customer counts once a day in each row, so rows do not add up. For weeks and months read active_customers_by_channel_weekly and active_customers_by_channel_monthly, for any other period each_order.';
COMMENT ON COLUMN reporting.active_customers_by_channel.day IS 'A day of the company''s time zone';
COMMENT ON COLUMN reporting.active_customers_by_channel.week IS 'The Monday on which the week begins';
COMMENT ON COLUMN reporting.active_customers_by_channel.month IS 'The first day of the month';
COMMENT ON COLUMN reporting.active_customers_by_channel.channel IS 'The sales channel of the order';
COMMENT ON COLUMN reporting.active_customers_by_channel.active_customers IS 'Identified customers with an order in the period; guests are no customers';

CREATE OR REPLACE VIEW reporting.active_customers_by_channel_weekly WITH (security_invoker = true) AS
select
  date_trunc('week', "order_facts"."day"::timestamp)::date as "week",
  date_trunc('week', "order_facts"."day"::timestamp)::date >= (select "coverage"."first_day" from "coverage") and (date_trunc('week', "order_facts"."day"::timestamp)::date + interval '1 week')::date <= (select "coverage"."as_of" from "coverage") + 1 as "complete",
  "channels"."name" as "channel",
  count(distinct "order_facts"."customer_id") filter (where "order_facts"."sale_lines" > 0) as "active_customers"
from "order_facts"
  join "channels" on "channels"."id" = "order_facts"."channel_id"
group by date_trunc('week', "order_facts"."day"::timestamp)::date, "channels"."name";
COMMENT ON VIEW reporting.active_customers_by_channel_weekly IS 'Identified customers with an order in the period; guests are no customers. One row a week and channel. A customer counts once a week in each row, so rows do not add up. For any other period read each_order.';
COMMENT ON COLUMN reporting.active_customers_by_channel_weekly.week IS 'The Monday on which the week begins';
COMMENT ON COLUMN reporting.active_customers_by_channel_weekly.complete IS 'Whether the data covers all of the week: compare no week that it cuts short';
COMMENT ON COLUMN reporting.active_customers_by_channel_weekly.channel IS 'The sales channel of the order';
COMMENT ON COLUMN reporting.active_customers_by_channel_weekly.active_customers IS 'Identified customers with an order in the period; guests are no customers';

CREATE OR REPLACE VIEW reporting.active_customers_by_channel_monthly WITH (security_invoker = true) AS
select
  date_trunc('month', "order_facts"."day"::timestamp)::date as "month",
  date_trunc('month', "order_facts"."day"::timestamp)::date >= (select "coverage"."first_day" from "coverage") and (date_trunc('month', "order_facts"."day"::timestamp)::date + interval '1 month')::date <= (select "coverage"."as_of" from "coverage") + 1 as "complete",
  "channels"."name" as "channel",
  count(distinct "order_facts"."customer_id") filter (where "order_facts"."sale_lines" > 0) as "active_customers"
from "order_facts"
  join "channels" on "channels"."id" = "order_facts"."channel_id"
group by date_trunc('month', "order_facts"."day"::timestamp)::date, "channels"."name";
COMMENT ON VIEW reporting.active_customers_by_channel_monthly IS 'Identified customers with an order in the period; guests are no customers. One row a month and channel. A customer counts once a month in each row, so rows do not add up. For any other period read each_order.';
COMMENT ON COLUMN reporting.active_customers_by_channel_monthly.month IS 'The first day of the month';
COMMENT ON COLUMN reporting.active_customers_by_channel_monthly.complete IS 'Whether the data covers all of the month: compare no month that it cuts short';
COMMENT ON COLUMN reporting.active_customers_by_channel_monthly.channel IS 'The sales channel of the order';
COMMENT ON COLUMN reporting.active_customers_by_channel_monthly.active_customers IS 'Identified customers with an order in the period; guests are no customers';

CREATE OR REPLACE VIEW reporting.active_customers_by_category WITH (security_invoker = true) AS
select
  "order_categories"."day" as "day",
  date_trunc('week', "order_categories"."day"::timestamp)::date as "week",
  date_trunc('month', "order_categories"."day"::timestamp)::date as "month",
  "categories"."name" as "category",
  count(distinct "order_categories"."customer_id") filter (where "order_categories"."sale_lines" > 0) as "active_customers"
from "order_categories"
  join "categories" on "categories"."id" = "order_categories"."category_id"
group by "order_categories"."day", "categories"."name";
COMMENT ON VIEW reporting.active_customers_by_category IS 'Identified customers with an order in the period; guests are no customers. One row a day and category. A customer counts once a day in each row, so rows do not add up. For weeks and months read active_customers_by_category_weekly and active_customers_by_category_monthly, for any other period each_order_by_category.';
COMMENT ON COLUMN reporting.active_customers_by_category.day IS 'A day of the company''s time zone';
COMMENT ON COLUMN reporting.active_customers_by_category.week IS 'The Monday on which the week begins';
COMMENT ON COLUMN reporting.active_customers_by_category.month IS 'The first day of the month';
COMMENT ON COLUMN reporting.active_customers_by_category.category IS 'The category of the product; empty where it has none';
COMMENT ON COLUMN reporting.active_customers_by_category.active_customers IS 'Identified customers with an order in the period; guests are no customers';

CREATE OR REPLACE VIEW reporting.active_customers_by_category_weekly WITH (security_invoker = true) AS
select
  date_trunc('week', "order_categories"."day"::timestamp)::date as "week",
  date_trunc('week', "order_categories"."day"::timestamp)::date >= (select "coverage"."first_day" from "coverage") and (date_trunc('week', "order_categories"."day"::timestamp)::date + interval '1 week')::date <= (select "coverage"."as_of" from "coverage") + 1 as "complete",
  "categories"."name" as "category",
  count(distinct "order_categories"."customer_id") filter (where "order_categories"."sale_lines" > 0) as "active_customers"
from "order_categories"
  join "categories" on "categories"."id" = "order_categories"."category_id"
group by date_trunc('week', "order_categories"."day"::timestamp)::date, "categories"."name";
COMMENT ON VIEW reporting.active_customers_by_category_weekly IS 'Identified customers with an order in the period; guests are no customers. One row a week and category. A customer counts once a week in each row, so rows do not add up. For any other period read each_order_by_category.';
COMMENT ON COLUMN reporting.active_customers_by_category_weekly.week IS 'The Monday on which the week begins';
COMMENT ON COLUMN reporting.active_customers_by_category_weekly.complete IS 'Whether the data covers all of the week: compare no week that it cuts short';
COMMENT ON COLUMN reporting.active_customers_by_category_weekly.category IS 'The category of the product; empty where it has none';
COMMENT ON COLUMN reporting.active_customers_by_category_weekly.active_customers IS 'Identified customers with an order in the period; guests are no customers';

CREATE OR REPLACE VIEW reporting.active_customers_by_category_monthly WITH (security_invoker = true) AS
select
  date_trunc('month', "order_categories"."day"::timestamp)::date as "month",
  date_trunc('month', "order_categories"."day"::timestamp)::date >= (select "coverage"."first_day" from "coverage") and (date_trunc('month', "order_categories"."day"::timestamp)::date + interval '1 month')::date <= (select "coverage"."as_of" from "coverage") + 1 as "complete",
  "categories"."name" as "category",
  count(distinct "order_categories"."customer_id") filter (where "order_categories"."sale_lines" > 0) as "active_customers"
from "order_categories"
  join "categories" on "categories"."id" = "order_categories"."category_id"
group by date_trunc('month', "order_categories"."day"::timestamp)::date, "categories"."name";
COMMENT ON VIEW reporting.active_customers_by_category_monthly IS 'Identified customers with an order in the period; guests are no customers. One row a month and category. A customer counts once a month in each row, so rows do not add up. For any other period read each_order_by_category.';
COMMENT ON COLUMN reporting.active_customers_by_category_monthly.month IS 'The first day of the month';
COMMENT ON COLUMN reporting.active_customers_by_category_monthly.complete IS 'Whether the data covers all of the month: compare no month that it cuts short';
COMMENT ON COLUMN reporting.active_customers_by_category_monthly.category IS 'The category of the product; empty where it has none';
COMMENT ON COLUMN reporting.active_customers_by_category_monthly.active_customers IS 'Identified customers with an order in the period; guests are no customers';

CREATE OR REPLACE VIEW reporting.average_order_value WITH (security_invoker = true) AS
select
  "order_facts"."day" as "day",
  date_trunc('week', "order_facts"."day"::timestamp)::date as "week",
  date_trunc('month', "order_facts"."day"::timestamp)::date as "month",
  round((coalesce(sum("order_facts"."gross"), 0) - coalesce(sum("order_facts"."discounts"), 0))::numeric / nullif(count(distinct "order_facts"."order_id") filter (where "order_facts"."sale_lines" > 0), 0), 2) as "average_order_value",
  (coalesce(sum("order_facts"."gross"), 0) - coalesce(sum("order_facts"."discounts"), 0)) as "numerator",
  count(distinct "order_facts"."order_id") filter (where "order_facts"."sale_lines" > 0) as "denominator"
from "order_facts"
group by "order_facts"."day";
COMMENT ON VIEW reporting.average_order_value IS 'Charged sales by order. One row a day. Over more rows than one it is the sum of numerator divided by the sum of denominator, never an average of average_order_value.';
COMMENT ON COLUMN reporting.average_order_value.day IS 'A day of the company''s time zone';
COMMENT ON COLUMN reporting.average_order_value.week IS 'The Monday on which the week begins';
COMMENT ON COLUMN reporting.average_order_value.month IS 'The first day of the month';
COMMENT ON COLUMN reporting.average_order_value.average_order_value IS 'Charged sales by order, in the company''s currency';
COMMENT ON COLUMN reporting.average_order_value.numerator IS 'The upper part of average_order_value, exact';
COMMENT ON COLUMN reporting.average_order_value.denominator IS 'The lower part of average_order_value, exact';

CREATE OR REPLACE VIEW reporting.average_order_value_by_region WITH (security_invoker = true) AS
select
  "order_facts"."day" as "day",
  date_trunc('week', "order_facts"."day"::timestamp)::date as "week",
  date_trunc('month', "order_facts"."day"::timestamp)::date as "month",
  "regions"."name" as "region",
  round((coalesce(sum("order_facts"."gross"), 0) - coalesce(sum("order_facts"."discounts"), 0))::numeric / nullif(count(distinct "order_facts"."order_id") filter (where "order_facts"."sale_lines" > 0), 0), 2) as "average_order_value",
  (coalesce(sum("order_facts"."gross"), 0) - coalesce(sum("order_facts"."discounts"), 0)) as "numerator",
  count(distinct "order_facts"."order_id") filter (where "order_facts"."sale_lines" > 0) as "denominator"
from "order_facts"
  join "regions" on "regions"."id" = "order_facts"."region_id"
group by "order_facts"."day", "regions"."name";
COMMENT ON VIEW reporting.average_order_value_by_region IS 'Charged sales by order. One row a day and region. Over more rows than one it is the sum of numerator divided by the sum of denominator, never an average of average_order_value.';
COMMENT ON COLUMN reporting.average_order_value_by_region.day IS 'A day of the company''s time zone';
COMMENT ON COLUMN reporting.average_order_value_by_region.week IS 'The Monday on which the week begins';
COMMENT ON COLUMN reporting.average_order_value_by_region.month IS 'The first day of the month';
COMMENT ON COLUMN reporting.average_order_value_by_region.region IS 'The region of the order';
COMMENT ON COLUMN reporting.average_order_value_by_region.average_order_value IS 'Charged sales by order, in the company''s currency';
COMMENT ON COLUMN reporting.average_order_value_by_region.numerator IS 'The upper part of average_order_value, exact';
COMMENT ON COLUMN reporting.average_order_value_by_region.denominator IS 'The lower part of average_order_value, exact';

CREATE OR REPLACE VIEW reporting.average_order_value_by_channel WITH (security_invoker = true) AS
select
  "order_facts"."day" as "day",
  date_trunc('week', "order_facts"."day"::timestamp)::date as "week",
  date_trunc('month', "order_facts"."day"::timestamp)::date as "month",
  "channels"."name" as "channel",
  round((coalesce(sum("order_facts"."gross"), 0) - coalesce(sum("order_facts"."discounts"), 0))::numeric / nullif(count(distinct "order_facts"."order_id") filter (where "order_facts"."sale_lines" > 0), 0), 2) as "average_order_value",
  (coalesce(sum("order_facts"."gross"), 0) - coalesce(sum("order_facts"."discounts"), 0)) as "numerator",
  count(distinct "order_facts"."order_id") filter (where "order_facts"."sale_lines" > 0) as "denominator"
from "order_facts"
  join "channels" on "channels"."id" = "order_facts"."channel_id"
group by "order_facts"."day", "channels"."name";
COMMENT ON VIEW reporting.average_order_value_by_channel IS 'Charged sales by order. One row a day and channel. Over more rows than one it is the sum of numerator divided by the sum of denominator, never an average of average_order_value.';
COMMENT ON COLUMN reporting.average_order_value_by_channel.day IS 'A day of the company''s time zone';
COMMENT ON COLUMN reporting.average_order_value_by_channel.week IS 'The Monday on which the week begins';
COMMENT ON COLUMN reporting.average_order_value_by_channel.month IS 'The first day of the month';
COMMENT ON COLUMN reporting.average_order_value_by_channel.channel IS 'The sales channel of the order';
COMMENT ON COLUMN reporting.average_order_value_by_channel.average_order_value IS 'Charged sales by order, in the company''s currency';
COMMENT ON COLUMN reporting.average_order_value_by_channel.numerator IS 'The upper part of average_order_value, exact';
COMMENT ON COLUMN reporting.average_order_value_by_channel.denominator IS 'The lower part of average_order_value, exact';

CREATE OR REPLACE VIEW reporting.average_order_value_by_category WITH (security_invoker = true) AS
select
  "order_categories"."day" as "day",
  date_trunc('week', "order_categories"."day"::timestamp)::date as "week",
  date_trunc('month', "order_categories"."day"::timestamp)::date as "month",
  "categories"."name" as "category",
  round((coalesce(sum("order_categories"."gross"), 0) - coalesce(sum("order_categories"."discounts"), 0))::numeric / nullif(count(distinct "order_categories"."order_id") filter (where "order_categories"."sale_lines" > 0), 0), 2) as "average_order_value",
  (coalesce(sum("order_categories"."gross"), 0) - coalesce(sum("order_categories"."discounts"), 0)) as "numerator",
  count(distinct "order_categories"."order_id") filter (where "order_categories"."sale_lines" > 0) as "denominator"
from "order_categories"
  join "categories" on "categories"."id" = "order_categories"."category_id"
group by "order_categories"."day", "categories"."name";
COMMENT ON VIEW reporting.average_order_value_by_category IS 'Charged sales by order. One row a day and category. Over more rows than one it is the sum of numerator divided by the sum of denominator, but never over categories, never an average of average_order_value.';
COMMENT ON COLUMN reporting.average_order_value_by_category.day IS 'A day of the company''s time zone';
COMMENT ON COLUMN reporting.average_order_value_by_category.week IS 'The Monday on which the week begins';
COMMENT ON COLUMN reporting.average_order_value_by_category.month IS 'The first day of the month';
COMMENT ON COLUMN reporting.average_order_value_by_category.category IS 'The category of the product; empty where it has none';
COMMENT ON COLUMN reporting.average_order_value_by_category.average_order_value IS 'Charged sales by order, in the company''s currency';
COMMENT ON COLUMN reporting.average_order_value_by_category.numerator IS 'The upper part of average_order_value, exact';
COMMENT ON COLUMN reporting.average_order_value_by_category.denominator IS 'The lower part of average_order_value, exact';

CREATE OR REPLACE VIEW reporting.average_customer_spend WITH (security_invoker = true) AS
select
  "order_facts"."day" as "day",
  date_trunc('week', "order_facts"."day"::timestamp)::date as "week",
  date_trunc('month', "order_facts"."day"::timestamp)::date as "month",
  round(coalesce(sum("order_facts"."gross" - "order_facts"."discounts" - "order_facts"."returns" - "order_facts"."cancellations" - "order_facts"."adjustments") filter (where "order_facts"."customer_id" is not null), 0)::numeric / nullif(count(distinct "order_facts"."customer_id") filter (where "order_facts"."sale_lines" > 0), 0), 2) as "average_customer_spend",
  coalesce(sum("order_facts"."gross" - "order_facts"."discounts" - "order_facts"."returns" - "order_facts"."cancellations" - "order_facts"."adjustments") filter (where "order_facts"."customer_id" is not null), 0) as "numerator",
  count(distinct "order_facts"."customer_id") filter (where "order_facts"."sale_lines" > 0) as "denominator"
from "order_facts"
group by "order_facts"."day";
COMMENT ON VIEW reporting.average_customer_spend IS 'Net sales of identified customers by active customer. One row a day. A customer counts once a day in each row, so rows do not add up. For weeks and months read average_customer_spend_weekly and average_customer_spend_monthly, for any other period each_order.';
COMMENT ON COLUMN reporting.average_customer_spend.day IS 'A day of the company''s time zone';
COMMENT ON COLUMN reporting.average_customer_spend.week IS 'The Monday on which the week begins';
COMMENT ON COLUMN reporting.average_customer_spend.month IS 'The first day of the month';
COMMENT ON COLUMN reporting.average_customer_spend.average_customer_spend IS 'Net sales of identified customers by active customer, in the company''s currency';
COMMENT ON COLUMN reporting.average_customer_spend.numerator IS 'The upper part of average_customer_spend, exact';
COMMENT ON COLUMN reporting.average_customer_spend.denominator IS 'The lower part of average_customer_spend, exact';

CREATE OR REPLACE VIEW reporting.average_customer_spend_weekly WITH (security_invoker = true) AS
select
  date_trunc('week', "order_facts"."day"::timestamp)::date as "week",
  date_trunc('week', "order_facts"."day"::timestamp)::date >= (select "coverage"."first_day" from "coverage") and (date_trunc('week', "order_facts"."day"::timestamp)::date + interval '1 week')::date <= (select "coverage"."as_of" from "coverage") + 1 as "complete",
  round(coalesce(sum("order_facts"."gross" - "order_facts"."discounts" - "order_facts"."returns" - "order_facts"."cancellations" - "order_facts"."adjustments") filter (where "order_facts"."customer_id" is not null), 0)::numeric / nullif(count(distinct "order_facts"."customer_id") filter (where "order_facts"."sale_lines" > 0), 0), 2) as "average_customer_spend",
  coalesce(sum("order_facts"."gross" - "order_facts"."discounts" - "order_facts"."returns" - "order_facts"."cancellations" - "order_facts"."adjustments") filter (where "order_facts"."customer_id" is not null), 0) as "numerator",
  count(distinct "order_facts"."customer_id") filter (where "order_facts"."sale_lines" > 0) as "denominator"
from "order_facts"
group by date_trunc('week', "order_facts"."day"::timestamp)::date;
COMMENT ON VIEW reporting.average_customer_spend_weekly IS 'Net sales of identified customers by active customer. One row a week. A customer counts once a week in each row, so rows do not add up. For any other period read each_order.';
COMMENT ON COLUMN reporting.average_customer_spend_weekly.week IS 'The Monday on which the week begins';
COMMENT ON COLUMN reporting.average_customer_spend_weekly.complete IS 'Whether the data covers all of the week: compare no week that it cuts short';
COMMENT ON COLUMN reporting.average_customer_spend_weekly.average_customer_spend IS 'Net sales of identified customers by active customer, in the company''s currency';
COMMENT ON COLUMN reporting.average_customer_spend_weekly.numerator IS 'The upper part of average_customer_spend, exact';
COMMENT ON COLUMN reporting.average_customer_spend_weekly.denominator IS 'The lower part of average_customer_spend, exact';

CREATE OR REPLACE VIEW reporting.average_customer_spend_monthly WITH (security_invoker = true) AS
select
  date_trunc('month', "order_facts"."day"::timestamp)::date as "month",
  date_trunc('month', "order_facts"."day"::timestamp)::date >= (select "coverage"."first_day" from "coverage") and (date_trunc('month', "order_facts"."day"::timestamp)::date + interval '1 month')::date <= (select "coverage"."as_of" from "coverage") + 1 as "complete",
  round(coalesce(sum("order_facts"."gross" - "order_facts"."discounts" - "order_facts"."returns" - "order_facts"."cancellations" - "order_facts"."adjustments") filter (where "order_facts"."customer_id" is not null), 0)::numeric / nullif(count(distinct "order_facts"."customer_id") filter (where "order_facts"."sale_lines" > 0), 0), 2) as "average_customer_spend",
  coalesce(sum("order_facts"."gross" - "order_facts"."discounts" - "order_facts"."returns" - "order_facts"."cancellations" - "order_facts"."adjustments") filter (where "order_facts"."customer_id" is not null), 0) as "numerator",
  count(distinct "order_facts"."customer_id") filter (where "order_facts"."sale_lines" > 0) as "denominator"
from "order_facts"
group by date_trunc('month', "order_facts"."day"::timestamp)::date;
COMMENT ON VIEW reporting.average_customer_spend_monthly IS 'Net sales of identified customers by active customer. One row a month. A customer counts once a month in each row, so rows do not add up. For any other period read each_order.';
COMMENT ON COLUMN reporting.average_customer_spend_monthly.month IS 'The first day of the month';
COMMENT ON COLUMN reporting.average_customer_spend_monthly.complete IS 'Whether the data covers all of the month: compare no month that it cuts short';
COMMENT ON COLUMN reporting.average_customer_spend_monthly.average_customer_spend IS 'Net sales of identified customers by active customer, in the company''s currency';
COMMENT ON COLUMN reporting.average_customer_spend_monthly.numerator IS 'The upper part of average_customer_spend, exact';
COMMENT ON COLUMN reporting.average_customer_spend_monthly.denominator IS 'The lower part of average_customer_spend, exact';

CREATE OR REPLACE VIEW reporting.average_customer_spend_by_region WITH (security_invoker = true) AS
select
  "order_facts"."day" as "day",
  date_trunc('week', "order_facts"."day"::timestamp)::date as "week",
  date_trunc('month', "order_facts"."day"::timestamp)::date as "month",
  "regions"."name" as "region",
  round(coalesce(sum("order_facts"."gross" - "order_facts"."discounts" - "order_facts"."returns" - "order_facts"."cancellations" - "order_facts"."adjustments") filter (where "order_facts"."customer_id" is not null), 0)::numeric / nullif(count(distinct "order_facts"."customer_id") filter (where "order_facts"."sale_lines" > 0), 0), 2) as "average_customer_spend",
  coalesce(sum("order_facts"."gross" - "order_facts"."discounts" - "order_facts"."returns" - "order_facts"."cancellations" - "order_facts"."adjustments") filter (where "order_facts"."customer_id" is not null), 0) as "numerator",
  count(distinct "order_facts"."customer_id") filter (where "order_facts"."sale_lines" > 0) as "denominator"
from "order_facts"
  join "regions" on "regions"."id" = "order_facts"."region_id"
group by "order_facts"."day", "regions"."name";
COMMENT ON VIEW reporting.average_customer_spend_by_region IS 'Net sales of identified customers by active customer. One row a day and region. A customer counts once a day in each row, so rows do not add up. For weeks and months read average_customer_spend_by_region_weekly and average_customer_spend_by_region_monthly, for any other period each_order.';
COMMENT ON COLUMN reporting.average_customer_spend_by_region.day IS 'A day of the company''s time zone';
COMMENT ON COLUMN reporting.average_customer_spend_by_region.week IS 'The Monday on which the week begins';
COMMENT ON COLUMN reporting.average_customer_spend_by_region.month IS 'The first day of the month';
COMMENT ON COLUMN reporting.average_customer_spend_by_region.region IS 'The region of the order';
COMMENT ON COLUMN reporting.average_customer_spend_by_region.average_customer_spend IS 'Net sales of identified customers by active customer, in the company''s currency';
COMMENT ON COLUMN reporting.average_customer_spend_by_region.numerator IS 'The upper part of average_customer_spend, exact';
COMMENT ON COLUMN reporting.average_customer_spend_by_region.denominator IS 'The lower part of average_customer_spend, exact';

CREATE OR REPLACE VIEW reporting.average_customer_spend_by_region_weekly WITH (security_invoker = true) AS
select
  date_trunc('week', "order_facts"."day"::timestamp)::date as "week",
  date_trunc('week', "order_facts"."day"::timestamp)::date >= (select "coverage"."first_day" from "coverage") and (date_trunc('week', "order_facts"."day"::timestamp)::date + interval '1 week')::date <= (select "coverage"."as_of" from "coverage") + 1 as "complete",
  "regions"."name" as "region",
  round(coalesce(sum("order_facts"."gross" - "order_facts"."discounts" - "order_facts"."returns" - "order_facts"."cancellations" - "order_facts"."adjustments") filter (where "order_facts"."customer_id" is not null), 0)::numeric / nullif(count(distinct "order_facts"."customer_id") filter (where "order_facts"."sale_lines" > 0), 0), 2) as "average_customer_spend",
  coalesce(sum("order_facts"."gross" - "order_facts"."discounts" - "order_facts"."returns" - "order_facts"."cancellations" - "order_facts"."adjustments") filter (where "order_facts"."customer_id" is not null), 0) as "numerator",
  count(distinct "order_facts"."customer_id") filter (where "order_facts"."sale_lines" > 0) as "denominator"
from "order_facts"
  join "regions" on "regions"."id" = "order_facts"."region_id"
group by date_trunc('week', "order_facts"."day"::timestamp)::date, "regions"."name";
COMMENT ON VIEW reporting.average_customer_spend_by_region_weekly IS 'Net sales of identified customers by active customer. One row a week and region. A customer counts once a week in each row, so rows do not add up. For any other period read each_order.';
COMMENT ON COLUMN reporting.average_customer_spend_by_region_weekly.week IS 'The Monday on which the week begins';
COMMENT ON COLUMN reporting.average_customer_spend_by_region_weekly.complete IS 'Whether the data covers all of the week: compare no week that it cuts short';
COMMENT ON COLUMN reporting.average_customer_spend_by_region_weekly.region IS 'The region of the order';
COMMENT ON COLUMN reporting.average_customer_spend_by_region_weekly.average_customer_spend IS 'Net sales of identified customers by active customer, in the company''s currency';
COMMENT ON COLUMN reporting.average_customer_spend_by_region_weekly.numerator IS 'The upper part of average_customer_spend, exact';
COMMENT ON COLUMN reporting.average_customer_spend_by_region_weekly.denominator IS 'The lower part of average_customer_spend, exact';

CREATE OR REPLACE VIEW reporting.average_customer_spend_by_region_monthly WITH (security_invoker = true) AS
select
  date_trunc('month', "order_facts"."day"::timestamp)::date as "month",
  date_trunc('month', "order_facts"."day"::timestamp)::date >= (select "coverage"."first_day" from "coverage") and (date_trunc('month', "order_facts"."day"::timestamp)::date + interval '1 month')::date <= (select "coverage"."as_of" from "coverage") + 1 as "complete",
  "regions"."name" as "region",
  round(coalesce(sum("order_facts"."gross" - "order_facts"."discounts" - "order_facts"."returns" - "order_facts"."cancellations" - "order_facts"."adjustments") filter (where "order_facts"."customer_id" is not null), 0)::numeric / nullif(count(distinct "order_facts"."customer_id") filter (where "order_facts"."sale_lines" > 0), 0), 2) as "average_customer_spend",
  coalesce(sum("order_facts"."gross" - "order_facts"."discounts" - "order_facts"."returns" - "order_facts"."cancellations" - "order_facts"."adjustments") filter (where "order_facts"."customer_id" is not null), 0) as "numerator",
  count(distinct "order_facts"."customer_id") filter (where "order_facts"."sale_lines" > 0) as "denominator"
from "order_facts"
  join "regions" on "regions"."id" = "order_facts"."region_id"
group by date_trunc('month', "order_facts"."day"::timestamp)::date, "regions"."name";
COMMENT ON VIEW reporting.average_customer_spend_by_region_monthly IS 'Net sales of identified customers by active customer. One row a month and region. A customer counts once a month in each row, so rows do not add up. For any other period read each_order.';
COMMENT ON COLUMN reporting.average_customer_spend_by_region_monthly.month IS 'The first day of the month';
COMMENT ON COLUMN reporting.average_customer_spend_by_region_monthly.complete IS 'Whether the data covers all of the month: compare no month that it cuts short';
COMMENT ON COLUMN reporting.average_customer_spend_by_region_monthly.region IS 'The region of the order';
COMMENT ON COLUMN reporting.average_customer_spend_by_region_monthly.average_customer_spend IS 'Net sales of identified customers by active customer, in the company''s currency';
COMMENT ON COLUMN reporting.average_customer_spend_by_region_monthly.numerator IS 'The upper part of average_customer_spend, exact';
COMMENT ON COLUMN reporting.average_customer_spend_by_region_monthly.denominator IS 'The lower part of average_customer_spend, exact';

CREATE OR REPLACE VIEW reporting.average_customer_spend_by_channel WITH (security_invoker = true) AS
select
  "order_facts"."day" as "day",
  date_trunc('week', "order_facts"."day"::timestamp)::date as "week",
  date_trunc('month', "order_facts"."day"::timestamp)::date as "month",
  "channels"."name" as "channel",
  round(coalesce(sum("order_facts"."gross" - "order_facts"."discounts" - "order_facts"."returns" - "order_facts"."cancellations" - "order_facts"."adjustments") filter (where "order_facts"."customer_id" is not null), 0)::numeric / nullif(count(distinct "order_facts"."customer_id") filter (where "order_facts"."sale_lines" > 0), 0), 2) as "average_customer_spend",
  coalesce(sum("order_facts"."gross" - "order_facts"."discounts" - "order_facts"."returns" - "order_facts"."cancellations" - "order_facts"."adjustments") filter (where "order_facts"."customer_id" is not null), 0) as "numerator",
  count(distinct "order_facts"."customer_id") filter (where "order_facts"."sale_lines" > 0) as "denominator"
from "order_facts"
  join "channels" on "channels"."id" = "order_facts"."channel_id"
group by "order_facts"."day", "channels"."name";
COMMENT ON VIEW reporting.average_customer_spend_by_channel IS 'Net sales of identified customers by active customer. One row a day and channel. A customer counts once a day in each row, so rows do not add up. For weeks and months read average_customer_spend_by_channel_weekly and average_customer_spend_by_channel_monthly, for any other period each_order.';
COMMENT ON COLUMN reporting.average_customer_spend_by_channel.day IS 'A day of the company''s time zone';
COMMENT ON COLUMN reporting.average_customer_spend_by_channel.week IS 'The Monday on which the week begins';
COMMENT ON COLUMN reporting.average_customer_spend_by_channel.month IS 'The first day of the month';
COMMENT ON COLUMN reporting.average_customer_spend_by_channel.channel IS 'The sales channel of the order';
COMMENT ON COLUMN reporting.average_customer_spend_by_channel.average_customer_spend IS 'Net sales of identified customers by active customer, in the company''s currency';
COMMENT ON COLUMN reporting.average_customer_spend_by_channel.numerator IS 'The upper part of average_customer_spend, exact';
COMMENT ON COLUMN reporting.average_customer_spend_by_channel.denominator IS 'The lower part of average_customer_spend, exact';

CREATE OR REPLACE VIEW reporting.average_customer_spend_by_channel_weekly WITH (security_invoker = true) AS
select
  date_trunc('week', "order_facts"."day"::timestamp)::date as "week",
  date_trunc('week', "order_facts"."day"::timestamp)::date >= (select "coverage"."first_day" from "coverage") and (date_trunc('week', "order_facts"."day"::timestamp)::date + interval '1 week')::date <= (select "coverage"."as_of" from "coverage") + 1 as "complete",
  "channels"."name" as "channel",
  round(coalesce(sum("order_facts"."gross" - "order_facts"."discounts" - "order_facts"."returns" - "order_facts"."cancellations" - "order_facts"."adjustments") filter (where "order_facts"."customer_id" is not null), 0)::numeric / nullif(count(distinct "order_facts"."customer_id") filter (where "order_facts"."sale_lines" > 0), 0), 2) as "average_customer_spend",
  coalesce(sum("order_facts"."gross" - "order_facts"."discounts" - "order_facts"."returns" - "order_facts"."cancellations" - "order_facts"."adjustments") filter (where "order_facts"."customer_id" is not null), 0) as "numerator",
  count(distinct "order_facts"."customer_id") filter (where "order_facts"."sale_lines" > 0) as "denominator"
from "order_facts"
  join "channels" on "channels"."id" = "order_facts"."channel_id"
group by date_trunc('week', "order_facts"."day"::timestamp)::date, "channels"."name";
COMMENT ON VIEW reporting.average_customer_spend_by_channel_weekly IS 'Net sales of identified customers by active customer. One row a week and channel. A customer counts once a week in each row, so rows do not add up. For any other period read each_order.';
COMMENT ON COLUMN reporting.average_customer_spend_by_channel_weekly.week IS 'The Monday on which the week begins';
COMMENT ON COLUMN reporting.average_customer_spend_by_channel_weekly.complete IS 'Whether the data covers all of the week: compare no week that it cuts short';
COMMENT ON COLUMN reporting.average_customer_spend_by_channel_weekly.channel IS 'The sales channel of the order';
COMMENT ON COLUMN reporting.average_customer_spend_by_channel_weekly.average_customer_spend IS 'Net sales of identified customers by active customer, in the company''s currency';
COMMENT ON COLUMN reporting.average_customer_spend_by_channel_weekly.numerator IS 'The upper part of average_customer_spend, exact';
COMMENT ON COLUMN reporting.average_customer_spend_by_channel_weekly.denominator IS 'The lower part of average_customer_spend, exact';

CREATE OR REPLACE VIEW reporting.average_customer_spend_by_channel_monthly WITH (security_invoker = true) AS
select
  date_trunc('month', "order_facts"."day"::timestamp)::date as "month",
  date_trunc('month', "order_facts"."day"::timestamp)::date >= (select "coverage"."first_day" from "coverage") and (date_trunc('month', "order_facts"."day"::timestamp)::date + interval '1 month')::date <= (select "coverage"."as_of" from "coverage") + 1 as "complete",
  "channels"."name" as "channel",
  round(coalesce(sum("order_facts"."gross" - "order_facts"."discounts" - "order_facts"."returns" - "order_facts"."cancellations" - "order_facts"."adjustments") filter (where "order_facts"."customer_id" is not null), 0)::numeric / nullif(count(distinct "order_facts"."customer_id") filter (where "order_facts"."sale_lines" > 0), 0), 2) as "average_customer_spend",
  coalesce(sum("order_facts"."gross" - "order_facts"."discounts" - "order_facts"."returns" - "order_facts"."cancellations" - "order_facts"."adjustments") filter (where "order_facts"."customer_id" is not null), 0) as "numerator",
  count(distinct "order_facts"."customer_id") filter (where "order_facts"."sale_lines" > 0) as "denominator"
from "order_facts"
  join "channels" on "channels"."id" = "order_facts"."channel_id"
group by date_trunc('month', "order_facts"."day"::timestamp)::date, "channels"."name";
COMMENT ON VIEW reporting.average_customer_spend_by_channel_monthly IS 'Net sales of identified customers by active customer. One row a month and channel. A customer counts once a month in each row, so rows do not add up. For any other period read each_order.';
COMMENT ON COLUMN reporting.average_customer_spend_by_channel_monthly.month IS 'The first day of the month';
COMMENT ON COLUMN reporting.average_customer_spend_by_channel_monthly.complete IS 'Whether the data covers all of the month: compare no month that it cuts short';
COMMENT ON COLUMN reporting.average_customer_spend_by_channel_monthly.channel IS 'The sales channel of the order';
COMMENT ON COLUMN reporting.average_customer_spend_by_channel_monthly.average_customer_spend IS 'Net sales of identified customers by active customer, in the company''s currency';
COMMENT ON COLUMN reporting.average_customer_spend_by_channel_monthly.numerator IS 'The upper part of average_customer_spend, exact';
COMMENT ON COLUMN reporting.average_customer_spend_by_channel_monthly.denominator IS 'The lower part of average_customer_spend, exact';

CREATE OR REPLACE VIEW reporting.average_customer_spend_by_category WITH (security_invoker = true) AS
select
  "order_categories"."day" as "day",
  date_trunc('week', "order_categories"."day"::timestamp)::date as "week",
  date_trunc('month', "order_categories"."day"::timestamp)::date as "month",
  "categories"."name" as "category",
  round(coalesce(sum("order_categories"."gross" - "order_categories"."discounts" - "order_categories"."returns" - "order_categories"."cancellations" - "order_categories"."adjustments") filter (where "order_categories"."customer_id" is not null), 0)::numeric / nullif(count(distinct "order_categories"."customer_id") filter (where "order_categories"."sale_lines" > 0), 0), 2) as "average_customer_spend",
  coalesce(sum("order_categories"."gross" - "order_categories"."discounts" - "order_categories"."returns" - "order_categories"."cancellations" - "order_categories"."adjustments") filter (where "order_categories"."customer_id" is not null), 0) as "numerator",
  count(distinct "order_categories"."customer_id") filter (where "order_categories"."sale_lines" > 0) as "denominator"
from "order_categories"
  join "categories" on "categories"."id" = "order_categories"."category_id"
group by "order_categories"."day", "categories"."name";
COMMENT ON VIEW reporting.average_customer_spend_by_category IS 'Net sales of identified customers by active customer. One row a day and category. A customer counts once a day in each row, so rows do not add up. For weeks and months read average_customer_spend_by_category_weekly and average_customer_spend_by_category_monthly, for any other period each_order_by_category.';
COMMENT ON COLUMN reporting.average_customer_spend_by_category.day IS 'A day of the company''s time zone';
COMMENT ON COLUMN reporting.average_customer_spend_by_category.week IS 'The Monday on which the week begins';
COMMENT ON COLUMN reporting.average_customer_spend_by_category.month IS 'The first day of the month';
COMMENT ON COLUMN reporting.average_customer_spend_by_category.category IS 'The category of the product; empty where it has none';
COMMENT ON COLUMN reporting.average_customer_spend_by_category.average_customer_spend IS 'Net sales of identified customers by active customer, in the company''s currency';
COMMENT ON COLUMN reporting.average_customer_spend_by_category.numerator IS 'The upper part of average_customer_spend, exact';
COMMENT ON COLUMN reporting.average_customer_spend_by_category.denominator IS 'The lower part of average_customer_spend, exact';

CREATE OR REPLACE VIEW reporting.average_customer_spend_by_category_weekly WITH (security_invoker = true) AS
select
  date_trunc('week', "order_categories"."day"::timestamp)::date as "week",
  date_trunc('week', "order_categories"."day"::timestamp)::date >= (select "coverage"."first_day" from "coverage") and (date_trunc('week', "order_categories"."day"::timestamp)::date + interval '1 week')::date <= (select "coverage"."as_of" from "coverage") + 1 as "complete",
  "categories"."name" as "category",
  round(coalesce(sum("order_categories"."gross" - "order_categories"."discounts" - "order_categories"."returns" - "order_categories"."cancellations" - "order_categories"."adjustments") filter (where "order_categories"."customer_id" is not null), 0)::numeric / nullif(count(distinct "order_categories"."customer_id") filter (where "order_categories"."sale_lines" > 0), 0), 2) as "average_customer_spend",
  coalesce(sum("order_categories"."gross" - "order_categories"."discounts" - "order_categories"."returns" - "order_categories"."cancellations" - "order_categories"."adjustments") filter (where "order_categories"."customer_id" is not null), 0) as "numerator",
  count(distinct "order_categories"."customer_id") filter (where "order_categories"."sale_lines" > 0) as "denominator"
from "order_categories"
  join "categories" on "categories"."id" = "order_categories"."category_id"
group by date_trunc('week', "order_categories"."day"::timestamp)::date, "categories"."name";
COMMENT ON VIEW reporting.average_customer_spend_by_category_weekly IS 'Net sales of identified customers by active customer. One row a week and category. A customer counts once a week in each row, so rows do not add up. For any other period read each_order_by_category.';
COMMENT ON COLUMN reporting.average_customer_spend_by_category_weekly.week IS 'The Monday on which the week begins';
COMMENT ON COLUMN reporting.average_customer_spend_by_category_weekly.complete IS 'Whether the data covers all of the week: compare no week that it cuts short';
COMMENT ON COLUMN reporting.average_customer_spend_by_category_weekly.category IS 'The category of the product; empty where it has none';
COMMENT ON COLUMN reporting.average_customer_spend_by_category_weekly.average_customer_spend IS 'Net sales of identified customers by active customer, in the company''s currency';
COMMENT ON COLUMN reporting.average_customer_spend_by_category_weekly.numerator IS 'The upper part of average_customer_spend, exact';
COMMENT ON COLUMN reporting.average_customer_spend_by_category_weekly.denominator IS 'The lower part of average_customer_spend, exact';

CREATE OR REPLACE VIEW reporting.average_customer_spend_by_category_monthly WITH (security_invoker = true) AS
select
  date_trunc('month', "order_categories"."day"::timestamp)::date as "month",
  date_trunc('month', "order_categories"."day"::timestamp)::date >= (select "coverage"."first_day" from "coverage") and (date_trunc('month', "order_categories"."day"::timestamp)::date + interval '1 month')::date <= (select "coverage"."as_of" from "coverage") + 1 as "complete",
  "categories"."name" as "category",
  round(coalesce(sum("order_categories"."gross" - "order_categories"."discounts" - "order_categories"."returns" - "order_categories"."cancellations" - "order_categories"."adjustments") filter (where "order_categories"."customer_id" is not null), 0)::numeric / nullif(count(distinct "order_categories"."customer_id") filter (where "order_categories"."sale_lines" > 0), 0), 2) as "average_customer_spend",
  coalesce(sum("order_categories"."gross" - "order_categories"."discounts" - "order_categories"."returns" - "order_categories"."cancellations" - "order_categories"."adjustments") filter (where "order_categories"."customer_id" is not null), 0) as "numerator",
  count(distinct "order_categories"."customer_id") filter (where "order_categories"."sale_lines" > 0) as "denominator"
from "order_categories"
  join "categories" on "categories"."id" = "order_categories"."category_id"
group by date_trunc('month', "order_categories"."day"::timestamp)::date, "categories"."name";
COMMENT ON VIEW reporting.average_customer_spend_by_category_monthly IS 'Net sales of identified customers by active customer. One row a month and category. A customer counts once a month in each row, so rows do not add up. For any other period read each_order_by_category.';
COMMENT ON COLUMN reporting.average_customer_spend_by_category_monthly.month IS 'The first day of the month';
COMMENT ON COLUMN reporting.average_customer_spend_by_category_monthly.complete IS 'Whether the data covers all of the month: compare no month that it cuts short';
COMMENT ON COLUMN reporting.average_customer_spend_by_category_monthly.category IS 'The category of the product; empty where it has none';
COMMENT ON COLUMN reporting.average_customer_spend_by_category_monthly.average_customer_spend IS 'Net sales of identified customers by active customer, in the company''s currency';
COMMENT ON COLUMN reporting.average_customer_spend_by_category_monthly.numerator IS 'The upper part of average_customer_spend, exact';
COMMENT ON COLUMN reporting.average_customer_spend_by_category_monthly.denominator IS 'The lower part of average_customer_spend, exact';

CREATE OR REPLACE VIEW reporting.repeat_rate WITH (security_invoker = true) AS
select
  "order_facts"."day" as "day",
  date_trunc('week', "order_facts"."day"::timestamp)::date as "week",
  date_trunc('month', "order_facts"."day"::timestamp)::date as "month",
  round(count(distinct "order_facts"."customer_id") filter (where "order_facts"."sale_lines" > 0 and "customers"."first_day" < "order_facts"."day")::numeric / nullif(count(distinct "order_facts"."customer_id") filter (where "order_facts"."sale_lines" > 0), 0), 6) as "repeat_rate",
  count(distinct "order_facts"."customer_id") filter (where "order_facts"."sale_lines" > 0 and "customers"."first_day" < "order_facts"."day") as "numerator",
  count(distinct "order_facts"."customer_id") filter (where "order_facts"."sale_lines" > 0) as "denominator"
from "order_facts"
  left join "customers" on "customers"."id" = "order_facts"."customer_id"
group by "order_facts"."day";
COMMENT ON VIEW reporting.repeat_rate IS 'Active customers who had ordered before the period, of all active customers. One row a day. A customer counts once a day in each row, so rows do not add up. For weeks and months read repeat_rate_weekly and repeat_rate_monthly, for any other period each_order.';
COMMENT ON COLUMN reporting.repeat_rate.day IS 'A day of the company''s time zone';
COMMENT ON COLUMN reporting.repeat_rate.week IS 'The Monday on which the week begins';
COMMENT ON COLUMN reporting.repeat_rate.month IS 'The first day of the month';
COMMENT ON COLUMN reporting.repeat_rate.repeat_rate IS 'Active customers who had ordered before the period, of all active customers, as a share: 0.05 is 5 %';
COMMENT ON COLUMN reporting.repeat_rate.numerator IS 'The upper part of repeat_rate, exact';
COMMENT ON COLUMN reporting.repeat_rate.denominator IS 'The lower part of repeat_rate, exact';

CREATE OR REPLACE VIEW reporting.repeat_rate_weekly WITH (security_invoker = true) AS
select
  date_trunc('week', "order_facts"."day"::timestamp)::date as "week",
  date_trunc('week', "order_facts"."day"::timestamp)::date >= (select "coverage"."first_day" from "coverage") and (date_trunc('week', "order_facts"."day"::timestamp)::date + interval '1 week')::date <= (select "coverage"."as_of" from "coverage") + 1 as "complete",
  round(count(distinct "order_facts"."customer_id") filter (where "order_facts"."sale_lines" > 0 and "customers"."first_day" < date_trunc('week', "order_facts"."day"::timestamp)::date)::numeric / nullif(count(distinct "order_facts"."customer_id") filter (where "order_facts"."sale_lines" > 0), 0), 6) as "repeat_rate",
  count(distinct "order_facts"."customer_id") filter (where "order_facts"."sale_lines" > 0 and "customers"."first_day" < date_trunc('week', "order_facts"."day"::timestamp)::date) as "numerator",
  count(distinct "order_facts"."customer_id") filter (where "order_facts"."sale_lines" > 0) as "denominator"
from "order_facts"
  left join "customers" on "customers"."id" = "order_facts"."customer_id"
group by date_trunc('week', "order_facts"."day"::timestamp)::date;
COMMENT ON VIEW reporting.repeat_rate_weekly IS 'Active customers who had ordered before the period, of all active customers. One row a week. A customer counts once a week in each row, so rows do not add up. For any other period read each_order.';
COMMENT ON COLUMN reporting.repeat_rate_weekly.week IS 'The Monday on which the week begins';
COMMENT ON COLUMN reporting.repeat_rate_weekly.complete IS 'Whether the data covers all of the week: compare no week that it cuts short';
COMMENT ON COLUMN reporting.repeat_rate_weekly.repeat_rate IS 'Active customers who had ordered before the period, of all active customers, as a share: 0.05 is 5 %';
COMMENT ON COLUMN reporting.repeat_rate_weekly.numerator IS 'The upper part of repeat_rate, exact';
COMMENT ON COLUMN reporting.repeat_rate_weekly.denominator IS 'The lower part of repeat_rate, exact';

CREATE OR REPLACE VIEW reporting.repeat_rate_monthly WITH (security_invoker = true) AS
select
  date_trunc('month', "order_facts"."day"::timestamp)::date as "month",
  date_trunc('month', "order_facts"."day"::timestamp)::date >= (select "coverage"."first_day" from "coverage") and (date_trunc('month', "order_facts"."day"::timestamp)::date + interval '1 month')::date <= (select "coverage"."as_of" from "coverage") + 1 as "complete",
  round(count(distinct "order_facts"."customer_id") filter (where "order_facts"."sale_lines" > 0 and "customers"."first_day" < date_trunc('month', "order_facts"."day"::timestamp)::date)::numeric / nullif(count(distinct "order_facts"."customer_id") filter (where "order_facts"."sale_lines" > 0), 0), 6) as "repeat_rate",
  count(distinct "order_facts"."customer_id") filter (where "order_facts"."sale_lines" > 0 and "customers"."first_day" < date_trunc('month', "order_facts"."day"::timestamp)::date) as "numerator",
  count(distinct "order_facts"."customer_id") filter (where "order_facts"."sale_lines" > 0) as "denominator"
from "order_facts"
  left join "customers" on "customers"."id" = "order_facts"."customer_id"
group by date_trunc('month', "order_facts"."day"::timestamp)::date;
COMMENT ON VIEW reporting.repeat_rate_monthly IS 'Active customers who had ordered before the period, of all active customers. One row a month. A customer counts once a month in each row, so rows do not add up. For any other period read each_order.';
COMMENT ON COLUMN reporting.repeat_rate_monthly.month IS 'The first day of the month';
COMMENT ON COLUMN reporting.repeat_rate_monthly.complete IS 'Whether the data covers all of the month: compare no month that it cuts short';
COMMENT ON COLUMN reporting.repeat_rate_monthly.repeat_rate IS 'Active customers who had ordered before the period, of all active customers, as a share: 0.05 is 5 %';
COMMENT ON COLUMN reporting.repeat_rate_monthly.numerator IS 'The upper part of repeat_rate, exact';
COMMENT ON COLUMN reporting.repeat_rate_monthly.denominator IS 'The lower part of repeat_rate, exact';

CREATE OR REPLACE VIEW reporting.repeat_rate_by_region WITH (security_invoker = true) AS
select
  "order_facts"."day" as "day",
  date_trunc('week', "order_facts"."day"::timestamp)::date as "week",
  date_trunc('month', "order_facts"."day"::timestamp)::date as "month",
  "regions"."name" as "region",
  round(count(distinct "order_facts"."customer_id") filter (where "order_facts"."sale_lines" > 0 and "customers"."first_day" < "order_facts"."day")::numeric / nullif(count(distinct "order_facts"."customer_id") filter (where "order_facts"."sale_lines" > 0), 0), 6) as "repeat_rate",
  count(distinct "order_facts"."customer_id") filter (where "order_facts"."sale_lines" > 0 and "customers"."first_day" < "order_facts"."day") as "numerator",
  count(distinct "order_facts"."customer_id") filter (where "order_facts"."sale_lines" > 0) as "denominator"
from "order_facts"
  join "regions" on "regions"."id" = "order_facts"."region_id"
  left join "customers" on "customers"."id" = "order_facts"."customer_id"
group by "order_facts"."day", "regions"."name";
COMMENT ON VIEW reporting.repeat_rate_by_region IS 'Active customers who had ordered before the period, of all active customers. One row a day and region. A customer counts once a day in each row, so rows do not add up. For weeks and months read repeat_rate_by_region_weekly and repeat_rate_by_region_monthly, for any other period each_order.';
COMMENT ON COLUMN reporting.repeat_rate_by_region.day IS 'A day of the company''s time zone';
COMMENT ON COLUMN reporting.repeat_rate_by_region.week IS 'The Monday on which the week begins';
COMMENT ON COLUMN reporting.repeat_rate_by_region.month IS 'The first day of the month';
COMMENT ON COLUMN reporting.repeat_rate_by_region.region IS 'The region of the order';
COMMENT ON COLUMN reporting.repeat_rate_by_region.repeat_rate IS 'Active customers who had ordered before the period, of all active customers, as a share: 0.05 is 5 %';
COMMENT ON COLUMN reporting.repeat_rate_by_region.numerator IS 'The upper part of repeat_rate, exact';
COMMENT ON COLUMN reporting.repeat_rate_by_region.denominator IS 'The lower part of repeat_rate, exact';

CREATE OR REPLACE VIEW reporting.repeat_rate_by_region_weekly WITH (security_invoker = true) AS
select
  date_trunc('week', "order_facts"."day"::timestamp)::date as "week",
  date_trunc('week', "order_facts"."day"::timestamp)::date >= (select "coverage"."first_day" from "coverage") and (date_trunc('week', "order_facts"."day"::timestamp)::date + interval '1 week')::date <= (select "coverage"."as_of" from "coverage") + 1 as "complete",
  "regions"."name" as "region",
  round(count(distinct "order_facts"."customer_id") filter (where "order_facts"."sale_lines" > 0 and "customers"."first_day" < date_trunc('week', "order_facts"."day"::timestamp)::date)::numeric / nullif(count(distinct "order_facts"."customer_id") filter (where "order_facts"."sale_lines" > 0), 0), 6) as "repeat_rate",
  count(distinct "order_facts"."customer_id") filter (where "order_facts"."sale_lines" > 0 and "customers"."first_day" < date_trunc('week', "order_facts"."day"::timestamp)::date) as "numerator",
  count(distinct "order_facts"."customer_id") filter (where "order_facts"."sale_lines" > 0) as "denominator"
from "order_facts"
  join "regions" on "regions"."id" = "order_facts"."region_id"
  left join "customers" on "customers"."id" = "order_facts"."customer_id"
group by date_trunc('week', "order_facts"."day"::timestamp)::date, "regions"."name";
COMMENT ON VIEW reporting.repeat_rate_by_region_weekly IS 'Active customers who had ordered before the period, of all active customers. One row a week and region. A customer counts once a week in each row, so rows do not add up. For any other period read each_order.';
COMMENT ON COLUMN reporting.repeat_rate_by_region_weekly.week IS 'The Monday on which the week begins';
COMMENT ON COLUMN reporting.repeat_rate_by_region_weekly.complete IS 'Whether the data covers all of the week: compare no week that it cuts short';
COMMENT ON COLUMN reporting.repeat_rate_by_region_weekly.region IS 'The region of the order';
COMMENT ON COLUMN reporting.repeat_rate_by_region_weekly.repeat_rate IS 'Active customers who had ordered before the period, of all active customers, as a share: 0.05 is 5 %';
COMMENT ON COLUMN reporting.repeat_rate_by_region_weekly.numerator IS 'The upper part of repeat_rate, exact';
COMMENT ON COLUMN reporting.repeat_rate_by_region_weekly.denominator IS 'The lower part of repeat_rate, exact';

CREATE OR REPLACE VIEW reporting.repeat_rate_by_region_monthly WITH (security_invoker = true) AS
select
  date_trunc('month', "order_facts"."day"::timestamp)::date as "month",
  date_trunc('month', "order_facts"."day"::timestamp)::date >= (select "coverage"."first_day" from "coverage") and (date_trunc('month', "order_facts"."day"::timestamp)::date + interval '1 month')::date <= (select "coverage"."as_of" from "coverage") + 1 as "complete",
  "regions"."name" as "region",
  round(count(distinct "order_facts"."customer_id") filter (where "order_facts"."sale_lines" > 0 and "customers"."first_day" < date_trunc('month', "order_facts"."day"::timestamp)::date)::numeric / nullif(count(distinct "order_facts"."customer_id") filter (where "order_facts"."sale_lines" > 0), 0), 6) as "repeat_rate",
  count(distinct "order_facts"."customer_id") filter (where "order_facts"."sale_lines" > 0 and "customers"."first_day" < date_trunc('month', "order_facts"."day"::timestamp)::date) as "numerator",
  count(distinct "order_facts"."customer_id") filter (where "order_facts"."sale_lines" > 0) as "denominator"
from "order_facts"
  join "regions" on "regions"."id" = "order_facts"."region_id"
  left join "customers" on "customers"."id" = "order_facts"."customer_id"
group by date_trunc('month', "order_facts"."day"::timestamp)::date, "regions"."name";
COMMENT ON VIEW reporting.repeat_rate_by_region_monthly IS 'Active customers who had ordered before the period, of all active customers. One row a month and region. A customer counts once a month in each row, so rows do not add up. For any other period read each_order.';
COMMENT ON COLUMN reporting.repeat_rate_by_region_monthly.month IS 'The first day of the month';
COMMENT ON COLUMN reporting.repeat_rate_by_region_monthly.complete IS 'Whether the data covers all of the month: compare no month that it cuts short';
COMMENT ON COLUMN reporting.repeat_rate_by_region_monthly.region IS 'The region of the order';
COMMENT ON COLUMN reporting.repeat_rate_by_region_monthly.repeat_rate IS 'Active customers who had ordered before the period, of all active customers, as a share: 0.05 is 5 %';
COMMENT ON COLUMN reporting.repeat_rate_by_region_monthly.numerator IS 'The upper part of repeat_rate, exact';
COMMENT ON COLUMN reporting.repeat_rate_by_region_monthly.denominator IS 'The lower part of repeat_rate, exact';

CREATE OR REPLACE VIEW reporting.repeat_rate_by_channel WITH (security_invoker = true) AS
select
  "order_facts"."day" as "day",
  date_trunc('week', "order_facts"."day"::timestamp)::date as "week",
  date_trunc('month', "order_facts"."day"::timestamp)::date as "month",
  "channels"."name" as "channel",
  round(count(distinct "order_facts"."customer_id") filter (where "order_facts"."sale_lines" > 0 and "customers"."first_day" < "order_facts"."day")::numeric / nullif(count(distinct "order_facts"."customer_id") filter (where "order_facts"."sale_lines" > 0), 0), 6) as "repeat_rate",
  count(distinct "order_facts"."customer_id") filter (where "order_facts"."sale_lines" > 0 and "customers"."first_day" < "order_facts"."day") as "numerator",
  count(distinct "order_facts"."customer_id") filter (where "order_facts"."sale_lines" > 0) as "denominator"
from "order_facts"
  join "channels" on "channels"."id" = "order_facts"."channel_id"
  left join "customers" on "customers"."id" = "order_facts"."customer_id"
group by "order_facts"."day", "channels"."name";
COMMENT ON VIEW reporting.repeat_rate_by_channel IS 'Active customers who had ordered before the period, of all active customers. One row a day and channel. A customer counts once a day in each row, so rows do not add up. For weeks and months read repeat_rate_by_channel_weekly and repeat_rate_by_channel_monthly, for any other period each_order.';
COMMENT ON COLUMN reporting.repeat_rate_by_channel.day IS 'A day of the company''s time zone';
COMMENT ON COLUMN reporting.repeat_rate_by_channel.week IS 'The Monday on which the week begins';
COMMENT ON COLUMN reporting.repeat_rate_by_channel.month IS 'The first day of the month';
COMMENT ON COLUMN reporting.repeat_rate_by_channel.channel IS 'The sales channel of the order';
COMMENT ON COLUMN reporting.repeat_rate_by_channel.repeat_rate IS 'Active customers who had ordered before the period, of all active customers, as a share: 0.05 is 5 %';
COMMENT ON COLUMN reporting.repeat_rate_by_channel.numerator IS 'The upper part of repeat_rate, exact';
COMMENT ON COLUMN reporting.repeat_rate_by_channel.denominator IS 'The lower part of repeat_rate, exact';

CREATE OR REPLACE VIEW reporting.repeat_rate_by_channel_weekly WITH (security_invoker = true) AS
select
  date_trunc('week', "order_facts"."day"::timestamp)::date as "week",
  date_trunc('week', "order_facts"."day"::timestamp)::date >= (select "coverage"."first_day" from "coverage") and (date_trunc('week', "order_facts"."day"::timestamp)::date + interval '1 week')::date <= (select "coverage"."as_of" from "coverage") + 1 as "complete",
  "channels"."name" as "channel",
  round(count(distinct "order_facts"."customer_id") filter (where "order_facts"."sale_lines" > 0 and "customers"."first_day" < date_trunc('week', "order_facts"."day"::timestamp)::date)::numeric / nullif(count(distinct "order_facts"."customer_id") filter (where "order_facts"."sale_lines" > 0), 0), 6) as "repeat_rate",
  count(distinct "order_facts"."customer_id") filter (where "order_facts"."sale_lines" > 0 and "customers"."first_day" < date_trunc('week', "order_facts"."day"::timestamp)::date) as "numerator",
  count(distinct "order_facts"."customer_id") filter (where "order_facts"."sale_lines" > 0) as "denominator"
from "order_facts"
  join "channels" on "channels"."id" = "order_facts"."channel_id"
  left join "customers" on "customers"."id" = "order_facts"."customer_id"
group by date_trunc('week', "order_facts"."day"::timestamp)::date, "channels"."name";
COMMENT ON VIEW reporting.repeat_rate_by_channel_weekly IS 'Active customers who had ordered before the period, of all active customers. One row a week and channel. A customer counts once a week in each row, so rows do not add up. For any other period read each_order.';
COMMENT ON COLUMN reporting.repeat_rate_by_channel_weekly.week IS 'The Monday on which the week begins';
COMMENT ON COLUMN reporting.repeat_rate_by_channel_weekly.complete IS 'Whether the data covers all of the week: compare no week that it cuts short';
COMMENT ON COLUMN reporting.repeat_rate_by_channel_weekly.channel IS 'The sales channel of the order';
COMMENT ON COLUMN reporting.repeat_rate_by_channel_weekly.repeat_rate IS 'Active customers who had ordered before the period, of all active customers, as a share: 0.05 is 5 %';
COMMENT ON COLUMN reporting.repeat_rate_by_channel_weekly.numerator IS 'The upper part of repeat_rate, exact';
COMMENT ON COLUMN reporting.repeat_rate_by_channel_weekly.denominator IS 'The lower part of repeat_rate, exact';

CREATE OR REPLACE VIEW reporting.repeat_rate_by_channel_monthly WITH (security_invoker = true) AS
select
  date_trunc('month', "order_facts"."day"::timestamp)::date as "month",
  date_trunc('month', "order_facts"."day"::timestamp)::date >= (select "coverage"."first_day" from "coverage") and (date_trunc('month', "order_facts"."day"::timestamp)::date + interval '1 month')::date <= (select "coverage"."as_of" from "coverage") + 1 as "complete",
  "channels"."name" as "channel",
  round(count(distinct "order_facts"."customer_id") filter (where "order_facts"."sale_lines" > 0 and "customers"."first_day" < date_trunc('month', "order_facts"."day"::timestamp)::date)::numeric / nullif(count(distinct "order_facts"."customer_id") filter (where "order_facts"."sale_lines" > 0), 0), 6) as "repeat_rate",
  count(distinct "order_facts"."customer_id") filter (where "order_facts"."sale_lines" > 0 and "customers"."first_day" < date_trunc('month', "order_facts"."day"::timestamp)::date) as "numerator",
  count(distinct "order_facts"."customer_id") filter (where "order_facts"."sale_lines" > 0) as "denominator"
from "order_facts"
  join "channels" on "channels"."id" = "order_facts"."channel_id"
  left join "customers" on "customers"."id" = "order_facts"."customer_id"
group by date_trunc('month', "order_facts"."day"::timestamp)::date, "channels"."name";
COMMENT ON VIEW reporting.repeat_rate_by_channel_monthly IS 'Active customers who had ordered before the period, of all active customers. One row a month and channel. A customer counts once a month in each row, so rows do not add up. For any other period read each_order.';
COMMENT ON COLUMN reporting.repeat_rate_by_channel_monthly.month IS 'The first day of the month';
COMMENT ON COLUMN reporting.repeat_rate_by_channel_monthly.complete IS 'Whether the data covers all of the month: compare no month that it cuts short';
COMMENT ON COLUMN reporting.repeat_rate_by_channel_monthly.channel IS 'The sales channel of the order';
COMMENT ON COLUMN reporting.repeat_rate_by_channel_monthly.repeat_rate IS 'Active customers who had ordered before the period, of all active customers, as a share: 0.05 is 5 %';
COMMENT ON COLUMN reporting.repeat_rate_by_channel_monthly.numerator IS 'The upper part of repeat_rate, exact';
COMMENT ON COLUMN reporting.repeat_rate_by_channel_monthly.denominator IS 'The lower part of repeat_rate, exact';

CREATE OR REPLACE VIEW reporting.repeat_rate_by_category WITH (security_invoker = true) AS
select
  "order_categories"."day" as "day",
  date_trunc('week', "order_categories"."day"::timestamp)::date as "week",
  date_trunc('month', "order_categories"."day"::timestamp)::date as "month",
  "categories"."name" as "category",
  round(count(distinct "order_categories"."customer_id") filter (where "order_categories"."sale_lines" > 0 and "customers"."first_day" < "order_categories"."day")::numeric / nullif(count(distinct "order_categories"."customer_id") filter (where "order_categories"."sale_lines" > 0), 0), 6) as "repeat_rate",
  count(distinct "order_categories"."customer_id") filter (where "order_categories"."sale_lines" > 0 and "customers"."first_day" < "order_categories"."day") as "numerator",
  count(distinct "order_categories"."customer_id") filter (where "order_categories"."sale_lines" > 0) as "denominator"
from "order_categories"
  join "categories" on "categories"."id" = "order_categories"."category_id"
  left join "customers" on "customers"."id" = "order_categories"."customer_id"
group by "order_categories"."day", "categories"."name";
COMMENT ON VIEW reporting.repeat_rate_by_category IS 'Active customers who had ordered before the period, of all active customers. One row a day and category. A customer counts once a day in each row, so rows do not add up. For weeks and months read repeat_rate_by_category_weekly and repeat_rate_by_category_monthly, for any other period each_order_by_category.';
COMMENT ON COLUMN reporting.repeat_rate_by_category.day IS 'A day of the company''s time zone';
COMMENT ON COLUMN reporting.repeat_rate_by_category.week IS 'The Monday on which the week begins';
COMMENT ON COLUMN reporting.repeat_rate_by_category.month IS 'The first day of the month';
COMMENT ON COLUMN reporting.repeat_rate_by_category.category IS 'The category of the product; empty where it has none';
COMMENT ON COLUMN reporting.repeat_rate_by_category.repeat_rate IS 'Active customers who had ordered before the period, of all active customers, as a share: 0.05 is 5 %';
COMMENT ON COLUMN reporting.repeat_rate_by_category.numerator IS 'The upper part of repeat_rate, exact';
COMMENT ON COLUMN reporting.repeat_rate_by_category.denominator IS 'The lower part of repeat_rate, exact';

CREATE OR REPLACE VIEW reporting.repeat_rate_by_category_weekly WITH (security_invoker = true) AS
select
  date_trunc('week', "order_categories"."day"::timestamp)::date as "week",
  date_trunc('week', "order_categories"."day"::timestamp)::date >= (select "coverage"."first_day" from "coverage") and (date_trunc('week', "order_categories"."day"::timestamp)::date + interval '1 week')::date <= (select "coverage"."as_of" from "coverage") + 1 as "complete",
  "categories"."name" as "category",
  round(count(distinct "order_categories"."customer_id") filter (where "order_categories"."sale_lines" > 0 and "customers"."first_day" < date_trunc('week', "order_categories"."day"::timestamp)::date)::numeric / nullif(count(distinct "order_categories"."customer_id") filter (where "order_categories"."sale_lines" > 0), 0), 6) as "repeat_rate",
  count(distinct "order_categories"."customer_id") filter (where "order_categories"."sale_lines" > 0 and "customers"."first_day" < date_trunc('week', "order_categories"."day"::timestamp)::date) as "numerator",
  count(distinct "order_categories"."customer_id") filter (where "order_categories"."sale_lines" > 0) as "denominator"
from "order_categories"
  join "categories" on "categories"."id" = "order_categories"."category_id"
  left join "customers" on "customers"."id" = "order_categories"."customer_id"
group by date_trunc('week', "order_categories"."day"::timestamp)::date, "categories"."name";
COMMENT ON VIEW reporting.repeat_rate_by_category_weekly IS 'Active customers who had ordered before the period, of all active customers. One row a week and category. A customer counts once a week in each row, so rows do not add up. For any other period read each_order_by_category.';
COMMENT ON COLUMN reporting.repeat_rate_by_category_weekly.week IS 'The Monday on which the week begins';
COMMENT ON COLUMN reporting.repeat_rate_by_category_weekly.complete IS 'Whether the data covers all of the week: compare no week that it cuts short';
COMMENT ON COLUMN reporting.repeat_rate_by_category_weekly.category IS 'The category of the product; empty where it has none';
COMMENT ON COLUMN reporting.repeat_rate_by_category_weekly.repeat_rate IS 'Active customers who had ordered before the period, of all active customers, as a share: 0.05 is 5 %';
COMMENT ON COLUMN reporting.repeat_rate_by_category_weekly.numerator IS 'The upper part of repeat_rate, exact';
COMMENT ON COLUMN reporting.repeat_rate_by_category_weekly.denominator IS 'The lower part of repeat_rate, exact';

CREATE OR REPLACE VIEW reporting.repeat_rate_by_category_monthly WITH (security_invoker = true) AS
select
  date_trunc('month', "order_categories"."day"::timestamp)::date as "month",
  date_trunc('month', "order_categories"."day"::timestamp)::date >= (select "coverage"."first_day" from "coverage") and (date_trunc('month', "order_categories"."day"::timestamp)::date + interval '1 month')::date <= (select "coverage"."as_of" from "coverage") + 1 as "complete",
  "categories"."name" as "category",
  round(count(distinct "order_categories"."customer_id") filter (where "order_categories"."sale_lines" > 0 and "customers"."first_day" < date_trunc('month', "order_categories"."day"::timestamp)::date)::numeric / nullif(count(distinct "order_categories"."customer_id") filter (where "order_categories"."sale_lines" > 0), 0), 6) as "repeat_rate",
  count(distinct "order_categories"."customer_id") filter (where "order_categories"."sale_lines" > 0 and "customers"."first_day" < date_trunc('month', "order_categories"."day"::timestamp)::date) as "numerator",
  count(distinct "order_categories"."customer_id") filter (where "order_categories"."sale_lines" > 0) as "denominator"
from "order_categories"
  join "categories" on "categories"."id" = "order_categories"."category_id"
  left join "customers" on "customers"."id" = "order_categories"."customer_id"
group by date_trunc('month', "order_categories"."day"::timestamp)::date, "categories"."name";
COMMENT ON VIEW reporting.repeat_rate_by_category_monthly IS 'Active customers who had ordered before the period, of all active customers. One row a month and category. A customer counts once a month in each row, so rows do not add up. For any other period read each_order_by_category.';
COMMENT ON COLUMN reporting.repeat_rate_by_category_monthly.month IS 'The first day of the month';
COMMENT ON COLUMN reporting.repeat_rate_by_category_monthly.complete IS 'Whether the data covers all of the month: compare no month that it cuts short';
COMMENT ON COLUMN reporting.repeat_rate_by_category_monthly.category IS 'The category of the product; empty where it has none';
COMMENT ON COLUMN reporting.repeat_rate_by_category_monthly.repeat_rate IS 'Active customers who had ordered before the period, of all active customers, as a share: 0.05 is 5 %';
COMMENT ON COLUMN reporting.repeat_rate_by_category_monthly.numerator IS 'The upper part of repeat_rate, exact';
COMMENT ON COLUMN reporting.repeat_rate_by_category_monthly.denominator IS 'The lower part of repeat_rate, exact';

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
  case when count(distinct "order_facts"."order_id") filter (where "order_facts"."sale_lines" > 0) > 0 then "order_facts"."order_id" end as "order_placed",
  case when count(distinct "order_facts"."customer_id") filter (where "order_facts"."sale_lines" > 0) > 0 then "order_facts"."customer_id" end as "active_customer",
  coalesce(sum("order_facts"."gross"), 0) as "gross_sales",
  coalesce(sum("order_facts"."discounts"), 0) as "discounts",
  (coalesce(sum("order_facts"."gross"), 0) - coalesce(sum("order_facts"."discounts"), 0)) as "charged_sales",
  coalesce(sum("order_facts"."returns"), 0) as "returns",
  coalesce(sum("order_facts"."cancellations"), 0) as "cancellations",
  coalesce(sum("order_facts"."returns" + "order_facts"."cancellations"), 0) as "forfeited_sales",
  (coalesce(sum("order_facts"."returns" + "order_facts"."cancellations"), 0) - coalesce(sum("order_facts"."matched"), 0)) as "unmatched_forfeits",
  coalesce(sum("order_facts"."adjustments"), 0) as "adjustments",
  ((coalesce(sum("order_facts"."gross"), 0) - coalesce(sum("order_facts"."discounts"), 0)) - coalesce(sum("order_facts"."returns" + "order_facts"."cancellations"), 0) - coalesce(sum("order_facts"."adjustments"), 0)) as "net_sales",
  coalesce(sum("order_facts"."ordered_returned" + "order_facts"."ordered_cancelled"), 0) as "ordered_forfeited",
  (coalesce(sum("order_facts"."gross"), 0) - coalesce(sum("order_facts"."discounts"), 0)) as "average_order_value_numerator",
  coalesce(sum("order_facts"."gross" - "order_facts"."discounts" - "order_facts"."returns" - "order_facts"."cancellations" - "order_facts"."adjustments") filter (where "order_facts"."customer_id" is not null), 0) as "average_customer_spend_numerator"
from "order_facts"
  join "regions" on "regions"."id" = "order_facts"."region_id"
  join "channels" on "channels"."id" = "order_facts"."channel_id"
  left join "customers" on "customers"."id" = "order_facts"."customer_id"
group by "order_facts"."order_id", "order_facts"."day", "regions"."name", "channels"."name", "order_facts"."customer_id", "customers"."first_day";
COMMENT ON VIEW reporting.each_order IS 'Orders, customers and amounts for any period and filter. One row an order and day on which something happened to it. Amounts add up; orders and customers are counted by their distinct numbers.';
COMMENT ON COLUMN reporting.each_order.order_id IS 'The number of the order in Tilly';
COMMENT ON COLUMN reporting.each_order.day IS 'A day of the company''s time zone';
COMMENT ON COLUMN reporting.each_order.week IS 'The Monday on which the week begins';
COMMENT ON COLUMN reporting.each_order.month IS 'The first day of the month';
COMMENT ON COLUMN reporting.each_order.region IS 'The region of the order';
COMMENT ON COLUMN reporting.each_order.channel IS 'The sales channel of the order';
COMMENT ON COLUMN reporting.each_order.customer_id IS 'The number of the customer in Tilly; empty for guests';
COMMENT ON COLUMN reporting.each_order.customer_first_day IS 'The day of the first order of the customer';
COMMENT ON COLUMN reporting.each_order.order_placed IS 'order_id on the day the order was placed, else empty: count its distinct values, without the empty one, for orders';
COMMENT ON COLUMN reporting.each_order.active_customer IS 'customer_id on the day of an order, else empty: count its distinct values, without the empty one, for active customers';
COMMENT ON COLUMN reporting.each_order.gross_sales IS 'List value of what was sold, before discounts, without tax, exact';
COMMENT ON COLUMN reporting.each_order.discounts IS 'What was taken off the list value, exact';
COMMENT ON COLUMN reporting.each_order.charged_sales IS 'Gross sales less discounts, exact';
COMMENT ON COLUMN reporting.each_order.returns IS 'Merchandise that came back, at what was charged, on the day it came back, exact';
COMMENT ON COLUMN reporting.each_order.cancellations IS 'Merchandise called off before it was fulfilled, at what was charged, on the day it was called off, exact';
COMMENT ON COLUMN reporting.each_order.forfeited_sales IS 'Returns and cancellations, exact';
COMMENT ON COLUMN reporting.each_order.unmatched_forfeits IS 'The part of returns and cancellations whose sale could not be found, exact';
COMMENT ON COLUMN reporting.each_order.adjustments IS 'Credits that are no merchandise: fees, postage, corrections, exact';
COMMENT ON COLUMN reporting.each_order.net_sales IS 'Gross sales less discounts, returns, cancellations and adjustments, exact';
COMMENT ON COLUMN reporting.each_order.ordered_forfeited IS 'What was later returned or cancelled of the period''s own orders, exact';
COMMENT ON COLUMN reporting.each_order.average_order_value_numerator IS 'The upper part of average_order_value, exact';
COMMENT ON COLUMN reporting.each_order.average_customer_spend_numerator IS 'The upper part of average_customer_spend, exact';

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
  ((coalesce(sum("order_categories"."gross"), 0) - coalesce(sum("order_categories"."discounts"), 0)) - coalesce(sum("order_categories"."returns" + "order_categories"."cancellations"), 0) - coalesce(sum("order_categories"."adjustments"), 0)) as "net_sales",
  coalesce(sum("order_categories"."ordered_returned" + "order_categories"."ordered_cancelled"), 0) as "ordered_forfeited",
  (coalesce(sum("order_categories"."gross"), 0) - coalesce(sum("order_categories"."discounts"), 0)) as "average_order_value_numerator",
  coalesce(sum("order_categories"."gross" - "order_categories"."discounts" - "order_categories"."returns" - "order_categories"."cancellations" - "order_categories"."adjustments") filter (where "order_categories"."customer_id" is not null), 0) as "average_customer_spend_numerator"
from "order_categories"
  join "regions" on "regions"."id" = "order_categories"."region_id"
  join "channels" on "channels"."id" = "order_categories"."channel_id"
  join "categories" on "categories"."id" = "order_categories"."category_id"
  left join "customers" on "customers"."id" = "order_categories"."customer_id"
group by "order_categories"."order_id", "order_categories"."day", "regions"."name", "channels"."name", "categories"."name", "order_categories"."customer_id", "customers"."first_day";
COMMENT ON VIEW reporting.each_order_by_category IS 'Orders, customers and amounts for any period and filter. One row an order and day on which something happened to it, and category; what has no category is left out. Amounts add up; orders and customers are counted by their distinct numbers.';
COMMENT ON COLUMN reporting.each_order_by_category.order_id IS 'The number of the order in Tilly';
COMMENT ON COLUMN reporting.each_order_by_category.day IS 'A day of the company''s time zone';
COMMENT ON COLUMN reporting.each_order_by_category.week IS 'The Monday on which the week begins';
COMMENT ON COLUMN reporting.each_order_by_category.month IS 'The first day of the month';
COMMENT ON COLUMN reporting.each_order_by_category.region IS 'The region of the order';
COMMENT ON COLUMN reporting.each_order_by_category.channel IS 'The sales channel of the order';
COMMENT ON COLUMN reporting.each_order_by_category.category IS 'The category of the products';
COMMENT ON COLUMN reporting.each_order_by_category.customer_id IS 'The number of the customer in Tilly; empty for guests';
COMMENT ON COLUMN reporting.each_order_by_category.customer_first_day IS 'The day of the first order of the customer';
COMMENT ON COLUMN reporting.each_order_by_category.order_placed IS 'order_id on the day the order was placed, else empty: count its distinct values, without the empty one, for orders';
COMMENT ON COLUMN reporting.each_order_by_category.active_customer IS 'customer_id on the day of an order, else empty: count its distinct values, without the empty one, for active customers';
COMMENT ON COLUMN reporting.each_order_by_category.gross_sales IS 'List value of what was sold, before discounts, without tax, exact';
COMMENT ON COLUMN reporting.each_order_by_category.discounts IS 'What was taken off the list value, exact';
COMMENT ON COLUMN reporting.each_order_by_category.charged_sales IS 'Gross sales less discounts, exact';
COMMENT ON COLUMN reporting.each_order_by_category.returns IS 'Merchandise that came back, at what was charged, on the day it came back, exact';
COMMENT ON COLUMN reporting.each_order_by_category.cancellations IS 'Merchandise called off before it was fulfilled, at what was charged, on the day it was called off, exact';
COMMENT ON COLUMN reporting.each_order_by_category.forfeited_sales IS 'Returns and cancellations, exact';
COMMENT ON COLUMN reporting.each_order_by_category.unmatched_forfeits IS 'The part of returns and cancellations whose sale could not be found, exact';
COMMENT ON COLUMN reporting.each_order_by_category.adjustments IS 'Credits that are no merchandise: fees, postage, corrections, exact';
COMMENT ON COLUMN reporting.each_order_by_category.net_sales IS 'Gross sales less discounts, returns, cancellations and adjustments, exact';
COMMENT ON COLUMN reporting.each_order_by_category.ordered_forfeited IS 'What was later returned or cancelled of the period''s own orders, exact';
COMMENT ON COLUMN reporting.each_order_by_category.average_order_value_numerator IS 'The upper part of average_order_value, exact';
COMMENT ON COLUMN reporting.each_order_by_category.average_customer_spend_numerator IS 'The upper part of average_customer_spend, exact';

CREATE OR REPLACE VIEW reporting.data WITH (security_invoker = true) AS
select
  "coverage"."first_day" as "first_day",
  "coverage"."data_through" as "data_through",
  "coverage"."as_of" as "as_of"
from "coverage";
COMMENT ON VIEW reporting.data IS 'What the data covers, in one row.';
COMMENT ON COLUMN reporting.data.first_day IS 'The first day of the data';
COMMENT ON COLUMN reporting.data.data_through IS 'The last day of the data';
COMMENT ON COLUMN reporting.data.as_of IS 'The last complete day: compare no period that ends later with one that does not';

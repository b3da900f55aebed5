ALTER TABLE "matches" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
DROP INDEX "lines_customer_product";--> statement-breakpoint
DROP INDEX "matches_customer_product";--> statement-breakpoint
CREATE INDEX "lines_product_customer" ON "lines" USING btree ("product_id","customer_id");--> statement-breakpoint
CREATE INDEX "matches_product_customer" ON "matches" USING btree ("product_id","customer_id");--> statement-breakpoint
CREATE INDEX "order_facts_customer" ON "order_facts" USING btree ("customer_id","day");--> statement-breakpoint
CREATE POLICY "scope" ON "matches" AS PERMISSIVE FOR SELECT TO public USING (exists (select from orders where orders.id = sale_order_id));
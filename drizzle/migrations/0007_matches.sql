ALTER TABLE "matches" ADD COLUMN "kind" "line_kind";--> statement-breakpoint
UPDATE matches m SET kind = l.kind FROM lines l
	WHERE l.order_id = m.credit_order_id AND l.key = m.credit_key AND l.day = m.credit_day;--> statement-breakpoint
ALTER TABLE "matches" ALTER COLUMN "kind" SET NOT NULL;--> statement-breakpoint
ALTER POLICY "scope" ON "matches" TO public USING (exists (select from orders where orders.id in (sale_order_id, credit_order_id)));

ALTER TABLE "rules" ADD COLUMN "stopped" text;--> statement-breakpoint
ALTER TABLE "subscriptions" ADD COLUMN "stopped" text;
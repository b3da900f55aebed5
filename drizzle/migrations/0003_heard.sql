CREATE TYPE "public"."delivery_kind" AS ENUM('digest', 'alert');--> statement-breakpoint
CREATE TABLE "heard" (
	"id" text PRIMARY KEY NOT NULL,
	"since" timestamp with time zone DEFAULT now() NOT NULL,
	"pressed" double precision,
	"outcome" jsonb
);
--> statement-breakpoint
ALTER TABLE "deliveries" ALTER COLUMN "kind" SET DATA TYPE "public"."delivery_kind" USING "kind"::"public"."delivery_kind";--> statement-breakpoint
CREATE INDEX "heard_since" ON "heard" USING btree ("since");
CREATE TYPE "public"."delivery_state" AS ENUM('due', 'claimed', 'sent', 'skipped', 'failed', 'unknown', 'missed');--> statement-breakpoint
CREATE TYPE "public"."passing" AS ENUM('above', 'below');--> statement-breakpoint
CREATE TABLE "deliveries" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"kind" text NOT NULL,
	"subject" integer NOT NULL,
	"due" timestamp with time zone NOT NULL,
	"target" text NOT NULL,
	"about" jsonb DEFAULT '{}'::jsonb NOT NULL,
	"state" "delivery_state" DEFAULT 'due' NOT NULL,
	"attempts" integer DEFAULT 0 NOT NULL,
	"not_before" timestamp with time zone,
	"claimed_until" timestamp with time zone,
	"claim" uuid,
	"suspect" boolean DEFAULT false NOT NULL,
	"tried_at" timestamp with time zone,
	"channel" text,
	"ts" text,
	"why" text,
	"ended_at" timestamp with time zone,
	CONSTRAINT "delivery_once" UNIQUE("kind","subject","due","target")
);
--> statement-breakpoint
CREATE TABLE "incidents" (
	"id" integer PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "incidents_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 2147483647 START WITH 1 CACHE 1),
	"rule_id" integer NOT NULL,
	"began" date NOT NULL,
	"ended" date,
	CONSTRAINT "incident_once" UNIQUE("rule_id","began")
);
--> statement-breakpoint
CREATE TABLE "rules" (
	"id" integer PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "rules_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 2147483647 START WITH 1 CACHE 1),
	"owner" text NOT NULL,
	"target" text NOT NULL,
	"paused" boolean DEFAULT false NOT NULL,
	"measure" text NOT NULL,
	"dimension" text,
	"member_id" integer,
	"passing" "passing" NOT NULL,
	"threshold" numeric(20, 6) NOT NULL,
	"judged" date,
	CONSTRAINT "whole_or_member" CHECK (("rules"."dimension" is null) = ("rules"."member_id" is null))
);
--> statement-breakpoint
CREATE TABLE "subscriptions" (
	"id" integer PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "subscriptions_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 2147483647 START WITH 1 CACHE 1),
	"owner" text NOT NULL,
	"target" text NOT NULL,
	"paused" boolean DEFAULT false NOT NULL,
	"since" timestamp with time zone NOT NULL,
	"weekday" smallint NOT NULL,
	"at" text NOT NULL,
	"time_zone" text NOT NULL,
	CONSTRAINT "weekday_of_iso" CHECK ("subscriptions"."weekday" between 1 and 7),
	CONSTRAINT "time_of_day" CHECK ("subscriptions"."at" ~ '^([01][0-9]|2[0-3]):[0-5][0-9]$')
);
--> statement-breakpoint
CREATE TABLE "ticks" (
	"id" smallint PRIMARY KEY DEFAULT 1 NOT NULL,
	"at" timestamp with time zone NOT NULL,
	CONSTRAINT "one_tick" CHECK ("ticks"."id" = 1)
);
--> statement-breakpoint
ALTER TABLE "customers" ADD COLUMN "first_day" date;--> statement-breakpoint
UPDATE "customers" c SET "first_day" = f."day" FROM (
	SELECT "customer_id", min("day") AS "day" FROM "order_facts" WHERE "sale_lines" > 0 GROUP BY "customer_id"
) f WHERE f."customer_id" = c."id";--> statement-breakpoint
CREATE INDEX "deliveries_open" ON "deliveries" USING btree ("due") WHERE "deliveries"."state" in ('due', 'claimed');
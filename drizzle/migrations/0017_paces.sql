CREATE TABLE "paces" (
	"key" text PRIMARY KEY NOT NULL,
	"until" timestamp with time zone NOT NULL,
	"put_off" timestamp with time zone
);

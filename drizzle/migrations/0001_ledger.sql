-- The ledger's partition of one year, made when its first line is loaded; says whether it was not there yet.
-- It is made beside the ledger, filled, and attached: that locks no reader out, and builds its indexes in one go.
CREATE FUNCTION create_ledger_year(year integer) RETURNS boolean LANGUAGE plpgsql AS $$
BEGIN
	IF to_regclass('lines_' || year) IS NOT NULL THEN
		RETURN false;
	END IF;
	EXECUTE format('CREATE TABLE %I (LIKE lines INCLUDING DEFAULTS)', 'lines_' || year);
	RETURN true;
END $$;
--> statement-breakpoint
CREATE FUNCTION attach_ledger_year(year integer) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
	EXECUTE format(
		'ALTER TABLE lines ATTACH PARTITION %I FOR VALUES FROM (%L) TO (%L)',
		'lines_' || year, make_date(year, 1, 1), make_date(year + 1, 1, 1)
	);
END $$;
--> statement-breakpoint
REVOKE ALL ON FUNCTION create_ledger_year, attach_ledger_year FROM PUBLIC;
--> statement-breakpoint
INSERT INTO coverage DEFAULT VALUES;

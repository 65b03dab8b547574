-- Whether another workspace keeps what it has in a month.
CREATE FUNCTION "is_kept_by_others"("month_start" TIMESTAMPTZ, "month_end" TIMESTAMPTZ, "of_workspace" UUID)
RETURNS BOOLEAN LANGUAGE sql VOLATILE AS $$
  SELECT EXISTS (
    SELECT FROM "environments"
    WHERE "workspace_id" <> "of_workspace"
      AND ("retained_from" IS NULL OR "retained_from" < "month_end")
      AND EXISTS (
        SELECT FROM "events"
        WHERE "events"."environment_id" = "environments"."id"
          AND "events"."occurred_at" >= "month_start" AND "events"."occurred_at" < "month_end"
      )
  )
$$;

-- Drops the months of events before an instant that nobody but the given workspace keeps, or has anything in; names them.
-- Asked first without a lock, which spares the months that stay. Then, alone with the table, asked once more: whoever was
-- writing at the first time has committed by now. (The function is volatile, so each question sees what is committed when
-- it is asked.) The whole table is locked before its part, as writers do, or they would wait for each other.
CREATE OR REPLACE FUNCTION "drop_event_partitions"("before" TIMESTAMPTZ, "of_workspace" UUID, "dry_run" BOOLEAN)
RETURNS SETOF TEXT LANGUAGE plpgsql VOLATILE SET lock_timeout = '5s' AS $$
DECLARE
  partition_name TEXT;
  month_start TIMESTAMPTZ;
  month_end TIMESTAMPTZ;
BEGIN
  FOR partition_name IN
    SELECT relname FROM pg_inherits JOIN pg_class ON pg_class.oid = inhrelid
    WHERE inhparent = '"events"'::regclass AND relname ~ '^events_[0-9]{4}_[0-9]{2}$'
    ORDER BY relname
  LOOP
    month_start := to_date(substr(partition_name, 8), 'YYYY_MM')::TIMESTAMP AT TIME ZONE 'UTC';
    month_end := (to_date(substr(partition_name, 8), 'YYYY_MM')::TIMESTAMP + INTERVAL '1 month') AT TIME ZONE 'UTC';
    CONTINUE WHEN month_end > "before" OR "is_kept_by_others"(month_start, month_end, "of_workspace");
    IF NOT "dry_run" THEN
      LOCK TABLE ONLY "events" IN ACCESS EXCLUSIVE MODE;
      EXECUTE format('LOCK TABLE %I IN ACCESS EXCLUSIVE MODE', partition_name);
      CONTINUE WHEN "is_kept_by_others"(month_start, month_end, "of_workspace");
      EXECUTE format('DROP TABLE %I', partition_name);
    END IF;
    RETURN NEXT partition_name;
  END LOOP;
END
$$;

-- AlterEnum
ALTER TYPE "RejectedKind" ADD VALUE 'IDENTITY';

-- AlterTable
ALTER TABLE "environments" ADD COLUMN     "bot_filter" BOOLEAN NOT NULL DEFAULT true,
ADD COLUMN     "retained_from" TIMESTAMPTZ(3);

-- AlterTable
ALTER TABLE "rejected_events" ADD COLUMN     "replayed_at" TIMESTAMPTZ(3);

-- AlterTable
ALTER TABLE "workspaces" ADD COLUMN     "erasure_salt" BYTEA NOT NULL DEFAULT uuid_send(gen_random_uuid()),
ADD COLUMN     "retention_months" INTEGER;

-- CreateTable
CREATE TABLE "identity_links" (
    "environment_id" INTEGER NOT NULL,
    "unit_hash" BIGINT NOT NULL GENERATED ALWAYS AS (hashtextextended("unit", 0)) STORED,
    "unit" TEXT NOT NULL,
    "person_hash" BIGINT NOT NULL GENERATED ALWAYS AS (hashtextextended("person", 0)) STORED,
    "person" TEXT NOT NULL,
    "linked_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "identity_links_pkey" PRIMARY KEY ("environment_id","unit_hash","unit") INCLUDE ("person")
);

-- CreateTable
CREATE TABLE "ingestion_counts" (
    "environment_id" INTEGER NOT NULL,
    "minute" TIMESTAMPTZ(0) NOT NULL,
    "kind" TEXT NOT NULL,
    "code" TEXT NOT NULL,
    "items" BIGINT NOT NULL,

    CONSTRAINT "ingestion_counts_pkey" PRIMARY KEY ("environment_id","minute","kind","code")
);

-- CreateTable
CREATE TABLE "erased_units" (
    "workspace_id" UUID NOT NULL,
    "hash" BYTEA NOT NULL,
    "erased_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "erased_units_pkey" PRIMARY KEY ("workspace_id","hash")
);

-- CreateIndex
CREATE INDEX "identity_links_by_person" ON "identity_links"("environment_id", "person_hash", "person");

-- AddForeignKey
ALTER TABLE "identity_links" ADD CONSTRAINT "identity_links_environment_id_fkey" FOREIGN KEY ("environment_id") REFERENCES "environments"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "ingestion_counts" ADD CONSTRAINT "ingestion_counts_environment_id_fkey" FOREIGN KEY ("environment_id") REFERENCES "environments"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "erased_units" ADD CONSTRAINT "erased_units_workspace_id_fkey" FOREIGN KEY ("workspace_id") REFERENCES "workspaces"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- What Prisma cannot express.

ALTER TABLE "workspaces" ADD CONSTRAINT "workspaces_retention_check" CHECK ("retention_months" BETWEEN 1 AND 600);
ALTER TABLE "identity_links" ADD CONSTRAINT "identity_links_unit_check"
  CHECK (length("unit") BETWEEN 1 AND 512 AND length("person") BETWEEN 1 AND 512 AND "unit" <> "person");

-- Under which an erased unit is remembered: enough to know it again, not to read it.
CREATE FUNCTION "erasure_hash"("salt" BYTEA, "unit" TEXT) RETURNS BYTEA LANGUAGE sql IMMUTABLE PARALLEL SAFE
AS $$ SELECT sha256("salt" || convert_to("unit", 'UTF8')) $$;

-- Asked by every statement that writes evidence, and only where anything was ever erased.
CREATE FUNCTION "is_erased"("of_environment" INTEGER, "given_unit" TEXT) RETURNS BOOLEAN LANGUAGE sql STABLE PARALLEL SAFE
AS $$
  SELECT EXISTS (
    SELECT FROM "environments"
    JOIN "workspaces" ON "workspaces"."id" = "environments"."workspace_id"
    JOIN "erased_units" ON "erased_units"."workspace_id" = "workspaces"."id"
    WHERE "environments"."id" = "of_environment"
      AND "erased_units"."hash" = "erasure_hash"("workspaces"."erasure_salt", "given_unit")
  )
$$;

-- Drops the months of events before an instant that nobody but the given workspace keeps, or has anything in; names them.
-- A dropped partition needs a moment alone with the table: it waits a little for running queries and then gives up.
CREATE FUNCTION "drop_event_partitions"("before" TIMESTAMPTZ, "of_workspace" UUID, "dry_run" BOOLEAN)
RETURNS SETOF TEXT LANGUAGE plpgsql SET lock_timeout = '5s' AS $$
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
    CONTINUE WHEN month_end > "before" OR EXISTS (
      SELECT FROM "environments"
      WHERE "workspace_id" <> "of_workspace"
        AND ("retained_from" IS NULL OR "retained_from" < month_end)
        AND EXISTS (
          SELECT FROM "events"
          WHERE "events"."environment_id" = "environments"."id"
            AND "events"."occurred_at" >= month_start AND "events"."occurred_at" < month_end
        )
    );
    IF NOT "dry_run" THEN
      EXECUTE format('DROP TABLE %I', partition_name);
    END IF;
    RETURN NEXT partition_name;
  END LOOP;
END
$$;

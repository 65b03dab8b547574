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

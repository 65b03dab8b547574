-- CreateSchema
CREATE SCHEMA IF NOT EXISTS "public";

-- CreateEnum
CREATE TYPE "DecisionOutcome" AS ENUM ('SHIP', 'STOP_HARM', 'STOP_NO_EFFECT', 'KEEP_RUNNING', 'INVALID');

-- CreateEnum
CREATE TYPE "RejectedKind" AS ENUM ('EXPOSURE', 'EVENT');

-- CreateEnum
CREATE TYPE "ExperimentStatus" AS ENUM ('DRAFT', 'RUNNING', 'STOPPED', 'SHIPPED', 'ARCHIVED');

-- CreateEnum
CREATE TYPE "ValueType" AS ENUM ('BOOLEAN', 'STRING', 'NUMBER', 'JSON');

-- CreateEnum
CREATE TYPE "PlanMethod" AS ENUM ('FIXED', 'GROUP_SEQUENTIAL', 'ALWAYS_VALID');

-- CreateEnum
CREATE TYPE "MetricKind" AS ENUM ('MEAN', 'PROPORTION');

-- CreateEnum
CREATE TYPE "MetricDirection" AS ENUM ('HIGHER_IS_BETTER', 'LOWER_IS_BETTER');

-- CreateEnum
CREATE TYPE "MetricRole" AS ENUM ('SUCCESS', 'GUARDRAIL', 'QUALITY');

-- CreateEnum
CREATE TYPE "Role" AS ENUM ('OWNER', 'ADMIN', 'EDITOR', 'VIEWER');

-- CreateEnum
CREATE TYPE "KeyKind" AS ENUM ('SECRET', 'PUBLISHABLE');

-- CreateTable
CREATE TABLE "users" (
    "id" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "email" TEXT NOT NULL,
    "email_verified" BOOLEAN NOT NULL DEFAULT false,
    "image" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "users_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "sessions" (
    "id" TEXT NOT NULL,
    "token" TEXT NOT NULL,
    "user_id" TEXT NOT NULL,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,
    "ip_address" TEXT,
    "user_agent" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "sessions_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "accounts" (
    "id" TEXT NOT NULL,
    "account_id" TEXT NOT NULL,
    "provider_id" TEXT NOT NULL,
    "user_id" TEXT NOT NULL,
    "access_token" TEXT,
    "refresh_token" TEXT,
    "id_token" TEXT,
    "access_token_expires_at" TIMESTAMPTZ(3),
    "refresh_token_expires_at" TIMESTAMPTZ(3),
    "scope" TEXT,
    "password" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "accounts_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "verifications" (
    "id" TEXT NOT NULL,
    "identifier" TEXT NOT NULL,
    "value" TEXT NOT NULL,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "verifications_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "analyses" (
    "id" UUID NOT NULL,
    "run_id" INTEGER NOT NULL,
    "horizon" TIMESTAMPTZ(3) NOT NULL,
    "engine_version" TEXT NOT NULL,
    "plan" JSONB NOT NULL,
    "result" JSONB NOT NULL,
    "queries" JSONB NOT NULL,
    "requested_by" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "analyses_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "decisions" (
    "id" UUID NOT NULL,
    "experiment_id" UUID NOT NULL,
    "run_id" INTEGER NOT NULL,
    "analysis_id" UUID,
    "outcome" "DecisionOutcome" NOT NULL,
    "variant_key" TEXT,
    "reason" TEXT NOT NULL,
    "decided_by" TEXT NOT NULL,
    "decided_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "decisions_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "audit_entries" (
    "id" BIGSERIAL NOT NULL,
    "workspace_id" UUID NOT NULL,
    "actor" TEXT NOT NULL,
    "action" TEXT NOT NULL,
    "subject" TEXT NOT NULL,
    "detail" JSONB NOT NULL,
    "occurred_at" TIMESTAMPTZ(3) NOT NULL,
    "previous_hash" BYTEA NOT NULL,
    "hash" BYTEA NOT NULL,

    CONSTRAINT "audit_entries_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "exposures" (
    "run_id" INTEGER NOT NULL,
    "unit_hash" BIGINT NOT NULL GENERATED ALWAYS AS (hashtextextended("unit", 0)) STORED,
    "unit" TEXT NOT NULL,
    "variant" SMALLINT NOT NULL,
    "other_variant" SMALLINT,
    "first_seen_at" TIMESTAMPTZ(3) NOT NULL,
    "received_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "attributes" JSONB,

    -- Covers the analysis: run, unit in join order, variant and time without touching the table.
    CONSTRAINT "exposures_pkey" PRIMARY KEY ("run_id","unit_hash","unit") INCLUDE ("variant", "other_variant", "first_seen_at")
);

-- CreateTable
CREATE TABLE "events" (
    "environment_id" INTEGER NOT NULL,
    "key" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "unit_hash" BIGINT NOT NULL GENERATED ALWAYS AS (hashtextextended("unit", 0)) STORED,
    "unit" TEXT NOT NULL,
    "value" DOUBLE PRECISION NOT NULL,
    "occurred_at" TIMESTAMPTZ(3) NOT NULL,
    "received_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "properties" JSONB
) PARTITION BY RANGE ("occurred_at");

-- CreateTable
CREATE TABLE "event_keys" (
    "environment_id" INTEGER NOT NULL,
    "key" UUID NOT NULL,
    "occurred_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "event_keys_pkey" PRIMARY KEY ("environment_id","key")
);

-- CreateTable
CREATE TABLE "rejected_events" (
    "id" BIGSERIAL NOT NULL,
    "environment_id" INTEGER NOT NULL,
    "kind" "RejectedKind" NOT NULL,
    "code" TEXT NOT NULL,
    "detail" TEXT NOT NULL,
    "body" TEXT NOT NULL,
    "received_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "rejected_events_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "layers" (
    "id" UUID NOT NULL,
    "workspace_id" UUID NOT NULL,
    "key" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "salt" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "layers_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "experiments" (
    "id" UUID NOT NULL,
    "workspace_id" UUID NOT NULL,
    "key" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "hypothesis" TEXT NOT NULL DEFAULT '',
    "status" "ExperimentStatus" NOT NULL DEFAULT 'DRAFT',
    "unit_type" TEXT NOT NULL DEFAULT 'user',
    "value_type" "ValueType" NOT NULL DEFAULT 'BOOLEAN',
    "coverage" DOUBLE PRECISION NOT NULL DEFAULT 1,
    "targeting" JSONB NOT NULL DEFAULT '{"all":[]}',
    "layer_id" UUID,
    "owner_id" TEXT,
    "version" INTEGER NOT NULL DEFAULT 1,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "experiments_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "variants" (
    "id" UUID NOT NULL,
    "experiment_id" UUID NOT NULL,
    "key" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "value" JSONB NOT NULL,
    "weight" DOUBLE PRECISION NOT NULL,
    "is_control" BOOLEAN NOT NULL DEFAULT false,
    "position" INTEGER NOT NULL,

    CONSTRAINT "variants_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "plans" (
    "experiment_id" UUID NOT NULL,
    "method" "PlanMethod" NOT NULL DEFAULT 'GROUP_SEQUENTIAL',
    "alpha_two_sided" DOUBLE PRECISION NOT NULL DEFAULT 0.05,
    "power" DOUBLE PRECISION NOT NULL DEFAULT 0.8,
    "spending" TEXT NOT NULL DEFAULT 'obrien-fleming',
    "looks" INTEGER NOT NULL DEFAULT 5,
    "planned_units" INTEGER,
    "planned_days" INTEGER,

    CONSTRAINT "plans_pkey" PRIMARY KEY ("experiment_id")
);

-- CreateTable
CREATE TABLE "runs" (
    "id" SERIAL NOT NULL,
    "experiment_id" UUID NOT NULL,
    "environment_id" INTEGER NOT NULL,
    "number" INTEGER NOT NULL,
    "salt" TEXT NOT NULL,
    "configuration" JSONB NOT NULL,
    "started_at" TIMESTAMPTZ(3) NOT NULL,
    "ended_at" TIMESTAMPTZ(3),

    CONSTRAINT "runs_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "metrics" (
    "id" UUID NOT NULL,
    "workspace_id" UUID NOT NULL,
    "key" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "description" TEXT NOT NULL DEFAULT '',
    "kind" "MetricKind" NOT NULL,
    "definition" JSONB NOT NULL,
    "direction" "MetricDirection" NOT NULL DEFAULT 'HIGHER_IS_BETTER',
    "unit" TEXT NOT NULL DEFAULT '',
    "version" INTEGER NOT NULL DEFAULT 1,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "archived_at" TIMESTAMPTZ(3),

    CONSTRAINT "metrics_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "experiment_metrics" (
    "experiment_id" UUID NOT NULL,
    "metric_id" UUID NOT NULL,
    "role" "MetricRole" NOT NULL,
    "relative_margin" DOUBLE PRECISION,
    "minimum_effect_relative" DOUBLE PRECISION,
    "position" INTEGER NOT NULL,

    CONSTRAINT "experiment_metrics_pkey" PRIMARY KEY ("experiment_id","metric_id")
);

-- CreateTable
CREATE TABLE "workspaces" (
    "id" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "time_zone" TEXT NOT NULL DEFAULT 'UTC',
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "workspaces_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "members" (
    "id" UUID NOT NULL,
    "workspace_id" UUID NOT NULL,
    "user_id" TEXT NOT NULL,
    "role" "Role" NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "members_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "environments" (
    "id" SERIAL NOT NULL,
    "workspace_id" UUID NOT NULL,
    "key" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "configuration_version" INTEGER NOT NULL DEFAULT 1,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "environments_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "keys" (
    "id" UUID NOT NULL,
    "environment_id" INTEGER NOT NULL,
    "kind" "KeyKind" NOT NULL,
    "name" TEXT NOT NULL,
    "prefix" TEXT NOT NULL,
    "hash" BYTEA NOT NULL,
    "scopes" TEXT[],
    "allowed_origins" TEXT[],
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "revoked_at" TIMESTAMPTZ(3),

    CONSTRAINT "keys_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE UNIQUE INDEX "users_email_key" ON "users"("email");

-- CreateIndex
CREATE UNIQUE INDEX "sessions_token_key" ON "sessions"("token");

-- CreateIndex
CREATE INDEX "sessions_user_id_idx" ON "sessions"("user_id");

-- CreateIndex
CREATE INDEX "accounts_user_id_idx" ON "accounts"("user_id");

-- CreateIndex
CREATE INDEX "verifications_identifier_idx" ON "verifications"("identifier");

-- CreateIndex
CREATE INDEX "analyses_run_id_created_at_idx" ON "analyses"("run_id", "created_at");

-- CreateIndex
CREATE INDEX "decisions_experiment_id_idx" ON "decisions"("experiment_id");

-- CreateIndex
CREATE UNIQUE INDEX "audit_entries_workspace_id_previous_hash_key" ON "audit_entries"("workspace_id", "previous_hash");

-- CreateIndex
CREATE INDEX "events_by_name_unit_time" ON "events"("environment_id", "name", "unit_hash", "occurred_at") INCLUDE ("value");

-- CreateIndex
CREATE INDEX "rejected_events_environment_id_received_at_idx" ON "rejected_events"("environment_id", "received_at");

-- CreateIndex
CREATE UNIQUE INDEX "layers_workspace_id_key_key" ON "layers"("workspace_id", "key");

-- CreateIndex
CREATE UNIQUE INDEX "experiments_workspace_id_key_key" ON "experiments"("workspace_id", "key");

-- CreateIndex
CREATE UNIQUE INDEX "variants_experiment_id_key_key" ON "variants"("experiment_id", "key");

-- CreateIndex
CREATE UNIQUE INDEX "variants_experiment_id_position_key" ON "variants"("experiment_id", "position");

-- CreateIndex
CREATE INDEX "runs_environment_id_idx" ON "runs"("environment_id");

-- CreateIndex
CREATE UNIQUE INDEX "runs_experiment_id_number_key" ON "runs"("experiment_id", "number");

-- CreateIndex
CREATE UNIQUE INDEX "metrics_workspace_id_key_key" ON "metrics"("workspace_id", "key");

-- CreateIndex
CREATE INDEX "experiment_metrics_metric_id_idx" ON "experiment_metrics"("metric_id");

-- CreateIndex
CREATE INDEX "members_user_id_idx" ON "members"("user_id");

-- CreateIndex
CREATE UNIQUE INDEX "members_workspace_id_user_id_key" ON "members"("workspace_id", "user_id");

-- CreateIndex
CREATE UNIQUE INDEX "environments_workspace_id_key_key" ON "environments"("workspace_id", "key");

-- CreateIndex
CREATE UNIQUE INDEX "keys_hash_key" ON "keys"("hash");

-- CreateIndex
CREATE INDEX "keys_environment_id_idx" ON "keys"("environment_id");

-- AddForeignKey
ALTER TABLE "sessions" ADD CONSTRAINT "sessions_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "users"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "accounts" ADD CONSTRAINT "accounts_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "users"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "analyses" ADD CONSTRAINT "analyses_run_id_fkey" FOREIGN KEY ("run_id") REFERENCES "runs"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "decisions" ADD CONSTRAINT "decisions_experiment_id_fkey" FOREIGN KEY ("experiment_id") REFERENCES "experiments"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "decisions" ADD CONSTRAINT "decisions_run_id_fkey" FOREIGN KEY ("run_id") REFERENCES "runs"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "decisions" ADD CONSTRAINT "decisions_analysis_id_fkey" FOREIGN KEY ("analysis_id") REFERENCES "analyses"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "audit_entries" ADD CONSTRAINT "audit_entries_workspace_id_fkey" FOREIGN KEY ("workspace_id") REFERENCES "workspaces"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "rejected_events" ADD CONSTRAINT "rejected_events_environment_id_fkey" FOREIGN KEY ("environment_id") REFERENCES "environments"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "layers" ADD CONSTRAINT "layers_workspace_id_fkey" FOREIGN KEY ("workspace_id") REFERENCES "workspaces"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "experiments" ADD CONSTRAINT "experiments_workspace_id_fkey" FOREIGN KEY ("workspace_id") REFERENCES "workspaces"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "experiments" ADD CONSTRAINT "experiments_layer_id_fkey" FOREIGN KEY ("layer_id") REFERENCES "layers"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "variants" ADD CONSTRAINT "variants_experiment_id_fkey" FOREIGN KEY ("experiment_id") REFERENCES "experiments"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "plans" ADD CONSTRAINT "plans_experiment_id_fkey" FOREIGN KEY ("experiment_id") REFERENCES "experiments"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "runs" ADD CONSTRAINT "runs_experiment_id_fkey" FOREIGN KEY ("experiment_id") REFERENCES "experiments"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "runs" ADD CONSTRAINT "runs_environment_id_fkey" FOREIGN KEY ("environment_id") REFERENCES "environments"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "metrics" ADD CONSTRAINT "metrics_workspace_id_fkey" FOREIGN KEY ("workspace_id") REFERENCES "workspaces"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "experiment_metrics" ADD CONSTRAINT "experiment_metrics_experiment_id_fkey" FOREIGN KEY ("experiment_id") REFERENCES "experiments"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "experiment_metrics" ADD CONSTRAINT "experiment_metrics_metric_id_fkey" FOREIGN KEY ("metric_id") REFERENCES "metrics"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "members" ADD CONSTRAINT "members_workspace_id_fkey" FOREIGN KEY ("workspace_id") REFERENCES "workspaces"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "members" ADD CONSTRAINT "members_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "users"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "environments" ADD CONSTRAINT "environments_workspace_id_fkey" FOREIGN KEY ("workspace_id") REFERENCES "workspaces"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "keys" ADD CONSTRAINT "keys_environment_id_fkey" FOREIGN KEY ("environment_id") REFERENCES "environments"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- What Prisma cannot express.

-- One uninterrupted randomisation at a time: of two parallel starts, one loses here.
CREATE UNIQUE INDEX "runs_one_active" ON "runs"("experiment_id") WHERE "ended_at" IS NULL;
CREATE UNIQUE INDEX "variants_one_control" ON "variants"("experiment_id") WHERE "is_control";

ALTER TABLE "experiments" ADD CONSTRAINT "experiments_coverage_check" CHECK ("coverage" >= 0 AND "coverage" <= 1);
ALTER TABLE "variants" ADD CONSTRAINT "variants_weight_check" CHECK ("weight" >= 0 AND "weight" <= 1);
ALTER TABLE "plans" ADD CONSTRAINT "plans_rates_check"
  CHECK ("alpha_two_sided" > 0 AND "alpha_two_sided" < 1 AND "power" > 0 AND "power" < 1 AND "looks" >= 1);
ALTER TABLE "exposures" ADD CONSTRAINT "exposures_unit_check" CHECK (length("unit") BETWEEN 1 AND 512);
ALTER TABLE "events" ADD CONSTRAINT "events_unit_check" CHECK (length("unit") BETWEEN 1 AND 512);

-- The month of events that contains the instant gets its partition. Built beside the table and then attached,
-- because CREATE TABLE ... PARTITION OF would lock out every reader and writer of the other months.
CREATE FUNCTION "ensure_event_partition"("instant" TIMESTAMPTZ) RETURNS VOID LANGUAGE plpgsql AS $$
DECLARE
  month_start TIMESTAMP := date_trunc('month', "instant" AT TIME ZONE 'UTC');
  partition_name TEXT := 'events_' || to_char(month_start, 'YYYY_MM');
BEGIN
  IF to_regclass(quote_ident(partition_name)) IS NOT NULL THEN
    RETURN;
  END IF;
  PERFORM pg_advisory_xact_lock(hashtextextended('fairsplit:event-partition', 0));
  -- Asked of the table and not of to_regclass, whose cache does not yet know what was committed while we waited.
  IF EXISTS (
    SELECT 1 FROM pg_inherits JOIN pg_class ON pg_class.oid = inhrelid
    WHERE inhparent = '"events"'::regclass AND relname = partition_name
  ) THEN
    RETURN;
  END IF;
  EXECUTE format('CREATE TABLE %I (LIKE "events" INCLUDING ALL)', partition_name);
  EXECUTE format(
    'ALTER TABLE "events" ATTACH PARTITION %I FOR VALUES FROM (%L) TO (%L)',
    partition_name,
    month_start AT TIME ZONE 'UTC',
    (month_start + INTERVAL '1 month') AT TIME ZONE 'UTC'
  );
END
$$;

CREATE FUNCTION "refuse_change"() RETURNS TRIGGER LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'rows of % are never changed', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
END
$$;

CREATE TRIGGER "analyses_immutable" BEFORE UPDATE ON "analyses" FOR EACH ROW EXECUTE FUNCTION "refuse_change"();
CREATE TRIGGER "audit_entries_immutable" BEFORE UPDATE ON "audit_entries" FOR EACH ROW EXECUTE FUNCTION "refuse_change"();
CREATE TRIGGER "runs_configuration_immutable" BEFORE UPDATE ON "runs" FOR EACH ROW
  WHEN (
    (OLD."experiment_id", OLD."environment_id", OLD."number", OLD."salt", OLD."configuration", OLD."started_at")
    IS DISTINCT FROM
    (NEW."experiment_id", NEW."environment_id", NEW."number", NEW."salt", NEW."configuration", NEW."started_at")
  )
  EXECUTE FUNCTION "refuse_change"();

-- Whoever raises the version of an environment's configuration also wakes every instance that serves it.
CREATE FUNCTION "announce_configuration"() RETURNS TRIGGER LANGUAGE plpgsql AS $$
BEGIN
  PERFORM pg_notify('fairsplit_configuration', NEW."id"::TEXT);
  RETURN NULL;
END
$$;

CREATE TRIGGER "environments_announce" AFTER UPDATE OF "configuration_version" ON "environments"
  FOR EACH ROW EXECUTE FUNCTION "announce_configuration"();

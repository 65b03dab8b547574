-- CreateTable
CREATE TABLE "run_allocations" (
    "run_id" INTEGER NOT NULL,
    "number" SMALLINT NOT NULL,
    "effective_from" TIMESTAMPTZ(3) NOT NULL,
    "coverage" DOUBLE PRECISION NOT NULL,
    "reach" DOUBLE PRECISION[],
    "set_by" TEXT,

    CONSTRAINT "run_allocations_pkey" PRIMARY KEY ("run_id","number")
);

-- AddForeignKey
ALTER TABLE "run_allocations" ADD CONSTRAINT "run_allocations_run_id_fkey" FOREIGN KEY ("run_id") REFERENCES "runs"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- What Prisma cannot express.

ALTER TABLE "run_allocations" ADD CONSTRAINT "run_allocations_shares_check"
  CHECK ("coverage" BETWEEN 0 AND 1 AND 0 <= ALL ("reach") AND 1 >= ALL ("reach"));

-- The allocation at the start: what the configuration froze.
INSERT INTO "run_allocations" ("run_id", "number", "effective_from", "coverage", "reach")
SELECT "id", 1, "started_at", "frozen"."coverage", array_fill(1::FLOAT8, ARRAY["frozen"."variants"])
FROM "runs", LATERAL (
  SELECT
    CASE jsonb_typeof("configuration" -> 'coverage') WHEN 'number' THEN LEAST(GREATEST(("configuration" ->> 'coverage')::FLOAT8, 0), 1) ELSE 1 END AS "coverage",
    CASE jsonb_typeof("configuration" -> 'variants') WHEN 'array' THEN jsonb_array_length("configuration" -> 'variants') ELSE 0 END AS "variants"
) AS "frozen";

-- Later ones. The run's columns hold only the last state; the audit log holds each ramp, with its instant and its actor.
-- Example: weights .9/.1, coverage ramped from .5 to 1, then weights .5/.5, gives
--   number | coverage | reach      | set_by
--        1 |       .5 | {1,1}      |
--        2 |        1 | {1,1}      | user:ana
--        3 |        1 | {0.111,1}  | user:ana
WITH "changed" AS (
  SELECT "runs".*, "experiments"."workspace_id", 'experiment:' || "experiments"."key" AS "subject"
  FROM "runs"
  JOIN "experiments" ON "experiments"."id" = "runs"."experiment_id"
  WHERE "runs"."coverage" IS NOT NULL OR "reweighted_at" IS NOT NULL
),
"logged" AS (
  SELECT
    "changed"."id" AS "run_id",
    "audit_entries"."id" AS "position",
    "occurred_at" AS "at",
    "actor",
    ("detail" ->> 'coverage')::FLOAT8 AS "coverage",
    CASE jsonb_typeof("detail" -> 'weights') WHEN 'object' THEN "detail" -> 'weights' END AS "weights"
  FROM "changed"
  JOIN "audit_entries" USING ("workspace_id", "subject")
  WHERE "action" = 'experiment.ramp'
    AND ("detail" ->> 'run')::INT = "changed"."number"
    AND "occurred_at" >= "changed"."started_at"
    AND "occurred_at" <= COALESCE("changed"."ended_at", 'infinity')
),
-- A change without an entry in the log is one row, of which the columns say all that is known.
"ramps" AS (
  SELECT * FROM "logged"
  UNION ALL
  SELECT "id", 0, COALESCE("reweighted_at", "started_at"), NULL, "coverage", NULL
  FROM "changed"
  WHERE NOT EXISTS (SELECT FROM "logged" WHERE "logged"."run_id" = "changed"."id" AND ("weights" IS NOT NULL OR "reweighted_at" IS NULL))
),
-- A ramp that says nothing of the weights keeps those before it.
"numbered" AS (
  SELECT
    "ramps".*,
    row_number() OVER "so_far" + 1 AS "number",
    row_number() OVER "backwards" = 1 AS "is_last",
    count("weights") OVER "so_far" AS "weighting",
    max("coverage") OVER "so_far" AS "covered"
  FROM "ramps"
  WINDOW
    "so_far" AS (PARTITION BY "run_id" ORDER BY "at", "position"),
    "backwards" AS (PARTITION BY "run_id" ORDER BY "at" DESC, "position" DESC)
),
"weighted" AS (
  SELECT
    "numbered".*,
    max("weights"::TEXT) OVER (PARTITION BY "run_id", "weighting")::JSONB AS "in_force",
    "weights" IS NOT NULL AND "weighting" = max("weighting") OVER (PARTITION BY "run_id") AS "is_last_weighting"
  FROM "numbered"
),
-- As lib/assignment/reach: the variant that grew most keeps all of its units.
"reached" AS (
  SELECT
    "weighted"."run_id",
    "weighted"."position",
    array_agg("ratio" / "largest" ORDER BY "variant") AS "reach"
  FROM "weighted"
  JOIN "changed" ON "changed"."id" = "weighted"."run_id"
  CROSS JOIN LATERAL (
    SELECT
      "variant",
      COALESCE(("in_force" ->> ("frozen" ->> 'key'))::FLOAT8 / NULLIF(("frozen" ->> 'weight')::FLOAT8, 0), 0) AS "ratio",
      max(COALESCE(("in_force" ->> ("frozen" ->> 'key'))::FLOAT8 / NULLIF(("frozen" ->> 'weight')::FLOAT8, 0), 0)) OVER () AS "largest"
    FROM jsonb_array_elements("changed"."configuration" -> 'variants') WITH ORDINALITY AS "variants" ("frozen", "variant")
  ) AS "ratios"
  WHERE "in_force" IS NOT NULL AND "largest" > 0
  GROUP BY "weighted"."run_id", "weighted"."position"
)
INSERT INTO "run_allocations" ("run_id", "number", "effective_from", "coverage", "reach", "set_by")
SELECT
  "run_id",
  "weighted"."number",
  CASE WHEN "is_last_weighting" THEN COALESCE("changed"."reweighted_at", "at") ELSE "at" END,
  CASE WHEN "is_last" THEN COALESCE("changed"."coverage", "first"."coverage") ELSE GREATEST("covered", "first"."coverage") END,
  -- What the columns hold is exact; the log's weights give the states before.
  CASE WHEN "is_last" AND cardinality("changed"."reach") > 0 THEN "changed"."reach" ELSE COALESCE("reached"."reach", "first"."reach") END,
  "actor"
FROM "weighted"
JOIN "changed" ON "changed"."id" = "run_id"
JOIN "run_allocations" AS "first" USING ("run_id")
LEFT JOIN "reached" USING ("run_id", "position")
WHERE "first"."number" = 1;

-- Rows are only added, and each follows the one before.
CREATE TRIGGER "run_allocations_immutable" BEFORE UPDATE ON "run_allocations" FOR EACH ROW EXECUTE FUNCTION "refuse_change"();

CREATE FUNCTION "refuse_other_allocation"() RETURNS TRIGGER LANGUAGE plpgsql AS $$
DECLARE
  former "run_allocations";
BEGIN
  SELECT * INTO former FROM "run_allocations" WHERE "run_id" = NEW."run_id" ORDER BY "number" DESC LIMIT 1;
  IF NEW."number" <> COALESCE(former."number", 0) + 1 OR NEW."effective_from" < former."effective_from" THEN
    RAISE EXCEPTION 'an allocation follows the one before it' USING ERRCODE = 'restrict_violation';
  END IF;
  IF NEW."coverage" < former."coverage" THEN
    RAISE EXCEPTION 'the coverage of a run only grows' USING ERRCODE = 'restrict_violation';
  END IF;
  RETURN NEW;
END
$$;
CREATE TRIGGER "run_allocations_follow" BEFORE INSERT ON "run_allocations" FOR EACH ROW EXECUTE FUNCTION "refuse_other_allocation"();

DROP TRIGGER "runs_coverage_grows" ON "runs";
-- AlterTable
ALTER TABLE "runs" DROP COLUMN "coverage",
DROP COLUMN "reach",
DROP COLUMN "reweighted_at";

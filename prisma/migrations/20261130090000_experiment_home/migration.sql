-- AlterTable
ALTER TABLE "experiments" ADD COLUMN     "home_id" INTEGER;

-- AddForeignKey
ALTER TABLE "experiments" ADD CONSTRAINT "experiments_home_id_fkey" FOREIGN KEY ("home_id") REFERENCES "environments"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- What there is belongs to the environment of the key that made it; of what people made, to that of the first run; else to production.
WITH "made" AS (
  SELECT DISTINCT ON ("workspace_id", "subject") "workspace_id", "subject", "keys"."environment_id"
  FROM "audit_entries" LEFT JOIN "keys" ON "actor" = 'key:' || "keys"."id"::TEXT
  WHERE "action" = 'experiment.create'
  ORDER BY "workspace_id", "subject", "audit_entries"."id" DESC
),
"began" AS (
  SELECT DISTINCT ON ("experiment_id") "experiment_id", "environment_id" FROM "runs" ORDER BY "experiment_id", "number"
)
UPDATE "experiments" SET "home_id" = COALESCE("made"."environment_id", "began"."environment_id", "environments"."id")
FROM "experiments" AS "each"
LEFT JOIN "made" ON "made"."workspace_id" = "each"."workspace_id" AND "subject" = 'experiment:' || "each"."key"
LEFT JOIN "began" ON "began"."experiment_id" = "each"."id"
LEFT JOIN "environments" ON "environments"."workspace_id" = "each"."workspace_id" AND "environments"."key" = 'production'
WHERE "experiments"."id" = "each"."id";

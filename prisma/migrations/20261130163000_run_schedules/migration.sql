-- CreateTable
CREATE TABLE "run_schedules" (
    "run_id" INTEGER NOT NULL,
    "number" INTEGER NOT NULL,
    "effective_from" TIMESTAMPTZ(3) NOT NULL,
    "starts_at" TIMESTAMPTZ(3),
    "ends_at" TIMESTAMPTZ(3),

    CONSTRAINT "run_schedules_pkey" PRIMARY KEY ("run_id","number")
);

-- AddForeignKey
ALTER TABLE "run_schedules" ADD CONSTRAINT "run_schedules_run_id_fkey" FOREIGN KEY ("run_id") REFERENCES "runs"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- Active runs are served by their experiment's schedule. Of those that ended nobody knows which they had: theirs is their start and end alone.
INSERT INTO "run_schedules" ("run_id", "number", "effective_from", "starts_at", "ends_at")
SELECT "runs"."id", 1, "runs"."started_at", "experiments"."starts_at", "experiments"."ends_at"
FROM "runs" JOIN "experiments" ON "experiments"."id" = "runs"."experiment_id"
WHERE "runs"."ended_at" IS NULL;

-- What Prisma cannot express: rows are only added.
CREATE TRIGGER "run_schedules_immutable" BEFORE UPDATE ON "run_schedules" FOR EACH ROW EXECUTE FUNCTION "refuse_change"();

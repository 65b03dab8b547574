-- What Prisma cannot express.

-- One uninterrupted randomisation at a time in each environment: of two parallel starts there, one loses here. The new index
-- stands before the old one goes, so that there is no moment without either.
CREATE UNIQUE INDEX "runs_one_active_in_environment" ON "runs"("experiment_id", "environment_id") WHERE "ended_at" IS NULL;
DROP INDEX "runs_one_active";

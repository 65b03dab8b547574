-- What an analysis concluded, and which look of its plan it was: no look is ever taken twice.
ALTER TABLE "analyses" ADD COLUMN "decision" JSONB, ADD COLUMN "look_number" INTEGER;

CREATE UNIQUE INDEX "analyses_run_id_look_number_key" ON "analyses"("run_id", "look_number");

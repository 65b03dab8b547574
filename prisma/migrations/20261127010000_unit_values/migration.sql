-- CreateTable
CREATE UNLOGGED TABLE "measured_runs" (
    "run_id" INTEGER NOT NULL,
    "definitions" TEXT NOT NULL,
    "horizon" TIMESTAMPTZ(3) NOT NULL,
    "seen_until" TIMESTAMPTZ(6) NOT NULL,
    "units" INTEGER NOT NULL,
    "moments" JSONB NOT NULL,
    "refreshes" INTEGER NOT NULL,
    "refreshed_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "measured_runs_pkey" PRIMARY KEY ("run_id")
);

-- CreateTable
CREATE UNLOGGED TABLE "unit_values" (
    "run_id" INTEGER NOT NULL,
    "unit_hash" BIGINT NOT NULL,
    "unit" TEXT NOT NULL,
    "variant" SMALLINT NOT NULL,
    "figures" DOUBLE PRECISION[] NOT NULL,
    "due_at" TIMESTAMPTZ(3),

    CONSTRAINT "unit_values_pkey" PRIMARY KEY ("run_id","unit_hash","unit")
) WITH (fillfactor = 80);

-- What Prisma cannot express: the two tables are not logged (both are computed again from exposures and events, so a crash
-- of Postgres may empty them), and these indexes.

CREATE INDEX "unit_values_by_due" ON "unit_values"("run_id", "due_at") WHERE "due_at" IS NOT NULL;

-- Rows arrive in the order of received_at, so the smallest and largest of each block are enough to find the newest.
CREATE INDEX "exposures_by_arrival" ON "exposures" USING brin ("received_at") WITH (autosummarize = on);
CREATE INDEX "events_by_arrival" ON "events" USING brin ("received_at") WITH (autosummarize = on);

-- Clocks that are ahead: rows that count from an instant after their arrival.
CREATE INDEX "exposures_ahead" ON "exposures"("first_seen_at") WHERE "first_seen_at" > "received_at";
CREATE INDEX "events_ahead" ON "events"("occurred_at") WHERE "occurred_at" > "received_at";

-- A row that is changed arrives anew, whoever changes it: what was computed from it before is found by that.
CREATE FUNCTION "arrive_anew"() RETURNS TRIGGER LANGUAGE plpgsql AS $$
BEGIN
  NEW."received_at" := CURRENT_TIMESTAMP;
  RETURN NEW;
END
$$;

CREATE TRIGGER "exposures_arrive_anew" BEFORE UPDATE ON "exposures" FOR EACH ROW EXECUTE FUNCTION "arrive_anew"();
CREATE TRIGGER "events_arrive_anew" BEFORE UPDATE ON "events" FOR EACH ROW EXECUTE FUNCTION "arrive_anew"();

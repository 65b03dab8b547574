-- AlterTable
ALTER TABLE "events" ADD COLUMN "is_moved" BOOLEAN;

-- AlterTable
ALTER TABLE "measured_runs" ADD COLUMN "quantile_windows" JSONB;

-- What Prisma cannot express: the trigger that tells an event whose time was changed from one that arrived. A refresh computes a
-- unit anew only where an event that arrived can count for it; of a moved one it cannot be told for whom it counted before.

CREATE FUNCTION "move_event"() RETURNS TRIGGER LANGUAGE plpgsql AS $$
BEGIN
  NEW."received_at" := CURRENT_TIMESTAMP;
  NEW."is_moved" := TRUE;
  RETURN NEW;
END
$$;

DROP TRIGGER "events_arrive_anew" ON "events";
CREATE TRIGGER "events_move" BEFORE UPDATE ON "events" FOR EACH ROW EXECUTE FUNCTION "move_event"();

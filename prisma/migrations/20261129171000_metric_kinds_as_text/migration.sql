-- A kind is a text that the model checks, so that a new one needs no migration. The names are those of the API: time-to-event.
ALTER TABLE "metrics" ALTER COLUMN "kind" TYPE TEXT USING lower(replace("kind"::text, '_', '-'));
DROP TYPE "MetricKind";

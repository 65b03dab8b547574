-- CreateTable
CREATE TABLE "run_layers" (
    "run_id" INTEGER NOT NULL,
    "layer_id" UUID NOT NULL,
    "environment_id" INTEGER NOT NULL,
    "from_hash" BIGINT NOT NULL,
    "to_hash" BIGINT NOT NULL,

    CONSTRAINT "run_layers_pkey" PRIMARY KEY ("run_id","layer_id","from_hash")
);

-- CreateTable
CREATE TABLE "run_holdouts" (
    "run_id" INTEGER NOT NULL,
    "holdout_id" UUID NOT NULL,

    CONSTRAINT "run_holdouts_pkey" PRIMARY KEY ("run_id","holdout_id")
);

-- CreateIndex
CREATE INDEX "run_holdouts_holdout_id_idx" ON "run_holdouts"("holdout_id");

-- AddForeignKey
ALTER TABLE "run_layers" ADD CONSTRAINT "run_layers_run_id_fkey" FOREIGN KEY ("run_id") REFERENCES "runs"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "run_layers" ADD CONSTRAINT "run_layers_layer_id_fkey" FOREIGN KEY ("layer_id") REFERENCES "layers"("id") ON DELETE NO ACTION ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "run_layers" ADD CONSTRAINT "run_layers_environment_id_fkey" FOREIGN KEY ("environment_id") REFERENCES "environments"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "run_holdouts" ADD CONSTRAINT "run_holdouts_run_id_fkey" FOREIGN KEY ("run_id") REFERENCES "runs"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "run_holdouts" ADD CONSTRAINT "run_holdouts_holdout_id_fkey" FOREIGN KEY ("holdout_id") REFERENCES "holdouts"("id") ON DELETE NO ACTION ON UPDATE CASCADE;

-- What Prisma cannot express.

ALTER TABLE "run_layers" ADD CONSTRAINT "run_layers_range_check"
  CHECK (0 <= "from_hash" AND "from_hash" < "to_hash" AND "to_hash" <= 4294967296);

-- Equality of layers and environments as overlap of ranges of one value: no extension is needed that way.
CREATE TYPE "uuid_range" AS RANGE (SUBTYPE = UUID);
ALTER TABLE "run_layers" ADD CONSTRAINT "run_layers_held_once" EXCLUDE USING gist (
  "uuid_range"("layer_id", "layer_id", '[]') WITH &&,
  int4range("environment_id", "environment_id", '[]') WITH &&,
  int8range("from_hash", "to_hash") WITH &&
);

-- What active runs hold. Of two that held the same, which nothing should have allowed, the earlier keeps it.
INSERT INTO "run_layers" ("run_id", "layer_id", "environment_id", "from_hash", "to_hash")
SELECT "runs"."id", "layers"."id", "runs"."environment_id", ("range" ->> 0)::BIGINT, ("range" ->> 1)::BIGINT
FROM "runs"
JOIN "experiments" ON "experiments"."id" = "runs"."experiment_id"
JOIN "layers"
  ON "layers"."workspace_id" = "experiments"."workspace_id"
  AND "layers"."key" = "configuration" #>> '{surroundings,layer,key}'
CROSS JOIN jsonb_path_query("configuration", '$.surroundings.layer.ranges[*]') AS "range"
WHERE "ended_at" IS NULL
ORDER BY "runs"."id", ("range" ->> 0)::BIGINT
ON CONFLICT DO NOTHING;

-- What every run kept out, ended ones too.
INSERT INTO "run_holdouts" ("run_id", "holdout_id")
SELECT "runs"."id", "holdouts"."id"
FROM "runs"
JOIN "experiments" ON "experiments"."id" = "runs"."experiment_id"
CROSS JOIN jsonb_path_query("configuration", '$.surroundings.holdouts[*].key') AS "kept" ("key")
JOIN "holdouts"
  ON "holdouts"."workspace_id" = "experiments"."workspace_id" AND "holdouts"."key" = "kept"."key" #>> '{}'
ON CONFLICT DO NOTHING;

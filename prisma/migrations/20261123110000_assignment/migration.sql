-- AlterTable
ALTER TABLE "experiments" ADD COLUMN     "ends_at" TIMESTAMPTZ(3),
ADD COLUMN     "forced" JSONB NOT NULL DEFAULT '[]',
ADD COLUMN     "layer_share" DOUBLE PRECISION,
ADD COLUMN     "prerequisite" JSONB,
ADD COLUMN     "starts_at" TIMESTAMPTZ(3),
ADD COLUMN     "sticky" BOOLEAN NOT NULL DEFAULT false;

-- AlterTable
ALTER TABLE "layers" ADD COLUMN     "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
ADD COLUMN     "version" INTEGER NOT NULL DEFAULT 1;

-- AlterTable
ALTER TABLE "runs" ADD COLUMN     "coverage" DOUBLE PRECISION,
ADD COLUMN     "intake_closed_at" TIMESTAMPTZ(3),
ADD COLUMN     "reach" DOUBLE PRECISION[],
ADD COLUMN     "reweighted_at" TIMESTAMPTZ(3),
ADD COLUMN     "shipped_variant" TEXT;

-- CreateTable
CREATE TABLE "holdouts" (
    "id" UUID NOT NULL,
    "workspace_id" UUID NOT NULL,
    "layer_id" UUID,
    "key" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "salt" TEXT NOT NULL,
    "share" DOUBLE PRECISION NOT NULL,
    "version" INTEGER NOT NULL DEFAULT 1,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "released_at" TIMESTAMPTZ(3),

    CONSTRAINT "holdouts_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "audiences" (
    "id" UUID NOT NULL,
    "workspace_id" UUID NOT NULL,
    "key" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "rule" JSONB NOT NULL,
    "version" INTEGER NOT NULL DEFAULT 1,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "audiences_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE UNIQUE INDEX "holdouts_workspace_id_key_key" ON "holdouts"("workspace_id", "key");

-- CreateIndex
CREATE UNIQUE INDEX "audiences_workspace_id_key_key" ON "audiences"("workspace_id", "key");

-- AddForeignKey
ALTER TABLE "holdouts" ADD CONSTRAINT "holdouts_workspace_id_fkey" FOREIGN KEY ("workspace_id") REFERENCES "workspaces"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "holdouts" ADD CONSTRAINT "holdouts_layer_id_fkey" FOREIGN KEY ("layer_id") REFERENCES "layers"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "audiences" ADD CONSTRAINT "audiences_workspace_id_fkey" FOREIGN KEY ("workspace_id") REFERENCES "workspaces"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- What Prisma cannot express.

ALTER TABLE "experiments" ADD CONSTRAINT "experiments_layer_share_check"
  CHECK (("layer_id" IS NULL) = ("layer_share" IS NULL) AND ("layer_share" > 0 AND "layer_share" <= 1) IS NOT FALSE);
ALTER TABLE "experiments" ADD CONSTRAINT "experiments_times_check" CHECK (("starts_at" < "ends_at") IS NOT FALSE);
ALTER TABLE "holdouts" ADD CONSTRAINT "holdouts_share_check" CHECK ("share" > 0 AND "share" < 1);
ALTER TABLE "runs" ADD CONSTRAINT "runs_coverage_check" CHECK (("coverage" >= 0 AND "coverage" <= 1) IS NOT FALSE);

-- Within a run the coverage only grows: whoever takes part stays in.
CREATE TRIGGER "runs_coverage_grows" BEFORE UPDATE ON "runs" FOR EACH ROW
  WHEN (
    COALESCE(NEW."coverage", (NEW."configuration" ->> 'coverage')::FLOAT8)
    < COALESCE(OLD."coverage", (OLD."configuration" ->> 'coverage')::FLOAT8)
  )
  EXECUTE FUNCTION "refuse_change"();

-- Where units stand never changes: the salt of a layer, the salt and share of a holdout.
CREATE TRIGGER "layers_salt_immutable" BEFORE UPDATE ON "layers" FOR EACH ROW
  WHEN ((OLD."salt", OLD."workspace_id") IS DISTINCT FROM (NEW."salt", NEW."workspace_id"))
  EXECUTE FUNCTION "refuse_change"();
CREATE TRIGGER "holdouts_share_immutable" BEFORE UPDATE ON "holdouts" FOR EACH ROW
  WHEN (
    (OLD."salt", OLD."share", OLD."layer_id", OLD."workspace_id")
    IS DISTINCT FROM (NEW."salt", NEW."share", NEW."layer_id", NEW."workspace_id")
  )
  EXECUTE FUNCTION "refuse_change"();

-- The hash of lib/assignment for analysts: murmur3_x86_32 of bytes, an integer from 0 to 2^32 - 1. A product of two
-- 32-bit numbers does not fit a bigint, so the second factor is taken in two halves.
CREATE FUNCTION "murmur3_multiply"("a" BIGINT, "b" BIGINT) RETURNS BIGINT
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
  SELECT ("a" * ("b" & 65535) + ((("a" * ("b" >> 16)) & 65535) << 16)) & 4294967295
$$;

CREATE FUNCTION "murmur3_x86_32"("bytes" BYTEA, "seed" BIGINT) RETURNS BIGINT
LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS $$
DECLARE
  size INTEGER := length("bytes");
  hash BIGINT := "seed" & 4294967295;
  block BIGINT;
BEGIN
  FOR start IN 0 .. size - 1 BY 4 LOOP
    block := get_byte("bytes", start);
    IF start + 1 < size THEN block := block | (get_byte("bytes", start + 1)::BIGINT << 8); END IF;
    IF start + 2 < size THEN block := block | (get_byte("bytes", start + 2)::BIGINT << 16); END IF;
    IF start + 3 < size THEN block := block | (get_byte("bytes", start + 3)::BIGINT << 24); END IF;
    block := murmur3_multiply(block, 3432918353);
    block := ((block << 15) | (block >> 17)) & 4294967295;
    hash := hash # murmur3_multiply(block, 461845907);
    IF start + 3 < size THEN
      hash := ((hash << 13) | (hash >> 19)) & 4294967295;
      hash := (hash * 5 + 3864292196) & 4294967295;
    END IF;
  END LOOP;
  hash := hash # size;
  hash := murmur3_multiply(hash # (hash >> 16), 2246822507);
  hash := murmur3_multiply(hash # (hash >> 13), 3266489909);
  RETURN hash # (hash >> 16);
END
$$;

-- Where a unit stands among all units, for one purpose of one run, layer or holdout (docs/assignment-in-sql.md).
-- Purposes: coverage, variant, layer, holdout, forced.
CREATE FUNCTION "assignment_hash"("salt" TEXT, "purpose" TEXT, "unit" TEXT) RETURNS BIGINT
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
  SELECT murmur3_x86_32(
    convert_to("unit", 'UTF8'),
    murmur3_x86_32(convert_to("salt" || '/' || "purpose", 'UTF8'), 0)
  )
$$;

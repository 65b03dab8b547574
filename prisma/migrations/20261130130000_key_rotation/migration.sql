-- Constant defaults and nulls: no rewrite. A version before this one reads and writes keys as ever.
-- AlterTable
ALTER TABLE "keys" ADD COLUMN     "created_by" TEXT,
ADD COLUMN     "creator_name" TEXT,
ADD COLUMN     "expires_at" TIMESTAMPTZ(3),
ADD COLUMN     "last_used_at" TIMESTAMPTZ(3),
ADD COLUMN     "previous_ends_at" TIMESTAMPTZ(3),
ADD COLUMN     "previous_hash" BYTEA,
ADD COLUMN     "previous_last_used_at" TIMESTAMPTZ(3),
ADD COLUMN     "previous_prefix" TEXT,
ADD COLUMN     "previous_token_created_at" TIMESTAMPTZ(3),
ADD COLUMN     "token_created_at" TIMESTAMPTZ(3),
ADD COLUMN     "version" INTEGER NOT NULL DEFAULT 1;

-- CreateIndex
CREATE UNIQUE INDEX "keys_previous_hash_key" ON "keys"("previous_hash");


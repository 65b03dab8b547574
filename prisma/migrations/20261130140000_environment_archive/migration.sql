-- A constant default and a null: no rewrite.
-- AlterTable
ALTER TABLE "environments" ADD COLUMN     "archived_at" TIMESTAMPTZ(3),
ADD COLUMN     "version" INTEGER NOT NULL DEFAULT 1;


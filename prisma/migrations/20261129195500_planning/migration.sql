-- AlterTable
ALTER TABLE "experiments" ADD COLUMN     "planning" JSONB;

-- AlterTable
ALTER TABLE "runs" ADD COLUMN     "extensions" JSONB NOT NULL DEFAULT '[]';


-- AlterTable
ALTER TABLE "runs" ADD COLUMN     "recorded_at" TIMESTAMPTZ(3);

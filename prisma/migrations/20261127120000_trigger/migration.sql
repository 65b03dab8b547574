-- AlterTable
ALTER TABLE "experiments" ADD COLUMN     "trigger" JSONB;


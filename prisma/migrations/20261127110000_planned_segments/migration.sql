-- AlterTable
ALTER TABLE "experiments" ADD COLUMN     "segments" JSONB NOT NULL DEFAULT '[]';


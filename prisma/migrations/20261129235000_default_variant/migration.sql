-- AlterTable
ALTER TABLE "experiments" ADD COLUMN     "default_variant" TEXT;


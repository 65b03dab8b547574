-- AlterTable
ALTER TABLE "experiments" ADD COLUMN     "least_conditional_power" DOUBLE PRECISION;

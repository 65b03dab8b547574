-- CreateEnum
CREATE TYPE "KeyReach" AS ENUM ('ENVIRONMENT', 'WORKSPACE');

-- AlterTable: a constant default is no rewrite. Keys that there are stay what they were called: of one environment.
ALTER TABLE "keys" ADD COLUMN "reach" "KeyReach" NOT NULL DEFAULT 'ENVIRONMENT';

-- A publishable key is in every visitor's hands.
ALTER TABLE "keys" ADD CONSTRAINT "keys_publishable_in_one_environment"
  CHECK ("kind" <> 'PUBLISHABLE' OR "reach" = 'ENVIRONMENT');

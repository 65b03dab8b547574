-- CreateTable
CREATE TABLE "sample_ratio_waivers" (
    "id" UUID NOT NULL,
    "run_id" INTEGER NOT NULL,
    "attributes" TEXT[],
    "reason" TEXT NOT NULL,
    "waived_by" TEXT NOT NULL,
    "waived_by_name" TEXT NOT NULL,
    "waived_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "sample_ratio_waivers_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "sample_ratio_waivers_run_id_idx" ON "sample_ratio_waivers"("run_id");

-- AddForeignKey
ALTER TABLE "sample_ratio_waivers" ADD CONSTRAINT "sample_ratio_waivers_run_id_fkey" FOREIGN KEY ("run_id") REFERENCES "runs"("id") ON DELETE CASCADE ON UPDATE CASCADE;


-- CreateTable
CREATE TABLE "metric_groups" (
    "id" UUID NOT NULL,
    "workspace_id" UUID NOT NULL,
    "key" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "version" INTEGER NOT NULL DEFAULT 1,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "metric_groups_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "metric_group_metrics" (
    "group_id" UUID NOT NULL,
    "metric_id" UUID NOT NULL,
    "role" "MetricRole" NOT NULL,
    "relative_margin" DOUBLE PRECISION,
    "minimum_effect_relative" DOUBLE PRECISION,
    "position" INTEGER NOT NULL,

    CONSTRAINT "metric_group_metrics_pkey" PRIMARY KEY ("group_id","metric_id")
);

-- CreateIndex
CREATE UNIQUE INDEX "metric_groups_workspace_id_key_key" ON "metric_groups"("workspace_id", "key");

-- CreateIndex
CREATE INDEX "metric_group_metrics_metric_id_idx" ON "metric_group_metrics"("metric_id");

-- AddForeignKey
ALTER TABLE "metric_groups" ADD CONSTRAINT "metric_groups_workspace_id_fkey" FOREIGN KEY ("workspace_id") REFERENCES "workspaces"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "metric_group_metrics" ADD CONSTRAINT "metric_group_metrics_group_id_fkey" FOREIGN KEY ("group_id") REFERENCES "metric_groups"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "metric_group_metrics" ADD CONSTRAINT "metric_group_metrics_metric_id_fkey" FOREIGN KEY ("metric_id") REFERENCES "metrics"("id") ON DELETE RESTRICT ON UPDATE CASCADE;


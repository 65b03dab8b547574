import { z } from 'zod';
import type { Transaction } from '../../database/client';
import type { Prisma } from '../../database/generated/client';
import { NotFoundError } from '../../errors';
import type { Context } from '../context';
import type { ExperimentInput } from '../experiments/experiment-input';
import { keySchema, nameSchema } from '../experiments/key-schema';
import { experimentMetricsSchema } from '../experiments/metric-use-schema';
import { roleNames } from '../stored-names';

export const groupMetricsSchema = experimentMetricsSchema.min(1, 'A group has at least one metric.');

export const metricGroupInputSchema = z.strictObject({
  key: keySchema,
  name: nameSchema,
  metrics: groupMetricsSchema,
});

export interface MetricGroupView {
  readonly key: string;
  readonly name: string;
  /** As an experiment has them. */
  readonly metrics: ExperimentInput['metrics'];
  readonly version: number;
  readonly createdAt: Date;
  readonly updatedAt: Date;
}

/** What has to be read so that {@link toMetricGroupView} can show it. */
export const metricGroupInclude = {
  metrics: { orderBy: { position: 'asc' }, include: { metric: { select: { key: true } } } },
} satisfies Prisma.MetricGroupInclude;

type StoredGroup = Prisma.MetricGroupGetPayload<{ include: typeof metricGroupInclude }>;

export function toMetricGroupView(stored: StoredGroup): MetricGroupView {
  const { key, name, version, createdAt, updatedAt } = stored;
  const metrics = stored.metrics.map(({ metric, role, relativeMargin, minimumEffectRelative }) => ({
    metric: metric.key,
    role: roleNames.fromStored[role],
    relativeMargin,
    minimumEffectRelative,
  }));
  return { key, name, metrics, version, createdAt, updatedAt };
}

/** The workspace's group of that key. Throws {@link NotFoundError}. */
export async function findMetricGroup(
  transaction: Transaction,
  ctx: Context,
  key: string,
): Promise<StoredGroup> {
  const stored = await transaction.metricGroup.findUnique({
    where: { workspaceId_key: { workspaceId: ctx.workspaceId, key } },
    include: metricGroupInclude,
  });
  if (stored === null) throw new NotFoundError('metric group', key);
  return stored;
}

/** The same, with its row locked until the transaction ends. */
export async function lockMetricGroup(
  transaction: Transaction,
  ctx: Context,
  key: string,
): Promise<StoredGroup> {
  await transaction.$queryRaw`
    select 1 from metric_groups where workspace_id = ${ctx.workspaceId}::uuid and key = ${key}::text for update`;
  return findMetricGroup(transaction, ctx, key);
}

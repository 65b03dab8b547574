import { z } from 'zod';
import { historyFields, nextField } from '../../model/answer-fields';
import type { DeepReadonly } from '../../model/deep-readonly';
import type { Reader } from '../../database/reader';
import type { Prisma } from '../../database/generated/client';
import { NotFoundError } from '../../errors';
import type { Caller } from '../../auth/context';
import { keySchema, nameSchema } from '../../model/key';
import { experimentMetricsSchema } from '../../model/metric-use';
import { roleNames } from '../stored-names';

export const groupMetricsSchema = experimentMetricsSchema.min(1, 'A group has at least one metric.');

export const metricGroupInputSchema = z.strictObject({
  key: keySchema,
  name: nameSchema,
  metrics: groupMetricsSchema,
});

export const metricGroupSchema = z.object({ ...metricGroupInputSchema.shape, ...historyFields }).meta({
  id: 'MetricGroup',
  description: 'A named list of metrics with their roles.',
});

export type MetricGroupView = DeepReadonly<z.output<typeof metricGroupSchema>>;

export const metricGroupPageSchema = z.object({ groups: z.array(metricGroupSchema), next: nextField }).meta({
  id: 'MetricGroupPage',
  description: 'Metric groups, by key.',
});

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
export async function findMetricGroup(reader: Reader, ctx: Caller, key: string): Promise<StoredGroup> {
  const stored = await reader.metricGroup.findUnique({
    where: { workspaceId_key: { workspaceId: ctx.workspaceId, key } },
    include: metricGroupInclude,
  });
  if (stored === null) throw new NotFoundError('metric group', key);
  return stored;
}

export const metricGroupRow = { table: 'metric_groups', find: findMetricGroup } as const;

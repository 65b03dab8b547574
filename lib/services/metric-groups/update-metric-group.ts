import { z } from 'zod';
import { inTransaction } from '../../database/client';
import { authorise } from '../authorise';
import { changedBy, changesOf, isSameValue } from '../changes';
import type { Context } from '../context';
import { experimentMetricRows } from '../experiments/store-experiment';
import { parseUpdate } from '../parse-input';
import { recordAudit } from '../record-audit';
import { requireVersion } from '../stored-version';
import {
  lockMetricGroup,
  metricGroupInclude,
  metricGroupInputSchema,
  toMetricGroupView,
  type MetricGroupView,
} from './metric-group-view';

const changeableFields = metricGroupInputSchema.omit({ key: true });

export const updateMetricGroupInput = z.strictObject({
  key: z.string(),
  version: z.int(),
  changes: changesOf(changeableFields),
});

/**
 * Changes a group; experiments that it was added to keep what they have. Throws NotFoundError, InvalidInputError,
 * VersionMismatchError.
 */
export async function updateMetricGroup({
  ctx,
  input,
}: {
  ctx: Context;
  input: unknown;
}): Promise<MetricGroupView> {
  authorise(ctx, 'metrics:write', 'workspace');
  const { key, version, changes } = parseUpdate(updateMetricGroupInput, input);
  return inTransaction(ctx.database, async (transaction) => {
    const stored = await lockMetricGroup(transaction, ctx, key);
    requireVersion(stored, version);
    const before = toMetricGroupView(stored);
    const after = changedBy(changeableFields, { name: before.name, metrics: before.metrics }, changes);
    if (after === null) return before;
    const rows = isSameValue(before.metrics, after.metrics)
      ? null
      : await experimentMetricRows(transaction, ctx, after);
    const saved = await transaction.metricGroup.update({
      where: { id: stored.id },
      data: {
        name: after.name,
        ...(rows === null ? {} : { metrics: { deleteMany: {}, create: rows } }),
        version: { increment: 1 },
      },
      include: metricGroupInclude,
    });
    await recordAudit(transaction, ctx, {
      action: 'metric-group.update',
      subject: `metric-group:${key}`,
      detail: changes,
    });
    return toMetricGroupView(saved);
  });
}

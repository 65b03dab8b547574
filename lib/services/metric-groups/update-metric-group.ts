import { z } from 'zod';
import { inTransaction } from '../../database/client';
import { VersionMismatchError } from '../../errors';
import { authorise } from '../authorise';
import type { Context } from '../context';
import { nameSchema } from '../experiments/key-schema';
import { experimentMetricRows } from '../experiments/store-experiment';
import { parseInput } from '../parse-input';
import { recordAudit } from '../record-audit';
import {
  groupMetricsSchema,
  lockMetricGroup,
  metricGroupInclude,
  toMetricGroupView,
  type MetricGroupView,
} from './metric-group-view';

export const updateMetricGroupInput = z.strictObject({
  key: z.string(),
  version: z.int(),
  changes: z.strictObject({ name: nameSchema.optional(), metrics: groupMetricsSchema.optional() }),
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
  authorise(ctx, 'metrics:write');
  const { key, version, changes } = parseInput(updateMetricGroupInput, input);
  return inTransaction(ctx.database, async (transaction) => {
    const stored = await lockMetricGroup(transaction, ctx, key);
    if (stored.version !== version) throw new VersionMismatchError(version, stored.version);
    const { name, metrics } = changes;
    const rows = metrics === undefined ? null : await experimentMetricRows(transaction, ctx, { metrics });
    const saved = await transaction.metricGroup.update({
      where: { id: stored.id },
      data: {
        ...(name === undefined ? {} : { name }),
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

import { inTransaction } from '../../database/client';
import { authorise } from '../authorise';
import type { Context } from '../context';
import { refusingDuplicates } from '../duplicate-key';
import { experimentMetricRows } from '../experiments/store-experiment';
import { parseInput } from '../parse-input';
import { recordAudit } from '../record-audit';
import {
  metricGroupInclude,
  metricGroupInputSchema,
  toMetricGroupView,
  type MetricGroupView,
} from './metric-group-view';

/** Saves metrics with their roles under a name. Throws InvalidInputError, ForbiddenError, ConflictError (DUPLICATE_KEY). */
export async function createMetricGroup({
  ctx,
  input,
}: {
  ctx: Context;
  input: unknown;
}): Promise<MetricGroupView> {
  authorise(ctx, 'metrics:write', 'workspace');
  const group = parseInput(metricGroupInputSchema, input);
  const { key, name } = group;
  return refusingDuplicates('a metric group', key, () =>
    inTransaction(ctx.database, async (transaction) => {
      const metrics = await experimentMetricRows(transaction, ctx, group);
      const stored = await transaction.metricGroup.create({
        data: { workspaceId: ctx.workspaceId, key, name, metrics: { create: metrics } },
        include: metricGroupInclude,
      });
      await recordAudit(transaction, ctx, {
        action: 'metric-group.create',
        subject: `metric-group:${key}`,
        detail: group,
      });
      return toMetricGroupView(stored);
    }),
  );
}

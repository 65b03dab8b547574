import { z } from 'zod';
import { inTransaction } from '../../database/client';
import { ConflictError } from '../../errors';
import { authorise } from '../authorise';
import { changedBy, changesOf } from '../changes';
import type { Context } from '../context';
import { parseUpdate } from '../parse-input';
import { recordAudit } from '../record-audit';
import { requireVersion } from '../stored-version';
import { metricFactsSchema, metricFieldsDescription, metricFieldsSchema, metricKinds } from './metric-input';
import { toMetricView, type MetricView } from './metric-view';
import { findMetric, metricColumns, refuseUnknownSource } from './store-metric';

export const updateMetricInput = z.strictObject({
  key: z.string(),
  version: z.int(),
  changes: changesOf(metricFactsSchema.omit({ key: true })).extend({
    // Judged together with what stays, once that is known.
    kind: z.unknown().optional().meta({ enum: metricKinds }),
    definition: z.unknown().optional().meta({
      type: 'object',
      description:
        'What of it changes, in the form that the kind has in the body of a new metric; the whole of it where the kind changes to one of another form.',
    }),
  }),
});

/**
 * Changes a metric's definition for runs that start from now on: runs and analyses keep the definition that they began
 * with. Throws NotFoundError, InvalidInputError, VersionMismatchError, ConflictError (ARCHIVED).
 */
export async function updateMetric({ ctx, input }: { ctx: Context; input: unknown }): Promise<MetricView> {
  authorise(ctx, 'metrics:write', 'workspace');
  const { key, version, changes } = parseUpdate(updateMetricInput, input);
  return inTransaction(ctx.database, async (transaction) => {
    await transaction.$queryRaw`
      select 1 from metrics where workspace_id = ${ctx.workspaceId}::uuid and key = ${key}::text for update`;
    const stored = await findMetric(transaction, ctx, key);
    requireVersion(stored, version);
    if (stored.archivedAt !== null) throw new ConflictError('ARCHIVED', `"${key}" is archived.`);
    const { name, description, kind, definition, direction, unit } = toMetricView(stored);
    const before = { key, name, description, kind, definition, direction, unit };
    const after = changedBy(metricFieldsSchema, before, changes, metricFieldsDescription);
    if (after === null) return toMetricView(stored);
    await refuseUnknownSource(transaction, ctx, after);
    const saved = await transaction.metric.update({
      where: { id: stored.id },
      data: { ...metricColumns(after), version: { increment: 1 } },
    });
    await recordAudit(transaction, ctx, {
      action: 'metric.update',
      subject: `metric:${key}`,
      detail: changes,
    });
    return toMetricView(saved);
  });
}

import { z } from 'zod';
import { ConflictError } from '../../errors';
import { changesOf } from '../../model/changes';
import { changedBy } from '../parse-input';
import { metricKinds } from '../../model/metrics/kinds';
import { metricFactsSchema } from '../../model/metrics/facts';
import { metricFieldsDescription, metricFieldsSchema } from './metric-input';
import { toMetricView } from './metric-view';
import { metricRow, metricColumns, refuseUnknownSource } from './store-metric';
import { changedMembers } from '../audit/changed-members';
import { defineVerb } from '../define-verb';
import { metricSchema } from './metric-answers';

export const updateMetricInput = z.strictObject({
  key: z.string(),
  version: z.int(),
  changes: changesOf(metricFactsSchema.omit({ key: true })).extend({
    // Judged together with what stays, once that is known.
    kind: z.unknown().optional().meta({ enum: metricKinds }),
    definition: z.unknown().optional().meta({
      type: 'object',
      description:
        'The changes, in the form that this kind has in the body of a new metric; the whole definition if the kind changes.',
    }),
  }),
});

/**
 * Changes a metric's definition for runs that start from now on: runs and analyses keep the definition that they began
 * with. Throws NotFoundError, InvalidInputError, VersionMismatchError, ConflictError (ARCHIVED).
 */
export const updateMetric = defineVerb({
  name: 'updateMetric',
  permission: 'metrics:write',
  scope: 'workspace',
  input: updateMetricInput,
  output: metricSchema,
  door: { summary: 'Change a metric for runs that start from now on', ifMatch: 'required' },
  records: ['metric.update'],
  edits: metricRow,
  change: async ({ ctx, input: { key, changes }, stored, transaction }) => {
    if (stored.archivedAt !== null) throw new ConflictError('ARCHIVED', `"${key}" is archived.`);
    const { name, description, kind, definition, direction, unit } = toMetricView(stored);
    const before = { key, name, description, kind, definition, direction, unit };
    const after = changedBy(metricFieldsSchema, before, changes, metricFieldsDescription);
    if (after === null) return { result: toMetricView(stored), audit: null };
    await refuseUnknownSource(transaction, ctx, after);
    const saved = await transaction.metric.update({
      where: { id: stored.id },
      data: { ...metricColumns(after), version: { increment: 1 } },
    });
    return {
      result: toMetricView(saved),
      audit: {
        subject: `metric:${key}`,
        detail: changedMembers(before, after),
      },
    };
  },
});

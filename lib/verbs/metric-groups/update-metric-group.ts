import { z } from 'zod';
import { experimentMetricRows } from '../experiments/store-experiment';
import { changesOf, isSameValue } from '../../model/changes';
import { changedBy } from '../parse-input';
import {
  metricGroupRow,
  metricGroupInclude,
  metricGroupInputSchema,
  toMetricGroupView,
  metricGroupSchema,
} from './metric-group-view';
import { changedMembers } from '../audit/changed-members';
import { defineVerb } from '../define-verb';

const changeableFields = metricGroupInputSchema.omit({ key: true });

const updateMetricGroupInput = z.strictObject({
  key: z.string(),
  version: z.int(),
  changes: changesOf(changeableFields),
});

/**
 * Changes a group; experiments that it was added to keep what they have. Throws NotFoundError, InvalidInputError,
 * VersionMismatchError.
 */
export const updateMetricGroup = defineVerb({
  name: 'updateMetricGroup',
  permission: 'metrics:write',
  scope: 'workspace',
  input: updateMetricGroupInput,
  output: metricGroupSchema,
  door: {
    summary: 'Change a metric group; experiments that already use it stay as they are',
    ifMatch: 'required',
  },
  records: ['metric-group.update'],
  edits: metricGroupRow,
  change: async ({ ctx, input: { key, changes }, stored, transaction }) => {
    const before = toMetricGroupView(stored);
    const after = changedBy(changeableFields, { name: before.name, metrics: before.metrics }, changes);
    if (after === null) return { result: before, audit: null };
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
    return {
      result: toMetricGroupView(saved),
      audit: {
        subject: `metric-group:${key}`,
        detail: changedMembers({ name: before.name, metrics: before.metrics }, after),
      },
    };
  },
});

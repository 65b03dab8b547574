import { experimentMetricRows } from '../experiments/store-experiment';
import {
  metricGroupInclude,
  metricGroupInputSchema,
  toMetricGroupView,
  metricGroupSchema,
} from './metric-group-view';
import { defineVerb } from '../define-verb';

/** Saves metrics with their roles under a name. Throws InvalidInputError, ForbiddenError, ConflictError (DUPLICATE_KEY). */
export const createMetricGroup = defineVerb({
  name: 'createMetricGroup',
  permission: 'metrics:write',
  scope: 'workspace',
  input: metricGroupInputSchema,
  output: metricGroupSchema,
  door: { summary: 'Create a metric group', status: 201 },
  records: ['metric-group.create'],
  unique: ({ key }) => ({ what: 'a metric group', key }),
  change: async ({ ctx, input: group, transaction }) => {
    const { key, name } = group;

    const metrics = await experimentMetricRows(transaction, ctx, group);
    const stored = await transaction.metricGroup.create({
      data: { workspaceId: ctx.workspaceId, key, name, metrics: { create: metrics } },
      include: metricGroupInclude,
    });
    return {
      result: toMetricGroupView(stored),
      audit: {
        subject: `metric-group:${key}`,
        detail: group,
      },
    };
  },
});

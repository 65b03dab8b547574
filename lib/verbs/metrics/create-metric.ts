import { z } from 'zod';
import { withoutAbsent } from '../../model/changes';
import { withDefaultCovariate } from '../../model/metrics/default-covariate';
import { metricFieldsDescription, metricFieldsSchema } from './metric-input';
import { toMetricView } from './metric-view';
import { metricColumns, refuseUnknownSource } from './store-metric';
import { defineVerb } from '../define-verb';
import { metricSchema } from './metric-answers';

/**
 * Defines a metric; where nothing is said of a covariate, with the default one. Throws InvalidInputError, ForbiddenError, ConflictError (DUPLICATE_KEY).
 */
export const createMetric = defineVerb({
  name: 'createMetric',
  permission: 'metrics:write',
  scope: 'workspace',
  input: z.preprocess(
    (input) => withDefaultCovariate(withoutAbsent(input, metricFieldsDescription)),
    metricFieldsSchema,
  ),
  output: metricSchema,
  door: { summary: 'Define a metric', status: 201, body: metricFieldsDescription },
  records: ['metric.create'],
  unique: (input) => ({ what: 'a metric', key: input.key }),
  change: async ({ ctx, input: metric, transaction }) => {
    await refuseUnknownSource(transaction, ctx, metric);
    const stored = await transaction.metric.create({
      data: { workspaceId: ctx.workspaceId, ...metricColumns(metric) },
    });
    return {
      result: toMetricView(stored),
      audit: {
        subject: `metric:${metric.key}`,
        detail: metric,
      },
    };
  },
});

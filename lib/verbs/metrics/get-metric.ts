import { toMetricView } from './metric-view';
import { findMetric } from './store-metric';
import { keyInput } from '../input-fields';
import { defineVerb } from '../define-verb';
import { metricSchema } from './metric-answers';

/** One metric by key. Throws NotFoundError, ForbiddenError. */
export const getMetric = defineVerb({
  name: 'getMetric',
  permission: 'metrics:read',
  scope: 'definitions',
  input: keyInput,
  output: metricSchema,
  door: { summary: 'Read a metric' },
  read: async ({ ctx, input: { key } }) => {
    return toMetricView(await findMetric(ctx.database.prisma, ctx, key));
  },
});

import { findMetricGroup, toMetricGroupView, metricGroupSchema } from './metric-group-view';
import { keyInput } from '../input-fields';
import { defineVerb } from '../define-verb';

/** One group by key. Throws NotFoundError, ForbiddenError. */
export const getMetricGroup = defineVerb({
  name: 'getMetricGroup',
  permission: 'metrics:read',
  scope: 'definitions',
  input: keyInput,
  output: metricGroupSchema,
  door: { summary: 'Read a metric group' },
  read: async ({ ctx, input: { key } }) => {
    return toMetricGroupView(await findMetricGroup(ctx.database.prisma, ctx, key));
  },
});

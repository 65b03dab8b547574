import { metricGroupInclude, toMetricGroupView, metricGroupPageSchema } from './metric-group-view';
import { pageInput, pageOf, pageQuery } from '../paging';
import { defineVerb } from '../define-verb';

/** The workspace's metric groups by key. */
export const listMetricGroups = defineVerb({
  name: 'listMetricGroups',
  permission: 'metrics:read',
  scope: 'definitions',
  input: pageInput('group'),
  output: metricGroupPageSchema,
  door: { summary: 'List metric groups by key' },
  read: async ({ ctx, input }) => {
    const stored = await ctx.database.prisma.metricGroup.findMany({
      ...pageQuery(ctx.workspaceId, input),
      include: metricGroupInclude,
    });
    const { page, next } = pageOf(stored, input);
    return { groups: page.map(toMetricGroupView), next };
  },
});

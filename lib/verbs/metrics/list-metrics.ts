import { z } from 'zod';
import { toMetricView, type MetricView } from './metric-view';
import { pageInput, pageOf, pageQuery } from '../paging';
import { defineVerb } from '../define-verb';
import { metricPageSchema } from './metric-answers';

const listMetricsInput = z.strictObject({
  search: z.string().max(200).optional().describe('Searches keys and names; not case-sensitive.'),
  ...pageInput('metric').shape,
});

/** A metric, with how many experiments measure it. */
export type MetricSummary = MetricView & { readonly experiments: number };

/** The workspace's metrics in use, by key. */
export const listMetrics = defineVerb({
  name: 'listMetrics',
  permission: 'metrics:read',
  scope: 'definitions',
  input: listMetricsInput,
  output: metricPageSchema,
  door: { summary: 'List metrics by key' },
  read: async ({ ctx, input }) => {
    const { search } = input;
    const query = pageQuery(ctx.workspaceId, input);
    const matches = (text: string) => ({ contains: text, mode: 'insensitive' as const });
    const stored = await ctx.database.prisma.metric.findMany({
      ...query,
      where: {
        ...query.where,
        archivedAt: null,
        ...(search === undefined || search === ''
          ? {}
          : { OR: [{ key: matches(search) }, { name: matches(search) }] }),
      },
      include: { _count: { select: { experiments: true } } },
    });
    const { page, next } = pageOf(stored, input);
    return {
      metrics: page.map((metric) => ({ ...toMetricView(metric), experiments: metric._count.experiments })),
      next,
    };
  },
});

import { z } from 'zod';
import { authorise } from '../authorise';
import type { Context } from '../context';
import { parseInput } from '../parse-input';
import { toMetricView, type MetricView } from './metric-view';

export const listMetricsInput = z.strictObject({
  search: z.string().max(200).optional().describe('Matches keys and names, whatever the case.'),
  after: z.string().optional().describe('Key of the last metric of the page before.'),
  limit: z.coerce.number().int().min(1).max(500).default(200),
});

/** A metric, with how many experiments measure it. */
export type MetricSummary = MetricView & { readonly experiments: number };

export interface MetricPage {
  readonly metrics: readonly MetricSummary[];
  /** Pass as `after` for the next page; null at the end. */
  readonly next: string | null;
}

/** The workspace's metrics in use, by key. */
export async function listMetrics({ ctx, input }: { ctx: Context; input: unknown }): Promise<MetricPage> {
  authorise(ctx, 'metrics:read', 'definitions');
  const { search, after, limit } = parseInput(listMetricsInput, input);
  const matches = (text: string) => ({ contains: text, mode: 'insensitive' as const });
  const stored = await ctx.database.prisma.metric.findMany({
    where: {
      workspaceId: ctx.workspaceId,
      archivedAt: null,
      ...(after === undefined ? {} : { key: { gt: after } }),
      ...(search === undefined || search === ''
        ? {}
        : { OR: [{ key: matches(search) }, { name: matches(search) }] }),
    },
    orderBy: { key: 'asc' },
    take: limit + 1,
    include: { _count: { select: { experiments: true } } },
  });
  const page = stored.slice(0, limit);
  return {
    metrics: page.map((metric) => ({ ...toMetricView(metric), experiments: metric._count.experiments })),
    next: stored.length > limit ? (page.at(-1)?.key ?? null) : null,
  };
}

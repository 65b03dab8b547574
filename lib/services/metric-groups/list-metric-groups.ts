import { z } from 'zod';
import { authorise } from '../authorise';
import type { Context } from '../context';
import { parseInput } from '../parse-input';
import { metricGroupInclude, toMetricGroupView, type MetricGroupView } from './metric-group-view';

export const listMetricGroupsInput = z.strictObject({
  after: z.string().optional().describe('Key of the last group of the page before.'),
  limit: z.coerce.number().int().min(1).max(500).default(200),
});

export interface MetricGroupPage {
  readonly groups: readonly MetricGroupView[];
  /** Pass as `after` for the next page; null at the end. */
  readonly next: string | null;
}

/** The workspace's metric groups by key. */
export async function listMetricGroups({
  ctx,
  input,
}: {
  ctx: Context;
  input: unknown;
}): Promise<MetricGroupPage> {
  authorise(ctx, 'metrics:read', 'definitions');
  const { after, limit } = parseInput(listMetricGroupsInput, input);
  const stored = await ctx.database.prisma.metricGroup.findMany({
    where: { workspaceId: ctx.workspaceId, ...(after === undefined ? {} : { key: { gt: after } }) },
    include: metricGroupInclude,
    orderBy: { key: 'asc' },
    take: limit + 1,
  });
  const groups = stored.slice(0, limit).map(toMetricGroupView);
  return { groups, next: stored.length > limit ? (groups.at(-1)?.key ?? null) : null };
}

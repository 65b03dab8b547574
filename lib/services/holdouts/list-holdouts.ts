import { z } from 'zod';
import { authorise } from '../authorise';
import type { Context } from '../context';
import { parseInput } from '../parse-input';
import { holdoutViewInclude, toHoldoutView, type HoldoutView } from './holdout-view';

export const listHoldoutsInput = z.strictObject({
  after: z.string().optional().describe('Key of the last holdout of the page before.'),
  limit: z.coerce.number().int().min(1).max(500).default(200),
});

export interface HoldoutPage {
  readonly holdouts: readonly HoldoutView[];
  /** Pass as `after` for the next page; null at the end. */
  readonly next: string | null;
}

/** The workspace's holdouts by key, released ones included. */
export async function listHoldouts({ ctx, input }: { ctx: Context; input: unknown }): Promise<HoldoutPage> {
  authorise(ctx, 'experiments:read', 'definitions');
  const { after, limit } = parseInput(listHoldoutsInput, input);
  const stored = await ctx.database.prisma.holdout.findMany({
    where: { workspaceId: ctx.workspaceId, ...(after === undefined ? {} : { key: { gt: after } }) },
    include: holdoutViewInclude,
    orderBy: { key: 'asc' },
    take: limit + 1,
  });
  const holdouts = stored.slice(0, limit).map(toHoldoutView);
  return { holdouts, next: stored.length > limit ? (holdouts.at(-1)?.key ?? null) : null };
}

import { z } from 'zod';
import { authorise } from '../authorise';
import type { Context } from '../context';
import { parseInput } from '../parse-input';
import { toSourceView, type SourceView } from './source-view';

export const listSourcesInput = z.strictObject({
  after: z.string().optional().describe('Key of the last source of the page before.'),
  limit: z.coerce.number().int().min(1).max(500).default(200),
});

export interface SourcePage {
  readonly sources: readonly SourceView[];
  /** Pass as `after` for the next page; null at the end. */
  readonly next: string | null;
}

/** The workspace's sources in use, by key. */
export async function listSources({ ctx, input }: { ctx: Context; input: unknown }): Promise<SourcePage> {
  authorise(ctx, 'metrics:read', 'definitions');
  const { after, limit } = parseInput(listSourcesInput, input);
  const stored = await ctx.database.prisma.source.findMany({
    where: {
      workspaceId: ctx.workspaceId,
      archivedAt: null,
      ...(after === undefined ? {} : { key: { gt: after } }),
    },
    orderBy: { key: 'asc' },
    take: limit + 1,
  });
  const sources = stored.slice(0, limit).map(toSourceView);
  return { sources, next: stored.length > limit ? (sources.at(-1)?.key ?? null) : null };
}

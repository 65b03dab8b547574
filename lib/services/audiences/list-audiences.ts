import { z } from 'zod';
import { authorise } from '../authorise';
import type { Context } from '../context';
import { parseInput } from '../parse-input';
import { toAudienceView, type AudienceView } from './audience-view';

export const listAudiencesInput = z.strictObject({
  after: z.string().optional().describe('Key of the last audience of the page before.'),
  limit: z.coerce.number().int().min(1).max(500).default(200),
});

export interface AudiencePage {
  readonly audiences: readonly AudienceView[];
  /** Pass as `after` for the next page; null at the end. */
  readonly next: string | null;
}

/** The workspace's saved audiences by key. */
export async function listAudiences({ ctx, input }: { ctx: Context; input: unknown }): Promise<AudiencePage> {
  authorise(ctx, 'experiments:read', 'definitions');
  const { after, limit } = parseInput(listAudiencesInput, input);
  const stored = await ctx.database.prisma.audience.findMany({
    where: { workspaceId: ctx.workspaceId, ...(after === undefined ? {} : { key: { gt: after } }) },
    orderBy: { key: 'asc' },
    take: limit + 1,
  });
  const audiences = stored.slice(0, limit).map(toAudienceView);
  return { audiences, next: stored.length > limit ? (audiences.at(-1)?.key ?? null) : null };
}

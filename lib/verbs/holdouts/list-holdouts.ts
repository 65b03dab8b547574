import { holdoutViewInclude, toHoldoutView } from './holdout-view';
import { pageInput, pageOf, pageQuery } from '../paging';
import { defineVerb } from '../define-verb';
import { holdoutPageSchema } from './holdout-view';

/** The workspace's holdouts by key, released ones included. */
export const listHoldouts = defineVerb({
  name: 'listHoldouts',
  permission: 'experiments:read',
  scope: 'definitions',
  input: pageInput('holdout'),
  output: holdoutPageSchema,
  door: { summary: 'List holdouts by key' },
  read: async ({ ctx, input }) => {
    const stored = await ctx.database.prisma.holdout.findMany({
      ...pageQuery(ctx.workspaceId, input),
      include: holdoutViewInclude,
    });
    const { page, next } = pageOf(stored, input);
    return { holdouts: page.map(toHoldoutView), next };
  },
});

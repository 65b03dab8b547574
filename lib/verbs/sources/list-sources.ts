import { toSourceView } from './source-view';
import { pageInput, pageOf, pageQuery } from '../paging';
import { defineVerb } from '../define-verb';
import { sourcePageSchema } from './source-answers';

/** The workspace's sources in use, by key. */
export const listSources = defineVerb({
  name: 'listSources',
  permission: 'metrics:read',
  scope: 'definitions',
  input: pageInput('source'),
  output: sourcePageSchema,
  door: { summary: 'List sources by key' },
  read: async ({ ctx, input }) => {
    const query = pageQuery(ctx.workspaceId, input);
    const stored = await ctx.database.prisma.source.findMany({
      ...query,
      where: { ...query.where, archivedAt: null },
    });
    const { page, next } = pageOf(stored, input);
    return { sources: page.map(toSourceView), next };
  },
});

import { toAudienceView } from './audience-view';
import { pageInput, pageOf, pageQuery } from '../paging';
import { defineVerb } from '../define-verb';
import { audiencePageSchema } from './audience-view';

/** The workspace's saved audiences by key. */
export const listAudiences = defineVerb({
  name: 'listAudiences',
  permission: 'experiments:read',
  scope: 'definitions',
  input: pageInput('audience'),
  output: audiencePageSchema,
  door: { summary: 'List saved audiences by key' },
  read: async ({ ctx, input }) => {
    const stored = await ctx.database.prisma.audience.findMany(pageQuery(ctx.workspaceId, input));
    const { page, next } = pageOf(stored, input);
    return { audiences: page.map(toAudienceView), next };
  },
});

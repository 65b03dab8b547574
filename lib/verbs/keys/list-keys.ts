import { z } from 'zod';
import { withinReach } from '../../auth/authorise';
import { defineVerb } from '../define-verb';
import { keyInclude, keySchema, toKeyView } from './key-view';

/** The keys that were not revoked, of the environments that the actor may touch, newest first. */
export const listKeys = defineVerb({
  name: 'listKeys',
  permission: 'experiments:read',
  scope: 'reach',
  input: z.strictObject({}),
  output: z
    .object({ keys: z.array(keySchema) })
    .meta({ id: 'ApiKeyList', description: 'Keys that were not revoked, newest first.' }),
  door: { summary: 'List the keys of the environments that you may touch' },
  read: async ({ ctx }) => {
    const stored = await ctx.database.prisma.key.findMany({
      where: { environment: { workspaceId: ctx.workspaceId }, ...withinReach(ctx), revokedAt: null },
      orderBy: [{ createdAt: 'desc' }, { id: 'desc' }],
      include: keyInclude,
    });
    return { keys: stored.map((one) => toKeyView(one, ctx)) };
  },
});

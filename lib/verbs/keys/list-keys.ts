import { z } from 'zod';
import { withinReach } from '../../auth/authorise';
import { keyViewInclude, toKeyView } from './key-view';
import { defineVerb } from '../define-verb';

/** The keys that work, of the environments that the actor may touch, newest first. */
export const listKeys = defineVerb({
  name: 'listKeys',
  permission: 'experiments:read',
  scope: 'reach',
  input: z.strictObject({}),
  read: async ({ ctx }) => {
    const stored = await ctx.database.prisma.key.findMany({
      where: { environment: { workspaceId: ctx.workspaceId }, ...withinReach(ctx), revokedAt: null },
      orderBy: { createdAt: 'desc' },
      include: keyViewInclude,
    });
    return stored.map(toKeyView);
  },
});

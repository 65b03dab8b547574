import { z } from 'zod';
import { withinReach } from '../../auth/authorise';
import { defineVerb } from '../define-verb';
import { flagInQuery } from '../input-fields';
import { environmentInclude, environmentSchema, toEnvironmentView } from './environment-view';

/** The workspace's environments that the actor may touch, oldest first. */
export const listEnvironments = defineVerb({
  name: 'listEnvironments',
  permission: 'experiments:read',
  scope: 'reach',
  input: z.strictObject({ archived: flagInQuery.describe('Also those that are archived.') }),
  output: z
    .object({ environments: z.array(environmentSchema) })
    .meta({ id: 'EnvironmentList', description: 'Environments, oldest first.' }),
  door: { summary: 'List the environments that you may touch' },
  read: async ({ ctx, input: { archived } }) => {
    const { environmentId } = withinReach(ctx);
    const stored = await ctx.database.prisma.environment.findMany({
      where: {
        workspaceId: ctx.workspaceId,
        ...(environmentId !== undefined && { id: environmentId }),
        ...(!archived && { archivedAt: null }),
      },
      orderBy: { id: 'asc' },
      include: environmentInclude,
    });
    const now = ctx.now();
    return { environments: stored.map((one) => toEnvironmentView(one, now)) };
  },
});

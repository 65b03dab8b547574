import { z } from 'zod';
import { defineVerb } from '../define-verb';

export interface EnvironmentView {
  readonly key: string;
  readonly name: string;
}

/** The workspace's environments, oldest first. */
export const listEnvironments = defineVerb({
  name: 'listEnvironments',
  permission: 'experiments:read',
  scope: 'definitions',
  input: z.strictObject({}),
  read: async ({ ctx }) => {
    return ctx.database.prisma.environment.findMany({
      where: { workspaceId: ctx.workspaceId },
      orderBy: { id: 'asc' },
      select: { key: true, name: true },
    });
  },
});

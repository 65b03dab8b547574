import { requireEnvironment } from '../../auth/authorise';
import { defineVerb } from '../define-verb';
import { keyInput } from '../input-fields';
import { environmentSchema, findStoredEnvironment, toEnvironmentView } from './environment-view';

/** An environment, archived or not. Throws NotFoundError, ForbiddenError. */
export const getEnvironment = defineVerb({
  name: 'getEnvironment',
  permission: 'experiments:read',
  scope: 'environment',
  input: keyInput,
  output: environmentSchema,
  door: { summary: 'Read an environment' },
  read: async ({ ctx, input: { key } }) => {
    const stored = await findStoredEnvironment(ctx.database.prisma, ctx, key);
    await requireEnvironment(ctx.database.prisma, ctx, stored);
    return toEnvironmentView(stored, ctx.now());
  },
});

import { z } from 'zod';
import { requireEnvironment } from '../../auth/authorise';
import { defineVerb } from '../define-verb';
import { findKey, keySchema, toKeyView } from './key-view';

/** A key that was not revoked. Throws NotFoundError, ForbiddenError. */
export const getKey = defineVerb({
  name: 'getKey',
  permission: 'experiments:read',
  scope: 'environment',
  input: z.strictObject({ key: z.uuid() }),
  output: keySchema,
  door: { summary: 'Read a key; never its token' },
  read: async ({ ctx, input: { key } }) => {
    const stored = await findKey(ctx.database.prisma, ctx, key);
    await requireEnvironment(ctx.database.prisma, ctx, stored.environment);
    return toKeyView(stored, ctx);
  },
});

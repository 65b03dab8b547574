import { z } from 'zod';
import { defineVerb } from '../define-verb';
import { identityProviderSchema, storedProvider, toIdentityProviderView } from './identity-provider-view';

/** Where the workspace's people sign in by OpenID Connect, without its secret; null: nowhere. */
export const getIdentityProvider = defineVerb({
  name: 'getIdentityProvider',
  permission: 'members:write',
  scope: 'workspace',
  input: z.strictObject({}),
  output: identityProviderSchema.nullable(),
  door: {
    summary: 'Read where members sign in by OpenID Connect, without its secret',
    missing: 'identity provider',
  },
  read: async ({ ctx }) => {
    const stored = await storedProvider(ctx.database.prisma, ctx);
    return stored && toIdentityProviderView(stored);
  },
});

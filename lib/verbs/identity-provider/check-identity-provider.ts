import { z } from 'zod';
import { checkProvider } from '../../oidc/check-provider';
import { ProviderError } from '../../oidc/provider-request';
import { defineVerb } from '../define-verb';
import { invalidInput } from '../parse-input';
import {
  openClientSecret,
  providerFields,
  redirectUriOf,
  secretField,
  storedProvider,
} from './identity-provider-view';

const { issuer, clientId } = providerFields;

/**
 * Asks a provider all that a sign-in asks, short of a person. Null: it would work; else what is wrong first, and how to mend it. A stored
 * secret is sent to the issuer that it was stored for alone. Throws ForbiddenError, InvalidInputError.
 */
export const checkIdentityProvider = defineVerb({
  name: 'checkIdentityProvider',
  permission: 'sign-in:write',
  scope: 'workspace',
  input: z.strictObject({ issuer, clientId, clientSecret: secretField.optional() }),
  read: async ({ ctx, input: { clientSecret, ...where } }): Promise<{ readonly problem: string | null }> => {
    const stored = clientSecret === undefined ? await storedProvider(ctx.database.prisma, ctx) : null;
    const secret = clientSecret ?? (stored && openClientSecret({ ...stored, ...where }));
    if (secret === null)
      throw invalidInput([
        {
          pointer: '/clientSecret',
          detail: 'Give the client secret: none is stored for this issuer and client.',
        },
      ]);
    try {
      await checkProvider({ ...where, clientSecret: secret, redirectUri: redirectUriOf(ctx.workspaceId) });
      return { problem: null };
    } catch (error) {
      if (error instanceof ProviderError) return { problem: error.message };
      throw error;
    }
  },
});

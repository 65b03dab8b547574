import { z } from 'zod';
import { defineVerb } from '../define-verb';
import { requireVersion } from '../edited-row';
import { lockMembers } from '../members/lock-members';
import { findProvider } from './identity-provider-view';
import { endProviderLinks } from './provider-links';

/**
 * Takes single sign-on away: members stay, and sign in with a password; who has none needs a link for one. Throws NotFoundError,
 * VersionMismatchError, ConflictError (NO_PASSWORD_LEFT).
 */
export const removeIdentityProvider = defineVerb({
  name: 'removeIdentityProvider',
  permission: 'sign-in:write',
  scope: 'workspace',
  input: z.strictObject({ version: z.int() }),
  records: ['identity-provider.remove'],
  change: async ({ ctx, input: { version }, transaction }) => {
    await lockMembers(transaction, ctx);
    const { name, issuer, ...stored } = await findProvider(transaction, ctx);
    requireVersion(stored, version);
    const links = await endProviderLinks(transaction, ctx);
    await transaction.identityProvider.delete({ where: { workspaceId: ctx.workspaceId } });
    return {
      result: undefined,
      audit: {
        subject: `identity-provider:${ctx.workspaceId}`,
        detail: { name, issuer, ended: { links } },
      },
    };
  },
});

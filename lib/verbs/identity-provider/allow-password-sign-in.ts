import { z } from 'zod';
import { defineVerb } from '../define-verb';
import { lockMembers } from '../members/lock-members';
import { storedProvider } from './identity-provider-view';

/** Lets members sign in with a password again. It is what the command line does for who cannot get in; the page does it by a save. */
export const allowPasswordSignIn = defineVerb({
  name: 'allowPasswordSignIn',
  permission: 'sign-in:write',
  scope: 'workspace',
  input: z.strictObject({}),
  records: ['identity-provider.allow-passwords'],
  change: async ({ ctx, transaction }) => {
    await lockMembers(transaction, ctx);
    const stored = await storedProvider(transaction, ctx);
    if (stored === null || stored.passwordSignIn) return { result: undefined, audit: null };
    await transaction.identityProvider.update({
      where: { workspaceId: ctx.workspaceId },
      data: { passwordSignIn: true, version: { increment: 1 } },
    });
    return {
      result: undefined,
      audit: { subject: `identity-provider:${ctx.workspaceId}`, detail: { name: stored.name } },
    };
  },
});

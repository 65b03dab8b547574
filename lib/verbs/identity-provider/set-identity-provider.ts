import { z } from 'zod';
import type { Caller } from '../../auth/context';
import { requireMayGiveRole } from '../../auth/give-role';
import { storedRoleOf } from '../../auth/stored-role';
import type { Transaction } from '../../database/client';
import type { IdentityProvider } from '../../database/generated/client';
import { ConflictError, NotFoundError } from '../../errors';
import { isSameValue } from '../../model/changes';
import { changedMembers } from '../audit/changed-members';
import { defineVerb } from '../define-verb';
import { requireVersion } from '../edited-row';
import { lockMembers } from '../members/lock-members';
import { invalidInput } from '../parse-input';
import { toStoredJson } from '../stored-json';
import {
  providerFields,
  sealClientSecret,
  secretField,
  storedProvider,
  toIdentityProviderView,
} from './identity-provider-view';
import { endProviderLinks, requireProvenOwner } from './provider-links';

const setIdentityProviderInput = z.strictObject({
  version: z.int().nullable().describe('The version that was read; null: there is none yet.'),
  ...providerFields,
  clientSecret: secretField.optional().describe('Left out: the one that is stored.'),
});

type Given = z.output<typeof setIdentityProviderInput>;

/**
 * Says where the workspace's people sign in by OpenID Connect. The secret is stored encrypted and never read again; another issuer or client
 * needs it anew, and another issuer ends every link of a person to the one before. Switching passwords off ends every session of the members:
 * they sign in again. Throws ForbiddenError, InvalidInputError, NotFoundError, VersionMismatchError, ConflictError (ALREADY_SET,
 * PROVIDER_UNPROVEN, NO_PASSWORD_LEFT).
 */
export const setIdentityProvider = defineVerb({
  name: 'setIdentityProvider',
  permission: 'sign-in:write',
  scope: 'workspace',
  input: setIdentityProviderInput,
  records: ['identity-provider.set'],
  change: async ({ ctx, input, transaction }) => {
    const { version, clientSecret, ...fields } = input;
    for (const role of [fields.defaultRole, ...fields.groupRoles.map((one) => one.role)])
      requireMayGiveRole(ctx, role);
    await lockMembers(transaction, ctx);
    const stored = await storedProvider(transaction, ctx);
    requireRead(stored, version);
    const sealed = sealedFor(ctx, input, stored);
    if (stored !== null && sealed === null && isSame(stored, fields))
      return { result: toIdentityProviderView(stored), audit: null };
    const saved = await store(transaction, ctx, fields, sealed);
    if (stored !== null && stored.issuer !== saved.issuer) await endProviderLinks(transaction, ctx);
    // Asked of what is stored now: links of an issuer that was left prove nothing.
    if (!saved.passwordSignIn) await requireProvenOwner(transaction, saved);
    const sessions = isSwitchingOff(stored, saved) ? await endSessions(transaction, ctx) : 0;
    const before = stored === null ? {} : factsOf(stored);
    return {
      result: toIdentityProviderView(saved),
      audit: {
        subject: `identity-provider:${ctx.workspaceId}`,
        detail: {
          ...changedMembers(before, factsOf(saved)),
          ...(sealed !== null && { clientSecret: 'set' }),
          ...(sessions > 0 && { ended: { sessions } }),
        },
      },
    };
  },
});

function requireRead(stored: IdentityProvider | null, version: number | null): void {
  if (stored === null && version !== null) throw new NotFoundError('identity provider', 'single sign-on');
  if (stored === null) return;
  if (version === null)
    throw new ConflictError(
      'ALREADY_SET',
      'There is an identity provider already. Read it, and say its version.',
    );
  requireVersion(stored, version);
}

/** Null: the stored one stays. It was given for one issuer and client, and is sent to no other. */
function sealedFor(
  { workspaceId }: Caller,
  { issuer, clientId, clientSecret }: Given,
  stored: IdentityProvider | null,
): Uint8Array<ArrayBuffer> | null {
  if (clientSecret !== undefined) return sealClientSecret({ workspaceId, issuer, clientId }, clientSecret);
  if (stored?.issuer === issuer && stored.clientId === clientId) return null;
  const detail =
    stored === null
      ? 'The client secret is needed.'
      : 'Another issuer or client ID needs its own client secret: give it again.';
  throw invalidInput([{ pointer: '/clientSecret', detail }]);
}

function factsOf(stored: IdentityProvider) {
  const { redirectUri: _where, version, createdAt, updatedAt, ...facts } = toIdentityProviderView(stored);
  return facts;
}

function isSame(stored: IdentityProvider, fields: object): boolean {
  return isSameValue(factsOf(stored), fields);
}

function store(
  transaction: Transaction,
  { workspaceId }: Caller,
  { defaultRole, groupRoles, ...fields }: Omit<Given, 'version' | 'clientSecret'>,
  sealed: Uint8Array<ArrayBuffer> | null,
): Promise<IdentityProvider> {
  const columns = {
    ...fields,
    defaultRole: storedRoleOf[defaultRole],
    groupRoles: toStoredJson(groupRoles),
  };
  return sealed === null
    ? transaction.identityProvider.update({
        where: { workspaceId },
        data: { ...columns, version: { increment: 1 } },
      })
    : transaction.identityProvider.upsert({
        where: { workspaceId },
        create: { workspaceId, ...columns, sealedClientSecret: sealed },
        update: { ...columns, sealedClientSecret: sealed, version: { increment: 1 } },
      });
}

function isSwitchingOff(stored: IdentityProvider | null, saved: IdentityProvider): boolean {
  return !saved.passwordSignIn && stored?.passwordSignIn !== false;
}

/** After the row is written: a sign-in by password that is under way waits for it, and sees it. */
async function endSessions(transaction: Transaction, { workspaceId }: Caller): Promise<number> {
  const { count } = await transaction.session.deleteMany({
    where: { user: { members: { some: { workspaceId } } } },
  });
  return count;
}

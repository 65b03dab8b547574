import { hashLinkToken, looksLikeLinkToken } from '../../auth/link-token';
import type { MemberRole } from '../../auth/permissions';
import { roleOfStored } from '../../auth/stored-role';
import type { Invitation } from '../../database/generated/client';
import type { Reader } from '../../database/reader';
import { ConflictError, FairsplitError } from '../../errors';
import { invitationState, type InvitationState } from './invitation-view';

/** What the page of a link may show: whoever has the link is the invited person. */
export interface OpenedInvitation {
  readonly state: InvitationState;
  readonly email: string;
  readonly role: MemberRole;
  readonly workspace: string;
  readonly invitedBy: string;
  /** Whether there is an account with the address, which then signs in. */
  readonly hasAccount: boolean;
}

/** The invitation of a link; null where there is none. */
export async function readInvitation(
  reader: Reader,
  token: string,
  now: Date,
): Promise<OpenedInvitation | null> {
  const stored = await findByToken(reader, token);
  if (stored === null) return null;
  const { email, role, inviterName, workspaceId } = stored;
  const workspace = await reader.workspace.findUniqueOrThrow({
    where: { id: workspaceId },
    select: { name: true },
  });
  return {
    state: invitationState(stored, now),
    email,
    role: roleOfStored[role],
    workspace: workspace.name,
    invitedBy: inviterName,
    hasAccount: (await accountOf(reader, email)) !== null,
  };
}

/** The invitation of a link that can be accepted. Throws FairsplitError (INVITATION_UNKNOWN), ConflictError (INVITATION_ACCEPTED, ...). */
export async function requireOpenInvitation(reader: Reader, token: string, now: Date): Promise<Invitation> {
  const stored = await findByToken(reader, token);
  if (stored === null) throw new FairsplitError('INVITATION_UNKNOWN', 404, whyNot.unknown);
  const state = invitationState(stored, now);
  if (state !== 'open') throw new ConflictError(`INVITATION_${state.toUpperCase()}`, whyNot[state]);
  return stored;
}

/** Why a link cannot be accepted, and what to do. */
export const whyNot: Readonly<Record<Exclude<InvitationState, 'open'> | 'unknown', string>> = {
  unknown: 'This link belongs to no invitation. Check that it is whole, or ask for a new one.',
  accepted: 'This invitation was used before, and works once. If it was you, sign in.',
  expired: 'This invitation has expired. Ask for a new one.',
  revoked: 'This invitation was revoked. Ask for a new one.',
};

async function findByToken(reader: Reader, token: string): Promise<Invitation | null> {
  if (!looksLikeLinkToken(token)) return null;
  return reader.invitation.findUnique({ where: { tokenHash: hashLinkToken(token) } });
}

export async function accountOf(reader: Reader, email: string) {
  return reader.user.findUnique({ where: { email }, select: { id: true, name: true } });
}

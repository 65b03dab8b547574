import { z } from 'zod';
import { roleOfStored } from '../../auth/stored-role';
import type { Invitation } from '../../database/generated/client';
import { setByServer } from '../../model/answer-fields';
import { roleField } from './member-view';

export const invitationSchema = z
  .object({
    key: setByServer(z.string().describe('Names the invitation in paths.')),
    email: z.string(),
    role: roleField,
    state: setByServer(
      z
        .enum(['open', 'accepted', 'expired', 'revoked'])
        .describe('Only an open invitation can be accepted, once.'),
    ),
    invitedBy: setByServer(z.string().describe('Name of who made it.')),
    createdAt: setByServer(z.date()),
    expiresAt: setByServer(z.date()),
  })
  .meta({ id: 'Invitation', description: 'A place in the workspace that waits for a person.' });

export type InvitationView = Readonly<z.output<typeof invitationSchema>>;

export type InvitationState = InvitationView['state'];

export function invitationState(
  { acceptedAt, revokedAt, expiresAt }: Pick<Invitation, 'acceptedAt' | 'revokedAt' | 'expiresAt'>,
  now: Date,
): InvitationState {
  if (acceptedAt !== null) return 'accepted';
  if (revokedAt !== null) return 'revoked';
  return expiresAt <= now ? 'expired' : 'open';
}

/** As every door shows it: never its token. */
export function toInvitationView(stored: Invitation, now: Date): InvitationView {
  const { id, email, role, inviterName, createdAt, expiresAt } = stored;
  const state = invitationState(stored, now);
  return { key: id, email, role: roleOfStored[role], state, invitedBy: inviterName, createdAt, expiresAt };
}

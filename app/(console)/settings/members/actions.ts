'use server';

import type { ActionOutcome } from '@/components/action-outcome';
import { createPasswordReset } from '@/lib/verbs/members/create-password-reset';
import { inviteMember } from '@/lib/verbs/members/invite-member';
import { removeMember } from '@/lib/verbs/members/remove-member';
import { revokeInvitation } from '@/lib/verbs/members/revoke-invitation';
import { updateMemberRole } from '@/lib/verbs/members/update-member-role';
import { callVerb, nothing } from '../../console-verb';

/** Invites a person; the value is the path of the link, shown this once. */
export async function invite(input: unknown): Promise<ActionOutcome<string>> {
  return callVerb(inviteMember, input, { show: ({ path }) => path });
}

export async function revoke(input: unknown): Promise<ActionOutcome<null>> {
  return callVerb(revokeInvitation, input, { show: nothing });
}

export async function changeRole(input: unknown): Promise<ActionOutcome<null>> {
  return callVerb(updateMemberRole, input, { show: nothing });
}

export async function remove(input: unknown): Promise<ActionOutcome<null>> {
  return callVerb(removeMember, input, { show: nothing });
}

/** Makes a link for a new password; the value is its path, shown this once. */
export async function makeResetLink(input: unknown): Promise<ActionOutcome<string>> {
  return callVerb(createPasswordReset, input, { show: ({ path }) => path });
}

'use server';

import { outcomeOf, type ActionOutcome } from '@/components/action-outcome';
import { changeOwnPassword } from '@/lib/console/change-own-password';
import { endOtherSessions, endSession } from '@/lib/verbs/profile/end-session';
import { updateProfile } from '@/lib/verbs/profile/update-profile';
import { consoleSession } from '../console-session';
import { callVerb, nothing } from '../console-verb';

export async function rename(input: unknown): Promise<ActionOutcome<null>> {
  return callVerb(updateProfile, input, { show: nothing, stale: '/' });
}

/** Sets a new password; the session at hand ends with all others, so the page signs in again. */
export async function setPassword(input: unknown): Promise<ActionOutcome<null>> {
  const session = await consoleSession();
  return outcomeOf(async () => {
    await changeOwnPassword(session, input);
    return null;
  });
}

export async function end(input: unknown): Promise<ActionOutcome<null>> {
  return callVerb(endSession, input, { show: nothing });
}

/** Ends every session but the one that asks. */
export async function endOthers(): Promise<ActionOutcome<null>> {
  const { sessionId } = await consoleSession();
  return callVerb(endOtherSessions, { keep: sessionId }, { show: nothing });
}

'use server';

import type { ActionOutcome } from '@/components/action-outcome';
import { createKey } from '@/lib/verbs/keys/create-key';
import { endKeyRotation } from '@/lib/verbs/keys/end-key-rotation';
import { revokeKey } from '@/lib/verbs/keys/revoke-key';
import { rotateKey } from '@/lib/verbs/keys/rotate-key';
import { updateKey } from '@/lib/verbs/keys/update-key';
import { callVerb, nothing } from '../../console-verb';

const tokenOf = ({ token }: { readonly token: string }): string => token;

/** Makes a key; the value is its token, shown this once. */
export async function create(input: unknown): Promise<ActionOutcome<string>> {
  return callVerb(createKey, input, { show: tokenOf });
}

export async function change(input: unknown): Promise<ActionOutcome<null>> {
  return callVerb(updateKey, input, { show: nothing });
}

/** Gives a key a new token, which is the value, shown this once. */
export async function rotate(input: unknown): Promise<ActionOutcome<string>> {
  return callVerb(rotateKey, input, { show: tokenOf });
}

/** Ends one of the two tokens of a key that is rotated. */
export async function endRotation(input: unknown): Promise<ActionOutcome<null>> {
  return callVerb(endKeyRotation, input, { show: nothing });
}

/** Ends a key for good. */
export async function revoke(input: unknown): Promise<ActionOutcome<null>> {
  return callVerb(revokeKey, input, { show: nothing });
}

'use server';

import type { ActionOutcome } from '@/components/action-outcome';
import { createKey } from '@/lib/verbs/keys/create-key';
import { revokeKey } from '@/lib/verbs/keys/revoke-key';
import { callVerb, keyOf, nothing } from '../../console-verb';

/** Makes a key; the value is the key itself, shown this once. */
export async function create(input: unknown): Promise<ActionOutcome<string>> {
  return callVerb(createKey, input, { show: keyOf });
}

/** Ends a key for good. */
export async function revoke(input: unknown): Promise<ActionOutcome<null>> {
  return callVerb(revokeKey, input, { show: nothing });
}

'use server';

import type { ActionOutcome } from '@/components/action-outcome';
import { checkIdentityProvider } from '@/lib/verbs/identity-provider/check-identity-provider';
import { removeIdentityProvider } from '@/lib/verbs/identity-provider/remove-identity-provider';
import { setIdentityProvider } from '@/lib/verbs/identity-provider/set-identity-provider';
import { callVerb, nothing } from '../../console-verb';

/** Asks the provider; the value is what is wrong, and null where nothing is. */
export async function check(input: unknown): Promise<ActionOutcome<string | null>> {
  return callVerb(checkIdentityProvider, input, { show: ({ problem }) => problem });
}

export async function save(input: unknown): Promise<ActionOutcome<null>> {
  return callVerb(setIdentityProvider, input, { show: nothing });
}

export async function remove(input: unknown): Promise<ActionOutcome<null>> {
  return callVerb(removeIdentityProvider, input, { show: nothing });
}

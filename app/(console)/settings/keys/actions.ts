'use server';

import { outcomeOf, type ActionOutcome } from '@/components/action-outcome';
import { createKey } from '@/lib/services/keys/create-key';
import { revokeKey } from '@/lib/services/keys/revoke-key';
import { consoleSession } from '../../console-session';

/** Makes a key; the value is the key itself, shown this once. */
export async function create(input: unknown): Promise<ActionOutcome<string>> {
  const { ctx } = await consoleSession();
  return outcomeOf(async () => (await createKey({ ctx, input })).key);
}

/** Ends a key for good. */
export async function revoke(input: unknown): Promise<ActionOutcome<null>> {
  const { ctx } = await consoleSession();
  return outcomeOf(async () => {
    await revokeKey({ ctx, input });
    return null;
  });
}

'use server';

import { z } from 'zod';
import { outcomeOf, type ActionOutcome } from '@/components/action-outcome';
import { processDatabase } from '@/lib/auth/process-database';
import { readSignedInUser } from '@/lib/console/console-context';
import { acceptInvitation } from '@/lib/verbs/members/accept-invitation';

/** What is no text was in no link. */
const tokenSchema = z.string().catch('');

/** Accepts for whoever has the link: with a new account, or with the one that is signed in. */
export async function accept(token: unknown, input: unknown): Promise<ActionOutcome<null>> {
  return outcomeOf(async () => {
    const signedInAs = (await readSignedInUser())?.id ?? null;
    const database = processDatabase();
    const now = () => new Date();
    await acceptInvitation({ database, now, token: tokenSchema.parse(token), signedInAs, input });
    return null;
  });
}

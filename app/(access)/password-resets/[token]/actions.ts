'use server';

import { z } from 'zod';
import { outcomeOf, type ActionOutcome } from '@/components/action-outcome';
import { processDatabase } from '@/lib/auth/process-database';
import { resetPassword } from '@/lib/verbs/members/reset-password';

/** What is no text was in no link. */
const tokenSchema = z.string().catch('');

/** Sets the password of whom the link is for. */
export async function reset(token: unknown, input: unknown): Promise<ActionOutcome<null>> {
  return outcomeOf(async () => {
    const database = processDatabase();
    await resetPassword({ database, now: () => new Date(), token: tokenSchema.parse(token), input });
    return null;
  });
}

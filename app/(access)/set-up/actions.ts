'use server';

import { processDatabase } from '@/lib/auth/process-database';
import { setUpWorkspace } from '@/lib/services/members/set-up-workspace';
import { outcomeOf, type ActionOutcome } from '@/components/action-outcome';

/** The first run: creates owner and workspace. The form signs in afterwards, like everybody else. */
export async function setUp(input: unknown): Promise<ActionOutcome<null>> {
  return outcomeOf(async () => {
    await setUpWorkspace({ database: processDatabase(), now: () => new Date(), input });
    return null;
  });
}

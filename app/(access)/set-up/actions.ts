'use server';

import { headers } from 'next/headers';
import { isSetUp } from '@/lib/console/console-context';
import { isOwnHost } from '@/lib/console/own-host';
import { processDatabase } from '@/lib/auth/process-database';
import { isSetUpToken } from '@/lib/auth/set-up-token';
import { ForbiddenError } from '@/lib/errors';
import { setUpWorkspace } from '@/lib/verbs/members/set-up-workspace';
import { outcomeOf, type ActionOutcome } from '@/components/action-outcome';

/**
 * The first run: creates owner and workspace. The form signs in afterwards, like everybody else. The token is the one that the
 * server printed; once there is an account it opens nothing.
 */
export async function setUp(input: unknown, token: string): Promise<ActionOutcome<null>> {
  return outcomeOf(async () => {
    const given = await headers();
    if (!isOwnHost(given.get('x-forwarded-host') ?? given.get('host'))) {
      throw new ForbiddenError(
        'Set-up is refused at this address. Open the console by its own address, or set FAIRSPLIT_PUBLIC_URL to this one.',
      );
    }
    if (!(await isSetUp()) && !isSetUpToken(token)) {
      throw new ForbiddenError(
        'This is not the set-up token. The server printed it when it started, at the end of the address.',
      );
    }
    await setUpWorkspace({ database: processDatabase(), now: () => new Date(), input });
    return null;
  });
}

import { FairsplitError } from '../errors';
import { ownPasswordSchema } from '../verbs/members/account-fields';
import { changePassword } from '../verbs/profile/change-password';
import type { ConsoleSession } from './console-context';
import { signInLimits } from './process-sign-in-limits';

/**
 * Sets a new password for who is signed in. How often the present one may be tried is limited as at the sign-in: whoever found a session must
 * not guess. Throws what the verb throws, and FairsplitError (RATE_LIMITED).
 */
export async function changeOwnPassword(
  { ctx, user }: Pick<ConsoleSession, 'ctx' | 'user'>,
  input: unknown,
): Promise<void> {
  // What is no attempt is not counted.
  if (ownPasswordSchema.safeParse(input).success) {
    const seconds = signInLimits().attempt(user.email, null, Date.now());
    if (seconds > 0) {
      throw new FairsplitError(
        'RATE_LIMITED',
        429,
        `Too many attempts. Try again in ${String(seconds)} seconds.`,
      );
    }
  }
  await changePassword({ ctx, input });
  signInLimits().succeeded(user.email, null);
}

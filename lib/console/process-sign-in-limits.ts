import { createSignInLimits, type SignInLimits } from './sign-in-limits';

declare global {
  // Next loads this module once for each of its bundles; the counts are the process's, so they hang here.
  var fairsplitSignInLimits: SignInLimits | undefined;
}

/** How often the password of an account may be tried, wherever that is. */
export function signInLimits(): SignInLimits {
  globalThis.fairsplitSignInLimits ??= createSignInLimits();
  return globalThis.fairsplitSignInLimits;
}

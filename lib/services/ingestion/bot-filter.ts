import { isbot } from 'isbot';

const MAX_REMEMBERED = 2_000;
const remembered = new Map<string, boolean>();

/**
 * Whether a user agent declares itself a crawler, by a list that is kept up by others. One look costs some microseconds
 * and most items come from the same few browsers, so verdicts are remembered, and forgotten all at once when they are many.
 */
export function isDeclaredBot(userAgent: string): boolean {
  const known = remembered.get(userAgent);
  if (known !== undefined) return known;
  const verdict = isbot(userAgent);
  if (remembered.size >= MAX_REMEMBERED) remembered.clear();
  remembered.set(userAgent, verdict);
  return verdict;
}

import { isbot } from 'isbot';

const MAX_REMEMBERED = 2_000;
const remembered = new Map<string, boolean>();

/** A crawler that runs pages calls itself a browser, and any other says what it is or where to read about it. */
const DECLARES_ITSELF = /Mozilla\/|bot|crawl|spider|https?:\/\//i;

/**
 * Whether a user agent declares itself a crawler, by a list that is kept up by others. One look costs some microseconds
 * and most items come from the same few browsers, so verdicts are remembered, and forgotten all at once when they are many.
 * HTTP libraries (`okhttp/4.12`, `node`), which the list holds too, are no crawlers: apps send by them. `Mozilla/5.0 x` is one in the
 * list's eyes, and so be it: whatever a person browses with names its system, and scripts that imitate it often do not.
 */
export function isDeclaredBot(userAgent: string): boolean {
  const known = remembered.get(userAgent);
  if (known !== undefined) return known;
  const verdict = DECLARES_ITSELF.test(userAgent) && isbot(userAgent);
  if (remembered.size >= MAX_REMEMBERED) remembered.clear();
  remembered.set(userAgent, verdict);
  return verdict;
}

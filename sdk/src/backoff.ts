/** Never longer than this between two tries, whatever a server asks for. */
const MAX_DELAY_MS = 10 * 60_000;

/**
 * How long to wait after the given number of failures in a row: doubling up to `longestMs`, and half of it random, so that clients which
 * failed together do not come back together. `retryAfter` is the header of that name, in seconds.
 */
export function backoffMs(
  failures: number,
  retryAfter: string | null | undefined,
  longestMs = 60_000,
): number {
  const longest = Math.min(longestMs, 500 * 2 ** failures);
  const askedMs = Number(retryAfter) * 1_000 || 0;
  return Math.min(Math.max(longest * (0.5 + Math.random() / 2), askedMs), MAX_DELAY_MS);
}

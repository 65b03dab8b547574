/** Never longer than this between two tries, whatever a server asks for. */
const MAX_DELAY_MS = 10 * 60_000;

/**
 * How long to wait after the given number of failures in a row: doubling, and half of it random, so that clients which
 * failed together do not come back together. `retryAfter` is the header of that name, in seconds or as a date.
 */
export function backoffMs(failures: number, longestMs: number, retryAfter: string | null): number {
  const longest = Math.min(longestMs, 1_000 * 2 ** Math.min(failures - 1, 20));
  const asked = retryAfterMs(retryAfter);
  return Math.min(Math.max(longest * (0.5 + Math.random() / 2), asked), MAX_DELAY_MS);
}

function retryAfterMs(header: string | null): number {
  const seconds = Number(header);
  const waitMs = Number.isNaN(seconds) ? Date.parse(header ?? '') - Date.now() : seconds * 1_000;
  return Number.isFinite(waitMs) ? waitMs : 0;
}

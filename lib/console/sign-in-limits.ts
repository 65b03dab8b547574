export interface SignInLimits {
  /**
   * Counts an attempt to sign in as failed until `succeeded` says otherwise, so that many at once gain nothing. Returns the
   * seconds to wait where it may not be made yet; 0 where it may.
   */
  readonly attempt: (account: string, address: string | null, nowMs: number) => number;
  readonly succeeded: (account: string, address: string | null) => void;
}

/** What people mistype before they remember. */
const FREE_ATTEMPTS = 5;
const FIRST_DELAY_MS = 1_000;
const MAX_DELAY_MS = 15 * 60_000;
/** A counter that nobody touched for so long is forgotten. */
const FORGET_MS = 24 * 60 * 60_000;
const MAX_COUNTERS = 100_000;

interface Counter {
  readonly failures: number;
  readonly nextAtMs: number;
  readonly touchedAtMs: number;
}

/**
 * A limit by account, whatever addresses the attempts come from: after five failures each one doubles the wait before the
 * next, up to 15 minutes. An address that signed in to the account before has a counter of its own, so that nobody keeps
 * its owner out by guessing. Accounts that do not exist count too, or the wait would tell which do. Kept in the memory of
 * this process.
 */
export function createSignInLimits(): SignInLimits {
  const counters = new Map<string, Counter>();
  const known = new Map<string, true>();
  const counterKey = (account: string, address: string | null) => {
    const name = account.trim().toLowerCase();
    const own = JSON.stringify([name, address]);
    return address !== null && known.has(own) ? own : JSON.stringify([name]);
  };
  return {
    attempt: (account, address, nowMs) => {
      const key = counterKey(account, address);
      const found = counters.get(key);
      const counter =
        found === undefined || nowMs - found.touchedAtMs > FORGET_MS ? { failures: 0, nextAtMs: 0 } : found;
      if (nowMs < counter.nextAtMs) return Math.ceil((counter.nextAtMs - nowMs) / 1000);
      const failures = counter.failures + 1;
      const beyond = failures - FREE_ATTEMPTS;
      const delayMs = beyond < 0 ? 0 : Math.min(MAX_DELAY_MS, FIRST_DELAY_MS * 2 ** Math.min(beyond, 30));
      keep(counters, key, { failures, nextAtMs: nowMs + delayMs, touchedAtMs: nowMs });
      return 0;
    },
    succeeded: (account, address) => {
      counters.delete(counterKey(account, address));
      const name = account.trim().toLowerCase();
      if (address !== null) keep(known, JSON.stringify([name, address]), true);
    },
  };
}

/** Puts the entry last, and lets go of the one that was touched longest ago where there are too many. */
function keep<Value>(entries: Map<string, Value>, key: string, value: Value): void {
  entries.delete(key);
  entries.set(key, value);
  if (entries.size <= MAX_COUNTERS) return;
  const oldest = entries.keys().next();
  if (oldest.done !== true) entries.delete(oldest.value);
}

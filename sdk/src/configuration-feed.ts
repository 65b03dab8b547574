import { backoffMs } from './backoff';
import type { Configuration } from './configuration';
import type { Core } from './core';
import type { State } from './state';

export interface ConfigurationFeed {
  /** Asks now; resolves when there is an outcome. */
  readonly refresh: () => Promise<void>;
  /** The network or the reader is back: asks, unless that has just been done. */
  readonly wake: () => void;
  readonly stop: () => void;
}

const NAME = 'configuration';
const FRESH_FOR_MS = 5_000;
/** How long a process may be behind the others while its database is there: what is older for longer was restored. */
const LAG_LIMIT_MS = 10_000;

/** Keeps the state up to date: from the storage first, then by asking, and at once where a stream says so. */
export function createConfigurationFeed(core: Core, state: State): ConfigurationFeed {
  const { options, platform, updates, report, send, load, save } = core;
  const { pollIntervalMs = 60_000 } = options;
  // With a condition of our own the browser's cache stays out of it.
  let etag = '""';
  /** The newest that is known or that a stream spoke of: whoever is asked for it and is behind looks first. */
  let told = etag;
  let olderSinceMs: number | undefined;
  let failures = 0;
  let askedAtMs = 0;
  let refreshing: Promise<void> | undefined;
  let isOutdated = false;
  let cancelPoll: (() => void) | undefined;

  /** Throws for an older version than the known one of the same environment, unless nothing else has come for a while. */
  const refuseOlder = ({ environment, version }: Configuration) => {
    const known = state.knowledge()?.configuration;
    if (known?.environment !== environment || !(version < known.version)) return;
    told = etag;
    olderSinceMs ??= askedAtMs;
    if (askedAtMs - olderSinceMs < LAG_LIMIT_MS) throw new Error('an older version');
  };

  /** Undefined: up to date. Otherwise the header Retry-After, or null. */
  const ask = async (): Promise<string | null | undefined> => {
    askedAtMs = Date.now();
    let retryAfter: string | null = null;
    try {
      const response = await send(`/api/v1/configuration?flagConfigEtag=${told}`, {
        headers: { 'if-none-match': etag },
      });
      const { ok, status, headers } = response;
      const text = await response.text();
      if (ok) {
        const configuration = JSON.parse(text) as Configuration;
        refuseOlder(configuration);
        state.adopt(configuration);
        told = etag = headers.get('etag') ?? '""';
        void save(NAME, () => text);
      } else if (status !== 304) {
        retryAfter = headers.get('retry-after');
        throw new Error(`${status}: ${text}`);
      }
      olderSinceMs = undefined;
      return undefined;
    } catch (error) {
      report('CONFIGURATION_UNAVAILABLE', error);
      return retryAfter;
    }
  };

  const askAndPlan = async (): Promise<void> => {
    const retryAfter = await ask();
    if (state.status() === 'closed') return;
    failures = retryAfter === undefined ? 0 : failures + 1;
    state.become(failures > 0 ? (state.knowledge() ? 'stale' : 'error') : 'ready');
    cancelPoll?.();
    const delayMs =
      failures > 0
        ? backoffMs(failures, retryAfter)
        : Math.max(pollIntervalMs, 1_000) * (0.9 + Math.random() / 5);
    cancelPoll = platform.startTimer(() => void refresh(), delayMs);
  };

  /** One request at a time. Who asks during one may have heard of a newer version than it brings: another follows. */
  const refresh = (): Promise<void> => {
    isOutdated = true;
    const run = async (): Promise<void> => {
      while (isOutdated && state.status() !== 'closed') {
        isOutdated = false;
        await askAndPlan();
      }
      refreshing = undefined;
    };
    return (refreshing ??= run());
  };

  load(NAME, (kept) => {
    // Whatever came meanwhile is newer.
    if (!state.knowledge()) state.adopt(kept);
  });
  if (updates !== 'none') void refresh();
  const hear = (heard?: string) => {
    if (heard === etag && failures === 0) return;
    told = heard ?? told;
    void refresh();
  };
  const stopStream = typeof updates === 'function' ? updates(core, hear) : undefined;

  return {
    refresh,
    wake: () => {
      if (updates !== 'none' && (failures > 0 || Date.now() - askedAtMs > FRESH_FOR_MS)) void refresh();
    },
    stop: () => {
      stopStream?.();
      cancelPoll?.();
    },
  };
}

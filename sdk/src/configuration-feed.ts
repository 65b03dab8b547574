import { backoffMs } from './backoff';
import type { Core } from './core';
import { messageOf } from './errors';
import type { State } from './state';

export interface ConfigurationFeed {
  /** Asks now; resolves when there is an outcome. */
  readonly refresh: () => Promise<void>;
  /** The network or the reader is back: asks, unless that has just been done. */
  readonly wake: () => void;
  readonly stop: () => void;
}

const NAME = 'configuration';
const LONGEST_DELAY_MS = 60_000;
const FRESH_FOR_MS = 5_000;

/** Keeps the state up to date: from the storage first, then by asking, and at once where a stream says so. */
export function createConfigurationFeed(core: Core, state: State): ConfigurationFeed {
  const { options, platform, report, send, load, save } = core;
  const { updates = platform.updates, pollIntervalMs = 60_000 } = options;
  // With a condition of our own the browser's cache stays out of it.
  let etag = '""';
  let failures = 0;
  let askedAtMs = 0;
  let refreshing: Promise<void> | undefined;
  let isOutdated = false;
  let cancelPoll: (() => void) | undefined;

  /** Undefined: up to date. Otherwise the header Retry-After, or null. */
  const ask = async (): Promise<string | null | undefined> => {
    askedAtMs = Date.now();
    try {
      const response = await send('/api/v1/configuration', { headers: { 'if-none-match': etag } });
      if (response.status === 304) return undefined;
      const text = await response.text();
      if (response.ok) {
        state.adopt(JSON.parse(text));
        etag = response.headers.get('etag') ?? '""';
        void save(NAME, text);
        return undefined;
      }
      report('CONFIGURATION_UNAVAILABLE', `${response.status}: ${text}`);
      return response.headers.get('retry-after');
    } catch (error) {
      report('CONFIGURATION_UNAVAILABLE', messageOf(error), error);
      return null;
    }
  };

  const askAndPlan = async (): Promise<void> => {
    const retryAfter = await ask();
    if (state.status() === 'closed') return;
    failures = retryAfter === undefined ? 0 : failures + 1;
    state.become(failures === 0 ? 'ready' : state.knowledge() === undefined ? 'error' : 'stale');
    cancelPoll?.();
    const delayMs =
      retryAfter === undefined
        ? Math.max(pollIntervalMs, 1_000) * (0.9 + Math.random() / 5)
        : backoffMs(failures, LONGEST_DELAY_MS, retryAfter);
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
    if (state.knowledge() === undefined) state.adopt(kept);
  });
  if (updates !== 'none') void refresh();
  const stopStream = typeof updates === 'function' ? updates(core, () => void refresh()) : undefined;

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

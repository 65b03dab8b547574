import type { Platform } from './platform';

/** Neither a page nor Node: workers at an edge, and apps. It asks, keeps nothing by itself, and nobody tells it of an end. */
export const neutralPlatform: Platform = {
  isPage: false,
  batchCharacters: 200_000,
  flushIntervalMs: 1_000,
  storage: undefined,
  updates: 'poll',
  startTimer: (callback, delayMs) => {
    try {
      const timer = setTimeout(callback, delayMs);
      return () => clearTimeout(timer);
    } catch {
      // Some edges allow timers only while they answer a request. What would have been due goes with the next flush.
      return () => undefined;
    }
  },
  watch: () => () => undefined,
};

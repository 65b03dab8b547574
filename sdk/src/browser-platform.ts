import type { Platform } from './platform';
import { browserStorage } from './storage';

/** A page, or a worker of one, which has neither document nor localStorage. */
export const browserPlatform: Platform = {
  isPage: true,
  maxBatchCharacters: 10_000,
  flushIntervalMs: 2_000,
  defaultStorage: browserStorage,
  startTimer: (callback, delayMs) => {
    const timer = setTimeout(callback, delayMs);
    return () => clearTimeout(timer);
  },
  watch: (onLeave, onWake) => {
    const ended = new AbortController();
    const { signal } = ended;
    if (typeof document !== 'undefined') {
      const onVisibility = () => (document.visibilityState === 'hidden' ? onLeave() : onWake());
      document.addEventListener('visibilitychange', onVisibility, { signal });
    }
    addEventListener('pagehide', onLeave, { signal });
    addEventListener('online', onWake, { signal });
    return () => ended.abort();
  },
};

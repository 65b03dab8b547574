import type { Platform } from './platform';

/** Node, and runtimes like it. Timers keep no process alive; what waits when it would end by itself is sent first. */
export const nodePlatform: Platform = {
  isPage: false,
  maxBatchCharacters: 500_000,
  flushIntervalMs: 1_000,
  defaultStorage: () => null,
  startTimer: (callback, delayMs) => {
    const timer = setTimeout(callback, delayMs);
    // A number where the runtime is not Node.
    if (typeof timer === 'object') timer.unref();
    return () => clearTimeout(timer);
  },
  watch: (onLeave) => {
    if (typeof process === 'undefined') return () => undefined;
    // Once: sending keeps the process alive, and it must not try for ever where nothing can be sent.
    process.once('beforeExit', onLeave);
    return () => process.off('beforeExit', onLeave);
  },
};

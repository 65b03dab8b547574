import type { Platform } from './platform';

/** A page, or a worker of one, which has neither document nor localStorage. */
export const browserPlatform: Platform = {
  isPage: true,
  batchCharacters: 10_000,
  flushIntervalMs: 2_000,
  storage: {
    get: (name) => localStorage.getItem(name),
    set: (name, text) => (text === null ? localStorage.removeItem(name) : localStorage.setItem(name, text)),
  },
  updates: 'poll',
  startTimer: (callback, delayMs) => {
    const timer = setTimeout(callback, delayMs);
    return () => clearTimeout(timer);
  },
  watch: (onLeave, onWake) => {
    const ended = new AbortController();
    const listen = (target: EventTarget | undefined, type: string, listener: () => void) =>
      target?.addEventListener(type, listener, ended);
    listen(globalThis.document, 'visibilitychange', () =>
      (document.visibilityState === 'hidden' ? onLeave : onWake)(),
    );
    listen(globalThis, 'pagehide', onLeave);
    listen(globalThis, 'online', onWake);
    return () => ended.abort();
  },
};

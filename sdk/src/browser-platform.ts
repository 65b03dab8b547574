import type { Platform } from './platform';

/** Looked up each time: a page may be refused it, which throws; a worker has none. */
const kept = () => globalThis.localStorage as Storage | undefined;

/** A page, or a worker of one, which has neither document nor localStorage. */
export const browserPlatform: Platform = {
  isPage: true,
  batchCharacters: 10_000,
  flushIntervalMs: 2_000,
  storage: {
    get: (name) => kept()?.getItem(name) ?? null,
    set: (name, text) => (text === null ? kept()?.removeItem(name) : kept()?.setItem(name, text)),
  },
  updates: 'poll',
  startTimer: (callback, delayMs) => {
    const timer = setTimeout(callback, delayMs);
    return () => clearTimeout(timer);
  },
  watch: (onLeave, onWake) => {
    const ended = new AbortController();
    const listen = (target: EventTarget | undefined, type: string, listener: () => void) => {
      try {
        target?.addEventListener(type, listener, ended);
      } catch {
        // No page at all, but a program that has some of what a page has: nothing of this kind happens there.
      }
    };
    listen(globalThis.document, 'visibilitychange', () =>
      (document.visibilityState === 'hidden' ? onLeave : onWake)(),
    );
    listen(globalThis, 'pagehide', onLeave);
    listen(globalThis, 'online', onWake);
    return () => ended.abort();
  },
};

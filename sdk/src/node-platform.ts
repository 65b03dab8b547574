import type { Platform } from './platform';
import { stream } from './stream';

/** Node, and runtimes like it. Timers keep no process alive; what waits when it would end by itself is sent first. */
export const nodePlatform: Platform = {
  isPage: false,
  batchCharacters: 200_000,
  flushIntervalMs: 1_000,
  storage: undefined,
  updates: stream,
  startTimer: (callback, delayMs) => {
    const timer: unknown = setTimeout(callback, delayMs);
    // A number where the runtime is not Node.
    if (hasUnref(timer)) timer.unref();
    return () => clearTimeout(timer as ReturnType<typeof setTimeout>);
  },
  watch: (onLeave) => {
    // Bundlers put a stand-in with an environment in its place where there is no process.
    const running = globalThis.process as Partial<NodeJS.Process> | undefined;
    // Once: sending keeps the process alive, and it must not try for ever where nothing can be sent.
    running?.once?.('beforeExit', onLeave);
    return () => running?.off?.('beforeExit', onLeave);
  },
};

function hasUnref(timer: unknown): timer is { readonly unref: () => void } {
  return typeof timer === 'object' && timer !== null && 'unref' in timer;
}

import type { StartStream } from './start-stream';
import type { ClientStorage } from './storage';

/** What differs between a browser and a server; the core knows neither. */
export interface Platform {
  /** Requests are to outlive the page that made them. */
  readonly isPage: boolean;
  /** Longest batch in characters. Browsers let no more than 64 KiB at a time outlive a page. */
  readonly batchCharacters: number;
  readonly flushIntervalMs: number;
  /** Where the last good configuration and unsent items are kept unless the options say otherwise. */
  readonly storage: ClientStorage | undefined;
  readonly updates: 'poll' | StartStream;
  /** A timer; returns what cancels it. */
  readonly startTimer: (callback: () => void, delayMs: number) => () => void;
  /** Calls `onLeave` when this may be the last moment, `onWake` when network or reader are back. Returns its end. */
  readonly watch: (onLeave: () => void, onWake: () => void) => () => void;
}

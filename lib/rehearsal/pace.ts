import { setTimeout as wait } from 'node:timers/promises';

/** How simulated days become instants of the server's clock. */
export interface Pace {
  /** How long a simulated day is, in ms of the server's clock. */
  readonly dayMs: number;
  /** Called before the run is started, with its length. */
  readonly prepare: (totalDays: number) => void;
  /** Called with the instant that the server gave the start. */
  readonly started: (at: Date) => void;
  /** Resolves when the server's clock has reached the instant. */
  readonly reach: (instant: Date) => Promise<void>;
}

/** The clock of a server that we started. */
export interface MovableClock {
  readonly now: () => Date;
  readonly set: (to: Date) => void;
}

const REAL_DAY_MS = 86_400_000;

/** It goes on from where it was last set, so that what takes place in order has times in order. */
export function movableClock(): MovableClock {
  let [setTo, setAt] = [Date.now(), Date.now()];
  return {
    now: () => new Date(setTo + Date.now() - setAt),
    set: (to) => {
      [setTo, setAt] = [to.getTime(), Date.now()];
    },
  };
}

/** Whole days that end about now: the server's clock is moved from one to the next. */
export function movedPace(clock: MovableClock): Pace {
  return {
    dayMs: REAL_DAY_MS,
    prepare: (totalDays) => clock.set(new Date(Date.now() - totalDays * REAL_DAY_MS)),
    started: () => undefined,
    reach: (instant) => {
      if (instant.getTime() > clock.now().getTime()) clock.set(instant);
      return Promise.resolve();
    },
  };
}

/** Short days that pass as we wait for them. What the server's clock is ahead or behind of ours is allowed for. */
export function waitedPace(secondsPerDay: number): Pace {
  let aheadMs = 0;
  return {
    dayMs: secondsPerDay * 1000,
    prepare: () => undefined,
    started: (at) => {
      aheadMs = at.getTime() - Date.now();
    },
    reach: async (instant) => {
      const leftMs = instant.getTime() - Date.now() - aheadMs;
      if (leftMs > 0) await wait(leftMs);
    },
  };
}

import type { Caller } from '../../auth/context';
import { inTransaction, type Database } from '../../database/client';
import type { Log } from '../../log';
import { recordAudit } from '../record-audit';

/** What somebody may cause as often as they like, such as a refusal. */
export interface Attempt {
  readonly caller: Caller;
  readonly action: string;
  readonly subject: string;
  /** What is counted by its value, by what it is: `{ call: 'startExperiment' }`. Text that nobody outside can choose, or of a known form. */
  readonly of: Readonly<Record<string, string | undefined>>;
}

/** Writes attempts into the audit trail, bounded. */
export interface BoundedEntries {
  /** Nobody waits for it: how long it takes would tell what there is. */
  readonly count: (attempts: readonly Attempt[] | Promise<readonly Attempt[]>) => void;
  /** Writes what was counted; ask it before the process ends. */
  readonly flush: () => Promise<void>;
}

interface Settings {
  readonly database: Database;
  readonly log: Log;
  readonly windowMs?: number;
}

const WINDOW_MS = 60_000;
/** Values of one name that are told apart in one entry; of more, how many attempts they were. */
const MAX_VALUES = 20;

interface Window {
  readonly first: Attempt;
  readonly timer: NodeJS.Timeout;
  times: number;
  readonly counts: Map<string, Map<string, number>>;
}

/**
 * The first attempt of an actor with an action on a subject is an entry at once, with `times: 1`. Those of the next minute are counted,
 * and are one entry at its end, with how many there were of each value. So an actor fills no trail, however fast they try. As many
 * counts are kept as there are actors that exist.
 */
export function createBoundedEntries({ database, log, windowMs = WINDOW_MS }: Settings): BoundedEntries {
  const windows = new Map<string, Window>();
  const underWay = new Set<Promise<void>>();
  const track = (work: Promise<void>) => {
    const done: Promise<void> = work
      .catch((error: unknown) => log.warn({ error }, 'refusals could not be written into the audit trail'))
      .finally(() => underWay.delete(done));
    underWay.add(done);
  };
  const write = ({ caller, action, subject }: Attempt, detail: object) =>
    track(
      inTransaction(database, (transaction) => recordAudit(transaction, caller, { action, subject, detail })),
    );
  const close = (key: string, window: Window) => {
    clearTimeout(window.timer);
    windows.delete(key);
    if (window.times === 0) return;
    write(window.first, detailOf(window));
  };
  const open = (key: string, first: Attempt): Window => {
    const timer = setTimeout(() => {
      const window = windows.get(key);
      if (window === undefined) return;
      const hasMore = window.times > 0;
      close(key, window);
      // Who goes on is counted on, so that each minute that follows has one entry.
      if (hasMore) open(key, first);
    }, windowMs);
    timer.unref();
    const window = { first, timer, times: 0, counts: new Map<string, Map<string, number>>() };
    windows.set(key, window);
    return window;
  };
  const take = (attempt: Attempt) => {
    const { caller, action, subject } = attempt;
    const key = JSON.stringify([caller.workspaceId, caller.actor.kind, caller.actor.id, action, subject]);
    const window = windows.get(key);
    if (window !== undefined) {
      add(window, attempt);
      return;
    }
    const single = open(key, attempt);
    add(single, attempt);
    write(attempt, detailOf(single));
    single.times = 0;
    single.counts.clear();
  };
  return {
    count: (attempts) => {
      track(Promise.resolve(attempts).then((known) => known.forEach(take)));
    },
    flush: async () => {
      // What is only being looked up opens windows, and what those hold is written then.
      while (underWay.size > 0 || windows.size > 0) {
        await Promise.all(underWay);
        for (const [key, window] of windows) close(key, window);
      }
    },
  };
}

function add(window: Window, { of }: Attempt): void {
  window.times += 1;
  for (const [name, value] of Object.entries(of)) {
    if (value === undefined) continue;
    const counts = window.counts.get(name) ?? new Map<string, number>();
    window.counts.set(name, counts);
    const told = counts.has(value) || counts.size < MAX_VALUES ? value : 'others';
    counts.set(told, (counts.get(told) ?? 0) + 1);
  }
}

function detailOf({ times, counts }: Window): object {
  return {
    times,
    ...Object.fromEntries([...counts].map(([name, values]) => [name, Object.fromEntries(values)])),
  };
}

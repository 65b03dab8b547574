import type { Database } from '../database/client';
import type { Log } from '../log';
import { configurationRevision } from '../configuration/configuration-revision';
import type { ConfigurationSource } from '../model/served-configuration';
import { loadConfiguration } from '../configuration/load-configuration';
import { listenForChanges } from './change-listener';
import { withDeadline } from './deadline';
import { createQueueOfOne } from './queue-of-one';
import { compileSnapshot, type Snapshot } from './snapshot';
import { createSnapshotFile } from './snapshot-file';

export interface ConfigurationFeedOptions {
  /** Its queries need a time limit: a Postgres that hangs must not hold the feed. Its patience is a factor of ours. */
  readonly database: Database;
  readonly log: Log;
  /** Where the last good configuration is kept; left out: nowhere. */
  readonly dataDirectory?: string | undefined;
  readonly pollIntervalMs: number;
  readonly now: () => Date;
}

/** The configuration as it is now, kept up to date in the background. */
export interface ConfigurationFeed {
  /** The last good one; null while there has been none. */
  readonly current: () => Snapshot | null;
  /** Loads anew; resolves with whether that worked. What was committed before the call is then in `current`. */
  readonly refresh: () => Promise<boolean>;
  readonly isDatabaseReachable: () => boolean;
  /** When the database last confirmed that `current` is what it holds; null for never. */
  readonly confirmedAt: () => Date | null;
  /** Calls the listener after each swap; the function given back ends that. */
  readonly onChange: (listener: (snapshot: Snapshot) => void) => () => void;
  readonly close: () => Promise<void>;
}

/** The question whether something changed is cheap; a database that takes longer for it counts as away. */
const ASKING_LIMIT_MS = 2_000;
const LOADING_LIMIT_MS = 15_000;
/** Who has a configuration from disk waits no longer for a newer one before it answers with that. */
const STARTING_LIMIT_MS = 500;

/**
 * Follows the configuration: NOTIFY wakes it at once, and every `pollIntervalMs` it asks whether something changed, as a
 * notification is lost with its connection. While the database is away the last good configuration stays. Resolves once the
 * database has been asked; where a configuration was kept, soon, however long the database takes.
 */
export async function createConfigurationFeed(options: ConfigurationFeedOptions): Promise<ConfigurationFeed> {
  const { database, log, dataDirectory, pollIntervalMs, now } = options;
  const file = dataDirectory === undefined ? null : createSnapshotFile(dataDirectory, log);
  const state = createFeedState(log, now);
  const within = <Result>(limitMs: number, work: Promise<Result>, subject: string) =>
    withDeadline(work, limitMs * database.patience, subject);

  const load = async (): Promise<boolean> => {
    try {
      const loaded = await within(LOADING_LIMIT_MS, readAll(database, log), 'loading the configuration');
      state.noteReachable(true);
      if (!state.adopt(loaded.source)) return false;
      state.confirm(loaded.revision);
      if (loaded.source.environments.length > 0) await file?.write(loaded.source);
      return true;
    } catch (error) {
      state.noteReachable(false, error);
      return false;
    }
  };

  const refresh = createQueueOfOne(load);
  const listener = listenForChanges(database, () => void refresh(), ASKING_LIMIT_MS * database.patience);

  const poll = createQueueOfOne(async () => {
    const listening = listener.ensure();
    try {
      const revision = await within(ASKING_LIMIT_MS, configurationRevision(database), 'the database');
      state.noteReachable(true);
      if (revision === state.revision()) state.confirm(revision);
      else await refresh();
    } catch (error) {
      state.noteReachable(false, error);
    }
    await listening;
  });

  // The kept one first, so that a database that was emptied does not replace it either.
  const kept = (await file?.read()) ?? null;
  if (kept !== null) state.adopt(kept);
  const asked = refresh().then(() => listener.ensure());
  if (kept === null) await asked;
  else await within(STARTING_LIMIT_MS, asked, 'the first configuration').catch(() => undefined);
  if (kept !== null && state.confirmedAt() === null) {
    log.warn({ dataDirectory }, 'serving the configuration kept on disk until the database gives one');
  }
  const stopPolling = repeat(poll, pollIntervalMs);

  return {
    current: state.current,
    refresh,
    isDatabaseReachable: state.isReachable,
    confirmedAt: state.confirmedAt,
    onChange: state.onChange,
    close: async () => {
      state.close();
      await stopPolling();
      listener.close();
      // The load of the start may still be under way; what it waits for may never answer.
      await within(ASKING_LIMIT_MS, asked, 'the first configuration').catch(() => undefined);
    },
  };
}

async function readAll(database: Database, log: Log) {
  // The revision first: what changes while the rest is read is then seen at the next poll.
  const revision = await configurationRevision(database);
  return { revision, source: await loadConfiguration({ database, log }) };
}

/** What the feed knows, and the rules by which it changes. */
interface FeedState {
  readonly current: () => Snapshot | null;
  /** Swaps the snapshot; false where the source must not replace the last good one. */
  readonly adopt: (source: ConfigurationSource) => boolean;
  readonly revision: () => string;
  readonly confirm: (revision: string) => void;
  readonly confirmedAt: () => Date | null;
  readonly isReachable: () => boolean;
  readonly noteReachable: (isReachable: boolean, error?: unknown) => void;
  readonly onChange: ConfigurationFeed['onChange'];
  readonly close: () => void;
}

function createFeedState(log: Log, now: () => Date): FeedState {
  const listeners = new Set<(snapshot: Snapshot) => void>();
  let snapshot: Snapshot | null = null;
  let revision = '';
  let confirmedAt: Date | null = null;
  let isReachable = false;
  let isClosed = false;
  return {
    current: () => snapshot,
    adopt: (source) => {
      if (source.environments.length === 0 && snapshot !== null && snapshot.environments.size > 0) {
        log.error({}, 'the database has no environments any more: keeping the last good configuration');
        return false;
      }
      try {
        snapshot = compileSnapshot(source);
      } catch (error) {
        log.error({ error }, 'a configuration cannot be served: keeping the last good one');
        return false;
      }
      for (const listener of listeners) listener(snapshot);
      return true;
    },
    revision: () => revision,
    confirm: (confirmed) => {
      revision = confirmed;
      confirmedAt = now();
    },
    confirmedAt: () => confirmedAt,
    isReachable: () => isReachable,
    noteReachable: (reachable, error) => {
      if (isReachable && !reachable && !isClosed) {
        log.warn({ error }, 'database unreachable: serving the last good configuration');
      }
      isReachable = reachable;
    },
    onChange: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    close: () => {
      isClosed = true;
    },
  };
}

/** Repeats the work, a tenth earlier or later each time, so that many processes do not ask at the same instant. */
function repeat(work: () => Promise<void>, intervalMs: number): () => Promise<void> {
  let isStopped = false;
  let timer: NodeJS.Timeout | undefined;
  let running = Promise.resolve();
  const run = () => {
    running = work().then(next);
  };
  const next = () => {
    if (isStopped) return;
    timer = setTimeout(run, intervalMs * (0.9 + 0.2 * Math.random()));
    timer.unref();
  };
  next();
  return async () => {
    isStopped = true;
    clearTimeout(timer);
    await running;
  };
}

import type { Database } from '../database/client';
import type { Log } from '../log';
import { configurationRevision } from '../services/configuration/configuration-revision';
import type { ConfigurationSource } from '../services/configuration/configuration-source';
import { loadConfiguration } from '../services/configuration/load-configuration';
import { listenForChanges, type ChangeListener } from './change-listener';
import { compileSnapshot, type Snapshot } from './snapshot';
import { readSnapshotFile, writeSnapshotFile } from './snapshot-file';

export interface ConfigurationFeedOptions {
  readonly database: Database;
  readonly log: Log;
  /** Where the last good configuration is kept; left out: nowhere. */
  readonly dataDirectory?: string | undefined;
  readonly pollIntervalMs: number;
}

/** The configuration as it is now, kept up to date in the background. */
export interface ConfigurationFeed {
  /** The last good one; null while there has been none. */
  readonly current: () => Snapshot | null;
  /** Loads anew; resolves with whether that worked. What was committed before the call is then in `current`. */
  readonly refresh: () => Promise<boolean>;
  readonly isDatabaseReachable: () => boolean;
  readonly close: () => Promise<void>;
}

/**
 * Follows the configuration: NOTIFY wakes it at once, and every `pollIntervalMs` it asks whether something changed, as a
 * notification is lost with its connection. While the database is away the last good configuration stays.
 */
export async function createConfigurationFeed(options: ConfigurationFeedOptions): Promise<ConfigurationFeed> {
  const { database, log, dataDirectory, pollIntervalMs } = options;
  let snapshot: Snapshot | null = null;
  let environments = 0;
  let revision = '';
  let isReachable = false;
  let listener: ChangeListener | null = null;
  let isClosed = false;

  const adopt = (source: ConfigurationSource) => {
    snapshot = compileSnapshot(source);
    environments = source.environments.length;
  };

  const noteReachable = (reachable: boolean, error?: unknown) => {
    if (isReachable && !reachable && !isClosed) {
      log.warn({ error }, 'database unreachable: serving the last good configuration');
    }
    isReachable = reachable;
  };

  const load = async (): Promise<boolean> => {
    try {
      // The revision first: what changes while the rest is read is then seen at the next poll.
      const before = await configurationRevision(database);
      const source = await loadConfiguration({ database, log });
      noteReachable(true);
      if (source.environments.length === 0 && environments > 0) {
        log.error({}, 'the database has no environments any more: keeping the last good configuration');
        return false;
      }
      adopt(source);
      revision = before;
      if (dataDirectory !== undefined) await keep(dataDirectory, source, log);
      return true;
    } catch (error) {
      noteReachable(false, error);
      return false;
    }
  };

  const refresh = createQueueOfOne(load);

  const poll = createQueueOfOne(async () => {
    if (isClosed) return;
    try {
      listener ??= await listenForChanges(
        database,
        () => void refresh(),
        () => (listener = null),
      );
      const isChanged = (await configurationRevision(database)) !== revision;
      noteReachable(true);
      if (isChanged) await refresh();
    } catch (error) {
      noteReachable(false, error);
    }
  });

  if (!(await refresh()) && dataDirectory !== undefined) {
    const kept = await readKept(dataDirectory, log);
    if (kept !== null) adopt(kept);
  }
  await poll();
  const timer = setInterval(() => void poll(), pollIntervalMs);
  timer.unref();

  return {
    current: () => snapshot,
    refresh,
    isDatabaseReachable: () => isReachable,
    close: async () => {
      isClosed = true;
      clearInterval(timer);
      await poll();
      listener?.close();
    },
  };
}

/**
 * Runs the work one at a time. A call during a run waits for a run that begins after it, which all such calls share: so
 * whoever awaits it sees what was there when they called, and a hundred notifications make two loads.
 */
function createQueueOfOne<Result>(work: () => Promise<Result>): () => Promise<Result> {
  let running: Promise<Result> | null = null;
  let next: Promise<Result> | null = null;
  const run = (): Promise<Result> => {
    running = work().finally(() => (running = null));
    return running;
  };
  return () => {
    if (running === null) return run();
    next ??= running.then(
      () => {
        next = null;
        return run();
      },
      () => {
        next = null;
        return run();
      },
    );
    return next;
  };
}

async function keep(dataDirectory: string, source: ConfigurationSource, log: Log): Promise<void> {
  try {
    await writeSnapshotFile(dataDirectory, source);
  } catch (error) {
    log.warn({ error, dataDirectory }, 'the configuration could not be kept on disk');
  }
}

async function readKept(dataDirectory: string, log: Log): Promise<ConfigurationSource | null> {
  try {
    const kept = await readSnapshotFile(dataDirectory);
    if (kept !== null)
      log.warn({ dataDirectory }, 'database unreachable: serving the configuration kept on disk');
    return kept;
  } catch (error) {
    log.error({ error, dataDirectory }, 'the configuration kept on disk is not whole and is not used');
    return null;
  }
}

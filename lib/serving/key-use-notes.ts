import { storeKeyUses, KEY_USE_INTERVAL_MS } from '../auth/key-uses';
import type { Database } from '../database/client';

/** Which tokens this process has seen, in memory: a request only writes a number into a map. */
export interface KeyUseNotes {
  readonly note: (credential: string, atMs: number) => void;
  /** Stores what was noted. What cannot be stored waits for the next time. Never rejects. */
  readonly flush: () => Promise<void>;
  /** Stores it a last time. */
  readonly close: () => Promise<void>;
}

/** Only tokens that exist are noted, so this grows no further than there are keys. */
export function createKeyUseNotes(database: Pick<Database, 'pool'>): KeyUseNotes {
  let noted = new Map<string, number>();
  let storing = Promise.resolve();
  const store = async () => {
    const uses = noted;
    noted = new Map();
    try {
      await storeKeyUses(database, uses);
    } catch {
      // The feed says that the database is away. What was seen since is newer.
      noted = new Map([...uses, ...noted]);
    }
  };
  const flush = () => (storing = storing.then(store));
  const timer = setInterval(() => void flush(), KEY_USE_INTERVAL_MS);
  timer.unref();
  return {
    note: (credential, atMs) => {
      noted.set(credential, atMs);
    },
    flush,
    close: () => {
      clearInterval(timer);
      return flush();
    },
  };
}

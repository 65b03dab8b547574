import { murmur3 } from '../../lib/assignment/murmur3';
import { messageOf, type Report } from './errors';
import type { ClientStorage } from './storage';

/** The client's part of a storage: names of its own for each key, and failures reported instead of thrown. */
export interface Persistence {
  /** Calls `use` with the text kept under the name, in this very call where the storage is synchronous. */
  readonly load: (name: string, use: (text: string) => void) => void | Promise<void>;
  /** Null removes it. */
  readonly save: (name: string, text: string | null) => void | Promise<void>;
}

export function createPersistence(storage: ClientStorage | null, identity: string, report: Report): Persistence {
  const prefix = `fairsplit.${murmur3(identity, 0).toString(36)}.`;
  const onFailure = (error: unknown) => report('STORAGE_FAILED', `The storage failed: ${messageOf(error)}`, error);

  /** Runs at once; what comes later, as a promise, is waited for by whoever wants to. */
  const guarded = <Got>(work: () => Got | Promise<Got>, then: (got: Got) => void): void | Promise<void> => {
    try {
      const got = work();
      if (got instanceof Promise) return got.then(then).catch(onFailure);
      then(got);
    } catch (error) {
      onFailure(error);
    }
  };

  return {
    load: (name, use) => {
      if (storage === null) return;
      return guarded(
        () => storage.get(prefix + name),
        (text) => {
          if (text !== null) use(text);
        },
      );
    },
    save: (name, text) => {
      if (storage === null) return;
      return guarded(
        () => (text === null ? storage.remove(prefix + name) : storage.set(prefix + name, text)),
        () => undefined,
      );
    },
  };
}

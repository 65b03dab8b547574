import { murmur3 } from '../../lib/assignment/murmur3';
import { messageOf, type Attempt, type Report } from './errors';
import type { ClientOptions } from './options';
import type { Platform } from './platform';
import type { StreamConnection } from './start-stream';

/** What every part of a client works with. */
export interface Core {
  readonly options: ClientOptions;
  readonly platform: Platform;
  /** Tells `onError`; never throws. */
  readonly report: Report;
  readonly attempt: Attempt;
  /** Sends a request with the key; rejects when there is no answer in time. */
  readonly send: StreamConnection['send'];
  /** Whether there is a server: without an address nothing is asked for, and nothing is sent. */
  readonly hasServer: boolean;
  readonly updates: NonNullable<ClientOptions['updates']>;
  /** Calls `use` with what is kept under the name, in this very call where the storage is synchronous. */
  readonly load: (name: string, use: (kept: unknown) => void) => void;
  /** What is still to come out of the storage. None rejects. */
  readonly loads: ReadonlySet<Promise<void>>;
  /**
   * Keeps JSON text under the name: what `change` makes of what is kept there now, which another page may have written;
   * null removes it. Never rejects.
   */
  readonly save: (name: string, change: (kept: unknown) => string | null) => void | Promise<void>;
}

export function createCore(platform: Platform, options: ClientOptions): Core {
  const { key, timeoutMs = 10_000, storage = platform.storage, onError } = options;
  // Of any type, where the caller's is.
  const given: unknown = options.url;
  const url = typeof given === 'string' ? given.replace(/\/+$/, '') : '';

  const report: Report = (code, told, cause = told instanceof Error ? told : undefined) => {
    try {
      onError?.({ code, detail: messageOf(told), cause });
    } catch {
      // There is nobody left to tell.
    }
  };

  const attempt: Attempt = (code, work) => {
    try {
      return work();
    } catch (error) {
      report(code, error);
      return undefined;
    }
  };
  const withStorage = (work: () => void | Promise<void>): void | Promise<void> => {
    const pending = attempt('STORAGE_FAILED', work);
    if (pending instanceof Promise) return pending.catch((error: unknown) => report('STORAGE_FAILED', error));
  };
  const loads = new Set<Promise<void>>();
  let saving: Promise<void> | undefined;
  // Names of its own for each server and key, so that two environments on one page do not mix.
  const prefix = `fairsplit.${murmur3(`${url} ${key}`, 0).toString(36)}.`;

  /** Not `AbortSignal.timeout`, which is younger than the browsers that we run in. */
  const abortAfter = (limitMs: number) => {
    const ended = new AbortController();
    platform.startTimer(() => ended.abort(new Error('no answer')), limitMs);
    return ended.signal;
  };

  return {
    options,
    platform,
    report,
    attempt,
    send: (path, init) =>
      // Looked up for each request, so that what replaces the global one later is used; and called as a plain function.
      (options.fetch ?? fetch)(url + path, {
        signal: abortAfter(timeoutMs),
        ...init,
        headers: { authorization: `Bearer ${key}`, ...init?.headers },
      }),
    hasServer: !!url,
    updates: url ? (options.updates ?? platform.updates) : 'none',
    load: (name, use) => {
      const take = (text: string | null | undefined) => {
        if (text) use(JSON.parse(text));
      };
      const loading = withStorage(() => {
        const kept = storage?.get(prefix + name);
        if (kept instanceof Promise) return kept.then(take);
        take(kept);
        return undefined;
      });
      if (loading) loads.add(loading.finally(() => loads.delete(loading)));
    },
    loads,
    save: (name, change) => {
      if (!storage) return;
      const put = (text: string | null) => storage.set(prefix + name, changed(text, change));
      const write = () => {
        const kept = storage.get(prefix + name);
        return kept instanceof Promise ? kept.then(put) : put(kept);
      };
      // Of two changes the later begins with what the earlier has left.
      const written = withStorage(() => saving?.then(write) ?? write());
      if (written) saving = written;
      return written;
    },
  };
}

/** What the change makes of the text; what cannot be read, or is of another form, counts as nothing. */
function changed(text: string | null, change: (kept: unknown) => string | null): string | null {
  try {
    return change(JSON.parse(text ?? 'null'));
  } catch {
    return change(null);
  }
}

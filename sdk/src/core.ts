import { murmur3 } from '../../lib/assignment/murmur3';
import { messageOf, type Attempt, type Report } from './errors';
import type { ClientOptions } from './options';
import type { Platform } from './platform';

/** A request whose headers can be added to. */
type SentRequest = Omit<RequestInit, 'headers'> & { readonly headers?: { readonly [name: string]: string } };

/** What every part of a client works with. */
export interface Core {
  readonly options: ClientOptions;
  readonly platform: Platform;
  /** Tells `onError`; never throws. */
  readonly report: Report;
  readonly attempt: Attempt;
  /** Sends a request with the key; rejects when there is no answer in time. */
  readonly send: (path: string, init?: SentRequest) => Promise<Response>;
  /** Calls `use` with what is kept under the name, in this very call where the storage is synchronous. */
  readonly load: (name: string, use: (kept: unknown) => void) => void;
  /** What is still to come out of the storage, or has. None rejects. */
  readonly loads: readonly (void | Promise<void>)[];
  /** Keeps JSON text under the name; null removes it. Never rejects. */
  readonly save: (name: string, text: string | null) => void | Promise<void>;
}

export function createCore(platform: Platform, options: ClientOptions): Core {
  const { url, key, timeoutMs = 10_000, storage = platform.storage, onError } = options;

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
  const loads: (void | Promise<void>)[] = [];
  // Names of its own for each server and key, so that two environments on one page do not mix.
  const prefix = `fairsplit.${murmur3(`${url} ${key}`, 0).toString(36)}.`;

  return {
    options,
    platform,
    report,
    attempt,
    send: (path, init) =>
      // Looked up for each request, so that what replaces the global one later is used; and called as a plain function.
      (options.fetch ?? fetch)(url + path, {
        signal: AbortSignal.timeout(timeoutMs),
        ...init,
        headers: { authorization: `Bearer ${key}`, ...init?.headers },
      }),
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
      loads.push(loading);
    },
    loads,
    save: (name, text) => withStorage(() => storage?.set(prefix + name, text)),
  };
}

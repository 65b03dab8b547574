/** Sends requests with the key; rejects when there is no answer within the time. */
export type SendRequest = (path: string, init?: RequestInit) => Promise<Response>;

export interface RequestOptions {
  readonly url: string;
  readonly key: string;
  readonly timeoutMs: number;
  readonly fetch: typeof fetch;
}

export function createSendRequest({ url, key, timeoutMs, fetch }: RequestOptions): SendRequest {
  const base = url.replace(/\/+$/, '');
  return (path, init = {}) =>
    fetch(base + path, {
      cache: 'no-store',
      credentials: 'omit',
      signal: AbortSignal.timeout(timeoutMs),
      ...init,
      headers: { authorization: `Bearer ${key}`, ...init.headers },
    });
}

import type { Core } from './core';
import { messageOf } from './errors';
import type { ItemKind } from './item-kind';

/** Sends items, JSON texts, in one request; resolves with null when they are answered for, else with when to try again. */
export async function postBatch(
  { send, report, platform }: Core,
  kind: ItemKind,
  batch: readonly string[],
): Promise<{ readonly retryAfter: string | null } | null> {
  try {
    const response = await send(`/api/v1/${kind}`, {
      method: 'POST',
      // By the clock that the items' times are from: where it is off, the server mends them.
      body: `{"sentAt":"${new Date().toISOString()}","${kind}":[${batch.join()}]}`,
      headers: { 'content-type': 'application/json' },
      keepalive: platform.isPage,
    });
    const { ok, status, headers } = response;
    const text = await response.text();
    if (ok) {
      // What is no verdict is not from our server, and throws: the items are sent again.
      const { rejected } = JSON.parse(text) as { readonly rejected: readonly unknown[] };
      if (rejected.length > 0) report('REJECTED', `${kind}: ${text}`, rejected);
      return null;
    }
    // Sent once more these would be refused once more.
    const isRefused = status === 400 || status === 413;
    report(isRefused ? 'REJECTED' : 'SENDING_FAILED', `${kind}, ${status}: ${text}`);
    return isRefused ? null : { retryAfter: headers.get('retry-after') };
  } catch (error) {
    report('SENDING_FAILED', `${kind}: ${messageOf(error)}`, error);
    return { retryAfter: null };
  }
}

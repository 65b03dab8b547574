import { z } from 'zod';
import { FairsplitError } from '../errors';
import { expecting, type ApiClient } from './api-client';

export const itemsPerRequest = 1000;

const receiptSchema = z.object({
  accepted: z.int(),
  duplicate: z.int(),
  rejected: z.array(z.object({ index: z.int(), code: z.string(), detail: z.string() })),
});

export interface SentCounts {
  readonly accepted: number;
  readonly duplicate: number;
}

/** Sends items in parts, one after another. Throws what the server rejected. */
export async function sendItems(
  client: ApiClient,
  kind: 'exposures' | 'events',
  items: readonly object[],
): Promise<SentCounts> {
  let [accepted, duplicate] = [0, 0];
  for (let start = 0; start < items.length; start += itemsPerRequest) {
    const body = { [kind]: items.slice(start, start + itemsPerRequest) };
    // 400: nothing was accepted, and the receipt says why.
    const receipt = await expecting(receiptSchema, client.request('POST', `/api/v1/${kind}`, body), 200, 400);
    const [first] = receipt.rejected;
    if (first !== undefined) {
      throw new FairsplitError(
        first.code,
        422,
        `The server rejected ${String(receipt.rejected.length)} of the ${kind}, the first with ${first.code}: ${first.detail}`,
      );
    }
    accepted += receipt.accepted;
    duplicate += receipt.duplicate;
  }
  return { accepted, duplicate };
}

import { FairsplitError } from '../errors';
import { authorise } from '../auth/authorise';
import type { IngestionContext } from './ingestion-context';
import { MAX_ITEMS, type IngestionResult, type ItemRejection } from './parse-items';
import { eventKind } from './record-events';
import { exposureKind } from './record-exposures';
import { identityKind } from './record-identities';
import { takeIn } from './take-in';

/** Which list a line would stand in. */
export type ItemList = 'events' | 'exposures' | 'identities';

/** One line of a bulk upload that is not empty. */
export interface ItemLine {
  /** Place among all lines, from 0, empty ones counted: the line's number less one. */
  readonly index: number;
  /** What the line holds, or an UnreadableItem. */
  readonly item: unknown;
  /** Of the line as it came. */
  readonly byteCount: number;
}

export const MAX_LINES = 100_000;

/** A part of long lines ends before it has its thousand. */
const MAX_PART_BYTES = 1024 * 1024;

/**
 * Records one item a line, in parts of 1,000 or of a megabyte, while the lines still arrive: one part is in memory. The answer is
 * that of a single request; `index` is the line's. Throws what the verbs for lists throw. Then the parts before are stored
 * all the same, so whoever sends items with ids may send everything again.
 */
export async function recordLines({
  ctx,
  list,
  lines,
}: {
  ctx: IngestionContext;
  list: ItemList;
  lines: AsyncIterable<ItemLine>;
}): Promise<IngestionResult> {
  authorise(ctx, 'data:write', ctx);
  let accepted = 0;
  let duplicate = 0;
  const rejected: ItemRejection[] = [];
  let part: ItemLine[] = [];
  let partBytes = 0;
  const storePart = async () => {
    const given = part.map(({ item }) => item);
    const indexes = part.map(({ index }) => index);
    part = [];
    partBytes = 0;
    const result = await takeInList(ctx, list, given, indexes);
    accepted += result.accepted;
    duplicate += result.duplicate;
    for (const rejection of result.rejected) rejected.push(rejection);
  };
  for await (const line of lines) {
    if (line.index >= MAX_LINES) {
      const detail = `A bulk request holds at most ${MAX_LINES} lines; those before are stored, send the others in another.`;
      if (part.length > 0) await storePart();
      throw new FairsplitError('TOO_MANY_ITEMS', 413, detail);
    }
    part.push(line);
    partBytes += line.byteCount;
    if (part.length === MAX_ITEMS || partBytes >= MAX_PART_BYTES) await storePart();
  }
  if (part.length > 0) await storePart();
  return { accepted, duplicate, rejected };
}

function takeInList(
  ctx: IngestionContext,
  list: ItemList,
  given: readonly unknown[],
  indexes: readonly number[],
): Promise<IngestionResult> {
  if (list === 'events') return takeIn(ctx, eventKind, given, { indexes });
  if (list === 'exposures') return takeIn(ctx, exposureKind, given, { indexes });
  return takeIn(ctx, identityKind, given, { indexes });
}

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

/** There are more lines than a bulk body may hold; the receipt tells of those before. */
class TooManyLinesError extends FairsplitError {
  constructor(readonly extensions: IngestionResult) {
    const detail = `A bulk request holds at most ${MAX_LINES} lines; those before are stored, send the others in another.`;
    super('TOO_MANY_ITEMS', 413, detail);
  }
}

/**
 * Records one item a line, in parts of 1,000 or of a megabyte, while the lines still arrive: one part is in memory. The answer is
 * that of a single request; `index` is the line's. Throws what the verbs for lists throw. Then the parts before are stored
 * all the same, so whoever sends items with ids may send everything again. Where bulk is not for the sender, there are as many lines
 * as a list has items, and more are refused before any is stored.
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
  if (ctx.mayBeBulk === false) return recordFewLines(ctx, list, lines);
  const sum = createSum();
  let part: ItemLine[] = [];
  let partBytes = 0;
  const storePart = async () => {
    const given = part.map(({ item }) => item);
    const indexes = part.map(({ index }) => index);
    part = [];
    partBytes = 0;
    sum.add(await takeInList(ctx, list, given, indexes));
  };
  for await (const line of lines) {
    if (line.index >= MAX_LINES) {
      if (part.length > 0) await storePart();
      throw new TooManyLinesError(sum.result());
    }
    part.push(line);
    partBytes += line.byteCount;
    if (part.length === MAX_ITEMS || partBytes >= MAX_PART_BYTES) await storePart();
  }
  if (part.length > 0) await storePart();
  return sum.result();
}

async function recordFewLines(
  ctx: IngestionContext,
  list: ItemList,
  lines: AsyncIterable<ItemLine>,
): Promise<IngestionResult> {
  const all: ItemLine[] = [];
  for await (const line of lines) {
    if (line.index >= MAX_ITEMS) {
      const detail = `With a publishable key a body holds at most ${MAX_ITEMS} lines. None was stored; send them in parts, or with a secret key.`;
      throw new FairsplitError('TOO_MANY_ITEMS', 413, detail);
    }
    all.push(line);
  }
  const given = all.map(({ item }) => item);
  const indexes = all.map(({ index }) => index);
  return takeInList(ctx, list, given, indexes);
}

/** Adds up the receipts of a request's parts. */
function createSum() {
  let [accepted, duplicate] = [0, 0];
  const rejected: ItemRejection[] = [];
  const byCode = new Map<string, number>();
  return {
    add: (part: IngestionResult): void => {
      accepted += part.accepted;
      duplicate += part.duplicate;
      // As many are told one by one as a list can hold, so that of a list all are.
      for (const rejection of part.rejected.slice(0, MAX_ITEMS - rejected.length)) rejected.push(rejection);
      for (const [code, items] of Object.entries(part.rejectedByCode))
        byCode.set(code, (byCode.get(code) ?? 0) + items);
    },
    result: (): IngestionResult => {
      return { accepted, duplicate, rejected, rejectedByCode: Object.fromEntries(byCode) };
    },
  };
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

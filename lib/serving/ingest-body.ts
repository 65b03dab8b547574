import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { FairsplitError } from '../errors';
import { parseJson } from '../protocol/parse-json';
import { arrivalError, MAX_BODY_BYTES } from '../protocol/request-body';
import { withinTime } from '../protocol/within-time';
import { unpackingError, unpackingOf, type Unpacking } from '../protocol/content-encoding';
import type { AdmittedBody } from '../ingestion/admission';
import { MAX_LINES, type ItemLine } from '../ingestion/record-lines';
import { UnreadableItem } from '../ingestion/unreadable-item';
import { MAX_ITEMS } from '../ingestion/parse-items';
import { isBlank, LineSplitter, LongLine } from './line-splitter';
import { LINE_ITEM, LIST_ITEMS } from './unreadable-items';
import type { ApiRequest } from '../protocol/request';

// What may be sent in place of plain JSON: compressed bodies, and one item a line. A body of a few kilobytes can unpack to
// gigabytes, so every limit holds for what comes out.

/** The largest bulk body, as it travels and unpacked. */
const MAX_BULK_BYTES = 128 * 1024 * 1024;
const MAX_LINE_BYTES = 64 * 1024;
export const LINE_MEDIA_TYPES: ReadonlySet<string> = new Set([
  'application/x-ndjson',
  'application/ndjson',
  'application/jsonl',
]);

/** Of what arrives as lines only a part is held at a time. */
const HELD_LINES_BYTES = 1024 * 1024;

/** A list has to be here by then; of lines, which are stored while they arrive, the next ones. */
const ARRIVAL_MS = 20_000;

/** Whether the body is read while its items are stored: lines, from whoever may send as many as there are. */
export function isStreamed(request: ApiRequest, mayBeBulk: boolean): boolean {
  return mayBeBulk && isLines(request);
}

/** About how much of the body will be in memory at once, told by its head alone; 0 where it does not tell. */
export function announcedBytes(request: ApiRequest, mayBeBulk: boolean): number {
  const length = Number(request.header('content-length') ?? NaN);
  if (Number.isNaN(length)) return 0;
  return Math.min(length, isStreamed(request, mayBeBulk) ? HELD_LINES_BYTES : MAX_BODY_BYTES);
}

/** Whether the body is one item a line (NDJSON) rather than one JSON value. The name of any other type is not asked. */
export function isLines(request: ApiRequest): boolean {
  const mediaType = request.header('content-type')?.split(';')[0]?.trim().toLowerCase() ?? '';
  return LINE_MEDIA_TYPES.has(mediaType);
}

/**
 * The body as JSON, unpacked where it is compressed. Throws FairsplitErrors: BODY_TOO_LARGE (413), UNSUPPORTED_ENCODING
 * (415), BODY_TOO_SLOW (408), MALFORMED_ENCODING and those of {@link parseJson} (400), but that an inexact number and what is too deep refuse their item alone; and what `admitted` throws where there
 * is no room for it.
 */
export async function readJsonBody(
  request: ApiRequest,
  admitted: AdmittedBody,
  mayBeBulk: boolean,
): Promise<unknown> {
  return parseJson(await readWhole(request, admitted, mayBeBulk), LIST_ITEMS);
}

/** Whoever has no secret key may let us unpack so much in any case, and more only in proportion to what was sent. */
const MAX_EXPANDED_BYTES = 1024 * 1024;
const MAX_EXPANSION = 100;

async function readWhole(
  request: ApiRequest,
  admitted: AdmittedBody,
  mayBeBulk: boolean,
): Promise<Uint8Array> {
  const unpacking = unpackingOf(request);
  const arrival = { maxMs: ARRIVAL_MS, forEachChunk: false };
  const bytes = await request.readBody({ onBytes: admitted.grow, arrival });
  if (unpacking === null) return bytes;
  const expanded = mayBeBulk
    ? MAX_BODY_BYTES
    : Math.max(MAX_EXPANDED_BYTES, bytes.byteLength * MAX_EXPANSION);
  const chunks: Uint8Array[] = [];
  const limit =
    expanded < MAX_BODY_BYTES
      ? { maxBytes: expanded, error: expandsTooFar }
      : { maxBytes: MAX_BODY_BYTES, error: tooLarge };
  for await (const chunk of unpacked(unpacking, [bytes], limit)) {
    admitted.grow(chunk.byteLength);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

function tooLarge(maxBytes: number): FairsplitError {
  const megabytes = maxBytes / 1024 / 1024;
  return new FairsplitError(
    'BODY_TOO_LARGE',
    413,
    `The body is larger than ${megabytes} MB; send it in parts.`,
  );
}

function expandsTooFar(): FairsplitError {
  const detail = `The body unpacks to more than 1 MB and more than ${MAX_EXPANSION} times its size; send it in parts, or not compressed.`;
  return new FairsplitError('BODY_TOO_LARGE', 413, detail);
}

/** How much may come, and what is said to more. */
interface ByteLimit {
  readonly maxBytes: number;
  readonly error: (maxBytes: number) => FairsplitError;
}

const BULK_LIMIT: ByteLimit = { maxBytes: MAX_BULK_BYTES, error: tooLarge };

/** So many lines that are no JSON are told where they go wrong; looking for it takes longer than reading. */
const MAX_PLACES_TOLD = 100;

/**
 * The body's lines as they arrive, empty ones left out as long as there are no more than a request may hold. A line that is no
 * JSON is an item of its own, and a bad one. Throws REQUEST_ABORTED once the caller has left: what is packed small may be
 * hours of work that nobody waits for.
 */
export async function* readLines(
  request: ApiRequest,
  admitted: AdmittedBody,
  mayBeBulk: boolean,
): AsyncGenerator<ItemLine> {
  const maxLines = mayBeBulk ? MAX_LINES : MAX_ITEMS;
  const splitter = new LineSplitter(MAX_LINE_BYTES);
  let index = 0;
  let unreadable = 0;
  const itemLine = (line: Uint8Array | LongLine): ItemLine | null => {
    const item = readLine(line, unreadable < MAX_PLACES_TOLD);
    if (item instanceof UnreadableItem) unreadable += 1;
    const byteCount = line instanceof LongLine ? 0 : line.byteLength;
    const place = index;
    index += 1;
    // Whoever counts the lines has to see that there are too many, though they hold nothing.
    return item === EMPTY && place < maxLines ? null : { index: place, item, byteCount };
  };
  const chunks = mayBeBulk
    ? heldOnly(unpackedChunks(request), admitted)
    : [await readWhole(request, admitted, mayBeBulk)];
  for await (const chunk of chunks) {
    if (request.isGone()) throw arrivalError(null);
    for (const line of splitter.linesOf(chunk)) {
      const read = itemLine(line);
      if (read !== null) yield read;
    }
  }
  const rest = splitter.rest();
  const read = rest === null ? null : itemLine(rest);
  if (read !== null) yield read;
}

/** The same chunks, for which there has to be room until as much has come as is held at a time. */
async function* heldOnly(
  chunks: AsyncIterable<Uint8Array>,
  admitted: AdmittedBody,
): AsyncGenerator<Uint8Array> {
  let held = 0;
  for await (const chunk of chunks) {
    const more = Math.min(chunk.byteLength, HELD_LINES_BYTES - held);
    if (more > 0) admitted.grow(more);
    held += more;
    yield chunk;
  }
}

async function* unpackedChunks(request: ApiRequest): AsyncGenerator<Uint8Array> {
  const unpacking = unpackingOf(request);
  const packed = limited(arriving(request), BULK_LIMIT);
  if (unpacking === null) yield* packed;
  else yield* unpacked(unpacking, packed, BULK_LIMIT);
}

async function* unpacked(
  unpacking: Unpacking,
  packed: Iterable<Uint8Array> | AsyncIterable<Uint8Array>,
  limit: ByteLimit,
): AsyncGenerator<Uint8Array> {
  const stream = unpacking.stream();
  const feeding = pipeline(Readable.from(packed), stream);
  // The same failure reaches the reader below; here it must only not be nobody's.
  feeding.catch(() => undefined);
  try {
    yield* limited(stream, limit);
    await feeding;
  } catch (error) {
    throw unpackingError(error);
  } finally {
    stream.destroy();
  }
}

async function* arriving(request: ApiRequest): AsyncGenerator {
  try {
    yield* withinTime(request.bodyChunks(), { maxMs: ARRIVAL_MS, forEachChunk: true });
  } catch (error) {
    throw arrivalError(error);
  }
}

async function* limited(
  chunks: AsyncIterable<unknown>,
  { maxBytes, error }: ByteLimit,
): AsyncGenerator<Uint8Array> {
  let byteCount = 0;
  for await (const chunk of chunks) {
    if (!(chunk instanceof Uint8Array)) throw new Error('a body has to be bytes');
    byteCount += chunk.byteLength;
    if (byteCount > maxBytes) throw error(maxBytes);
    yield chunk;
  }
}

const EMPTY = Symbol('empty line');

/** What a line holds; `tellsPlace` says whether to look for where one that is no JSON goes wrong. */
function readLine(line: Uint8Array | LongLine, tellsPlace: boolean): unknown {
  if (line instanceof LongLine) {
    const detail = `the line is longer than ${MAX_LINE_BYTES / 1024} kB`;
    return new UnreadableItem('LINE_TOO_LONG', detail, Buffer.from(line.beginning).toString('utf8'));
  }
  if (isBlank(line)) return EMPTY;
  try {
    return parseJson(line, { ...LINE_ITEM, tellsPlace });
  } catch (error) {
    if (!(error instanceof FairsplitError)) throw error;
    const detail = error.message.replace('The body', 'the line');
    return new UnreadableItem(error.code, detail, Buffer.from(line).toString('utf8'));
  }
}

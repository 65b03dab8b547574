import { createHash } from 'node:crypto';
import { appendFile, rm } from 'node:fs/promises';
import { z } from 'zod';
import { InvalidInputError } from '../errors';
import { ApiClient, expecting } from '../replay/api-client';
import { hashFile, readCheckpoint, removeCheckpoint, writeCheckpoint, type Checkpoint } from './checkpoint';
import type { ImportKind, ImportOptions } from './import-options';
import { ItemReader, UnsendableLine } from './item-reader';
import { readItems, type FileItem } from './read-items';

const ITEMS_A_REQUEST = 1000;
/** Well below the largest body that is taken. */
const CHARACTERS_A_REQUEST = 2_000_000;

export interface ImportProgress {
  /** The file was read to its end. */
  readonly onChecked: (file: CheckedFile) => void;
  readonly onSent: (itemsMore: number) => void;
}

export type ImportOutcome = Pick<Checkpoint, 'accepted' | 'duplicate' | 'rejected'>;

export interface CheckedFile {
  /** To be sent. */
  readonly items: number;
  /** Of an import that was interrupted. */
  readonly sentBefore: number;
  /** What was done with cells that say nothing or too much, in words. */
  readonly notes: readonly string[];
}

const receiptSchema = z.object({
  accepted: z.int(),
  duplicate: z.int(),
  rejected: z.array(z.object({ index: z.int(), code: z.string(), detail: z.string() })),
});

type Receipt = z.output<typeof receiptSchema>;

/** Where the refused lines of a file go. */
export function rejectedFileOf(file: string): string {
  return `${file}.rejected.ndjson`;
}

/** Reads the file to its end and sends nothing. Throws InvalidInputError where hardly a line can be an item. */
export async function checkFile(options: ImportOptions): Promise<CheckedFile> {
  return checkItems(options, await beginningOf(options));
}

/**
 * Sends a file's items in order, and keeps beside it how far it came. Refused lines are written down and hold up nothing.
 * Throws InvalidInputError, or what the server said to a whole request.
 */
export async function importFile(
  options: ImportOptions,
  server: { readonly url: string; readonly key: string },
  progress: ImportProgress,
): Promise<ImportOutcome> {
  const beginning = await beginningOf(options);
  progress.onChecked(await checkItems(options, beginning));
  const start = beginning.checkpoint;
  if (start.line === 0) await rm(rejectedFileOf(options.file), { force: true });
  const client = new ApiClient(server.url, server.key);
  let checkpoint = start;
  let batch: FileItem[] = [];
  let characters = 0;
  const sendBatch = async () => {
    checkpoint = await send(client, options, batch, checkpoint);
    progress.onSent(batch.length);
    batch = [];
    characters = 0;
  };
  for await (const items of readItems(options, new ItemReader(options, beginning.fileId))) {
    for (const item of items) {
      if (item.line <= start.line) continue;
      batch.push(item);
      characters += JSON.stringify(item.item).length;
      if (batch.length === ITEMS_A_REQUEST || characters > CHARACTERS_A_REQUEST) await sendBatch();
    }
  }
  if (batch.length > 0) await sendBatch();
  await removeCheckpoint(options.file);
  const { accepted, duplicate, rejected } = checkpoint;
  return { accepted, duplicate, rejected };
}

interface Beginning {
  readonly checkpoint: Checkpoint;
  /** The same for the same file whose lines become the same items: ids of lines without one are made of it. */
  readonly fileId: string;
}

async function beginningOf(options: ImportOptions): Promise<Beginning> {
  const { file, kind, columns, constants, delimiter, idColumns, blank, timeZone } = options;
  const fileId = sha256([await hashFile(file), kind, [...columns], [...constants]]);
  // Lines that were refused may be read otherwise by now, so the file begins anew; the others are there and are told as such.
  const importId = sha256([fileId, delimiter, idColumns, blank, timeZone]);
  return { checkpoint: await readCheckpoint(file, importId), fileId: fileId.slice(0, 16) };
}

function sha256(value: unknown): string {
  return createHash('sha256').update(JSON.stringify(value)).digest('hex');
}

async function checkItems(options: ImportOptions, { checkpoint, fileId }: Beginning): Promise<CheckedFile> {
  const needed = {
    events: ['unit', 'name'],
    exposures: ['experiment', 'variant', 'unit'],
    identities: ['anonymous', 'unit'],
  }[options.kind];
  let [items, sentBefore, readable] = [0, 0, 0];
  const found = new Set<string>();
  const reader = new ItemReader(options, fileId);
  for await (const some of readItems(options, reader)) {
    for (const { line, item } of some) {
      if (line <= checkpoint.line) sentBefore += 1;
      else items += 1;
      if (item instanceof UnsendableLine) {
        if (item.code === 'NO_ZONE')
          throw new InvalidInputError(`${options.file}, line ${line}: ${item.detail}.`);
        continue;
      }
      readable += 1;
      for (const field of needed) if (item[field] !== undefined) found.add(field);
    }
  }
  const missing = needed.filter((field) => !found.has(field));
  if (readable > 0 && missing.length > 0) {
    const [first = ''] = missing;
    throw new InvalidInputError(
      `No line of ${options.file} says "${first}". Name its column: --map ${first}=COLUMN, or give one: --set ${first}=TEXT.`,
    );
  }
  return { items, sentBefore, notes: reader.notes };
}

async function send(
  client: ApiClient,
  { kind, file }: ImportOptions,
  batch: readonly FileItem[],
  before: Checkpoint,
): Promise<Checkpoint> {
  const sendable = batch.filter(({ item }) => !(item instanceof UnsendableLine));
  const receipt = await sendItems(client, kind, sendable);
  const refused = [
    ...batch.flatMap(({ line, item, source }) =>
      item instanceof UnsendableLine ? [{ line, code: item.code, detail: item.detail, source }] : [],
    ),
    ...receipt.rejected.map(({ index, code, detail }) => {
      const { line = 0, source = null } = sendable[index] ?? {};
      return { line, code, detail, source };
    }),
  ].sort((one, other) => one.line - other.line);
  const lines = refused.map((line) => `${JSON.stringify(line)}\n`);
  if (lines.length > 0) await appendFile(rejectedFileOf(file), lines.join(''));
  const checkpoint = {
    ...before,
    line: batch.at(-1)?.line ?? before.line,
    accepted: before.accepted + receipt.accepted,
    duplicate: before.duplicate + receipt.duplicate,
    rejected: before.rejected + refused.length,
  };
  await writeCheckpoint(file, checkpoint);
  return checkpoint;
}

async function sendItems(client: ApiClient, kind: ImportKind, items: readonly FileItem[]): Promise<Receipt> {
  if (items.length === 0) return { accepted: 0, duplicate: 0, rejected: [] };
  const body = { [kind]: items.map(({ item }) => item) };
  // 400: nothing of it was accepted, and the receipt says why.
  return expecting(receiptSchema, client.request('POST', `/api/v1/${kind}`, body), 200, 400);
}

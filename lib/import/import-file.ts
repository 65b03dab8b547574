import { createHash } from 'node:crypto';
import { rm } from 'node:fs/promises';
import { InvalidInputError } from '../errors';
import { ApiClient } from '../client/api-client';
import { hashFile, readCheckpoint, removeCheckpoint, type Checkpoint } from './checkpoint';
import { FileSender, rejectedFileOf } from './file-sender';
import type { ImportOptions } from './import-options';
import { ItemReader, UnsendableLine } from './item-reader';
import { hashContent } from './plain-content';
import { readItems } from './read-items';

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
  const sender = new FileSender(new ApiClient(server.url, server.key), options, start, progress.onSent);
  for await (const items of readItems(options, new ItemReader(options, beginning.fileId))) {
    for (const item of items) {
      // Awaited only where a part goes: of most lines there is nothing to wait for.
      if (item.line > start.line && sender.add(item)) await sender.sendPart();
    }
  }
  const { accepted, duplicate, rejected } = await sender.end();
  await removeCheckpoint(options.file);
  return { accepted, duplicate, rejected };
}

interface Beginning {
  readonly checkpoint: Checkpoint;
  /** The same for a file that says the same and whose lines become the same items: ids of lines without one are made of it. */
  readonly fileId: string;
}

async function beginningOf(options: ImportOptions): Promise<Beginning> {
  const { file, kind, columns, constants, delimiter, idColumns, blank, timeZone } = options;
  const bytesId = await hashFile(file);
  const fileId = sha256([await hashContent(options), kind, [...columns], [...constants]]);
  // Lines that were refused may be read otherwise by now, so the file begins anew; the others are there and are told as such. So
  // does one that was saved otherwise: its lines are not where they were.
  const importId = sha256([fileId, bytesId, delimiter, idColumns, blank, timeZone]);
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
  if (reader.mistakenColumns !== null)
    throw new InvalidInputError(`${options.file}: ${reader.mistakenColumns}`);
  const missing = needed.filter((field) => !found.has(field));
  if (readable > 0 && missing.length > 0) {
    const [first = ''] = missing;
    throw new InvalidInputError(
      `No line of ${options.file} says "${first}". Name its column: --map ${first}=COLUMN, or give one: --set ${first}=TEXT.`,
    );
  }
  return { items, sentBefore, notes: reader.notes };
}

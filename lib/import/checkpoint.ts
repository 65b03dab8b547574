import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { readFile, rename, rm, writeFile } from 'node:fs/promises';
import { z } from 'zod';
import { InvalidInputError } from '../errors';

const schema = z.object({
  /** Of the file's content and of how it is read: another file, or other columns, begin anew. */
  importId: z.string(),
  /** The last line of which, and of all before, the server has said what became of it. */
  line: z.int(),
  accepted: z.int(),
  duplicate: z.int(),
  rejected: z.int(),
});

/** How far an import came. */
export type Checkpoint = z.output<typeof schema>;

const fileOf = (file: string) => `${file}.progress.json`;

/** SHA-256 of a file, read in parts. Throws InvalidInputError where there is none. */
export async function hashFile(file: string): Promise<string> {
  const hash = createHash('sha256');
  try {
    for await (const chunk of createReadStream(file)) hash.update(z.instanceof(Buffer).parse(chunk));
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') {
      throw new InvalidInputError(`There is no file ${file}.`);
    }
    throw error;
  }
  return hash.digest('hex');
}

/** Where an earlier import of the same stopped, or the beginning. */
export async function readCheckpoint(file: string, importId: string): Promise<Checkpoint> {
  const start = { importId, line: 0, accepted: 0, duplicate: 0, rejected: 0 };
  try {
    const kept = schema.parse(JSON.parse(await readFile(fileOf(file), 'utf8')));
    return kept.importId === importId ? kept : start;
  } catch {
    return start;
  }
}

/** Written beside and then renamed: an end in the middle leaves the one before. */
export async function writeCheckpoint(file: string, checkpoint: Checkpoint): Promise<void> {
  const temporary = `${fileOf(file)}.${process.pid}`;
  await writeFile(temporary, JSON.stringify(checkpoint));
  await rename(temporary, fileOf(file));
}

export async function removeCheckpoint(file: string): Promise<void> {
  await rm(fileOf(file), { force: true });
}

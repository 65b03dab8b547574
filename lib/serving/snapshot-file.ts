import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';
import {
  configurationSourceSchema,
  type ConfigurationSource,
} from '../services/configuration/configuration-source';

const FORM = 1;

const fileSchema = z.object({ form: z.literal(FORM), source: configurationSourceSchema });

const fileIn = (directory: string) => path.join(directory, 'configuration.json');

/**
 * Keeps the last good configuration, so that a restart while the database is away still answers. It holds keys' hashes
 * and no key. Written beside and then renamed: a crash in the middle leaves the old file whole.
 */
export async function writeSnapshotFile(directory: string, source: ConfigurationSource): Promise<void> {
  await mkdir(directory, { recursive: true });
  const temporary = `${fileIn(directory)}.${process.pid}`;
  await writeFile(temporary, JSON.stringify({ form: FORM, source }), { mode: 0o600 });
  await rename(temporary, fileIn(directory));
}

/** The configuration kept in the directory; null when there is none. Throws on one that is not whole. */
export async function readSnapshotFile(directory: string): Promise<ConfigurationSource | null> {
  let text: string;
  try {
    text = await readFile(fileIn(directory), 'utf8');
  } catch {
    return null;
  }
  return fileSchema.parse(JSON.parse(text)).source;
}

import { createHash } from 'node:crypto';
import { link, mkdir, open, readFile, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';
import type { Log } from '../log';
import { configurationSourceSchema, type ConfigurationSource } from '../model/served-configuration';

const FORM = 2;

const envelopeSchema = z.object({ form: z.literal(FORM), sha256: z.string(), source: z.unknown() });

/** The last good configuration on disk, so that a restart while the database is away still answers. */
export interface SnapshotFile {
  /** Keeps it; logs where that is impossible. Never rejects: serving does not depend on it. */
  readonly write: (source: ConfigurationSource) => Promise<void>;
  /** The one that is kept, or the one before it where that one is not whole; null when there is none. Never rejects. */
  readonly read: () => Promise<ConfigurationSource | null>;
}

/**
 * It holds keys' hashes and no key. A file is written beside, brought to the disk and then renamed, so that a crash at any
 * moment leaves a whole one; the one before stays as well, in case the disk itself loses what it said it had.
 */
export function createSnapshotFile(directory: string, log: Log): SnapshotFile {
  const current = path.join(directory, 'configuration.json');
  const previous = path.join(directory, 'configuration.previous.json');
  let kept = '';
  let isCurrentWhole = false;
  return {
    write: async (source) => {
      const text = JSON.stringify(source);
      const sha256 = sha256Of(text);
      if (sha256 === kept) return;
      try {
        await mkdir(directory, { recursive: true });
        // A file that was not read or written by us may be broken, and must not push out a whole one.
        isCurrentWhole ||= typeof (await readWhole(current)) === 'object';
        // Not every file system has links; then there is no previous one.
        if (isCurrentWhole) await replaceByLink(current, previous).catch(() => undefined);
        await writeDurably(current, `{"form":${FORM},"sha256":"${sha256}","source":${text}}`);
        isCurrentWhole = true;
        kept = sha256;
      } catch (error) {
        log.warn({ error, directory }, 'the configuration could not be kept on disk');
      }
    },
    read: async () => {
      for (const file of [current, previous]) {
        const found = await readWhole(file);
        if (found === 'absent') continue;
        if (found === 'broken') {
          log.error({ file }, 'a configuration kept on disk is not whole and is not used');
          continue;
        }
        return found;
      }
      return null;
    },
  };
}

function sha256Of(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

async function readWhole(file: string): Promise<ConfigurationSource | 'absent' | 'broken'> {
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch {
    return 'absent';
  }
  try {
    const { sha256, source } = envelopeSchema.parse(JSON.parse(text));
    return sha256Of(JSON.stringify(source)) === sha256 ? configurationSourceSchema.parse(source) : 'broken';
  } catch {
    return 'broken';
  }
}

async function replaceByLink(file: string, name: string): Promise<void> {
  const temporary = `${name}.${process.pid}`;
  await rm(temporary, { force: true });
  await link(file, temporary);
  await rename(temporary, name);
}

async function writeDurably(file: string, text: string): Promise<void> {
  const temporary = `${file}.${process.pid}`;
  // The name is made at run time, outside the project: nothing for the build to trace.
  const handle = await open(/* turbopackIgnore: true */ temporary, 'w', 0o600);
  try {
    await handle.writeFile(text);
    await handle.sync();
  } finally {
    await handle.close();
  }
  await rename(temporary, file);
  // The name as well: a rename is on disk only when its directory is. Not every system lets a directory be opened.
  const directory = await open(path.dirname(file), 'r').catch(() => null);
  await directory?.sync().catch(() => undefined);
  await directory?.close();
}

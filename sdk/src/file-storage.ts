import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { ClientStorage } from './storage';

/**
 * Keeps each text in a file of the directory, which is made when it is needed. A text is written beside the old one and then
 * takes its place, so that a process that ends in between leaves a whole one. For one process at a time.
 */
export function fileStorage(directory: string): ClientStorage {
  const fileOf = (name: string) => path.join(directory, `${name}.json`);
  let last: Promise<unknown> = Promise.resolve();
  /** One after the other: of two writes under one name the later has to win. */
  const inTurn = (work: () => Promise<void>): Promise<void> => {
    const turn = last.then(work, work);
    last = turn.catch(() => undefined);
    return turn;
  };
  return {
    get: async (name) => {
      try {
        return await readFile(fileOf(name), 'utf8');
      } catch (error) {
        if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null;
        throw error;
      }
    },
    set: (name, text) =>
      inTurn(async () => {
        if (text === null) return rm(fileOf(name), { force: true });
        await mkdir(directory, { recursive: true });
        await writeFile(`${fileOf(name)}.new`, text);
        await rename(`${fileOf(name)}.new`, fileOf(name));
      }),
  };
}

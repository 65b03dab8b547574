import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';

const schema = z.object({ url: z.string(), pid: z.int() });

/** A server that runs on this machine: where it answers, and its process. */
export type ServerFile = z.output<typeof schema>;

const fileIn = (directory: string) => path.join(directory, 'server.json');

/** Tells tools on this machine where the server answers. */
export async function writeServerFile(directory: string, server: ServerFile): Promise<void> {
  await mkdir(directory, { recursive: true });
  await writeFile(fileIn(directory), JSON.stringify(server));
}

/** The server that runs on this data directory; null when there is none, also where one ended without tidying up. */
export async function readServerFile(directory: string): Promise<ServerFile | null> {
  try {
    const server = schema.parse(JSON.parse(await readFile(fileIn(directory), 'utf8')));
    // Signal 0 asks whether the process exists, and throws when it does not.
    process.kill(server.pid, 0);
    return server;
  } catch {
    return null;
  }
}

/** Removes the file if it is this process's: another may have started since. */
export async function removeServerFile(directory: string): Promise<void> {
  const server = await readServerFile(directory);
  if (server?.pid === process.pid) await rm(fileIn(directory), { force: true });
}

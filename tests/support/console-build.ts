import { existsSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import { childEnvironment } from '../../lib/env';
import { buildIfStale } from '../../scripts/build-if-stale';

declare global {
  // Vitest evaluates what is global once for each project, in the same process: they share one build.
  var fairsplitConsoleBuild: Promise<void> | undefined;
}

/** Builds the console once, before the files that start it do so side by side. */
export function buildConsole(): Promise<void> {
  return (globalThis.fairsplitConsoleBuild ??= buildIfStale({
    root: path.resolve(import.meta.dirname, '../..'),
    environment: childEnvironment({ NODE_ENV: 'production', NEXT_TELEMETRY_DISABLED: '1' }),
    report: () => undefined,
  }));
}

const outcomeSchema = z.object({ error: z.string().nullable() });

/** A build that goes on while tests run: where its outcome is written when it has one, and its end. */
export interface BuildBeside {
  readonly outcomeFile: string;
  readonly end: () => Promise<void>;
}

export function buildConsoleBeside(): BuildBeside {
  const directory = mkdtempSync(path.join(os.tmpdir(), 'fairsplit-build-'));
  const outcomeFile = path.join(directory, 'outcome.json');
  const write = (outcome: z.infer<typeof outcomeSchema>) => {
    const partial = `${outcomeFile}.partial`;
    writeFileSync(partial, JSON.stringify(outcome));
    renameSync(partial, outcomeFile);
  };
  const written = buildConsole().then(
    () => write({ error: null }),
    (error: unknown) => write({ error: error instanceof Error ? error.message : String(error) }),
  );
  const end = async () => {
    await written;
    rmSync(directory, { recursive: true });
  };
  return { outcomeFile, end };
}

/** Waits for a build beside. One that failed fails whoever waits for it. */
export async function builtConsole(outcomeFile: string): Promise<void> {
  while (!existsSync(outcomeFile)) await sleep(100);
  const { error } = outcomeSchema.parse(JSON.parse(readFileSync(outcomeFile, 'utf8')));
  if (error !== null) throw new Error(`The console could not be built: ${error}`);
}

import { appendFile, mkdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';
import type { Database } from '../database/client';
import type { Log } from '../log';
import { readAuditHeads } from '../verbs/audit/read-heads';
import type { AuditHead } from '../verbs/audit/verify-audit';

export interface KeepAuditHeadsOptions {
  readonly database: Database;
  readonly log: Log;
  /** Where the file stands; it is made where it is not there. */
  readonly dataDirectory: string;
  readonly intervalMs?: number;
}

const EVERY_MS = 30_000;

const headSchema = z.object({ workspace: z.string(), entry: z.string(), hash: z.string() });

export function auditHeadsFile(dataDirectory: string): string {
  return path.join(dataDirectory, 'audit-heads.ndjson');
}

/** The heads in a file of that form, oldest first. Throws where a line is none. */
export async function readKeptHeads(file: string): Promise<readonly AuditHead[]> {
  const lines = (await readFile(file, 'utf8')).split('\n').filter((line) => line !== '');
  return lines.map((line) => headSchema.parse(JSON.parse(line)));
}

/**
 * Writes each new last entry of the audit trail into the log and into a file, outside the database: whoever deletes the last
 * entries there leaves them here. Every half minute, and once more when it stops; returns what stops it.
 */
export function keepAuditHeads(options: KeepAuditHeadsOptions): () => Promise<void> {
  const { database, log, dataDirectory, intervalMs = EVERY_MS } = options;
  const kept = new Map<string, string>();
  const keep = async () => {
    try {
      const heads = (await readAuditHeads(database)).filter(
        ({ workspace, hash }) => kept.get(workspace) !== hash,
      );
      if (heads.length === 0) return;
      await mkdir(dataDirectory, { recursive: true });
      const lines = heads.map((head) => `${JSON.stringify(head)}\n`).join('');
      await appendFile(auditHeadsFile(dataDirectory), lines, { mode: 0o600 });
      for (const head of heads) {
        kept.set(head.workspace, head.hash);
        log.info({ ...head }, 'audit head');
      }
    } catch (error) {
      log.warn({ error }, 'the heads of the audit trail could not be kept');
    }
  };
  let keeping = keep();
  const timer = setInterval(() => {
    keeping = keeping.then(keep);
  }, intervalMs);
  timer.unref();
  return async () => {
    clearInterval(timer);
    await keeping;
    await keep();
  };
}

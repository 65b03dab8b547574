import type { Database } from '../database/client';
import type { ReadingDatabase } from '../database/reader';
import type { Evidence } from './evidence';
import { createPostgresForgetter } from './postgres/forget/postgres-forgetter';
import { createPostgresReader } from './postgres/read/postgres-reader';
import { createPostgresWriter, type WriterOptions } from './postgres/write/postgres-writer';
import type { EvidenceReader } from './read';

/**
 * The evidence in the database. Whoever writes keeps one for the whole process, so that its requests share commits; for reading and
 * forgetting, another one costs nothing.
 */
export function createEvidence(database: Database, options: WriterOptions = {}): Evidence {
  return {
    read: createPostgresReader(database),
    write: createPostgresWriter(database, options),
    forget: createPostgresForgetter(database),
  };
}

/** The reading part alone, for what may not do more. */
export function readEvidence(database: ReadingDatabase): EvidenceReader {
  return createPostgresReader(database);
}

import type { EvidenceWriter } from '../evidence/write';
import { createAdmission, type Admission } from './admission';
import { createIngestionTail, type IngestionTail } from './ingestion-tail';

/** Where a process takes in items; one for each process, so that its requests share commits and whoever watches sees all items. */
export interface Ingestion {
  readonly write: EvidenceWriter;
  readonly tail: IngestionTail;
  /** Bodies under way, by the bytes of them that have arrived. */
  readonly admission: Admission;
}

// A body under way takes some six times its bytes: as text, as items, as rows, as parameters.
const MAX_BODY_BYTES_TOGETHER = 24 * 1024 * 1024;

export function createIngestion(write: EvidenceWriter): Ingestion {
  const isFull = () => write.exposures.isFull() || write.events.isFull();
  return {
    write,
    tail: createIngestionTail(),
    admission: createAdmission(MAX_BODY_BYTES_TOGETHER, isFull),
  };
}

import type { Database } from '../../database/client';
import { createIngestionCounter, type IngestionCounter } from './ingestion-counter';
import { createIngestionSettings, type ReadIngestionSettings } from './ingestion-settings';
import { createRejectedQuota, type RejectedQuota } from './rejected-quota';
import { createIngestionTail, type IngestionTail } from './ingestion-tail';

/** What a process knows about what it takes in, beside the evidence itself. */
export interface Intake {
  readonly settings: ReadIngestionSettings;
  readonly counter: IngestionCounter;
  readonly tail: IngestionTail;
  readonly rejectedQuota: RejectedQuota;
}

export function createIntake(database: Database): Intake {
  return {
    settings: createIngestionSettings(database),
    counter: createIngestionCounter(database),
    tail: createIngestionTail(),
    rejectedQuota: createRejectedQuota(database),
  };
}

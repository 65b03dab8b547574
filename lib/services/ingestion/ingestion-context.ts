import type { Context } from '../context';
import type { EvidenceStore } from './evidence-store';

/** Who sends evidence, into which environment, and where it is stored. An item without `occurredAt` happened `now`. */
export interface IngestionContext extends Context {
  readonly environmentId: number;
  readonly store: EvidenceStore;
}

import type { Context } from '../auth/context';
import type { Ingestion } from './ingestion';

/** Who sends evidence, into which environment, and where it is stored. An item without `occurredAt` happened `now`. */
export interface IngestionContext extends Context {
  readonly environmentId: number;
  readonly ingestion: Ingestion;
  /** Declared by the sender, where the sender is the person's own program: with a publishable key. */
  readonly userAgent?: string | null;
  /** Whether history is taken: a page that holds a publishable key has none. Left out: yes. */
  readonly mayBeOld?: boolean;
  /** Whether a body may hold more lines than a list has items: whoever reads a page has its key. Left out: yes. */
  readonly mayBeBulk?: boolean;
}

import type { Measure } from '../../../model/metrics/measure';

/** A metric to read: its key, and what has to be read for it. */
export interface Wanted {
  readonly key: string;
  readonly measure: Measure;
}

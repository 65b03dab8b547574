import { processDatabase } from '../../auth/process-database';
import { processLog } from '../../log';
import { createBoundedEntries, type BoundedEntries } from './bounded-entries';

declare global {
  // Next loads this module once for each of its bundles; the counts are the process's, so they hang here.
  var fairsplitBoundedEntries: BoundedEntries | undefined;
}

/** The counts of refusals of this process, made when first asked for. */
export function processBoundedEntries(): BoundedEntries {
  globalThis.fairsplitBoundedEntries ??= createBoundedEntries({
    database: processDatabase(),
    log: processLog(),
  });
  return globalThis.fairsplitBoundedEntries;
}

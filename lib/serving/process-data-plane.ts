import { processDatabase } from '../auth/process-database';
import { env } from '../env';
import { processLog } from '../log';
import { createDataPlane, type DataPlane } from './data-plane';
import { servingSettings } from './settings';

declare global {
  // Next loads this module once for each of its bundles, and server.ts loads another; the data plane is the process's.
  var fairsplitDataPlane: Promise<DataPlane> | undefined;
}

/** Makes the routes that Next serves answer from this data plane, so that a process has one. */
export function shareDataPlane(dataPlane: DataPlane): void {
  globalThis.fairsplitDataPlane = Promise.resolve(dataPlane);
}

/** The process's data plane: the one that was shared, or one made here where plain `next start` runs. */
export function processDataPlane(): Promise<DataPlane> {
  globalThis.fairsplitDataPlane ??= createDataPlane({
    database: processDatabase(),
    log: processLog(),
    dataDirectory: env().dataDirectory,
    ...servingSettings(),
  });
  return globalThis.fairsplitDataPlane;
}

import type { Database } from '../../../database/client';
import { FairsplitError } from '../../../errors';
import { forgetUnitValues } from './forget-unit-values';

/** One way of removing evidence. `removing` makes an operation of it, and there is no other way to make one. */
export interface Removal<Request, Prepared, Result> {
  /** What comes first, such as refusing what arrives from now on. */
  readonly prepare: (database: Database, request: Request) => Promise<Prepared>;
  /** The runs whose unit values were computed from what goes; asked before it goes, after preparing. */
  readonly runsOf: (database: Database, prepared: Prepared) => Promise<readonly number[]>;
  readonly remove: (database: Database, prepared: Prepared) => Promise<Result>;
  /** Whether nothing was there to be removed, so that what is kept still holds. Left out: never. */
  readonly isNothing?: (result: Result) => boolean;
}

/** Says of a removal that nothing is kept which was computed from what goes. */
export const noRuns = (): Promise<readonly number[]> => Promise.resolve([]);

/**
 * Removes the evidence, and then the unit values that were computed from it: also where removing failed halfway, as a part of it
 * may be gone. A removal that refuses (a FairsplitError) has removed nothing.
 */
export function removing<Request, Prepared, Result>(
  database: Database,
  { prepare, runsOf, remove, isNothing = () => false }: Removal<Request, Prepared, Result>,
): (request: Request) => Promise<Result> {
  return async (request) => {
    const prepared = await prepare(database, request);
    const runs = await runsOf(database, prepared);
    let mayBeRemoved = true;
    try {
      const result = await remove(database, prepared);
      mayBeRemoved = !isNothing(result);
      return result;
    } catch (error) {
      mayBeRemoved = !(error instanceof FairsplitError);
      throw error;
    } finally {
      if (mayBeRemoved) await forgetUnitValues(database.pool, runs);
    }
  };
}

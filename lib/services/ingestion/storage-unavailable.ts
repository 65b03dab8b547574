import { FairsplitError } from '../../errors';

/** Nothing was acknowledged: send the same again later. Ids and the keys of exposures make that safe. */
export class StorageUnavailableError extends FairsplitError {
  constructor(
    readonly retryAfterSeconds: number,
    detail = 'The storage cannot be reached at the moment, so nothing was recorded. Send the same again later.',
  ) {
    super('STORAGE_UNAVAILABLE', 503, detail);
  }
}

const RETRY_AFTER_SECONDS = 5;

/** Classes of SQLSTATE that say "not now" and not "not so": connection, conflict, resources, operator, system. */
const PASSING_CLASSES = new Set(['08', '40', '53', '57', '58']);
const READ_ONLY = '25006';

/** Whether trying the same again later can work: the database is away, restarting or full, and not refusing the rows. */
export function isStorageAway(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const code = 'code' in error && typeof error.code === 'string' ? error.code : '';
  if ('severity' in error) return PASSING_CLASSES.has(code.slice(0, 2)) || code === READ_ONLY;
  // Not from Postgres but from the way to it: a system call's code, or the driver's own words.
  return (
    /^E[A-Z]+$/.test(code) || /terminated|timeout|pool after calling end|not queryable/i.test(error.message)
  );
}

/** Awaits a write; turns the storage's absence into {@link StorageUnavailableError} and passes on any other error. */
export async function stored<Result>(write: Promise<Result>): Promise<Result> {
  try {
    return await write;
  } catch (error) {
    throw isStorageAway(error) ? new StorageUnavailableError(RETRY_AFTER_SECONDS) : error;
  }
}

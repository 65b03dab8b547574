/**
 * Why a write may work later: the storage cannot be reached at all (`away`), took too long (`slow`), or was kept from this
 * one (`busy`: a conflict, too little space or too few connections).
 */
export type StorageFailure = 'away' | 'slow' | 'busy';

/** By class of SQLSTATE: connection, operator; conflict, resources, system. */
const FAILURES: Readonly<Record<string, StorageFailure>> = {
  '08': 'away',
  '57': 'away',
  '40': 'busy',
  '53': 'busy',
  '58': 'busy',
};
const CANCELLED = '57014';
const LOCK_NOT_AVAILABLE = '55P03';
const READ_ONLY = '25006';

/** How the storage failed; null when it is there and refuses the rows themselves, so that trying again would not help. */
export function storageFailure(error: unknown): StorageFailure | null {
  if (!(error instanceof Error)) return null;
  const code = 'code' in error && typeof error.code === 'string' ? error.code : '';
  if ('severity' in error) {
    if (code === CANCELLED) return 'slow';
    if (code === READ_ONLY) return 'away';
    return code === LOCK_NOT_AVAILABLE ? 'busy' : (FAILURES[code.slice(0, 2)] ?? null);
  }
  // Not from Postgres but from the way to it: a system call's code, or the driver's own words.
  const isOnTheWay =
    /^E[A-Z]+$/.test(code) || /terminated|timeout|pool after calling end|not queryable/i.test(error.message);
  return isOnTheWay ? 'away' : null;
}

/** Whether trying the same again later can work: the database is away, restarting or full, and not refusing the rows. */
export function isStorageAway(error: unknown): boolean {
  return storageFailure(error) !== null;
}

import { FairsplitError } from '../errors';
import { storageFailure } from '../database/storage-failure';

/** The database went away, or stopped answering, while a request was under way. */
export class DatabaseUnavailableError extends FairsplitError {
  readonly retryAfterSeconds = 5;

  constructor() {
    super(
      'DATABASE_UNAVAILABLE',
      503,
      'Fairsplit cannot reach its Postgres at the moment, or has to wait too long for it. Try again in a few seconds.',
    );
  }
}

/** Prisma's: not reachable, timed out, closed, no connection or transaction to be had. */
const PRISMA_CODES = new Set(['P1001', 'P1002', 'P1008', 'P1017', 'P2024', 'P2028']);
const ADAPTER_KINDS = new Set([
  'DatabaseNotReachable',
  'ConnectionClosed',
  'SocketTimeout',
  'TooManyConnections',
]);
const MAX_CAUSES = 5;

/** Whether an error comes of a database that is away, itself or by one of its causes. */
export function isDatabaseAway(error: unknown): boolean {
  let one: unknown = error;
  for (let depth = 0; depth < MAX_CAUSES && one instanceof Error; depth += 1) {
    if (one instanceof FairsplitError) return false;
    if ('code' in one && typeof one.code === 'string' && PRISMA_CODES.has(one.code)) return true;
    const failure = storageFailure(one);
    if (failure === 'away' || failure === 'slow') return true;
    const { cause } = one;
    if (hasAdapterKind(cause)) return true;
    one = cause;
  }
  return false;
}

function hasAdapterKind(cause: unknown): boolean {
  return (
    typeof cause === 'object' &&
    cause !== null &&
    'kind' in cause &&
    typeof cause.kind === 'string' &&
    ADAPTER_KINDS.has(cause.kind)
  );
}

import { APIError } from 'better-auth/api';
import type { Log } from '../log';

type Level = keyof Log;

/**
 * Writes what the library of accounts says as one line of our log, because it holds text of whoever calls. A mistake of a caller, such as a
 * foreign address to go back to, is a warning: as an error it would let anybody wake whoever is on call.
 */
export function logOfAccounts(log: () => Log) {
  return (level: Level, message: string, ...details: readonly unknown[]): void => {
    const error = details.find((detail) => detail instanceof Error);
    const isFailure = error !== undefined && !(error instanceof APIError);
    const kept = level === 'error' && !isFailure ? 'warn' : level;
    log()[kept](error === undefined ? {} : { error }, `accounts: ${message}`);
  };
}

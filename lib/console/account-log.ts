import { APIError } from 'better-auth/api';
import { z } from 'zod';
import type { Log } from '../log';

type Level = keyof Log;

/** A sign-in by a provider that came back with another browser's state, an old one or none: whoever calls sent it. */
const ofForeignState = z.object({
  code: z.enum(['state_mismatch', 'state_security_mismatch', 'state_invalid', 'state_not_found']),
});

/**
 * Writes what the library of accounts says as one line of our log, because it holds text of whoever calls. A mistake of a caller, such as a
 * foreign address to go back to, is a warning: as an error it would let anybody wake whoever is on call.
 */
export function logOfAccounts(log: () => Log) {
  return (level: Level, message: string, ...details: readonly unknown[]): void => {
    const error = details.find((detail) => detail instanceof Error);
    const isFailure =
      error !== undefined && !(error instanceof APIError || ofForeignState.safeParse(error).success);
    const kept = level === 'error' && !isFailure ? 'warn' : level;
    log()[kept](error === undefined ? {} : { error }, `accounts: ${message}`);
  };
}

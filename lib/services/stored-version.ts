import { z } from 'zod';
import { VersionMismatchError } from '../errors';

/** What goes away by its key, and only as it was read where the caller says so. */
export const removalInput = z.strictObject({ key: z.string(), version: z.int().optional() });

/**
 * The version that the caller read, where it says one, has to be the stored one. Ask it of a row that is locked. Throws
 * {@link VersionMismatchError}.
 */
export function requireVersion(stored: { readonly version: number }, versionRead: number | undefined): void {
  if (versionRead !== undefined && versionRead !== stored.version) {
    throw new VersionMismatchError(versionRead, stored.version);
  }
}

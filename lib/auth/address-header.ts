import { randomBytes } from 'node:crypto';

declare global {
  // Next loads this module once for each of its bundles; the name is the process's.
  var fairsplitAddressHeader: string | undefined;
}

/**
 * The header in which this process's server hands the client's address to Next, which does not tell it. Its name is made
 * anew by each process, so nobody outside can send it.
 */
export function addressHeader(): string {
  globalThis.fairsplitAddressHeader ??= `x-fairsplit-address-${randomBytes(16).toString('hex')}`;
  return globalThis.fairsplitAddressHeader;
}

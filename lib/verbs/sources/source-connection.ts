import { openSealedText, sealText } from '../../auth/sealed-text';
import { parseForeignAddress, type ForeignAddress } from '../../database/foreign-connection';
import type { Source } from '../../database/generated/client';
import { secret } from '../../env';
import { cannotSay, type CodedCannotSay } from '../../statistics/outcome';
import { invalidInput } from '../parse-input';

type SealedColumns = Pick<Source, 'target'> & { readonly sealedConnection: Uint8Array<ArrayBuffer> };

/** Reads a connection that somebody gave. Throws InvalidInputError with what is wrong, and never with what was given. */
export function addressOf(connection: string, pointer: string): ForeignAddress {
  const address = parseForeignAddress(connection);
  if (typeof address === 'string') throw invalidInput([{ pointer, detail: address }]);
  return address;
}

/** How a connection is stored: encrypted, with what people may see of it beside. */
export function sealedColumns(
  place: Pick<Source, 'workspaceId' | 'key'>,
  connection: string,
  { user, host, port, database }: ForeignAddress,
): SealedColumns {
  return {
    sealedConnection: sealText(secret(), placeOf(place), connection),
    target: `${user}@${host}:${String(port)}/${database}`,
  };
}

/** Where a stored source is, or why that cannot be said. */
export function storedAddress(
  stored: Pick<Source, 'workspaceId' | 'key' | 'sealedConnection'>,
): ForeignAddress | { readonly unknown: CodedCannotSay } {
  const connection = openSealedText(secret(), placeOf(stored), stored.sealedConnection);
  if (connection === null) {
    return { unknown: cannotSay('not-computable', 'source-connection-sealed', {}) };
  }
  const address = parseForeignAddress(connection);
  return typeof address === 'string'
    ? { unknown: cannotSay('not-computable', 'source-connection-invalid', { cause: address }) }
    : address;
}

function placeOf({ workspaceId, key }: Pick<Source, 'workspaceId' | 'key'>): string {
  return `source ${workspaceId} ${key}`;
}

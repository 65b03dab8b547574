import type { Connection } from '../../../../database/connection';
import type { CodedCannotSay } from '../../../../statistics/outcome';
import type { ExecutedQuery } from '../../../read';
import { readSource } from './read-source';
import { SourceError, type SourceToRead } from '../../../source';
import { createSourceRows, deleteSourceRows, insertSourceRows, prepareSourceRows } from './source-rows';

/** A source as it was read: its number in the session's table of rows and the query, or why there is nothing. */
export type LoadedSource =
  { readonly ok: true; readonly number: number; readonly query: ExecutedQuery } | CodedCannotSay;

export type LoadedSources = ReadonlyMap<string, LoadedSource>;

/**
 * Reads each source once, into a table of the session that all its metrics then read. To be called before the snapshot's
 * transaction: it may take long, and a read-only transaction makes no table. A source that fails says why and holds up no other.
 */
export async function loadSources(
  client: Connection,
  sources: readonly SourceToRead[],
): Promise<LoadedSources> {
  if (sources.length === 0) return new Map();
  await createSourceRows(client);
  const loaded = new Map<string, LoadedSource>();
  for (const [number, source] of sources.entries()) {
    loaded.set(source.key, await loadSource(client, number, source));
  }
  await prepareSourceRows(client);
  return loaded;
}

async function loadSource(client: Connection, number: number, source: SourceToRead): Promise<LoadedSource> {
  const failed = (why: CodedCannotSay): LoadedSource => ({
    ...why,
    parameters: { ...why.parameters, source: source.key },
  });
  const { address } = source;
  if ('unknown' in address) return failed(address.unknown);
  try {
    const query = await readSource(address, source, source, (rows) => insertSourceRows(client, number, rows));
    return { ok: true, number, query };
  } catch (error) {
    if (!(error instanceof SourceError)) throw error;
    await deleteSourceRows(client, number);
    return failed(error.why);
  }
}

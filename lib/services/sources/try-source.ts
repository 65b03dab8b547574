import type { ForeignAddress } from '../../database/foreign-connection';
import { FairsplitError } from '../../errors';
import { sampleSource } from '../../warehouse/postgres/sources/read-source';
import { SourceError, type SourceQuery } from '../../warehouse/postgres/sources/source';

const sampleRows = 10;
const recentMs = 28 * 24 * 3_600_000;

export interface SourceCheck {
  /** The first rows that the query returns, in no order of ours. */
  readonly rows: readonly { readonly unit: string; readonly time: Date; readonly value: number }[];
  /** How many rows the last 28 days have. */
  readonly recentRows: number;
}

/**
 * Asks a source as an analysis would: its role, its columns, its first rows, and whether the last 28 days keep to the limits.
 * Throws SOURCE_REFUSED (422) with what has to be changed.
 */
export async function trySource(
  address: ForeignAddress | { readonly unknown: string },
  query: SourceQuery,
  now: Date,
): Promise<SourceCheck> {
  if ('unknown' in address) throw new FairsplitError('SOURCE_REFUSED', 422, address.unknown);
  try {
    const span = { from: new Date(now.getTime() - recentMs), to: now };
    const { rows, rowsInSpan } = await sampleSource(address, query, { ...span, rows: sampleRows });
    return {
      rows: rows.map(({ unit, timeMicros, value }) => ({ unit, time: instantOf(timeMicros), value })),
      recentRows: rowsInSpan,
    };
  } catch (error) {
    if (!(error instanceof SourceError)) throw error;
    throw new FairsplitError('SOURCE_REFUSED', 422, error.message);
  }
}

function instantOf(micros: string): Date {
  return new Date(Number(BigInt(micros) / 1000n));
}

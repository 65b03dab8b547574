import type { ForeignAddress } from '../../database/foreign-connection';
import { FairsplitError } from '../../errors';
import { cannotSaySentence } from '../../sentences/cannot-say';
import type { CodedCannotSay } from '../../statistics/outcome';
import type { SourceCheck } from './source-answers';
import type { ReadingContext } from '../../auth/context';
import { readEvidence } from '../../evidence/create-evidence';
import { SourceError, type SourceQuery } from '../../evidence/source';

const sampleRows = 10;
const recentMs = 28 * 24 * 3_600_000;

/**
 * Asks a source as an analysis would: its role, its columns, its first rows, and whether the last 28 days keep to the limits.
 * Throws SOURCE_REFUSED (422) with what has to be changed.
 */
export async function trySource(
  ctx: ReadingContext,
  address: ForeignAddress | { readonly unknown: CodedCannotSay },
  query: SourceQuery,
): Promise<SourceCheck> {
  if ('unknown' in address)
    throw new FairsplitError('SOURCE_REFUSED', 422, cannotSaySentence(address.unknown));
  try {
    const now = ctx.now();
    const span = { from: new Date(now.getTime() - recentMs), to: now };
    const { rows, rowsInSpan } = await readEvidence(ctx.database).sampleSource(address, query, {
      ...span,
      rows: sampleRows,
    });
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

import { z } from 'zod';
import { MAX_UNIT_CHARACTERS } from '../../../../assignment/unit-length';
import { cannotSay } from '../../../../statistics/outcome';
import { SourceError, type SourceRow } from '../../../source';

const rowSchema = z.object({
  unit: z.string().nullable(),
  timeMicros: z.string().nullable(),
  value: z.number().nullable(),
});

/** A row that leaves something open fails the source: to leave it out would be a cut that nobody sees. Throws {@link SourceError}. */
export function soundRows(rows: readonly Record<string, unknown>[]): readonly SourceRow[] {
  return rows.map(soundRow);
}

function soundRow(row: Record<string, unknown>): SourceRow {
  const named = { unit: String(row['unit']).slice(0, 100) };
  const parsed = rowSchema.safeParse(row);
  // NaN and the infinities are no numbers to zod.
  if (!parsed.success) {
    const given = { ...named, value: String(row['value']) };
    throw new SourceError(cannotSay('not-computable', 'source-value-not-finite', given));
  }
  const { unit, timeMicros, value } = parsed.data;
  if (unit === null) throw new SourceError(cannotSay('not-computable', 'source-row-without-unit', {}));
  if (unit.length > MAX_UNIT_CHARACTERS) {
    const given = { ...named, most: MAX_UNIT_CHARACTERS };
    throw new SourceError(cannotSay('not-computable', 'source-unit-too-long', given));
  }
  if (timeMicros === null) {
    throw new SourceError(cannotSay('not-computable', 'source-row-without-time', named));
  }
  if (value === null) throw new SourceError(cannotSay('not-computable', 'source-row-without-value', named));
  return { unit, timeMicros, value };
}

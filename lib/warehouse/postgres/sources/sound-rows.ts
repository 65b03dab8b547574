import { z } from 'zod';
import { MAX_UNIT_CHARACTERS } from '../../../assignment/unit-length';
import { SourceError, type SourceRow } from './source';

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
  const place = `The row of the unit "${String(row['unit']).slice(0, 100)}"`;
  const parsed = rowSchema.safeParse(row);
  // NaN and the infinities are no numbers to zod.
  if (!parsed.success) {
    throw new SourceError(`${place} has the value ${String(row['value'])}, which is not a finite number.`);
  }
  const { unit, timeMicros, value } = parsed.data;
  if (unit === null) throw new SourceError('A row has no unit: leave such rows out in the SQL.');
  if (unit.length > MAX_UNIT_CHARACTERS) {
    throw new SourceError(
      `${place} has more than ${String(MAX_UNIT_CHARACTERS)} characters, the most that a unit has. No exposure can have this id: correct the column "unit" in the SQL.`,
    );
  }
  if (timeMicros === null) throw new SourceError(`${place} has no time: leave such rows out in the SQL.`);
  if (value === null) {
    throw new SourceError(`${place} has no value: leave such rows out, or write coalesce(value, 0).`);
  }
  return { unit, timeMicros, value };
}

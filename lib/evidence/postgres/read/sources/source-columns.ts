import { cannotSay } from '../../../../statistics/outcome';
import { SourceError } from '../../../source';

/** A column of a result, by the number that Postgres's types have everywhere. */
interface ResultColumn {
  readonly name: string;
  readonly dataTypeID: number;
}

const builtIn: Readonly<Record<number, string>> = {
  16: 'boolean',
  17: 'bytea',
  18: 'char',
  19: 'name',
  20: 'bigint',
  21: 'smallint',
  23: 'integer',
  25: 'text',
  114: 'json',
  700: 'real',
  701: 'double precision',
  705: 'unknown',
  1042: 'character',
  1043: 'character varying',
  1082: 'date',
  1114: 'timestamp without time zone',
  1184: 'timestamp with time zone',
  1186: 'interval',
  1700: 'numeric',
  2950: 'uuid',
  3802: 'jsonb',
};

/** The types that a column may have. */
const allowed: Readonly<Record<string, readonly number[]>> = {
  unit: [20, 21, 23, 25, 1042, 1043, 2950],
  time: [1184],
  value: [20, 21, 23, 700, 701, 1700],
};

/** Lets a result pass whose columns are of types that mean what they say. Throws {@link SourceError}. */
export function refuseUnfitColumns(columns: readonly ResultColumn[]): void {
  for (const { name, dataTypeID } of columns) {
    const types = Object.hasOwn(allowed, name) ? allowed[name] : undefined;
    if (types === undefined || types.includes(dataTypeID)) continue;
    const given = { column: name, type: builtIn[dataTypeID] ?? 'a type of its own' };
    throw new SourceError(cannotSay('not-computable', 'source-column-unfit', given));
  }
}

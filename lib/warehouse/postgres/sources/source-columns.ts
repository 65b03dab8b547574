import { SourceError } from './source';

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

const allowed: Readonly<Record<string, { readonly types: readonly number[]; readonly advice: string }>> = {
  unit: {
    types: [20, 21, 23, 25, 1042, 1043, 2950],
    advice: 'A unit is text, a whole number or a uuid: the id that your application sends with exposures.',
  },
  time: {
    types: [1184],
    advice:
      'A time is a timestamp with time zone: say which zone it is of, such as created_at at time zone \'UTC\' as "time".',
  },
  value: {
    types: [20, 21, 23, 700, 701, 1700],
    advice: 'A value is a number: cast it in the SQL, such as amount::numeric as "value".',
  },
};

/** Lets a result pass whose columns are of types that mean what they say. Throws {@link SourceError}. */
export function refuseUnfitColumns(columns: readonly ResultColumn[]): void {
  for (const { name, dataTypeID } of columns) {
    const rule = Object.hasOwn(allowed, name) ? allowed[name] : undefined;
    if (rule === undefined || rule.types.includes(dataTypeID)) continue;
    const type = builtIn[dataTypeID] ?? 'a type of its own';
    throw new SourceError(`The column "${name}" is ${type}. ${rule.advice}`);
  }
}

/** `source` is there where a metric of an analysis reads it; the page of a source knows which one it is about. */
interface OfSource {
  source?: string;
}

const of = ({ source }: OfSource, sentence: string) =>
  source === undefined ? sentence : `The source "${source}" failed. ${sentence}`;

/** By SQLSTATE. */
const refused: Readonly<Record<string, string>> = {
  '25006': 'The query tries to write, and may only read',
  '28P01': 'The database refuses the password',
  '28000': 'The database refuses the role',
  '3D000': 'The database does not exist',
  '42501': 'The role may not read something that the query names',
  '42703': 'The query has to return the columns unit, time and value, and may use only what is there',
  '55P03': 'The query waited for a lock longer than 5 seconds',
};

/** By the system's code. */
const unreachable: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'nothing listens there',
  ENOTFOUND: 'there is no such host',
  EAI_AGAIN: 'the name of the host cannot be looked up',
  ETIMEDOUT: 'nothing answers there',
  EHOSTUNREACH: 'there is no way to the host',
  ENETUNREACH: 'there is no way to the host',
};

const columns: Readonly<Record<string, string>> = {
  unit: 'A unit is text, a whole number or a uuid: the id that your application sends with exposures.',
  time: 'A time is a timestamp with time zone: say which zone it is of, such as created_at at time zone \'UTC\' as "time".',
  value: 'A value is a number: cast it in the SQL, such as amount::numeric as "value".',
};

const rowOf = ({ unit }: { unit: string }) => `The row of the unit "${unit}"`;

/** Why a source could not be read, for whoever owns it. `cause` quotes the database. */
export const ofSources = {
  'source-not-of-run': () => 'The run does not know this source.',
  'source-not-read': ({ source }: { source: string }) => `The source "${source}" was not read.`,
  'source-not-connected': (given: OfSource) => of(given, 'It is not connected any more.'),
  'source-connection-sealed': (given: OfSource) =>
    of(given, 'Its connection cannot be decrypted, as FAIRSPLIT_SECRET has changed since: enter it again.'),
  'source-connection-invalid': (given: OfSource & { cause: string }) => of(given, given.cause),
  'source-took-too-long': (given: OfSource) => of(given, 'The query took longer than it may.'),
  'source-query-failed': (given: OfSource & { sqlState: string; cause: string }) =>
    of(given, `${refused[given.sqlState] ?? 'The query failed'}: ${given.cause}.`),
  'source-unreachable': (given: OfSource & { systemCode: string }) =>
    of(given, `The database cannot be reached: ${unreachable[given.systemCode] ?? given.systemCode}.`),
  'source-unusable': (given: OfSource & { cause: string }) =>
    of(given, `The database cannot be used: ${given.cause}.`),
  'source-value-not-finite': (given: OfSource & { unit: string; value: string }) =>
    of(given, `${rowOf(given)} has the value ${given.value}, which is not a finite number.`),
  'source-row-without-unit': (given: OfSource) =>
    of(given, 'A row has no unit: leave such rows out in the SQL.'),
  'source-unit-too-long': (given: OfSource & { unit: string; most: number }) =>
    of(
      given,
      `${rowOf(given)} has more than ${given.most} characters, the most that a unit has. No exposure can have this id: correct the column "unit" in the SQL.`,
    ),
  'source-row-without-time': (given: OfSource & { unit: string }) =>
    of(given, `${rowOf(given)} has no time: leave such rows out in the SQL.`),
  'source-row-without-value': (given: OfSource & { unit: string }) =>
    of(given, `${rowOf(given)} has no value: leave such rows out, or write coalesce(value, 0).`),
  'source-rows-too-many': (given: OfSource & { most: number }) =>
    of(
      given,
      `The query returns more than ${given.most} rows, its limit. Raise the limit, or aggregate in the SQL: one row per unit and day often suffices.`,
    ),
  'source-column-unfit': (given: OfSource & { column: string; type: string }) =>
    of(
      given,
      `The column "${given.column}" is ${given.type}. ${columns[given.column] ?? 'Cast it in the SQL.'}`,
    ),
  'source-role-may-write': (given: OfSource & { role: string; database: string; rights: string }) =>
    of(given, tooMuch(given)),
  'source-is-own-database': (given: OfSource & { role: string; rights: string }) =>
    of(
      given,
      `The connection leads to the database of Fairsplit itself, whose tables the role "${given.role}" can see: ${given.rights}. Name another database, or a role that sees only what the query reads.`,
    ),
};

function tooMuch({ role, database, rights }: { role: string; database: string; rights: string }): string {
  const createsInPublic = rights.split('; ').includes('it may create in the schema public');
  return [
    `The role "${role}" may do more than read: ${rights}. Make a role that can read what the query needs and nothing else, such as:`,
    `CREATE ROLE fairsplit_reader LOGIN PASSWORD '...';`,
    `GRANT CONNECT ON DATABASE "${database.replaceAll('"', '""')}" TO fairsplit_reader;`,
    'GRANT USAGE ON SCHEMA public TO fairsplit_reader;',
    'GRANT SELECT ON public.orders TO fairsplit_reader;',
    ...(createsInPublic ? ['REVOKE CREATE ON SCHEMA public FROM PUBLIC;'] : []),
  ].join('\n');
}

import { MAX_UNIT_CHARACTERS } from '../../../../assignment/unit-length';

/**
 * The one place where SQL that a person wrote becomes part of a statement. It cannot be bound, as it is a query and not a
 * value; so the statements below run on a connection of their own, to that person's database, as a role that can only read,
 * in a read-only transaction that is rolled back, with a time limit (read-source.ts). The extended protocol refuses a second
 * statement behind a semicolon, and in brackets nothing but a query is a statement at all.
 */
function asTable(sql: string): string {
  // A comment at its end would swallow the bracket.
  return `(\n${sql.replace(/[\s;]+$/, '')}\n) as source`;
}

/** Names and types of the columns, without a row. */
export function columnsStatement(sql: string): string {
  return `select "unit", "time", "value" from ${asTable(sql)} limit 0`;
}

/**
 * Rows in the span [$1, $2], at most $3. Rows without a time are of no span, and are selected so that they can be refused. A
 * time goes out as a whole number of microseconds: exact, and the same whatever the session's zone and date style. A unit is cut
 * one character after the most that it may have: enough to refuse it, and no row is larger than that.
 *
 *     unit    | timeMicros       | value
 *     user-17 | 1774656000000000 | 19.99
 */
export function rowsStatement(sql: string): string {
  return `select
  left("unit"::text, ${String(MAX_UNIT_CHARACTERS + 1)}) as "unit",
  case when isfinite("time") then (extract(epoch from "time") * 1000000)::bigint::text end as "timeMicros",
  "value"::float8 as "value"
from ${asTable(sql)}
where ("time" >= $1::timestamptz and "time" <= $2::timestamptz) or "time" is null
limit $3::bigint`;
}

/** How many rows there are in the span, at most $3. */
export function countStatement(sql: string): string {
  return `select count(*)::int as "rows" from (
  select from ${asTable(sql)}
  where ("time" >= $1::timestamptz and "time" <= $2::timestamptz) or "time" is null
  limit $3::bigint
) as counted`;
}

/** The rows, to be fetched in parts. */
export function declareRows(sql: string): string {
  return `declare source_rows no scroll cursor for\n${rowsStatement(sql)}`;
}

import pg from 'pg';

const { builtins } = pg.types;

/**
 * How `pool` turns Postgres's text into values, where pg's own choice would mislead:
 * - bigint becomes a BigInt, exact; a hash of 64 bits does not fit a number. Where a count is wanted, cast in SQL (`::int`).
 * - numeric stays text, exact. Where a number is wanted, cast in SQL (`::float8`).
 * - a date stays text (`2026-03-29`): as a Date it would be midnight in the process's zone, often the day before in UTC.
 * - a timestamp without zone is UTC, which is how Prisma writes it; pg would read it in the process's zone.
 */
export const rowValueParsers = new pg.TypeOverrides();
rowValueParsers.setTypeParser(builtins.INT8, BigInt);
rowValueParsers.setTypeParser(builtins.NUMERIC, (text) => text);
rowValueParsers.setTypeParser(builtins.DATE, (text) => text);
rowValueParsers.setTypeParser(builtins.TIMESTAMP, (text) => new Date(`${text.replace(' ', 'T')}Z`));

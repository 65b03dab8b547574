import { z } from 'zod';
import type { Connection } from '../../../../database/connection';
import { env } from '../../../../env';
import { withForeignConnection, type ForeignAddress } from '../../../../database/foreign-connection';
import { cannotSay } from '../../../../statistics/outcome';
import type { ExecutedQuery } from '../../../read';
import { soundRows } from './sound-rows';
import { refuseUnfitColumns } from './source-columns';
import { foreign, OwnFaultError } from './source-failure';
import { refuseExcessiveRights } from './source-rights';
import { columnsStatement, countStatement, declareRows, rowsStatement } from './source-statements';
import { SourceError, type SourceQuery, type SourceRow, type SourceSample, type Span } from '../../../source';

const connectTimeoutMs = 10_000;
/** What connecting and asking for rights may take beside the query. */
const spareMs = 15_000;

/**
 * Reads a source's rows of a span and hands them over in parts, after asking again whether its role can only read. Throws
 * {@link SourceError} where it cannot be read as it should; then what was handed over is void. What `take` throws passes as it is.
 */
export async function readSource(
  address: ForeignAddress,
  query: SourceQuery,
  span: Span,
  take: (rows: readonly SourceRow[]) => Promise<void>,
): Promise<ExecutedQuery> {
  const parameters = [span.from.toISOString(), span.to.toISOString(), query.rowLimit + 1];
  try {
    await readingOnly(address, query, async (connection) => {
      await connection.query(declareRows(query.sql), parameters);
      for (let rows = 0; ;) {
        const part = await connection.query<Record<string, unknown>>('fetch forward 10000 from source_rows');
        if (part.rows.length === 0) return;
        rows += part.rows.length;
        refuseTooMany(rows, query);
        await take(soundRows(part.rows)).catch((error: unknown) => {
          throw new OwnFaultError('Rows could not be taken.', { cause: error });
        });
      }
    });
  } catch (error) {
    throw error instanceof OwnFaultError ? error.cause : error;
  }
  return { sql: rowsStatement(query.sql), parameters };
}

const countSchema = z.tuple([z.object({ rows: z.int() })]);

/** The first rows of a source, and how many there are in a span. Throws {@link SourceError}, also where they are too many. */
export async function sampleSource(
  address: ForeignAddress,
  query: SourceQuery,
  { from, to, rows }: Span & { readonly rows: number },
): Promise<SourceSample> {
  return readingOnly(address, query, async (connection) => {
    const first = await connection.query<Record<string, unknown>>(rowsStatement(query.sql), [
      '-infinity',
      'infinity',
      rows,
    ]);
    const sound = soundRows(first.rows);
    const span = [from.toISOString(), to.toISOString(), query.rowLimit + 1];
    const counted = await connection.query(countStatement(query.sql), span);
    const [{ rows: rowsInSpan }] = countSchema.parse(counted.rows);
    refuseTooMany(rowsInSpan, query);
    return { rows: sound, rowsInSpan };
  });
}

function refuseTooMany(rows: number, { rowLimit }: SourceQuery): void {
  if (rows <= rowLimit) return;
  throw new SourceError(cannotSay('not-computable', 'source-rows-too-many', { most: rowLimit }));
}

/** Nothing that a query does on the other side lasts for long; a time that names no zone is of UTC, wherever we run. */
const sessionSettings = `
select
  set_config('statement_timeout', $1::text, true),
  set_config('lock_timeout', '5s', true),
  set_config('idle_in_transaction_session_timeout', '60s', true),
  set_config('TimeZone', 'UTC', true)`;

/** Works in a read-only transaction that is rolled back, on a connection of its own, as a role that was found to be able to read alone. */
async function readingOnly<Result>(
  address: ForeignAddress,
  { sql, statementTimeoutMs }: SourceQuery,
  read: (connection: Connection) => Promise<Result>,
): Promise<Result> {
  const limits = {
    connectTimeoutMs: connectTimeoutMs * env().patience,
    deadlineMs: statementTimeoutMs + spareMs,
  };
  return foreign(() =>
    withForeignConnection(address, limits, async (connection) => {
      await connection.query('begin transaction read only');
      await connection.query(sessionSettings, [`${String(statementTimeoutMs)}ms`]);
      await refuseExcessiveRights(connection, address);
      const columns = { text: columnsStatement(sql), queryMode: 'extended' };
      refuseUnfitColumns((await connection.query(columns)).fields);
      const result = await read(connection);
      await connection.query('rollback');
      return result;
    }),
  );
}

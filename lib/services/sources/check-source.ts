import { z } from 'zod';
import { authorise } from '../authorise';
import type { Context } from '../context';
import { invalidInput, parseInput } from '../parse-input';
import { addressOf, storedAddress } from './source-connection';
import {
  connectionSchema,
  findSource,
  rowLimitSchema,
  sqlSchema,
  statementTimeoutSchema,
} from './source-view';
import { trySource, type SourceCheck } from './try-source';

export const checkSourceInput = z.strictObject({
  key: z.string().optional().describe('Of a stored source; what is left out below is as it is stored.'),
  connection: connectionSchema.optional(),
  sql: sqlSchema.optional(),
  statementTimeoutMs: statementTimeoutSchema.optional(),
  rowLimit: rowLimitSchema.optional(),
});

/**
 * Asks a source, stored or not, as an analysis would, and shows its first rows. Throws InvalidInputError, NotFoundError,
 * ForbiddenError, SOURCE_REFUSED (422).
 */
export async function checkSource({ ctx, input }: { ctx: Context; input: unknown }): Promise<SourceCheck> {
  authorise(ctx, 'sources:write', 'workspace');
  const { key, connection, ...query } = parseInput(checkSourceInput, input);
  const stored = key === undefined ? null : await findSource(ctx.database.prisma, ctx, key);
  const sql = query.sql ?? stored?.sql;
  const address =
    connection !== undefined
      ? addressOf(connection, '/connection')
      : stored === null
        ? undefined
        : storedAddress(stored);
  if (sql === undefined || address === undefined) {
    throw invalidInput([
      ...(address === undefined ? [{ pointer: '/connection', detail: 'Give the connection.' }] : []),
      ...(sql === undefined ? [{ pointer: '/sql', detail: 'Write the query.' }] : []),
    ]);
  }
  const limits = {
    statementTimeoutMs: query.statementTimeoutMs ?? stored?.statementTimeoutMs ?? 60_000,
    rowLimit: query.rowLimit ?? stored?.rowLimit ?? 1_000_000,
  };
  return trySource(address, { sql, ...limits }, ctx.now());
}

import { z } from 'zod';
import { invalidInput } from '../parse-input';
import { addressOf, storedAddress } from './source-connection';
import {
  connectionSchema,
  findSource,
  rowLimitSchema,
  sqlSchema,
  statementTimeoutSchema,
} from './source-view';
import { trySource } from './try-source';
import { defineVerb } from '../define-verb';
import { sourceCheckSchema } from './source-answers';

export const checkSourceInput = z.strictObject({
  key: z
    .string()
    .optional()
    .describe('Key of a stored source; members that are left out below are taken from it.'),
  connection: connectionSchema.optional(),
  sql: sqlSchema.optional(),
  statementTimeoutMs: statementTimeoutSchema.optional(),
  rowLimit: rowLimitSchema.optional(),
});

/**
 * Asks a source, stored or not, as an analysis would, and shows its first rows. Throws InvalidInputError, NotFoundError,
 * ForbiddenError, SOURCE_REFUSED (422).
 */
export const checkSource = defineVerb({
  name: 'checkSource',
  permission: 'sources:write',
  scope: 'workspace',
  input: checkSourceInput,
  output: sourceCheckSchema,
  door: { summary: 'Check a source, stored or not, and read its first rows' },
  read: async ({ ctx, input: { key, connection, ...query } }) => {
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
    return trySource(ctx, address, { sql, ...limits });
  },
});

import { z } from 'zod';
import { keySchema, nameSchema } from '../../model/key';
import { addressOf, sealedColumns } from './source-connection';
import {
  connectionSchema,
  rowLimitSchema,
  sqlSchema,
  statementTimeoutSchema,
  toSourceView,
} from './source-view';
import { trySource } from './try-source';
import { defineVerb } from '../define-verb';
import { sourceSchema } from './source-answers';

const createSourceInput = z.strictObject({
  key: keySchema,
  name: nameSchema,
  connection: connectionSchema,
  sql: sqlSchema,
  statementTimeoutMs: statementTimeoutSchema.default(60_000),
  rowLimit: rowLimitSchema.default(1_000_000),
});

/**
 * Connects a query over another Postgres, after asking it as an analysis would. Throws InvalidInputError, ForbiddenError,
 * ConflictError (DUPLICATE_KEY), SOURCE_REFUSED (422).
 */
export const createSource = defineVerb({
  name: 'createSource',
  permission: 'sources:write',
  scope: 'workspace',
  input: createSourceInput,
  output: sourceSchema,
  door: { summary: 'Connect a query over a read-only Postgres; it is checked first', status: 201 },
  records: ['source.create'],
  unique: (input) => ({ what: 'a source', key: input.key }),
  prepare: async ({ ctx, input: { connection, ...facts } }) => {
    const address = addressOf(connection, '/connection');
    await trySource(ctx, address, facts);
    return sealedColumns({ workspaceId: ctx.workspaceId, key: facts.key }, connection, address);
  },
  change: async ({
    ctx: { workspaceId },
    input: { connection: _sealed, ...facts },
    transaction,
    prepared: sealed,
  }) => {
    const stored = await transaction.source.create({ data: { workspaceId, ...facts, ...sealed } });
    return {
      result: toSourceView(stored),
      audit: {
        subject: `source:${facts.key}`,
        detail: { ...facts, target: sealed.target },
      },
    };
  },
});

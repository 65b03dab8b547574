import { z } from 'zod';
import { inTransaction } from '../../database/client';
import { authorise } from '../authorise';
import type { Context } from '../context';
import { refusingDuplicates } from '../duplicate-key';
import { keySchema, nameSchema } from '../experiments/key-schema';
import { parseInput } from '../parse-input';
import { recordAudit } from '../record-audit';
import { addressOf, sealedColumns } from './source-connection';
import {
  connectionSchema,
  rowLimitSchema,
  sqlSchema,
  statementTimeoutSchema,
  toSourceView,
  type SourceView,
} from './source-view';
import { trySource } from './try-source';

export const createSourceInput = z.strictObject({
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
export async function createSource({ ctx, input }: { ctx: Context; input: unknown }): Promise<SourceView> {
  authorise(ctx, 'sources:write', 'workspace');
  const { connection, ...facts } = parseInput(createSourceInput, input);
  const address = addressOf(connection, '/connection');
  await trySource(address, facts, ctx.now());
  const { workspaceId } = ctx;
  const sealed = sealedColumns({ workspaceId, key: facts.key }, connection, address);
  return refusingDuplicates('a source', facts.key, () =>
    inTransaction(ctx.database, async (transaction) => {
      const stored = await transaction.source.create({ data: { workspaceId, ...facts, ...sealed } });
      await recordAudit(transaction, ctx, {
        action: 'source.create',
        subject: `source:${facts.key}`,
        detail: { ...facts, target: sealed.target },
      });
      return toSourceView(stored);
    }),
  );
}

import { z } from 'zod';
import { inTransaction } from '../../database/client';
import { ConflictError, VersionMismatchError } from '../../errors';
import { authorise } from '../authorise';
import type { Context } from '../context';
import { nameSchema } from '../experiments/key-schema';
import { parseInput } from '../parse-input';
import { recordAudit } from '../record-audit';
import { addressOf, sealedColumns, storedAddress } from './source-connection';
import {
  connectionSchema,
  findSource,
  lockSource,
  rowLimitSchema,
  sqlSchema,
  statementTimeoutSchema,
  toSourceView,
  type SourceView,
} from './source-view';
import { trySource } from './try-source';

export const updateSourceInput = z.strictObject({
  key: z.string(),
  version: z.int(),
  changes: z.strictObject({
    name: nameSchema.optional(),
    connection: connectionSchema.optional().describe('Left out: as it is, since nobody can read it back.'),
    sql: sqlSchema.optional(),
    statementTimeoutMs: statementTimeoutSchema.optional(),
    rowLimit: rowLimitSchema.optional(),
  }),
});

/**
 * Changes a source for runs that start from now on, after asking it as an analysis would: runs keep the query and limits that
 * they began with, and read them over the connection that is stored when they are analysed. Throws NotFoundError,
 * InvalidInputError, VersionMismatchError, ConflictError (ARCHIVED), SOURCE_REFUSED (422).
 */
export async function updateSource({ ctx, input }: { ctx: Context; input: unknown }): Promise<SourceView> {
  authorise(ctx, 'sources:write');
  const { key, version, changes } = parseInput(updateSourceInput, input);
  const { name, connection, sql, statementTimeoutMs, rowLimit } = changes;
  const before = await findSource(ctx.database.prisma, ctx, key);
  if (before.version !== version) throw new VersionMismatchError(version, before.version);
  if (before.archivedAt !== null) throw new ConflictError('ARCHIVED', `"${key}" is archived.`);
  const query = {
    sql: sql ?? before.sql,
    statementTimeoutMs: statementTimeoutMs ?? before.statementTimeoutMs,
    rowLimit: rowLimit ?? before.rowLimit,
  };
  const given = connection === undefined ? null : addressOf(connection, '/changes/connection');
  await trySource(given ?? storedAddress(before), query, ctx.now());
  const sealed = given === null || connection === undefined ? {} : sealedColumns(before, connection, given);
  return inTransaction(ctx.database, async (transaction) => {
    const stored = await lockSource(transaction, ctx, key);
    if (stored.version !== version) throw new VersionMismatchError(version, stored.version);
    const saved = await transaction.source.update({
      where: { id: stored.id },
      data: { ...query, ...sealed, ...(name === undefined ? {} : { name }), version: { increment: 1 } },
    });
    await recordAudit(transaction, ctx, {
      action: 'source.update',
      subject: `source:${key}`,
      detail: { name: saved.name, ...query, target: saved.target },
    });
    return toSourceView(saved);
  });
}

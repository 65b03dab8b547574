import { z } from 'zod';
import { inTransaction } from '../../database/client';
import { ConflictError } from '../../errors';
import { authorise } from '../authorise';
import { changedBy, changesOf, isSameValue } from '../changes';
import type { Context } from '../context';
import { nameSchema } from '../experiments/key-schema';
import { parseUpdate } from '../parse-input';
import { recordAudit } from '../record-audit';
import { requireVersion } from '../stored-version';
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

const changeableFields = z.strictObject({
  name: nameSchema,
  // Nobody can read it back, so it is no part of what is compared.
  connection: connectionSchema
    .optional()
    .describe('Left out or null: as it is, since nobody can read it back.'),
  sql: sqlSchema,
  statementTimeoutMs: statementTimeoutSchema,
  rowLimit: rowLimitSchema,
});

export const updateSourceInput = z.strictObject({
  key: z.string(),
  version: z.int(),
  changes: changesOf(changeableFields),
});

/**
 * Changes a source for runs that start from now on, after asking it as an analysis would: runs keep the query and limits that
 * they began with, and read them over the connection that is stored when they are analysed. Throws NotFoundError,
 * InvalidInputError, VersionMismatchError, ConflictError (ARCHIVED), SOURCE_REFUSED (422).
 */
export async function updateSource({ ctx, input }: { ctx: Context; input: unknown }): Promise<SourceView> {
  authorise(ctx, 'sources:write', 'workspace');
  const { key, version, changes } = parseUpdate(updateSourceInput, input);
  const before = await findSource(ctx.database.prisma, ctx, key);
  requireVersion(before, version);
  if (before.archivedAt !== null) throw new ConflictError('ARCHIVED', `"${key}" is archived.`);
  const { sql, statementTimeoutMs, rowLimit } = before;
  const stood = { name: before.name, sql, statementTimeoutMs, rowLimit };
  const after = changedBy(changeableFields, stood, changes);
  if (after === null) return toSourceView(before);
  const { name, connection, ...query } = after;
  const given = connection === undefined ? null : addressOf(connection, '/connection');
  // A new name asks nothing of a database that may be away.
  if (given !== null || !isSameValue(query, { sql, statementTimeoutMs, rowLimit })) {
    await trySource(given ?? storedAddress(before), query, ctx.now());
  }
  const sealed = given === null || connection === undefined ? {} : sealedColumns(before, connection, given);
  return inTransaction(ctx.database, async (transaction) => {
    const stored = await lockSource(transaction, ctx, key);
    requireVersion(stored, version);
    const saved = await transaction.source.update({
      where: { id: stored.id },
      data: { name, ...query, ...sealed, version: { increment: 1 } },
    });
    await recordAudit(transaction, ctx, {
      action: 'source.update',
      subject: `source:${key}`,
      detail: { name: saved.name, ...query, target: saved.target },
    });
    return toSourceView(saved);
  });
}

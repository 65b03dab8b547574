import { z } from 'zod';
import { ConflictError } from '../../errors';
import { changesOf, isSameValue } from '../../model/changes';
import { nameSchema } from '../../model/key';
import { changedBy } from '../parse-input';
import { requireVersion } from '../edited-row';
import { addressOf, sealedColumns, storedAddress } from './source-connection';
import {
  connectionSchema,
  findSource,
  sourceRow,
  rowLimitSchema,
  sqlSchema,
  statementTimeoutSchema,
  toSourceView,
} from './source-view';
import { trySource } from './try-source';
import { changedMembers } from '../audit/changed-members';
import { defineVerb } from '../define-verb';
import { sourceSchema } from './source-answers';

const changeableFields = z.strictObject({
  name: nameSchema,
  // Nobody can read it back, so it is no part of what is compared.
  connection: connectionSchema
    .optional()
    .describe('Left out or null: unchanged, since it cannot be read back.'),
  sql: sqlSchema,
  statementTimeoutMs: statementTimeoutSchema,
  rowLimit: rowLimitSchema,
});

const updateSourceInput = z.strictObject({
  key: z.string(),
  version: z.int(),
  changes: changesOf(changeableFields),
});

/**
 * Changes a source for runs that start from now on, after asking it as an analysis would: runs keep the query and limits that
 * they began with, and read them over the connection that is stored when they are analysed. Throws NotFoundError,
 * InvalidInputError, VersionMismatchError, ConflictError (ARCHIVED), SOURCE_REFUSED (422).
 */
export const updateSource = defineVerb({
  name: 'updateSource',
  permission: 'sources:write',
  scope: 'workspace',
  input: updateSourceInput,
  output: sourceSchema,
  door: {
    summary: 'Change a source for runs that start from now on; it is checked first',
    ifMatch: 'required',
  },
  records: ['source.update'],
  edits: sourceRow,
  prepare: async ({ ctx, input: { key, version, changes } }) => {
    const before = await findSource(ctx.database.prisma, ctx, key);
    requireVersion(before, version);
    if (before.archivedAt !== null) throw new ConflictError('ARCHIVED', `"${key}" is archived.`);
    const { sql, statementTimeoutMs, rowLimit } = before;
    const stood = { name: before.name, sql, statementTimeoutMs, rowLimit };
    const after = changedBy(changeableFields, stood, changes);
    if (after === null) return { before, columns: null };
    const { name, connection, ...query } = after;
    const given = connection === undefined ? null : addressOf(connection, '/connection');
    // A new name asks nothing of a database that may be away.
    if (given !== null || !isSameValue(query, { sql, statementTimeoutMs, rowLimit })) {
      await trySource(ctx, given ?? storedAddress(before), query);
    }
    const sealed = given === null || connection === undefined ? {} : sealedColumns(before, connection, given);
    return { before, columns: { name, ...query, ...sealed } };
  },
  change: async ({ input: { key }, stored, transaction, prepared: { before, columns } }) => {
    if (columns === null) return { result: toSourceView(before), audit: null };
    const saved = await transaction.source.update({
      where: { id: stored.id },
      data: { ...columns, version: { increment: 1 } },
    });
    const factsOf = ({ name, target, sql, statementTimeoutMs, rowLimit }: typeof saved) => {
      return { name, target, sql, statementTimeoutMs, rowLimit };
    };
    const detail = changedMembers(factsOf(stored), factsOf(saved));
    return { result: toSourceView(saved), audit: { subject: `source:${key}`, detail } };
  },
});

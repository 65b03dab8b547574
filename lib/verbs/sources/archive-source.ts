import { ConflictError } from '../../errors';
import { removalInput } from '../input-fields';
import { sourceRow, toSourceView } from './source-view';
import { defineVerb } from '../define-verb';
import { sourceSchema } from './source-answers';

/**
 * Takes a source out of use; runs that began with it can still be analysed. One that is archived stays as it is. Throws NotFoundError, VersionMismatchError,
 * and ConflictError (SOURCE_IN_USE) while a metric in use reads it.
 */
export const archiveSource = defineVerb({
  name: 'archiveSource',
  permission: 'sources:write',
  scope: 'workspace',
  input: removalInput,
  output: sourceSchema,
  door: { summary: 'Archive a source that no metric in use reads', ifMatch: 'optional' },
  records: ['source.archive'],
  edits: sourceRow,
  change: async ({ ctx, input: { key }, stored, transaction }) => {
    if (stored.archivedAt !== null) return { result: toSourceView(stored), audit: null };
    const using = await transaction.metric.findMany({
      where: {
        workspaceId: ctx.workspaceId,
        archivedAt: null,
        definition: { path: ['source'], equals: key },
      },
      select: { key: true },
      orderBy: { key: 'asc' },
      take: 5,
    });
    if (using.length > 0) {
      const keys = using.map((metric) => `"${metric.key}"`).join(', ');
      throw new ConflictError('SOURCE_IN_USE', `"${key}" is read by ${keys}; archive or change those first.`);
    }
    const saved = await transaction.source.update({
      where: { id: stored.id },
      data: { archivedAt: ctx.now(), version: { increment: 1 } },
    });
    return { result: toSourceView(saved), audit: { subject: `source:${key}`, detail: {} } };
  },
});

import { inTransaction } from '../../database/client';
import { ConflictError } from '../../errors';
import { authorise } from '../authorise';
import type { Context } from '../context';
import { parseInput } from '../parse-input';
import { recordAudit } from '../record-audit';
import { removalInput, requireVersion } from '../stored-version';
import { lockSource, toSourceView, type SourceView } from './source-view';

/**
 * Takes a source out of use; runs that began with it can still be analysed. Throws NotFoundError, VersionMismatchError,
 * and ConflictError (SOURCE_IN_USE) while a metric in use reads it.
 */
export async function archiveSource({ ctx, input }: { ctx: Context; input: unknown }): Promise<SourceView> {
  authorise(ctx, 'sources:write', 'workspace');
  const { key, version } = parseInput(removalInput, input);
  return inTransaction(ctx.database, async (transaction) => {
    const stored = await lockSource(transaction, ctx, key);
    requireVersion(stored, version);
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
      data: { archivedAt: stored.archivedAt ?? ctx.now(), version: { increment: 1 } },
    });
    await recordAudit(transaction, ctx, { action: 'source.archive', subject: `source:${key}`, detail: {} });
    return toSourceView(saved);
  });
}

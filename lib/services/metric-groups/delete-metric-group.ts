import { inTransaction } from '../../database/client';
import { authorise } from '../authorise';
import type { Context } from '../context';
import { parseInput } from '../parse-input';
import { recordAudit } from '../record-audit';
import { removalInput, requireVersion } from '../stored-version';
import { lockMetricGroup } from './metric-group-view';

/**
 * Deletes a group; its metrics, and the experiments that it was added to, stay as they are. Throws NotFoundError,
 * VersionMismatchError.
 */
export async function deleteMetricGroup({ ctx, input }: { ctx: Context; input: unknown }): Promise<void> {
  authorise(ctx, 'metrics:write', 'workspace');
  const { key, version } = parseInput(removalInput, input);
  await inTransaction(ctx.database, async (transaction) => {
    const stored = await lockMetricGroup(transaction, ctx, key);
    requireVersion(stored, version);
    await transaction.metricGroup.delete({ where: { id: stored.id } });
    await recordAudit(transaction, ctx, {
      action: 'metric-group.delete',
      subject: `metric-group:${key}`,
      detail: {},
    });
  });
}

import { inTransaction } from '../../database/client';
import { ConflictError } from '../../errors';
import { authorise } from '../authorise';
import type { Context } from '../context';
import { parseInput } from '../parse-input';
import { recordAudit } from '../record-audit';
import { removalInput, requireVersion } from '../stored-version';
import { toMetricView, type MetricView } from './metric-view';
import { findMetric } from './store-metric';

/**
 * Takes a metric out of use; past analyses keep it. Throws NotFoundError, VersionMismatchError, and ConflictError (METRIC_IN_USE) while a
 * draft or running experiment measures it, or a group has it.
 */
export async function archiveMetric({ ctx, input }: { ctx: Context; input: unknown }): Promise<MetricView> {
  authorise(ctx, 'metrics:write', 'workspace');
  const { key, version } = parseInput(removalInput, input);
  return inTransaction(ctx.database, async (transaction) => {
    await transaction.$queryRaw`
      select 1 from metrics where workspace_id = ${ctx.workspaceId}::uuid and key = ${key}::text for update`;
    const stored = await findMetric(transaction, ctx, key);
    requireVersion(stored, version);
    const using = await transaction.experiment.findMany({
      where: { status: { in: ['DRAFT', 'RUNNING'] }, metrics: { some: { metricId: stored.id } } },
      select: { key: true },
      take: 5,
    });
    if (using.length > 0) {
      const keys = using.map((experiment) => `"${experiment.key}"`).join(', ');
      throw new ConflictError('METRIC_IN_USE', `"${key}" is measured by ${keys}; take it out there first.`);
    }
    const group = await transaction.metricGroup.findFirst({
      where: { metrics: { some: { metricId: stored.id } } },
      select: { key: true },
    });
    if (group !== null) {
      const detail = `"${key}" is in the metric group "${group.key}"; take it out there first.`;
      throw new ConflictError('METRIC_IN_USE', detail);
    }
    const saved = await transaction.metric.update({
      where: { id: stored.id },
      data: { archivedAt: ctx.now(), version: { increment: 1 } },
    });
    await recordAudit(transaction, ctx, { action: 'metric.archive', subject: `metric:${key}`, detail: {} });
    return toMetricView(saved);
  });
}

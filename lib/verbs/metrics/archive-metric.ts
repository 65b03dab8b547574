import { ConflictError } from '../../errors';
import { removalInput } from '../input-fields';
import { toMetricView } from './metric-view';
import { metricRow } from './store-metric';
import { defineVerb } from '../define-verb';
import { metricSchema } from './metric-answers';

/**
 * Takes a metric out of use; past analyses keep it. One that is archived stays as it is. Throws NotFoundError, VersionMismatchError, and ConflictError (METRIC_IN_USE) while a
 * draft or running experiment measures it, or a group has it.
 */
export const archiveMetric = defineVerb({
  name: 'archiveMetric',
  permission: 'metrics:write',
  scope: 'workspace',
  input: removalInput,
  output: metricSchema,
  door: { summary: 'Archive a metric that no draft or running experiment measures', ifMatch: 'optional' },
  records: ['metric.archive'],
  edits: metricRow,
  change: async ({ ctx, input: { key }, stored, transaction }) => {
    if (stored.archivedAt !== null) return { result: toMetricView(stored), audit: null };
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
    return { result: toMetricView(saved), audit: { subject: `metric:${key}`, detail: {} } };
  },
});

import { withDefaultCovariate } from '../../analysis/default-covariate';
import { inTransaction } from '../../database/client';
import { authorise } from '../authorise';
import type { Context } from '../context';
import { refusingDuplicates } from '../duplicate-key';
import { parseInput } from '../parse-input';
import { recordAudit } from '../record-audit';
import { metricFieldsSchema } from './metric-input';
import { toMetricView, type MetricView } from './metric-view';
import { metricColumns, refuseUnknownSource } from './store-metric';

/**
 * Defines a metric; where nothing is said of a covariate, with the default one. Throws InvalidInputError, ForbiddenError, ConflictError (DUPLICATE_KEY).
 */
export async function createMetric({ ctx, input }: { ctx: Context; input: unknown }): Promise<MetricView> {
  authorise(ctx, 'metrics:write', 'workspace');
  const metric = parseInput(metricFieldsSchema, withDefaultCovariate(input));
  return refusingDuplicates('a metric', metric.key, () =>
    inTransaction(ctx.database, async (transaction) => {
      await refuseUnknownSource(transaction, ctx, metric);
      const stored = await transaction.metric.create({
        data: { workspaceId: ctx.workspaceId, ...metricColumns(metric) },
      });
      await recordAudit(transaction, ctx, {
        action: 'metric.create',
        subject: `metric:${metric.key}`,
        detail: metric,
      });
      return toMetricView(stored);
    }),
  );
}

import { z } from 'zod';
import { authorise } from '../authorise';
import type { Context } from '../context';
import { getMetricGroup } from '../metric-groups/get-metric-group';
import { parseInput } from '../parse-input';
import { withMetricsOf } from './metric-use-schema';
import type { ExperimentView } from './experiment-view';
import { getExperiment } from './get-experiment';
import { updateExperiment } from './update-experiment';

const addInput = z.strictObject({
  key: z.string(),
  /** Key of the group. */
  group: z.string('Name the group by its key.'),
  /** Left out: that which is there now. */
  version: z.int().optional(),
  newRun: z.boolean().optional(),
});

/**
 * Adds a group's metrics to an experiment, behind its own; a metric that it has already stays as it is. Throws what
 * `updateExperiment` throws, and NotFoundError for the group.
 */
export async function addMetricGroup({
  ctx,
  input,
}: {
  ctx: Context;
  input: unknown;
}): Promise<ExperimentView> {
  authorise(ctx, 'experiments:write');
  const { key, group, version, newRun = false } = parseInput(addInput, input);
  const { metrics } = await getMetricGroup({ ctx, input: { key: group } });
  const experiment = await getExperiment({ ctx, input: { key } });
  const changes = { metrics: withMetricsOf(experiment.metrics, metrics) };
  return updateExperiment({ ctx, input: { key, version: version ?? experiment.version, changes, newRun } });
}

import { z } from 'zod';
import { authorise } from '../authorise';
import type { Context } from '../context';
import { getMetricGroup } from '../metric-groups/get-metric-group';
import { parseInput } from '../parse-input';
import { withMetricsOf } from './metric-use-schema';
import type { ExperimentView } from './experiment-view';
import { getExperiment } from './get-experiment';
import { updateExperiment, updateExperimentInput } from './update-experiment';

export const addMetricGroupInput = z.strictObject({
  key: z.string(),
  group: z.string('Name the group by its key.').describe('Key of the group.'),
  version: z.int().optional().describe('Left out: that which is there now.'),
  newRun: z.boolean().optional().describe('Allows what needs a new run.'),
  environment: updateExperimentInput.shape.environment,
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
  authorise(ctx, 'experiments:write', 'environment');
  const { key, group, version, newRun = false, environment } = parseInput(addMetricGroupInput, input);
  const { metrics } = await getMetricGroup({ ctx, input: { key: group } });
  const experiment = await getExperiment({ ctx, input: { key } });
  const changes = { metrics: withMetricsOf(experiment.metrics, metrics) };
  const asked = { key, version: version ?? experiment.version, changes, newRun };
  return updateExperiment({ ctx, input: { ...asked, ...(environment !== undefined && { environment }) } });
}

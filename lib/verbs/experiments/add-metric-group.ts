import { z } from 'zod';
import { withMetricsOf } from '../../model/metric-use';
import { saveChanges, updateExperimentInput } from './update-experiment';
import { findMetricGroup, toMetricGroupView } from '../metric-groups/metric-group-view';
import { experimentRow } from './find-experiment';
import { toExperimentView } from './experiment-view';
import { authorise } from '../../auth/authorise';
import { defineVerb } from '../define-verb';
import { experimentSchema } from '../../model/experiment-view';

export const addMetricGroupInput = z.strictObject({
  key: z.string(),
  group: z.string('Name the group by its key.').describe('Key of the group.'),
  version: z.int().optional().describe('Left out: that which is there now.'),
  newRun: z.boolean().optional().describe('Allows a change that needs a new run.'),
  environment: updateExperimentInput.shape.environment,
});

/**
 * Adds a group's metrics to an experiment, behind its own; a metric that it has already stays as it is. Throws what
 * `updateExperiment` throws, and NotFoundError for the group.
 */
export const addMetricGroup = defineVerb({
  name: 'addMetricGroup',
  permission: 'experiments:write',
  scope: 'environment',
  input: addMetricGroupInput,
  output: experimentSchema,
  door: { summary: 'Add the metrics of a group, { "group": KEY }, to an experiment', ifMatch: 'optional' },
  records: ['experiment.update'],
  edits: experimentRow,
  prepare: ({ ctx }) => {
    authorise(ctx, 'experiments:read', 'definitions');
    authorise(ctx, 'metrics:read', 'definitions');
    return Promise.resolve();
  },
  change: async ({ ctx, input: { key, group, newRun = false, environment }, stored, transaction }) => {
    const { metrics } = toMetricGroupView(await findMetricGroup(transaction, ctx, group));
    const changes = { metrics: [...withMetricsOf(toExperimentView(stored).metrics, metrics)] };
    return saveChanges(transaction, ctx, stored, { key, changes, newRun, environment });
  },
});

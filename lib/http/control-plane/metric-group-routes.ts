import { addMetricGroup, addMetricGroupInput } from '../../services/experiments/add-metric-group';
import { createMetricGroup } from '../../services/metric-groups/create-metric-group';
import { deleteMetricGroup } from '../../services/metric-groups/delete-metric-group';
import { getMetricGroup } from '../../services/metric-groups/get-metric-group';
import { listMetricGroups, listMetricGroupsInput } from '../../services/metric-groups/list-metric-groups';
import { metricGroupInputSchema } from '../../services/metric-groups/metric-group-view';
import { updateMetricGroup, updateMetricGroupInput } from '../../services/metric-groups/update-metric-group';
import { answeringNothing, answeringVersioned } from '../route-description';
import { experimentSchema } from './answers/experiments';
import { metricGroupPageSchema, metricGroupSchema } from './answers/metrics';
import { inputOf, withoutPlace, withoutUndefined } from './bodies';
import { routesOf } from './resource-routes';
import type { Route } from './route';

const path = '/api/v1/metric-groups';
const addBody = withoutPlace(addMetricGroupInput);

export const metricGroupRoutes: readonly Route[] = [
  ...routesOf({
    path,
    one: 'a metric group',
    many: 'metric groups',
    name: 'MetricGroup',
    names: 'MetricGroups',
    kept: 'experiments that it was added to keep what they have',
    list: listMetricGroups,
    create: createMetricGroup,
    get: getMetricGroup,
    update: updateMetricGroup,
    query: listMetricGroupsInput,
    fields: metricGroupInputSchema,
    changes: updateMetricGroupInput.shape.changes,
    pageSchema: metricGroupPageSchema,
    schema: metricGroupSchema,
  }),
  {
    method: 'DELETE',
    path: `${path}/{key}`,
    operation: 'deleteMetricGroup',
    summary: 'Delete a metric group; its metrics stay',
    ifMatch: 'optional',
    success: answeringNothing,
    handle: async ({ ctx, parameters, version }) => {
      await deleteMetricGroup({ ctx, input: withoutUndefined({ ...parameters, version }) });
      return {};
    },
  },
  {
    method: 'POST',
    path: '/api/v1/experiments/{key}/metric-groups',
    operation: 'addMetricGroup',
    summary: 'Add the metrics of a group, { "group": KEY }, to an experiment',
    ifMatch: 'optional',
    body: addBody,
    success: answeringVersioned(experimentSchema),
    handle: async (call) => ({ body: await addMetricGroup({ ctx: call.ctx, input: inputOf(call) }) }),
  },
];

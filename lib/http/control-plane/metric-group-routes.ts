import { addMetricGroup } from '../../services/experiments/add-metric-group';
import { createMetricGroup } from '../../services/metric-groups/create-metric-group';
import { deleteMetricGroup } from '../../services/metric-groups/delete-metric-group';
import { getMetricGroup } from '../../services/metric-groups/get-metric-group';
import { listMetricGroups } from '../../services/metric-groups/list-metric-groups';
import { updateMetricGroup } from '../../services/metric-groups/update-metric-group';
import { optionalObject, withoutUndefined } from './bodies';
import type { Route } from './route';
import { routesOf } from './surroundings-routes';

const path = '/api/v1/metric-groups';

export const metricGroupRoutes: readonly Route[] = [
  ...routesOf({
    path,
    one: 'a metric group',
    many: 'metric groups',
    kept: 'experiments that it was added to keep what they have',
    list: listMetricGroups,
    create: createMetricGroup,
    get: getMetricGroup,
    update: updateMetricGroup,
  }),
  {
    method: 'DELETE',
    path: `${path}/{key}`,
    summary: 'Delete a metric group; its metrics stay',
    handle: async ({ ctx, parameters }) => {
      await deleteMetricGroup({ ctx, input: parameters });
      return { status: 204 };
    },
  },
  {
    method: 'POST',
    path: '/api/v1/experiments/{key}/metric-groups',
    summary: 'Add the metrics of a group, { "group": KEY }, to an experiment',
    ifMatch: 'optional',
    handle: async ({ ctx, parameters, body, version }) => {
      const input = withoutUndefined({ ...optionalObject(body), ...parameters, version });
      const experiment = await addMetricGroup({ ctx, input });
      return { status: 200, body: experiment, version: experiment.version };
    },
  },
];

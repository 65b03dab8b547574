import { archiveExperiment } from '../../services/experiments/archive-experiment';
import { createExperiment } from '../../services/experiments/create-experiment';
import { deleteExperiment } from '../../services/experiments/delete-experiment';
import type { ExperimentView } from '../../services/experiments/experiment-view';
import { getExperiment } from '../../services/experiments/get-experiment';
import { listExperiments } from '../../services/experiments/list-experiments';
import { rampExperiment } from '../../services/experiments/ramp-experiment';
import { shipExperiment } from '../../services/experiments/ship-experiment';
import { startExperiment } from '../../services/experiments/start-experiment';
import { stopExperiment } from '../../services/experiments/stop-experiment';
import { updateExperiment } from '../../services/experiments/update-experiment';
import { optionalObject, withoutUndefined } from './bodies';
import type { Route, RouteAnswer } from './route';

const path = '/api/v1/experiments';

function answer(experiment: ExperimentView, status = 200): RouteAnswer {
  return { status, body: experiment, version: experiment.version };
}

export const experimentRoutes: readonly Route[] = [
  {
    method: 'GET',
    path,
    summary: 'List experiments, newest first',
    handle: async ({ ctx, query }) => ({ status: 200, body: await listExperiments({ ctx, input: query }) }),
  },
  {
    method: 'POST',
    path,
    summary: 'Create an experiment as a draft',
    handle: async ({ ctx, body }) => answer(await createExperiment({ ctx, input: body }), 201),
  },
  {
    method: 'GET',
    path: `${path}/{key}`,
    summary: 'Read an experiment',
    handle: async ({ ctx, parameters }) => answer(await getExperiment({ ctx, input: parameters })),
  },
  {
    method: 'PATCH',
    path: `${path}/{key}`,
    summary: 'Change an experiment; "newRun": true beside the changes allows what needs a new run',
    ifMatch: 'required',
    handle: async ({ ctx, parameters, body, version }) => {
      const { newRun = false, ...changes } = optionalObject(body);
      return answer(await updateExperiment({ ctx, input: { ...parameters, version, newRun, changes } }));
    },
  },
  {
    method: 'DELETE',
    path: `${path}/{key}`,
    summary: 'Delete a draft that never ran',
    ifMatch: 'optional',
    handle: async ({ ctx, parameters, version }) => {
      await deleteExperiment({ ctx, input: withoutUndefined({ ...parameters, version }) });
      return { status: 204 };
    },
  },
  {
    method: 'POST',
    path: `${path}/{key}/start`,
    summary: 'Start a run',
    ifMatch: 'optional',
    handle: async ({ ctx, parameters, body, version }) =>
      answer(
        await startExperiment({
          ctx,
          input: withoutUndefined({ ...optionalObject(body), ...parameters, version }),
        }),
      ),
  },
  {
    method: 'POST',
    path: `${path}/{key}/stop`,
    summary: 'Stop the active run; with "keepAssigned": true its intake alone',
    ifMatch: 'optional',
    handle: async ({ ctx, parameters, body, version }) =>
      answer(
        await stopExperiment({
          ctx,
          input: withoutUndefined({ ...optionalObject(body), ...parameters, version }),
        }),
      ),
  },
  {
    method: 'POST',
    path: `${path}/{key}/ramp`,
    summary: 'Let more units take part in the active run, or other shares of its variants, moving nobody',
    ifMatch: 'optional',
    handle: async ({ ctx, parameters, body, version }) =>
      answer(
        await rampExperiment({
          ctx,
          input: withoutUndefined({ ...optionalObject(body), ...parameters, version }),
        }),
      ),
  },
  {
    method: 'POST',
    path: `${path}/{key}/ship`,
    summary: 'End the run and give everybody one variant',
    ifMatch: 'optional',
    handle: async ({ ctx, parameters, body, version }) =>
      answer(
        await shipExperiment({
          ctx,
          input: withoutUndefined({ ...optionalObject(body), ...parameters, version }),
        }),
      ),
  },
  {
    method: 'POST',
    path: `${path}/{key}/archive`,
    summary: 'Archive an experiment that does not run',
    ifMatch: 'optional',
    handle: async ({ ctx, parameters, version }) =>
      answer(await archiveExperiment({ ctx, input: withoutUndefined({ ...parameters, version }) })),
  },
];

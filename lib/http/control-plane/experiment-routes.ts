import { archiveExperiment } from '../../services/experiments/archive-experiment';
import { createExperiment } from '../../services/experiments/create-experiment';
import { deleteExperiment } from '../../services/experiments/delete-experiment';
import { experimentInputSchema } from '../../services/experiments/experiment-input';
import { getExperiment } from '../../services/experiments/get-experiment';
import { listExperiments, listExperimentsInput } from '../../services/experiments/list-experiments';
import { rampExperiment, rampExperimentFields } from '../../services/experiments/ramp-experiment';
import { shipExperiment, shipExperimentInput } from '../../services/experiments/ship-experiment';
import { startExperiment, startExperimentInput } from '../../services/experiments/start-experiment';
import { stopExperiment, stopExperimentInput } from '../../services/experiments/stop-experiment';
import { unarchiveExperiment } from '../../services/experiments/unarchive-experiment';
import { updateExperiment, updateExperimentInput } from '../../services/experiments/update-experiment';
import { answering, answeringNothing, answeringVersioned } from '../route-description';
import { experimentPageSchema, experimentSchema } from './answers/experiments';
import { inputOf, withoutPlace, withoutUndefined } from './bodies';
import { takingBack } from './read-only';
import type { Route } from './route';

const path = '/api/v1/experiments';
const success = answeringVersioned(experimentSchema);
const { changes, newRun, environment } = updateExperimentInput.shape;
const changesBody = takingBack(changes.extend({ newRun, environment }), experimentSchema);
const newBody = takingBack(experimentInputSchema, experimentSchema).meta({
  ...experimentInputSchema.meta(),
});
const startBody = withoutPlace(startExperimentInput);
const stopBody = withoutPlace(stopExperimentInput);
const rampBody = withoutPlace(rampExperimentFields).meta({ minProperties: 1 });
const shipBody = withoutPlace(shipExperimentInput);

/** What happens to an experiment by a POST to a path of its own. */
const lifeRoutes: readonly Route[] = [
  {
    method: 'POST',
    path: `${path}/{key}/start`,
    operation: 'startExperiment',
    summary: 'Start a run in an environment',
    ifMatch: 'optional',
    body: startBody,
    success,
    handle: async (call) => ({ body: await startExperiment({ ctx: call.ctx, input: inputOf(call) }) }),
  },
  {
    method: 'POST',
    path: `${path}/{key}/stop`,
    operation: 'stopExperiment',
    summary: 'Stop the active run of an environment; with "keepAssigned": true its intake alone',
    ifMatch: 'optional',
    body: stopBody,
    success,
    handle: async (call) => ({ body: await stopExperiment({ ctx: call.ctx, input: inputOf(call) }) }),
  },
  {
    method: 'POST',
    path: `${path}/{key}/ramp`,
    operation: 'rampExperiment',
    summary: 'Let more units take part in the active run, or other shares of its variants, moving nobody',
    ifMatch: 'optional',
    body: rampBody,
    success,
    handle: async (call) => ({ body: await rampExperiment({ ctx: call.ctx, input: inputOf(call) }) }),
  },
  {
    method: 'POST',
    path: `${path}/{key}/ship`,
    operation: 'shipExperiment',
    summary: 'End the run of an environment and give everybody there one variant',
    ifMatch: 'optional',
    body: shipBody,
    success,
    handle: async (call) => ({ body: await shipExperiment({ ctx: call.ctx, input: inputOf(call) }) }),
  },
  {
    method: 'POST',
    path: `${path}/{key}/archive`,
    operation: 'archiveExperiment',
    summary: 'Archive an experiment that does not run',
    ifMatch: 'optional',
    success,
    handle: async ({ ctx, parameters, version }) => ({
      body: await archiveExperiment({ ctx, input: withoutUndefined({ ...parameters, version }) }),
    }),
  },
  {
    method: 'POST',
    path: `${path}/{key}/unarchive`,
    operation: 'unarchiveExperiment',
    summary: 'Bring an archived experiment back as what it was: shipped, stopped or a draft',
    ifMatch: 'optional',
    success,
    handle: async ({ ctx, parameters, version }) => ({
      body: await unarchiveExperiment({ ctx, input: withoutUndefined({ ...parameters, version }) }),
    }),
  },
];

export const experimentRoutes: readonly Route[] = [
  {
    method: 'GET',
    path,
    operation: 'listExperiments',
    summary: 'List experiments, newest first',
    query: listExperimentsInput,
    success: answering(experimentPageSchema),
    handle: async ({ ctx, query }) => ({ body: await listExperiments({ ctx, input: query }) }),
  },
  {
    method: 'POST',
    path,
    operation: 'createExperiment',
    summary: 'Create an experiment as a draft',
    body: newBody,
    success: answeringVersioned(experimentSchema, 201),
    handle: async ({ ctx, body }) => ({ body: await createExperiment({ ctx, input: body }) }),
  },
  {
    method: 'GET',
    path: `${path}/{key}`,
    operation: 'getExperiment',
    summary: 'Read an experiment',
    success,
    handle: async ({ ctx, parameters }) => ({ body: await getExperiment({ ctx, input: parameters }) }),
  },
  {
    method: 'PATCH',
    path: `${path}/{key}`,
    operation: 'updateExperiment',
    summary: 'Change an experiment; "newRun": true beside the changes allows what needs a new run',
    ifMatch: 'required',
    body: changesBody,
    success,
    handle: async ({ ctx, parameters, body, version }) => {
      const { newRun: mayRun = false, environment: ofRun, ...changed } = body;
      const named = withoutUndefined({ environment: ofRun });
      const input = { ...parameters, ...named, version, newRun: mayRun, changes: changed };
      return { body: await updateExperiment({ ctx, input }) };
    },
  },
  {
    method: 'DELETE',
    path: `${path}/{key}`,
    operation: 'deleteExperiment',
    summary: 'Delete a draft that never ran',
    ifMatch: 'optional',
    success: answeringNothing,
    handle: async ({ ctx, parameters, version }) => {
      await deleteExperiment({ ctx, input: withoutUndefined({ ...parameters, version }) });
      return {};
    },
  },
  ...lifeRoutes,
];

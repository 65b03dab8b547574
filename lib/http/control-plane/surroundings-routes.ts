import { audienceInputSchema } from '../../services/audiences/audience-view';
import { createAudience } from '../../services/audiences/create-audience';
import { deleteAudience } from '../../services/audiences/delete-audience';
import { getAudience } from '../../services/audiences/get-audience';
import { listAudiences, listAudiencesInput } from '../../services/audiences/list-audiences';
import { updateAudience, updateAudienceInput } from '../../services/audiences/update-audience';
import { analyseHoldout, analyseHoldoutInput } from '../../services/holdouts/analyse-holdout';
import { createHoldout, createHoldoutInput } from '../../services/holdouts/create-holdout';
import { getHoldout } from '../../services/holdouts/get-holdout';
import { listHoldouts, listHoldoutsInput } from '../../services/holdouts/list-holdouts';
import { releaseHoldout } from '../../services/holdouts/release-holdout';
import { updateHoldout, updateHoldoutInput } from '../../services/holdouts/update-holdout';
import { createLayer, createLayerInput } from '../../services/layers/create-layer';
import { deleteLayer } from '../../services/layers/delete-layer';
import { getLayer } from '../../services/layers/get-layer';
import { listLayers, listLayersInput } from '../../services/layers/list-layers';
import { updateLayer, updateLayerInput } from '../../services/layers/update-layer';
import { answering, answeringNothing, answeringVersioned } from '../route-description';
import { holdoutAnalysisSchema } from './answers/results';
import {
  audiencePageSchema,
  audienceSchema,
  holdoutPageSchema,
  holdoutSchema,
  layerPageSchema,
  layerSchema,
} from './answers/surroundings';
import { inputOf, withoutPlace, withoutUndefined } from './bodies';
import { routesOf } from './resource-routes';
import type { Route } from './route';

export const layerRoutes: readonly Route[] = [
  ...routesOf({
    path: '/api/v1/layers',
    one: 'a layer',
    many: 'layers, with the ranges that their runs hold,',
    name: 'Layer',
    names: 'Layers',
    list: listLayers,
    create: createLayer,
    get: getLayer,
    update: updateLayer,
    query: listLayersInput,
    fields: createLayerInput,
    changes: updateLayerInput.shape.changes,
    pageSchema: layerPageSchema,
    schema: layerSchema,
  }),
  {
    method: 'DELETE',
    path: '/api/v1/layers/{key}',
    operation: 'deleteLayer',
    summary: 'Delete a layer that nothing names',
    ifMatch: 'optional',
    success: answeringNothing,
    handle: async ({ ctx, parameters, version }) => {
      await deleteLayer({ ctx, input: withoutUndefined({ ...parameters, version }) });
      return {};
    },
  },
];

const analysisBody = withoutPlace(analyseHoldoutInput);

export const holdoutRoutes: readonly Route[] = [
  ...routesOf({
    path: '/api/v1/holdouts',
    one: 'a holdout',
    many: 'holdouts',
    name: 'Holdout',
    names: 'Holdouts',
    list: listHoldouts,
    create: createHoldout,
    get: getHoldout,
    update: updateHoldout,
    query: listHoldoutsInput,
    fields: createHoldoutInput,
    changes: updateHoldoutInput.shape.changes,
    pageSchema: holdoutPageSchema,
    schema: holdoutSchema,
  }),
  {
    method: 'POST',
    path: '/api/v1/holdouts/{key}/release',
    operation: 'releaseHoldout',
    summary: 'Release a holdout: its units get what was shipped',
    ifMatch: 'optional',
    success: answeringVersioned(holdoutSchema),
    handle: async ({ ctx, parameters, version }) => ({
      body: await releaseHoldout({ ctx, input: withoutUndefined({ ...parameters, version }) }),
    }),
  },
  {
    method: 'POST',
    path: '/api/v1/holdouts/{key}/analysis',
    operation: 'analyseHoldout',
    summary:
      'Compare the units of a holdout with all others on chosen metrics: what everything shipped did together',
    body: analysisBody,
    success: answering(holdoutAnalysisSchema),
    handle: async (call) => ({ body: await analyseHoldout({ ctx: call.ctx, input: inputOf(call) }) }),
  },
];

export const audienceRoutes: readonly Route[] = [
  ...routesOf({
    path: '/api/v1/audiences',
    one: 'a saved audience',
    many: 'saved audiences',
    name: 'Audience',
    names: 'Audiences',
    list: listAudiences,
    create: createAudience,
    get: getAudience,
    update: updateAudience,
    query: listAudiencesInput,
    fields: audienceInputSchema,
    changes: updateAudienceInput.shape.changes,
    pageSchema: audiencePageSchema,
    schema: audienceSchema,
  }),
  {
    method: 'DELETE',
    path: '/api/v1/audiences/{key}',
    operation: 'deleteAudience',
    summary: 'Delete a saved audience that no experiment names',
    ifMatch: 'optional',
    success: answeringNothing,
    handle: async ({ ctx, parameters, version }) => {
      await deleteAudience({ ctx, input: withoutUndefined({ ...parameters, version }) });
      return {};
    },
  },
];

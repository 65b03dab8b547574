import { createAudience } from '../../services/audiences/create-audience';
import { deleteAudience } from '../../services/audiences/delete-audience';
import { getAudience } from '../../services/audiences/get-audience';
import { listAudiences } from '../../services/audiences/list-audiences';
import { updateAudience } from '../../services/audiences/update-audience';
import type { Context } from '../../services/context';
import { analyseHoldout } from '../../services/holdouts/analyse-holdout';
import { createHoldout } from '../../services/holdouts/create-holdout';
import { getHoldout } from '../../services/holdouts/get-holdout';
import { listHoldouts } from '../../services/holdouts/list-holdouts';
import { releaseHoldout } from '../../services/holdouts/release-holdout';
import { updateHoldout } from '../../services/holdouts/update-holdout';
import { createLayer } from '../../services/layers/create-layer';
import { deleteLayer } from '../../services/layers/delete-layer';
import { getLayer } from '../../services/layers/get-layer';
import { listLayers } from '../../services/layers/list-layers';
import { updateLayer } from '../../services/layers/update-layer';
import { optionalObject } from './bodies';
import type { Route } from './route';

type Verb<Result> = (request: { ctx: Context; input: unknown }) => Promise<Result>;

/** What experiments share, each kind with the same four doors; how one goes away is its own. */
interface Kind {
  readonly path: string;
  /** For the documentation: "a layer", "layers". */
  readonly one: string;
  readonly many: string;
  /** What a change does not touch. */
  readonly kept?: string;
  readonly list: Verb<object>;
  readonly create: Verb<{ readonly version: number }>;
  readonly get: Verb<{ readonly version: number }>;
  readonly update: Verb<{ readonly version: number }>;
}

const whatRunsKeep = 'runs that have begun keep what they froze';

export function routesOf({
  path,
  one,
  many,
  kept = whatRunsKeep,
  list,
  create,
  get,
  update,
}: Kind): readonly Route[] {
  const versioned = (body: { readonly version: number }, status = 200) => ({
    status,
    body,
    version: body.version,
  });
  return [
    {
      method: 'GET',
      path,
      summary: `List ${many} by key`,
      handle: async ({ ctx, query }) => ({ status: 200, body: await list({ ctx, input: query }) }),
    },
    {
      method: 'POST',
      path,
      summary: `Create ${one}`,
      handle: async ({ ctx, body }) => versioned(await create({ ctx, input: body }), 201),
    },
    {
      method: 'GET',
      path: `${path}/{key}`,
      summary: `Read ${one}`,
      handle: async ({ ctx, parameters }) => versioned(await get({ ctx, input: parameters })),
    },
    {
      method: 'PATCH',
      path: `${path}/{key}`,
      summary: `Change ${one}; ${kept}`,
      ifMatch: 'required',
      handle: async ({ ctx, parameters, body, version }) =>
        versioned(await update({ ctx, input: { ...parameters, version, changes: body } })),
    },
  ];
}

export const surroundingsRoutes: readonly Route[] = [
  ...routesOf({
    path: '/api/v1/layers',
    one: 'a layer',
    many: 'layers, with the ranges that their runs hold,',
    list: listLayers,
    create: createLayer,
    get: getLayer,
    update: updateLayer,
  }),
  {
    method: 'DELETE',
    path: '/api/v1/layers/{key}',
    summary: 'Delete a layer that nothing names',
    handle: async ({ ctx, parameters }) => {
      await deleteLayer({ ctx, input: parameters });
      return { status: 204 };
    },
  },
  ...routesOf({
    path: '/api/v1/holdouts',
    one: 'a holdout',
    many: 'holdouts',
    list: listHoldouts,
    create: createHoldout,
    get: getHoldout,
    update: updateHoldout,
  }),
  {
    method: 'POST',
    path: '/api/v1/holdouts/{key}/release',
    summary: 'Release a holdout: its units get what was shipped',
    handle: async ({ ctx, parameters }) => {
      const body = await releaseHoldout({ ctx, input: parameters });
      return { status: 200, body, version: body.version };
    },
  },
  {
    method: 'POST',
    path: '/api/v1/holdouts/{key}/analysis',
    summary:
      'Compare the units of a holdout with all others on chosen metrics: what everything shipped did together',
    handle: async ({ ctx, parameters, body }) => ({
      status: 200,
      body: await analyseHoldout({ ctx, input: { ...optionalObject(body), ...parameters } }),
    }),
  },
  ...routesOf({
    path: '/api/v1/audiences',
    one: 'a saved audience',
    many: 'saved audiences',
    list: listAudiences,
    create: createAudience,
    get: getAudience,
    update: updateAudience,
  }),
  {
    method: 'DELETE',
    path: '/api/v1/audiences/{key}',
    summary: 'Delete a saved audience that no experiment names',
    handle: async ({ ctx, parameters }) => {
      await deleteAudience({ ctx, input: parameters });
      return { status: 204 };
    },
  },
];

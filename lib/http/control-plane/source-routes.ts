import { archiveSource } from '../../services/sources/archive-source';
import { checkSource } from '../../services/sources/check-source';
import { createSource } from '../../services/sources/create-source';
import { getSource } from '../../services/sources/get-source';
import { listSources } from '../../services/sources/list-sources';
import type { SourceView } from '../../services/sources/source-view';
import { updateSource } from '../../services/sources/update-source';
import { optionalObject } from './bodies';
import type { Route, RouteAnswer } from './route';

const path = '/api/v1/sources';

function answer(source: SourceView, status = 200): RouteAnswer {
  return { status, body: source, version: source.version };
}

export const sourceRoutes: readonly Route[] = [
  {
    method: 'GET',
    path,
    summary: 'List sources by key',
    handle: async ({ ctx, query }) => ({ status: 200, body: await listSources({ ctx, input: query }) }),
  },
  {
    method: 'POST',
    path,
    summary: 'Connect a query over a read-only Postgres; it is checked first',
    handle: async ({ ctx, body }) => answer(await createSource({ ctx, input: body }), 201),
  },
  {
    method: 'POST',
    path: '/api/v1/source-checks',
    summary: 'Check a source, stored or not, and read its first rows',
    handle: async ({ ctx, body }) => ({
      status: 200,
      body: await checkSource({ ctx, input: optionalObject(body) }),
    }),
  },
  {
    method: 'GET',
    path: `${path}/{key}`,
    summary: 'Read a source, without its connection',
    handle: async ({ ctx, parameters }) => answer(await getSource({ ctx, input: parameters })),
  },
  {
    method: 'PATCH',
    path: `${path}/{key}`,
    summary: 'Change a source for runs that start from now on; it is checked first',
    ifMatch: 'required',
    handle: async ({ ctx, parameters, body, version }) =>
      answer(await updateSource({ ctx, input: { ...parameters, version, changes: body } })),
  },
  {
    method: 'DELETE',
    path: `${path}/{key}`,
    summary: 'Archive a source that no metric in use reads',
    handle: async ({ ctx, parameters }) => answer(await archiveSource({ ctx, input: parameters })),
  },
];

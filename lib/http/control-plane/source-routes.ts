import { archiveSource } from '../../services/sources/archive-source';
import { checkSource, checkSourceInput } from '../../services/sources/check-source';
import { createSource, createSourceInput } from '../../services/sources/create-source';
import { getSource } from '../../services/sources/get-source';
import { listSources, listSourcesInput } from '../../services/sources/list-sources';
import { updateSource, updateSourceInput } from '../../services/sources/update-source';
import { answering, answeringVersioned } from '../route-description';
import { sourceCheckSchema, sourcePageSchema, sourceSchema } from './answers/sources';
import { withoutUndefined } from './bodies';
import { takingBack } from './read-only';
import type { Route } from './route';

const path = '/api/v1/sources';
const success = answeringVersioned(sourceSchema);
const newBody = takingBack(createSourceInput, sourceSchema);
const changesBody = takingBack(updateSourceInput.shape.changes, sourceSchema);

export const sourceRoutes: readonly Route[] = [
  {
    method: 'GET',
    path,
    operation: 'listSources',
    summary: 'List sources by key',
    query: listSourcesInput,
    success: answering(sourcePageSchema),
    handle: async ({ ctx, query }) => ({ body: await listSources({ ctx, input: query }) }),
  },
  {
    method: 'POST',
    path,
    operation: 'createSource',
    summary: 'Connect a query over a read-only Postgres; it is checked first',
    body: newBody,
    success: answeringVersioned(sourceSchema, 201),
    handle: async ({ ctx, body }) => ({ body: await createSource({ ctx, input: body }) }),
  },
  {
    method: 'POST',
    path: '/api/v1/source-checks',
    operation: 'checkSource',
    summary: 'Check a source, stored or not, and read its first rows',
    body: checkSourceInput,
    success: answering(sourceCheckSchema),
    handle: async ({ ctx, body }) => ({ body: await checkSource({ ctx, input: body }) }),
  },
  {
    method: 'GET',
    path: `${path}/{key}`,
    operation: 'getSource',
    summary: 'Read a source, without its connection',
    success,
    handle: async ({ ctx, parameters }) => ({ body: await getSource({ ctx, input: parameters }) }),
  },
  {
    method: 'PATCH',
    path: `${path}/{key}`,
    operation: 'updateSource',
    summary: 'Change a source for runs that start from now on; it is checked first',
    ifMatch: 'required',
    body: changesBody,
    success,
    handle: async ({ ctx, parameters, body, version }) => ({
      body: await updateSource({ ctx, input: { ...parameters, version, changes: body } }),
    }),
  },
  {
    method: 'DELETE',
    path: `${path}/{key}`,
    operation: 'archiveSource',
    summary: 'Archive a source that no metric in use reads',
    ifMatch: 'optional',
    success,
    handle: async ({ ctx, parameters, version }) => ({
      body: await archiveSource({ ctx, input: withoutUndefined({ ...parameters, version }) }),
    }),
  },
];
